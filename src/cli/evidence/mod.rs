//! The options that take evidence, the same in every verb that does, and what they bring together: one case.

mod cluster;
mod looks;
mod named;
mod offline;
mod passwords;
mod progress;

use std::path::PathBuf;

use super::{Global, answers, ask, case, out, setup};
use crate::case::Case;
use crate::error::Result;
use crate::evidence;
use crate::evidence::properties::Settings;
use crate::knowledge::Knowledge;
use crate::report::check;
use crate::report::fix::LOGIN;

pub use looks::now_ms;
pub use progress::Progress;

/// What to read, and what is known in advance.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    offline: offline::Files,
    #[command(flatten)]
    cluster: cluster::Live,
    /// An answer in advance; VALUE unknown is "I don't know" (repeatable)
    #[arg(long, value_name = "OBSERVATION=VALUE")]
    answer: Vec<String>,
    /// Go on with a case that was kept
    #[arg(long, value_name = "FILE")]
    case: Option<PathBuf>,
    /// Keep the case: readings with their excerpts, and answers
    #[arg(long, value_name = "FILE")]
    pub save_case: Option<PathBuf>,
}

/// The evidence of a run: what lies there is read once, a cluster can be looked at again and again.
pub struct Evidence<'a> {
    options: &'a Options,
    knowledge: &'a Knowledge,
    /// What was read of files and texts, and the answers in advance.
    lies: Case,
    /// The settings among them.
    settings: Vec<Settings>,
    site: Option<looks::Site<'a>>,
}

/// What came of it.
pub struct Gathered {
    /// Everything known.
    pub case: Case,
    /// The cluster, where one has answered.
    pub cluster: Option<check::Cluster>,
    /// There is a cluster to be looked at, and it has not answered.
    pub shut_out: bool,
    /// A group or topic that was asked for by name is not there.
    pub in_vain: bool,
}

impl Options {
    /// Whether standard input is read as evidence.
    pub fn takes_stdin(&self) -> bool {
        self.offline.takes_stdin()
    }

    /// Whether there is a cluster to be looked at.
    pub fn is_live(&self) -> bool {
        self.cluster.is_live()
    }

    /// Whether a cluster is all there is to look at.
    pub fn is_cluster_only(&self) -> bool {
        !self.cluster.is_empty() && self.offline.is_empty() && self.answer.is_empty() && self.case.is_none()
    }

    /// Whether nothing at all was given.
    pub fn is_empty(&self) -> bool {
        self.offline.is_empty() && self.cluster.is_empty() && self.answer.is_empty() && self.case.is_none()
    }

    /// Reads what lies there. Passwords that are missing are asked for where prompts are allowed.
    ///
    /// # Errors
    /// Wrong usage, or something that cannot be read; told before anything is read.
    pub fn read<'a>(
        &'a self,
        knowledge: &'a Knowledge,
        global: &'a Global,
        progress: &Progress,
    ) -> Result<Evidence<'a>> {
        self.offline.check()?;
        self.cluster.check()?;
        let request = self.offline.request()?;
        let mut lies = match &self.case {
            Some(path) => case::load(path, knowledge, global.quiet)?,
            None => Case::new(),
        };
        answers::preset(knowledge, &self.answer, &mut lies)?;
        let prompts = ask::allowed(global, self.takes_stdin());
        let site = looks::Site::new(&self.cluster, global, prompts)?;
        // What an earlier look could not see, this one tells anew.
        if site.is_some() {
            lies.not_checked.clear();
        }
        let request = self.offline.with_stdin(request)?;
        if let Some((_, text)) = request.texts.first() {
            lies.told.get_or_insert_with(|| case::told(text));
        }
        progress.stage("Reading files");
        let evidence::Gathered { settings, warnings } = evidence::gather(knowledge, &request, &mut lies)?;
        progress.pause();
        warnings.iter().filter(|_| !global.quiet).for_each(|warning| setup::warn(warning));
        Ok(Evidence { options: self, knowledge, lies, settings, site })
    }
}

impl Evidence<'_> {
    /// The same options again, for a command that looks at the same things: ready to paste, without secrets.
    pub fn again(&self) -> String {
        let bootstrap = self.site.as_ref().and_then(looks::Site::bootstrap);
        let words = self.options.cluster.again(bootstrap).into_iter().chain(self.options.offline.again());
        let words = words.map(|(option, value)| format!("{option} {}", out::quoted(&value)));
        (words.collect::<Vec<_>>().join(" ") + &self.knowledge.options).trim_start().to_string()
    }

    /// Looks at the cluster, where there is one. What could not be looked at is told of the observations that are wanted.
    ///
    /// # Errors
    /// The snapshot cannot be kept.
    pub fn gather(&mut self, wanted: &dyn Fn(&str) -> bool, progress: &Progress) -> Result<Gathered> {
        let mut case = self.lies.clone();
        if let Some(file) = &self.options.cluster.command_config {
            case.names.insert(LOGIN.into(), file.display().to_string());
        }
        let seen = match &mut self.site {
            Some(site) => Some(site.look(self.knowledge, &self.settings, wanted, progress, &mut case)?),
            None => None,
        };
        let shut_out = seen.as_ref().is_some_and(|seen| seen.cluster.is_none());
        let in_vain = seen.as_ref().is_some_and(|seen| seen.in_vain);
        Ok(Gathered { case, cluster: seen.and_then(|seen| seen.cluster), shut_out, in_vain })
    }
}
