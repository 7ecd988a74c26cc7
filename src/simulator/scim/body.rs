//! The bodies of writes: a resource to create, or the operations of a patch (RFC 7644 3.5.2).

use serde_json::Value;

use super::super::provider::{Change, NewUser};
use super::failure::Failure;
use super::filter::Filter;
use super::kind::ENTERPRISE_SCHEMA;

/// One thing that a patch does to a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupEdit {
    /// Gives it another displayName.
    Rename(String),
    /// Adds the users with these ids.
    Add(Vec<String>),
    /// Removes the users with these ids.
    Remove(Vec<String>),
    /// Removes every member.
    RemoveAll,
}

/// Reads a JSON object.
///
/// # Errors
/// `invalidSyntax`.
pub fn parse(body: &[u8]) -> Result<Value, Failure> {
    let syntax = |detail: String| Failure::bad("invalidSyntax", detail);
    let value: Value = serde_json::from_slice(body).map_err(|error| syntax(error.to_string()))?;
    if value.is_object() {
        Ok(value)
    } else {
        Err(syntax("the body is no object".to_owned()))
    }
}

/// The user of a POST.
pub fn new_user(body: &Value) -> NewUser {
    let change = change_of(body);
    NewUser {
        external_id: change.external_id.unwrap_or_default(),
        user_name: change.user_name.unwrap_or_default(),
        active: change.active.unwrap_or(true),
        display_name: change.display_name.unwrap_or_default(),
        given_name: change.given_name.unwrap_or_default(),
        family_name: change.family_name.unwrap_or_default(),
        formatted: change.formatted.unwrap_or_default(),
        email: change.email.unwrap_or_default(),
        title: change.title.unwrap_or_default(),
        department: change.department.unwrap_or_default(),
    }
}

/// The change that the operations of a user's patch make together.
///
/// # Errors
/// `invalidSyntax` without operations, `invalidPath` for an attribute that is not kept.
pub fn user_change(body: &Value) -> Result<Change, Failure> {
    let mut change = Change::default();
    for (operation, path, value) in operations(body)? {
        let value = if operation == "remove" {
            &Value::Null
        } else {
            value
        };
        if path.is_empty() {
            merge(&mut change, value);
        } else if !set(&mut change, path, value) {
            return Err(Failure::bad(
                "invalidPath",
                format!("{path} cannot be changed"),
            ));
        }
    }
    Ok(change)
}

/// What the operations of a group's patch do, in order.
///
/// # Errors
/// `invalidSyntax` without operations, `invalidPath` for an attribute that is not kept.
pub fn group_edits(body: &Value) -> Result<Vec<GroupEdit>, Failure> {
    let mut edits = Vec::new();
    for (operation, path, value) in operations(body)? {
        match (operation.as_str(), path) {
            (_, "") => edits.extend(object_edits(value)),
            ("add", "members") => edits.push(GroupEdit::Add(ids(value))),
            ("remove", "members") if value.is_null() => edits.push(GroupEdit::RemoveAll),
            ("remove", "members") => edits.push(GroupEdit::Remove(ids(value))),
            ("replace", "members") => {
                edits.extend([GroupEdit::RemoveAll, GroupEdit::Add(ids(value))]);
            }
            ("add" | "replace", "displayName") => edits.push(GroupEdit::Rename(text(value))),
            ("remove", path) => edits.push(GroupEdit::Remove(vec![member_of_path(path)?])),
            (_, path) => {
                return Err(Failure::bad(
                    "invalidPath",
                    format!("{path} cannot be changed"),
                ));
            }
        }
    }
    Ok(edits)
}

/// The ids of `members` values.
pub fn ids(members: &Value) -> Vec<String> {
    let members = members.as_array().into_iter().flatten();
    members
        .filter_map(|member| member["value"].as_str())
        .map(str::to_owned)
        .collect()
}

/// Operation in lower case, path or "", value; Entra writes "Add" and "Replace".
fn operations(body: &Value) -> Result<Vec<(String, &str, &Value)>, Failure> {
    let missing = || Failure::bad("invalidSyntax", "a patch has Operations");
    let operations = body["Operations"].as_array().ok_or_else(missing)?.iter();
    let parts = operations.map(|operation| {
        let name = operation["op"]
            .as_str()
            .unwrap_or_default()
            .to_ascii_lowercase();
        (
            name,
            operation["path"].as_str().unwrap_or_default(),
            &operation["value"],
        )
    });
    Ok(parts.collect())
}

fn object_edits(value: &Value) -> Vec<GroupEdit> {
    let rename = value["displayName"]
        .as_str()
        .map(|name| GroupEdit::Rename(name.to_owned()));
    let add = Some(ids(&value["members"]))
        .filter(|ids| !ids.is_empty())
        .map(GroupEdit::Add);
    rename.into_iter().chain(add).collect()
}

/// The id of `members[value eq "id"]`.
fn member_of_path(path: &str) -> Result<String, Failure> {
    let wrong = || Failure::bad("invalidPath", format!("{path} names no member"));
    let Filter::Within(attribute, inner) = Filter::parse(path)? else {
        return Err(wrong());
    };
    match *inner {
        Filter::Compare(_, _, Value::String(id)) if attribute.name == "members" => Ok(id),
        _ => Err(wrong()),
    }
}

fn change_of(body: &Value) -> Change {
    let mut change = Change::default();
    merge(&mut change, body);
    change
}

/// Takes over what an object has of the attributes that are kept.
fn merge(change: &mut Change, object: &Value) {
    for (name, value) in object.as_object().into_iter().flatten() {
        set(change, name, value);
    }
}

/// Sets those sub-attributes that a complex value has; null, which has none, removes them all.
fn set_complex(change: &mut Change, subs: &[&str], prefix: &str, value: &Value) -> bool {
    for sub in subs {
        if value.is_null() || value.get(sub).is_some() {
            set(change, &format!("{prefix}{sub}"), &value[sub]);
        }
    }
    true
}

/// Sets one attribute; `false` when it is not kept. Null removes.
fn set(change: &mut Change, path: &str, value: &Value) -> bool {
    let field = match path {
        "active" => {
            change.active = Some(boolean(value));
            return true;
        }
        "externalId" => &mut change.external_id,
        "userName" => &mut change.user_name,
        "displayName" => &mut change.display_name,
        "name.givenName" => &mut change.given_name,
        "name.familyName" => &mut change.family_name,
        "name.formatted" => &mut change.formatted,
        "title" => &mut change.title,
        "emails" | "emails[type eq \"work\"].value" => &mut change.email,
        "name" => {
            let subs = ["givenName", "familyName", "formatted"];
            return set_complex(change, &subs, "name.", value);
        }
        _ if path == ENTERPRISE_SCHEMA => {
            return set_complex(change, &["department"], &format!("{path}:"), value);
        }
        _ if path.strip_prefix(ENTERPRISE_SCHEMA) == Some(":department") => &mut change.department,
        _ => return false,
    };
    *field = Some(match value {
        Value::Array(values) => values
            .first()
            .map(|first| text(&first["value"]))
            .unwrap_or_default(),
        value => text(value),
    });
    true
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Entra sends booleans as "True" and "False" too.
fn boolean(value: &Value) -> bool {
    value
        .as_bool()
        .unwrap_or_else(|| text(value).eq_ignore_ascii_case("true"))
}
