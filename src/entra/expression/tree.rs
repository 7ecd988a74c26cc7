//! An expression as a tree.

/// One expression. Depth and length are bounded where it is made.
#[derive(Clone, PartialEq, Debug)]
pub enum Expression {
    /// `[mail]`
    Attribute(String),
    /// `"text"`, or a bare number such as `-10` or `&HF`, as it is written.
    Constant(String),
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
