//! `/users` and the recycle bin.

use super::call::{Answer, Call, entity, take_page};
use super::error::GraphError;
use super::fields::Resource;
use super::filter::{Case, Filter};
use super::rows::{Projection, Rows};
use crate::simulator::guid::Guid;
use crate::simulator::world::{Object, Presence, User, World};

/// Most values of one `in` or chain of `or`.
const MAX_CLAUSES: usize = 15;

/// The context of the list of users.
const USERS: &str = "users";

/// `GET /users`.
pub fn list(rows: &mut Rows, call: &Call) -> Answer {
    page(rows, call, USERS, User::is_present)
}

/// `GET /directory/deletedItems/microsoft.graph.user`.
pub fn list_deleted(rows: &mut Rows, call: &Call) -> Answer {
    page(
        rows,
        call,
        "directory/deletedItems/microsoft.graph.user",
        |user| matches!(user.presence, Presence::SoftDeleted(_)),
    )
}

fn page(rows: &mut Rows, call: &Call, context: &str, shown: fn(&User) -> bool) -> Answer {
    let (query, world) = (&call.query, call.world());
    query.check_unordered()?;
    query.check_count()?;
    if let Some(filter) = &query.filter {
        check_filter::<User>(filter, call)?;
    }
    let projection = Projection::strict::<User>(query.select.as_deref())?;
    let passes = |number: u32| {
        let user = world.user(number).filter(|user| shown(user));
        user.is_some_and(|user| {
            query
                .filter
                .as_ref()
                .is_none_or(|filter| matches(filter, user))
        })
    };
    let (start, last) = (call.start()?, world.users.len() as u32);
    let pinned = query
        .filter
        .as_ref()
        .and_then(|filter| pinned(filter, world));
    let (numbers, next) = match &pinned {
        Some(numbers) => take_page(numbers.iter().copied(), start, call.page_size(), passes),
        None => take_page(start as u32..last, start, call.page_size(), passes),
    };
    let count = query.count.then(|| match &pinned {
        Some(numbers) => numbers.iter().filter(|number| passes(**number)).count(),
        None if query.filter.is_none() && context == USERS => world.present_users(),
        None => (0..last).filter(|number| passes(*number)).count(),
    });
    Ok(call.page(context, count, next, |out| {
        rows.users(out, &projection, world, &numbers);
    }))
}

/// Refuses what the directory cannot filter on, or only by an advanced query.
pub fn check_filter<T: Resource>(filter: &Filter, call: &Call) -> Result<(), GraphError> {
    let known: Vec<&str> = T::FIELDS.iter().map(|field| field.name).collect();
    filter.check_paths(&known)?;
    if filter.is_advanced() {
        call.query.check_advanced()?;
    }
    let clauses = filter
        .paths()
        .len()
        .max(filter.pinned("id").map_or(0, |ids| ids.len()));
    if clauses > MAX_CLAUSES {
        return Err(GraphError::unsupported(format!(
            "Too many child clauses specified in search filter expression containing 'OR' operators: {clauses}. \
             Max allowed: {MAX_CLAUSES}."
        )));
    }
    Ok(())
}

/// Whether a resource passes the filter; the directory folds case.
pub fn matches<T: Resource>(filter: &Filter, resource: &T) -> bool {
    filter.passes(Case::Folded, &|path| {
        resource
            .value(path)
            .and_then(|value| value.filter_text())
            .into_iter()
            .collect()
    })
}

/// The users whom the filter names by id or by userPrincipalName, in order; `None` if it names none.
fn pinned(filter: &Filter, world: &World) -> Option<Vec<u32>> {
    let by_id = |id: &str| match world.object(Guid::parse(id)?) {
        Some(Object::User(number)) => Some(number),
        _ => None,
    };
    let mut numbers: Vec<u32> = match (filter.pinned("id"), filter.pinned("userPrincipalName")) {
        (Some(ids), _) => ids.into_iter().filter_map(by_id).collect(),
        (None, Some(names)) => names
            .into_iter()
            .filter_map(|name| world.user_by_principal_name(name))
            .collect(),
        (None, None) => return None,
    };
    numbers.sort_unstable();
    numbers.dedup();
    Some(numbers)
}

/// The number of the present user with this id or userPrincipalName.
pub fn find(world: &World, key: &str) -> Result<u32, GraphError> {
    let number = match Guid::parse(key).map(|id| world.object(id)) {
        Some(Some(Object::User(number))) => Some(number),
        Some(_) => None,
        None => world.user_by_principal_name(key),
    };
    let present = number.filter(|number| world.user(*number).is_some_and(User::is_present));
    present.ok_or_else(|| GraphError::not_found(key))
}

/// `GET /users/{id or userPrincipalName}`.
pub fn get(rows: &mut Rows, call: &Call, key: &str) -> Answer {
    let number = find(call.world(), key)?;
    let projection = Projection::strict::<User>(call.query.select.as_deref())?;
    let mut out = Vec::new();
    rows.users(&mut out, &projection, call.world(), &[number]);
    Ok(entity(&call.context("users/$entity"), &out))
}

/// `GET /users/{id}/manager`.
pub fn manager(rows: &mut Rows, call: &Call, key: &str) -> Answer {
    let world = call.world();
    let number = find(world, key)?;
    let manager = world.user(number).and_then(|user| user.manager);
    let present = manager.filter(|number| world.user(*number).is_some_and(User::is_present));
    let manager = present.ok_or_else(|| GraphError::not_found("manager"))?;
    let mut out = Vec::new();
    rows.objects(
        &mut out,
        call.query.select.as_deref(),
        world,
        &[Object::User(manager)],
    );
    Ok(entity(&call.context("directoryObjects/$entity"), &out))
}
