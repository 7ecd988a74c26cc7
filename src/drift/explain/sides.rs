//! One person on both sides: who in Entra, and which row of the provider is theirs.

use super::Scene;
use super::same;
use crate::drift::{Finding, Subject};
use crate::model::{Foreign, Outcome, Person, UserRow};

/// Where one person stands.
pub struct Sides {
    pub person: Person,
    pub entra: Option<UserRow>,
    /// The provider's row, and under whom it was filed.
    pub held: Option<(Person, UserRow)>,
    pub about: Subject,
    /// By what the two were joined.
    pub joined: &'static str,
}

impl Sides {
    pub(super) fn of(scene: &Scene<'_>, person: Person) -> Self {
        let entra = scene.directory.users.data.row(person);
        let own = scene.provider.users.data.row(person);
        let (held, joined) = match own {
            Some(row) => (Some((person, row)), "userName"),
            None => elsewhere(scene, entra.as_ref()),
        };
        let name = entra.as_ref().map(|row| row.name);
        let name = name.or(held.as_ref().map(|(_, row)| row.name));
        let about = Subject {
            name: scene.text(name.unwrap_or_default()),
            entra_id: entra.as_ref().and_then(|row| scene.id(row.id)),
            scim_id: held.as_ref().and_then(|(_, row)| scene.id(row.id)),
        };
        Self {
            person,
            entra,
            held,
            about: learned(scene, about),
            joined,
        }
    }
}

/// Someone whom Entra does not list any more is still known by what a finding has learned.
fn learned(scene: &Scene<'_>, about: Subject) -> Subject {
    if about.entra_id.is_some() {
        return about;
    }
    let mut users = scene
        .findings
        .iter()
        .filter_map(|finding| finding.user.as_ref());
    let known = users.find(|user| same(user, &about));
    Subject {
        entra_id: known.and_then(|known| known.entra_id.clone()),
        ..about
    }
}

/// The row that a finding, or the link of the log, says is theirs.
fn elsewhere(
    scene: &Scene<'_>,
    entra: Option<&UserRow>,
) -> (Option<(Person, UserRow)>, &'static str) {
    let Some(id) = entra.and_then(|row| scene.id(row.id)) else {
        return (None, "");
    };
    let of_finding = |finding: &Finding| {
        let user = finding.user.as_ref()?;
        user.scim_id
            .clone()
            .filter(|_| user.entra_id.as_ref() == Some(&id))
    };
    if let Some(held) = scene.findings.iter().find_map(of_finding) {
        return (row(scene, &held), "a matching attribute, or the log's link");
    }
    let rows = scene.book.provisioning(Some(&id)).iter();
    let mut linked =
        rows.filter(|row| row.outcome == Outcome::Success && !row.target_id.is_empty());
    let linked = linked.next().map(|row| row.target_id.clone());
    match linked.and_then(|held| row(scene, &held)) {
        Some((person, held)) if !scene.directory.users.data.state(person).is_present() => {
            (Some((person, held)), "the log's link")
        }
        _ => (None, ""),
    }
}

fn row(scene: &Scene<'_>, id: &Foreign) -> Option<(Person, UserRow)> {
    let users = &scene.provider.users.data;
    let person = users
        .people()
        .find(|&person| users.ids[person as usize].to_text(scene.text) == id.raw())?;
    Some((person, users.row(person)?))
}
