//! Turns differences in numbers into findings with names and ids.

use std::cell::OnceCell;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::difference::{Difference, GroupRow};
use super::outlook::Outlook;
use super::reference::References;
use super::users::is_reference;
use super::{Differences, Finding, FindingId, Subject};
use crate::entra::expression::Expression;
use crate::entra::{Mappings, Source};
use crate::model::{Directory, Foreign, Group, Id, Person, Provider, Sym, Text};

/// What findings are described from.
pub struct Describe<'a> {
    pub directory: &'a Directory,
    pub provider: &'a Provider,
    pub text: &'a Text,
    pub differences: &'a Differences,
    pub mappings: &'a Mappings,
    pub now: DateTime<Utc>,
    /// Made once a reference differs: empty at first.
    pub references: OnceCell<References<'a>>,
}

/// The parts of a finding that depend on its kind.
#[derive(Default)]
struct Parts {
    user: Option<Subject>,
    group: Option<Subject>,
    member: Option<Subject>,
    attribute: Option<Foreign>,
    expected: Option<Foreign>,
    actual: Option<Foreign>,
    detail: Foreign,
}

impl Describe<'_> {
    /// The finding of `difference`, first seen now.
    pub fn finding(&self, difference: Difference) -> Finding {
        let parts = self.parts(difference);
        Finding {
            id: key(difference, &parts),
            kind: difference.kind(),
            entered: self.entered(difference),
            outlook: Outlook::unknown(),
            user: parts.user,
            group: parts.group,
            member: parts.member,
            attribute: parts.attribute,
            expected: parts.expected,
            actual: parts.actual,
            detail: parts.detail,
            since: self.now,
            absent: None,
        }
    }

    fn parts(&self, difference: Difference) -> Parts {
        match difference {
            Difference::MissingUser(person) | Difference::OrphanUser(person) => {
                self.of_user(person)
            }
            Difference::DuplicateUser { twin, anchor } => self.of_twin(twin, anchor),
            Difference::Active { person, expected } => Parts {
                attribute: Some(Foreign::new("active")),
                expected: Some(Foreign::new(expected.to_string())),
                actual: Some(Foreign::new((!expected).to_string())),
                ..self.of_user(person)
            },
            Difference::Attribute { person, rule } => self.of_attribute(person, rule),
            Difference::MissingGroup { entra } => self.of_group(Some(entra), None),
            Difference::OrphanGroup { provider } => self.of_group(None, Some(provider)),
            Difference::DuplicateGroup { twin, anchor } => self.of_group_twin(twin, anchor),
            Difference::GroupName { entra, provider } => Parts {
                attribute: Some(Foreign::new("displayName")),
                expected: Some(
                    self.foreign(
                        self.differences
                            .expected
                            .derived
                            .group_name(self.here(entra)),
                    ),
                ),
                actual: self.value(self.there(provider).name),
                ..self.of_group(Some(entra), Some(provider))
            },
            Difference::MissingMember {
                entra,
                provider,
                person,
            }
            | Difference::ExtraMember {
                entra,
                provider,
                person,
            } => Parts {
                member: Some(self.person(person)),
                ..self.of_group(Some(entra), Some(provider))
            },
            Difference::StrangeMember {
                entra,
                provider,
                id,
            } => Parts {
                member: Some(Subject {
                    scim_id: self.id(id),
                    ..Subject::default()
                }),
                detail: Foreign::new("no provider user has this id"),
                ..self.of_group(Some(entra), Some(provider))
            },
        }
    }

    fn of_user(&self, person: Person) -> Parts {
        Parts {
            user: Some(self.person(person)),
            ..Parts::default()
        }
    }

    fn of_attribute(&self, person: Person, rule: u16) -> Parts {
        let target = self.target(rule);
        let actual = self.provider.users.data.value(person, target.raw());
        Parts {
            expected: self.sent(person, rule),
            actual: self.value(actual),
            attribute: Some(target),
            detail: self.known_fault(rule, actual),
            ..self.of_user(person)
        }
    }

    /// A Switch whose attribute did not change in a cycle may come to null there and clear the target
    /// (Microsoft: "Reference for writing expressions for attribute mappings", the caution at Switch).
    fn known_fault(&self, rule: u16, actual: Sym) -> Foreign {
        let rule = self.mappings.users.rules.get(usize::from(rule));
        let is_switch = rule.is_some_and(|rule| match &rule.source {
            Source::Computed(Expression::Call { name, .. }) => name == "Switch",
            _ => false,
        });
        if is_switch && actual.is_absent() {
            Foreign::new("blank under a Switch, a known fault of Entra: use nested IIF instead")
        } else {
            Foreign::default()
        }
    }

    /// The target path of a rule.
    pub(super) fn target(&self, rule: u16) -> Foreign {
        let rule = self.mappings.users.rules.get(usize::from(rule));
        rule.map(|rule| rule.target.clone()).unwrap_or_default()
    }

    /// What Entra would send for `person` by a rule.
    fn sent(&self, person: Person, rule: u16) -> Option<Foreign> {
        let users = &self.directory.users.data;
        let derived = &self.differences.expected.derived;
        let sent = derived.value(usize::from(rule), users, person);
        let mapped = self.mappings.users.rules.get(usize::from(rule));
        if mapped.is_some_and(is_reference) {
            let provider = &self.provider.users.data;
            let known = self.differences.holders.as_ref();
            let holders = || known.map_or_else(|| Arc::new(users.holders()), Arc::clone);
            let of_all = || References::of(holders(), provider, self.text);
            return self
                .references
                .get_or_init(of_all)
                .sent(sent)
                .map(Foreign::new);
        }
        self.value(sent)
    }

    fn of_twin(&self, twin: Person, anchor: Person) -> Parts {
        let users = &self.provider.users.data;
        let mut ids: Vec<Person> = vec![anchor];
        ids.extend(
            users
                .twins
                .iter()
                .filter(|pair| pair.1 == anchor)
                .map(|pair| pair.0),
        );
        let ids = ids.iter().filter_map(|&person| users.row(person));
        let ids: Vec<String> = ids.map(|row| row.id.to_text(self.text)).collect();
        let entra = self
            .directory
            .users
            .data
            .row(anchor)
            .and_then(|row| self.id(row.id));
        Parts {
            user: Some(Subject {
                entra_id: entra,
                ..self.person(twin)
            }),
            detail: Foreign::new(ids.join(", ")),
            ..Parts::default()
        }
    }

    fn of_group(&self, entra: Option<GroupRow>, provider: Option<GroupRow>) -> Parts {
        let here = entra.map(|row| self.here(row));
        let there = provider.map(|row| self.there(row));
        let name = here.or(there).map_or(Sym::ABSENT, |group| group.name);
        let subject = Subject {
            name: self.foreign(name),
            entra_id: here.and_then(|group| self.id(group.id)),
            scim_id: there.and_then(|group| self.id(group.id)),
        };
        Parts {
            group: Some(subject),
            ..Parts::default()
        }
    }

    fn of_group_twin(&self, twin: GroupRow, anchor: GroupRow) -> Parts {
        let matching = &self.differences.matching;
        let original = matching.pairs.iter().find(|pair| pair.1 == anchor);
        let rows = matching.twins.iter().filter(|pair| pair.1 == anchor);
        let rows = std::iter::once(anchor).chain(rows.map(|pair| pair.0));
        let ids: Vec<String> = rows
            .map(|row| self.there(row).id.to_text(self.text))
            .collect();
        Parts {
            detail: Foreign::new(ids.join(", ")),
            ..self.of_group(original.map(|pair| pair.0), Some(twin))
        }
    }

    /// A person by the names and ids of both sides.
    pub fn person(&self, person: Person) -> Subject {
        let entra = self.directory.users.data.row(person);
        let provider = self.provider.users.data.row(person);
        let name = entra.or(provider).map_or(Sym::ABSENT, |row| row.name);
        Subject {
            name: self.foreign(name),
            entra_id: entra.and_then(|row| self.id(row.id)),
            scim_id: provider.and_then(|row| self.id(row.id)),
        }
    }

    pub(super) fn here(&self, row: GroupRow) -> &Group {
        &self.directory.groups.data.rows[row as usize]
    }

    fn there(&self, row: GroupRow) -> &Group {
        &self.provider.groups.data.rows[row as usize]
    }

    fn foreign(&self, sym: Sym) -> Foreign {
        Foreign::new(self.text.get(sym))
    }

    fn value(&self, sym: Sym) -> Option<Foreign> {
        (!sym.is_absent()).then(|| self.foreign(sym))
    }

    fn id(&self, id: Id) -> Option<Foreign> {
        (!id.is_absent()).then(|| Foreign::new(id.to_text(self.text)))
    }
}

fn key(difference: Difference, parts: &Parts) -> FindingId {
    let raw = |id: &Option<Foreign>| id.as_ref().map_or(String::new(), |id| id.raw().to_owned());
    let subjects = [&parts.user, &parts.group, &parts.member].into_iter();
    let ids: Vec<String> = subjects
        .map(|subject| subject.clone().unwrap_or_default())
        .flat_map(|subject| [raw(&subject.entra_id), raw(&subject.scim_id)])
        .collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let attribute = parts.attribute.as_ref().map_or("", Foreign::raw);
    FindingId::new(difference.kind(), &ids, attribute)
}
