//! Groups of an earlier crawl, told again by other users.

use std::sync::Arc;

use super::super::group_intake::{GroupIntake, GroupsBefore};
use super::super::intake::{Intake, Seam};
use super::super::user_intake::{UserIntake, UsersBefore};
use super::targets;
use crate::model::{Group, Users};
use crate::source::ingest::Store;
use crate::source::scim::targets::Targets;

const SEAM: Seam = Seam {
    pass: 1,
    anchored: false,
};

fn users(store: &mut Store, ids: &[&str]) -> Arc<Users> {
    let rows = ids
        .iter()
        .map(|id| format!(r#"{{"id":"{id}","userName":"u{id}@contoso.example"}}"#));
    let body = list(&rows.collect::<Vec<_>>());
    let mut intake = UserIntake::new(Targets::new(&targets()), None);
    intake.take(store, body, SEAM).unwrap();
    let told: UsersBefore = intake.finish(store);
    Arc::clone(told.users())
}

fn list(rows: &[String]) -> Vec<u8> {
    let (count, rows) = (rows.len(), rows.join(","));
    format!(r#"{{"totalResults":{count},"Resources":[{rows}]}}"#).into_bytes()
}

fn groups(
    store: &mut Store,
    before: Option<GroupsBefore>,
    members: &str,
    users: &Arc<Users>,
) -> GroupsBefore {
    let group = format!(r#"{{"id":"g","displayName":"Sales","members":[{members}]}}"#);
    let mut intake = GroupIntake::new(before.map(Arc::new));
    intake.take(store, list(&[group]), SEAM).unwrap();
    intake.finish(store, users)
}

fn sales(told: &GroupsBefore) -> Group {
    told.groups().rows[0].clone()
}

/// The same page, told by users who have come and gone since, is what a first reader makes of it.
fn told_again(members: &str, first: &[&str], then: &[&str]) {
    let store = &mut Store::default();
    let (early, late) = (users(store, first), users(store, then));
    let before = groups(store, None, members, &early);
    let again = sales(&groups(store, Some(before), members, &late));
    let fresh = sales(&groups(store, None, members, &late));
    assert_eq!(again.members, fresh.members, "{members}");
    assert_eq!(again.strangers, fresh.strangers, "{members}");
}

#[test]
fn an_unchanged_page_is_told_by_the_users_of_its_own_crawl() {
    let both = r#"{"value":"1"},{"value":"2"}"#;
    for (first, then) in [
        (&["1", "2"][..], &["1"][..]),
        (&["1"], &["1", "2"]),
        (&[], &["2"]),
        (&["1", "2"], &["1", "2"]),
    ] {
        told_again(both, first, then);
    }
}

/// A nested group is nobody's membership, though a user has its number.
#[test]
fn a_group_in_a_group_is_never_taken_for_the_user_of_its_number() {
    let nested = r#"{"value":"1"},{"value":"2","type":"Group"}"#;
    told_again(nested, &["1", "2"], &["1", "2", "3"]);
    told_again(nested, &["1"], &["1", "2"]);
}
