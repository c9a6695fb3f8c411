//! What it takes to read what could not be read: the ACL, the release, the port.

use crate::evidence::cluster::snapshot::{Need, NotRead, Part, Why};

/// What could not be read, with what it takes. `of`: brokers, topics, groups, or nothing for the whole cluster.
pub(super) fn missing<T: ToString>(part: Part, of: &[T], why: Why) -> NotRead {
    let needs = need(part, of, &why);
    NotRead::of(part, of, why, needs)
}

/// Of the whole cluster.
pub(super) fn missing_all(part: Part, why: Why) -> NotRead {
    missing::<String>(part, &[], why)
}

fn need<T: ToString>(part: Part, of: &[T], why: &Why) -> Need {
    match why {
        Why::Refused(29) if part == Part::Members => acl("Describe", "--topic '*'"),
        Why::Refused(_) | Why::PerhapsHidden => {
            let (operation, resource) = right(part);
            acl(operation, resource)
        }
        Why::NotSpoken => match release(part) {
            Some(release) => Need::Release(release.into()),
            None => Need::Kraft,
        },
        Why::NoGroup => Need::Group,
        Why::NotNamed => Need::Topic,
        Why::NotTaken => Need::OtherWay,
        Why::NoConnection => Need::Port(of.iter().map(T::to_string).collect::<Vec<_>>().join(", ")),
        Why::OutOfTime => Need::Time,
        Why::NotAsked if part == Part::Commits => Need::Release("3.0".into()),
        Why::NotAsked
        | Why::WayEnds(_)
        | Why::Error(_)
        | Why::NoAnswer(_)
        | Why::Garbled
        | Why::TooFewLooks
        | Why::Standing => Need::Again,
    }
}

fn acl(operation: &str, resource: &str) -> Need {
    Need::Acl(operation.into(), resource.into())
}

/// Operation and resource as kafka-acls takes them.
fn right(part: Part) -> (&'static str, &'static str) {
    match part {
        Part::Cluster | Part::Broker | Part::FencedBrokers | Part::LogDirs | Part::FreeBytes | Part::Groups => {
            ("Describe", "--cluster")
        }
        Part::Quorum | Part::Reassignments | Part::ScramUsers | Part::Acls => ("Describe", "--cluster"),
        Part::Topics | Part::EligibleLeaders | Part::Offsets | Part::Newest | Part::Retained | Part::EpochEnds => {
            ("Describe", "--topic '*'")
        }
        Part::BrokerSettings | Part::Quotas => ("DescribeConfigs", "--cluster"),
        Part::TopicSettings => ("DescribeConfigs", "--topic '*'"),
        Part::GroupSettings => ("DescribeConfigs", "--group '*'"),
        Part::Members | Part::Commits => ("Describe", "--group '*'"),
        Part::Producers => ("Read", "--topic '*'"),
        Part::Transactions => ("Describe", "--transactional-id '*'"),
    }
}

/// The release that first tells it; `None`: it takes KRaft.
fn release(part: Part) -> Option<&'static str> {
    match part {
        Part::Quorum => None,
        Part::FencedBrokers | Part::EligibleLeaders | Part::GroupSettings => Some("4.0"),
        // With ZooKeeper earlier.
        Part::ScramUsers => Some("3.5"),
        Part::FreeBytes => Some("3.3"),
        Part::Newest | Part::Transactions => Some("3.0"),
        // Share groups, the last kind that came.
        Part::Members => Some("4.1"),
        _ => Some("2.8"),
    }
}
