//! The values that Entra would send: a column for each rule, computed once and again only for whom a
//! change touches.

mod everybody;
mod input;
mod memo;
mod template;

use std::sync::Arc;

use everybody::{Everybody, sent};
pub use input::attributes;
use input::{Input, input, not_read, truth};

use super::expression::{Expression, Value, evaluate};
use super::group_names::Named;
use super::mapping::Source;
use super::reaching::{Reached, Reaching, Rules};
use super::{Expected, GroupNames, Mappings, Reach, Rule, Scope};
use crate::model::{Directory, Group, Interner, Person, PersonSet, Sym, Touched, Users, is_list};

/// What a rule would send, by person.
#[derive(Clone, Debug)]
pub enum Column {
    /// The column of this place at the source, as it is.
    Direct(usize),
    Constant(Sym),
    /// One value for whoever is soft-deleted, another for everybody else.
    BySoftDeleted {
        deleted: Sym,
        live: Sym,
    },
    Computed(Arc<Vec<Sym>>),
    /// It cannot be told for anybody.
    Unknown,
}

/// The columns of all rules, in the order of the plan.
#[derive(Clone, Default, Debug)]
pub struct Derived {
    pub columns: Vec<Column>,
    /// Why a value is unknown, by rule: of the first person, or of all.
    pub reasons: Vec<Option<String>>,
    /// Whose `IsSoftDeleted` is false.
    pub live: Arc<PersonSet>,
    pub group_names: GroupNames,
}

/// What was expected last, and what it rests on: whoever was not touched since is not looked at again.
#[derive(Default)]
pub struct Cache {
    /// Other settings are a new start.
    settings: Option<(Scope, Mappings)>,
    reaching: Reaching,
    live: Arc<PersonSet>,
    computed: Vec<Computed>,
    names: Named,
    touched: Touched,
    expected: Arc<Expected>,
}

/// An expression, the value of each person, and why the first unknown one is.
#[derive(Clone)]
pub struct Computed {
    expression: Expression,
    values: Arc<Vec<Sym>>,
    reason: Option<String>,
}

impl Cache {
    /// Of whom the last call of [`expect`] expected something else than the one before, or whose own row
    /// had changed.
    pub fn touched(&self) -> &Touched {
        &self.touched
    }
}

impl Derived {
    /// What `IsSoftDeleted` is of `person`: true of whoever is not in scope.
    pub fn is_soft_deleted(&self, person: Person) -> bool {
        !self.live.has(person)
    }

    /// The displayName that would be sent for `group`.
    pub fn group_name(&self, group: &Group) -> Sym {
        let mapped = self.group_names.get(group.id);
        mapped.map_or(group.name, |name| name.sent)
    }

    /// What this rule would send for `person`.
    pub fn value(&self, rule: usize, users: &Users, person: Person) -> Sym {
        match self.columns.get(rule) {
            Some(Column::Direct(place)) => users.values(*place).get(person),
            Some(Column::Constant(sym)) => *sym,
            Some(Column::BySoftDeleted { .. }) if !users.state(person).is_present() => Sym::ABSENT,
            Some(Column::BySoftDeleted { deleted, live }) => {
                if self.is_soft_deleted(person) {
                    *deleted
                } else {
                    *live
                }
            }
            Some(Column::Computed(values)) => {
                values.get(person as usize).copied().unwrap_or_default()
            }
            Some(Column::Unknown) | None => Sym::UNKNOWN,
        }
    }
}

/// Who is in scope, and what Entra would send for each. What the provider holds (`held`) says nothing of that: a
/// computed text is looked for there first, because that is where it mostly is. Where nothing has changed since
/// the last call, what it returned is returned again.
pub fn expect(
    directory: &Directory,
    held: &Users,
    scope: Scope,
    mappings: &Mappings,
    interner: &mut Interner,
    cache: &mut Cache,
) -> Arc<Expected> {
    let known = cache.settings.as_ref();
    if known.is_none_or(|known| known.0 != scope || known.1 != *mappings) {
        *cache = Cache {
            settings: Some((scope, mappings.clone())),
            ..Cache::default()
        };
    }
    let rules = Rules {
        scope,
        mappings,
        text: &interner.text(),
    };
    let Reached { touched, stands } = cache.reaching.update(directory, rules);
    cache.touched = touched;
    if !stands {
        let mut derived = derive(mappings, (&directory.users.data, held), interner, cache);
        derived.group_names = cache.names.of(&directory.groups.data, mappings, interner);
        cache.expected = Arc::new(Expected {
            derived,
            ..cache.reaching.expected.clone()
        });
    }
    Arc::clone(&cache.expected)
}

