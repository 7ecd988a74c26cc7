//! What an expression can come to.

/// A value of a source attribute or of an expression. Everything is text, as on the wire: booleans
/// are `True` and `False`, numbers their digits, times `M/d/yyyy h:mm:ss tt`.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub enum Value {
    Text(String),
    /// A multi-valued attribute, or what `Split` makes.
    List(Vec<String>),
    /// No value: nothing flows.
    #[default]
    Absent,
    /// It cannot be told, for this reason.
    Unknown(String),
}

/// Bytes that a value may come to: far more than an attribute of Entra holds. Without a bound a short
/// expression of nested replacements could fill the memory.
pub const LONGEST: usize = 100_000;

impl Value {
    /// `True` or `False`, capitalised as Entra's log has it.
    pub fn of(truth: bool) -> Self {
        Self::Text(if truth { "True" } else { "False" }.to_owned())
    }

    /// Whether there is no value at all; an empty string is one.
    pub fn is_null(&self) -> bool {
        match self {
            Self::Absent => true,
            Self::List(values) => values.is_empty(),
            Self::Text(_) | Self::Unknown(_) => false,
        }
    }

    /// Whether it outgrows [`LONGEST`].
    pub(super) fn is_too_long(&self) -> bool {
        match self {
            Self::Text(text) => text.len() > LONGEST,
            Self::List(values) => values.iter().map(String::len).sum::<usize>() > LONGEST,
            Self::Absent | Self::Unknown(_) => false,
        }
    }

    /// Whether nothing or an empty string is there.
    pub fn is_null_or_empty(&self) -> bool {
        self.is_null() || matches!(self, Self::Text(text) if text.is_empty())
    }
}
