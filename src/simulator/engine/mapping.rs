//! Flows as the provider takes them, and what flows of groups.

use crate::simulator::mapping::UserMapping;
use crate::simulator::provider::{Change, NewUser, Text, User};

/// One mapping of the group object.
pub struct GroupMapping {
    pub target: &'static str,
    pub source: &'static str,
}

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

/// The flow as a patch.
pub fn as_change(flow: &[(&UserMapping, String)]) -> Change {
    let mut change = Change::default();
    for (mapping, value) in flow {
        if let Some(place) = place(&mapping.target, &mut change) {
            *place = Some(value.clone());
        }
    }
    change
}

fn place<'c>(target: &str, change: &'c mut Change) -> Option<&'c mut Option<String>> {
    Some(match target {
        "userName" => &mut change.user_name,
        "displayName" => &mut change.display_name,
        "title" => &mut change.title,
        "emails[type eq \"work\"].value" => &mut change.email,
        "name.formatted" => &mut change.formatted,
        "externalId" => &mut change.external_id,
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department" => {
            &mut change.department
        }
        _ => return None,
    })
}

/// Whether an account holds this value at this target.
pub fn holds(held: &User, target: &str, value: &str) -> bool {
    let text = match target {
        "userName" => Text::UserName,
        "displayName" => Text::DisplayName,
        "title" => Text::Title,
        "emails[type eq \"work\"].value" => Text::Email,
        "name.formatted" => Text::Formatted,
        "externalId" => Text::ExternalId,
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department" => Text::Department,
        _ => return false,
    };
    held.text(text) == value
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
