//! Flag before environment before file before default.

use std::time::Duration;

use crate::config::tests::Folder;
use crate::config::{ClockSetting, Intervals, run_check};
use crate::drift::ignore::IgnoreSubject;
use crate::entra::Scope;

#[test]
fn the_stronger_layer_wins() {
    let file = "app = 'file'\n[profile.lab]\napp = 'lab'";
    for (environment, flags, expected) in [
        (&[][..], &[][..], "file"),
        (&[("SCIMTOP_APP", "environment")], &[], "environment"),
        (&[], &["--app", "flag"], "flag"),
        (
            &[("SCIMTOP_APP", "environment")],
            &["--app", "flag"],
            "flag",
        ),
        (&[], &["--app=flag"], "flag"),
    ] {
        let folder = Folder::good_but(file).environment(environment).flags(flags);
        assert_eq!(
            folder.load().settings.app,
            expected,
            "{environment:?} {flags:?}"
        );
    }
}

#[test]
fn defaults_are_the_last_word() {
    let settings = Folder::good_but("").load().settings;
    assert_eq!(settings.profile, "default");
    assert_eq!(settings.scope, Scope::Assigned);
    assert!(!settings.skip_out_of_scope_deletions && settings.audit.is_none());
    assert_eq!(settings.graph_url.as_str(), "https://graph.microsoft.com/");
    assert_eq!(
        settings.login_url.as_str(),
        "https://login.microsoftonline.com/"
    );
    assert_eq!(
        (settings.clock, settings.poll),
        (ClockSetting::Wall, Intervals::default())
    );
}

#[test]
fn every_optional_key_arrives() {
    let folder = Folder::good_but(
        "job = 'scim.1'\nscope = 'all'\nskip_out_of_scope_deletions = true\ncloud = 'china'\n\
         graph_url = 'http://127.0.0.1:9'\naudit_url = 'https://x.example/api/v1'\n\
         audit_token = 'canary'\nca_file = 'ca.pem'\nproxy = 'http://proxy.example:3128'\n\
         clock = '1970-01-01T00:00:00Z*60'\npoll_directory = 2\npoll_scim = '3s'\npoll_job = 4\n\
         poll_logs = 5\npoll_audit = '1h'\nrule_groups = ['Sales, EMEA', 'IT']\n\
         canary = 'test@x.example'\ntheme = 'contrast'\nlink_rate = 400",
    );
    let folder = folder.beside("ca.pem", "", 0o644);
    let settings = folder.load().settings;
    assert_eq!(
        (settings.job.as_deref(), settings.scope),
        (Some("scim.1"), Scope::All)
    );
    assert!(settings.skip_out_of_scope_deletions);
    let theme = settings.screen.theme.as_ref().map(crate::tui::Theme::name);
    assert_eq!(theme, Some("contrast"));
    let rate = settings.screen.link_rate.map(std::num::NonZeroU32::get);
    assert_eq!(rate, Some(400));
    assert_eq!(settings.rule_groups, ["Sales, EMEA", "IT"]);
    assert_eq!(settings.test_user.as_deref(), Some("test@x.example"));
    assert_eq!(settings.graph_url.as_str(), "http://127.0.0.1:9/");
    assert_eq!(
        settings.login_url.as_str(),
        "https://login.chinacloudapi.cn/"
    );
    assert_eq!(
        settings.audit.map(|audit| audit.url.to_string()).as_deref(),
        Some("https://x.example/api/v1")
    );
    assert_eq!(settings.ca_file, Some(folder.path().join("ca.pem")));
    assert_eq!(
        settings.proxy.map(|url| url.to_string()).as_deref(),
        Some("http://proxy.example:3128/")
    );
    assert!(matches!(settings.clock, ClockSetting::Simulated { .. }));
    let poll = settings.poll;
    let seconds = [poll.directory, poll.scim, poll.job, poll.logs, poll.audit]
        .map(|pause: Duration| pause.as_secs());
    assert_eq!(seconds, [2, 3, 4, 5, 3600]);
}

#[test]
fn a_switch_needs_no_word_on_the_command_line() {
    for (flags, expected) in [
        (&["--skip-out-of-scope-deletions"][..], true),
        (&["--skip-out-of-scope-deletions=false"], false),
        (&["--skip-out-of-scope-deletions", "--app=x"], true),
        (&[], true),
    ] {
        let folder = Folder::good_but("skip_out_of_scope_deletions = true").flags(flags);
        assert_eq!(
            folder.load().settings.skip_out_of_scope_deletions,
            expected,
            "{flags:?}"
        );
    }
}

