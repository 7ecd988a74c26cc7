//! Everything known of one user: both sides, groups, findings, events.

use chrono::{DateTime, Utc};

use crate::drift::explain::{PersonExplanation, Told, step_lines, verdict_lines};
use crate::drift::{Finding, Standing as Mapped, Subject};
use crate::model::{Event, Person};
use crate::tui::app::{
    Detail, Differs, Extent, Fact, GroupPair, Look, Standing, World, emails, group_rows, user_rows,
};

/// The heading above what each side says.
pub(in crate::tui) const BOTH: &str = "BOTH SIDES";

/// Events listed of one user.
const EVENTS: usize = 100;

pub(super) fn rows(person: Person, look: &Look, world: World<'_>) -> Vec<Detail> {
    let problems = look.extent == Extent::Problems;
    let why = why(&world.status.scene().person(person), world.status.as_of);
    let mut rows: Vec<Detail> = (0..why.len()).map(Detail::Why).collect();
    rows.push(Detail::Heading(BOTH));
    let facts = facts(person, world).into_iter();
    let facts = facts.filter(|fact| !problems || differs(*fact, person, world));
    rows.extend(facts.map(Detail::Fact));
    section(&mut rows, "GROUPS", groups(person, problems, world));
    section(&mut rows, "FINDINGS", findings(person, world));
    section(&mut rows, "MAPPINGS", mappings(person, problems, world));
    section(&mut rows, "EVENTS", events(person, world));
    rows
}

/// The explanation, line by line.
pub(in crate::tui) fn why(told: &PersonExplanation<'_>, now: DateTime<Utc>) -> Vec<Told> {
    let mut lines = step_lines(&told.steps, told.first_failing);
    lines.extend(verdict_lines(
        told.outlook,
        &told.findings,
        told.compared,
        now,
    ));
    lines
}

fn section(rows: &mut Vec<Detail>, title: &'static str, section: Vec<Detail>) {
    rows.push(Detail::Heading(title));
    rows.extend(section);
}

fn facts(person: Person, world: World<'_>) -> Vec<Fact> {
    if user_rows(world.status, person).iter().all(Option::is_none) {
        return vec![Fact::Presence];
    }
    let head = [Fact::Presence, Fact::Assigned, Fact::Active, Fact::Name];
    let tail = [Fact::Id, Fact::ExternalId, Fact::Kind, Fact::Created];
    let status = world.status;
    // A mapping of userName says more than both names as they stand.
    let mapped = status.mappings.users.rule("userName").is_some();
    let head = head
        .into_iter()
        .filter(|fact| !mapped || *fact != Fact::Name);
    let attributes = status.compared_rules().map(Fact::Attribute);
    head.chain(attributes).chain(tail).collect()
}

/// Whether a fact is one to look at: the names of identifiers never are.
pub(in crate::tui) fn differs(fact: Fact, person: Person, world: World<'_>) -> bool {
    let seen = Differs::of(world, person);
    match fact {
        Fact::Presence => seen.alone().is_some(),
        Fact::Active => seen.active(),
        Fact::Attribute(rule) => seen.attribute(rule),
        _ => false,
    }
}

fn groups(person: Person, problems: bool, world: World<'_>) -> Vec<Detail> {
    let of = |pair: &GroupPair| {
        let groups = group_rows(world.status, pair);
        let is_in = groups
            .map(|group| group.is_some_and(|group| group.members.binary_search(&person).is_ok()));
        let differs = pair.is_on_both_sides() && Standing::of(world.status, person, is_in).counts();
        let wanted = is_in.contains(&true) && (differs || !problems);
        wanted.then_some(Detail::Group(*pair, is_in))
    };
    world.roster.groups.iter().filter_map(of).collect()
}

fn findings(person: Person, world: World<'_>) -> Vec<Detail> {
    let ids = Ids::of(person, world);
    let findings = world
        .comparison()
        .map_or(&[][..], |compared| &compared.findings);
    let about = |finding: &Finding| {
        let subjects = [&finding.user, &finding.member];
        subjects
            .into_iter()
            .flatten()
            .any(|subject| ids.name(subject))
    };
    places(findings, about).map(Detail::Finding).collect()
}

/// Every mapping, with what each of its functions returned.
fn mappings(person: Person, problems: bool, world: World<'_>) -> Vec<Detail> {
    let accounts = world.status.accounts(person).into_iter().enumerate();
    let wanted = accounts.filter(|(_, account)| {
        !problems || matches!(account.standing, Mapped::Differs | Mapped::Unknown)
    });
    wanted
        .flat_map(|(rule, account)| {
            let steps = (0..account.steps.len()).map(move |step| Detail::Step(rule, step));
            std::iter::once(Detail::Mapping(rule)).chain(steps)
        })
        .collect()
}

fn events(person: Person, world: World<'_>) -> Vec<Detail> {
    let ids = Ids::of(person, world);
    let about = |event: &Event| ids.acted_on(event);
    let places = places(world.status.events.items(), about);
    places.take(EVENTS).map(Detail::Event).collect()
}

fn places<'a, T>(items: &'a [T], of: impl Fn(&T) -> bool + 'a) -> impl Iterator<Item = u32> + 'a {
    (0u32..)
        .zip(items)
        .filter(move |(_, item)| of(item))
        .map(|(at, _)| at)
}

/// The identifiers and names of a user on both sides, as findings and logs spell them.
struct Ids<'a> {
    ids: [Option<String>; 2],
    names: Vec<&'a str>,
}

impl<'a> Ids<'a> {
    fn of(person: Person, world: World<'a>) -> Self {
        let rows = user_rows(world.status, person);
        let names = rows.iter().flatten().map(|row| row.name);
        let names = names.chain(emails(world.status, person));
        Self {
            ids: rows
                .each_ref()
                .map(|row| row.map(|row| row.id.to_text(&world.status.text))),
            names: names
                .map(|name| world.status.text.get(name))
                .filter(|name| !name.is_empty())
                .collect(),
        }
    }

    fn name(&self, subject: &Subject) -> bool {
        let named = [&subject.entra_id, &subject.scim_id];
        named.into_iter().zip(&self.ids).any(|(named, id)| {
            named
                .as_ref()
                .zip(id.as_ref())
                .is_some_and(|(named, id)| named.raw() == id)
        })
    }

    fn acted_on(&self, event: &Event) -> bool {
        let named = |id: &String| {
            [&event.source_id, &event.target_id]
                .iter()
                .any(|named| named.raw() == id)
        };
        let target = event.target.raw();
        self.ids.iter().flatten().any(named)
            || self
                .names
                .iter()
                .any(|name| name.eq_ignore_ascii_case(target))
    }
}
