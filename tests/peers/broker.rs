//! A broker over loopback that says what a test wants, through another codec than the program's.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ::bytes::{Buf, Bytes, BytesMut};
use kafka_protocol::messages::describe_cluster_response::DescribeClusterBroker;
use kafka_protocol::messages::describe_configs_response::DescribeConfigsResult;
use kafka_protocol::messages::describe_log_dirs_response::{
    DescribeLogDirsPartition, DescribeLogDirsResult, DescribeLogDirsTopic,
};
use kafka_protocol::messages::describe_quorum_response::{PartitionData, ReplicaState, TopicData};
use kafka_protocol::messages::list_offsets_request::ListOffsetsPartition;
use kafka_protocol::messages::list_offsets_response::{ListOffsetsPartitionResponse, ListOffsetsTopicResponse};
use kafka_protocol::messages::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};
use kafka_protocol::messages::{
    ApiKey, ApiVersionsResponse, BrokerId, DescribeAclsResponse, DescribeClusterResponse, DescribeConfigsResponse,
    DescribeLogDirsResponse, DescribeQuorumResponse, ListOffsetsResponse, MetadataResponse, RequestKind,
    ResponseHeader, ResponseKind, SaslAuthenticateResponse, SaslHandshakeResponse, TopicName,
    api_versions_response::ApiVersion,
};
use kafka_protocol::protocol::{Encodable, StrBytes, decode_request_header_from_buffer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quirk {
    /// Every answer has another number.
    WrongCorrelation,
    /// Every answer says that it is this long.
    Length(i32),
    /// Every answer breaks off in the middle.
    HalfAnswer,
    /// Every answer comes a byte at a time.
    Drip,
    /// Requests are read, nothing is said.
    Silent,
    /// These bytes, whatever comes, then the end.
    Says(&'static [u8]),
    /// Metadata asks for a pause, milliseconds.
    Throttle(i32),
    /// Every answer is of the right length and number, and made of bytes that mean nothing.
    Garbage,
    /// Every answer is as long as answers may be, and zeros.
    Zeros,
    /// It has so many partitions, and tells all of each.
    Partitions(i32),
    /// A login never comes to its end.
    EndlessLogin,
}

/// What a broker is.
#[derive(Debug, Clone)]
pub struct Script {
    /// Its id.
    pub id: i32,
    /// Its cluster's.
    pub cluster: &'static str,
    /// The mechanisms of its listener; none without SASL.
    pub mechanisms: &'static [&'static str],
    /// `user` and password of PLAIN, or the token of OAUTHBEARER.
    pub login: (&'static str, &'static str),
    /// How long a login holds, milliseconds; as a broker it then takes a new one, and closes at anything else.
    pub session_ms: i64,
    /// DescribeConfigs is not allowed.
    pub closed_mouthed: bool,
    /// It is a listener of controllers.
    pub controller: bool,
    /// TLS.
    pub tls: Option<Arc<ServerConfig>>,
    /// What goes wrong.
    pub quirk: Option<Quirk>,
    /// At which request; at every one, if it is none.
    pub at: Option<ApiKey>,
    /// What it advertises: ids, hosts, ports; itself where it is empty.
    pub advertises: Vec<(i32, String, u16)>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            id: 1,
            cluster: "c1",
            mechanisms: &[],
            login: ("u", "p"),
            session_ms: 3_600_000,
            closed_mouthed: false,
            controller: false,
            tls: None,
            quirk: None,
            at: None,
            advertises: Vec::new(),
        }
    }
}

/// Starts it; the thread ends with the test process. What it was asked, in order, stands in the list.
pub fn start(script: Script) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    start_at(0, script)
}

/// As [`start`], at a port that is free.
pub fn start_at(port: u16, script: Script) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    let address = listen_at(port, move |stream| {
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        let me = stream.local_addr()?;
        match script.tls.clone() {
            None => talk(stream, &script, me, &noted),
            Some(tls) => {
                let connection = ServerConnection::new(tls).unwrap();
                talk(StreamOwned::new(connection, stream), &script, me, &noted)
            }
        };
        Ok(())
    });
    (address, asked)
}

