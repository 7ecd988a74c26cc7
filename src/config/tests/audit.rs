//! `[audit]`: what it comes to, and what is said of a wrong one.

use std::time::Duration;

use secrecy::ExposeSecret;

use super::{Folder, GOOD};
use crate::config::AuditSource;
use crate::source::audit::{CommandLine, Listing, Paging, TimeFormat};

const MAP: &str = "map = { time = '/t', action = '/a' }";

fn source(lines: &str) -> AuditSource {
    let loaded = Folder::good_but(lines).load();
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    loaded.settings.audit_source.unwrap()
}

pub(super) fn listing(table: &str) -> (Box<Listing>, String) {
    match source(&format!("audit_token = 'canary'\n[audit]\n{table}")) {
        AuditSource::Listing {
            listing,
            scheme,
            token,
        } => {
            assert_eq!(token.expose_secret(), "canary");
            (listing, scheme)
        }
        AuditSource::Command(line) => panic!("{line:?}"),
    }
}

fn command(table: &str) -> Box<CommandLine> {
    match source(&format!("[audit]\n{table}")) {
        AuditSource::Command(line) => line,
        AuditSource::Listing { listing, .. } => panic!("{listing:?}"),
    }
}

#[test]
fn the_least_that_can_be_said_is_enough() {
    let (listing, scheme) = listing(&format!("url = 'https://x.example/log/'\n{MAP}"));
    assert_eq!(listing.url.as_str(), "https://x.example/log/");
    assert_eq!((scheme.as_str(), listing.query.len()), ("Bearer", 0));
    assert_eq!((listing.since, listing.paging), (None, Paging::None));
    assert_eq!(listing.map.time_format, TimeFormat::Auto);
    let line = command(&format!("command = ['events']\n{MAP}"));
    assert_eq!(line.argv, ["events"]);
    assert_eq!(line.limit, Duration::from_secs(60));
}

#[test]
fn a_program_that_is_a_path_starts_at_the_folder_of_the_file() {
    let folder = Folder::good_but(&format!(
        "[audit]\ncommand = ['./events', './as it stands']\ntimeout = '5s'\n\
         since = {{ format = 'epoch_ms' }}\n{MAP}"
    ));
    let Some(AuditSource::Command(line)) = folder.load().settings.audit_source else {
        panic!("no command");
    };
    let program = folder.path().join("./events").display().to_string();
    assert_eq!(line.argv, [program.as_str(), "./as it stands"]);
    assert_eq!((line.limit.as_secs(), line.since), (5, TimeFormat::EpochMs));
}

#[test]
fn a_template_is_overridden_key_by_key() {
    let (listing, scheme) = listing(
        "template = 'slack'\nscheme = 'Token'\nquery = { limit = 9, action = 'user_created' }\n\
         page = { style = 'none' }\nmap = { actor = '/actor/id', target = '' }",
    );
    assert_eq!(listing.url.as_str(), "https://api.slack.com/audit/v1/logs");
    let query = [("action", "user_created"), ("limit", "9")];
    let query = query.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(
        (listing.query.as_slice(), scheme.as_str()),
        (&query[..], "Token")
    );
    assert_eq!(listing.paging, Paging::None);
    assert_eq!(
        (listing.map.actor.0.len(), listing.map.target.0.len()),
        (1, 0)
    );
    assert_eq!(listing.map.time_format, TimeFormat::EpochS);
    let (listing, _) = self::listing("template = 'slack'\nquery.limit = ''");
    assert_eq!(listing.query, []);
    let line = command("template = 'okta'\ncommand = ['events', '{since}']");
    assert_eq!(line.since, TimeFormat::Rfc3339);
}

