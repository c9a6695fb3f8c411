//! Parses the command line, runs the verb, prints the error, exits.

use std::process::ExitCode;

fn main() -> ExitCode {
    kafka_doctor::cli::main()
}
