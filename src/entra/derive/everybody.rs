//! One expression for everybody.

use super::Cache;
use super::input::{Input, input, not_read, spelled, truth};
use super::memo::{Before, Memo};
use super::template::Template;
use crate::entra::expression::{Expression, Value, evaluate};
use crate::model::{Interner, Sym, Users, is_list};

/// What an expression is computed over.
pub struct Everybody<'a> {
    pub users: &'a Users,
    pub soft_deleted: &'a [bool],
    /// What the value of each person likely is.
    pub likely: &'a [Sym],
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
    /// The value of each person, and why the first unknown one is.
    pub fn evaluate(
        &self,
        expression: &Expression,
        interner: &mut Interner,
        cache: &Cache,
    ) -> (Vec<Sym>, Option<String>) {
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
        let before = Before::of(cache, expression, &inputs);
        let mut reason = before.as_ref().and_then(|before| before.reason.clone());
        let mut values = vec![Sym::ABSENT; self.users.slots()];
        let mut scratch = Scratch::default();
        for person in self.users.people() {
            let at = person as usize;
            let same = before.as_ref().and_then(|before| before.same(self, at));
            values[at] = same.unwrap_or_else(|| {
                scratch.key.clear();
                let key = inputs.iter().map(|(_, input)| self.symbol(*input, at));
                scratch.key.extend(key);
                let likely = self.likely.get(at).copied().unwrap_or_default();
                scratch.value(&recipe, interner, likely, &mut reason)
            });
        }
        (values, reason)
    }

    /// What stands for an input in the key of the memo.
    fn symbol(&self, input: Input, at: usize) -> Sym {
        match input {
            Input::Column(place) => self.users.values(place)[at],
            Input::SoftDeleted if self.soft_deleted[at] => Sym::UNKNOWN,
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
}

impl Scratch {
    fn value(
        &mut self,
        recipe: &Recipe<'_>,
        interner: &mut Interner,
        likely: Sym,
        reason: &mut Option<String>,
    ) -> Sym {
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
        match evaluate(self.expression, &attributes) {
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
}

fn unknown(reason: &mut Option<String>, why: &str) -> Sym {
    reason.get_or_insert_with(|| why.to_owned());
    Sym::UNKNOWN
}