#[test]
fn each_profile_has_a_table_of_its_own() {
    let keys = GOOD.join("\n");
    let table = |program: &str| format!("command = ['{program}']\n{MAP}");
    let folder = Folder::empty().file(&format!(
        "{keys}\n[audit]\n{}\n[profile.lab]\n{keys}\n[profile.lab.audit]\n{}",
        table("top"),
        table("lab")
    ));
    for (flags, program) in [(&[][..], "top"), (&["--profile", "lab"], "lab")] {
        let inputs = super::Inputs {
            flags: Folder::empty().flags(flags).inputs.flags,
            ..folder.inputs.clone()
        };
        let settings = super::load(&inputs).unwrap().settings;
        let Some(AuditSource::Command(line)) = settings.audit_source else {
            panic!("no command");
        };
        assert_eq!(line.argv, [program]);
    }
}

/// Tables, and what is said of them from the line on.
const MISTAKES: &[(&str, &str)] = &[
    (
        "",
        "8:1: url is not set; write the address of the list of events, or a command; `scimtop config audit-template` shows those of the templates\n\
             config.toml:8:1: time is not set; write where the time stands as a JSON pointer, in [audit.map]\n\
             config.toml:8:1: action is not set; write where the action stands as a JSON pointer, in [audit.map]",
    ),
    (
        "template = 'canary'",
        "9:12: template has no such choice; write one of slack, github, atlassian, okta",
    ),
    (
        "template = 'github'",
        "8:1: url is not set; write the address of the list of events, or a command; `scimtop config audit-template` shows those of the templates",
    ),
    (
        "template = 'slack'\nitms = ''",
        "10:1: itms is not a key; did you mean items?",
    ),
    (
        "template = 'slack'\ntoken = 'canary'",
        "10:1: token is no key of [audit]; write audit_token_file above [audit], or use SCIMTOP_AUDIT_TOKEN",
    ),
    (
        "template = 'slack'\nurl = 'http://canary.example'",
        "10:7: url is plain http to another machine; write https:// (http:// is only for 127.0.0.0/8, ::1 and localhost)",
    ),
    (
        "template = 'slack'\nurl = 'https://x.example/?canary'",
        "10:7: url holds a query; write its parameters as query = { name = \"value\" }",
    ),
    (
        "template = 'slack'\nscheme = 'Bearer canary'",
        "10:10: scheme is no scheme of the Authorization header; write one word, such as Bearer; the token is audit_token",
    ),
    (
        "template = 'slack'\ntimeout = '5s'",
        "10:11: timeout belongs to a command; leave it out",
    ),
    (
        "template = 'slack'\nquery = 'canary'",
        "10:9: query is not a table; write query = { ... }",
    ),
    (
        "template = 'slack'\nquery.limit = 1.5",
        "10:15: limit is a fraction; write text in quotes",
    ),
    (
        "template = 'slack'\nsince = { format = 'rfc3339' }",
        "10:9: param is not set; write the parameter that says from when on",
    ),
    (
        "template = 'slack'\nsince = { param = 'from', format = 'auto' }",
        "10:36: format has no such choice; write one of rfc3339, epoch_s, epoch_ms",
    ),
    (
        "template = 'slack'\nsince = { param = 'q', template = 'canary' }",
        "10:35: template has no place for the moment; write {} once, as in \"created:>={}\"",
    ),
    (
        "template = 'slack'\nitems = 'entries'",
        "10:9: items is no JSON pointer; begin it with /, as in \"/actor/email\"; in braces only {action}, {actor_type}, {target_type} may stand",
    ),
    (
        "template = 'slack'\nitems = '/{action}'",
        "10:9: items names a field in braces; write a pointer that is the same for every record",
    ),
    (
        "template = 'slack'\nmap = { id = ['/id', '/{canary}'] }",
        "10:14: id is no JSON pointer; begin it with /, as in \"/actor/email\"; in braces only {action}, {actor_type}, {target_type} may stand",
    ),
    (
        "template = 'slack'\nmap = { time = '' }",
        "10:16: time is empty; write a JSON pointer, such as \"/created\"",
    ),
    (
        "template = 'slack'\nmap = { target_type = '/{action}' }",
        "10:23: target_type names a field in braces; write a pointer that is the same for every record",
    ),
    (
        "template = 'slack'\nmap = { time_format = 'canary' }",
        "10:23: time_format has no such choice; write one of rfc3339, epoch_s, epoch_ms, auto",
    ),
    (
        "template = 'slack'\nmap = { actr = '/a' }",
        "10:9: actr is not a key; did you mean actor?",
    ),
    (
        "template = 'slack'\npage = { style = 'canary' }",
        "10:18: style has no such choice; write one of body_url, body_token, link_header, none",
    ),
    (
        "template = 'slack'\npage = { at = '/next' }",
        "10:8: style is not set; write one of body_url, body_token, link_header, none",
    ),
    (
        "template = 'slack'\npage = { style = 'body_url' }",
        "10:8: at is not set; write where the next page is named, such as \"/next\"",
    ),
    (
        "template = 'slack'\npage = { style = 'body_token', at = '/next' }",
        "10:8: param is not set; write the parameter that takes the token",
    ),
    (
        "template = 'slack'\npage = { style = 'none', until_empty = 'canary' }",
        "10:40: until_empty is neither true nor false; write true or false",
    ),
];

