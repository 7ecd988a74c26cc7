//! Why a text is no expression.

use std::fmt;

/// The first place where a text stops being an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    /// Counted in characters, from 1; one past the end where something is missing there.
    pub column: usize,
    /// What is wrong there, safe to show.
    pub what: String,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.column, self.what)
    }
}

impl std::error::Error for SyntaxError {}
