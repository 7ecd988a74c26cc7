//! Where a group's expected members come from, what does not count, and who is there.

use super::{Scene, findings_about, timeline, verdict};
use crate::drift::{Finding, Outlook, Subject};
use crate::entra::{Licence, Reach};
use crate::model::{Event, Group, Id, InnerGroup};

/// One line of where members come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TreeRow {
    pub depth: usize,
    /// Fit to show.
    pub name: String,
    pub count: usize,
    pub counted: bool,
    pub why: String,
}

/// One person of the ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberRow {
    pub who: Subject,
    pub in_entra: bool,
    /// `None`: the provider does not say.
    pub at_provider: Option<bool>,
    /// Empty where both sides agree.
    pub outlook: String,
    pub why: String,
}

/// The explanation of one group.
pub struct GroupExplanation<'a> {
    pub about: Subject,
    /// Whether it is expected at the provider, in words.
    pub expected: String,
    pub tree: Vec<TreeRow>,
    /// Those who differ first.
    pub ledger: Vec<MemberRow>,
    pub findings: Vec<&'a Finding>,
    pub outlook: Option<&'a Outlook>,
    /// Whether both sides were compared at all.
    pub compared: bool,
    pub timeline: Vec<Event>,
}

impl<'a> Scene<'a> {
    /// The explanation of a group by its rows on both sides, of which one is given at least.
    pub fn group(&self, entra: Option<usize>, held: Option<usize>) -> GroupExplanation<'a> {
        let directory = self.directory;
        let provider = self.provider;
        let here = entra.and_then(|row| directory.groups.data.rows.get(row));
        let there = held.and_then(|row| provider.groups.data.rows.get(row));
        let name = here.or(there).map(|group| group.name).unwrap_or_default();
        let about = Subject {
            name: self.text(name),
            entra_id: here.and_then(|group| self.id(group.id)),
            scim_id: there.and_then(|group| self.id(group.id)),
        };
        let findings = findings_about(self.findings, &about);
        GroupExplanation {
            expected: self.expects(entra, here),
            tree: here.map_or_else(Vec::new, |group| self.tree(group)),
            ledger: self.ledger(here, there, &findings),
            outlook: verdict(&findings),
            compared: self.expected.is_some(),
            timeline: timeline(self, &about),
            findings,
            about,
        }
    }

    fn expects(&self, row: Option<usize>, group: Option<&Group>) -> String {
        let (Some(row), Some(group)) = (row, group) else {
            return "not expected: no assigned group of Entra goes with it".to_owned();
        };
        if group.state.security_enabled == Some(false) {
            return "not expected: the group is not security-enabled".to_owned();
        }
        if self.mappings.licence == Licence::Free {
            return "not expected: group assignment takes Entra ID P1".to_owned();
        }
        let reach = self
            .expected
            .map_or(Reach::Unknown, |expected| expected.group(row));
        match reach {
            Reach::In => "expected: it is assigned",
            Reach::Out => "not expected: it is not in scope",
            Reach::Dropped => "left out by an input filter",
            Reach::Unknown => "whether it is expected cannot be told",
        }
        .to_owned()
    }

    /// Where the expected members of a group of Entra come from: direct members by what they are,
    /// then the groups inside, level by level.
    pub fn tree(&self, group: &Group) -> Vec<TreeRow> {
        let mut rows = vec![TreeRow {
            depth: 0,
            name: self.text(group.name).shown().into_owned(),
            count: group.members.len() + group.strangers.len(),
            counted: true,
            why: "assigned: its direct members count".to_owned(),
        }];
        rows.extend(self.direct(group));
        let kinds = group.kinds;
        let others = [
            (kinds.devices, "devices"),
            (kinds.service_principals, "service principals"),
            (kinds.others, "other objects"),
        ];
        rows.extend(
            others
                .into_iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, name)| TreeRow {
                    depth: 1,
                    name: name.to_owned(),
                    count: count as usize,
                    counted: false,
                    why: "not people".to_owned(),
                }),
        );
        let mut seen = vec![group.id];
        self.inside(&group.inner, 1, &mut seen, &mut rows);
        rows
    }

    fn direct(&self, group: &Group) -> Vec<TreeRow> {
        let users = &self.directory.users.data;
        let enabled = |person: u32| users.state(person).active() != Some(false);
        let reach = |person: u32| {
            self.expected
                .map_or(Reach::Unknown, |expected| expected.person(person))
        };
        let count = |wanted: &dyn Fn(u32) -> bool| {
            group
                .members
                .iter()
                .filter(|&&person| wanted(person))
                .count()
        };
        let rows = [
            (
                "in scope and enabled",
                count(&|person| enabled(person) && reach(person) == Reach::In),
                true,
                "expected at the provider",
            ),
            (
                "disabled in Entra",
                count(&|person| !enabled(person)),
                false,
                "neither missing nor extra",
            ),
            (
                "out of scope",
                count(&|person| enabled(person) && reach(person) == Reach::Out),
                false,
                "kept out by the scope filter",
            ),
            (
                "not known",
                count(&|person| {
                    enabled(person) && matches!(reach(person), Reach::Unknown | Reach::Dropped)
                }),
                false,
                "whether they are in scope cannot be told",
            ),
            (
                "gone",
                group.strangers.len(),
                false,
                "deleted since, or not readable",
            ),
        ];
        let some = rows.into_iter().filter(|(_, count, ..)| *count > 0);
        some.map(|(name, count, counted, why)| TreeRow {
            depth: 1,
            name: name.to_owned(),
            count,
            counted,
            why: why.to_owned(),
        })
        .collect()
    }

    fn inside(&self, ids: &[Id], depth: usize, seen: &mut Vec<Id>, rows: &mut Vec<TreeRow>) {
        let all = &self.directory.groups.data.inner;
        for &id in ids {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let inner = all.iter().find(|inner| inner.id == id);
            rows.push(self.inner_row(id, inner, depth));
            if let Some(inner) = inner {
                self.inside(&inner.inner, depth + 1, seen, rows);
            }
        }
    }

    fn inner_row(&self, id: Id, inner: Option<&InnerGroup>, depth: usize) -> TreeRow {
        let id = self.id(id).unwrap_or_default();
        let name = inner
            .map(|inner| self.text(inner.name))
            .filter(|name| !name.is_empty());
        let why = match inner {
            Some(_) => "nested: only direct members count; who is only here never arrives",
            None => "nested: not counted, and it could not be read",
        };
        TreeRow {
            depth,
            name: format!("group {}", name.unwrap_or(id).shown()),
            count: inner.map_or(0, |inner| inner.users.len()),
            counted: false,
            why: why.to_owned(),
        }
    }
}
