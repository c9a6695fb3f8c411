//! One POST over HTTP/1.1, for tokens: no redirects, no cookies, a bounded answer.

use std::io::Read;
use std::time::Instant;

use super::super::socket::{Channel, Socket};
use super::super::{Deadline, Fault, resolve, tls};
use crate::evidence::cluster::stores::Trust;
use crate::evidence::redact::clean;

/// An answer is read up to this many bytes; tokens have a few thousand.
const LONGEST: usize = 1 << 20;

/// Where a token is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoint {
    /// Whether over TLS.
    pub(super) tls: bool,
    /// A name, or an address without brackets.
    pub(super) host: String,
    /// 80 or 443 where none is named.
    pub(super) port: u16,
    /// With the query.
    pub(super) path: String,
}

impl Endpoint {
    /// Reads `http://` and `https://` addresses; those with credentials in them are none.
    pub(super) fn read(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let tls = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let rest = rest.split('#').next()?;
        let (place, path) = rest.find(['/', '?']).map_or((rest, ""), |at| rest.split_at(at));
        if url.contains(|c: char| c.is_control() || c.is_whitespace()) || place.contains('@') {
            return None;
        }
        let usual = if tls { 443 } else { 80 };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().ok()?),
            _ => (place, usual),
        };
        let host = host.trim_matches(['[', ']']);
        let path = if path.starts_with('/') { path.into() } else { format!("/{path}") };
        (!host.is_empty()).then(|| Self { tls, host: host.into(), port, path })
    }
}

/// An HTTP answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

/// As in forms: everything but letters, digits and `-._~` by its bytes.
pub(super) fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// Sends a form with Basic credentials.
///
/// # Errors
/// A sentence: from where, and why not.
pub(super) fn post(
    to: &Endpoint,
    trust: Option<&Trust>,
    credentials: &str,
    form: &str,
    deadline: Deadline,
) -> Result<Answer, String> {
    let place = format!("{}:{}", clean(&to.host), to.port);
    let addresses = resolve(&to.host, to.port, deadline).map_err(|why| format!("{place} does not resolve: {why}"))?;
    let mut socket = Err(format!("{place} has no address"));
    for address in addresses {
        socket = Socket::connect(address, deadline).map_err(|why| format!("{place} cannot be reached: {why}"));
        if socket.is_ok() {
            break;
        }
    }
    let mut channel = match trust {
        Some(trust) => {
            let (shown, channel) = tls::handshake(socket?, &to.host, trust, deadline);
            channel.map_err(|why| format!("{place}: no TLS: {why}{}", shown.because()))?
        }
        None => Channel::Plain(socket?),
    };
    let host = if to.host.contains(':') { format!("[{}]", to.host) } else { to.host.clone() };
    let request = format!(
        "POST {} HTTP/1.1\r\nHost: {host}:{}\r\nAuthorization: Basic {credentials}\r\nAccept: application/json\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{form}",
        to.path,
        to.port,
        form.len()
    );
    let began = Instant::now();
    let broken = |fault: Fault| format!("{place} does not answer: {fault}");
    channel.send(request.as_bytes()).map_err(broken)?;
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        if let Some(answer) = read(&bytes, false).map_err(|()| format!("{place} does not speak HTTP"))? {
            return Ok(answer);
        }
        if bytes.len() > LONGEST {
            return Err(format!("{place} answers without end"));
        }
        match channel.read(&mut part) {
            Ok(0) => break,
            Ok(count) => bytes.extend_from_slice(&part[..count]),
            // Many servers end TLS without saying so.
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(broken(super::super::socket::fault(&error, began, bytes.len() as u64))),
        }
    }
    read(&bytes, true).ok().flatten().ok_or_else(|| format!("{place} closes before its answer is whole"))
}

/// The answer, once it is whole; `over` says that no more will come.
fn read(bytes: &[u8], over: bool) -> Result<Option<Answer>, ()> {
    if bytes.len() >= 5 && !bytes.starts_with(b"HTTP/") {
        return Err(());
    }
    let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") else { return Ok(None) };
    let head = String::from_utf8_lossy(&bytes[..end]);
    let body = &bytes[end + 4..];
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok()).ok_or(())?;
    let header = |name: &str| {
        lines.clone().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_ascii_lowercase())
        })
    };
    if header("transfer-encoding").is_some_and(|coding| coding.contains("chunked")) {
        // Not before the end can be there: to go through all pieces at each that comes takes its time.
        let pieces = if over || body.ends_with(b"\r\n\r\n") { chunks(body)? } else { None };
        return Ok(pieces.map(|body| Answer { status, body }));
    }
    let whole = match header("content-length").map(|length| length.parse::<usize>().map_err(|_| ())) {
        Some(length) => {
            let length = length?;
            (body.len() >= length).then(|| body[..length].to_vec())
        }
        None => over.then(|| body.to_vec()),
    };
    Ok(whole.map(|body| Answer { status, body }))
}

/// Pieces with their lengths in front; nothing while the last is not there.
fn chunks(mut rest: &[u8]) -> Result<Option<Vec<u8>>, ()> {
    let mut body = Vec::new();
    loop {
        let Some(end) = rest.windows(2).position(|part| part == b"\r\n") else { return Ok(None) };
        let line = std::str::from_utf8(&rest[..end]).map_err(|_| ())?;
        let length = usize::from_str_radix(line.split(';').next().unwrap_or("").trim(), 16).map_err(|_| ())?;
        if length == 0 {
            return Ok(Some(body));
        }
        if length > LONGEST {
            return Err(());
        }
        let Some(piece) = rest.get(end + 2..end + 2 + length) else { return Ok(None) };
        body.extend_from_slice(piece);
        let Some(after) = rest.get(end + 4 + length..) else { return Ok(None) };
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        let at = |url: &str| Endpoint::read(url).map(|at| format!("{} {} {} {}", at.tls, at.host, at.port, at.path));
        assert_eq!(
            at("https://login.example.com/oauth2/token?x=y#z").unwrap(),
            "true login.example.com 443 /oauth2/token?x=y"
        );
        assert_eq!(at("HTTP://[::1]:8080").unwrap(), "false ::1 8080 /");
        assert_eq!(at("https://[::1]/t").unwrap(), "true ::1 443 /t");
        for no in ["ftp://x/", "https://u:p@x/", "https:///x", "https://x/\r\nHost: y", "https://x:port/"] {
            assert_eq!(at(no), None, "{no}");
        }
    }

    #[test]
    fn answers_are_whole_or_not_yet() {
        let answer = |status, body: &str| Ok(Some(Answer { status, body: body.into() }));
        let counted = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}x";
        assert_eq!(read(counted, false), answer(200, "{}"));
        assert_eq!(read(&counted[..counted.len() - 2], false), Ok(None));
        let open = b"HTTP/1.0 401 No\r\n\r\n{}";
        assert_eq!((read(open, false), read(open, true)), (Ok(None), answer(401, "{}")));
        let pieces = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n";
        assert_eq!(read(pieces, false), answer(200, "{}"));
        for cut in 0..pieces.len() - 4 {
            assert_eq!(read(&pieces[..cut], false), Ok(None), "{cut}");
        }
        for wrong in [
            &b"SSH-2.0-x"[..],
            b"HTTP/1.1 x\r\n\r\n",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n\r\n",
        ] {
            assert_eq!(read(wrong, false), Err(()));
        }
    }

    #[test]
    fn forms_are_encoded() {
        assert_eq!(encode("a b&c=ü~"), "a%20b%26c%3D%C3%BC~");
    }
}
