//! The commonest computed mapping, `Join` of attributes and constants, written straight into a buffer: a name for
//! each of a million people is made without a tree walk and without an allocation.

use crate::entra::expression::{Expression, LONGEST};

/// Such an expression, taken apart once.
pub struct Template<'e> {
    separator: &'e str,
    pieces: Vec<Piece<'e>>,
}

enum Piece<'e> {
    /// The input at this place.
    Input(usize),
    Constant(&'e str),
}

impl<'e> Template<'e> {
    /// `None` where `expression` is anything but a `Join` of constants and of `inputs` that hold one value each.
    pub fn of(expression: &'e Expression, inputs: &[&str]) -> Option<Self> {
        let Expression::Call { name, arguments } = expression else {
            return None;
        };
        let (separator, sources) = arguments.split_first()?;
        let Some(Expression::Constant(separator)) = separator else {
            return None;
        };
        if name != "Join" || sources.is_empty() {
            return None;
        }
        let pieces = sources.iter().flatten().map(|source| match source {
            Expression::Constant(text) => Some(Piece::Constant(text)),
            Expression::Attribute(name) => {
                let at = inputs.iter().position(|input| input == name)?;
                Some(Piece::Input(at))
            }
            _ => None,
        });
        Some(Self {
            separator,
            pieces: pieces.collect::<Option<_>>()?,
        })
    }

    /// Writes what flows into `buffer`, and whether anything does; `None` where it comes near the length that an
    /// evaluation refuses. An input that is empty is no value, and leaves no separator behind.
    pub fn fill<'t>(&self, buffer: &mut String, input: impl Fn(usize) -> &'t str) -> Option<bool> {
        buffer.clear();
        let mut any = false;
        for piece in &self.pieces {
            let (text, is_value) = match piece {
                Piece::Input(at) => (input(*at), false),
                Piece::Constant(text) => (*text, true),
            };
            any |= is_value || !text.is_empty();
            if text.is_empty() {
                continue;
            }
            if !buffer.is_empty() {
                buffer.push_str(self.separator);
            }
            buffer.push_str(text);
        }
        (buffer.len() + self.separator.len() < LONGEST).then_some(any)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entra::expression::{Value, evaluate};

    const NAMES: [&str; 2] = ["givenName", "surname"];

    fn both(text: &str, values: [&str; 2]) -> Option<(Value, Option<String>)> {
        let expression = Expression::parse(text).unwrap();
        let template = Template::of(&expression, &NAMES)?;
        let attributes = |name: &str| {
            let at = NAMES.iter().position(|known| *known == name);
            match at.map_or("", |at| values[at]) {
                "" => Value::Absent,
                text => Value::Text(text.to_owned()),
            }
        };
        let mut buffer = String::new();
        let flows = template.fill(&mut buffer, |at| values[at])?;
        Some((evaluate(&expression, &attributes), flows.then_some(buffer)))
    }

    #[test]
    fn what_is_no_plain_join_is_left_to_the_evaluation() {
        for other in [
            "[givenName]",
            "Append([givenName], [surname])",
            "Join([surname], [givenName])",
            "Join(\" \", ToLower([givenName]), [surname])",
            "Join(\" \", [mail])",
        ] {
            assert!(both(other, ["a", "b"]).is_none(), "{other}");
        }
    }

    proptest! {
        #[test]
        fn a_template_says_what_the_evaluation_says(
            separator in "[ ,.-]{0,2}",
            pieces in prop::collection::vec("\\[givenName\\]|\\[surname\\]|\"\"|\"x\"|\"ab\"", 1..5),
            given in "|Ann|Zo\u{eb}| ",
            surname in "|Lee|O'Neil",
        ) {
            let text = format!("Join(\"{separator}\", {})", pieces.join(", "));
            let (evaluated, filled) = both(&text, [given.as_str(), surname.as_str()]).unwrap();
            let filled = filled.map_or(Value::Absent, Value::Text);
            prop_assert_eq!(evaluated, filled, "{}", text);
        }
    }
}
