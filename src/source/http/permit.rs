//! What may be sent besides GET: a few calls that read although they are called POST, and four that act,
//! which only a person's confirmation reaches ([`super::Confirmed`]).

use serde::Deserialize;

use crate::model::{Foreign, SourceError};

#[derive(Deserialize)]
struct Batch<'a> {
    #[serde(borrow)]
    requests: Vec<Inner<'a>>,
}

#[derive(Deserialize)]
struct Inner<'a> {
    method: &'a str,
    url: std::borrow::Cow<'a, str>,
    #[serde(default)]
    body: Option<serde::de::IgnoredAny>,
}

/// Whether a JSON POST to `path`, below the base, with `body` only reads: Graph `$batch` whose
/// inner requests are all GET, Graph `directoryObjects/getByIds`, SCIM `.search` (RFC 7644, 3.4.3).
///
/// [`SourceError::Bug`] otherwise: nothing in this program asks for anything else.
pub(super) fn json(at: &str, path: &str, body: &[u8]) -> Result<(), SourceError> {
    let reads = match path {
        "/$batch" => reads_only(body),
        "/directoryObjects/getByIds" | "/.search" => true,
        _ => path
            .strip_prefix('/')
            .and_then(|path| path.strip_suffix("/.search"))
            .is_some_and(|resource| !resource.is_empty() && !resource.contains('/')),
    };
    if reads { Ok(()) } else { Err(refused(at)) }
}

/// What acts on a synchronization job.
const ACTIONS: [&str; 4] = ["start", "pause", "restart", "provisionOnDemand"];

/// Whether a confirmed POST to `path` is one of those that act on a job. Nothing else is, whatever was
/// confirmed.
pub(super) fn action(at: &str, path: &str) -> Result<(), SourceError> {
    let segments: Vec<&str> = path.split('/').collect();
    let acts = matches!(
        segments.as_slice(),
        ["", "servicePrincipals", application, "synchronization", "jobs", job, verb]
            if !application.is_empty() && !job.is_empty() && ACTIONS.contains(verb)
    );
    if acts {
        return Ok(());
    }
    Err(SourceError::Bug {
        what: Foreign::new(format!("{at} is no action of a job, and was not sent")),
    })
}

/// Whether a form POST to `path` only asks for a token or a device code.
pub(super) fn form(at: &str, path: &str) -> Result<(), SourceError> {
    let asks = path.ends_with("/oauth2/v2.0/token") || path.ends_with("/oauth2/v2.0/devicecode");
    if asks { Ok(()) } else { Err(refused(at)) }
}

fn reads_only(body: &[u8]) -> bool {
    serde_json::from_slice::<Batch>(body).is_ok_and(|batch| {
        let reads = |inner: &Inner| {
            inner.method == "GET" && inner.url.starts_with('/') && inner.body.is_none()
        };
        batch.requests.iter().all(reads)
    })
}

fn refused(at: &str) -> SourceError {
    SourceError::Bug {
        what: Foreign::new(format!("{at} is no read, and was not sent")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_reads_are_permitted() {
        let batch = |method: &str, url: &str| {
            format!(
                r#"{{"requests":[{{"id":"1","method":"GET","url":"/me"}},{{"id":"2","method":"{method}","url":"{url}"}}]}}"#
            )
        };
        let fine = [
            ("/$batch", batch("GET", "/users")),
            ("/directoryObjects/getByIds", "{}".into()),
            ("/.search", "{}".into()),
            ("/Users/.search", "{}".into()),
        ];
        for (path, body) in &fine {
            assert!(json("POST", path, body.as_bytes()).is_ok(), "{path}");
        }
        let refused = [
            ("/$batch", batch("DELETE", "/users/1")),
            ("/$batch", batch("get", "/users")),
            ("/$batch", batch("GET", "https://evil.example/")),
            ("/$batch", "[]".into()),
            (
                "/$batch",
                r#"{"requests":[{"method":"GET","url":"/a","method":"DELETE"}]}"#.into(),
            ),
            ("/Users", "{}".into()),
            ("/Users/1/x/.search", "{}".into()),
            ("//.search", "{}".into()),
            ("/Bulk", "{}".into()),
            (
                "/servicePrincipals/1/synchronization/jobs/2/restart",
                "{}".into(),
            ),
        ];
        for (path, body) in &refused {
            assert!(
                json("POST", path, body.as_bytes()).is_err(),
                "{path} {body}"
            );
        }
        for verb in super::ACTIONS {
            let job = "/servicePrincipals/1/synchronization/jobs/2";
            assert!(action("POST", &format!("{job}/{verb}")).is_ok());
            assert!(json("POST", &format!("{job}/{verb}"), b"{}").is_err());
            assert!(action("POST", &format!("{job}/x/{verb}")).is_err());
        }
        for path in [
            "/servicePrincipals/1/synchronization/jobs/2",
            "/servicePrincipals/1/synchronization/jobs/2/validateCredentials",
            "/servicePrincipals/1/synchronization/jobs//start",
            "/servicePrincipals/1/synchronization/secrets",
            "/Users",
            "/users/1/start",
        ] {
            assert!(action("POST", path).is_err(), "{path}");
        }
        assert!(form("POST", "/t/oauth2/v2.0/token").is_ok());
        assert!(form("POST", "/t/oauth2/v2.0/devicecode").is_ok());
        assert!(form("POST", "/Users").is_err());
    }
}