fn talk(mut stream: impl Read + Write, script: &Script, me: SocketAddr, asked: &Mutex<Vec<String>>) -> Option<()> {
    if let Some(Quirk::Says(bytes)) = script.quirk {
        stream.read_exact(&mut [0; 4]).ok()?;
        stream.write_all(bytes).ok()?;
        return stream.flush().ok();
    }
    let mut logged_in = script.mechanisms.is_empty().then(|| Instant::now() + Duration::from_secs(86_400));
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length).ok()?;
        let length = u32::from_be_bytes(length) as usize;
        // As socket.request.max.bytes: a broker closes without a word.
        if length > 100 << 20 {
            return None;
        }
        let mut frame = vec![0; length];
        stream.read_exact(&mut frame).ok()?;
        let mut frame = Bytes::from(frame);
        let header = decode_request_header_from_buffer(&mut frame).unwrap();
        let key = ApiKey::try_from(header.request_api_key).unwrap();
        let version = header.request_api_version;
        let quirk = script.quirk.filter(|_| script.at.is_none_or(|at| at == key));
        let request = RequestKind::decode(key, &mut frame, version).unwrap();
        assert!(!frame.has_remaining(), "{key:?}");
        asked.lock().unwrap().push(format!("{key:?} {version}"));
        if quirk == Some(Quirk::Silent) {
            continue;
        }
        let answer = answer(script, request, me, &mut logged_in)?;
        let mut body = BytesMut::new();
        let mut correlation = header.correlation_id;
        if quirk == Some(Quirk::WrongCorrelation) {
            correlation += 7;
        }
        let header = ResponseHeader::default().with_correlation_id(correlation);
        header.encode(&mut body, key.response_header_version(version)).unwrap();
        match quirk {
            Some(Quirk::Garbage) => body.extend((0..5000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8)),
            Some(Quirk::Zeros) => body.resize(64 << 20, 0),
            _ => answer.encode(&mut body, version).unwrap(),
        }
        let length = match quirk {
            Some(Quirk::Length(length)) => length,
            _ => body.len() as i32,
        };
        let frame = [&length.to_be_bytes()[..], &body].concat();
        match quirk {
            Some(Quirk::HalfAnswer) => {
                stream.write_all(&frame[..frame.len() / 2]).ok()?;
                stream.flush().ok()?;
                return None;
            }
            Some(Quirk::Drip) => {
                for byte in frame {
                    stream.write_all(&[byte]).ok()?;
                    stream.flush().ok()?;
                    std::thread::sleep(Duration::from_millis(100));
                }
            }
            _ => {
                stream.write_all(&frame).ok()?;
                stream.flush().ok()?;
            }
        }
    }
}

fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.into())
}

