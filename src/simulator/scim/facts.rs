//! What a resource answers when a filter or a sort order asks for one of its fields.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::super::provider::{Group, Provider, Resource, Text, User};
use super::field::Field;
use super::kind::Kind;

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact<'a> {
    /// Text, never empty.
    Text(Cow<'a, str>),
    /// A boolean.
    Boolean(bool),
    /// A point in time.
    DateTime(DateTime<Utc>),
}

/// Something with fields: a resource, or one value of a multi-valued attribute.
pub trait Facts {
    /// Shows the values of a field, one by one, until `see` says that it has seen enough; tells
    /// whether it did.
    fn any(&self, field: Field, see: &mut dyn FnMut(&Fact<'_>) -> bool) -> bool;

    /// The same with the whole values of the multi-valued attribute that a field belongs to.
    fn any_element(&self, field: Field, see: &mut dyn FnMut(&dyn Facts) -> bool) -> bool;
}

fn text(text: Cow<'_, str>) -> Option<Fact<'_>> {
    (!text.is_empty()).then_some(Fact::Text(text))
}

fn fixed(name: &str) -> Option<Fact<'_>> {
    text(Cow::Borrowed(name))
}

impl Facts for User {
    fn any(&self, field: Field, see: &mut dyn FnMut(&Fact<'_>) -> bool) -> bool {
        let email = || !self.text(Text::Email).is_empty();
        let fact = match field {
            Field::Schemas => fixed(Kind::User.schema()),
            Field::Id => text(self.text(Text::Id)),
            Field::ExternalId => text(self.text(Text::ExternalId)),
            Field::UserName => text(self.text(Text::UserName)),
            Field::Formatted => text(self.text(Text::Formatted)),
            Field::FamilyName => text(self.text(Text::FamilyName)),
            Field::GivenName => text(self.text(Text::GivenName)),
            Field::DisplayName => text(self.text(Text::DisplayName)),
            Field::Title => text(self.text(Text::Title)),
            Field::EmailValue => text(self.text(Text::Email)),
            Field::EmailType => email().then(|| fixed("work")).flatten(),
            Field::EmailPrimary => email().then_some(Fact::Boolean(true)),
            Field::Active => Some(Fact::Boolean(self.active)),
            Field::Department => text(self.text(Text::Department)),
            Field::ResourceType => fixed(Kind::User.name()),
            Field::Created => Some(Fact::DateTime(self.created)),
            Field::LastModified => Some(Fact::DateTime(self.modified)),
            Field::Location => text(self.text(Text::Location)),
            Field::MemberValue | Field::MemberDisplay | Field::MemberRef => None,
        };
        fact.is_some_and(|fact| see(&fact))
    }

    /// A user has one e-mail at most, so it can speak for itself.
    fn any_element(&self, _: Field, see: &mut dyn FnMut(&dyn Facts) -> bool) -> bool {
        !self.text(Text::Email).is_empty() && see(self)
    }
}

/// A group with the users that its members are.
pub struct GroupFacts<'a> {
    /// The group.
    pub group: &'a Group,
    /// Where the users are.
    pub provider: &'a Provider,
}

impl<'a> GroupFacts<'a> {
    fn members(&self) -> impl Iterator<Item = MemberFacts<'a>> {
        let users = &self.provider.users;
        self.group
            .members
            .iter()
            .filter_map(|slot| users.get(*slot))
            .map(MemberFacts)
    }
}

impl Facts for GroupFacts<'_> {
    fn any(&self, field: Field, see: &mut dyn FnMut(&Fact<'_>) -> bool) -> bool {
        let fact = match field {
            Field::Schemas => fixed(Kind::Group.schema()),
            Field::Id => text(self.group.id()),
            Field::ExternalId => text(self.group.external_id()),
            Field::DisplayName => text(self.group.display_name()),
            Field::ResourceType => fixed(Kind::Group.name()),
            Field::Created => Some(Fact::DateTime(self.group.created)),
            Field::LastModified => Some(Fact::DateTime(self.group.modified)),
            Field::Location => text(self.group.location()),
            _ => return self.members().any(|member| member.any(field, see)),
        };
        fact.is_some_and(|fact| see(&fact))
    }

    fn any_element(&self, _: Field, see: &mut dyn FnMut(&dyn Facts) -> bool) -> bool {
        self.members().any(|member| see(&member))
    }
}

/// One member of a group.
struct MemberFacts<'a>(&'a User);

impl Facts for MemberFacts<'_> {
    fn any(&self, field: Field, see: &mut dyn FnMut(&Fact<'_>) -> bool) -> bool {
        let fact = match field {
            Field::MemberValue => text(self.0.text(Text::Id)),
            Field::MemberDisplay => text(self.0.text(Text::DisplayName)),
            Field::MemberRef => text(self.0.text(Text::Location)),
            _ => None,
        };
        fact.is_some_and(|fact| see(&fact))
    }

    fn any_element(&self, _: Field, _: &mut dyn FnMut(&dyn Facts) -> bool) -> bool {
        false
    }
}
