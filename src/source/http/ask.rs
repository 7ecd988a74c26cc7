//! One request before it is sent.

use reqwest::Method;
use reqwest::header::IF_NONE_MATCH;
use secrecy::SecretString;
use serde::Serialize;
use url::form_urlencoded;

use super::{Confirmed, Target, permit};
use crate::model::{Foreign, SourceError};

/// The fields of a form that prove something.
const PROOFS: [&str; 4] = [
    "client_secret",
    "client_assertion",
    "refresh_token",
    "device_code",
];

/// A request that may be sent, and sent again.
pub(super) struct Ask<'a> {
    /// Method and path, as errors name it.
    pub at: String,
    pub method: Method,
    pub target: &'a Target,
    pub headers: &'a [(&'static str, &'a str)],
    /// The media type and the bytes.
    pub body: Option<(&'static str, Vec<u8>)>,
    /// What no error may repeat, besides the token.
    pub secrets: Vec<SecretString>,
    /// It changes something: sent again only where it was surely not carried out.
    pub acts: bool,
}

impl<'a> Ask<'a> {
    pub fn get(target: &'a Target, headers: &'a [(&'static str, &'a str)]) -> Self {
        Self {
            at: format!("GET {}", target.path()),
            method: Method::GET,
            target,
            headers,
            body: None,
            secrets: Vec::new(),
            acts: false,
        }
    }

    /// A POST of JSON, where that only reads; `path` is the target's below the base.
    pub fn json(
        target: &'a Target,
        path: &str,
        body: &impl Serialize,
    ) -> Result<Self, SourceError> {
        let at = format!("POST {}", target.path());
        let body = serde_json::to_vec(body).map_err(|error| SourceError::Bug {
            what: Foreign::new(format!("{at}: {error}")),
        })?;
        permit::json(&at, path, &body)?;
        let kind = if path.ends_with("/.search") {
            "application/scim+json"
        } else {
            "application/json"
        };
        Ok(Self::post(at, target, kind, body))
    }

    /// A POST that acts, which a person has confirmed; `path` is the target's below the base.
    pub fn confirmed(
        target: &'a Target,
        path: &str,
        confirmed: Confirmed,
    ) -> Result<Self, SourceError> {
        let at = format!("POST {}", target.path());
        permit::action(&at, path)?;
        let body = confirmed.into_body();
        Ok(Self {
            at,
            method: Method::POST,
            body: body.map(|body| ("application/json", body)),
            acts: true,
            ..Self::get(target, &[])
        })
    }

    /// A POST of a form, where that only asks for a token.
    pub fn form(
        target: &'a Target,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Self, SourceError> {
        let at = format!("POST {}", target.path());
        permit::form(&at, path)?;
        let mut form = form_urlencoded::Serializer::new(String::new());
        let body = form.extend_pairs(fields).finish().into_bytes();
        let proofs = fields.iter().filter(|(name, _)| PROOFS.contains(name));
        let secrets = proofs.map(|(_, value)| SecretString::from(*value));
        Ok(Self {
            secrets: secrets.collect(),
            ..Self::post(at, target, "application/x-www-form-urlencoded", body)
        })
    }

    /// Whether the answer may be that nothing has changed (RFC 9110, 13.1.2).
    pub fn is_conditional(&self) -> bool {
        let mut headers = self.headers.iter();
        headers.any(|(name, _)| *name == IF_NONE_MATCH.as_str())
    }

    fn post(at: String, target: &'a Target, kind: &'static str, body: Vec<u8>) -> Self {
        Self {
            at,
            method: Method::POST,
            body: Some((kind, body)),
            ..Self::get(target, &[])
        }
    }
}
