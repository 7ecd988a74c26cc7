//! A tree as canonical text.

use std::fmt::{self, Write};

use super::tree::{Comparison, Expression};

/// One spelling for one tree: [`Expression::parse`] reads back what this writes.
impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(name) => write!(f, "[{name}]"),
            Self::Constant(text) => quoted(f, text),
            Self::Number(word) | Self::Word(word) => f.write_str(word),
            Self::Call { name, arguments } => {
                write!(f, "{name}(")?;
                for (at, argument) in arguments.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { ", " })?;
                    if let Some(argument) = argument {
                        write!(f, "{argument}")?;
                    }
                }
                f.write_char(')')
            }
            Self::Compare {
                comparison,
                left,
                right,
            } => write!(f, "{left} {comparison} {right}"),
        }
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        if matches!(c, '\\' | '"') {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    f.write_char('"')
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equal => "=",
            Self::Unequal => "<>",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
        })
    }
}
