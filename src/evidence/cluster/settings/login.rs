//! The `sasl.*` settings.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::jaas::{self, Module};
use super::pairs::Pairs;
use super::{Obstacle, Secret, Tls};

/// How to log in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    /// `PLAIN`.
    Plain {
        /// Who.
        user: String,
        /// Nothing yet where a person has to be asked.
        password: Option<Secret>,
    },
    /// `SCRAM-SHA-256` and `SCRAM-SHA-512`.
    Scram {
        /// Which.
        hash: Hash,
        /// Who.
        user: String,
        /// Nothing yet where a person has to be asked.
        password: Option<Secret>,
        /// The user is the id of a delegation token, the password its key.
        delegation_token: bool,
    },
    /// `OAUTHBEARER`.
    Bearer(Bearer),
}

/// The hash of SCRAM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// Logging in with a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// Where it comes from.
    pub token: Token,
    /// What goes along with it, by name.
    pub extensions: BTreeMap<String, String>,
}

/// Where a token comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A file that holds it.
    File(PathBuf),
    /// A service that gives one for client credentials (RFC 6749, 4.4).
    Endpoint {
        /// `https`, or `http` where somebody wants it so.
        url: String,
        /// Who.
        client_id: String,
        /// Nothing yet where a person has to be asked.
        client_secret: Option<Secret>,
        /// What for.
        scope: Option<String>,
        /// Whether id and secret are encoded as in URLs before they go into the header (`sasl.oauthbearer.header.urlencode`).
        url_encode: bool,
        /// How to get there.
        tls: Box<Tls>,
    },
    /// One that we make ourselves and nobody has signed, for test clusters.
    Unsecured {
        /// Its claims: text, or a number where the JAAS option says `unsecuredLoginNumberClaim_`.
        claims: BTreeMap<String, serde_json::Value>,
        /// How long it holds.
        lifetime_s: i64,
    },
}

impl Login {
    /// The mechanism's name in the protocol.
    pub fn mechanism(&self) -> &'static str {
        match self {
            Self::Plain { .. } => "PLAIN",
            Self::Scram { hash: Hash::Sha256, .. } => "SCRAM-SHA-256",
            Self::Scram { hash: Hash::Sha512, .. } => "SCRAM-SHA-512",
            Self::Bearer(_) => "OAUTHBEARER",
        }
    }

    pub(super) fn read(pairs: &Pairs) -> Result<Self, Obstacle> {
        // Kafka's default is GSSAPI.
        let mechanism = pairs.filled("sasl.mechanism").unwrap_or("GSSAPI");
        if !["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"].contains(&mechanism) {
            let unset = if pairs.filled("sasl.mechanism").is_none() { " (the default, it is not set)" } else { "" };
            return Err(Obstacle::unsupported(format!(
                "sasl.mechanism is {mechanism}{unset}; this program logs in with PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 and OAUTHBEARER"
            ))
            .hint("If the cluster has another listener, give its address and settings."));
        }
        for key in ["sasl.client.callback.handler.class", "sasl.login.class", "sasl.login.callback.handler.class"] {
            if let Some(class) = pairs.filled(key).filter(|class| !class.ends_with(".OAuthBearerLoginCallbackHandler"))
            {
                return Err(Obstacle::unsupported(format!("{key} is {class}, which only Java can run")));
            }
        }
        let Some(text) = pairs.filled("sasl.jaas.config") else {
            return Err(Obstacle::wrong(format!("{mechanism} needs sasl.jaas.config, which is not set")).hint(
                "What stands in a JAAS file (java.security.auth.login.config) under KafkaClient goes there in one line.",
            ));
        };
        let module = jaas::parse(text).map_err(|why| Obstacle::wrong(format!("sasl.jaas.config: {why}")))?;
        let wanted = match mechanism {
            "PLAIN" => "org.apache.kafka.common.security.plain.PlainLoginModule",
            "OAUTHBEARER" => "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule",
            _ => "org.apache.kafka.common.security.scram.ScramLoginModule",
        };
        if module.class != wanted {
            let kafkas = module.class.starts_with("org.apache.kafka.common.security.");
            return Err(if kafkas {
                Obstacle::wrong(format!("sasl.jaas.config has {}, but sasl.mechanism is {mechanism}", module.class))
                    .hint(format!("{mechanism} goes with {wanted}."))
            } else {
                Obstacle::unsupported(format!("sasl.jaas.config has {}, which only Java can run", module.class))
            });
        }
        if mechanism == "OAUTHBEARER" {
            return bearer(pairs, &module).map(Self::Bearer);
        }
        let user = module
            .options
            .get("username")
            .cloned()
            .ok_or_else(|| Obstacle::wrong("sasl.jaas.config has no username"))?;
        let password = module.options.get("password").map(Secret::new);
        let scram = |hash| {
            let delegation_token =
                module.options.get("tokenauth").is_some_and(|value| value.eq_ignore_ascii_case("true"));
            Self::Scram { hash, user: user.clone(), password: password.clone(), delegation_token }
        };
        Ok(match mechanism {
            "SCRAM-SHA-256" => scram(Hash::Sha256),
            "SCRAM-SHA-512" => scram(Hash::Sha512),
            _ => Self::Plain { user, password },
        })
    }
}

