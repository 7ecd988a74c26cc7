//! The one table of keys: flags, environment names, template and suggestions all come from here.

use super::key::{Key, Sample};
use super::{address, clock, cloud, raw, scope, screen, secret, sign_in};

/// Every key, in the order of the template.
pub(super) const KEYS: &[Key] = &[
    Key {
        name: "config",
        flag: Some("config"),
        value: "FILE",
        sample: Sample::Nowhere,
        help: "The configuration file, instead of scimtop/config.toml in the XDG configuration folder.",
        set: |draft, raw, at| draft.config.fill(raw, at, raw::path),
    },
    Key {
        name: "profile",
        flag: Some("profile"),
        value: "NAME",
        sample: Sample::Nowhere,
        help: "The profile of the file to use, instead of \"default\".",
        set: |draft, raw, at| draft.profile.fill(raw, at, raw::text),
    },
    Key {
        name: "scim_url",
        flag: Some("scim-url"),
        value: "URL",
        sample: Sample::Fill("the SCIM base URL, as the provider prints it"),
        help: "The base URL of the provider's SCIM interface.",
        set: |draft, raw, at| draft.scim_url.fill(raw, at, address::scim_base),
    },
    Key {
        name: "scim_token_file",
        flag: Some("scim-token-file"),
        value: "FILE",
        sample: Sample::Fill("the path of a file that holds the SCIM token"),
        help: "A file with the provider's SCIM token, readable by you alone. The token can also write.",
        set: |draft, raw, at| draft.scim_token.fill_secret(raw, at, secret::file),
    },
    Key {
        name: "scim_token_command",
        flag: None,
        value: "COMMAND",
        sample: Sample::Value("\"pass show scim/token\""),
        help: "Instead of the file: a command that prints the SCIM token.",
        set: |draft, raw, at| draft.scim_token.fill_secret(raw, at, secret::command),
    },
    Key {
        name: "scim_token",
        flag: None,
        value: "TOKEN",
        sample: Sample::Value("\"...\""),
        help: "Instead of either: the SCIM token itself. Better kept out of this file.",
        set: |draft, raw, at| draft.scim_token.fill_secret(raw, at, secret::inline),
    },
    Key {
        name: "tenant",
        flag: Some("tenant"),
        value: "ID",
        sample: Sample::Fill("the directory (tenant) id"),
        help: "The Entra tenant: its id, or one of its domains.",
        set: |draft, raw, at| draft.tenant.fill(raw, at, raw::tenant),
    },
    Key {
        name: "client_id",
        flag: Some("client-id"),
        value: "ID",
        sample: Sample::Fill("the application (client) id"),
        help: "The app registration that scimtop signs in as.",
        set: |draft, raw, at| draft.client_id.fill(raw, at, raw::text),
    },
    Key {
        name: "client_secret_file",
        flag: Some("client-secret-file"),
        value: "FILE",
        sample: Sample::Fill("the path of a file that holds the client secret"),
        help: "A file with a secret of the app registration, readable by you alone.",
        set: |draft, raw, at| draft.client_secret.fill_secret(raw, at, secret::file),
    },
    Key {
        name: "client_secret_command",
        flag: None,
        value: "COMMAND",
        sample: Sample::Value("\"pass show entra/scimtop\""),
        help: "Instead of the file: a command that prints the client secret.",
        set: |draft, raw, at| draft.client_secret.fill_secret(raw, at, secret::command),
    },
    Key {
        name: "client_secret",
        flag: None,
        value: "SECRET",
        sample: Sample::Value("\"...\""),
        help: "Instead of either: the client secret itself. Better kept out of this file.",
        set: |draft, raw, at| draft.client_secret.fill_secret(raw, at, secret::inline),
    },
    Key {
        name: "client_certificate",
        flag: Some("client-certificate"),
        value: "FILE",
        sample: Sample::Value("\"scimtop.pem\""),
        help: "Instead of a secret: a PEM file with certificate and private key, readable by you alone.",
        set: |draft, raw, at| draft.client_certificate.fill(raw, at, raw::path),
    },
    Key {
        name: "sign_in",
        flag: Some("sign-in"),
        value: "WAY",
        sample: Sample::Value("\"device_code\""),
        help: "How to sign in to Entra: client_secret, client_certificate or device_code. Without it, whichever credential is given.",
        set: |draft, raw, at| draft.sign_in.fill(raw, at, sign_in::sign_in),
    },
    Key {
        name: "app",
        flag: Some("app"),
        value: "NAME",
        sample: Sample::Fill(
            "the enterprise application: object id, application id or display name",
        ),
        help: "The enterprise application that provisions: its object id, application id or display name.",
        set: |draft, raw, at| draft.app.fill(raw, at, raw::text),
    },
    Key {
        name: "job",
        flag: Some("job"),
        value: "ID",
        sample: Sample::Value("\"scim.0123456789abcdef\""),
        help: "The synchronization job, where the application has several.",
        set: |draft, raw, at| draft.job.fill(raw, at, raw::text),
    },
    Key {
        name: "scope",
        flag: Some("scope"),
        value: "SCOPE",
        sample: Sample::Value("\"assigned\""),
        help: "The scope setting of the provisioning: assigned or all.",
        set: |draft, raw, at| draft.scope.fill(raw, at, scope::scope),
    },
    Key {
        name: "skip_out_of_scope_deletions",
        flag: Some("skip-out-of-scope-deletions"),
        value: "BOOL",
        sample: Sample::Value("false"),
        help: "Whether Entra leaves accounts alone that fall out of scope: true or false.",
        set: |draft, raw, at| draft.skip_out_of_scope_deletions.fill(raw, at, raw::switch),
    },
    Key {
        name: "premium",
        flag: Some("premium"),
        value: "BOOL",
        sample: Sample::Value("true"),
        help: "Whether the tenant has Entra ID P1 or P2, where that cannot be read: true or false.",
        set: |draft, raw, at| draft.premium.fill(raw, at, raw::switch),
    },
    Key {
        name: "allow_actions",
        flag: None,
        value: "BOOL",
        sample: Sample::Value("false"),
        help: "Whether scimtop may act on the job, where --allow-actions is given too: true or false.",
        set: |draft, raw, at| draft.allow_actions.fill(raw, at, raw::switch),
    },
    Key {
        name: "rule_groups",
        flag: Some("rule-groups"),
        value: "NAMES",
        sample: Sample::Value("[\"All Staff\", \"Engineering\"]"),
        help: "The groups that assignment rules of the provider name, for the doctor; as a flag with commas between them.",
        set: |draft, raw, at| draft.rule_groups.fill(raw, at, raw::names),
    },
    Key {
        name: "canary",
        flag: Some("canary"),
        value: "NAME",
        sample: Sample::Value("\"canary@example.com\""),
        help: "The userPrincipalName of a test user whose provisioning the doctor looks at.",
        set: |draft, raw, at| draft.test_user.fill(raw, at, raw::text),
    },
    Key {
        name: "cloud",
        flag: Some("cloud"),
        value: "CLOUD",
        sample: Sample::Value("\"global\""),
        help: "The Microsoft cloud: global, usgov, dod or china.",
        set: |draft, raw, at| draft.cloud.fill(raw, at, cloud::cloud),
    },
    Key {
        name: "graph_url",
        flag: Some("graph-url"),
        value: "URL",
        sample: Sample::Value("\"https://graph.microsoft.com\""),
        help: "The origin of Microsoft Graph, where it is not the cloud's.",
        set: |draft, raw, at| draft.graph_url.fill(raw, at, address::origin),
    },
    Key {
        name: "login_url",
        flag: Some("login-url"),
        value: "URL",
        sample: Sample::Value("\"https://login.microsoftonline.com\""),
        help: "The origin that gives tokens, where it is not the cloud's.",
        set: |draft, raw, at| draft.login_url.fill(raw, at, address::origin),
    },
    Key {
        name: "audit_url",
        flag: Some("audit-url"),
        value: "URL",
        sample: Sample::Value("\"https://example.api.kandji.io/api/v1\""),
        help: "The base URL of the provider's REST interface, for its audit log.",
        set: |draft, raw, at| draft.audit_url.fill(raw, at, address::audit_base),
    },
    Key {
        name: "audit_token_file",
        flag: Some("audit-token-file"),
        value: "FILE",
        sample: Sample::Value("\"audit-token\""),
        help: "A file with the token for the audit log, readable by you alone.",
        set: |draft, raw, at| draft.audit_token.fill_secret(raw, at, secret::file),
    },
    Key {
        name: "audit_token_command",
        flag: None,
        value: "COMMAND",
        sample: Sample::Value("\"pass show scim/audit\""),
        help: "Instead of the file: a command that prints the audit token.",
        set: |draft, raw, at| draft.audit_token.fill_secret(raw, at, secret::command),
    },
    Key {
        name: "audit_token",
        flag: None,
        value: "TOKEN",
        sample: Sample::Value("\"...\""),
        help: "Instead of either: the audit token itself. Better kept out of this file.",
        set: |draft, raw, at| draft.audit_token.fill_secret(raw, at, secret::inline),
    },
    Key {
        name: "ca_file",
        flag: Some("ca-file"),
        value: "FILE",
        sample: Sample::Value("\"company-ca.pem\""),
        help: "A PEM file with further certificate authorities to trust.",
        set: |draft, raw, at| draft.ca_file.fill(raw, at, raw::path),
    },
    Key {
        name: "proxy",
        flag: Some("proxy"),
        value: "URL",
        sample: Sample::Value("\"http://proxy.example.com:3128\""),
        help: "The proxy for what leaves this machine. Proxy variables of the system are not used.",
        set: |draft, raw, at| draft.proxy.fill(raw, at, address::proxy),
    },
    Key {
        name: "clock",
        flag: Some("clock"),
        value: "CLOCK",
        sample: Sample::Value("\"2026-11-24T03:00:00Z*60\""),
        help: "A simulator's clock, as it prints it. Leave it out for a real tenant.",
        set: |draft, raw, at| draft.clock.fill(raw, at, clock::clock),
    },
    Key {
        name: "poll_directory",
        flag: Some("poll-directory"),
        value: "TIME",
        sample: Sample::Value("\"5m\""),
        help: "The pause between two reads of Entra's assignments, groups and users.",
        set: |draft, raw, at| draft.poll_directory.fill(raw, at, raw::interval),
    },
    Key {
        name: "poll_scim",
        flag: Some("poll-scim"),
        value: "TIME",
        sample: Sample::Value("\"5m\""),
        help: "The pause between two reads of the provider's users and groups.",
        set: |draft, raw, at| draft.poll_scim.fill(raw, at, raw::interval),
    },
    Key {
        name: "poll_job",
        flag: Some("poll-job"),
        value: "TIME",
        sample: Sample::Value("\"1m\""),
        help: "The pause between two looks at the synchronization job.",
        set: |draft, raw, at| draft.poll_job.fill(raw, at, raw::interval),
    },
    Key {
        name: "poll_logs",
        flag: Some("poll-logs"),
        value: "TIME",
        sample: Sample::Value("\"1m\""),
        help: "The pause between two reads of Entra's logs.",
        set: |draft, raw, at| draft.poll_logs.fill(raw, at, raw::interval),
    },
    Key {
        name: "poll_audit",
        flag: Some("poll-audit"),
        value: "TIME",
        sample: Sample::Value("\"1m\""),
        help: "The pause between two reads of the provider's audit log.",
        set: |draft, raw, at| draft.poll_audit.fill(raw, at, raw::interval),
    },
    Key {
        name: "theme",
        flag: Some("theme"),
        value: "NAME",
        sample: Sample::Value("\"terminal\""),
        help: "The dashboard's colours: terminal (its own sixteen), dark, light, contrast, or a theme of your own.",
        set: |draft, raw, at| draft.theme.fill(raw, at, raw::text),
    },
    Key {
        name: "link_rate",
        flag: Some("link-rate"),
        value: "BYTES",
        sample: Sample::Value("4000"),
        help: "The bytes a second of a slow link to the terminal, so that no key waits behind old frames.",
        set: |draft, raw, at| draft.link_rate.fill(raw, at, screen::rate),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::draft::Draft;
    use crate::config::place::Place;

    #[test]
    fn names_are_one_in_every_layer() {
        for key in KEYS {
            let flag = key.name.replace('_', "-");
            assert!(key.flag.is_none_or(|given| given == flag), "{}", key.name);
            assert_eq!(
                KEYS.iter().filter(|other| other.name == key.name).count(),
                1
            );
        }
    }

    #[test]
    fn no_secret_and_no_command_stands_on_the_command_line() {
        for key in KEYS {
            let secret = ["token", "secret", "command"]
                .iter()
                .any(|end| key.name.ends_with(end));
            // The flag of this name is a switch of its own: it takes both.
            let both = key.name == "allow_actions";
            assert_eq!(key.flag.is_none(), secret || both, "{}", key.name);
        }
    }

    #[test]
    fn no_line_to_fill_in_passes_unfilled() {
        for key in KEYS {
            if let Sample::Fill(what) = key.sample {
                let unfilled = format!("<{what}>");
                let place = Place::Flag("test");
                let mistake = key.fill(&mut Draft::default(), raw::Raw::Text(&unfilled), place);
                assert!(
                    mistake.is_err_and(|m| m.what.contains("placeholder")),
                    "{}",
                    key.name
                );
            }
        }
    }
}
