//! The ways in which a service can be wrong, by the names that the command line knows.

mod kind;
#[cfg(test)]
mod markdown;

use std::fmt;
use std::str::FromStr;

pub use self::kind::FaultKind;
use self::kind::{Entry, TABLE};
use super::part::Part;

/// One fault: a kind, its number, and the part of the tenant where it acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// The kind's number; 0 for a kind that takes none.
    pub value: i64,
    /// The one part where it acts; without it, everywhere that it can.
    pub part: Option<Part>,
}

impl Fault {
    /// Whether it acts in this part.
    pub fn acts_in(&self, part: Part) -> bool {
        let possible = TABLE
            .iter()
            .any(|row| row.kind == self.kind && row.parts.contains(&part));
        possible && self.part.is_none_or(|only| only == part)
    }
}

/// One line for each fault: its name and what it does.
pub fn catalogue() -> impl Iterator<Item = (String, &'static str)> {
    TABLE.iter().map(|row| {
        let value = row
            .default
            .map_or(String::new(), |default| format!("[={default}]"));
        (format!("{}{value}", row.name), row.about)
    })
}

/// Text that names no fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultError(String);

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = catalogue().map(|(name, _)| name).collect();
        write!(
            f,
            "{}; the faults are [scim:|graph:|rest:] {}",
            self.0,
            names.join(", ")
        )
    }
}

impl std::error::Error for FaultError {}

impl FromStr for Fault {
    type Err = FaultError;

    /// Reads `NAME`, `NAME=NUMBER`, or either behind `PART:`.
    fn from_str(text: &str) -> Result<Self, FaultError> {
        let wrong = |why: &str| FaultError(format!("{text:?} {why}"));
        let (part, rest) = match text.split_once(':') {
            Some((part, rest)) => (Some(part), rest),
            None => (None, text),
        };
        let named = |name: &str| Part::ALL.into_iter().find(|part| part.name() == name);
        let part = part
            .map(|name| named(name).ok_or_else(|| wrong("names no part")))
            .transpose()?;
        let (name, value) = rest
            .split_once('=')
            .map_or((rest, None), |(name, value)| (name, Some(value)));
        let row = TABLE
            .iter()
            .find(|row| row.name == name)
            .ok_or_else(|| wrong("names no fault"))?;
        let value = row.number(value).map_err(wrong)?;
        let fault = Self {
            kind: row.kind,
            value,
            part,
        };
        if Part::ALL.into_iter().any(|part| fault.acts_in(part)) {
            Ok(fault)
        } else {
            Err(wrong("cannot act in that part"))
        }
    }
}

impl Entry {
    fn number(&self, given: Option<&str>) -> Result<i64, &'static str> {
        let Some(default) = self.default else {
            return given.map_or(Ok(0), |_| Err("takes no number"));
        };
        let value = given.map_or(Ok(default), |given| {
            given.parse().map_err(|_| "has no number behind =")
        })?;
        let any_sign = matches!(self.kind, FaultKind::TotalWrong | FaultKind::DateSkew);
        if value >= 1 || any_sign {
            Ok(value)
        } else {
            Err("needs a number of at least 1")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_read_from_its_name() {
        let fault = |kind, value, part| Ok(Fault { kind, value, part });
        assert_eq!("page-cap=7".parse(), fault(FaultKind::PageCap, 7, None));
        assert_eq!("churn".parse(), fault(FaultKind::Churn, 0, None));
        assert_eq!(
            "total-wrong=-3".parse(),
            fault(FaultKind::TotalWrong, -3, None)
        );
        assert_eq!(
            "graph:throttle-429".parse(),
            fault(FaultKind::Throttle, 5, Some(Part::Graph))
        );
    }

    #[test]
    fn what_is_wrong_is_said_and_the_names_are_listed() {
        let message = |text: &str| text.parse::<Fault>().map_err(|error| error.to_string());
        for (text, why) in [
            ("nonsense", "names no fault"),
            ("moon:churn", "names no part"),
            ("page-cap=0", "at least 1"),
            ("page-cap=many", "no number"),
            ("churn=3", "takes no number"),
            ("rest:churn", "cannot act"),
        ] {
            let error = message(text).expect_err(text);
            assert!(
                error.contains(why) && error.contains("duplicate-rows"),
                "{error}"
            );
        }
    }

    #[test]
    fn every_kind_stands_in_the_table_once() {
        for row in &TABLE {
            let named = TABLE
                .iter()
                .filter(|other| other.kind == row.kind || other.name == row.name);
            assert_eq!(named.count(), 1, "{}", row.name);
            assert!(
                row.name
                    .parse::<Fault>()
                    .is_ok_and(|fault| fault.kind == row.kind)
            );
        }
    }

    #[test]
    fn a_fault_acts_where_it_can_and_was_told_to() {
        let fault = Fault {
            kind: FaultKind::Churn,
            value: 0,
            part: None,
        };
        assert_eq!(
            Part::ALL.map(|part| fault.acts_in(part)),
            [true, true, false]
        );
        let fault = Fault {
            part: Some(Part::Rest),
            kind: FaultKind::PageCap,
            value: 1,
        };
        assert_eq!(
            Part::ALL.map(|part| fault.acts_in(part)),
            [false, false, true]
        );
    }
}
