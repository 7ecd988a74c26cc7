//! `scimtop action provision-on-demand`: one person, or some members of a group.

use scimtop::simulator::http::Exchange;
use serde_json::Value;

use crate::action::{APPLICATION, act, acted, acting, allowed};
use crate::command::{Desk, Ran, kinds};

/// Everything that was sent and is neither a GET nor one of the POSTs that read.
fn writes(desk: &Desk) -> Vec<String> {
    let reads = [
        "/oauth2/v2.0/token",
        "/$batch",
        "/%24batch",
        "/directoryObjects/getByIds",
    ];
    let journal = desk.tenant.journal();
    let writes = journal.iter().filter(|exchange| {
        exchange.method != "GET" && !reads.iter().any(|end| exchange.target.ends_with(end))
    });
    writes
        .map(|exchange| format!("{} {}", exchange.method, exchange.target))
        .collect()
}

const JOINER: &str =
    "[[event]]\nat = \"-1m\"\ndo = \"join\"\nupn = \"jo\"\nname = \"Jo Lee\"\ngroup = 0\n";
const JO: &str = "jo@northwind.example";

#[test]
fn a_missing_person_is_provisioned_and_then_found() {
    let desk = acting(JOINER);
    assert_eq!(kinds(&desk.report("").1), ["missing_user"]);
    let ran = act(&desk, &format!("provision-on-demand {JO}"), JO);
    assert_eq!(ran.status, 0, "{ran:?}");
    for told in [
        "nobody else",
        "answered: Success",
        "EntryExportAdd: Success",
        "the provider holds jo@",
    ] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    let (_, report) = desk.report("");
    assert!(!kinds(&report).contains(&"missing_user"), "{report:#}");
    // A second time nothing has to be written.
    let ran = act(&desk, &format!("provision {JO}"), JO);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("RedundantExport"), "{}", ran.out);
    let sent = acted(&desk);
    let body: Value = serde_json::from_str(&sent[0].1).expect("JSON");
    let subject = &body["parameters"][0]["subjects"][0];
    assert_eq!(subject["objectTypeName"], "User");
    assert!(body["parameters"][0]["ruleId"].is_string());
    let (written, wanted) = (writes(&desk), "/provisionOnDemand");
    assert!(
        written.len() == 2 && written.iter().all(|one| one.ends_with(wanted)),
        "{written:?}"
    );
}

#[test]
fn a_person_is_confirmed_by_the_own_name() {
    let desk = acting(JOINER);
    let ran = act(&desk, &format!("provision-on-demand {JO}"), APPLICATION);
    assert!(ran.status == 2 && ran.err.contains(JO), "{ran:?}");
    let ran = act(&desk, "provision-on-demand nobody@northwind.example", "x");
    assert!(
        ran.status == 2 && ran.err.contains("Entra has no user"),
        "{ran:?}"
    );
    assert_eq!(acted(&desk), []);
}

#[test]
fn what_the_service_confirms_and_the_provider_does_not_show_is_not_seen() {
    let lie = format!("{JOINER}[[event]]\nat = \"-30s\"\ndo = \"lie\"\nuser = \"jo\"\n");
    let desk = acting(&lie);
    let ran = act(
        &desk,
        &format!("provision-on-demand {JO} --every 1 --wait 2"),
        JO,
    );
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("not seen within 2 s"), "{}", ran.out);
    let looks = desk.tenant.journal();
    let looks = looks
        .iter()
        .filter(|one| one.target.contains("/scim/Users?filter"));
    assert!(looks.count() >= 2, "it looked once");
}

#[test]
fn members_of_a_group_are_provisioned_and_then_found() {
    let desk =
        acting("[[event]]\nat = \"-1h\"\ndo = \"provider_remove_member\"\nuser = 1\ngroup = 1\n");
    let (_, report) = desk.report("");
    assert_eq!(kinds(&report), ["missing_member"], "{report:#}");
    let text = |value: &Value| value.as_str().expect("a name").to_owned();
    let group = text(&report["findings"][0]["group"]["name"]);
    let member = text(&report["findings"][0]["member"]["upn"]);
    let run = |members: &[&str], confirm: &str| {
        let mut command = allowed(&desk, "provision-on-demand");
        command.args(["--group", &group, "--confirm", confirm]);
        for member in members {
            command.args(["--member", member]);
        }
        Ran::of(&mut command)
    };
    let ran = run(&[member.as_str(); 6], &group);
    assert!(ran.status == 2 && ran.err.contains("one to 5"), "{ran:?}");
    let ran = run(&[&member], &member);
    assert!(ran.status == 2 && ran.err.contains(&group), "{ran:?}");
    let ran = run(&[&member], &group);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        ran.out.contains(&format!("{member} is in it")),
        "{}",
        ran.out
    );
    assert!(kinds(&desk.report("").1).is_empty());
}

#[test]
fn who_is_not_in_the_group_is_not_put_there() {
    let desk = acting(JOINER);
    let (_, report) = desk.report("");
    assert_eq!(report["findings"][0]["user"]["upn"], JO);
    let mut command = allowed(&desk, &format!("provision-on-demand --member {JO}"));
    let groups = desk.tenant.journal();
    let named = |exchange: &Exchange| {
        let body: Value = serde_json::from_slice(&exchange.response_body).ok()?;
        let rows = body["value"].as_array()?.clone();
        let names = rows.iter().filter(|row| row["principalType"] == "Group");
        let mut names =
            names.filter_map(|row| Some(row["principalDisplayName"].as_str()?.to_owned()));
        names.next_back()
    };
    let group = groups.iter().find_map(named).expect("an assigned group");
    let ran = Ran::of(command.args(["--group", &group, "--confirm", &group]));
    assert!(
        ran.status == 2 && ran.err.contains("no direct member"),
        "{ran:?}"
    );
    assert_eq!(acted(&desk), []);
}
