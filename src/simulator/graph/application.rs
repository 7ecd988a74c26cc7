//! `/servicePrincipals`: the enterprise application, its namesakes and who is assigned.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::call::{Answer, Call, entity};
use super::error::GraphError;
use super::filter::{Case, Filter};
use super::{groups, users};
use crate::simulator::guid::Guid;
use crate::simulator::world::{Assignment, Object, Thing, User, World};

/// `GET /servicePrincipals`.
pub fn list(call: &Call) -> Answer {
    let (query, world) = (&call.query, call.world());
    query.check_unordered()?;
    query.check_count()?;
    if let Some(filter) = &query.filter {
        filter.check_paths(&["id", "appId", "displayName", "servicePrincipalType"])?;
    }
    let all = std::iter::once(application(world)).chain(world.service_principals.iter().map(other));
    let found: Vec<Value> = all
        .filter(|row| {
            query
                .filter
                .as_ref()
                .is_none_or(|filter| matches(filter, row))
        })
        .collect();
    let (start, size) = (call.start()?, call.page_size());
    let select = query.select.as_deref();
    let page: Vec<Value> = found
        .iter()
        .skip(start)
        .take(size)
        .map(|row| selected(row, select))
        .collect();
    let next = (start + size < found.len()).then_some(start + size);
    Ok(call.page_of(
        "servicePrincipals",
        query.count.then_some(found.len()),
        next,
        &page,
    ))
}

fn matches(filter: &Filter, row: &Value) -> bool {
    filter.passes(Case::Folded, &|path| {
        row[path].as_str().map(str::to_owned).into_iter().collect()
    })
}

/// `GET /servicePrincipals/{id}`.
pub fn get(call: &Call, id: Guid) -> Answer {
    let world = call.world();
    let row = match world.object(id) {
        Some(Object::ServicePrincipal(number)) => {
            world.service_principals.get(number as usize).map(other)
        }
        _ => (id == world.application.id).then(|| application(world)),
    };
    let row = row.ok_or_else(|| GraphError::not_found(&id.to_string()))?;
    let row = selected(&row, call.query.select.as_deref());
    Ok(entity(
        &call.context("servicePrincipals/$entity"),
        row.to_string().as_bytes(),
    ))
}

/// The object id that a path names: itself, or by the alternate key `(appId='…')`.
pub fn resolve(world: &World, key: &str) -> Result<Guid, GraphError> {
    let not_found = || GraphError::not_found(key);
    let id = match key.strip_prefix("appId=") {
        Some(app_id) => {
            let app_id = Guid::parse(app_id.trim_matches('\'')).ok_or_else(not_found)?;
            let other = world
                .service_principals
                .iter()
                .find(|thing| thing.alternate_id == app_id);
            if app_id == world.application.app_id {
                Some(world.application.id)
            } else {
                other.map(|thing| thing.id)
            }
        }
        None => Guid::parse(key).filter(|id| {
            *id == world.application.id
                || matches!(world.object(*id), Some(Object::ServicePrincipal(_)))
        }),
    };
    id.ok_or_else(not_found)
}

fn application(world: &World) -> Value {
    let (application, setup) = (&world.application, &world.setup);
    json!({
        "id": application.id.to_string(),
        "appId": application.app_id.to_string(),
        "displayName": application.display_name,
        "accountEnabled": setup.enabled,
        "appRoleAssignmentRequired": true,
        "applicationTemplateId": setup.template,
        "preferredSingleSignOnMode": setup.sign_on,
        "servicePrincipalType": "Application",
        "notes": null,
        "notificationEmailAddresses": [],
        "tags": [
            "WindowsAzureActiveDirectoryIntegratedApp",
            "WindowsAzureActiveDirectoryCustomSingleSignOnApplication",
        ],
        "appRoles": [{
            "id": application.user_role.to_string(),
            "allowedMemberTypes": ["User"],
            "description": "User",
            "displayName": "User",
            "isEnabled": true,
            "origin": "Application",
            "value": null,
        }],
    })
}

fn other(thing: &Thing) -> Value {
    json!({
        "id": thing.id.to_string(),
        "appId": thing.alternate_id.to_string(),
        "displayName": thing.display_name,
        "accountEnabled": true,
        "appRoleAssignmentRequired": false,
        "applicationTemplateId": null,
        "servicePrincipalType": "Application",
        "notes": null,
        "notificationEmailAddresses": [],
        "tags": [],
        "appRoles": [],
    })
}

/// The properties that `$select` names, or all.
pub fn selected(row: &Value, select: Option<&[String]>) -> Value {
    match select {
        None => row.clone(),
        Some(names) => names
            .iter()
            .filter_map(|name| Some((name.clone(), row.get(name)?.clone())))
            .collect(),
    }
}

