//! What the job provisions and how: the scope, and which source attribute flows where.
//!
//! The default is the mapping of a non-gallery SCIM application, cut to the attributes that Kandji takes
//! ("Tutorial: Develop and plan provisioning for a SCIM endpoint"). A scenario may set another.

mod expression;
mod filter;

use std::collections::BTreeSet;

pub use expression::Expression;
pub use filter::{Clause, Operator, document, passes};

use super::world::{Attribute, User};

/// The targets that the provider keeps.
pub const TARGETS: [&str; 7] = [
    "userName",
    "displayName",
    "title",
    "emails[type eq \"work\"].value",
    "name.formatted",
    "externalId",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
];

/// The sources that a mapping may read.
pub const SOURCES: [&str; 12] = [
    "userPrincipalName",
    "originalUserPrincipalName",
    "mail",
    "mailNickname",
    "displayName",
    "givenName",
    "surname",
    "jobTitle",
    "department",
    "objectId",
    "accountEnabled",
    "IsSoftDeleted",
];

/// The default mappings in the order of the schema, the matching one first.
const DEFAULT: [(&str, &str); 8] = [
    ("userName", "[userPrincipalName]"),
    (
        "active",
        "Switch([IsSoftDeleted], , \"False\", \"True\", \"True\", \"False\")",
    ),
    ("displayName", "[displayName]"),
    ("title", "[jobTitle]"),
    ("emails[type eq \"work\"].value", "[mail]"),
    ("name.formatted", "Join(\" \", [givenName], [surname])"),
    ("externalId", "[mailNickname]"),
    (
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "[department]",
    ),
];

/// How the job is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provisioning {
    /// Everybody is in scope, not only who is assigned.
    pub all: bool,
    /// Whether the mapping of groups is enabled.
    pub groups: bool,
    /// Whether the tenant has Entra ID P1, without which assigned groups count for nothing.
    pub premium: bool,
    pub users: Vec<UserMapping>,
    /// Alternatives; the clauses of one hold together.
    pub filter: Vec<Vec<Clause>>,
}

/// One mapping of the user object. `active` is decided by the scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserMapping {
    pub target: String,
    pub source: Expression,
    /// Flows only when the account is made.
    pub create_only: bool,
}

impl Default for Provisioning {
    fn default() -> Self {
        let mapping = |(target, source): (&str, &str)| UserMapping {
            target: target.to_owned(),
            source: Expression::parse(source).unwrap_or(Expression::Text(String::new())),
            create_only: false,
        };
        Self {
            all: false,
            groups: true,
            premium: true,
            users: DEFAULT.map(mapping).into(),
            filter: Vec::new(),
        }
    }
}

impl Provisioning {
    /// Whether the scoping filter lets the user pass.
    pub fn passes(&self, user: &User) -> bool {
        passes(&self.filter, &|name| attribute(user, name))
    }

    /// The values that flow: all that the user has, or only those that these changes make flow. A source
    /// without a value flows nothing ("Null values are not provisioned").
    pub fn flow<'a>(
        &'a self,
        user: &User,
        changed: Option<&BTreeSet<Attribute>>,
    ) -> Vec<(&'a UserMapping, String)> {
        let flows = |mapping: &&UserMapping| match changed {
            None => true,
            Some(changed) => {
                let mut triggers = mapping.triggers();
                !mapping.create_only && triggers.any(|trigger| changed.contains(&trigger))
            }
        };
        let mappings = self
            .users
            .iter()
            .filter(|mapping| mapping.target != "active");
        mappings
            .filter(flows)
            .filter_map(|mapping| {
                let value = mapping.source.value(&|name| attribute(user, name))?;
                (!value.is_empty()).then_some((mapping, value))
            })
            .collect()
    }
}

impl UserMapping {
    /// The changes at the source that make it flow.
    fn triggers(&self) -> impl Iterator<Item = Attribute> + '_ {
        self.source
            .names()
            .into_iter()
            .filter_map(|name| match name {
                "userPrincipalName" | "originalUserPrincipalName" | "mailNickname" => {
                    Some(Attribute::UserPrincipalName)
                }
                "mail" => Some(Attribute::Mail),
                "displayName" => Some(Attribute::DisplayName),
                "jobTitle" => Some(Attribute::JobTitle),
                "department" => Some(Attribute::Department),
                "accountEnabled" => Some(Attribute::AccountEnabled),
                _ => None,
            })
    }
}

/// A source attribute of a user in scope; `None` is null.
fn attribute(user: &User, name: &str) -> Option<String> {
    let truth = |flag: bool| if flag { "True" } else { "False" }.to_owned();
    let own = |text: &Option<std::borrow::Cow<'static, str>>| text.as_deref().map(str::to_owned);
    match name {
        "userPrincipalName" => Some(user.mapped_user_principal_name().into_owned()),
        "originalUserPrincipalName" => Some(user.user_principal_name.to_string()),
        "mail" => user.mail.as_deref().map(str::to_owned),
        "mailNickname" => Some(user.mail_nickname().to_owned()),
        "displayName" => Some(user.display_name.to_string()),
        "givenName" => Some(user.given_name.to_string()),
        "surname" => Some(user.surname.to_string()),
        "jobTitle" => own(&user.job_title),
        "department" => own(&user.department),
        "objectId" => Some(user.id.to_string()),
        "accountEnabled" => Some(truth(user.account_enabled)),
        "IsSoftDeleted" => Some(truth(!user.account_enabled)),
        _ => None,
    }
}
