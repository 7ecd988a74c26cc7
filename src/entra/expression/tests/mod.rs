//! A table of cases for each function, the examples of Microsoft's page among them.

use super::{Expression, Value, evaluate};

mod choice;
mod date;
mod language;
mod list;
mod replace;
mod text;
mod tree;

/// An expression; what its attributes hold (`a=1;b=x|y`, several values parted by a bar); and what it
/// comes to, as [`shown`] shows it.
type Case = (&'static str, &'static str, &'static str);

fn check(cases: &[Case]) {
    for (expression, attributes, expected) in cases {
        let tree = Expression::parse(expression);
        let tree = tree.unwrap_or_else(|error| panic!("{expression}: {error}"));
        let value = evaluate(&tree, &|name| held(attributes, name));
        assert_eq!(shown(&value), *expected, "{expression} with {attributes}");
    }
}

fn held(attributes: &str, name: &str) -> Value {
    let mut pairs = attributes
        .split(';')
        .filter_map(|pair| pair.split_once('='));
    match pairs
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
    {
        None => Value::Absent,
        Some(values) if values.contains('|') => {
            Value::List(values.split('|').map(str::to_owned).collect())
        }
        Some(value) => Value::Text(value.to_owned()),
    }
}

/// `'text'`, `['a', 'b']`, `null` or `unknown: why`.
fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("'{text}'"),
        Value::List(values) => {
            let quoted: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
            format!("[{}]", quoted.join(", "))
        }
        Value::Absent => "null".to_owned(),
        Value::Unknown(why) => format!("unknown: {why}"),
    }
}
