//! One clause of a scope filter: an attribute, an operator and what to compare with.

use fancy_regex::Regex;

use super::Truth;
use crate::entra::expression::{Value, dotnet_regex};
use crate::model::FilterClause;

/// Attributes that a job does not filter by, whatever its schema says (Microsoft: "Scoping users
/// or groups to be provisioned with scoping filters", "Known issues for provisioning").
const NOT_FILTERED: [&str; 7] = [
    "appRoleAssignments",
    "groupTypes",
    "manager",
    "members",
    "otherMails",
    "proxyAddresses",
    "userType",
];

/// A clause that can be asked.
#[derive(Debug)]
pub(super) struct Clause {
    attribute: String,
    /// The reason where the clause can be asked of nobody.
    test: Result<Test, String>,
    /// The clause as a person reads it.
    shown: String,
}

/// What is asked of a value.
#[derive(Debug)]
enum Test {
    IsNull,
    IsNotNull,
    Is(bool),
    /// The comparisons with each operand, and whether they are turned round. Whether all or any of
    /// several must hold is not documented, so only what they agree on counts.
    Compare(Vec<Comparison>, bool),
}

#[derive(Debug)]
enum Comparison {
    Equal(String),
    Contains(String),
    EndsWith(String),
    /// The pattern anywhere in the value, and as the whole of it: which of both Entra means is not
    /// documented, and the page's examples only make sense for the whole.
    Matches(Box<[Regex; 2]>),
    Above(i64),
    AtLeast(i64),
}

impl Clause {
    pub fn of(clause: &FilterClause) -> Self {
        Self {
            attribute: clause.attribute.raw().to_owned(),
            test: test(clause),
            shown: clause.shown(),
        }
    }

    /// Whether it holds for an object with these attributes. A missing or empty value fails every
    /// clause but IS NULL.
    pub fn holds(&self, attributes: &dyn Fn(&str) -> Value) -> Truth {
        let holds = match &self.test {
            Ok(test) => test.holds(&attributes(&self.attribute)),
            Err(reason) => Err(reason.clone()),
        };
        holds.map_err(|reason| format!("the filter's clause \"{}\": {reason}", self.shown))
    }
}

fn test(clause: &FilterClause) -> Result<Test, String> {
    let attribute = clause.attribute.raw();
    // `Date` as it is spelt at the end of names, and not that of `lastUpdate`.
    let date = attribute.ends_with("Date") || attribute.ends_with("DateTime");
    if date
        || NOT_FILTERED
            .iter()
            .any(|name| name.eq_ignore_ascii_case(attribute))
    {
        return Err("Entra does not filter by this attribute".into());
    }
    let compare = |comparison: fn(&str) -> Result<Comparison, String>, turned: bool| {
        let comparisons: Result<Vec<_>, _> = clause
            .values
            .iter()
            .map(|value| comparison(value.raw()))
            .collect();
        match comparisons? {
            none if none.is_empty() => Err("it has nothing to compare with".into()),
            some => Ok(Test::Compare(some, turned)),
        }
    };
    let text = |value: &str| Ok(Comparison::Equal(value.to_owned()));
    match normalised(clause.operator.raw()).as_str() {
        "ISNULL" => Ok(Test::IsNull),
        "ISNOTNULL" => Ok(Test::IsNotNull),
        "ISTRUE" => Ok(Test::Is(true)),
        "ISFALSE" => Ok(Test::Is(false)),
        "EQUALS" => compare(text, false),
        "NOTEQUALS" => compare(text, true),
        "REGEXMATCH" => compare(pattern, false),
        "NOTREGEXMATCH" => compare(pattern, true),
        "GREATERTHAN" => compare(|value| integer(value).map(Comparison::Above), false),
        "GREATERTHANOREQUALS" => compare(|value| integer(value).map(Comparison::AtLeast), false),
        "INCLUDES" => compare(|value| Ok(Comparison::Contains(value.to_owned())), false),
        "ENDSWITH" => compare(|value| Ok(Comparison::EndsWith(value.to_owned())), false),
        "&" | "!&" => Err("what this operator does is not documented clearly".into()),
        "ISMEMBEROF" => Err("Entra offers this operator and does not support it".into()),
        _ => Err("its operator is not known".into()),
    }
}

/// Both spellings as one: `IS NOT NULL`, `Greater_Than`.
fn normalised(operator: &str) -> String {
    let letters = operator.chars().filter(|c| !matches!(c, '_' | ' '));
    letters.map(|c| c.to_ascii_uppercase()).collect()
}

fn pattern(pattern: &str) -> Result<Comparison, String> {
    let read = |pattern: &str| dotnet_regex(pattern).ok_or("its pattern cannot be read");
    let both = [read(pattern)?, read(&format!("^(?:{pattern})$"))?];
    Ok(Comparison::Matches(Box::new(both)))
}

fn integer(text: &str) -> Result<i64, String> {
    let number = text.trim().parse();
    number.map_err(|_| "it compares what is not a whole number".to_owned())
}

impl Test {
    fn holds(&self, value: &Value) -> Truth {
        let text = match value {
            Value::Text(text) => text.as_str(),
            Value::Absent => "",
            Value::List(_) => return Err("Entra filters by no attribute with many values".into()),
            Value::Unknown(reason) => return Err(reason.clone()),
        };
        match (self, text) {
            (Self::IsNull, text) => Ok(text.is_empty()),
            (_, "") => Ok(false),
            (Self::IsNotNull, _) => Ok(true),
            (Self::Is(wanted), text) => flag(text).map(|flag| flag == *wanted),
            (Self::Compare(comparisons, turned), text) => {
                agreed(comparisons, text).map(|holds| holds != *turned)
            }
        }
    }
}

fn flag(text: &str) -> Truth {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Ok(true),
        _ if text.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err("the attribute is neither true nor false".into()),
    }
}

/// What all comparisons say.
fn agreed(comparisons: &[Comparison], text: &str) -> Truth {
    let mut said = None;
    for comparison in comparisons {
        let holds = comparison.holds(text)?;
        if *said.get_or_insert(holds) != holds {
            return Err("whether all of several values count or any is not documented".into());
        }
    }
    said.ok_or_else(|| "it has nothing to compare with".into())
}

impl Comparison {
    /// With regard to letter case, as Entra does.
    fn holds(&self, text: &str) -> Truth {
        match self {
            Self::Equal(value) => Ok(text == value),
            Self::Contains(value) => Ok(text.contains(value.as_str())),
            Self::EndsWith(value) => Ok(text.ends_with(value.as_str())),
            Self::Above(least) => integer(text).map(|number| number > *least),
            Self::AtLeast(least) => integer(text).map(|number| number >= *least),
            Self::Matches(patterns) => {
                let slow = |_| "its pattern takes too long to match";
                let [within, whole] = patterns.as_ref();
                match (
                    within.is_match(text).map_err(slow)?,
                    whole.is_match(text).map_err(slow)?,
                ) {
                    (true, false) => {
                        Err("whether a pattern must match the whole value is not documented".into())
                    }
                    (matches, _) => Ok(matches),
                }
            }
        }
    }
}