fn answer(
    script: &Script,
    request: RequestKind,
    me: SocketAddr,
    logged_in: &mut Option<Instant>,
) -> Option<ResponseKind> {
    Some(match request {
        RequestKind::ApiVersions(_) => {
            let keys: &[(i16, i16, i16)] = if script.controller {
                &[(18, 0, 4), (52, 0, 2), (55, 0, 2)]
            } else {
                &[
                    (2, 0, 8),
                    (3, 0, 13),
                    (9, 1, 8),
                    (15, 0, 5),
                    (16, 0, 5),
                    (17, 0, 1),
                    (18, 0, 4),
                    (29, 1, 3),
                    (32, 1, 4),
                    (35, 1, 4),
                    (36, 0, 2),
                    (46, 0, 0),
                    (48, 0, 1),
                    (50, 0, 0),
                    (55, 0, 2),
                    (60, 0, 2),
                    (66, 0, 0),
                ]
            };
            let keys = keys
                .iter()
                .map(|(key, low, high)| {
                    ApiVersion::default().with_api_key(*key).with_min_version(*low).with_max_version(*high)
                })
                .collect();
            ResponseKind::ApiVersions(ApiVersionsResponse::default().with_api_keys(keys))
        }
        RequestKind::SaslHandshake(request) => {
            let known = script.mechanisms.contains(&request.mechanism.as_str());
            let code = if script.mechanisms.is_empty() {
                34
            } else if known {
                0
            } else {
                33
            };
            let mechanisms = script.mechanisms.iter().map(|name| text(name)).collect();
            ResponseKind::SaslHandshake(
                SaslHandshakeResponse::default().with_error_code(code).with_mechanisms(mechanisms),
            )
        }
        RequestKind::SaslAuthenticate(request) => {
            let said = String::from_utf8_lossy(&request.auth_bytes).into_owned();
            let (user, password) = script.login;
            if script.quirk == Some(Quirk::EndlessLogin) {
                let more = SaslAuthenticateResponse::default().with_auth_bytes(request.auth_bytes);
                return Some(ResponseKind::SaslAuthenticate(more));
            }
            let bearer = format!("n,,\u{1}auth=Bearer {password}\u{1}\u{1}");
            let response = SaslAuthenticateResponse::default();
            let right = said == format!("\0{user}\0{password}") || said == bearer;
            *logged_in = right.then(|| Instant::now() + Duration::from_millis(script.session_ms as u64));
            ResponseKind::SaslAuthenticate(if right {
                response.with_session_lifetime_ms(script.session_ms)
            } else if said.starts_with("n,,") {
                response.with_auth_bytes(Bytes::from_static(b"{\"status\":\"invalid_token\"}"))
            } else {
                response
                    .with_error_code(58)
                    .with_error_message(Some(text("Authentication failed: Invalid username or \u{1b}[31mpassword")))
            })
        }
        _ if logged_in.is_none_or(|until| until < Instant::now()) => return None,
        RequestKind::Metadata(request) => {
            assert!(!request.allow_auto_topic_creation);
            let mut advertises = script.advertises.clone();
            if advertises.is_empty() {
                advertises.push((script.id, me.ip().to_string(), me.port()));
            }
            let brokers = advertises
                .into_iter()
                .map(|(id, host, port)| {
                    MetadataResponseBroker::default()
                        .with_node_id(BrokerId(id))
                        .with_host(text(&host))
                        .with_port(port.into())
                })
                .collect();
            let pause = match script.quirk {
                Some(Quirk::Throttle(pause)) => pause,
                _ => 0,
            };
            let topics = match script.quirk {
                Some(Quirk::Partitions(count)) if request.topics.is_none() => vec![topic(script.id, count)],
                _ => Vec::new(),
            };
            ResponseKind::Metadata(
                MetadataResponse::default()
                    .with_throttle_time_ms(pause)
                    .with_brokers(brokers)
                    .with_topics(topics)
                    .with_cluster_id(Some(text(script.cluster))),
            )
        }
        RequestKind::DescribeConfigs(request) => {
            let results = request
                .resources
                .into_iter()
                .map(|resource| {
                    let code = if script.closed_mouthed {
                        31
                    } else if resource.resource_name.as_str() == script.id.to_string() {
                        0
                    } else {
                        42
                    };
                    DescribeConfigsResult::default()
                        .with_error_code(code)
                        .with_resource_type(resource.resource_type)
                        .with_resource_name(resource.resource_name)
                })
                .collect();
            ResponseKind::DescribeConfigs(DescribeConfigsResponse::default().with_results(results))
        }
        // A broker that has nothing to tell.
        RequestKind::DescribeCluster(_) => {
            let broker = DescribeClusterBroker::default()
                .with_broker_id(BrokerId(script.id))
                .with_host(text(&me.ip().to_string()))
                .with_port(me.port().into());
            ResponseKind::DescribeCluster(
                DescribeClusterResponse::default()
                    .with_endpoint_type(1)
                    .with_cluster_id(text(script.cluster))
                    .with_cluster_authorized_operations(8096)
                    .with_brokers(vec![broker]),
            )
        }
        RequestKind::DescribeQuorum(_) => {
            let voter = ReplicaState::default().with_replica_id(BrokerId(100)).with_log_end_offset(1);
            let partition = PartitionData::default().with_leader_id(BrokerId(100)).with_current_voters(vec![voter]);
            let topic = TopicData::default().with_partitions(vec![partition]);
            ResponseKind::DescribeQuorum(DescribeQuorumResponse::default().with_topics(vec![topic]))
        }
        RequestKind::DescribeAcls(_) => {
            let no_authorizer = 54;
            ResponseKind::DescribeAcls(DescribeAclsResponse::default().with_error_code(no_authorizer))
        }
        RequestKind::DescribeLogDirs(_) => {
            let count = if let Some(Quirk::Partitions(count)) = script.quirk { count } else { 0 };
            let replica = |id| DescribeLogDirsPartition::default().with_partition_index(id).with_partition_size(100);
            let topic = DescribeLogDirsTopic::default()
                .with_name(TopicName(text("orders")))
                .with_partitions((0..count).map(replica).collect());
            let dir = DescribeLogDirsResult::default()
                .with_log_dir(text("/data"))
                .with_topics(vec![topic])
                .with_total_bytes(1 << 40)
                .with_usable_bytes(1 << 39);
            ResponseKind::DescribeLogDirs(DescribeLogDirsResponse::default().with_results(vec![dir]))
        }
        RequestKind::ListGroups(_) => ResponseKind::ListGroups(Default::default()),
        RequestKind::ListOffsets(request) => {
            let found = |partition: &ListOffsetsPartition| {
                ListOffsetsPartitionResponse::default().with_partition_index(partition.partition_index).with_offset(9)
            };
            let topics = request.topics.into_iter().map(|topic| {
                let partitions = topic.partitions.iter().map(found).collect();
                ListOffsetsTopicResponse::default().with_name(topic.name).with_partitions(partitions)
            });
            ResponseKind::ListOffsets(ListOffsetsResponse::default().with_topics(topics.collect()))
        }
        RequestKind::ListTransactions(_) => ResponseKind::ListTransactions(Default::default()),
        RequestKind::ListPartitionReassignments(_) => ResponseKind::ListPartitionReassignments(Default::default()),
        RequestKind::DescribeClientQuotas(_) => ResponseKind::DescribeClientQuotas(Default::default()),
        RequestKind::DescribeUserScramCredentials(_) => ResponseKind::DescribeUserScramCredentials(Default::default()),
        other => panic!("{other:?}"),
    })
}

