//! One expression for everybody.

use std::sync::Arc;

use super::input::{Input, input, not_read, spelled, truth};
use super::memo::Memo;
use super::template::Template;
use crate::entra::expression::{Expression, Value, evaluate};
use crate::model::{Cells, Interner, Person, PersonSet, Sym, Touched, Users, is_list};

/// What an expression is computed over.
pub struct Everybody<'a> {
    pub users: &'a Users,
    /// Whose `IsSoftDeleted` is false.
    pub live: &'a PersonSet,
    /// What the value of each person likely is.
    pub likely: Cells<'a>,
}

/// The inputs of an expression, by their names.
type Inputs<'e> = [(&'e str, Input)];

/// How the value of one person is come by.
struct Recipe<'e> {
    expression: &'e Expression,
    inputs: &'e Inputs<'e>,
    /// The short way, where there is one.
    template: Option<Template<'e>>,
}

impl Everybody<'_> {
    /// Puts the value of each of `touched` into `values`. Returned is why the first unknown one is.
    pub fn evaluate(
        &self,
        expression: &Expression,
        interner: &mut Interner,
        touched: &Touched,
        values: &mut Arc<Vec<Sym>>,
    ) -> Option<String> {
        let names = expression.attributes();
        let inputs: Vec<(&str, Input)> = names
            .into_iter()
            .map(|name| (name, input(self.users, name)))
            .collect();
        let recipe = Recipe {
            expression,
            inputs: &inputs,
            template: template(expression, &inputs),
        };
        let mut scratch = Scratch::default();
        let slots = self.users.slots();
        touched.write(values, (slots, Sym::ABSENT), |person| {
            scratch.of(self, &recipe, interner, person)
        });
        // The reason is always that of the first, whoever was computed when.
        let first = values.iter().position(|value| value.is_unknown())?;
        let mut scratch = Scratch::default();
        scratch.of(self, &recipe, interner, Person::try_from(first).ok()?);
        scratch.reason
    }

    /// What stands for an input in the key of the memo.
    fn symbol(&self, input: Input, person: Person) -> Sym {
        match input {
            Input::Column(place) => self.users.values(place).get(person),
            Input::SoftDeleted if !self.live.has(person) => Sym::UNKNOWN,
            Input::SoftDeleted | Input::Unread => Sym::ABSENT,
        }
    }
}

/// Only inputs that hold one value each are spelled as they are.
fn template<'e>(expression: &'e Expression, inputs: &Inputs<'_>) -> Option<Template<'e>> {
    let plain = |(name, input): &(&str, Input)| matches!(input, Input::Column(_)) && !is_list(name);
    let names: Vec<&str> = inputs.iter().map(|(name, _)| *name).collect();
    Template::of(expression, &names).filter(|_| inputs.iter().all(plain))
}

/// What is used again from person to person.
#[derive(Default)]
struct Scratch {
    memo: Memo,
    key: Vec<Sym>,
    text: String,
    /// Why the first unknown value is.
    reason: Option<String>,
}

impl Scratch {
    /// The value of `person`.
    fn of(
        &mut self,
        people: &Everybody<'_>,
        recipe: &Recipe<'_>,
        interner: &mut Interner,
        person: Person,
    ) -> Sym {
        if !people.users.state(person).is_present() {
            return Sym::ABSENT;
        }
        self.key.clear();
        let key = recipe.inputs.iter();
        self.key
            .extend(key.map(|(_, input)| people.symbol(*input, person)));
        self.value(recipe, interner, people.likely.get(person))
    }

    fn value(&mut self, recipe: &Recipe<'_>, interner: &mut Interner, likely: Sym) -> Sym {
        let key = &self.key;
        if let Some(template) = &recipe.template
            && !key.iter().any(|sym| sym.is_unknown())
        {
            match template.fill(&mut self.text, |at| interner.get(key[at])) {
                Some(true) => return interner.intern_near(&self.text, likely),
                Some(false) => return Sym::ABSENT,
                None => {}
            }
        }
        let reason = &mut self.reason;
        self.memo
            .value(key, || recipe.evaluate(key, interner, likely, reason))
    }
}

impl Recipe<'_> {
    fn evaluate(
        &self,
        key: &[Sym],
        interner: &mut Interner,
        likely: Sym,
        reason: &mut Option<String>,
    ) -> Sym {
        let known = &*interner;
        let attributes = |name: &str| {
            let at = self.inputs.iter().position(|(known, _)| *known == name);
            match at.map(|at| (self.inputs[at].1, key[at])) {
                Some((Input::Column(_), sym)) => spelled(name, sym, |sym| known.get(sym)),
                Some((Input::SoftDeleted, mark)) => truth(mark == Sym::UNKNOWN),
                Some((Input::Unread, _)) | None => not_read(name),
            }
        };
        let value = evaluate(self.expression, &attributes);
        sent(value, interner, likely, reason)
    }
}

/// The symbol of a value, which is `likely` that one. Why it is unknown is kept in `reason` if nothing is yet.
pub fn sent(
    value: Value,
    interner: &mut Interner,
    likely: Sym,
    reason: &mut Option<String>,
) -> Sym {
    match value {
        Value::Text(text) => interner.intern_near(&text, likely),
        Value::Absent => Sym::ABSENT,
        Value::List(values) => match values.as_slice() {
            [] => Sym::ABSENT,
            [one] => interner.intern(one),
            _ => unknown(reason, "several values flow into one"),
        },
        Value::Unknown(why) => unknown(reason, &why),
    }
}

fn unknown(reason: &mut Option<String>, why: &str) -> Sym {
    reason.get_or_insert_with(|| why.to_owned());
    Sym::UNKNOWN
}
