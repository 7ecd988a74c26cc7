//! The values that Entra would send: a column for each rule, computed once and again only where what
//! it rests on has changed.

use std::sync::Arc;

use foldhash::HashMap;

use super::expression::{Expression, Value, evaluate};
use super::mapping::Source;
use super::{Expected, GroupNames, Mappings, Reach, Rule, Scope};
use crate::model::{Directory, Group, Interner, Person, Sym, Text, Users, is_list};

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

/// Who is in scope, and what Entra would send for each.
pub fn expect(
    directory: &Directory,
    scope: Scope,
    mappings: &Mappings,
    interner: &mut Interner,
    cache: &mut Cache,
) -> Expected {
    let mut expected = Expected::of(directory, scope, mappings, &interner.text());
    let reach = |person| expected.person(person);
    let derived = derive(mappings, &directory.users.data, &reach, interner, cache);
    expected.derived = derived;
    expected.derived.group_names = GroupNames::of(&directory.groups.data, mappings, interner);
    expected
}

/// Computes every rule of the user mapping. `reach` says who is in scope.
fn derive(
    mappings: &Mappings,
    users: &Arc<Users>,
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
                Input::SoftDeleted => self.computed(&Expression::Attribute(name.clone())),
                Input::Unread => unread(name),
            },
            Source::Constant(text) => (Column::Constant(self.interner.intern(text)), None),
            Source::Computed(expression) => self.computed(expression),
            Source::Nothing => (Column::Constant(Sym::ABSENT), None),
            Source::Unknown(why) => (Column::Unknown, Some(why.clone())),
        }
    }

    fn computed(&mut self, expression: &Expression) -> (Column, Option<String>) {
        let mut known = self.computed.iter();
        let known = known.find(|(computed, ..)| computed == expression);
        if let Some((_, values, reason)) = known {
            return (Column::Computed(Arc::clone(values)), reason.clone());
        }
        let (values, reason) = self.evaluate(expression);
        let values = Arc::new(values);
        self.computed
            .push((expression.clone(), Arc::clone(&values), reason.clone()));
        (Column::Computed(values), reason)
    }

    fn evaluate(&mut self, expression: &Expression) -> (Vec<Sym>, Option<String>) {
        let names = expression.attributes();
        let inputs: Vec<(&str, Input)> = names
            .into_iter()
            .map(|name| (name, input(self.users, name)))
            .collect();
        let before = Before::of(self.cache, expression, &inputs);
        let (mut memo, mut key) = (Memo::default(), Vec::with_capacity(inputs.len()));
        let mut reason = before.as_ref().and_then(|before| before.reason.clone());
        let mut values = vec![Sym::ABSENT; self.users.slots()];
        for person in self.users.people() {
            let at = person as usize;
            if let Some(same) = before.as_ref().and_then(|before| before.same(self, at)) {
                values[at] = same;
                continue;
            }
            key.clear();
            key.extend(inputs.iter().map(|(_, input)| self.symbol(input, at)));
            values[at] = memo.value(&key, || self.once(expression, &inputs, &key, &mut reason));
        }
        (values, reason)
    }

    /// What stands for an input in the key of the memo.
    fn symbol(&self, input: &Input, at: usize) -> Sym {
        match input {
            Input::Column(place) => self.users.values(*place)[at],
            Input::SoftDeleted if self.soft_deleted[at] => Sym::UNKNOWN,
            Input::SoftDeleted | Input::Unread => Sym::ABSENT,
        }
    }

    fn once(
        &mut self,
        expression: &Expression,
        inputs: &[(&str, Input)],
        key: &[Sym],
        reason: &mut Option<String>,
    ) -> Sym {
        let interner = &*self.interner;
        let attributes = |name: &str| {
            let at = inputs.iter().position(|(known, _)| *known == name);
            match at.map(|at| (inputs[at].1, key[at])) {
                Some((Input::Column(_), sym)) => spelled(name, sym, |sym| interner.get(sym)),
                Some((Input::SoftDeleted, mark)) => truth(mark == Sym::UNKNOWN),
                Some((Input::Unread, _)) | None => not_read(name),
            }
        };
        match evaluate(expression, &attributes) {
            Value::Text(text) => self.interner.intern(&text),
            Value::Absent => Sym::ABSENT,
            Value::List(values) => match values.as_slice() {
                [] => Sym::ABSENT,
                [one] => self.interner.intern(one),
                _ => unknown(reason, "several values flow into one"),
            },
            Value::Unknown(why) => unknown(reason, &why),
        }
    }
}

