//! The jars of a Kafka version, downloaded once into a cache of the user's, or why there are none.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The newest release that the tests know, and the one that the others are compared with.
pub const V4: &str = "4.3.0";
/// The last release line that can still be migrated from ZooKeeper.
pub const V3: &str = "3.9.2";
/// An old release with ZooKeeper.
pub const V2: &str = "2.8.2";

/// Brokers of 4.0 and later need it.
const JAVA: u32 = 17;

/// Everything of the lab's: the jars, and the clusters that run. `KAFKA_DOCTOR_LAB_CACHE` moves it.
pub fn home() -> PathBuf {
    let cache = || {
        let cache = std::env::var_os("XDG_CACHE_HOME").filter(|path| Path::new(path).is_absolute());
        cache.map_or_else(|| std::env::home_dir().unwrap_or_else(std::env::temp_dir).join(".cache"), PathBuf::from)
    };
    std::env::var_os("KAFKA_DOCTOR_LAB_CACHE").map_or_else(|| cache().join("kafka-doctor-lab"), PathBuf::from)
}

/// The folder with the jars of a version, downloaded if they are not there.
///
/// # Errors
/// What is missing.
pub fn jars(version: &str) -> Result<PathBuf, String> {
    java()?;
    let folder = home().join("jars").join(version);
    let complete = folder.join("complete");
    if complete.exists() {
        return Ok(folder);
    }
    let fault = |error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(fault)?;
    // Two test processes may start at once; the lock ends with this function.
    let lock = File::create(folder.join("lock")).map_err(fault)?;
    lock.lock().map_err(fault)?;
    if !complete.exists() {
        download(version, &folder)?;
        File::create(complete).map_err(fault)?;
    }
    Ok(folder)
}

/// Looked for once: a Java takes a while to say which one it is.
fn java() -> Result<(), String> {
    static FOUND: OnceLock<Result<(), String>> = OnceLock::new();
    FOUND.get_or_init(look_for_java).clone()
}

fn look_for_java() -> Result<(), String> {
    let said = Command::new("java").arg("-version").stdin(Stdio::null()).output();
    let said = said.map_err(|_| format!("no Java {JAVA} on PATH"))?;
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    // `openjdk version "17.0.15" 2025-04-15`; up to Java 8 it was `"1.8.0_412"`.
    let major = said.split('"').nth(1).and_then(|version| version.split(['.', '-']).next()?.parse::<u32>().ok());
    match major {
        Some(major) if major >= JAVA => Ok(()),
        _ => Err(format!("Java {JAVA} or later is needed, on PATH is {}", said.lines().next().unwrap_or("none"))),
    }
}

fn download(version: &str, folder: &Path) -> Result<(), String> {
    let pom = folder.join("pom.xml");
    fs::write(&pom, project(version)).map_err(|error| format!("{}: {error}", pom.display()))?;
    let mut maven = Command::new("mvn");
    maven.args(["-q", "-B", "dependency:copy-dependencies", "-f"]).arg(&pom);
    maven.arg(format!("-DoutputDirectory={}", folder.display())).stdin(Stdio::null());
    let done =
        maven.output().map_err(|_| format!("the jars of Kafka {version} are not there, and no Maven on PATH"))?;
    match done.status.success() {
        true => Ok(()),
        false => {
            let said = String::from_utf8_lossy(&done.stdout).into_owned();
            let why = said.lines().find(|line| line.contains("ERROR")).unwrap_or("it does not say why");
            Err(format!("Maven could not download Kafka {version}: {why}"))
        }
    }
}

fn project(version: &str) -> String {
    let mut wanted = vec![("org.apache.kafka", "kafka_2.13", version), ("org.apache.kafka", "kafka-tools", version)];
    // 3.x brings a binding for its logger; without one a broker is silent.
    match version.split('.').next() {
        Some("2") => wanted.push(("org.slf4j", "slf4j-log4j12", "1.7.30")),
        Some("3") => {}
        _ => wanted.push(("org.apache.logging.log4j", "log4j-slf4j-impl", "2.25.4")),
    }
    let wanted: String = wanted
        .iter()
        .map(|(group, artifact, version)| {
            format!("<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version></dependency>")
        })
        .collect();
    format!(
        "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion><groupId>lab</groupId>\
         <artifactId>lab</artifactId><version>1</version><dependencies>{wanted}</dependencies></project>"
    )
}
