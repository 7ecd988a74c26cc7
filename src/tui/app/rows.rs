//! What a view lists, in its order: numbers into the status, so that a million rows cost nothing
//! until they are drawn.

use super::{Members, Moment, Roster, RowKey, RuleRows, Walk, Who};
use crate::drift::{Finding, Kind, Note};
use crate::model::{Event, Source};
use crate::status::examination::Row;
use crate::status::{Change, Comparison, Status};
use crate::tui::app::GroupPair;

/// An order of things that stand in an array.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Order {
    /// All of them, as they stand.
    All(usize),
    These(Vec<u32>),
}

impl Order {
    pub(in crate::tui) fn len(&self) -> usize {
        match self {
            Self::All(len) => *len,
            Self::These(places) => places.len(),
        }
    }

    pub(in crate::tui) fn at(&self, row: usize) -> Option<usize> {
        match self {
            Self::All(len) => (row < *len).then_some(row),
            Self::These(places) => places.get(row).map(|&place| place as usize),
        }
    }
}

/// A row of the overview.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Brief {
    Kind(Kind),
    /// A finding or an event by its place.
    Finding(u32),
    Event(u32),
}

/// A line that compares one property of a user on both sides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Fact {
    Presence,
    Name,
    Id,
    ExternalId,
    Active,
    /// By the place of its rule in the user mapping.
    Attribute(usize),
    Kind,
    Created,
    Assigned,
}

impl Fact {
    /// Attributes are titled by their target.
    pub(in crate::tui) fn title(self) -> &'static str {
        match self {
            Self::Presence => "exists",
            Self::Name => "userName",
            Self::Id => "id",
            Self::ExternalId => "externalId",
            Self::Active => "active",
            Self::Attribute(_) => "",
            Self::Kind => "kind",
            Self::Created => "created",
            Self::Assigned => "assigned",
        }
    }
}

/// A row of the detail of a user.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Detail {
    /// A line of the explanation.
    Why(usize),
    Fact(Fact),
    Heading(&'static str),
    /// A mapping by the place of its rule.
    Mapping(usize),
    /// One call of a function in it.
    Step(usize, usize),
    /// A group and on which sides the user is in it.
    Group(GroupPair, [bool; 2]),
    Finding(u32),
    Event(u32),
}

/// What a full cycle would change.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(in crate::tui) struct PlanRows {
    pub steps: Vec<PlanRow>,
    /// Steps before any filter.
    pub total: usize,
    pub summary: String,
    pub unknown: Vec<String>,
    pub blocked: Option<String>,
}

/// One step, by the place of its finding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::tui) struct PlanRow {
    pub change: Change,
    pub certain: bool,
    pub ignored: bool,
    pub why: &'static str,
    pub place: u32,
}

impl PlanRow {
    pub(in crate::tui) fn finding<'a>(&self, world: World<'a>) -> Option<&'a Finding> {
        let place = self.place as usize;
        if self.ignored {
            world.ignored(place).map(|(finding, _)| finding)
        } else {
            world.finding(place)
        }
    }
}

/// The rows of one view.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Rows {
    /// Not arranged yet.
    #[default]
    Unarranged,
    Brief(Vec<Brief>),
    Findings(Order),
    Ignored(Order),
    Notes(Order),
    People(Order),
    Groups(Order),
    Events(Order),
    Timeline(Vec<Moment>),
    Sources(Order),
    /// What the doctor found, by its places.
    Checks(Order),
    Members(Members),
    Details(Vec<Detail>),
    Plan(PlanRows),
    Rules(RuleRows),
    /// Lines of JSON.
    Raw(Vec<String>),
}

/// What rows are numbers into.
#[derive(Clone, Copy)]
pub(in crate::tui) struct World<'a> {
    pub status: &'a Status,
    pub roster: &'a Roster,
}

impl<'a> World<'a> {
    pub(in crate::tui) fn comparison(self) -> Option<&'a Comparison> {
        self.status.comparison.as_deref()
    }

    pub(in crate::tui) fn finding(self, at: usize) -> Option<&'a Finding> {
        self.comparison()?.findings.get(at)
    }

    pub(in crate::tui) fn ignored(self, at: usize) -> Option<(&'a Finding, &'a str)> {
        let (finding, rule) = self.comparison()?.ignored.get(at)?;
        Some((finding, rule))
    }

    pub(in crate::tui) fn note(self, at: usize) -> Option<&'a Note> {
        self.comparison()?.notes.get(at)
    }

    pub(in crate::tui) fn check(self, at: usize) -> Option<&'a Row> {
        self.status.examination.as_deref()?.rows.get(at)
    }

    pub(in crate::tui) fn event(self, at: usize) -> Option<&'a Event> {
        self.status.events.items().get(at)
    }
}

