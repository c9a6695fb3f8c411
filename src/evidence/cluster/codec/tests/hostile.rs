//! Answers that nobody would give: they are refused, in bounded time and memory, and never end the process.

use proptest::prelude::*;

use super::super::consumer_groups::Protocol;
use super::super::*;
use crate::evidence::cluster::wire::Malformed;

/// The name of an answer, and whether bytes are one.
type Named = (&'static str, Box<dyn Fn(&[u8]) -> bool>);

/// Every answer that is read, in every version.
fn readers() -> Vec<Named> {
    let mut all: Vec<Named> = vec![
        ("acls", Box::new(|body| acls::read(body).is_ok())),
        ("client_quotas", Box::new(|body| client_quotas::read(body).is_ok())),
        ("configs", Box::new(|body| configs::read(body).is_ok())),
        ("consumer_groups", Box::new(|body| consumer_groups::read(Protocol::Consumer, body).is_ok())),
        ("share_groups", Box::new(|body| consumer_groups::read(Protocol::Share, body).is_ok())),
        ("epoch_ends", Box::new(|body| epoch_ends::read(body).is_ok())),
        ("groups", Box::new(|body| groups::read_described(body).is_ok())),
        ("metadata", Box::new(|body| metadata::read(body).is_ok())),
        ("offsets", Box::new(|body| offsets::read(body).is_ok())),
        ("producers", Box::new(|body| producers::read(body).is_ok())),
        ("reassignments", Box::new(|body| reassignments::read(body).is_ok())),
        ("scram_users", Box::new(|body| scram_users::read(body).is_ok())),
        ("topic_partitions", Box::new(|body| topic_partitions::read(body).is_ok())),
        ("transactions", Box::new(|body| transactions::read_list(body).is_ok())),
        ("transaction", Box::new(|body| transactions::read_described(body).is_ok())),
    ];
    for version in cluster::VERSIONS {
        all.push(("cluster", Box::new(move |body| cluster::read(version, body).is_ok())));
    }
    for version in groups::LIST_VERSIONS {
        all.push(("group list", Box::new(move |body| groups::read_list(version, body).is_ok())));
    }
    for version in log_dirs::VERSIONS {
        all.push(("log_dirs", Box::new(move |body| log_dirs::read(version, body).is_ok())));
    }
    for version in offset_fetch::VERSIONS {
        all.push(("offset_fetch", Box::new(move |body| offset_fetch::read(version, body).is_ok())));
    }
    for version in quorum::VERSIONS {
        all.push(("quorum", Box::new(move |body| quorum::read(version, body).is_ok())));
    }
    all
}

proptest! {
    #[test]
    fn random_bytes_end_nothing(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for (_, read) in readers() {
            read(&bytes);
        }
    }

    /// Small numbers look more like an answer than random bytes do, and get further.
    #[test]
    fn small_bytes_end_nothing(bytes in prop::collection::vec(0u8..6, 0..400)) {
        for (_, read) in readers() {
            read(&bytes);
        }
    }
}

#[test]
fn lengths_beyond_the_end_are_refused() {
    // The throttle time, then an array of as many elements as a length can say.
    let body = [&[0; 4][..], &[0xff, 0xff, 0xff, 0xff, 0x0f], &[0; 100]].concat();
    for (name, read) in readers().into_iter().filter(|(name, _)| *name != "quorum") {
        assert!(!read(&body), "{name}");
    }
    // Of texts, too: the second is the name of a topic.
    let body = [&[0; 4][..], &[2], &[0xff, 0xff, 0x7f], &[0; 100]].concat();
    assert_eq!(offsets::read(&body), Err(Malformed));
}

#[test]
fn answers_cut_short_are_refused() {
    use kafka_protocol::messages::*;
    let body = super::answer(
        metadata::VERSION,
        &MetadataResponse::default().with_topics(vec![
            metadata_response::MetadataResponseTopic::default().with_name(Some(TopicName(super::text("orders")))),
        ]),
    );
    assert!(metadata::read(&body).is_ok());
    for cut in 0..body.len() {
        assert_eq!(metadata::read(&body[..cut]), Err(Malformed), "{cut}");
    }
}

#[test]
fn millions_of_tiny_structures_are_refused() {
    // Topics of a transaction take three bytes each, and many times that in memory.
    let mut body = vec![0, 0, 0, 0, 0, 0];
    body.extend([0x01, 0xff, 0xff, 0xff, 0x07]);
    body.extend(vec![1; 8 << 20]);
    assert_eq!(transactions::read_list(&body), Err(Malformed));
}
