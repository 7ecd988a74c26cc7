//! Audit logs that the configuration describes.

use std::fs;

use serde_json::{Value, json};

use crate::command::{Desk, Ran};

/// A title that was exported, and edited at the provider since.
const BY_HAND: &str = r#"
    [[event]]
    at = "-5h"
    do = "move"
    user = 3
    title = "Exported"
    [[event]]
    at = "-2h"
    do = "provider_edit"
    user = 3
    attribute = "title"
    value = "By hand"
"#;

/// The report of a desk whose audit log is what this table says, and what went to standard error.
fn report(desk: &Desk, table: &str) -> (Value, String) {
    let file = desk.home.path().join("config.toml");
    fs::write(&file, format!("[audit]\n{table}")).expect("a file");
    let arguments = format!("report --format json --config {}", file.display());
    let mut command = desk.command(&arguments);
    let ran = Ran::of(command.env_remove("SCIMTOP_AUDIT_URL"));
    assert_eq!(ran.status, 0, "{ran:?}");
    (ran.json(), ran.err)
}

fn provider_audit(report: &Value) -> &Value {
    let sources = report["sources"].as_array().expect("sources");
    let found = sources.iter().find(|row| row["name"] == "provider_audit");
    found.expect("a row of the provider's audit log")
}

fn title(report: &Value) -> &Value {
    let findings = report["findings"].as_array().expect("findings");
    let found = findings.iter().find(|one| one["attribute"] == "title");
    found.unwrap_or_else(|| panic!("no finding of a title: {report:#}"))
}

#[test]
fn a_finding_names_whom_a_command_names() {
    let desk = Desk::with(BY_HAND);
    let (_, before) = desk.report("");
    let scim_id = title(&before)["user"]["scim_id"].as_str().expect("an id");
    let now = before["generated_at"].as_str().expect("a time");
    // What the command sees of our variables would be in the name of the actor.
    let script = format!(
        r#"printf '{{"when":"%s","did":"retitled","by":"Ada%s","whom":"%s","since":"%s"}}\n' \
           "{now}" "$SCIMTOP_SCIM_TOKEN$SCIMTOP_AUDIT_TOKEN$SCIMTOP_CLIENT_SECRET" "{scim_id}" "$1"
           echo nonsense"#
    );
    let (report, said) = report(
        &desk,
        &format!(
            "command = ['sh', '-c', '''{script}''', 'sh', '{{since}}']\n\
             map = {{ time = '/when', action = '/did', actor = '/by', target_id = '/whom', detail = '/since' }}\n"
        ),
    );
    let detail = title(&report)["detail"].as_str().expect("a detail");
    assert!(
        detail.contains("the provider moved") && detail.contains(": retitled by Ada at "),
        "{detail}"
    );
    let row = provider_audit(&report);
    assert_eq!(
        (&row["grade"], &row["objects"], &row["reasons"]),
        (&json!("partial"), &json!(1), &json!(["rows_unreadable"]))
    );
    let error = row["error"].as_str().expect("an error");
    assert!(error.contains("1 of 2 records"), "{error}");
    assert!(said.contains("audit_token is not told"), "{said}");
}

#[test]
fn a_described_list_gives_what_the_adapter_of_kandji_gives() {
    let desk = Desk::with(BY_HAND);
    let (_, known) = desk.report("");
    let variables = desk.tenant.environment();
    let base = variables
        .iter()
        .find(|(name, _)| name == "SCIMTOP_AUDIT_URL");
    let base = &base.expect("an address").1;
    let objects = provider_audit(&known)["objects"].as_u64().expect("a count");
    assert!(objects > 1, "{known:#}");
    let table = |limit: u64| {
        format!(
            "url = '{base}/audit/events'\n\
             query = {{ limit = {limit}, sort_by = 'occurred_at' }}\n\
             since = {{ param = 'start_date', format = 'rfc3339' }}\n\
             items = '/results'\n\
             page = {{ style = 'body_url', at = '/next' }}\n\
             [audit.map]\n\
             id = '/id'\n\
             time = '/occurred_at'\n\
             action = '/action'\n\
             actor = '/actor_id'\n\
             actor_type = '/actor_type'\n\
             target = ['/new_state/name', '/new_state/label', '/new_state/email']\n\
             target_id = '/target_id'\n\
             target_type = '/target_type'\n\
             detail = '/target_component'\n"
        )
    };
    let (described, said) = report(&desk, &table(500));
    assert_eq!(said, "");
    let detail = &title(&known)["detail"];
    assert!(
        detail.as_str().is_some_and(|text| text.contains(" by ")),
        "{detail}"
    );
    assert_eq!(detail, &title(&described)["detail"]);
    let row = provider_audit(&described);
    assert_eq!(
        (&row["grade"], &row["objects"]),
        (&json!("complete"), &json!(objects)),
        "{row}"
    );
    // The tenant's links lead to the vendor's host, which is not to see the token.
    let (described, _) = report(&desk, &table(1));
    let row = provider_audit(&described);
    assert_eq!(
        (&row["grade"], &row["objects"], &row["requests"]),
        (&json!("partial"), &json!(1), &json!(1))
    );
    assert_eq!(row["reasons"], json!(["foreign_link"]));
}

#[test]
fn a_command_that_fails_is_told_and_takes_nothing_else_down() {
    let desk = Desk::with(BY_HAND);
    let (report, _) = report(
        &desk,
        "command = ['sh', '-c', 'echo no way in >&2; exit 4']\nmap = { time = '/t', action = '/a' }\n",
    );
    assert!(
        title(&report)["detail"]
            .as_str()
            .is_some_and(|text| text.contains("provider moved"))
    );
    let row = provider_audit(&report);
    assert_eq!(
        (&row["grade"], &row["reasons"]),
        (&json!("none"), &json!(["failed"]))
    );
    let error = row["error"].as_str().expect("an error");
    assert!(
        error.contains("failed (exit status: 4): no way in"),
        "{error}"
    );
}

#[test]
fn ready_tables_are_printed() {
    let desk = Desk::with("");
    let ran = desk.run("config audit-template okta");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        ran.out.contains("Not tried against the real service"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("\nscheme = \"SSWS\"\n"), "{}", ran.out);
    let all = desk.run("config audit-template");
    assert_eq!(all.out.matches("\n[audit]\n").count(), 4, "{}", all.out);
    assert_eq!(desk.run("config audit-template nobody").status, 3);
}
