//! What a function is called with.

use std::collections::BTreeSet;

use super::functions::Body;
use super::tree::Expression;

/// A function of the language: what it is called with, and what it does.
#[derive(Debug)]
pub struct Signature {
    pub name: &'static str,
    pub parameters: &'static [Parameter],
    pub(super) body: Body,
}

/// One parameter, under the key that the tree of a schema uses.
#[derive(Debug)]
pub struct Parameter {
    pub key: &'static str,
    /// Its name on Microsoft's page, where that is another one.
    pub also: Option<&'static str>,
    pub presence: Presence,
}

/// How often a parameter occurs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence {
    Required,
    Optional,
    /// Any number of times from here to the end, but at least so often.
    Repeating(usize),
}

pub(super) const fn required(key: &'static str) -> Parameter {
    Parameter::new(key, Presence::Required)
}

pub(super) const fn optional(key: &'static str) -> Parameter {
    Parameter::new(key, Presence::Optional)
}

pub(super) const fn repeating(key: &'static str, least: usize) -> Parameter {
    Parameter::new(key, Presence::Repeating(least))
}

impl Parameter {
    const fn new(key: &'static str, presence: Presence) -> Self {
        Self {
            key,
            also: None,
            presence,
        }
    }

    pub(super) const fn or(self, name: &'static str) -> Self {
        Self {
            also: Some(name),
            ..self
        }
    }

    /// As the page calls it: what people know it by.
    pub fn name(&self) -> &'static str {
        self.also.unwrap_or(self.key)
    }

    fn is_called(&self, key: &str) -> bool {
        let names = [Some(self.key), self.also];
        names
            .iter()
            .flatten()
            .any(|name| name.eq_ignore_ascii_case(key))
    }
}

impl Signature {
    /// The parameter that the argument in this place stands for.
    pub(super) fn parameter(&self, at: usize) -> Option<&'static Parameter> {
        self.parameters.get(at).or_else(|| self.repeating())
    }

    fn repeating(&self) -> Option<&'static Parameter> {
        let last = self.parameters.last()?;
        matches!(last.presence, Presence::Repeating(_)).then_some(last)
    }

    /// Whether it can be called with these arguments.
    ///
    /// # Errors
    /// The function and what is wrong.
    pub(super) fn check(&self, arguments: &[Option<Expression>]) -> Result<(), String> {
        let most = self.parameters.len();
        if arguments.len() > most && self.repeating().is_none() {
            let (name, count) = (self.name, arguments.len());
            return Err(format!("{name} takes {most} arguments, not {count}"));
        }
        for (at, parameter) in self.parameters.iter().enumerate() {
            let given = match parameter.presence {
                Presence::Optional => true,
                Presence::Required => matches!(arguments.get(at), Some(Some(_))),
                Presence::Repeating(least) => arguments.iter().skip(at).flatten().count() >= least,
            };
            if !given {
                return Err(format!("{}: {} is missing", self.name, parameter.name()));
            }
        }
        Ok(())
    }

    /// The place of each key of a parsed tree. None where a key is unknown or stands twice.
    fn places(&self, parameters: &[(String, Expression)]) -> Option<Vec<usize>> {
        let mut taken = BTreeSet::new();
        let mut repeated = 0;
        let place = |(key, _): &(String, Expression)| {
            let mut at = self.position(key)?;
            if matches!(self.parameters[at].presence, Presence::Repeating(_)) {
                at += repeated;
                repeated += 1;
            }
            taken.insert(at).then_some(at)
        };
        parameters.iter().map(place).collect()
    }

    /// `source2` is a `source`; and what no other parameter is called repeats the repeating one, such
    /// as the keys and values of Switch, which have no keys of their own.
    fn position(&self, key: &str) -> Option<usize> {
        let numbered = key.trim_end_matches(|c: char| c.is_ascii_digit());
        let called = |key: &str| {
            self.parameters
                .iter()
                .position(|parameter| parameter.is_called(key))
        };
        let last = || self.repeating().map(|_| self.parameters.len() - 1);
        called(key).or_else(|| called(numbered)).or_else(last)
    }
}

impl Expression {
    /// A call as the tree of a schema writes it: arguments by key, omitted ones left out, repeated
    /// keys repeated. They go where the function's signature has them; the arguments of an unknown
    /// function, or under an unknown key, stay in the given order.
    pub fn of_parameters(name: &str, parameters: Vec<(String, Self)>) -> Self {
        let places = super::signature(name).and_then(|signature| signature.places(&parameters));
        let places = places.unwrap_or_else(|| (0..parameters.len()).collect());
        let count = places.iter().max().map_or(0, |last| last + 1);
        let mut arguments = Vec::new();
        arguments.resize_with(count, || None);
        for (at, (_, argument)) in places.into_iter().zip(parameters) {
            arguments[at] = Some(argument);
        }
        Self::Call {
            name: name.to_owned(),
            arguments,
        }
    }
}
