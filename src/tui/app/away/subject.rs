//! Whom or what a ticket is about: the selected row, else the page it stands on.

use super::super::{
    App, Brief, Detail, GroupKey, Happening, Member, RowKey, Rows, View, Walk, Who, group_rows,
    user_rows,
};
use crate::drift::{Finding, Subject};
use crate::export::About;
use crate::model::{Event, Foreign, Id, Person};

type Ticket<'a> = Option<(About<'a>, Option<&'a Finding>)>;

impl App {
    /// What a ticket about the row `at` would be about, and the finding it is opened for.
    pub(super) fn ticket_about(&self, at: usize) -> Ticket<'_> {
        let world = self.world();
        match &self.place().rows {
            Rows::Brief(rows) => match rows.get(at)? {
                Brief::Kind(_) => None,
                Brief::Finding(at) => self.of_finding_at(*at as usize),
                Brief::Event(at) => self.about_event(world.event(*at as usize)?),
            },
            Rows::Findings(order) => self.of_finding_at(order.at(at)?),
            Rows::Ignored(order) => Some(self.about_finding(world.ignored(order.at(at)?)?.0)),
            Rows::Plan(plan) => Some(self.about_finding(plan.steps.get(at)?.finding(world)?)),
            Rows::Events(order) => self.about_event(world.event(order.at(at)?)?),
            Rows::Timeline(moments) => match moments.get(at)?.of(world)? {
                Happening::Event(event, _) => self.about_event(event),
                Happening::Cycle(..) | Happening::Trouble(_) => None,
            },
            Rows::People(_) | Rows::Groups(_) => match self.listed().key(at)? {
                RowKey::Person(person) => Some((About::Person(person), None)),
                RowKey::Group(key) => Some((self.about_group(key)?, None)),
                _ => None,
            },
            Rows::Details(rows) => match rows.get(at) {
                Some(Detail::Finding(at)) => self.of_finding_at(*at as usize),
                _ => self.about_page(),
            },
            Rows::Members(members) => members
                .shown
                .get(at)
                .and_then(|member| self.about_member(member))
                .or_else(|| self.about_page()),
            Rows::Notes(_)
            | Rows::Sources(_)
            | Rows::Checks(_)
            | Rows::Rules(_)
            | Rows::Raw(_)
            | Rows::Unarranged => self.about_page(),
        }
    }

    /// The person or the group that the page is about.
    fn about_page(&self) -> Ticket<'_> {
        match self.place().view {
            View::User(person) => Some((About::Person(person), None)),
            View::Group(key) => Some((self.about_group(key)?, None)),
            _ => None,
        }
    }

    fn of_finding_at(&self, at: usize) -> Ticket<'_> {
        Some(self.about_finding(self.world().finding(at)?))
    }

    /// The person first: what a member misses is told by the way to the provider.
    fn about_finding<'a>(&'a self, finding: &'a Finding) -> (About<'a>, Option<&'a Finding>) {
        let whom = finding.user.as_ref().or(finding.member.as_ref());
        let person = whom.and_then(|whom| self.person(whom));
        let group = || {
            let key = self.group(finding.group.as_ref()?)?;
            self.about_group(key)
        };
        let about = person.map(About::Person).or_else(group);
        (about.unwrap_or(About::Unread(finding)), Some(finding))
    }

    /// Someone who is a member on one side only, as the finding says; of whom both sides agree on
    /// there is nothing to open a ticket for, and the page is about the group.
    fn about_member(&self, member: &Member) -> Ticket<'_> {
        let Who::User(person) = member.who else {
            return None;
        };
        let page = match self.place().view {
            View::Group(key) => self.about_group(key),
            _ => None,
        };
        let ids = self.group_ids(page?);
        let here = user_rows(self.status(), person).map(|row| row.map(|row| row.id));
        let findings = self.world().comparison()?.findings.iter();
        let finding = findings.into_iter().find(|finding| {
            let is = |subject: &Option<Subject>, ids: [Option<Id>; 2]| {
                subject.as_ref().is_some_and(|one| self.has_id(one, ids))
            };
            is(&finding.member, here) && is(&finding.group, ids)
        });
        Some((About::Person(person), Some(finding?)))
    }

    fn has_id(&self, subject: &Subject, ids: [Option<Id>; 2]) -> bool {
        let text = &self.status().text;
        let held = [&subject.entra_id, &subject.scim_id];
        let same = |(held, id): (&Option<Foreign>, Option<Id>)| {
            held.as_ref()
                .zip(id)
                .is_some_and(|(held, id)| held.raw() == id.to_text(text))
        };
        held.into_iter().zip(ids).any(same)
    }

    fn about_event(&self, event: &Event) -> Ticket<'_> {
        let id = |id: &Foreign| (!id.is_empty()).then(|| id.clone());
        let subject = Subject {
            name: event.target.clone(),
            entra_id: id(&event.source_id),
            scim_id: id(&event.target_id),
        };
        let person = self.person(&subject).map(About::Person);
        let group = || self.about_group(self.group(&subject)?);
        Some((person.or_else(group)?, None))
    }

    fn about_group(&self, key: GroupKey) -> Option<About<'_>> {
        let pair = self.roster().pair(key)?;
        let [entra, held] = group_rows(self.status(), pair);
        let status = self.status();
        let row = |groups: &crate::model::Groups, id: Option<Id>| {
            groups.rows.iter().position(|group| Some(group.id) == id)
        };
        let here = row(&status.directory.groups.data, entra.map(|group| group.id));
        let there = row(&status.provider.groups.data, held.map(|group| group.id));
        (here.is_some() || there.is_some()).then_some(About::Group(here, there))
    }

    fn group_ids(&self, about: About<'_>) -> [Option<Id>; 2] {
        let About::Group(here, there) = about else {
            return [None, None];
        };
        let status = self.status();
        let id = |groups: &crate::model::Groups, row: Option<usize>| {
            row.and_then(|row| groups.rows.get(row))
                .map(|group| group.id)
        };
        [
            id(&status.directory.groups.data, here),
            id(&status.provider.groups.data, there),
        ]
    }

    /// The identifiers of whom the page is about, which none of its rows may have.
    pub(super) fn page_ids(&self) -> Vec<(&'static str, Foreign)> {
        let ids = match self.place().view {
            View::User(person) => self.person_ids(person),
            View::Group(key) => self
                .about_group(key)
                .map_or([None, None], |about| self.group_ids(about)),
            _ => [None, None],
        };
        let text = &self.status().text;
        let names = match self.place().view {
            View::Group(_) => ["group entra id", "group provider id"],
            _ => ["entra id", "provider id"],
        };
        names
            .into_iter()
            .zip(ids)
            .filter_map(|(name, id)| Some((name, Foreign::new(id?.to_text(text)))))
            .collect()
    }

    fn person_ids(&self, person: Person) -> [Option<Id>; 2] {
        user_rows(self.status(), person).map(|row| row.map(|row| row.id))
    }
}
