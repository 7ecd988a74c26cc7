//! What an expression comes to for one object.

use std::cell::RefCell;

use super::arguments::{Arguments, Stop};
use super::signature::Signature;
use super::tree::{Comparison, Expression};
use super::value::Value;

/// Trees of a schema are not bounded by the parser of text; this keeps the stack bounded for them too.
const DEEPEST: usize = 128;

/// What a call of a function came to.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// How many calls it stands in.
    pub depth: usize,
    /// The call, as canonical text.
    pub expression: String,
    pub value: Value,
}

/// What flows for an object with these attributes. The reason of an unknown value names functions
/// and parameters, never what an attribute holds.
pub fn evaluate(expression: &Expression, attributes: &dyn Fn(&str) -> Value) -> Value {
    let evaluation = Evaluation {
        attributes,
        observer: &|_, _, _| {},
    };
    evaluation.value(expression, 0)
}

/// Every call that was evaluated for an object with these attributes, innermost first; what an
/// untaken branch holds was not.
pub fn explain(expression: &Expression, attributes: &dyn Fn(&str) -> Value) -> Vec<Step> {
    let steps = RefCell::new(Vec::new());
    let observe = |depth, expression: &Expression, value: &Value| {
        steps.borrow_mut().push(Step {
            depth,
            expression: expression.to_string(),
            value: value.clone(),
        });
    };
    let evaluation = Evaluation {
        attributes,
        observer: &observe,
    };
    evaluation.value(expression, 0);
    steps.into_inner()
}

/// One evaluation, with somebody who is told what each call came to.
pub struct Evaluation<'a> {
    pub attributes: &'a dyn Fn(&str) -> Value,
    observer: &'a dyn Fn(usize, &Expression, &Value),
}

impl Evaluation<'_> {
    /// What an expression inside `depth` calls comes to.
    pub fn value(&self, expression: &Expression, depth: usize) -> Value {
        match expression {
            Expression::Attribute(name) => (self.attributes)(name),
            Expression::Constant(text) => Value::Text(text.clone()),
            Expression::Number(digits) => number(digits).map_or_else(
                || Value::Unknown("a number is too large".to_owned()),
                |number| Value::Text(number.to_string()),
            ),
            Expression::Word(word) => Value::Unknown(format!("the word {word} has no value")),
            Expression::Call { .. } | Expression::Compare { .. } if depth > DEEPEST => {
                Value::Unknown("functions are nested too deeply".to_owned())
            }
            Expression::Call { name, arguments } => {
                let value = self.call(name, arguments, depth);
                (self.observer)(depth, expression, &value);
                value
            }
            Expression::Compare {
                comparison,
                left,
                right,
            } => self
                .compare(*comparison, left, right, depth)
                .unwrap_or_else(Value::from),
        }
    }

    fn call(&self, name: &str, slots: &[Option<Expression>], depth: usize) -> Value {
        let Some(signature) = super::signature(name) else {
            return Value::Unknown(format!("the function {name} is not known"));
        };
        if let Err(what) = signature.check(slots) {
            return Value::Unknown(what);
        }
        let arguments = Arguments::new(self, signature, slots, depth + 1);
        match run(signature, &arguments) {
            value if value.is_too_long() => arguments.too_long().into(),
            value => value,
        }
    }

    /// True or False. An operand that is null or empty makes the check fail (the page, on IIF), and
    /// what flows then is not said; the constant `""` is itself.
    fn compare(
        &self,
        comparison: Comparison,
        left: &Expression,
        right: &Expression,
        depth: usize,
    ) -> Result<Value, Stop> {
        let operand = |expression: &Expression| match self.value(expression, depth) {
            Value::Text(text) if !text.is_empty() || is_constant(expression) => Ok(text),
            Value::List(mut values) if values.len() == 1 => Ok(values.remove(0)),
            Value::List(values) if values.len() > 1 => Err(stop("a comparison has several values")),
            Value::Unknown(why) => Err(Stop::Unknown(why)),
            _ => Err(stop(CHECK_FAILS)),
        };
        let (left, right) = (operand(left)?, operand(right)?);
        let holds = holds(comparison, &left, &right);
        holds.map(Value::of).ok_or_else(|| {
            stop("a comparison by size takes numbers, or numbers are written differently")
        })
    }
}

/// The page's words on a condition that meets a null or empty attribute.
pub const CHECK_FAILS: &str = "the condition check fails: what it reads is null or empty";

fn run(signature: &Signature, arguments: &Arguments<'_>) -> Value {
    (signature.body)(arguments).unwrap_or_else(Value::from)
}

fn stop(why: &str) -> Stop {
    Stop::Unknown(why.to_owned())
}

fn is_constant(expression: &Expression) -> bool {
    matches!(expression, Expression::Constant(_))
}

/// Texts are equal or not by their letters, case included [from memory: the page says so of the
/// syntax and of Switch, not of operators]; size is asked of numbers alone. None where one number is
/// written in two ways, for it is not documented whether `05` equals `5`.
fn holds(comparison: Comparison, left: &str, right: &str) -> Option<bool> {
    let numbers = number(left).zip(number(right));
    let equal = left == right;
    match comparison {
        Comparison::Equal | Comparison::Unequal => {
            let same_number = numbers.is_some_and(|(left, right)| left == right);
            (equal || !same_number).then_some(equal == (comparison == Comparison::Equal))
        }
        Comparison::Greater => numbers.map(|(left, right)| left > right),
        Comparison::GreaterOrEqual => numbers.map(|(left, right)| left >= right),
        Comparison::Less => numbers.map(|(left, right)| left < right),
        Comparison::LessOrEqual => numbers.map(|(left, right)| left <= right),
    }
}

/// A whole number, decimal or `&H` hexadecimal.
pub fn number(text: &str) -> Option<i64> {
    let text = text.trim();
    match text.strip_prefix("&H").or_else(|| text.strip_prefix("&h")) {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}
