//! Which source attribute flows where: the default mappings of a non-gallery SCIM application,
//! cut to the attributes that Kandji takes ("Tutorial: Develop and plan provisioning for a SCIM endpoint").

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::simulator::provider::{Change, NewUser};
use crate::simulator::world::{Attribute, User};

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Attribute(&'static str),
    /// `Switch([IsSoftDeleted], , "False", "True", "True", "False")`.
    SoftDeletedSwitch,
    /// `Join(" ", [givenName], [surname])`.
    JoinedNames,
}

impl Source {
    /// The source attributes that it reads.
    pub fn names(self) -> Vec<&'static str> {
        match self {
            Self::Attribute(name) => vec![name],
            Self::SoftDeletedSwitch => vec!["IsSoftDeleted"],
            Self::JoinedNames => vec!["givenName", "surname"],
        }
    }
}

/// One mapping of the user object. `active` has neither value nor place: the scope decides it.
pub struct UserMapping {
    pub target: &'static str,
    pub source: Source,
    /// The change at the source that makes it flow.
    trigger: Option<Attribute>,
    value: for<'a> fn(&'a User) -> Option<Cow<'a, str>>,
    place: fn(&mut Change) -> Option<&mut Option<String>>,
}

/// One mapping of the group object.
pub struct GroupMapping {
    pub target: &'static str,
    pub source: &'static str,
}

/// The user mappings, the matching one first.
pub const USER_MAPPINGS: &[UserMapping] = &[
    UserMapping {
        target: "userName",
        source: Source::Attribute("userPrincipalName"),
        trigger: Some(Attribute::UserPrincipalName),
        value: |user| Some(user.mapped_user_principal_name()),
        place: |change| Some(&mut change.user_name),
    },
    UserMapping {
        target: "active",
        source: Source::SoftDeletedSwitch,
        trigger: None,
        value: |_| None,
        place: |_| None,
    },
    UserMapping {
        target: "displayName",
        source: Source::Attribute("displayName"),
        trigger: Some(Attribute::DisplayName),
        value: |user| Some(Cow::Borrowed(&user.display_name)),
        place: |change| Some(&mut change.display_name),
    },
    UserMapping {
        target: "title",
        source: Source::Attribute("jobTitle"),
        trigger: Some(Attribute::JobTitle),
        value: |user| user.job_title.as_deref().map(Cow::Borrowed),
        place: |change| Some(&mut change.title),
    },
    UserMapping {
        target: "emails[type eq \"work\"].value",
        source: Source::Attribute("mail"),
        trigger: Some(Attribute::Mail),
        value: |user| user.mail.as_deref().map(Cow::Borrowed),
        place: |change| Some(&mut change.email),
    },
    UserMapping {
        target: "name.formatted",
        source: Source::JoinedNames,
        trigger: None,
        value: |user| Some(Cow::Owned(format!("{} {}", user.given_name, user.surname))),
        place: |change| Some(&mut change.formatted),
    },
    UserMapping {
        target: "externalId",
        source: Source::Attribute("mailNickname"),
        trigger: Some(Attribute::UserPrincipalName),
        value: |user| Some(Cow::Borrowed(user.mail_nickname())),
        place: |change| Some(&mut change.external_id),
    },
    UserMapping {
        target: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        source: Source::Attribute("department"),
        trigger: Some(Attribute::Department),
        value: |user| user.department.as_deref().map(Cow::Borrowed),
        place: |change| Some(&mut change.department),
    },
];

/// The group mappings, the matching one first.
pub const GROUP_MAPPINGS: &[GroupMapping] = &[
    GroupMapping {
        target: "displayName",
        source: "displayName",
    },
    GroupMapping {
        target: "externalId",
        source: "objectId",
    },
    GroupMapping {
        target: "members",
        source: "members",
    },
];

/// The values that flow: all that the user has, or only those that these changes make flow.
/// A source without a value flows nothing ("Null values are not provisioned").
pub fn flow(
    user: &User,
    changed: Option<&BTreeSet<Attribute>>,
) -> Vec<(&'static UserMapping, String)> {
    let flows = |mapping: &&UserMapping| match changed {
        None => true,
        Some(changed) => mapping
            .trigger
            .is_some_and(|trigger| changed.contains(&trigger)),
    };
    let mappings = USER_MAPPINGS.iter().filter(flows);
    mappings
        .filter_map(|mapping| Some((mapping, (mapping.value)(user)?.into_owned())))
        .collect()
}

/// The flow as a patch.
pub fn as_change(flow: &[(&UserMapping, String)]) -> Change {
    let mut change = Change::default();
    for (mapping, value) in flow {
        if let Some(place) = (mapping.place)(&mut change) {
            *place = Some(value.clone());
        }
    }
    change
}

/// The flow as a new resource.
pub fn as_new_user(flow: &[(&UserMapping, String)], active: bool) -> NewUser {
    let change = as_change(flow);
    NewUser {
        active,
        external_id: change.external_id.unwrap_or_default(),
        user_name: change.user_name.unwrap_or_default(),
        display_name: change.display_name.unwrap_or_default(),
        given_name: String::new(),
        family_name: String::new(),
        formatted: change.formatted.unwrap_or_default(),
        email: change.email.unwrap_or_default(),
        title: change.title.unwrap_or_default(),
        department: change.department.unwrap_or_default(),
    }
}
