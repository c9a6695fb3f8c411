//! OAUTHBEARER (RFC 7628): getting a token and handing it over.

use std::collections::BTreeMap;
use std::io::Read;
use std::time::{SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::Deadline;
use super::http::{self, Endpoint};
use crate::evidence::cluster::settings::{Secret, Token};
use crate::evidence::cluster::stores;
use crate::evidence::redact::clean;

/// A token file is read up to this many bytes.
const LONGEST: u64 = 1 << 20;

/// What a token says of itself, where it is a JSON web token: brokers do not say why they refuse one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// `iss`.
    pub issuer: Option<String>,
    /// `sub`.
    pub subject: Option<String>,
    /// `aud`, several with blanks between them.
    pub audience: Option<String>,
    /// `exp`: seconds since 1970.
    pub expires: Option<i64>,
}

impl Claims {
    /// Reads the middle part; nothing where it is no such token.
    pub fn read(token: &str) -> Option<Self> {
        let middle = token.split('.').nth(1)?;
        let claims: Value =
            serde_json::from_slice(&Base64UrlUnpadded::decode_vec(middle.trim_end_matches('=')).ok()?).ok()?;
        let text = |name: &str| match claims.get(name)? {
            Value::String(text) => Some(clean(text)),
            Value::Array(list) => Some(clean(&list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "))),
            _ => None,
        };
        let expires = claims.get("exp").and_then(|exp| exp.as_i64().or_else(|| exp.as_f64().map(|exp| exp as i64)));
        Some(Self { issuer: text("iss"), subject: text("sub"), audience: text("aud"), expires })
    }
}

/// The first message: the token and what goes along with it.
pub(super) fn first(token: &str, extensions: &BTreeMap<String, String>) -> Vec<u8> {
    let mut message = format!("n,,\u{1}auth=Bearer {token}\u{1}");
    for (name, value) in extensions {
        message.push_str(&format!("{name}={value}\u{1}"));
    }
    message.push('\u{1}');
    message.into_bytes()
}

/// Gets a token from where the settings say.
///
/// # Errors
/// A sentence: from where, and why not.
pub(super) fn token(from: &Token, deadline: Deadline) -> Result<Secret, String> {
    let token = match from {
        Token::File(path) => {
            let mut text = String::new();
            std::fs::File::open(path)
                .and_then(|file| file.take(LONGEST).read_to_string(&mut text))
                .map_err(|error| format!("{}: {error}", path.display()))?;
            text.trim().to_string()
        }
        Token::Unsecured { claims, lifetime_s } => unsecured(claims, *lifetime_s),
        Token::Endpoint { url, client_id, client_secret, scope, url_encode, tls } => {
            let at = Endpoint::read(url).ok_or_else(|| format!("{} is no http or https address", clean(url)))?;
            let secret = client_secret.as_ref().ok_or("the client secret is not known")?;
            let mut credentials = (client_id.clone(), secret.reveal().to_string());
            if *url_encode {
                credentials = (http::encode(&credentials.0), http::encode(&credentials.1));
            }
            let credentials = Base64::encode_string(format!("{}:{}", credentials.0, credentials.1).as_bytes());
            let mut form = "grant_type=client_credentials".to_string();
            if let Some(scope) = scope {
                form.push_str(&format!("&scope={}", http::encode(scope)));
            }
            let trust = if at.tls {
                let (trust, _) = stores::open(tls).map_err(|unusable| format!("{url}: {unusable}"))?;
                Some(trust)
            } else {
                None
            };
            let answer = http::post(&at, trust.as_ref(), &credentials, &form, deadline)?;
            granted(url, &answer)?
        }
    };
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("what came is no token: it is empty, or has blanks or other signs that no token has".into());
    }
    Ok(Secret::new(token))
}

/// The token in an endpoint's answer, or its words.
fn granted(url: &str, answer: &http::Answer) -> Result<String, String> {
    let said: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let field = |name: &str| said.as_ref().and_then(|said| said.get(name)).and_then(Value::as_str);
    if answer.status == 200
        && let Some(token) = field("access_token").or_else(|| field("id_token"))
    {
        return Ok(token.into());
    }
    let mut why = format!("{} answers HTTP {}", clean(url), answer.status);
    for name in ["error", "error_description"] {
        if let Some(text) = field(name) {
            why.push_str(&format!(", {}", clean(text)));
        }
    }
    if said.is_none() {
        why.push_str(", and what it says is no JSON");
    }
    Err(why)
}

/// A token that nobody has signed, as Kafka's unsecured login makes it.
fn unsecured(claims: &BTreeMap<String, Value>, lifetime_s: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64);
    let mut all = serde_json::Map::new();
    all.insert("iat".into(), json!(now));
    all.insert("exp".into(), json!(now.saturating_add(lifetime_s)));
    all.extend(claims.iter().map(|(name, value)| (name.clone(), value.clone())));
    let part = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
    format!("{}.{}.", part(&json!({ "alg": "none" })), part(&Value::Object(all)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_what_it_is() {
        let claims = BTreeMap::from([("sub".to_string(), json!("u")), ("aud".into(), json!(["a", "b"]))]);
        let token = unsecured(&claims, 60);
        let said = Claims::read(&token).unwrap();
        assert_eq!((said.subject.as_deref(), said.audience.as_deref(), said.issuer), (Some("u"), Some("a b"), None));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
        assert!((now + 55..=now + 61).contains(&said.expires.unwrap()));
        assert!(token.ends_with('.'));
        for no_token in ["", "opaque", "a.b.c", "a.e30"] {
            assert_eq!(Claims::read(no_token), (no_token == "a.e30").then(Claims::default), "{no_token}");
        }
    }

    #[test]
    fn the_first_message_is_that_of_rfc_7628() {
        let extensions = BTreeMap::from([("logicalCluster".to_string(), "lkc-1".to_string())]);
        assert_eq!(first("t.t.t", &extensions), b"n,,\x01auth=Bearer t.t.t\x01logicalCluster=lkc-1\x01\x01");
    }

    #[test]
    fn an_endpoint_that_refuses_is_quoted() {
        let answer = |status, body: &str| http::Answer { status, body: body.as_bytes().to_vec() };
        assert_eq!(granted("https://i/t", &answer(200, r#"{"access_token":"x"}"#)), Ok("x".into()));
        assert_eq!(
            granted("https://i/t", &answer(401, r#"{"error":"invalid_client","error_description":"no\u001b[31m"}"#)),
            Err("https://i/t answers HTTP 401, invalid_client, no\\u{1b}[31m".into())
        );
        assert_eq!(
            granted("https://i/t", &answer(502, "<html>")),
            Err("https://i/t answers HTTP 502, and what it says is no JSON".into())
        );
    }
}
