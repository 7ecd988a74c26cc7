//! Bad files, one mistake each, with what is said about it.

use super::{Folder, GOOD};

#[track_caller]
fn said(lines: &str, expected: &str) {
    assert_eq!(Folder::good_but(lines).mistakes(), expected, "{lines}");
}

#[test]
fn keys() {
    for (line, expected) in [
        (
            "scim_tokn = 'canary'",
            "config.toml:7:1: scim_tokn is not a key; did you mean scim_token?",
        ),
        (
            "Scim-Token = 'canary'",
            "config.toml:7:1: Scim-Token is not a key; did you mean scim_token?",
        ),
        (
            "verbose = 1",
            "config.toml:7:1: verbose is not a key; `scimtop config template` shows all keys",
        ),
        (
            "'canary\\u001b[2J' = 1",
            "config.toml:7:1: this is not a key; `scimtop config template` shows all keys",
        ),
        (
            "config = 'x'",
            "config.toml:7:1: config cannot be set in the file; use --config or SCIMTOP_CONFIG",
        ),
        (
            "profile = 'x'",
            "config.toml:7:1: profile cannot be set in the file; use --profile or SCIMTOP_PROFILE",
        ),
    ] {
        said(line, expected);
    }
}

#[test]
fn types() {
    for (line, expected) in [
        (
            "app = 5",
            "config.toml:7:7: app is a number; write text in quotes",
        ),
        (
            "app = [ 'canary' ]",
            "config.toml:7:7: app is a list; write text in quotes",
        ),
        (
            "scope.x = 'canary'",
            "config.toml:7:1: scope is a table; write text in quotes",
        ),
        (
            "scim_token = 0xca7a44",
            "config.toml:7:14: scim_token is a number; write text in quotes",
        ),
        (
            "scim_token = 1.5",
            "config.toml:7:14: scim_token is a fraction; write text in quotes",
        ),
        (
            "scim_token = 99999999999999999999",
            "config.toml:7:14: scim_token is a number out of range; write text in quotes",
        ),
        (
            "client_secret = 2026-11-24",
            "config.toml:7:17: client_secret is a date; write text in quotes",
        ),
        (
            "tenant = true",
            "config.toml:7:10: tenant is true or false; write text in quotes",
        ),
        (
            "app = ''",
            "config.toml:7:7: app is empty; write a value, or leave it out",
        ),
        (
            "scim_token = '  '",
            "config.toml:7:14: scim_token is empty; write a value, or leave it out",
        ),
        (
            "scim_token = \"canary\\n\"",
            "config.toml:7:14: scim_token holds a line break or another control character; write it on one line",
        ),
        (
            "app = '<canary>'",
            "config.toml:7:7: app still holds the template's placeholder; write your own value, without the < and >",
        ),
    ] {
        said(line, expected);
    }
}

#[test]
fn urls() {
    for (line, expected) in [
        (
            "scim_url = 'canary.example/scim'",
            "config.toml:7:12: scim_url is not a web address; write https:// and the host",
        ),
        (
            "scim_url = 'ftp://canary.example'",
            "config.toml:7:12: scim_url is not a web address; write https:// and the host",
        ),
        (
            "scim_url = 'http://canary.example'",
            "config.toml:7:12: scim_url is plain http to another machine; write https:// (http:// is only for 127.0.0.0/8, ::1 and localhost)",
        ),
        (
            "scim_url = 'https://me:canary@x.example'",
            "config.toml:7:12: scim_url holds a user name or a password; leave out everything between // and @",
        ),
        (
            "scim_url = 'https://x.example/#canary'",
            "config.toml:7:12: scim_url holds a fragment; leave out the # and what follows",
        ),
        (
            "graph_url = 'https://x.example/canary'",
            "config.toml:7:13: graph_url holds more than scheme, host and port; leave out what follows the host",
        ),
        (
            "login_url = 'https://x.example/?canary'",
            "config.toml:7:13: login_url holds more than scheme, host and port; leave out what follows the host",
        ),
        (
            "proxy = 'http://me:canary@x.example'",
            "config.toml:7:9: proxy holds a user name or a password; leave out everything between // and @",
        ),
        (
            "audit_token = 'canary'\naudit_url = 'https://x.example/canary'",
            "config.toml:8:13: audit_url is not the base of the REST API; write the API's URL up to and with /api/v1",
        ),
    ] {
        said(line, expected);
    }
}

