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