/// `GET /servicePrincipals/{id}/appRoleAssignedTo`.
pub fn assigned_to(call: &Call, id: Guid) -> Answer {
    let (query, world) = (&call.query, call.world());
    query.check_unordered()?;
    query.check_count()?;
    if let Some(filter) = &query.filter {
        filter.check_paths(&["principalDisplayName", "resourceId"])?;
    }
    let passes = |assignment: &&Assignment| {
        let filter = query.filter.as_ref();
        let is_wanted =
            || filter.is_none_or(|filter| matches(filter, &assignment_row(world, assignment)));
        is_shown(world, assignment) && is_wanted()
    };
    let all: &[Assignment] = if id == world.application.id {
        &world.assignments
    } else {
        &[]
    };
    let start = call.start()?;
    let from = all.partition_point(|assignment| assignment.serial < start);
    let wanted = all.iter().skip(from).filter(passes);
    let mut page: Vec<&Assignment> = wanted.take(call.page_size() + 1).collect();
    let next = (page.len() > call.page_size())
        .then(|| page.pop())
        .flatten()
        .map(|assignment| assignment.serial);
    let select = query.select.as_deref();
    let rows = page
        .into_iter()
        .map(|assignment| selected(&assignment_row(world, assignment), select));
    let context = format!("servicePrincipals('{id}')/appRoleAssignedTo");
    let count = query.count.then(|| all.iter().filter(passes).count());
    Ok(call.page_of(&context, count, next, &rows.collect::<Vec<_>>()))
}

/// `GET /users/{id}/appRoleAssignments`: those of the user, and of the groups that the user is directly in.
pub fn assigned_through(call: &Call, key: &str) -> Answer {
    let world = call.world();
    let user = users::find(world, key)?;
    let reaches = |assignment: &&Assignment| match assignment.principal {
        Object::User(number) => number == user,
        Object::Group(number) => {
            let group = world.group(number);
            group.is_some_and(|group| group.users.binary_search(&user).is_ok())
        }
        Object::Device(_) | Object::ServicePrincipal(_) => false,
    };
    of_principal(call, reaches, &format!("users('{key}')"))
}

/// `GET /groups/{id}/appRoleAssignments`.
pub fn assigned_to_group(call: &Call, key: &str) -> Answer {
    let group = Object::Group(groups::find(call.world(), key)?);
    let is_its = |assignment: &&Assignment| assignment.principal == group;
    of_principal(call, is_its, &format!("groups('{key}')"))
}

/// The assignments of one principal.
fn of_principal(call: &Call, is_its: impl Fn(&&Assignment) -> bool, of: &str) -> Answer {
    let (query, world) = (&call.query, call.world());
    query.check_unordered()?;
    query.check_count()?;
    if let Some(filter) = &query.filter {
        filter.check_paths(&["resourceId"])?;
    }
    let all = world.assignments.iter().filter(is_its);
    let rows = all.map(|assignment| assignment_row(world, assignment));
    let passes = |row: &Value| {
        query
            .filter
            .as_ref()
            .is_none_or(|filter| matches(filter, row))
    };
    let found: Vec<Value> = rows.filter(passes).collect();
    let (start, size) = (call.start()?, call.page_size());
    let select = query.select.as_deref();
    let page = found.iter().skip(start).take(size);
    let page: Vec<Value> = page.map(|row| selected(row, select)).collect();
    let next = (start + size < found.len()).then_some(start + size);
    let context = format!("{of}/appRoleAssignments");
    Ok(call.page_of(&context, query.count.then_some(found.len()), next, &page))
}

/// Assignments of users in the recycle bin are not listed.
fn is_shown(world: &World, assignment: &Assignment) -> bool {
    match assignment.principal {
        Object::User(number) => world.user(number).is_some_and(User::is_present),
        _ => true,
    }
}

fn assignment_row(world: &World, assignment: &Assignment) -> Value {
    let (id, display_name) = world
        .name_of(assignment.principal)
        .unwrap_or((Guid::NIL, ""));
    let principal_type = match assignment.principal {
        Object::User(_) => "User",
        Object::Group(_) => "Group",
        Object::Device(_) | Object::ServicePrincipal(_) => "ServicePrincipal",
    };
    json!({
        "id": assignment.id,
        "deletedDateTime": null,
        "appRoleId": assignment.role.to_string(),
        "createdDateTime": fine_timestamp(assignment.created),
        "principalDisplayName": display_name,
        "principalId": id.to_string(),
        "principalType": principal_type,
        "resourceDisplayName": world.application.display_name,
        "resourceId": world.application.id.to_string(),
    })
}

/// A time in ticks of 100 ns, with which assignments are stamped.
fn fine_timestamp(at: DateTime<Utc>) -> String {
    format!(
        "{}.{:07}Z",
        at.format("%Y-%m-%dT%H:%M:%S"),
        at.timestamp_subsec_nanos() / 100
    )
}
