//! What a service says when it refuses, in whatever shape it says it.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

/// Characters of an answer that are worth repeating.
const LONGEST: usize = 800;

/// The shapes of error bodies: Graph `{error: {code, message}}`, the token endpoint
/// `{error, error_description}`, SCIM 2.0 `{detail, scimType}` (RFC 7644, 3.12), SCIM 1.1
/// `{Errors: [{description}]}`, and the customs of REST services.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Body {
    error: Value,
    error_description: Value,
    detail: Value,
    #[serde(rename = "scimType")]
    scim_type: Value,
    #[serde(rename = "Errors")]
    errors: Value,
    message: Value,
    title: Value,
}

/// The service's own words from the body of an error, without `secrets` should it repeat one;
/// empty where it said nothing.
pub(super) fn detail(body: &[u8], secrets: &[SecretString]) -> String {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    if is_html(text) {
        return "an HTML page".into();
    }
    let said =
        serde_json::from_str::<Body>(text).map_or_else(|_| text.to_owned(), |body| spoken(&body));
    redacted(said, secrets).chars().take(LONGEST).collect()
}

fn redacted(text: String, secrets: &[SecretString]) -> String {
    let secrets = secrets.iter().map(ExposeSecret::expose_secret);
    secrets
        .filter(|secret| !secret.is_empty())
        .fold(text, |text, secret| text.replace(secret, "[redacted]"))
}

fn spoken(body: &Body) -> String {
    let nested = |from: &Value, key: &str| word(from.get(key).unwrap_or(&Value::Null));
    let old = body.errors.get(0).unwrap_or(&Value::Null);
    let candidates = [
        (nested(&body.error, "code"), nested(&body.error, "message")),
        (word(&body.error), word(&body.error_description)),
        (word(&body.scim_type), word(&body.detail)),
        (nested(old, "code"), nested(old, "description")),
        (word(&body.title), word(&body.message)),
    ];
    let (code, text) = candidates
        .into_iter()
        .find(|(code, text)| !code.is_empty() || !text.is_empty())
        .unwrap_or_default();
    match (code.is_empty(), text.is_empty()) {
        (false, false) => format!("{code}: {text}"),
        _ => code + &text,
    }
}

fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Why `body` was not the JSON that was expected.
pub(super) fn not_json(body: &[u8], error: &serde_json::Error) -> String {
    let start = String::from_utf8_lossy(&body[..body.len().min(LONGEST)]);
    if body.is_empty() {
        "an empty answer, where JSON was expected".into()
    } else if is_html(&start) {
        "an HTML page, where JSON was expected".into()
    } else {
        // The error's own text may repeat values of the answer; its place is enough.
        let (line, column) = (error.line(), error.column());
        format!("not the JSON that was expected, at line {line}, column {column}")
    }
}

fn is_html(text: &str) -> bool {
    let start = text.trim_start().get(..9).unwrap_or_default();
    start.eq_ignore_ascii_case("<!doctype") || start.to_ascii_lowercase().starts_with("<html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_is_understood() {
        let cases = [
            (
                r#"{"error":{"code":"Request_ResourceNotFound","message":"no such user"}}"#,
                "Request_ResourceNotFound: no such user",
            ),
            (r#"{"error":{"code":"","message":"gone"}}"#, "gone"),
            (
                r#"{"error":"invalid_client","error_description":"AADSTS7000215: wrong"}"#,
                "invalid_client: AADSTS7000215: wrong",
            ),
            (
                r#"{"schemas":["x"],"detail":"bad filter","scimType":"invalidFilter","status":"400"}"#,
                "invalidFilter: bad filter",
            ),
            (
                r#"{"Errors":[{"description":"Resource not found","code":"404"}]}"#,
                "404: Resource not found",
            ),
            (r#"{"detail":"Invalid token"}"#, "Invalid token"),
            (r#"{"message":"Forbidden"}"#, "Forbidden"),
            (r#"{"detail":null,"status":500}"#, ""),
            ("<!DOCTYPE html><title>x</title>", "an HTML page"),
            ("<html><body>", "an HTML page"),
            ("upstream died", "upstream died"),
            ("", ""),
        ];
        for (body, said) in cases {
            assert_eq!(detail(body.as_bytes(), &[]), said, "{body}");
        }
    }

    #[test]
    fn a_long_body_is_not_repeated_whole() {
        assert_eq!(
            detail("é".repeat(5000).as_bytes(), &[]).chars().count(),
            800
        );
        assert_eq!(detail(&[0xff, 0xfe], &[]), "\u{fffd}\u{fffd}");
    }
}
