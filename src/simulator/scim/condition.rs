//! A filter made ready for one resource type.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::facts::{Fact, Facts};
use super::field::{Field, Type};
use super::filter::{Filter, FilterError, Operator};
use super::kind::Kind;
use super::path::Path;

/// A filter whose paths are fields of one resource type and whose literals have their types.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All of them.
    All(Vec<Condition>),
    /// At least one of them.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// One value of the multi-valued attribute with this field meets it all.
    Within(Field, Box<Condition>),
    /// The field has a value.
    Present(Field),
    /// The field compares to a literal.
    Compare(Field, Operator, Literal),
    /// An attribute that the resource type does not have: it is present in no resource.
    Unknown,
}

/// A literal in the type of its field.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// In lower case.
    Text(String),
    /// As written.
    ExactText(String),
    /// A boolean.
    Boolean(bool),
    /// A point in time.
    DateTime(DateTime<Utc>),
}

impl Condition {
    /// Makes a filter ready.
    ///
    /// # Errors
    /// When a literal or an operator does not fit its attribute's type (RFC 7644 3.4.2.2).
    pub fn of(filter: &Filter, kind: Kind) -> Result<Self, FilterError> {
        let all = |filters: &[Filter]| -> Result<Vec<_>, _> {
            filters
                .iter()
                .map(|filter| Self::of(filter, kind))
                .collect()
        };
        Ok(match filter {
            Filter::And(filters) => Self::All(all(filters)?),
            Filter::Or(filters) => Self::Any(all(filters)?),
            Filter::Not(inner) => Self::Not(Box::new(Self::of(inner, kind)?)),
            Filter::Within(path, inner) => Self::within(path, inner, kind)?,
            Filter::Present(path) => {
                Field::of(kind, path).map_or(Self::Unknown, |(field, _)| Self::Present(field))
            }
            Filter::Compare(path, operator, value) => match Field::of(kind, path) {
                Some(field) => Self::compare(field, *operator, value)?,
                None => Self::Unknown,
            },
        })
    }

    fn within(path: &Path, inner: &Filter, kind: Kind) -> Result<Self, FilterError> {
        let multi_valued = ["emails", "members"].contains(&path.name.as_str());
        match Field::of(kind, path) {
            Some((field, _)) if multi_valued => {
                let inner = Self::of(&prefixed(inner, path), kind)?;
                Ok(Self::Within(field, Box::new(inner)))
            }
            Some(_) => Err(FilterError(format!("{} is not multi-valued", path.name))),
            None => Ok(Self::Unknown),
        }
    }

    /// A comparison with null asks for presence (RFC 7643 2.5: null is unassigned).
    fn compare(
        (field, of_type): (Field, Type),
        operator: Operator,
        value: &Value,
    ) -> Result<Self, FilterError> {
        match (operator, value) {
            (Operator::Eq, Value::Null) => Ok(Self::Not(Box::new(Self::Present(field)))),
            (Operator::Ne, Value::Null) => Ok(Self::Present(field)),
            _ => Ok(Self::Compare(
                field,
                operator,
                Literal::of(of_type, operator, value)?,
            )),
        }
    }

    /// Whether a resource meets it.
    pub fn holds(&self, facts: &dyn Facts) -> bool {
        match self {
            Self::All(inner) => inner.iter().all(|condition| condition.holds(facts)),
            Self::Any(inner) => inner.iter().any(|condition| condition.holds(facts)),
            Self::Not(inner) => !inner.holds(facts),
            Self::Within(field, inner) => {
                facts.any_element(*field, &mut |element| inner.holds(element))
            }
            Self::Present(field) => facts.any(*field, &mut |_| true),
            // RFC 7644 leaves a missing attribute open; here it is not equal to anything.
            Self::Compare(field, Operator::Ne, literal) => {
                !facts.any(*field, &mut |fact| literal.meets(Operator::Eq, fact))
            }
            Self::Compare(field, operator, literal) => {
                facts.any(*field, &mut |fact| literal.meets(*operator, fact))
            }
            Self::Unknown => false,
        }
    }

