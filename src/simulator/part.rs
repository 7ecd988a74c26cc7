//! The three services behind the one port, and how each says no.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::http::Reply;

/// One of the services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The provider's SCIM endpoints.
    Scim,
    /// Microsoft Graph.
    Graph,
    /// The provider's own REST endpoints.
    Rest,
}

impl Part {
    /// All of them; a part's place is its number.
    pub const ALL: [Self; 3] = [Self::Scim, Self::Graph, Self::Rest];

    /// The name as on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scim => "scim",
            Self::Graph => "graph",
            Self::Rest => "rest",
        }
    }

    /// An error as this service sends it: RFC 7644 3.12, Graph's `odata.error`, Kandji's `detail`.
    /// `code` is SCIM's scimType or Graph's code, empty when there is none.
    pub fn error(self, status: u16, code: &str, detail: &str, now: DateTime<Utc>) -> Reply {
        let body = match self {
            Self::Scim => scim_error(status, code, detail),
            Self::Graph => graph_error(code, detail, now),
            Self::Rest => json!({"detail": detail}),
        };
        let reply = Reply::json(status, &body);
        let content_type = match self {
            Self::Scim => "application/scim+json",
            Self::Graph | Self::Rest => reply.content_type,
        };
        Reply {
            content_type,
            ..reply
        }
    }

    /// A 401, for a token that is missing or wrong.
    pub fn unauthorized(self, now: DateTime<Utc>) -> Reply {
        let (code, detail) = match self {
            Self::Scim => (
                "",
                "Authorization failure: the bearer token is missing or not valid",
            ),
            Self::Graph => (
                "InvalidAuthenticationToken",
                "Access token is empty or not valid.",
            ),
            Self::Rest => (
                "",
                "Authentication credentials were not provided or are not valid.",
            ),
        };
        self.error(401, code, detail, now)
            .with_header("www-authenticate", "Bearer realm=\"\"")
    }
}

fn scim_error(status: u16, scim_type: &str, detail: &str) -> Value {
    let mut body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": status.to_string(),
        "detail": detail,
    });
    if !scim_type.is_empty() {
        body["scimType"] = scim_type.into();
    }
    body
}

fn graph_error(code: &str, message: &str, now: DateTime<Utc>) -> Value {
    let date = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let request = super::provider::uuid(now.timestamp_micros().unsigned_abs().into());
    json!({"error": {
        "code": code,
        "message": message,
        "innerError": {"date": date, "request-id": request, "client-request-id": request},
    }})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_says_no_in_its_own_shape() -> serde_json::Result<()> {
        let body = |part: Part| {
            let reply = part.error(404, "noTarget", "gone", DateTime::UNIX_EPOCH);
            serde_json::from_slice::<Value>(&reply.body)
        };
        assert_eq!(body(Part::Scim)?["status"], "404");
        assert_eq!(body(Part::Scim)?["scimType"], "noTarget");
        assert_eq!(body(Part::Graph)?["error"]["code"], "noTarget");
        assert_eq!(
            body(Part::Graph)?["error"]["innerError"]["date"],
            "1970-01-01T00:00:00Z"
        );
        assert_eq!(body(Part::Rest)?, json!({"detail": "gone"}));
        Ok(())
    }
}