#[test]
fn choices() {
    for (line, expected) in [
        (
            "cloud = 'canary'",
            "config.toml:7:9: cloud has no such choice; write one of global, usgov, dod, china",
        ),
        (
            "scope = 'canary'",
            "config.toml:7:9: scope has no such choice; write one of assigned, all",
        ),
        (
            "sign_in = 'canary'",
            "config.toml:7:11: sign_in has no such choice; write one of client_secret, client_certificate, device_code",
        ),
        (
            "skip_out_of_scope_deletions = 'canary'",
            "config.toml:7:31: skip_out_of_scope_deletions is neither true nor false; write true or false",
        ),
        (
            "tenant = 'canary/x'",
            "config.toml:7:10: tenant is neither a tenant id nor a domain name; write the directory (tenant) id, or a domain such as contoso.onmicrosoft.com",
        ),
        (
            "poll_scim = 0",
            "config.toml:7:13: poll_scim is not a time between 1 second and 24 hours; write seconds, or a number with s, m or h, such as \"5m\"",
        ),
        (
            "clock = 'canary'",
            "config.toml:7:9: clock is not a simulator's clock; write its anchor, * and its speed: 2026-11-24T03:00:00Z*60",
        ),
        (
            "client_certificate = 'canary.pem'",
            "sign_in has two credentials to choose from in profile default; give client_secret_file, or client_certificate, or sign_in = \"device_code\" (in the file; as a flag --client-secret-file, in the environment SCIMTOP_CLIENT_SECRET_FILE, and so on)",
        ),
        (
            "link_rate = 0",
            "config.toml:7:13: link_rate is not a number of bytes a second; write a number from 1 on, such as 400, or leave it out",
        ),
        (
            "ca_file = 'canary.pem'",
            "config.toml:7:11: ca_file names a file that cannot be read (entity not found); write the path of a file that you can read",
        ),
    ] {
        said(line, expected);
    }
}

#[test]
fn syntax_is_named_without_its_line() {
    for (line, place) in [
        ("scim_token = canary", "config.toml:7:14: is not TOML: "),
        ("scim_token = \"canary", "config.toml:7:21: is not TOML: "),
        ("canary", "config.toml:7:7: is not TOML: "),
        (
            "job = 'canary'\njob = 'canary'",
            "config.toml:8:1: is not TOML: ",
        ),
        ("job = 'ca' nary", "config.toml:7:12: is not TOML: "),
    ] {
        let mistakes = Folder::good_but(line).mistakes();
        assert!(
            mistakes.starts_with(place) && !mistakes.contains('\n'),
            "{line}: {mistakes}"
        );
    }
}

#[test]
fn what_is_missing_may_stand_in_a_broken_line() {
    let mistakes = Folder::empty()
        .file("scim_url = canary\ncloud = 'x'\n")
        .mistakes();
    let lines: Vec<_> = mistakes.lines().collect();
    assert!(
        lines[0].starts_with("config.toml:1:12: is not TOML"),
        "{mistakes}"
    );
    assert!(
        lines[1].starts_with("config.toml:2:9: cloud has no such choice"),
        "{mistakes}"
    );
    assert_eq!(lines.len(), 2, "{mistakes}");
}

#[test]
fn profiles() {
    for (line, expected) in [
        (
            "[profile.default]",
            "config.toml:7:10: profile cannot be a table named default; write the keys of the default profile at the top, above every [table]",
        ),
        (
            "[profile]\nlab = 5",
            "config.toml:8:1: profile is no profile; write [profile.NAME] and its keys below",
        ),
        (
            "[profile.lab]\ncloud = 'mars'",
            "config.toml:8:9: cloud has no such choice; write one of global, usgov, dod, china",
        ),
        (
            "[[profile.lab.ignore]]\nowner = 'me'",
            "config.toml:7:15: ignore cannot stand in a profile; write [[ignore]] with profile = and the name of the profile",
        ),
    ] {
        said(line, expected);
    }
}

#[test]
fn an_unknown_profile_is_met_with_the_list() {
    let folder = Folder::good_but("[profile.lab]\n[profile.prod]")
        .environment(&[("SCIMTOP_PROFILE", "prd")]);
    assert_eq!(
        folder.mistakes(),
        "SCIMTOP_PROFILE: profile names prd, which the file does not have; use one of default, lab, prod"
    );
    let nowhere = Folder::empty().flags(&["--profile", "lab"]);
    assert_eq!(
        nowhere.mistakes(),
        "--profile: profile names lab, which the file does not have; use one of default"
    );
}

