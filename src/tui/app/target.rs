//! What opening a row leads to.

use chrono::{DateTime, Utc};

use super::{
    App, Brief, Detail, Differing, Extent, Face, Filter, GroupKey, Happening, Objects, RowKey,
    Rows, RuleRow, View, Walk, Who, by_name, quoted, user_name, user_rows,
};
use crate::drift::{Finding, Kind, Subject};
use crate::model::{Event, Foreign, Groups, Person, Side, UserRow};
use crate::status::Status;

/// Where opening a row leads.
pub(super) enum Target {
    View(View),
    /// The drift list, showing this kind only.
    Kind(Kind),
    /// A view, with this row selected in it.
    Row(View, RowKey),
    /// The drift list, showing only what differs of this attribute.
    Attribute(String),
    /// The timeline, showing only the cycle that began and ended then.
    Cycle(DateTime<Utc>, Option<DateTime<Utc>>),
}

impl App {
    /// Where the row at `at` leads, if anywhere.
    pub(super) fn target(&self, at: usize) -> Option<Target> {
        let listed = self.listed();
        let key = listed.key(at);
        match listed.rows {
            Rows::Brief(rows) => match rows.get(at)? {
                Brief::Kind(kind) => Some(Target::Kind(*kind)),
                Brief::Finding(_) => Some(Target::Row(View::Drift, key?)),
                Brief::Event(_) => Some(Target::Row(View::Job, key?)),
            },
            Rows::Details(rows) => match rows.get(at)? {
                Detail::Group(pair, _) => Some(Target::View(View::Group(pair.key()))),
                Detail::Finding(_) => Some(Target::Row(View::Drift, key?)),
                Detail::Event(_) => Some(Target::Row(View::Job, key?)),
                Detail::Why(_)
                | Detail::Fact(_)
                | Detail::Heading(_)
                | Detail::Mapping(_)
                | Detail::Step(..) => None,
            },
            Rows::Members(members) => match members.shown.get(at)?.who {
                Who::User(person) => Some(Target::View(View::User(person))),
                Who::Stranger(..) => None,
            },
            Rows::Findings(order) => self.of_finding(listed.world.finding(order.at(at)?)?),
            Rows::Ignored(order) => self.of_finding(listed.world.ignored(order.at(at)?)?.0),
            Rows::Plan(plan) => self.of_finding(plan.steps.get(at)?.finding(listed.world)?),
            Rows::Events(order) => self.of_event(listed.world.event(order.at(at)?)?),
            Rows::Timeline(moments) => match moments.get(at)?.of(listed.world)? {
                Happening::Cycle(cycle, _) => Some(Target::Cycle(cycle.began, cycle.ended)),
                Happening::Event(event, _) => self.of_event(event),
                Happening::Trouble(trouble) => {
                    Some(Target::Row(View::Sources, RowKey::Source(trouble.source)))
                }
            },
            Rows::Rules(rules) => rules.rows.get(at)?.leads_to(listed.world.status),
            Rows::People(_) | Rows::Groups(_) => of_key(&key?),
            Rows::Notes(_)
            | Rows::Sources(_)
            | Rows::Checks(_)
            | Rows::Raw(_)
            | Rows::Unarranged => None,
        }
    }

    /// Whom the row at `at` is about.
    pub(super) fn explained(&self, at: usize) -> Option<View> {
        let listed = self.listed();
        let world = listed.world;
        let finding = match listed.rows {
            Rows::Brief(rows) => match rows.get(at)? {
                Brief::Finding(at) => world.finding(*at as usize),
                Brief::Event(at) => return self.whom(world.event(*at as usize)?),
                Brief::Kind(_) => None,
            },
            Rows::Details(rows) => match rows.get(at)? {
                Detail::Finding(at) => world.finding(*at as usize),
                Detail::Event(at) => return self.whom(world.event(*at as usize)?),
                _ => None,
            },
            Rows::Findings(order) => world.finding(order.at(at)?),
            Rows::Ignored(order) => world.ignored(order.at(at)?).map(|(finding, _)| finding),
            Rows::Plan(plan) => plan.steps.get(at)?.finding(world),
            Rows::Timeline(moments) => match moments.get(at)?.of(world)? {
                Happening::Event(event, _) => return self.whom(event),
                _ => None,
            },
            _ => None,
        };
        if let Some(finding) = finding {
            let person = [&finding.member, &finding.user].into_iter().flatten();
            let mut person = person.filter_map(|subject| self.person(subject));
            let group = || finding.group.as_ref().and_then(|group| self.group(group));
            let user = person.next().map(View::User);
            return user.or_else(|| group().map(View::Group));
        }
        match self.target(at)? {
            Target::View(view) => Some(view),
            _ => None,
        }
    }

    fn whom(&self, event: &Event) -> Option<View> {
        match self.of_event(event)? {
            Target::View(view) => Some(view),
            _ => None,
        }
    }

