//! Java programs of a Kafka version: nodes, and Kafka's own tools, by class.

use std::path::{Path, PathBuf};
use std::process::Command;

/// One appender, beside what clients print, in the layout of a real server.log, for the logger of 4.x and for that of the releases before.
const LOG4J2: &str = r#"<Configuration><Appenders><Console name="C" target="SYSTEM_ERR"><PatternLayout pattern="[%d] %p %m (%c)%n"/></Console></Appenders>
<Loggers><Root level="INFO"><AppenderRef ref="C"/></Root></Loggers></Configuration>"#;
const LOG4J: &str = "log4j.rootLogger=INFO, C
log4j.appender.C=org.apache.log4j.ConsoleAppender
log4j.appender.C.target=System.err
log4j.appender.C.layout=org.apache.log4j.PatternLayout
log4j.appender.C.layout.ConversionPattern=[%d] %p %m (%c)%n
";

/// Writes records at a rate; the same class and options in all releases.
pub const PRODUCER: &str = "org.apache.kafka.tools.VerifiableProducer";
/// Reads as a member of a group, and commits; prints what it does.
pub const CONSUMER: &str = "org.apache.kafka.tools.VerifiableConsumer";
/// Reads as a member of a group, and prints the records: whoever does not take them keeps it waiting.
pub const CONSOLE_CONSUMER: &str = "org.apache.kafka.tools.consumer.ConsoleConsumer";
/// Writes records at a rate, in transactions if one likes.
pub const PERFORMANCE: &str = "org.apache.kafka.tools.ProducerPerformance";
/// Topics, settings, groups: the tools of an operator.
pub const TOPICS: &str = "org.apache.kafka.tools.TopicCommand";
pub const CONFIGS: &str = "kafka.admin.ConfigCommand";
pub const GROUPS: &str = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand";
/// Formats the folders of a KRaft node.
pub const STORAGE: &str = "kafka.tools.StorageTool";
/// A node.
pub const KAFKA: &str = "kafka.Kafka";
/// What 2.8 cannot do without.
pub const ZOOKEEPER: &str = "org.apache.zookeeper.server.quorum.QuorumPeerMain";

/// Rights; the class has moved in 4.0.
pub fn acls(version: &str) -> &'static str {
    if version.starts_with("4.") { "org.apache.kafka.tools.AclCommand" } else { "kafka.admin.AclCommand" }
}

/// Puts the settings of both loggers into a cluster's folder.
///
/// # Panics
/// The folder cannot be written.
pub fn logging(folder: &Path) {
    std::fs::write(folder.join("log4j2.xml"), LOG4J2).unwrap();
    std::fs::write(folder.join("log4j.properties"), LOG4J).unwrap();
}

/// A version's jars, for programs of one cluster.
pub struct Java {
    jars: PathBuf,
    folder: PathBuf,
}

impl Java {
    /// Programs from the jars in one folder, of the cluster of the other.
    pub fn new(jars: PathBuf, folder: &Path) -> Self {
        Self { jars, folder: folder.to_owned() }
    }

    /// A class with its arguments, ready to run. Its command line names the folder: by that a process is known as the cluster's.
    pub fn command(&self, class: &str, heap: &str, arguments: &[&str]) -> Command {
        let folder = self.folder.display();
        let mut java = Command::new("java");
        java.arg(format!("-Xmx{heap}")).args(["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]);
        java.arg(format!("-Dlog4j2.configurationFile={folder}/log4j2.xml"));
        java.arg(format!("-Dlog4j.configuration=file:{folder}/log4j.properties"));
        java.arg("-cp").arg(self.jars.join("*")).arg(class).args(arguments);
        java
    }
}
