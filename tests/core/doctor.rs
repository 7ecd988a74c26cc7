//! The doctor's rows on evidence: each that can be checked passes once and fails once, the others ask.

use std::collections::BTreeSet;

use scimtop::doctor::{Evidence, Outcome, Row, Verdict, checks, examine, next};
use scimtop::model::Foreign;

use super::doctor_cases::{Case, GUIDE, OWN, entra, scim};
use super::doctor_errors::{not_found, timeout};
use super::doctor_tenant::healthy;

/// The rows that no read settles: a question stands there, whatever is in order.
const QUESTIONS: [&str; 3] = ["guide-03", "guide-23", "guide-25"];

/// The rows in which nothing is wrong: what is seen there is all there is to say.
const FACTS: [&str; 2] = ["guide-06", "assumption-g7"];

fn row(evidence: &Evidence, id: &str) -> Row {
    let found = examine(evidence).into_iter().find(|row| row.id == id);
    found.unwrap_or_else(|| panic!("no row {id}"))
}

fn cases() -> impl Iterator<Item = &'static Case> {
    GUIDE.iter().chain(OWN)
}

#[test]
fn the_guide_has_32_rows_in_its_order_and_every_id_is_there_once() {
    let ids: Vec<&str> = checks().map(|check| check.id).collect();
    let guide: Vec<String> = (1..=32).map(|row| format!("guide-{row:02}")).collect();
    assert_eq!(ids[..32], guide);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn every_row_passes_in_a_tenant_in_order_but_for_what_must_be_asked() {
    for row in examine(&healthy()) {
        let expected = if QUESTIONS.contains(&row.id) {
            Outcome::Ask
        } else {
            Outcome::Pass
        };
        assert_eq!(row.outcome, expected, "{row:?}");
    }
}

#[test]
fn every_case_turns_its_row() {
    for (id, change, expected) in cases() {
        let mut evidence = healthy();
        change(&mut evidence);
        let row = row(&evidence, id);
        assert_eq!(row.outcome, *expected, "{row:?}");
        assert!(!row.seen.is_empty(), "{row:?}");
        let has_to_act = matches!(row.outcome, Outcome::Warn | Outcome::Fail | Outcome::Ask);
        assert!(!has_to_act || !row.fix.is_empty(), "{row:?}");
        let is_question = row.fix.contains('?');
        assert!(row.outcome != Outcome::Ask || is_question, "{row:?}");
    }
}

#[test]
fn every_row_that_can_be_checked_has_a_case_that_goes_wrong() {
    let bad: BTreeSet<&str> = cases()
        .filter(|(_, _, outcome)| matches!(outcome, Outcome::Fail | Outcome::Warn | Outcome::Ask))
        .map(|(id, ..)| *id)
        .collect();
    let ids = checks().map(|check| check.id);
    let lacking: Vec<&str> = ids
        .filter(|id| !bad.contains(id) && !QUESTIONS.contains(id) && !FACTS.contains(id))
        .collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn what_must_be_asked_is_a_question() {
    for row in examine(&healthy()) {
        if row.outcome == Outcome::Ask {
            assert!(row.fix.contains('?'), "{row:?}");
        }
    }
}

/// Nothing is configured: nothing fails, and each row says why it is skipped.
#[test]
fn before_anything_is_configured_nothing_fails() {
    let mut evidence = healthy();
    let blank = scimtop::status::Status::new("default", "", evidence.now);
    evidence.status = blank;
    (evidence.entra, evidence.scim, evidence.rest) = (None, None, None);
    evidence.setup = scimtop::doctor::Setup {
        missing: vec!["scim_url is not set".to_owned()],
        ..scimtop::doctor::Setup::default()
    };
    let rows = examine(&evidence);
    for row in &rows {
        let fine = [Outcome::Skipped, Outcome::Ask, Outcome::Pass];
        assert!(fine.contains(&row.outcome), "{row:?}");
        assert!(!row.seen.is_empty(), "{row:?}");
    }
    assert_eq!(Verdict::of(&rows).exit_status(), 0);
    assert_eq!(next(&evidence, &rows), "scim_url is not set");
}

#[test]
fn the_worst_row_decides_and_what_cannot_be_read_is_worse_than_a_warning() {
    let verdict = |change: fn(&mut Evidence)| {
        let mut evidence = healthy();
        change(&mut evidence);
        Verdict::of(&examine(&evidence)).exit_status()
    };
    assert_eq!(verdict(|_| ()), 0);
    assert_eq!(verdict(|e| e.setup.warnings.push("x".to_owned())), 1);
    assert_eq!(verdict(|e| scim(e).nobody = Ok(1)), 2);
    let unread = |e: &mut Evidence| {
        e.setup.warnings.push("x".to_owned());
        entra(e).premium = Err(timeout());
    };
    assert_eq!(verdict(unread), 3);
    assert_eq!(
        verdict(|e| {
            scim(e).nobody = Ok(1);
            entra(e).premium = Err(timeout());
        }),
        2
    );
}

/// A failed sign-in is one row that fails; what hangs on it is skipped.
#[test]
fn one_cause_fails_once() {
    let mut evidence = healthy();
    entra(&mut evidence).application = Err(not_found("no such application"));
    let rows = examine(&evidence);
    let failed: Vec<&str> = rows
        .iter()
        .filter(|row| row.outcome == Outcome::Fail)
        .map(|row| row.id)
        .collect();
    assert_eq!(failed, ["guide-07"]);
}

#[test]
fn what_comes_from_outside_is_made_visible() {
    let mut evidence = healthy();
    let hostile = "\u{1b}]0;x\u{7}\u{202e}";
    evidence.setup.rule_groups = vec![hostile.to_owned()];
    evidence.setup.canary = Some(hostile.to_owned());
    let application = entra(&mut evidence)
        .application
        .as_mut()
        .expect("it was read");
    application.name = Foreign::new(hostile);
    for row in examine(&evidence) {
        let all = format!("{}{}", row.seen, row.fix);
        assert!(!all.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{row:?}");
    }
}
