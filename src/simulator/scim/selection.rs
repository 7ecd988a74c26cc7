//! Which resources a query selects, in which order.

use std::collections::{HashMap, VecDeque};
use std::ops::Deref;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::super::provider::{Provider, Resource};
use super::condition::Condition;
use super::facts::{Fact, Facts, GroupFacts};
use super::failure::Failure;
use super::field::{Field, Type};
use super::filter::Filter;
use super::kind::Kind;
use super::path::Path;
use super::query::Query;

/// Selections are remembered: the pages of a crawl ask for the same one again and again.
#[derive(Default)]
pub struct Selections {
    held: VecDeque<Held>,
    /// The totals of lists when they were first asked for.
    totals: HashMap<Vec<Kind>, usize>,
}

/// As many as are remembered.
const HELD: usize = 8;

/// The slots that a query selects; without sorting they ascend.
pub enum Selection<'a> {
    /// Every resource of the type.
    Every(&'a [u32]),
    /// Some, or in another order than that of creation.
    Chosen(Arc<[u32]>),
}

impl Deref for Selection<'_> {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        match self {
            Self::Every(slots) => slots,
            Self::Chosen(slots) => slots,
        }
    }
}

/// What a query selected of one type, until something is written.
struct Held {
    kind: Kind,
    filter: Option<String>,
    order: Option<(String, bool)>,
    revision: u64,
    slots: Arc<[u32]>,
}

impl Selections {
    /// The total of the list of these types when this was first asked; it is `now` if that is now.
    pub fn first_total(&mut self, kinds: &[Kind], now: usize) -> usize {
        *self.totals.entry(kinds.to_vec()).or_insert(now)
    }

    /// What a query selects of one type.
    ///
    /// # Errors
    /// `invalidFilter`, or `invalidPath` when the type has no such attribute to sort by.
    pub fn select<'a>(
        &mut self,
        provider: &'a Provider,
        kind: Kind,
        query: &Query,
    ) -> Result<Selection<'a>, Failure> {
        if query.is_plain() {
            return Ok(Selection::Every(order(provider, kind)));
        }
        let wanted = Held {
            kind,
            filter: query.filter.clone(),
            order: query.sort_by.clone().map(|path| (path, query.descending)),
            revision: provider.users.revision() + provider.groups.revision(),
            slots: Arc::default(),
        };
        if let Some(held) = self.held.iter().find(|held| held.answers(&wanted)) {
            return Ok(Selection::Chosen(held.slots.clone()));
        }
        let slots: Arc<[u32]> = compute(provider, kind, query)?.into();
        self.held.truncate(HELD - 1);
        self.held.push_front(Held {
            slots: slots.clone(),
            ..wanted
        });
        Ok(Selection::Chosen(slots))
    }
}

impl Held {
    fn answers(&self, wanted: &Self) -> bool {
        self.revision == wanted.revision
            && self.kind == wanted.kind
            && self.filter == wanted.filter
            && self.order == wanted.order
    }
}

fn order(provider: &Provider, kind: Kind) -> &[u32] {
    match kind {
        Kind::User => provider.users.order(),
        Kind::Group => provider.groups.order(),
    }
}

fn compute(provider: &Provider, kind: Kind, query: &Query) -> Result<Vec<u32>, Failure> {
    let mut slots = match &query.filter {
        None => order(provider, kind).to_vec(),
        Some(filter) => {
            let condition = Condition::of(&Filter::parse(filter)?, kind)?;
            let mut slots = candidates(provider, kind, &condition);
            slots.retain(|slot| with_facts(provider, kind, *slot, |facts| condition.holds(facts)));
            slots
        }
    };
    if let Some(path) = &query.sort_by {
        sort(provider, kind, path, &mut slots)?;
        if query.descending {
            slots.reverse();
        }
    }
    Ok(slots)
}

/// The resources that can meet a condition: those that an index names, else all.
fn candidates(provider: &Provider, kind: Kind, condition: &Condition) -> Vec<u32> {
    let (users, groups) = (&provider.users, &provider.groups);
    match (kind, condition.key()) {
        (Kind::User, Some((Field::Id, id))) => slots(users.find(id)),
        (Kind::User, Some((Field::UserName, name))) => slots(users.named(name)),
        (Kind::User, Some((Field::ExternalId, id))) => slots(users.with_external_id(id)),
        (Kind::Group, Some((Field::Id, id))) => slots(groups.find(id)),
        (Kind::Group, Some((Field::DisplayName, name))) => slots(groups.named(name)),
        (Kind::Group, Some((Field::ExternalId, id))) => slots(groups.with_external_id(id)),
        _ => order(provider, kind).to_vec(),
    }
}

fn slots<'a, T: Resource + 'a>(found: impl IntoIterator<Item = (u32, &'a T)>) -> Vec<u32> {
    found.into_iter().map(|(slot, _)| slot).collect()
}

fn with_facts<T: Default>(
    provider: &Provider,
    kind: Kind,
    slot: u32,
    ask: impl FnOnce(&dyn Facts) -> T,
) -> T {
    match kind {
        Kind::User => provider.users.get(slot).map(|user| ask(user)),
        Kind::Group => provider
            .groups
            .get(slot)
            .map(|group| ask(&GroupFacts { group, provider })),
    }
    .unwrap_or_default()
}

/// Sorts ascending (RFC 7644 3.4.2.3): by case only where it is exact, and what lacks the attribute
/// comes last.
fn sort(provider: &Provider, kind: Kind, path: &str, slots: &mut [u32]) -> Result<(), Failure> {
    let field = Path::parse(path).and_then(|path| Field::of(kind, &path));
    let Some((field, of_type)) = field else {
        return Err(Failure::bad(
            "invalidPath",
            format!("cannot sort by {path}"),
        ));
    };
    slots.sort_by_cached_key(|slot| {
        let key = with_facts(provider, kind, *slot, |facts| first(facts, field, of_type));
        (key.is_none(), key)
    });
    Ok(())
}

/// What a field sorts by; of several values the first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Boolean(bool),
    DateTime(DateTime<Utc>),
    Text(String),
}

fn first(facts: &dyn Facts, field: Field, of_type: Type) -> Option<Key> {
    let mut key = None;
    facts.any(field, &mut |fact| {
        key = Some(match fact {
            Fact::Text(text) if of_type == Type::ExactText => Key::Text(text.to_string()),
            Fact::Text(text) => Key::Text(text.to_lowercase()),
            Fact::Boolean(flag) => Key::Boolean(*flag),
            Fact::DateTime(time) => Key::DateTime(*time),
        });
        true
    });
    key
}