/// A topic with its partitions, all led by one broker.
fn topic(leader: i32, partitions: i32) -> MetadataResponseTopic {
    let partition = |id| {
        MetadataResponsePartition::default()
            .with_partition_index(id)
            .with_leader_id(BrokerId(leader))
            .with_replica_nodes(vec![BrokerId(leader)])
            .with_isr_nodes(vec![BrokerId(leader)])
    };
    MetadataResponseTopic::default()
        .with_name(Some(TopicName(text("orders"))))
        .with_partitions((0..partitions).map(partition).collect())
}

/// A port that is given to one connection after the other.
pub fn listen(talk: impl Fn(TcpStream) -> std::io::Result<()> + Clone + Send + 'static) -> SocketAddr {
    listen_at(0, talk)
}

fn listen_at(port: u16, talk: impl Fn(TcpStream) -> std::io::Result<()> + Clone + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let talk = talk.clone();
            std::thread::spawn(move || talk(stream));
        }
    });
    address
}

/// A port that takes connections and never answers: its queue is full, as behind a firewall that drops.
pub fn black_hole() -> (SocketAddr, Vec<TcpStream>, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
        waiting.push(stream);
        if waiting.len() > 5000 {
            break;
        }
    }
    (address, waiting, listener)
}

/// A token endpoint: the requests that it gets, and one answer to each.
pub fn token_endpoint(tls: Arc<ServerConfig>, answer: &'static str) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    let address = listen(move |stream| {
        let mut stream = StreamOwned::new(ServerConnection::new(tls.clone()).unwrap(), stream);
        let mut request = Vec::new();
        while !String::from_utf8_lossy(&request).ends_with("scope=a%20b") {
            let mut part = [0; 1024];
            let Ok(count @ 1..) = stream.read(&mut part) else { break };
            request.extend_from_slice(&part[..count]);
        }
        noted.lock().unwrap().push(String::from_utf8_lossy(&request).into_owned());
        stream.write_all(answer.as_bytes())?;
        stream.flush()
    });
    (address, asked)
}