    /// A field that must equal a text, if there is one: where to look before looking everywhere.
    pub fn key(&self) -> Option<(Field, &str)> {
        match self {
            Self::Compare(field, Operator::Eq, Literal::Text(text) | Literal::ExactText(text)) => {
                Some((*field, text))
            }
            Self::All(inner) => inner.iter().find_map(Self::key),
            _ => None,
        }
    }
}

/// The filter of a value path names sub-attributes; from outside they have their attribute's name
/// before them.
fn prefixed(filter: &Filter, path: &Path) -> Filter {
    let all = |filters: &[Filter]| {
        filters
            .iter()
            .map(|filter| prefixed(filter, path))
            .collect()
    };
    let sub = |inner: &Path| Path {
        sub: inner.name.clone(),
        ..path.clone()
    };
    match filter {
        Filter::And(filters) => Filter::And(all(filters)),
        Filter::Or(filters) => Filter::Or(all(filters)),
        Filter::Not(inner) => Filter::Not(Box::new(prefixed(inner, path))),
        Filter::Within(inner, filter) => Filter::Within(sub(inner), filter.clone()),
        Filter::Present(inner) => Filter::Present(sub(inner)),
        Filter::Compare(inner, operator, value) => {
            Filter::Compare(sub(inner), *operator, value.clone())
        }
    }
}

impl Literal {
    fn of(of_type: Type, operator: Operator, value: &Value) -> Result<Self, FilterError> {
        use Operator::{Co, Eq, Ew, Ne, Sw};
        let misfit = || {
            FilterError(format!(
                "{value} or its operator does not fit the attribute's type"
            ))
        };
        match (of_type, value) {
            (Type::Text, Value::String(text)) => Ok(Self::Text(text.to_lowercase())),
            (Type::ExactText, Value::String(text)) => Ok(Self::ExactText(text.clone())),
            (Type::Boolean, Value::Bool(flag)) if matches!(operator, Eq | Ne) => {
                Ok(Self::Boolean(*flag))
            }
            (Type::DateTime, Value::String(text)) if !matches!(operator, Co | Sw | Ew) => {
                let time = DateTime::parse_from_rfc3339(text).map_err(|_| misfit())?;
                Ok(Self::DateTime(time.to_utc()))
            }
            _ => Err(misfit()),
        }
    }

    fn meets(&self, operator: Operator, fact: &Fact<'_>) -> bool {
        match (self, fact) {
            (Self::Text(literal), Fact::Text(held)) => {
                text_meets(&held.to_lowercase(), operator, literal)
            }
            (Self::ExactText(literal), Fact::Text(held)) => text_meets(held, operator, literal),
            (Self::Boolean(literal), Fact::Boolean(held)) => ordered(held, operator, literal),
            (Self::DateTime(literal), Fact::DateTime(held)) => ordered(held, operator, literal),
            _ => false,
        }
    }
}

fn text_meets(held: &str, operator: Operator, literal: &str) -> bool {
    match operator {
        Operator::Co => held.contains(literal),
        Operator::Sw => held.starts_with(literal),
        Operator::Ew => held.ends_with(literal),
        _ => ordered(held, operator, literal),
    }
}

