//! Ready `[audit]` tables. They follow what the services document; none was tried against one.

use clap::ValueEnum;

/// A service whose audit log is described ready to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AuditTemplate {
    Slack,
    Github,
    Atlassian,
    Okta,
}

impl AuditTemplate {
    pub const ALL: [Self; 4] = [Self::Slack, Self::Github, Self::Atlassian, Self::Okta];

    /// The name in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Slack => "slack",
            Self::Github => "github",
            Self::Atlassian => "atlassian",
            Self::Okta => "okta",
        }
    }

    /// The table as it may stand in the file. Where it has no `url`, a comment says what to write.
    pub fn text(self) -> &'static str {
        match self {
            Self::Slack => SLACK,
            Self::Github => GITHUB,
            Self::Atlassian => ATLASSIAN,
            Self::Okta => OKTA,
        }
    }
}

const SLACK: &str = r#"# Slack audit logs, of an Enterprise organization. Not tried against the real service.
# The token is a user token (xoxp-...) of an owner with the scope auditlogs:read.
[audit]
url = "https://api.slack.com/audit/v1/logs"
query = { limit = "1000" }
since = { param = "oldest", format = "epoch_s" }
items = "/entries"
page = { style = "body_token", at = "/response_metadata/next_cursor", param = "cursor" }
[audit.map]
id = "/id"
time = "/date_create"
time_format = "epoch_s"
actor = ["/actor/user/email", "/actor/user/name", "/actor/user/id"]
action = "/action"
target = ["/entity/{target_type}/email", "/entity/{target_type}/name", "/entity/{target_type}/id"]
target_id = "/entity/{target_type}/id"
target_type = "/entity/type"
"#;

const GITHUB: &str = r#"# GitHub's audit log, of an organization or an enterprise on Enterprise Cloud.
# Not tried against the real service. The token needs the scope read:audit_log.
[audit]
# url = "https://api.github.com/orgs/ORG/audit-log"
query = { order = "asc", per_page = "100", include = "web" }
since = { param = "phrase", format = "rfc3339", template = "created:>={}" }
items = ""
page = { style = "link_header" }
[audit.map]
id = "/_document_id"
time = ["/@timestamp", "/created_at"]
time_format = "epoch_ms"
actor = ["/actor", "/actor_id"]
action = "/action"
target = ["/user", "/team", "/repo", "/org"]
target_id = ["/external_identity_guid", "/user_id"]
"#;

const ATLASSIAN: &str = r#"# Atlassian's audit log, of an organization. Not tried against the real service.
# The token is an API key of the organization with the scope read:events:admin.
[audit]
# url = "https://api.atlassian.com/admin/v1/orgs/ORG_ID/events-stream"
query = { limit = "200", sortOrder = "asc" }
since = { param = "from", format = "epoch_ms" }
items = "/data"
page = { style = "body_token", at = "/meta/next", param = "cursor", until_empty = true }
[audit.map]
id = "/id"
time = ["/attributes/time", "/attributes/processedAt"]
actor = ["/attributes/actor/email", "/attributes/actor/name", "/attributes/actor/id"]
action = "/attributes/action"
target = ["/attributes/context/0/attributes/name", "/attributes/context/0/id"]
target_id = "/attributes/context/0/id"
target_type = "/attributes/context/0/type"
"#;

const OKTA: &str = r#"# Okta's System Log. Not tried against the real service.
# The token is an API token; for an OAuth access token with okta.logs.read add scheme = "Bearer".
[audit]
# url = "https://ORG.okta.com/api/v1/logs"
scheme = "SSWS"
query = { limit = "1000", sortOrder = "ASCENDING" }
since = { param = "since", format = "rfc3339" }
items = ""
page = { style = "link_header", until_empty = true }
[audit.map]
id = "/uuid"
time = "/published"
time_format = "rfc3339"
actor = ["/actor/alternateId", "/actor/displayName", "/actor/id"]
action = "/eventType"
target = ["/target/0/alternateId", "/target/0/displayName", "/target/0/id"]
target_id = "/target/0/id"
target_type = "/target/0/type"
detail = "/outcome/reason"
status = "/outcome/result"
"#;
