use std::fmt;

use super::place::Place;

/// How bad a mistake is, the mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Works, but not as somebody may think.
    Warning,
    /// Cannot be used.
    Wrong,
    /// Could not be looked at.
    Unreadable,
}

/// What is wrong with a value, and what to write instead. Never quotes the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub what: String,
    pub instead: String,
}

impl Fault {
    pub fn new(what: impl Into<String>, instead: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            instead: instead.into(),
        }
    }

    pub fn at(self, place: Place, key: &str) -> Mistake {
        Mistake {
            severity: Severity::Wrong,
            place: Some(place),
            key: Some(key.to_owned()),
            what: self.what,
            instead: self.instead,
        }
    }
}

/// One mistake in the configuration: where, which key, what is wrong, what to write instead.
/// It quotes no value, because any value may be a secret in the wrong place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub severity: Severity,
    /// None where something is missing altogether.
    pub place: Option<Place>,
    pub key: Option<String>,
    pub what: String,
    pub instead: String,
}

impl Mistake {
    /// Whether it is something that was not given at all, rather than given wrongly.
    pub fn is_missing(&self) -> bool {
        self.place.is_none() && self.key.is_some() && self.severity == Severity::Wrong
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        if let Some(key) = &self.key {
            write!(f, "{key} ")?;
        }
        write!(f, "{}; {}", self.what, self.instead)
    }
}

/// Everything that is wrong with a configuration that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(Mistake::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Mistakes(pub Vec<Mistake>);
