//! A configuration file to fill in, made from the table of keys.

use super::key::{Key, Sample};
use super::table::KEYS;

const HEAD: &str = "\
# scimtop: configuration. It belongs at ~/.config/scimtop/config.toml; chmod 600 keeps it private.
# Fill in what stands in < >; take the # away from what else you need.
# A flag (--scim-url) or an environment variable (SCIMTOP_SCIM_URL) is stronger than a line here.
# `scimtop config check` names every mistake.
";

const TAIL: &str = "
# Another tenant: a profile inherits nothing from above. Use it with --profile lab.
# [profile.lab]
# scim_url = \"https://lab.example.com/scim\"

# A finding that somebody answers for is counted and shown apart. The globs (* and ?) of match are
# kind, user, group and attribute; until and profile may be left out.
# [[ignore]]
# match = { kind = \"orphan_user\", user = \"break-glass@*\" }
# owner = \"identity team\"
# reason = \"made by hand, for emergencies\"
# until = 2030-12-31
# profile = \"default\"

# A form in which the provider keeps an attribute without harm: digits, spaces, letter_case, locale.
# [[normalise]]
# attribute = \"phoneNumbers*\"
# form = \"digits\"
# reason = \"the provider strips punctuation\"

# Other keys for the dashboard, for all profiles: one, several, or none. docs/keys.md has the names.
# [keys]
# freeze = \"F\"
# find = [\"/\", \"Ctrl-f\"]

# Another audit log than Kandji's, which is audit_url: a ready description (slack, github, atlassian,
# okta; none was tried against the real service) or one of your own, a list over HTTP or a command.
# Its token is audit_token above. `scimtop config audit-template` prints the ready ones.
# [audit]
# template = \"github\"
# url = \"https://api.github.com/orgs/ORG/audit-log\"
";

/// The commented file, one paragraph a key.
pub fn template() -> String {
    let keys: String = KEYS.iter().map(paragraph).collect();
    format!("{HEAD}{keys}{TAIL}")
}

fn paragraph(key: &Key) -> String {
    let Key { name, help, .. } = key;
    match key.sample {
        Sample::Fill(what) => format!("\n# {help}\n{name} = \"<{what}>\"\n"),
        Sample::Value(value) => format!("\n# {help}\n# {name} = {value}\n"),
        Sample::Nowhere => String::new(),
    }
}
