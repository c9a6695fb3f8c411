//! `explain`.

use std::process::ExitCode;

use super::Global;
use crate::error::{Error, Result};

/// Options of `explain`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs it.
pub fn run(args: &Args, _global: &Global) -> Result<ExitCode> {
    let _ = args;
    Err(Error::usage("explain: not there yet"))
}
