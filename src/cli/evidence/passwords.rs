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
    use std::sync::Arc;

    use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};

    use crate::cli::signals;

    let mut terminal = std::fs::File::open("/dev/tty")?;
    let before = tcgetattr(&terminal)?;
    let mut silent = before.clone();
    silent.local_modes -= LocalModes::ECHO | LocalModes::ISIG;
    silent.special_codes[SpecialCodeIndex::VEOL] = CTRL_C;
    // Whatever else ends us while nothing is shown.
    let (again, whole) = (terminal.try_clone()?, before.clone());
    let on_signal = signals::on(Some(Arc::new(move || {
        let _ = tcsetattr(&again, OptionalActions::Flush, &whole);
        std::process::exit(Kind::Interrupted.exit_code().into());
    })));
    // Before the prompt: whoever sees that types, and nothing of it may be shown or lost.
    tcsetattr(&terminal, OptionalActions::Flush, &silent)?;
    let read = Term::stderr().write_str(prompt).and_then(|()| typed(&mut terminal));
    tcsetattr(&terminal, OptionalActions::Flush, &before)?;
    signals::on(on_signal);
    Term::stderr().write_line("")?;
    read.map(|line| String::from_utf8_lossy(&line).trim_end_matches('\r').to_string())
}

/// What Ctrl-C types where it is no signal.
#[cfg(unix)]
const CTRL_C: u8 = 3;

/// The bytes up to the end of the line.
#[cfg(unix)]
fn typed(terminal: &mut impl io::Read) -> io::Result<Vec<u8>> {
    let (mut line, mut byte) = (Vec::new(), [0]);
    loop {
        match terminal.read(&mut byte) {
            Ok(0) => return Ok(line),
            Ok(_) if byte == [CTRL_C] => return Err(io::ErrorKind::Interrupted.into()),
            Ok(_) if byte == *b"\n" => return Ok(line),
            Ok(_) => line.push(byte[0]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
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