/// Computes every rule of the user mapping, for whoever was touched.
fn derive(
    mappings: &Mappings,
    (users, held): (&Users, &Users),
    interner: &mut Interner,
    cache: &mut Cache,
) -> Derived {
    let mut live = std::mem::take(&mut cache.live);
    let expected = &cache.reaching.expected;
    let slots = users.slots();
    cache.touched.mark(&mut live, slots, |person| {
        expected.person(person) != Reach::Out && users.state(person).active() != Some(false)
    });
    let mut deriving = Deriving {
        users,
        held,
        live: &live,
        interner,
        touched: &cache.touched,
        before: std::mem::take(&mut cache.computed),
        computed: Vec::new(),
    };
    let mut derived = Derived {
        live: Arc::clone(&live),
        ..Derived::default()
    };
    for rule in &mappings.users.rules {
        let (column, reason) = deriving.rule(rule);
        derived.columns.push(column);
        derived.reasons.push(reason);
    }
    cache.computed = deriving.computed;
    cache.live = live;
    derived
}

struct Deriving<'a> {
    users: &'a Users,
    held: &'a Users,
    live: &'a PersonSet,
    interner: &'a mut Interner,
    touched: &'a Touched,
    /// What was computed the last time, and is not taken up yet.
    before: Vec<Computed>,
    computed: Vec<Computed>,
}

impl Deriving<'_> {
    fn rule(&mut self, rule: &Rule) -> (Column, Option<String>) {
        match &rule.source {
            Source::Direct(name) => match input(self.users, name) {
                Input::Column(place) if !is_list(name) => (Column::Direct(place), None),
                Input::Column(_) => several(name),
                Input::SoftDeleted => self.computed(&Expression::Attribute(name.clone()), rule),
                Input::Unread => unread(name),
            },
            Source::Constant(text) => (Column::Constant(self.interner.intern(text)), None),
            Source::Computed(expression) => self.computed(expression, rule),
            Source::Nothing => (Column::Constant(Sym::ABSENT), None),
            Source::Unknown(why) => (Column::Unknown, Some(why.clone())),
        }
    }

    fn computed(&mut self, expression: &Expression, rule: &Rule) -> (Column, Option<String>) {
        if let Some(column) = self.by_soft_deleted(expression) {
            return column;
        }
        let is_same = |known: &Computed| known.expression == *expression;
        let known = self.computed.iter().find(|known| is_same(known)).cloned();
        let computed = known.unwrap_or_else(|| {
            let before = self.before.iter().position(is_same);
            let before = before.map(|at| self.before.swap_remove(at));
            let computed = self.evaluate(expression, rule, before);
            self.computed.push(computed.clone());
            computed
        });
        (Column::Computed(computed.values), computed.reason)
    }

    /// An expression that rests on `IsSoftDeleted` alone has two values.
    fn by_soft_deleted(&mut self, expression: &Expression) -> Option<(Column, Option<String>)> {
        let names = expression.attributes();
        let mut inputs = names.iter().map(|name| input(self.users, name));
        if names.is_empty() || !inputs.all(|input| input == Input::SoftDeleted) {
            return None;
        }
        let mut reason = None;
        let mut value = |flag: bool, counts: bool| {
            let (value, mut why) = (evaluate(expression, &|_: &str| truth(flag)), None);
            let value = sent(value, self.interner, Sym::ABSENT, &mut why);
            reason = reason.take().or(why.filter(|_| counts));
            value
        };
        let (all, live) = (self.users.len(), self.live.len());
        let (live, deleted) = (value(false, live > 0), value(true, all > live));
        Some((Column::BySoftDeleted { deleted, live }, reason))
    }

    fn evaluate(
        &mut self,
        expression: &Expression,
        rule: &Rule,
        before: Option<Computed>,
    ) -> Computed {
        let target = self.held.column(rule.target.raw());
        let people = Everybody {
            users: self.users,
            live: self.live,
            likely: target
                .map(|place| self.held.values(place))
                .unwrap_or_default(),
        };
        let (mut values, touched) = match before {
            Some(before) => (before.values, self.touched),
            None => (Arc::default(), &Touched::Everybody),
        };
        let reason = people.evaluate(expression, self.interner, touched, &mut values);
        Computed {
            expression: expression.clone(),
            values,
            reason,
        }
    }
}

fn unread(name: &str) -> (Column, Option<String>) {
    match not_read(name) {
        Value::Unknown(why) => (Column::Unknown, Some(why)),
        _ => (Column::Unknown, None),
    }
}

fn several(name: &str) -> (Column, Option<String>) {
    let why = format!("the source attribute {name} holds several values");
    (Column::Unknown, Some(why))
}