/// The source attributes of one person, for filters and explanations.
pub fn attributes<'a>(
    users: &'a Users,
    person: Person,
    soft_deleted: bool,
    text: &'a Text,
) -> impl Fn(&str) -> Value + 'a {
    move |name: &str| match input(users, name) {
        Input::Column(place) => {
            let values = users.values(place);
            let sym = values.get(person as usize).copied().unwrap_or_default();
            spelled(name, sym, |sym| text.get(sym))
        }
        Input::SoftDeleted => truth(soft_deleted),
        Input::Unread => not_read(name),
    }
}

/// Where an attribute's value comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Input {
    Column(usize),
    /// `IsSoftDeleted`: computed by Entra, never stored.
    SoftDeleted,
    Unread,
}

fn input(users: &Users, name: &str) -> Input {
    if name.eq_ignore_ascii_case("IsSoftDeleted") {
        return Input::SoftDeleted;
    }
    let mut layout = users.layout().iter();
    layout
        .position(|column| column.eq_ignore_ascii_case(name))
        .map_or(Input::Unread, Input::Column)
}

fn spelled<'t>(name: &str, sym: Sym, text: impl Fn(Sym) -> &'t str) -> Value {
    if sym.is_unknown() {
        return not_read(name);
    }
    if sym.is_absent() {
        return Value::Absent;
    }
    let text = text(sym);
    if is_list(name) {
        return serde_json::from_str(text).map_or(Value::Absent, Value::List);
    }
    Value::Text(text.to_owned())
}

fn truth(flag: bool) -> Value {
    Value::Text(if flag { "True" } else { "False" }.to_owned())
}

fn not_read(name: &str) -> Value {
    Value::Unknown(format!(
        "the source attribute {name} is not one that is read"
    ))
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

fn unknown(reason: &mut Option<String>, why: &str) -> Sym {
    reason.get_or_insert_with(|| why.to_owned());
    Sym::UNKNOWN
}

/// Values by their inputs, for as long as inputs repeat: where nearly everybody has their own, looking up
/// costs more than it saves.
#[derive(Default)]
struct Memo {
    known: HashMap<Box<[Sym]>, Sym>,
    asked: usize,
    hits: usize,
}

impl Memo {
    /// Lookups after which it shows whether they are worth it.
    const TRIAL: usize = 4_096;

    fn value(&mut self, key: &[Sym], compute: impl FnOnce() -> Sym) -> Sym {
        if self.asked >= Self::TRIAL && self.hits * 4 < self.asked {
            return compute();
        }
        self.asked += 1;
        if let Some(&known) = self.known.get(key) {
            self.hits += 1;
            return known;
        }
        let value = compute();
        self.known.insert(key.into(), value);
        value
    }
}

/// The last computation of an expression, and the columns that it rested on.
struct Before<'a> {
    cache: &'a Cache,
    /// The place of each input then and now; `None`: `IsSoftDeleted`.
    columns: Vec<Option<(usize, usize)>>,
    values: &'a [Sym],
    reason: Option<String>,
}

impl<'a> Before<'a> {
    fn of(cache: &'a Cache, expression: &Expression, inputs: &[(&str, Input)]) -> Option<Self> {
        let mut computed = cache.computed.iter();
        let (_, values, reason) = computed.find(|(before, ..)| before == expression)?;
        let columns = inputs
            .iter()
            .map(|(name, now)| match (input(&cache.users, name), now) {
                (Input::Column(then), Input::Column(now)) => Some(Some((then, *now))),
                (Input::SoftDeleted, Input::SoftDeleted) => Some(None),
                _ => None,
            });
        let columns: Option<Vec<_>> = columns.collect();
        Some(Self {
            cache,
            columns: columns?,
            values,
            reason: reason.clone(),
        })
    }

    /// The value then, where nothing that it rests on has changed.
    fn same(&self, now: &Deriving<'_>, at: usize) -> Option<Sym> {
        let person = u32::try_from(at).ok()?;
        if !self.cache.users.state(person).is_present() {
            return None;
        }
        let unchanged = self.columns.iter().all(|column| match column {
            Some((then, place)) => {
                self.cache.users.values(*then).get(at) == now.users.values(*place).get(at)
            }
            None => self.cache.soft_deleted.get(at) == now.soft_deleted.get(at),
        });
        unchanged.then(|| self.values[at])
    }
}