    pub(super) fn follow(&mut self, target: Target) {
        match target {
            Target::View(view) => self.go(view),
            Target::Kind(kind) => self.show_drift(&format!("kind:{}", kind.name())),
            Target::Attribute(filter) => self.show_drift(&filter),
            Target::Cycle(began, ended) => self.show_cycle(began, ended),
            Target::Row(view, key) => {
                self.trails.open(view);
                let place = self.trails.top_mut();
                place.look.face = Face::Standing;
                place.look.extent = Extent::Everything;
                place.look.filter = Filter::default();
                place.look.lane = None;
                place.look.details = true;
                place.cursor.select(key);
                self.arrange();
            }
        }
    }

    /// The drift list, narrowed by `filter`.
    fn show_drift(&mut self, filter: &str) {
        self.trails.open(View::Drift);
        let look = &mut self.trails.top_mut().look;
        look.face = Face::Standing;
        look.extent = Extent::Everything;
        look.filter = Filter::parse(filter);
        self.arrange();
    }

    /// A finding about a member leads to the group, where both sides can be seen.
    fn of_finding(&self, finding: &Finding) -> Option<Target> {
        let group = finding.group.as_ref().and_then(|group| self.group(group));
        let user = || finding.user.as_ref().and_then(|user| self.person(user));
        let view = group.map(View::Group).or_else(|| user().map(View::User));
        view.map(Target::View)
    }

    fn of_event(&self, event: &Event) -> Option<Target> {
        let subject = Subject {
            name: event.target.clone(),
            entra_id: (!event.source_id.is_empty()).then(|| event.source_id.clone()),
            scim_id: (!event.target_id.is_empty()).then(|| event.target_id.clone()),
        };
        let user = self.person(&subject).map(View::User);
        let view = user.or_else(|| self.group(&subject).map(View::Group));
        view.map(Target::View)
    }

    /// The person with the identifier of `subject`, else with exactly its name.
    pub(super) fn person(&self, subject: &Subject) -> Option<Person> {
        let (people, name) = (&self.roster().people, subject.name.raw());
        let is = |person: &&Person| self.is(**person, subject);
        // Everyone stands by name; a name that has changed since is looked for among all.
        let before = |person: &Person| by_name(user_name(self.status(), *person), name).is_lt();
        let first = people.partition_point(before);
        let alike = |person: &&Person| by_name(user_name(self.status(), **person), name).is_eq();
        let near = people[first..].iter().take_while(alike).find(is);
        near.or_else(|| people.iter().find(is)).copied()
    }

    fn is(&self, person: Person, subject: &Subject) -> bool {
        let text = &self.status().text;
        let rows = user_rows(self.status(), person);
        let ids = [&subject.entra_id, &subject.scim_id];
        let held = |row: Option<UserRow>, id: &Option<Foreign>| {
            let known = row.zip(id.as_ref());
            known.is_some_and(|(row, id)| row.id.to_text(text) == id.raw())
        };
        let nameless = ids.iter().all(|id| id.is_none());
        let named = |row: &UserRow| text.get(row.name) == subject.name.raw();
        rows.iter().zip(ids).any(|(row, id)| held(*row, id))
            || (nameless && rows.iter().flatten().any(named))
    }

    pub(super) fn group(&self, subject: &Subject) -> Option<GroupKey> {
        let text = &self.status().text;
        let sides = [
            (
                Side::Entra,
                &self.status().directory.groups.data,
                &subject.entra_id,
            ),
            (
                Side::Provider,
                &self.status().provider.groups.data,
                &subject.scim_id,
            ),
        ];
        sides.into_iter().find_map(|(side, groups, id)| {
            let id = id.as_ref()?;
            let groups: &Groups = groups;
            let group = groups
                .rows
                .iter()
                .find(|group| group.id.to_text(text) == id.raw())?;
            let key = GroupKey { side, id: group.id };
            Some(self.roster().pair(key).map_or(key, super::GroupPair::key))
        })
    }
}

impl RuleRow {
    /// The findings about it, where there are any.
    fn leads_to(&self, status: &Status) -> Option<Target> {
        let target = self.rule(status)?.target.raw();
        let Differing::Counted { standing: 1.., .. } = self.differing else {
            return None;
        };
        Some(Target::Attribute(match (self.objects, target) {
            (Objects::Groups, "members") => "kind:member".to_owned(),
            (Objects::Users, "active") => "kind:active_mismatch".to_owned(),
            _ => format!("attribute:{}", quoted(target)),
        }))
    }
}

fn of_key(key: &RowKey) -> Option<Target> {
    match key {
        RowKey::Person(person) => Some(Target::View(View::User(*person))),
        RowKey::Group(key) => Some(Target::View(View::Group(*key))),
        _ => None,
    }
}