#[test]
fn mistakes_are_named_with_their_place() {
    let url = "url = 'https://x.example'";
    for (table, expected) in MISTAKES {
        let folder = Folder::good_but(&format!("audit_token = 'canary'\n[audit]\n{table}"));
        assert_eq!(
            folder.mistakes(),
            format!("config.toml:{expected}"),
            "{table}"
        );
    }
    let folder = Folder::good_but(&format!("[audit]\n{url}\n{MAP}"));
    assert_eq!(
        folder.mistakes(),
        "audit_token is not set in profile default; give --audit-token-file, SCIMTOP_AUDIT_TOKEN_FILE, or audit_token_file in the file"
    );
}

#[test]
fn commands_have_mistakes_of_their_own() {
    for (lines, expected) in [
        (
            "[[audit]]\ncommand = ['canary']",
            "7:1: audit is not a table; write [audit] with one bracket",
        ),
        (
            "audit = 'canary'",
            "7:9: audit is not a table; write [audit] with one bracket",
        ),
        (
            "[audit]\ntemplate = 'slack'\ncommand = 'canary'",
            "9:11: command is no list of words; write command = [\"program\", \"argument\"]; no shell reads it",
        ),
        (
            "[audit]\ntemplate = 'slack'\ncommand = []",
            "9:11: command is empty; write command = [\"program\", \"argument\"]; no shell reads it",
        ),
        (
            "[audit]\ntemplate = 'slack'\ncommand = ['']",
            "9:11: command is empty; write a value, or leave it out",
        ),
        (
            "[audit]\ntemplate = 'slack'\ncommand = ['canary', 5]",
            "9:11: command holds something that is no word of a command; write command = [\"program\", \"argument\"]; no shell reads it",
        ),
        (
            "[audit]\ntemplate = 'slack'\ncommand = ['canary']\nitems = ''",
            "10:9: items belongs to a url, and command is set; keep one of the two",
        ),
        (
            "[audit]\ntemplate = 'slack'\ncommand = ['canary']\ntimeout = '0s'",
            "10:11: timeout is not a time between 1 second and 24 hours; write seconds, or a number with s, m or h, such as \"5m\"",
        ),
        (
            "[audit]\ntemplate = 'slack'\ncommand = ['canary']\nsince = { param = 'x' }",
            "10:19: param belongs to a url, and command is set; write {since} in an argument; format says in which form",
        ),
        (
            "audit_url = 'https://x.example/api/v1'\n[audit]\ntemplate = 'slack'\ncommand = ['canary']",
            "7:13: audit_url stands beside [audit], which says where the audit log is; keep one of the two",
        ),
        (
            "audit_token = 'canary'\n[audit]\ntemplate = 'slack'\ncommand = ['canary']",
            "7:15: audit_token is not told to the command of [audit]; leave it out; the command has to know its own way in",
        ),
    ] {
        let mistakes = Folder::good_but(lines).mistakes();
        assert_eq!(mistakes, format!("config.toml:{expected}"), "{lines}");
    }
}
