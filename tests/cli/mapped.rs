//! What the job's own mappings make of a tenant: who is joined, who moved, what is said of one person.

use serde_json::{Value, json};

use crate::command::{Desk, codes, kinds};

/// Events that lie hours back have been dealt with; those of the last minutes have not.
fn reported(scenario: &str) -> Value {
    let (status, report) = Desk::with(scenario).report("");
    assert_eq!(status, 0, "{report:#}");
    report
}

fn detail(report: &Value, attribute: &str) -> String {
    let findings = report["findings"].as_array().expect("findings");
    let found = findings
        .iter()
        .find(|finding| finding["attribute"] == attribute)
        .unwrap_or_else(|| panic!("no finding of {attribute}: {report:#}"));
    found["detail"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_renamed_person_is_joined_by_the_external_id_and_is_no_orphan() {
    let report = reported(
        "[[provisioning.mapping]]\ntarget = 'externalId'\nsource = '[objectId]'\n\
         [[event]]\nat = \"-1m\"\ndo = \"rename\"\nuser = 3\nupn = \"re.named\"\n",
    );
    let kinds = kinds(&report);
    assert!(
        kinds.iter().all(|kind| *kind == "attribute_mismatch"),
        "{report:#}"
    );
    let user_name = &report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .find(|finding| finding["attribute"] == "userName");
    let user_name = user_name.expect("a finding of userName");
    assert_eq!(user_name["expected"], "re.named@northwind.example");
    assert!(user_name["user"]["scim_id"].is_string(), "{user_name}");
}

#[test]
fn a_renamed_person_is_joined_by_the_link_of_the_log() {
    let report = reported(
        "[[event]]\nat = \"-5h\"\ndo = \"move\"\nuser = 3\ntitle = \"Other\"\n\
         [[event]]\nat = \"-1m\"\ndo = \"rename\"\nuser = 3\nupn = \"re.named\"\n",
    );
    let kinds = kinds(&report);
    let joined = kinds.iter().all(|kind| *kind == "attribute_mismatch");
    assert!(joined && !kinds.is_empty(), "{report:#}");
}

#[test]
fn without_a_key_a_renamed_person_is_missing_and_an_orphan() {
    let report =
        reported("[[event]]\nat = \"-1m\"\ndo = \"rename\"\nuser = 3\nupn = \"re.named\"\n");
    let kinds = kinds(&report);
    for kind in ["missing_user", "orphan_user"] {
        assert!(kinds.contains(&kind), "{report:#}");
    }
}

#[test]
fn a_user_name_of_another_source_joins_everybody() {
    let report =
        reported("[[provisioning.mapping]]\ntarget = 'userName'\nsource = '[mailNickname]'\n");
    assert_eq!(report["verdict"], json!("in_sync"), "{report:#}");
}

#[test]
fn each_difference_says_who_moved() {
    let moved = "[[event]]\nat = \"-5h\"\ndo = \"move\"\nuser = 3\ntitle = \"Exported\"\n";
    let by_hand = "[[event]]\nat = \"-2h\"\ndo = \"provider_edit\"\nuser = 3\n\
                   attribute = \"title\"\nvalue = \"By hand\"\n";
    let again = "[[event]]\nat = \"-1m\"\ndo = \"move\"\nuser = 3\ntitle = \"Newer\"\n";
    let lie = "[[event]]\nat = \"-6h\"\ndo = \"lie\"\nuser = 3\n";
    let cleared = "[[event]]\nat = \"-7h\"\ndo = \"provider_edit\"\nuser = 3\n\
                   attribute = \"title\"\nvalue = \"\"\n";
    for (scenario, told) in [
        (format!("{moved}{by_hand}"), "the provider moved"),
        (format!("{moved}{again}"), "the source moved"),
        (format!("{moved}{by_hand}{again}"), "both moved"),
        (format!("{cleared}{lie}{moved}"), "was not stored"),
        (by_hand.to_owned(), "no row of the log"),
    ] {
        let detail = detail(&reported(&scenario), "title");
        assert!(detail.contains(told), "{detail}\n{scenario}");
    }
}

#[test]
fn a_blank_under_a_switch_has_a_hint_of_its_own() {
    let report = reported(
        "[[provisioning.mapping]]\ntarget = 'title'\n\
         source = 'Switch([department], \"Someone\", \"Sales\", \"Seller\")'\n\
         [[event]]\nat = \"-2h\"\ndo = \"provider_edit\"\nuser = 3\n\
         attribute = \"title\"\nvalue = \"\"\n",
    );
    let detail = detail(&report, "title");
    assert!(detail.starts_with("blank under a Switch"), "{detail}");
}

#[test]
fn a_disabled_mapping_of_groups_leaves_groups_alone() {
    let report = reported(
        "[provisioning]\ngroups = false\n\
         [[event]]\nat = \"-1m\"\ndo = \"rename_group\"\ngroup = 1\nname = \"Other\"\n",
    );
    assert!(kinds(&report).is_empty(), "{report:#}");
    assert!(codes(&report).contains(&"groups_not_mapped"), "{report:#}");
}

#[test]
fn without_the_licence_assigned_groups_are_a_note() {
    let report = reported("[provisioning]\npremium = false\n");
    assert!(kinds(&report).is_empty(), "{report:#}");
    assert!(codes(&report).contains(&"group_not_licensed"), "{report:#}");
}

#[test]
fn whoever_the_filter_keeps_out_is_an_orphan_while_active() {
    let filter = "[[provisioning.filter]]\n\
                  clauses = [{ attribute = \"department\", operator = \"NOT EQUALS\", value = \"Nowhere\" }]\n";
    let quiet = reported(filter);
    assert!(kinds(&quiet).is_empty(), "{quiet:#}");
    let moved = format!(
        "{filter}[[event]]\nat = \"-1m\"\ndo = \"move\"\nuser = 3\ndepartment = \"Nowhere\"\n"
    );
    let report = reported(&moved);
    assert!(kinds(&report).contains(&"orphan_user"), "{report:#}");
    assert_eq!(report["findings"][0]["detail"], json!("out_of_scope"));
}

#[test]
fn one_person_is_explained_step_by_step_and_mappings_are_looked_over() {
    let desk = Desk::with(
        "[[provisioning.mapping]]\ntarget = 'title'\nsource = 'ToLower(Append([surname], \"-x\"), )'\n\
         [[event]]\nat = \"0s\"\ndo = \"join\"\nupn = \"jo\"\nname = \"Jo Lee\"\ngroup = 0\n",
    );
    let ran = desk.run("mapping explain jo@northwind.example");
    assert_eq!(ran.status, 0, "{ran:?}");
    for told in [
        "Append([surname], \"-x\") -> ",
        "sent      \"",
        "standing  differs",
    ] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    assert_eq!(desk.run("mapping explain nobody").status, 3);
    let ran = desk.run("mapping lint");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("gives_null"), "{}", ran.out);
}

#[test]
fn whoever_is_only_in_a_group_inside_an_assigned_one_is_named_with_what_would_bring_them() {
    let report = reported(
        "[[event]]\nat = \"-5h\"\ndo = \"join\"\nupn = \"in.ner\"\nname = \"In Ner\"\n\
         group = \"Engineering Contractors\"\n",
    );
    let notes = report["notes"].as_array().expect("notes");
    let note = |subject: &str| notes.iter().find(|note| note["subject"] == subject);
    let waits = note("in.ner@northwind.example").unwrap_or_else(|| panic!("{report:#}"));
    assert_eq!(waits["code"], "nested_only");
    let text = waits["text"].as_str().expect("a sentence");
    for told in [
        "inside the assigned Sales",
        "assign Engineering Contractors, or",
    ] {
        assert!(text.contains(told), "{text}");
    }
    assert!(kinds(&report).is_empty(), "{report:#}");
}

#[test]
fn whoever_an_assignment_reaches_too_waits_for_nothing() {
    let report = reported(
        "[[event]]\nat = \"-5h\"\ndo = \"join\"\nupn = \"in.ner\"\nname = \"In Ner\"\n\
         group = \"Engineering Contractors\"\n\
         [[event]]\nat = \"-4h\"\ndo = \"member_add\"\nuser = \"in.ner\"\ngroup = \"IT\"\n",
    );
    let notes = report["notes"].as_array().expect("notes");
    let named = |note: &&Value| note["subject"] == "in.ner@northwind.example";
    assert_eq!(notes.iter().filter(named).count(), 0, "{report:#}");
}

#[test]
fn an_account_made_for_an_earlier_object_of_that_name_is_a_note() {
    let join = |at: &str| {
        format!(
            "[[event]]\nat = \"{at}\"\ndo = \"join\"\nupn = \"re.made\"\nname = \"Re Made\"\ngroup = 0\n"
        )
    };
    let gone = "[[event]]\nat = \"-2m\"\ndo = \"leave\"\nuser = \"re.made\"\nhow = \"delete\"\n";
    let report = reported(&format!("{}{gone}{}", join("-5h"), join("-1m")));
    assert!(codes(&report).contains(&"recreated_user"), "{report:#}");
    assert!(kinds(&report).iter().all(|kind| *kind != "orphan_user"));
    let steady = reported(&join("-5h"));
    assert!(!codes(&steady).contains(&"recreated_user"), "{steady:#}");
}

#[test]
fn a_second_account_under_the_new_name_of_a_renamed_person_is_an_orphan_and_a_note() {
    let report = reported(
        "[[event]]\nat = \"-5h\"\ndo = \"move\"\nuser = 3\ntitle = \"Other\"\n\
         [[event]]\nat = \"-2m\"\ndo = \"rename\"\nuser = 3\nupn = \"re.named\"\n\
         [[event]]\nat = \"-1m\"\ndo = \"provider_create_user\"\nupn = \"re.named\"\n",
    );
    assert!(codes(&report).contains(&"twin_account"), "{report:#}");
    assert!(kinds(&report).contains(&"orphan_user"), "{report:#}");
    assert!(!kinds(&report).contains(&"missing_user"), "{report:#}");
}
