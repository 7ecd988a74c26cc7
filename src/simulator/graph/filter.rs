//! The part of the `OData` filter language that provisioning tools use:
//! `and`, `or`, comparisons, `in`, `startswith`, `contains` and `any`.

mod parse;

use chrono::{DateTime, Utc};

use super::error::GraphError;

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    StartsWith,
    Contains,
}

/// A condition on one row. A path into a collection (`any`) is written like any other path,
/// and holds if one of its values does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Compare {
        path: String,
        operator: Operator,
        value: String,
    },
    OneOf {
        path: String,
        values: Vec<String>,
    },
}

impl Filter {
    /// Reads a filter.
    pub fn parse(text: &str) -> Result<Self, GraphError> {
        parse::parse(text)
    }

    /// The paths that the filter asks about.
    pub fn paths(&self) -> Vec<&str> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::paths).collect(),
            Self::Compare { path, .. } | Self::OneOf { path, .. } => vec![path],
        }
    }

    /// Refuses paths other than these.
    pub fn check_paths(&self, known: &[&str]) -> Result<(), GraphError> {
        match self.paths().into_iter().find(|path| !known.contains(path)) {
            Some(path) => Err(GraphError::new(
                400,
                "BadRequest",
                format!("Invalid filter clause: '{path}' cannot be filtered on."),
            )),
            None => Ok(()),
        }
    }

    /// Whether the filter uses an operator that only advanced queries have.
    pub fn is_advanced(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::is_advanced),
            Self::Compare { operator, .. } => {
                matches!(operator, Operator::NotEqual | Operator::Contains)
            }
            Self::OneOf { .. } => false,
        }
    }

    /// Whether a row passes. `values` gives the row's values under a path; texts are compared by `case`.
    pub fn passes(&self, case: Case, values: &dyn Fn(&str) -> Vec<String>) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.passes(case, values)),
            Self::Any(parts) => parts.iter().any(|part| part.passes(case, values)),
            Self::Compare {
                path,
                operator,
                value,
            } => values(path)
                .iter()
                .any(|actual| operator.holds(&case.fold(actual), &case.fold(value))),
            Self::OneOf {
                path,
                values: wanted,
            } => values(path).iter().any(|actual| {
                wanted
                    .iter()
                    .any(|value| case.fold(value) == case.fold(actual))
            }),
        }
    }

    /// The values of which this path must have one, if the filter says so by equality.
    pub fn pinned(&self, wanted: &str) -> Option<Vec<&str>> {
        match self {
            Self::All(parts) => parts.iter().find_map(|part| part.pinned(wanted)),
            Self::Any(parts) => {
                let pinned: Option<Vec<_>> = parts.iter().map(|part| part.pinned(wanted)).collect();
                pinned.map(|lists| lists.concat())
            }
            Self::Compare {
                path,
                operator: Operator::Equal,
                value,
            } if path == wanted => Some(vec![value]),
            Self::OneOf { path, values } if path == wanted => {
                Some(values.iter().map(String::as_str).collect())
            }
            _ => None,
        }
    }
}

/// How texts are compared: the directory folds case, the logs do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    Exact,
    Folded,
}

impl Case {
    fn fold(self, text: &str) -> String {
        match self {
            Self::Exact => text.to_owned(),
            Self::Folded => text.to_lowercase(),
        }
    }
}

impl Operator {
    fn holds(self, actual: &str, wanted: &str) -> bool {
        let order = match (time(actual), time(wanted)) {
            (Some(actual), Some(wanted)) => actual.cmp(&wanted),
            _ => actual.cmp(wanted),
        };
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::StartsWith => actual.starts_with(wanted),
            Self::Contains => actual.contains(wanted),
        }
    }
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|time| time.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(filter: &str, case: Case) -> bool {
        let row = |path: &str| match path {
            "id" => vec!["A1".to_owned()],
            "displayName" => vec!["Sean O'Brien".to_owned()],
            "at" => vec!["2026-01-01T10:00:00.500Z".to_owned()],
            "targets/id" => vec!["x".to_owned(), "y".to_owned()],
            _ => Vec::new(),
        };
        Filter::parse(filter).unwrap().passes(case, &row)
    }

    #[test]
    fn conditions_hold_or_not() {
        for (filter, expected) in [
            ("id eq 'A1'", true),
            ("id eq 'a1'", false),
            ("id ne 'A1'", false),
            ("displayName eq 'Sean O''Brien'", true),
            ("startswith(displayName,'Sean')", true),
            ("contains(displayName, 'Z')", false),
            ("id in ('B', 'A1')", true),
            (
                "at gt 2026-01-01T10:00:00Z and at lt 2026-01-01T10:00:01Z",
                true,
            ),
            ("at ge 2026-01-01T10:00:00.500Z", true),
            ("at gt 2026-01-01T10:00:00.500Z", false),
            ("targets/any(t:t/id eq 'y')", true),
            (
                "targets/any(t:t/id eq 'z') or (id eq 'A1' and missing eq 'q')",
                false,
            ),
        ] {
            assert_eq!(passes(filter, Case::Exact), expected, "{filter}");
        }
        assert!(passes("id eq 'a1'", Case::Folded));
    }

    #[test]
    fn equality_pins_a_path() {
        let pinned = |text: &str| {
            Filter::parse(text)
                .unwrap()
                .pinned("id")
                .map(|ids| ids.join(","))
        };
        assert_eq!(
            pinned("id eq 'a' or id in ('b','c')").as_deref(),
            Some("a,b,c")
        );
        assert_eq!(pinned("x eq 'q' and id eq 'a'").as_deref(), Some("a"));
        assert_eq!(pinned("id eq 'a' or x eq 'q'"), None);
        assert_eq!(pinned("id gt 'a'"), None);
    }

    #[test]
    fn broken_filters_are_refused() {
        for text in [
            "",
            "id",
            "id eq",
            "id eq 'a",
            "id xx 'a'",
            "id eq 'a' and",
            "(id eq 'a'",
            "id eq 'a' id",
            "in ('a')",
        ] {
            assert_eq!(Filter::parse(text).unwrap_err().status, 400, "{text}");
        }
    }
}
