//! Passwords that no setting gives, asked for without showing them.

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
        let term = Term::stderr();
        let secret =
            term.write_str(&prompt(&which)).and_then(|()| term.read_secure_line()).map_err(|error| {
                match error.kind() {
                    std::io::ErrorKind::Interrupted => Error::new(Kind::Interrupted, "interrupted"),
                    _ => Error::input(format!("the terminal cannot be used: {error}")),
                }
            })?;
        if !secret.is_empty() {
            access.answer(&which, Secret::new(secret));
        }
        asked.push(which);
    }
    Ok(())
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
