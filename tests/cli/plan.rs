//! `scimtop plan`.

use serde_json::{Value, json};

use crate::action::{acting, tenant};
use crate::command::Desk;

fn planned(desk: &Desk) -> (u8, Value) {
    let ran = desk.run("plan --format json");
    (ran.status, ran.json())
}

fn changes(plan: &Value) -> Vec<&str> {
    let steps = plan["steps"].as_array().expect("steps");
    steps
        .iter()
        .map(|step| step["change"].as_str().expect("a change"))
        .collect()
}

/// The changes, those that are not proven marked; but members to remove, who may be the leavers: theirs is
/// not proven.
fn certain(plan: &Value) -> Vec<String> {
    let steps = plan["steps"].as_array().expect("steps");
    let told = steps
        .iter()
        .filter(|step| step["change"] != "remove_member");
    let mut told: Vec<String> = told
        .map(|step| {
            let mark = if step["certain"] == true { "" } else { "?" };
            format!("{}{mark}", step["change"].as_str().expect("a change"))
        })
        .collect();
    // Two of one change come in the order of their findings.
    told.dedup();
    let disables = |change: &String| change.starts_with("disable");
    if let (Some(first), Some(last)) = (
        told.iter().position(disables),
        told.iter().rposition(disables),
    ) {
        told[first..=last].sort();
    }
    told
}

#[test]
fn where_nothing_differs_nothing_is_planned() {
    let desk = acting("");
    let (status, plan) = planned(&desk);
    assert_eq!((status, &plan["steps"]), (0, &json!([])), "{plan:#}");
    assert_eq!(plan["format"], "scimtop.plan/1");
    let ran = desk.run("plan");
    assert_eq!(
        (ran.status, ran.out.trim()),
        (0, "a full cycle would change nothing")
    );
}

#[test]
fn each_difference_becomes_what_a_cycle_does() {
    let desk = acting(
        "[[event]]\nat = \"-5h\"\ndo = \"provider_edit\"\nuser = 3\nattribute = \"title\"\nvalue = \"By hand\"\n\
         [[event]]\nat = \"-4h\"\ndo = \"provider_create_user\"\nupn = \"admin@contoso.example\"\n\
         [[event]]\nat = \"-1h\"\ndo = \"provider_remove_member\"\nuser = 4\ngroup = 1\n\
         [[event]]\nat = \"-1m\"\ndo = \"join\"\nupn = \"jo\"\nname = \"Jo Lee\"\ngroup = 0\n\
         [[event]]\nat = \"-1m\"\ndo = \"leave\"\nuser = 6\nhow = \"disable\"\n\
         [[event]]\nat = \"-1m\"\ndo = \"leave\"\nuser = 9\nhow = \"delete\"\n",
    );
    let (status, plan) = planned(&desk);
    assert_eq!(status, 1, "{plan:#}");
    assert_eq!(
        certain(&plan),
        [
            "create",
            "update",
            "disable",
            "disable?",
            "add_member",
            "nothing"
        ],
        "{plan:#}"
    );
    let steps = &plan["steps"];
    assert_eq!(steps[0]["user"]["name"], "jo@northwind.example");
    assert_eq!(
        (&steps[1]["attribute"], &steps[1]["old"]),
        (&json!("title"), &json!("By hand"))
    );
    assert!(steps[1]["new"].is_string() && steps[1]["certain"] == true);
    let last = steps.as_array().and_then(|steps| steps.last());
    assert_eq!(
        last.map(|step| &step["user"]["name"]),
        Some(&json!("admin@contoso.example"))
    );
    assert_eq!(plan["counts"]["disable"], 2);
    let ran = desk.run("plan");
    assert_eq!(ran.status, 1);
    for told in [
        "create 1, update 1, disable 2, add_member 1",
        "By hand",
        "never touches it",
    ] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    // What the plan says, a full cycle does.
    let restart = crate::action::act(&desk, "restart --no-plan", crate::action::APPLICATION);
    assert_eq!(restart.status, 0, "{restart:?}");
    desk.tenant.advance(1800);
    let (status, plan) = planned(&desk);
    assert_eq!(certain(&plan), ["nothing"], "{plan:#}");
    assert_eq!(status, u8::from(changes(&plan).contains(&"remove_member")));
}

#[test]
fn what_is_not_proven_of_an_extra_member_is_said() {
    let desk =
        acting("[[event]]\nat = \"-1h\"\ndo = \"provider_add_member\"\nuser = 1\ngroup = 1\n");
    let (status, plan) = planned(&desk);
    assert_eq!(
        (status, changes(&plan)),
        (1, vec!["remove_member"]),
        "{plan:#}"
    );
    assert_eq!(plan["steps"][0]["certain"], false);
    let ran = desk.run("plan");
    assert!(
        ran.out.contains("remove_member?") && ran.out.contains("not proven"),
        "{}",
        ran.out
    );
}

#[test]
fn an_ignored_difference_is_planned_all_the_same() {
    let desk = acting(
        "[[event]]\nat = \"-5h\"\ndo = \"provider_edit\"\nuser = 3\nattribute = \"title\"\nvalue = \"By hand\"\n",
    );
    let file = desk.home.path().join("config.toml");
    let rule = "[[ignore]]\nmatch = { attribute = \"title\" }\nowner = \"x\"\nreason = \"y\"\n";
    std::fs::write(&file, rule).expect("a file");
    let mut command = desk.command("plan --format json");
    let ran = crate::command::Ran::of(command.arg("--config").arg(&file));
    let plan = ran.json();
    assert_eq!(
        (ran.status, changes(&plan)),
        (1, vec!["update"]),
        "{plan:#}"
    );
    assert_eq!(plan["steps"][0]["ignored"], true);
}

#[test]
fn a_side_that_was_not_read_plans_nothing_and_is_unknown() {
    let joiner =
        "[[event]]\nat = \"-1m\"\ndo = \"join\"\nupn = \"jo\"\nname = \"Jo Lee\"\ngroup = 0\n";
    for fault in ["scim-401", "foreign-next-link"] {
        let desk = tenant(joiner, &[fault, "graph:page-cap=10"], false);
        let (status, plan) = planned(&desk);
        assert_eq!(
            (status, &plan["steps"]),
            (3, &json!([])),
            "{fault}: {plan:#}"
        );
        assert!(
            plan["unknown"]
                .as_array()
                .is_some_and(|told| !told.is_empty()),
            "{plan:#}"
        );
    }
    assert_eq!(acting("").run("plan --format xml").status, 3);
}

#[test]
fn a_job_that_does_not_run_is_said() {
    let desk = acting("[[event]]\nat = \"-3h\"\ndo = \"token_fails\"\n");
    let (status, plan) = planned(&desk);
    assert_eq!(status, 0, "{plan:#}");
    let told = plan["blocked"].as_str().unwrap_or_default();
    assert!(told.contains("Quarantine"), "{plan:#}");
}
