//! One request, read whole.

use std::net::{IpAddr, Ipv4Addr};

use hyper::body::Bytes;
use hyper::http::request::Parts;

/// One request as it came over the wire.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The method in capitals.
    pub method: String,
    /// The path as sent, not percent-decoded.
    pub path: String,
    /// The query as sent, without the question mark; empty when there is none.
    pub raw_query: String,
    /// The query's names and values, percent-decoded and with plus signs read as spaces.
    pub query: Vec<(String, String)>,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, empty when there is none.
    pub body: Bytes,
    /// Who asked.
    pub peer: IpAddr,
}

impl Ask {
    /// A request from this machine, without headers or body: the inner requests of a batch, and
    /// tests.
    pub fn new(method: &str, target: &str) -> Self {
        let (path, raw_query) = target.split_once('?').unwrap_or((target, ""));
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            raw_query: raw_query.to_owned(),
            query: decode_query(raw_query),
            headers: Vec::new(),
            body: Bytes::new(),
            peer: IpAddr::V4(Ipv4Addr::LOCALHOST),
        }
    }

    pub(super) fn from_parts(parts: &Parts, body: Bytes, peer: IpAddr) -> Self {
        let target = parts
            .uri
            .path_and_query()
            .map_or("/", |target| target.as_str());
        let headers = parts.headers.iter().map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        });
        Self {
            headers: headers.collect(),
            body,
            peer,
            ..Self::new(parts.method.as_str(), target)
        }
    }

    /// The same request with one header more.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers
            .push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    /// The same request with a body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Path and query as sent.
    pub fn target(&self) -> String {
        if self.raw_query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.raw_query)
        }
    }

    /// The first value of a query parameter; names are compared exactly.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The first value of a header; the name is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The token of an `Authorization: Bearer` header (RFC 6750 2.1; the scheme in any case).
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }
}

/// Names and values of an `application/x-www-form-urlencoded` text.
pub fn decode_query(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| {
            (
                decode(&name.replace('+', " ")),
                decode(&value.replace('+', " ")),
            )
        })
        .collect()
}

/// Percent-decodes; what is no escape stands for itself, and bytes that are not UTF-8 become
/// replacement characters.
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if let Some(byte) = escape_at(bytes, at) {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn escape_at(bytes: &[u8], at: usize) -> Option<u8> {
    let [b'%', high, low] = *bytes.get(at..at + 3)? else {
        return None;
    };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_decoded_and_the_path_is_not() {
        let ask = Ask::new(
            "GET",
            "/Users/a%2Fb?filter=userName+eq+%22a%2Bb%40x%22&cursor&=&count=5",
        );
        assert_eq!(ask.path, "/Users/a%2Fb");
        assert_eq!(ask.parameter("filter"), Some("userName eq \"a+b@x\""));
        assert_eq!(ask.parameter("cursor"), Some(""));
        assert_eq!(ask.parameter("Count"), None);
        assert_eq!(ask.parameter("count"), Some("5"));
        assert!(ask.target().starts_with("/Users/a%2Fb?filter=userName+eq"));
    }

    #[test]
    fn broken_escapes_stand_for_themselves() {
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%4"), "%zz%4");
        assert_eq!(decode("%C3%A9"), "é");
        assert_eq!(decode("%FF"), "\u{fffd}");
    }

    #[test]
    fn the_bearer_scheme_is_read_in_any_case() {
        let ask = Ask::new("GET", "/").with_header("Authorization", "bearer abc");
        assert_eq!(ask.bearer(), Some("abc"));
        assert_eq!(
            Ask::new("GET", "/")
                .with_header("authorization", "Basic abc")
                .bearer(),
            None
        );
    }
}