#[test]
fn a_profile_inherits_nothing_but_the_ignore_rules() {
    let rule = |kind: &str, more: &str| {
        format!("[[ignore]]\nmatch = {{ kind = '{kind}' }}\nowner = 'o'\nreason = 'r'\n{more}\n")
    };
    let text = [
        "[profile.lab]\nscim_url = 'https://lab.example'".to_owned(),
        rule("orphan_user", ""),
        rule("missing_user", "profile = 'lab'"),
        rule("extra_member", "profile = 'default'"),
    ];
    let folder = Folder::good_without(&[], &text.join("\n"));
    assert_eq!(folder.load().settings.ignore.len(), 2);

    let folder = folder.flags(&["--profile", "lab"]);
    assert!(
        folder
            .mistakes()
            .starts_with("scim_token is not set in profile lab")
    );
    let folder = folder.environment(&[
        ("SCIMTOP_SCIM_TOKEN", "canary"),
        ("SCIMTOP_TENANT", "contoso.example"),
        ("SCIMTOP_CLIENT_ID", "1b0c"),
        ("SCIMTOP_SIGN_IN", "device_code"),
        ("SCIMTOP_APP", "Lab"),
    ]);
    let settings = folder.load().settings;
    assert_eq!(
        (settings.profile.as_str(), settings.scim_url.as_str()),
        ("lab", "https://lab.example/")
    );
    let ignored = |kind| {
        let subject = IgnoreSubject {
            kind,
            ..IgnoreSubject::default()
        };
        settings.ignore.iter().any(|rule| rule.matches(&subject))
    };
    assert!(ignored("orphan_user") && ignored("missing_user") && !ignored("extra_member"));
}

#[test]
fn another_file_can_be_named() {
    for (environment, flags) in [
        (&[("SCIMTOP_CONFIG", "~/other.toml")][..], &[][..]),
        (
            &[("SCIMTOP_CONFIG", "/nowhere")],
            &["--config", "~/other.toml"],
        ),
    ] {
        let folder = Folder::good_but("").environment(environment).flags(flags);
        std::fs::create_dir(folder.path().join("home")).unwrap();
        let text = super::GOOD.join("\n").replace("Kandji", "Other");
        let folder = folder.beside("home/other.toml", &text, 0o600);
        assert_eq!(folder.load().settings.app, "Other");
    }
}

#[test]
fn an_unknown_variable_is_a_warning() {
    let folder = Folder::good_but("").environment(&[
        ("SCIMTOP_TENNANT", "canary"),
        ("SCIMTOP_X", "canary"),
        ("PATH", "x"),
    ]);
    assert_eq!(
        folder.mistakes(),
        "SCIMTOP_TENNANT: is no variable of scimtop; did you mean SCIMTOP_TENANT?\n\
         SCIMTOP_X: is no variable of scimtop; unset it"
    );
    assert_eq!(folder.load().warnings.len(), 2);
}

#[test]
fn requests_join_a_base_without_query() {
    let settings = Folder::good_but("scim_url = 'https://x.example/scim/?aadOptscim062020'")
        .load()
        .settings;
    assert_eq!(
        settings.scim_url.as_str(),
        "https://x.example/scim?aadOptscim062020"
    );
    assert_eq!(settings.scim_base().as_str(), "https://x.example/scim");
}

#[test]
fn config_check_ends_with_the_worst() {
    let unreadable = ["--config", "/nowhere"];
    let ended = "[[ignore]]\nmatch = { user = 'x' }\nowner = 'o'\nreason = 'r'\nuntil = 2020-01-01";
    for (folder, status, end) in [
        (Folder::good_but(""), 0, "nothing wrong\n"),
        (
            Folder::good_but("scim_url = 'http://localhost:1'"),
            0,
            "nothing wrong\n",
        ),
        (Folder::good_but(ended), 1, "1 warning\n"),
        (Folder::good_but("tenant = 5"), 2, "1 mistake\n"),
        (Folder::good_but("tenant = 5\napp = 5"), 2, "2 mistakes\n"),
        (Folder::good_but("").flags(&unreadable), 3, "1 mistake\n"),
    ] {
        let mut out = Vec::new();
        assert_eq!(run_check(&folder.inputs, &mut out).unwrap(), status);
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.starts_with("file /") && text.ends_with(end) && !text.contains("canary"),
            "{text}"
        );
    }
}
