//! An expression as a tree.

use std::collections::BTreeSet;

/// One expression. Depth and length are bounded where it is made.
#[derive(Clone, PartialEq, Debug)]
pub enum Expression {
    /// `[mail]`
    Attribute(String),
    /// `"text"`, without its quotes and escapes.
    Constant(String),
    /// A bare number such as `-10` or `&HF`, as it is written.
    Number(String),
    /// A bare word such as `vbTextCompare`.
    Word(String),
    /// `Name(a, , b)`: an omitted argument is `None`.
    Call {
        name: String,
        arguments: Vec<Option<Expression>>,
    },
    Compare {
        comparison: Comparison,
        left: Box<Expression>,
        right: Box<Expression>,
    },
}

/// `=`, `<>`, `>`, `>=`, `<`, `<=`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    Equal,
    Unequal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Expression {
    /// The source attributes that it reads, spelled as it spells them.
    pub fn attributes(&self) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut open = vec![self];
        while let Some(expression) = open.pop() {
            match expression {
                Self::Attribute(name) => {
                    found.insert(name.as_str());
                }
                Self::Call { arguments, .. } => open.extend(arguments.iter().flatten()),
                Self::Compare { left, right, .. } => open.extend([&**left, &**right]),
                Self::Constant(_) | Self::Number(_) | Self::Word(_) => {}
            }
        }
        found
    }
}
