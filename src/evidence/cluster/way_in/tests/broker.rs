//! A broker over loopback that says what a test wants, through another codec than the program's.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ::bytes::{Buf, Bytes, BytesMut};
use kafka_protocol::messages::describe_configs_response::DescribeConfigsResult;
use kafka_protocol::messages::metadata_response::MetadataResponseBroker;
use kafka_protocol::messages::{
    ApiKey, ApiVersionsResponse, BrokerId, DescribeConfigsResponse, MetadataResponse, RequestKind, ResponseHeader,
    ResponseKind, SaslAuthenticateResponse, SaslHandshakeResponse, api_versions_response::ApiVersion,
};
use kafka_protocol::protocol::{Encodable, StrBytes, decode_request_header_from_buffer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What goes wrong, and from when on.
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
            advertises: Vec::new(),
        }
    }
}

/// Starts it; the thread ends with the test process. What it was asked, in order, stands in the list.
pub fn start(script: Script) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (script, noted) = (script.clone(), noted.clone());
            std::thread::spawn(move || {
                stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                match script.tls.clone() {
                    None => talk(stream, &script, address, &noted),
                    Some(tls) => {
                        let connection = ServerConnection::new(tls).unwrap();
                        talk(StreamOwned::new(connection, stream), &script, address, &noted)
                    }
                }
            });
        }
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
        let request = RequestKind::decode(key, &mut frame, version).unwrap();
        assert!(!frame.has_remaining(), "{key:?}");
        asked.lock().unwrap().push(format!("{key:?} {version}"));
        if script.quirk == Some(Quirk::Silent) {
            continue;
        }
        let answer = answer(script, request, me, &mut logged_in)?;
        let mut body = BytesMut::new();
        let mut correlation = header.correlation_id;
        if script.quirk == Some(Quirk::WrongCorrelation) {
            correlation += 7;
        }
        let header = ResponseHeader::default().with_correlation_id(correlation);
        header.encode(&mut body, key.response_header_version(version)).unwrap();
        answer.encode(&mut body, version).unwrap();
        let length = match script.quirk {
            Some(Quirk::Length(length)) => length,
            _ => body.len() as i32,
        };
        let frame = [&length.to_be_bytes()[..], &body].concat();
        match script.quirk {
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
                &[(3, 0, 13), (17, 0, 1), (18, 0, 4), (32, 1, 4), (36, 0, 2)]
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
            let said = String::from_utf8(request.auth_bytes.to_vec()).unwrap();
            let (user, password) = script.login;
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
            ResponseKind::Metadata(
                MetadataResponse::default()
                    .with_throttle_time_ms(pause)
                    .with_brokers(brokers)
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
        other => panic!("{other:?}"),
    })
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
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = StreamOwned::new(ServerConnection::new(tls.clone()).unwrap(), stream);
            let mut request = Vec::new();
            while !String::from_utf8_lossy(&request).ends_with("scope=a%20b") {
                let mut part = [0; 1024];
                let Ok(count @ 1..) = stream.read(&mut part) else { break };
                request.extend_from_slice(&part[..count]);
            }
            noted.lock().unwrap().push(String::from_utf8_lossy(&request).into_owned());
            let _ = stream.write_all(answer.as_bytes()).and_then(|()| stream.flush());
        }
    });
    (address, asked)
}
