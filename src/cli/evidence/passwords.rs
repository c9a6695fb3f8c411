//! Passwords that no setting gives, asked for without showing them.

use std::io;

use console::Term;

use crate::cli::out::visible;
use crate::error::{Error, Kind, Result};
use crate::evidence::cluster::settings::{Access, Password, Secret};
use crate::evidence::cluster::way_in;

/// Asks for each that is missing. An empty answer leaves it missing, and the way in tells what comes of that.
///
/// # Errors
/// Ctrl-C; the terminal cannot be used.
pub fn ask(access: &mut Access) -> Result<()> {
    let mut asked: Vec<Password> = Vec::new();
    // One store can want two, the second known only once it is open.
    while let Some(which) = way_in::missing(access).into_iter().find(|which| !asked.contains(which)) {
        let secret = secret(&prompt(&which)).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => Error::new(Kind::Interrupted, "interrupted"),
            _ => Error::input(format!("the terminal cannot be used: {error}")),
        })?;
        if !secret.is_empty() {
            access.answer(&which, Secret::new(secret));
        }
        asked.push(which);
    }
    Ok(())
}

/// A line that is not shown. Ctrl-C ends the line instead of the process, so that the terminal is whole again whoever started us; some shells
/// leave it as it was at our death.
#[cfg(unix)]
fn secret(prompt: &str) -> io::Result<String> {
    use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
    use std::io::Read;

    const CTRL_C: u8 = 3;
    let mut terminal = std::fs::File::open("/dev/tty")?;
    let before = tcgetattr(&terminal)?;
    let mut silent = before.clone();
    silent.local_modes -= LocalModes::ECHO | LocalModes::ISIG;
    silent.special_codes[SpecialCodeIndex::VEOL] = CTRL_C;
    Term::stderr().write_str(prompt)?;
    tcsetattr(&terminal, OptionalActions::Flush, &silent)?;
    let (mut line, mut byte) = (Vec::new(), [0]);
    let read = loop {
        match terminal.read(&mut byte) {
            Ok(0) => break Ok(()),
            Ok(_) if byte == [CTRL_C] => break Err(io::ErrorKind::Interrupted.into()),
            Ok(_) if byte == *b"\n" => break Ok(()),
            Ok(_) => line.push(byte[0]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Err(error),
        }
    };
    tcsetattr(&terminal, OptionalActions::Flush, &before)?;
    Term::stderr().write_line("")?;
    read.map(|()| String::from_utf8_lossy(&line).trim_end_matches('\r').to_string())
}

#[cfg(not(unix))]
fn secret(prompt: &str) -> io::Result<String> {
    let term = Term::stderr();
    term.write_str(prompt)?;
    term.read_secure_line()
}

fn prompt(which: &Password) -> String {
    match which {
        Password::Login { user } => format!("Password of {}: ", visible(user)),
        Password::TrustStore { path } => format!("Password of the trust store {}: ", visible(path)),
        Password::KeyStore { path } => format!("Password of the key store {}: ", visible(path)),
        Password::Key { path } if path.is_empty() => "Password of the key: ".into(),
        Password::Key { path } => format!("Password of the key in {}: ", visible(path)),
    }
}