#[test]
fn ignore_rules() {
    let kinds = "the kinds are orphan_user, active_mismatch, missing_user, duplicate_user, missing_group, orphan_group, duplicate_group, extra_member, missing_member, attribute_mismatch";
    let sample = "write match = { kind = \"orphan_user\", user = \"svc-*\" }";
    let who = "owner = 'ops'\nreason = 'hand-made'\n";
    for (lines, expected) in [
        (format!("match = 'x'\n{who}"), format!("config.toml:8:9: match is not a table; {sample}")),
        (format!("match = {{}}\n{who}"), format!("config.toml:8:9: match matches everything; {sample}")),
        (who.to_owned(), format!("config.toml:7:1: match is not set; {sample}")),
        (format!("match = {{ usr = 'x' }}\n{who}"), "config.toml:8:11: usr is not a key; did you mean user?".to_owned()),
        (format!("match = {{ kind = 'orphan' }}\n{who}"), format!("config.toml:8:18: kind matches no kind of finding; {kinds}")),
        (format!("match = {{ user = 5 }}\n{who}"), "config.toml:8:18: user is a number; write text in quotes".to_owned()),
        ("match = { user = 'x' }\nreason = 'r'\n".to_owned(), "config.toml:7:1: owner is not set; write who answers for the rule".to_owned()),
        ("match = { user = 'x' }\nowner = 'o'\nreason = ''\n".to_owned(), "config.toml:10:10: reason is empty; write a value, or leave it out".to_owned()),
        (format!("match = {{ user = 'x' }}\n{who}until = 'soon'"), "config.toml:11:9: until is neither a date nor a moment with its offset; write 2026-12-31 or 2026-12-31T18:00:00Z".to_owned()),
        (format!("match = {{ user = 'x' }}\n{who}until = 2026-12-31T18:00:00"), "config.toml:11:9: until is neither a date nor a moment with its offset; write 2026-12-31 or 2026-12-31T18:00:00Z".to_owned()),
        (format!("match = {{ user = 'x' }}\n{who}profile = 'lab'"), "config.toml:7:1: profile names lab, which the file does not have; use one of default".to_owned()),
        (format!("match = {{ user = 'x' }}\n{who}ownr = 'lab'"), "config.toml:11:1: ownr is not a key; did you mean owner?".to_owned()),
        (format!("match = {{ user = 'x' }}\n{who}until = 2026-11-23"), "config.toml:7:1: ignore is a rule that has ended; set a later until, or remove the rule".to_owned()),
    ] {
        said(&format!("[[ignore]]\n{lines}"), &expected);
    }
    said(
        "[ignore]\nowner = 'x'",
        "config.toml:7:1: ignore is not a list of rules; write [[ignore]] with two brackets",
    );
    said(
        "ignore = [5]",
        "config.toml:7:11: ignore is not a rule; write [[ignore]]",
    );
}

#[test]
fn every_mistake_is_named_at_once_in_the_order_of_the_file() {
    let folder = Folder::empty()
        .file("tenant = 5\n\ncloud = 'x'\nscope = 'y'\n")
        .environment(&[("SCIMTOP_APP", "")]);
    let mistakes = folder.mistakes();
    let starts: Vec<_> = mistakes
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let expected = [
        "config.toml:1:10:",
        "config.toml:3:9:",
        "config.toml:4:9:",
        "SCIMTOP_APP:",
        "scim_url",
        "scim_token",
        "client_id",
        "sign_in",
    ];
    assert_eq!(starts, expected, "{mistakes}");
}

#[test]
fn what_is_missing_is_named_with_flag_variable_and_key() {
    let lines = |key: usize| {
        GOOD.iter()
            .enumerate()
            .filter(|(i, _)| *i != key)
            .map(|(_, line)| *line)
            .collect::<Vec<_>>()
            .join("\n")
    };
    for (key, expected) in [
        (
            0,
            "scim_url is not set in profile default; give --scim-url, SCIMTOP_SCIM_URL, or scim_url in the file",
        ),
        (
            1,
            "scim_token is not set in profile default; give --scim-token-file, SCIMTOP_SCIM_TOKEN_FILE, or scim_token_file in the file",
        ),
        (
            5,
            "app is not set in profile default; give --app, SCIMTOP_APP, or app in the file",
        ),
    ] {
        assert_eq!(Folder::empty().file(&lines(key)).mistakes(), expected);
    }
    said(
        "audit_url = 'https://x.example/api/v1'",
        "audit_token is not set in profile default; give --audit-token-file, SCIMTOP_AUDIT_TOKEN_FILE, or audit_token_file in the file",
    );
    said(
        "audit_token = 'canary'",
        "audit_url is not set in profile default; give --audit-url, SCIMTOP_AUDIT_URL, or audit_url in the file",
    );
    said(
        "sign_in = 'client_certificate'",
        "client_certificate is not set in profile default; give --client-certificate, SCIMTOP_CLIENT_CERTIFICATE, or client_certificate in the file",
    );
}

#[test]
fn only_a_file_that_somebody_named_has_to_exist() {
    let folder = Folder::empty().flags(&["--config", "/nowhere/config.toml"]);
    assert_eq!(
        folder.mistakes(),
        "--config: cannot read /nowhere/config.toml (No such file or directory (os error 2)); name a file that you can read with --config or SCIMTOP_CONFIG"
    );
    assert!(
        Folder::empty()
            .mistakes()
            .starts_with("scim_url is not set")
    );
}

#[test]
fn a_theme_that_cannot_be_used_is_told_with_its_place_and_that_of_its_mistake() {
    let folder =
        Folder::good_but("theme = 'mine.toml'").beside("mine.toml", "ok = 'gren'\n", 0o644);
    let mistakes = folder.mistakes();
    assert!(
        mistakes.starts_with("config.toml:7:9: theme names a theme that cannot be used (")
            && mistakes.contains("mine.toml:1:6: ok holds a word that is no colour; write #rrggbb"),
        "{mistakes}"
    );
    let mistakes = Folder::good_but("theme = 'canary'").mistakes();
    assert!(
        mistakes.contains("there is no such theme; there are terminal, dark"),
        "{mistakes}"
    );
    assert!(!mistakes.contains("canary"), "{mistakes}");
}
