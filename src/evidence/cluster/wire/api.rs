//! Every request that can be sent. There is no other way to a socket: what is not listed here cannot be asked.

macro_rules! inspecting {
    ($($(#[$about:meta])* $name:ident = $key:literal,)*) => {
        /// A request that only looks. Names and numbers are those of the Kafka protocol.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(i16)]
        pub enum Api {
            $($(#[$about])* $name = $key,)*
        }

        impl Api {
            /// Every request that can be sent.
            pub const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

inspecting! {
    /// Earliest, latest, by time.
    ListOffsets = 2,
    /// From version 4 on, and never with AllowAutoTopicCreation: otherwise it creates topics.
    Metadata = 3,
    /// What groups have committed.
    OffsetFetch = 9,
    /// Classic groups.
    DescribeGroups = 15,
    /// The groups that a broker coordinates.
    ListGroups = 16,
    /// Which mechanisms a broker offers.
    SaslHandshake = 17,
    /// What a broker speaks, and its features.
    ApiVersions = 18,
    /// Where an epoch ended.
    OffsetForLeaderEpoch = 23,
    /// Who may do what.
    DescribeAcls = 29,
    /// Settings of topics, brokers, groups.
    DescribeConfigs = 32,
    /// Log directories of a broker, sizes, free bytes.
    DescribeLogDirs = 35,
    /// Logging in.
    SaslAuthenticate = 36,
    /// Moves of replicas that are under way.
    ListPartitionReassignments = 46,
    /// Quotas.
    DescribeClientQuotas = 48,
    /// SCRAM users, never their secrets.
    DescribeUserScramCredentials = 50,
    /// Controllers and how far behind brokers are.
    DescribeQuorum = 55,
    /// Brokers, fenced ones too.
    DescribeCluster = 60,
    /// Producers that a partition remembers.
    DescribeProducers = 61,
    /// One transaction.
    DescribeTransactions = 65,
    /// The transactions that a broker coordinates.
    ListTransactions = 66,
    /// Groups of the new protocol.
    ConsumerGroupDescribe = 69,
    /// Metadata by pages, with the eligible leader replicas.
    DescribeTopicPartitions = 75,
    /// Share groups.
    ShareGroupDescribe = 77,
}

impl Api {
    /// Its number in the protocol.
    pub const fn key(self) -> i16 {
        self as i16
    }

    /// Whether its answer of this version begins with ThrottleTimeMs, as the protocol's message definitions say.
    pub(super) const fn throttles_first(self, version: i16) -> bool {
        let from = match self {
            Self::ApiVersions | Self::SaslHandshake | Self::SaslAuthenticate => return false,
            // It has none.
            Self::DescribeQuorum => return false,
            Self::DescribeGroups | Self::ListGroups => 1,
            Self::ListOffsets | Self::OffsetForLeaderEpoch => 2,
            Self::Metadata | Self::OffsetFetch => 3,
            _ => 0,
        };
        version >= from
    }
}

#[cfg(test)]
mod tests {
    use super::Api;

    #[test]
    fn nothing_but_inspecting_requests_can_be_sent() {
        let names: Vec<String> = Api::ALL.iter().map(|api| format!("{} {api:?}", api.key())).collect();
        assert_eq!(
            names.join(", "),
            "2 ListOffsets, 3 Metadata, 9 OffsetFetch, 15 DescribeGroups, 16 ListGroups, 17 SaslHandshake, 18 ApiVersions, \
             23 OffsetForLeaderEpoch, 29 DescribeAcls, 32 DescribeConfigs, 35 DescribeLogDirs, 36 SaslAuthenticate, \
             46 ListPartitionReassignments, 48 DescribeClientQuotas, 50 DescribeUserScramCredentials, 55 DescribeQuorum, \
             60 DescribeCluster, 61 DescribeProducers, 65 DescribeTransactions, 66 ListTransactions, 69 ConsumerGroupDescribe, \
             75 DescribeTopicPartitions, 77 ShareGroupDescribe"
        );
    }
}