fn ordered<T: Ord + ?Sized>(held: &T, operator: Operator, literal: &T) -> bool {
    let order = held.cmp(literal);
    match operator {
        Operator::Eq => order.is_eq(),
        Operator::Ne => order.is_ne(),
        Operator::Gt => order.is_gt(),
        Operator::Ge => order.is_ge(),
        Operator::Lt => order.is_lt(),
        Operator::Le => order.is_le(),
        Operator::Co | Operator::Sw | Operator::Ew => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::provider::{Actor, NewUser, Provider};
    use super::super::facts::GroupFacts;
    use super::*;

    fn provider() -> Provider {
        let mut provider = Provider::new(1, "http://localhost/scim");
        let actor = Actor::new("test", "user");
        let user = |name: &str, email: &str, active, title: &str| NewUser {
            user_name: name.into(),
            display_name: name.to_uppercase(),
            external_id: format!("X-{name}"),
            email: email.into(),
            title: title.into(),
            department: "R&D".into(),
            active,
            ..NewUser::default()
        };
        let at = |seconds| DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(seconds);
        let ada = provider.plant_user(&user("ada", "ada@x.org", true, "Boss"), &actor, at(0));
        provider.plant_user(&user("Änne", "", false, ""), &actor, at(60));
        let group = provider.create_group("Empty", "", &actor, at(0));
        let full = provider.create_group("Full", "g", &actor, at(0));
        assert!(group.is_ok());
        let added = full.and_then(|full| provider.add_members(&full, &[ada], &actor, at(0)));
        assert_eq!(added, Ok(()));
        provider
    }

    fn condition(text: &str, kind: Kind) -> Result<Condition, FilterError> {
        Condition::of(&Filter::parse(text)?, kind)
    }

    /// How many of the two users, and of the two groups, meet the filter.
    fn hits(text: &str) -> Result<[usize; 2], FilterError> {
        let provider = provider();
        let [users, groups] = [condition(text, Kind::User)?, condition(text, Kind::Group)?];
        let order = provider.users.order().iter();
        let user = order
            .filter_map(|slot| provider.users.get(*slot))
            .filter(|user| users.holds(*user));
        let order = provider
            .groups
            .order()
            .iter()
            .filter_map(|slot| provider.groups.get(*slot));
        let group = order.filter(|group| {
            groups.holds(&GroupFacts {
                group,
                provider: &provider,
            })
        });
        Ok([user.count(), group.count()])
    }

    #[test]
    fn filters_find_what_they_describe() {
        for (text, expected) in [
            (r#"userName eq "ADA""#, [1, 0]),
            (r#"userName eq "äNNE""#, [1, 0]),
            (r#"externalId eq "x-ada""#, [0, 0]),
            (r#"externalId eq "X-ada""#, [1, 0]),
            (r#"externalId eq "g""#, [0, 1]),
            (r#"displayName co "L""#, [0, 1]),
            (r#"userName sw "a" or userName ew "E""#, [2, 0]),
            (r#"userName gt "a" and userName lt "b""#, [1, 0]),
            ("active eq true", [1, 0]),
            ("active ne true", [1, 0]),
            ("title pr", [1, 0]),
            ("not (title pr)", [1, 2]),
            ("title eq null", [1, 0]),
            ("title ne null", [1, 0]),
            (r#"title ne "x""#, [2, 0]),
            (r#"emails[type eq "WORK" and value ew "@x.org"]"#, [1, 0]),
            (r#"emails[type eq "home"]"#, [0, 0]),
            ("emails.primary eq true", [1, 0]),
            (r#"emails co "@X""#, [1, 0]),
            (r#"members.display eq "ada""#, [0, 1]),
            ("members pr", [0, 1]),
            ("not (members pr)", [2, 1]),
            (r#"meta.lastModified gt "1970-01-01T00:00:30Z""#, [1, 0]),
            (r#"meta.created le "1970-01-01T01:00:00+01:00""#, [1, 2]),
            (r#"meta.resourceType eq "Group""#, [0, 2]),
            (
                r#"schemas eq "urn:ietf:params:scim:schemas:core:2.0:Group""#,
                [0, 2],
            ),
            (
                r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "r&d""#,
                [2, 0],
            ),
            ("nonsense pr", [0, 0]),
        ] {
            assert_eq!(hits(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_literal_must_fit_its_attribute() {
        for text in [
            r#"active eq "true""#,
            "active gt true",
            "userName eq 5",
            "userName eq true",
            r#"meta.created gt "yesterday""#,
            r#"meta.created co "1970-01-01T00:00:00Z""#,
            r#"name[familyName eq "x"]"#,
        ] {
            assert!(condition(text, Kind::User).is_err(), "{text}");
        }
    }

    #[test]
    fn a_key_is_found_where_everything_must_equal_it() {
        let key = |text| {
            condition(text, Kind::User).map(|condition| {
                condition
                    .key()
                    .map(|(field, text)| (field, text.to_owned()))
            })
        };
        assert_eq!(
            key(r#"active eq true and userName eq "A""#),
            Ok(Some((Field::UserName, "a".into())))
        );
        assert_eq!(key(r#"userName eq "a" or active eq true"#), Ok(None));
        assert_eq!(key(r#"not (userName eq "a")"#), Ok(None));
        assert_eq!(key(r#"userName ne "a""#), Ok(None));
    }
}
