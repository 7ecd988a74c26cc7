//! The values that Entra would send: a column for each rule, computed once and again only where what
//! it rests on has changed.

mod everybody;
mod input;
mod memo;
mod template;

use std::sync::Arc;

use everybody::Everybody;
pub use input::attributes;
use input::{Input, input, not_read};

use super::expression::{Expression, Value};
use super::mapping::Source;
use super::{Expected, GroupNames, Mappings, Reach, Rule, Scope};
use crate::model::{Directory, Group, Interner, Person, Sym, Users, is_list};

/// What a rule would send, by person.
#[derive(Clone, Debug)]
pub enum Column {
    /// The column of this place at the source, as it is.
    Direct(usize),
    Constant(Sym),
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
    /// `IsSoftDeleted`, by person.
    pub soft_deleted: Arc<Vec<bool>>,
    pub group_names: GroupNames,
}

/// What was computed before.
#[derive(Default)]
pub struct Cache {
    users: Arc<Users>,
    soft_deleted: Arc<Vec<bool>>,
    computed: Vec<(Expression, Arc<Vec<Sym>>, Option<String>)>,
}

impl Derived {
    /// What `IsSoftDeleted` is of `person`: true of whoever is not in scope.
    pub fn is_soft_deleted(&self, person: Person) -> bool {
        let known = self.soft_deleted.get(person as usize);
        known.copied().unwrap_or(true)
    }

    /// The displayName that would be sent for `group`.
    pub fn group_name(&self, group: &Group) -> Sym {
        let mapped = self.group_names.get(group.id);
        mapped.map_or(group.name, |name| name.sent)
    }

    /// What this rule would send for `person`.
    pub fn value(&self, rule: usize, users: &Users, person: Person) -> Sym {
        match self.columns.get(rule) {
            Some(Column::Direct(place)) => {
                let values = users.values(*place);
                values.get(person as usize).copied().unwrap_or_default()
            }
            Some(Column::Constant(sym)) => *sym,
            Some(Column::Computed(values)) => {
                values.get(person as usize).copied().unwrap_or_default()
            }
            Some(Column::Unknown) | None => Sym::UNKNOWN,
        }
    }
}

/// Who is in scope, and what Entra would send for each. What the provider holds (`held`) says nothing of that: a
/// computed text is looked for there first, because that is where it mostly is.
pub fn expect(
    directory: &Directory,
    held: &Users,
    scope: Scope,
    mappings: &Mappings,
    interner: &mut Interner,
    cache: &mut Cache,
) -> Expected {
    let mut expected = Expected::of(directory, scope, mappings, &interner.text());
    let reach = |person| expected.person(person);
    let sides = (&directory.users.data, held);
    let derived = derive(mappings, sides, &reach, interner, cache);
    expected.derived = derived;
    expected.derived.group_names = GroupNames::of(&directory.groups.data, mappings, interner);
    expected
}

/// Computes every rule of the user mapping. `reach` says who is in scope.
fn derive(
    mappings: &Mappings,
    (users, held): (&Arc<Users>, &Users),
    reach: &dyn Fn(Person) -> Reach,
    interner: &mut Interner,
    cache: &mut Cache,
) -> Derived {
    let soft_deleted =
        |person: u32| reach(person) == Reach::Out || users.state(person).active() == Some(false);
    let slots = u32::try_from(users.slots()).unwrap_or(u32::MAX);
    let soft_deleted: Arc<Vec<bool>> = Arc::new((0..slots).map(soft_deleted).collect());
    let mut deriving = Deriving {
        users,
        held,
        soft_deleted: &soft_deleted,
        interner,
        cache,
        computed: Vec::new(),
    };
    let mut derived = Derived {
        soft_deleted: Arc::clone(&soft_deleted),
        ..Derived::default()
    };
    for rule in &mappings.users.rules {
        let (column, reason) = deriving.rule(rule);
        derived.columns.push(column);
        derived.reasons.push(reason);
    }
    let computed = deriving.computed;
    *cache = Cache {
        users: Arc::clone(users),
        soft_deleted,
        computed,
    };
    derived
}

struct Deriving<'a> {
    users: &'a Users,
    held: &'a Users,
    soft_deleted: &'a [bool],
    interner: &'a mut Interner,
    cache: &'a Cache,
    computed: Vec<(Expression, Arc<Vec<Sym>>, Option<String>)>,
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
        let mut known = self.computed.iter();
        let known = known.find(|(computed, ..)| computed == expression);
        if let Some((_, values, reason)) = known {
            return (Column::Computed(Arc::clone(values)), reason.clone());
        }
        let (values, reason) = self.evaluate(expression, rule);
        let values = Arc::new(values);
        self.computed
            .push((expression.clone(), Arc::clone(&values), reason.clone()));
        (Column::Computed(values), reason)
    }

    fn evaluate(&mut self, expression: &Expression, rule: &Rule) -> (Vec<Sym>, Option<String>) {
        let target = self.held.column(rule.target.raw());
        let people = Everybody {
            users: self.users,
            soft_deleted: self.soft_deleted,
            likely: target.map_or(&[], |place| self.held.values(place)),
        };
        people.evaluate(expression, self.interner, self.cache)
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
