//! Every answer that is read, in every version. The fuzz target has the same list.

use kafka_doctor::evidence::cluster::codec::consumer_groups::Protocol;
use kafka_doctor::evidence::cluster::codec::*;
use kafka_doctor::evidence::cluster::wire::Malformed;

/// Reads bytes as one kind of answer.
pub type Read = Box<dyn Fn(&[u8]) -> Result<(), Malformed> + Send + Sync>;

/// The name of an answer, its version where there are several, and how it is read.
pub type Named = (&'static str, i16, Read);

/// Every answer that is read, in every version.
pub fn readers() -> Vec<Named> {
    let mut all: Vec<Named> = vec![
        ("acls", acls::VERSION, Box::new(|body| acls::read(body).map(drop))),
        ("client_quotas", client_quotas::VERSION, Box::new(|body| client_quotas::read(body).map(drop))),
        ("configs", configs::VERSION, Box::new(|body| configs::read(body).map(drop))),
        (
            "consumer_groups",
            Protocol::Consumer.version(),
            Box::new(|body| consumer_groups::read(Protocol::Consumer, body).map(drop)),
        ),
        (
            "share_groups",
            Protocol::Share.version(),
            Box::new(|body| consumer_groups::read(Protocol::Share, body).map(drop)),
        ),
        ("epoch_ends", epoch_ends::VERSION, Box::new(|body| epoch_ends::read(body).map(drop))),
        ("groups", groups::DESCRIBE_VERSION, Box::new(|body| groups::read_described(body).map(drop))),
        ("metadata", metadata::VERSION, Box::new(|body| metadata::read(body).map(drop))),
        ("offsets", *offsets::VERSIONS.end(), Box::new(|body| offsets::read(body).map(drop))),
        ("producers", producers::VERSION, Box::new(|body| producers::read(body).map(drop))),
        ("reassignments", reassignments::VERSION, Box::new(|body| reassignments::read(body).map(drop))),
        ("scram_users", scram_users::VERSION, Box::new(|body| scram_users::read(body).map(drop))),
        ("topic_partitions", topic_partitions::VERSION, Box::new(|body| topic_partitions::read(body).map(drop))),
        ("transactions", transactions::VERSION, Box::new(|body| transactions::read_list(body).map(drop))),
        ("transaction", transactions::VERSION, Box::new(|body| transactions::read_described(body).map(drop))),
    ];
    for version in cluster::VERSIONS {
        all.push(("cluster", version, Box::new(move |body| cluster::read(version, body).map(drop))));
    }
    for version in groups::LIST_VERSIONS {
        all.push(("group_list", version, Box::new(move |body| groups::read_list(version, body).map(drop))));
    }
    for version in log_dirs::VERSIONS {
        all.push(("log_dirs", version, Box::new(move |body| log_dirs::read(version, body).map(drop))));
    }
    for version in offset_fetch::VERSIONS {
        all.push(("offset_fetch", version, Box::new(move |body| offset_fetch::read(version, body).map(drop))));
    }
    for version in quorum::VERSIONS {
        all.push(("quorum", version, Box::new(move |body| quorum::read(version, body).map(drop))));
    }
    all
}
