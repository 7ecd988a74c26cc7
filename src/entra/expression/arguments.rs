//! What a function is called with: each argument is evaluated when it is asked for, once, so that a
//! branch that is not taken has no say.

use super::evaluate::{Evaluation, number};
use super::signature::Signature;
use super::tree::Expression;
use super::value::Value;

/// The call ends here, without a value of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stop {
    /// An argument is null, and so is the result.
    Absent,
    Unknown(String),
}

impl From<Stop> for Value {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Absent => Self::Absent,
            Stop::Unknown(why) => Self::Unknown(why),
        }
    }
}

/// What a function comes to.
pub type Outcome = Result<Value, Stop>;

/// The arguments of one call, in places counted from 0. Their number was checked.
pub struct Arguments<'a> {
    evaluation: &'a Evaluation<'a>,
    signature: &'static Signature,
    slots: &'a [Option<Expression>],
    depth: usize,
}

impl<'a> Arguments<'a> {
    pub fn new(
        evaluation: &'a Evaluation<'a>,
        signature: &'static Signature,
        slots: &'a [Option<Expression>],
        depth: usize,
    ) -> Self {
        Self {
            evaluation,
            signature,
            slots,
            depth,
        }
    }

    /// How many places there are, omitted ones included.
    pub fn count(&self) -> usize {
        self.slots.len()
    }

    pub fn expression(&self, at: usize) -> Option<&'a Expression> {
        self.slots.get(at)?.as_ref()
    }

    pub fn given(&self, at: usize) -> bool {
        self.expression(at).is_some()
    }

    /// What the source holds under a name that the arguments mention.
    pub fn attribute(&self, name: &str) -> Value {
        (self.evaluation.attributes)(name)
    }

    /// Whatever the argument comes to, but for what is unknown or omitted.
    pub fn value(&self, at: usize) -> Outcome {
        let expression = self.expression(at);
        let expression = expression.ok_or_else(|| self.unknown(at, "is missing"))?;
        match self.evaluation.value(expression, self.depth) {
            Value::Unknown(why) => Err(Stop::Unknown(why)),
            value => Ok(value),
        }
    }

    /// The argument as one text, None where it is null. A list of one is its value; what a function
    /// that knows no lists makes of several is not documented.
    pub fn text(&self, at: usize) -> Result<Option<String>, Stop> {
        match self.value(at)? {
            Value::Text(text) => Ok(Some(text)),
            Value::List(values) if values.len() > 1 => Err(self.unknown(at, "has several values")),
            Value::List(values) => Ok(values.into_iter().next()),
            Value::Absent | Value::Unknown(_) => Ok(None),
        }
    }

    /// The argument as one text; a null makes the call null.
    pub fn flowing(&self, at: usize) -> Result<String, Stop> {
        self.text(at)?.ok_or(Stop::Absent)
    }

    /// The argument as one text that must be there.
    pub fn certain(&self, at: usize) -> Result<String, Stop> {
        self.text(at)?.ok_or_else(|| self.unknown(at, "is null"))
    }

    /// A whole number, be it bare or in quotes: the tree of a schema has it in quotes.
    pub fn integer(&self, at: usize) -> Result<i64, Stop> {
        let text = self.certain(at)?;
        number(&text).ok_or_else(|| self.unknown(at, "is not a whole number"))
    }

    /// All values of the argument: none, one or several.
    pub fn list(&self, at: usize) -> Result<Vec<String>, Stop> {
        Ok(match self.value(at)? {
            Value::Text(text) => vec![text],
            Value::List(values) => values,
            Value::Absent | Value::Unknown(_) => Vec::new(),
        })
    }

    /// One of a few words, bare or in quotes.
    pub fn word(&self, at: usize) -> Result<String, Stop> {
        match self.expression(at) {
            Some(Expression::Word(word)) => Ok(word.clone()),
            _ => self.certain(at),
        }
    }

    /// Ends the call: the function, its parameter and what is wrong with the argument. It says nothing
    /// of the value, so that one mapping has one reason for all people.
    pub fn unknown(&self, at: usize, what: &str) -> Stop {
        let parameter = self.signature.parameter(at).map_or("", |it| it.name());
        Stop::Unknown(format!("{}: {parameter} {what}", self.signature.name))
    }

    /// Ends the call because its result would be.
    pub fn too_long(&self) -> Stop {
        self.refuse("the result is too long")
    }

    /// Ends the call for a reason that is of no single argument.
    pub fn refuse(&self, why: &str) -> Stop {
        Stop::Unknown(format!("{}: {why}", self.signature.name))
    }
}