fn bearer(pairs: &Pairs, module: &Module) -> Result<Bearer, Obstacle> {
    let extensions = module
        .options
        .iter()
        .filter_map(|(key, value)| Some((key.strip_prefix("extension_")?.to_string(), value.clone())))
        .collect();
    let option = |name: &str| module.options.get(name).filter(|value| !value.is_empty());
    if let Some(class) = pairs.filled("sasl.oauthbearer.jwt.retriever.class") {
        let known = ["DefaultJwtRetriever", "ClientCredentialsJwtRetriever", "FileJwtRetriever"];
        if !known.iter().any(|known| class.rsplit('.').next() == Some(known)) {
            return Err(Obstacle::unsupported(format!("sasl.oauthbearer.jwt.retriever.class is {class}; this program takes tokens from files and for client credentials"))
                .hint("Put a token into a file and name it in sasl.oauthbearer.token.endpoint.url=file:/PATH."));
        }
    }
    let Some(url) = pairs.filled("sasl.oauthbearer.token.endpoint.url") else {
        return Ok(Bearer { token: unsecured(module)?, extensions });
    };
    if let Some(path) = url.strip_prefix("file:") {
        // Java writes both file:/path and file:///path.
        let path = path.strip_prefix("//").unwrap_or(path);
        return Ok(Bearer { token: Token::File(path.into()), extensions });
    }
    // From 4.1 on the settings hold against the options.
    let either = |setting: &str, of_module: &str| {
        pairs.filled(setting).map(str::to_string).or_else(|| option(of_module).cloned())
    };
    let client_id = either("sasl.oauthbearer.client.credentials.client.id", "clientId").ok_or_else(|| {
        Obstacle::wrong("OAUTHBEARER with a token endpoint needs clientId in sasl.jaas.config, or sasl.oauthbearer.client.credentials.client.id")
    })?;
    let of_module = Pairs::of(&module.options);
    let tls = if of_module.any("ssl.") { Tls::read(&of_module)? } else { Tls::system() };
    let token = Token::Endpoint {
        url: url.into(),
        client_id,
        client_secret: either("sasl.oauthbearer.client.credentials.client.secret", "clientSecret").map(Secret::new),
        scope: either("sasl.oauthbearer.scope", "scope"),
        url_encode: pairs
            .filled("sasl.oauthbearer.header.urlencode")
            .is_some_and(|value| value.eq_ignore_ascii_case("true")),
        tls: Box::new(tls),
    };
    Ok(Bearer { token, extensions })
}

/// The options of `OAuthBearerUnsecuredLoginCallbackHandler`, which Kafka uses where no endpoint is named.
fn unsecured(module: &Module) -> Result<Token, Obstacle> {
    let mut claims = BTreeMap::new();
    let mut lifetime_s = 3600;
    for (key, value) in &module.options {
        if let Some(name) = key.strip_prefix("unsecuredLoginStringClaim_") {
            claims.insert(name.to_string(), value.clone().into());
        } else if let Some(name) = key.strip_prefix("unsecuredLoginNumberClaim_") {
            let number: serde_json::Number =
                value.parse().map_err(|_| Obstacle::wrong(format!("sasl.jaas.config: {key} is no number")))?;
            claims.insert(name.to_string(), number.into());
        } else if let Some(name) = key.strip_prefix("unsecuredLoginListClaim_") {
            // The first character separates, as in `,a,b`.
            let mut rest = value.chars();
            let list: Vec<&str> = rest.next().map_or(vec![], |sign| rest.as_str().split(sign).collect());
            claims.insert(name.to_string(), list.into());
        } else if key == "unsecuredLoginLifetimeSeconds" {
            lifetime_s = value.parse().map_err(|_| Obstacle::wrong(format!("sasl.jaas.config: {key} is no number")))?;
        }
    }
    if claims.is_empty() {
        return Err(Obstacle::wrong("OAUTHBEARER needs sasl.oauthbearer.token.endpoint.url, which is not set")
            .hint("It is an https: address for client credentials, or file:/PATH of a token."));
    }
    Ok(Token::Unsecured { claims, lifetime_s })
}