/// Rows together with what they are numbers into.
pub(in crate::tui) struct Listed<'a> {
    pub rows: &'a Rows,
    pub world: World<'a>,
}

impl Listed<'_> {
    fn brief_key(&self, brief: Brief) -> Option<RowKey> {
        match brief {
            Brief::Kind(kind) => Some(RowKey::Fact(kind.name())),
            Brief::Finding(at) => self.finding_key(at as usize),
            Brief::Event(at) => self.event_key(at as usize),
        }
    }

    fn finding_key(&self, at: usize) -> Option<RowKey> {
        self.world
            .finding(at)
            .map(|finding| RowKey::Finding(finding.id))
    }

    fn event_key(&self, at: usize) -> Option<RowKey> {
        let event = self.world.event(at);
        event.map(|event| RowKey::Event(event.lane, event.id.clone()))
    }

    fn detail_key(&self, detail: &Detail) -> Option<RowKey> {
        match detail {
            Detail::Fact(Fact::Attribute(rule)) => Some(RowKey::Rule(*rule, 0)),
            Detail::Mapping(rule) => Some(RowKey::Rule(*rule, 1)),
            Detail::Step(rule, step) => Some(RowKey::Rule(*rule, step + 2)),
            Detail::Why(line) => Some(RowKey::Line(*line)),
            Detail::Fact(fact) => Some(RowKey::Fact(fact.title())),
            Detail::Heading(title) => Some(RowKey::Fact(title)),
            Detail::Group(pair, _) => Some(RowKey::Group(pair.key())),
            Detail::Finding(at) => self.finding_key(*at as usize),
            Detail::Event(at) => self.event_key(*at as usize),
        }
    }
}

impl Walk for Listed<'_> {
    fn len(&self) -> usize {
        match self.rows {
            Rows::Unarranged => 0,
            Rows::Brief(rows) => rows.len(),
            Rows::Members(members) => members.shown.len(),
            Rows::Details(rows) => rows.len(),
            Rows::Timeline(rows) => rows.len(),
            Rows::Plan(plan) => plan.steps.len(),
            Rows::Rules(rules) => rules.rows.len(),
            Rows::Raw(lines) => lines.len(),
            Rows::Findings(order)
            | Rows::Ignored(order)
            | Rows::Notes(order)
            | Rows::People(order)
            | Rows::Groups(order)
            | Rows::Events(order)
            | Rows::Sources(order)
            | Rows::Checks(order) => order.len(),
        }
    }

    fn key(&self, row: usize) -> Option<RowKey> {
        let world = self.world;
        match self.rows {
            Rows::Unarranged => None,
            Rows::Brief(rows) => self.brief_key(*rows.get(row)?),
            Rows::Findings(order) => self.finding_key(order.at(row)?),
            Rows::Ignored(order) => {
                let (finding, _) = world.ignored(order.at(row)?)?;
                Some(RowKey::Finding(finding.id))
            }
            Rows::Notes(order) => {
                let note = world.note(order.at(row)?)?;
                Some(RowKey::Note(note.code, note.subject.clone()))
            }
            Rows::People(order) => {
                let person = world.roster.people.get(order.at(row)?)?;
                Some(RowKey::Person(*person))
            }
            Rows::Groups(order) => {
                let pair = world.roster.groups.get(order.at(row)?)?;
                Some(RowKey::Group(pair.key()))
            }
            Rows::Events(order) => self.event_key(order.at(row)?),
            Rows::Sources(order) => Source::ALL.get(order.at(row)?).copied().map(RowKey::Source),
            Rows::Checks(order) => {
                let check = world.check(order.at(row)?)?;
                Some(RowKey::Fact(check.id))
            }
            Rows::Members(members) => Some(match members.shown.get(row)?.who {
                Who::User(person) => RowKey::Person(person),
                Who::Stranger(side, id) => RowKey::Stranger(side, id),
            }),
            Rows::Details(rows) => self.detail_key(rows.get(row)?),
            Rows::Timeline(rows) => Some(rows.get(row)?.of(world)?.key()),
            Rows::Raw(lines) => (row < lines.len()).then_some(RowKey::Line(row)),
            Rows::Rules(rules) => {
                let row = rules.rows.get(row)?;
                let rule = row.rule(world.status)?;
                Some(RowKey::Mapped(row.objects, rule.target.clone()))
            }
            Rows::Plan(plan) => {
                let finding = plan.steps.get(row)?.finding(world)?;
                Some(RowKey::Finding(finding.id))
            }
        }
    }
}
