//! The users of both sides.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{narrowed, order_of, reordered};
use crate::drift::{Likeness, likeness};
use crate::model::{Person, Source, UserRow};
use crate::tui::app::{Extent, Look, Order, Who, World, user_name, user_rows};

pub(super) const COLUMNS: &[&str] = &["name", "sides", "differences"];
pub(super) const FIELDS: &[&str] = &["name", "entra", "provider", "differs"];

/// How one side holds a user.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::tui) enum Stand {
    /// This side was not read yet.
    Unread,
    Absent,
    Inactive,
    /// Present, and the answer did not say whether active.
    Present,
    Active,
}

impl Stand {
    pub(in crate::tui) fn of(row: Option<&UserRow>, read: bool) -> Self {
        match row.map(|row| row.state.active()) {
            None if !read => Self::Unread,
            None => Self::Absent,
            Some(None) => Self::Present,
            Some(Some(false)) => Self::Inactive,
            Some(Some(true)) => Self::Active,
        }
    }

    pub(in crate::tui) fn name(self) -> &'static str {
        match self {
            Self::Unread => "unread",
            Self::Absent => "absent",
            Self::Inactive => "inactive",
            Self::Present => "present",
            Self::Active => "active",
        }
    }
}

/// What a look at both rows of a user shows; the verdict on it is the comparison's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::tui) struct Differs {
    pub sides: [Stand; 2],
    /// One bit for each rule of the user mapping, by its place; rules past the 64th have none.
    attributes: u64,
    twin: bool,
}

impl Differs {
    pub(in crate::tui) fn of(world: World<'_>, person: Person) -> Self {
        let rows = user_rows(world.status, person);
        let attributes = match rows {
            // Nothing but `active` flows for someone disabled.
            [Some(entra), Some(_)] if entra.state.active() != Some(false) => {
                attributes(world, person)
            }
            _ => 0,
        };
        let read = [Source::Users, Source::ScimUsers].map(|side| world.status.was_read(side));
        let is_twin = |row: &UserRow| row.state.is_twin();
        Self {
            sides: std::array::from_fn(|side| Stand::of(rows[side].as_ref(), read[side])),
            attributes,
            twin: rows.iter().flatten().any(is_twin),
        }
    }

    /// Whether the rule at this place of the user mapping is not met.
    pub(in crate::tui) fn attribute(self, rule: usize) -> bool {
        self.attributes & bit(rule) != 0
    }

    /// Whether one side holds the user as active and the other as inactive.
    pub(in crate::tui) fn active(self) -> bool {
        use Stand::{Active, Inactive};
        matches!(self.sides, [Active, Inactive] | [Inactive, Active])
    }

    /// Whether one side alone holds the user. An inactive one at the provider that Entra does not
    /// hold is properly de-provisioned, and a disabled one need not be provisioned.
    pub(in crate::tui) fn alone(self) -> Option<&'static str> {
        use Stand::{Absent, Active, Present};
        match self.sides {
            [Active | Present, Absent] => Some("only in Entra"),
            [Absent, Active | Present] => Some("only at the provider"),
            _ => None,
        }
    }

    /// Whether a person should look at this user.
    pub(in crate::tui) fn is_problem(self) -> bool {
        self.alone().is_some() || self.active() || self.attributes != 0 || self.twin
    }

    /// What differs, in words; empty where nothing does.
    pub(in crate::tui) fn words(self, world: World<'_>) -> String {
        let twin = self.twin.then_some("duplicate userName");
        let active = self.active().then_some("active");
        let rules = world.status.mappings.users.rules.iter().enumerate();
        let attributes = rules
            .filter(|(at, _)| self.attribute(*at))
            .map(|(_, rule)| label(rule.target.raw()));
        let words = [twin, self.alone(), active].into_iter().flatten();
        let words: Vec<&str> = words.chain(attributes).collect();
        words.join(", ")
    }
}

fn attributes(world: World<'_>, person: Person) -> u64 {
    let status = world.status;
    let differs = |rule: &usize| {
        let (here, there) = (status.sent(*rule, person), status.held(*rule, person));
        let told = !here.is_absent() && !here.is_unknown() && !there.is_unknown();
        here != there && told && {
            let alike = likeness(status.text.get(here), status.text.get(there));
            alike == Likeness::Different
        }
    };
    let rules = status.compared_rules().filter(differs);
    rules.fold(0, |bits, rule| bits | bit(rule))
}

fn bit(rule: usize) -> u64 {
    u32::try_from(rule)
        .ok()
        .and_then(|rule| 1u64.checked_shl(rule))
        .unwrap_or(0)
}

/// A short name of a target attribute.
pub(in crate::tui) fn label(target: &str) -> &str {
    if target.starts_with("emails[type eq \"work\"") {
        return "work e-mail";
    }
    let last = target
        .rsplit_once(":User:")
        .map_or(target, |(_, name)| name);
    match last.split_once('[') {
        Some((attribute, _)) if last.ends_with("].value") => attribute,
        Some((_, rest)) => rest.rsplit_once("].").map_or(last, |(_, sub)| sub),
        None => last.rsplit_once('.').map_or(last, |(_, sub)| sub),
    }
}

pub(super) fn order(look: &Look, world: World<'_>) -> Order {
    let people = &world.roster.people;
    let differs = |at: usize| Differs::of(world, people[at]);
    let compare = |left: usize, right: usize| -> Ordering {
        let (left, right) = (differs(left), differs(right));
        match look.sort.column {
            1 => left.sides.cmp(&right.sides),
            _ => right.is_problem().cmp(&left.is_problem()),
        }
    };
    let passes = |at: usize| {
        let wanted = look.extent == Extent::Everything || differs(at).is_problem();
        wanted && (look.filter.is_empty() || matches(look, world, at))
    };
    let passes = narrowed(look, &passes);
    order_of(people.len(), look, passes, reordered(look, &compare))
}

fn matches(look: &Look, world: World<'_>, at: usize) -> bool {
    let differs = Differs::of(world, world.roster.people[at]);
    let [entra, provider] = differs.sides.map(Stand::name);
    let fields = [
        ("name", Cow::Borrowed(world.roster.entry(at))),
        ("entra", Cow::Borrowed(entra)),
        ("provider", Cow::Borrowed(provider)),
        ("differs", Cow::Owned(differs.words(world))),
    ];
    look.filter.matches(&fields)
}

/// How a member of a group is called, raw.
pub(in crate::tui) fn member_label(world: World<'_>, who: Who) -> String {
    match who {
        Who::User(person) => user_name(world.status, person).to_owned(),
        Who::Stranger(_, id) => id.to_text(&world.status.text),
    }
}
