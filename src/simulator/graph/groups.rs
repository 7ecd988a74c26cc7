//! `/groups` and their members.

use std::collections::BTreeSet;

use super::call::{Answer, Call, entity, take_page};
use super::error::GraphError;
use super::rows::{Projection, Rows};
use super::users::{self, check_filter, matches};
use crate::simulator::guid::Guid;
use crate::simulator::http::Reply;
use crate::simulator::world::{Group, Object, User, World};

/// In the position of a member page users come after everything else, by their number.
const USERS_FROM: usize = 1 << 32;

/// `GET /groups`.
pub fn list(rows: &mut Rows, call: &Call) -> Answer {
    let (query, world) = (&call.query, call.world());
    query.check_unordered()?;
    query.check_count()?;
    if let Some(filter) = &query.filter {
        check_filter::<Group>(filter, call)?;
    }
    let projection = Projection::strict::<Group>(query.select.as_deref())?;
    let passes = |number: u32| {
        let filter = query.filter.as_ref();
        filter.is_none_or(|filter| {
            world
                .group(number)
                .is_some_and(|group| matches(filter, group))
        })
    };
    let (start, last) = (call.start()?, world.groups.len() as u32);
    let (numbers, next) = take_page(start as u32..last, start, call.page_size(), passes);
    let count = query
        .count
        .then(|| (0..last).filter(|number| passes(*number)).count());
    Ok(call.page("groups", count, next, |out| {
        rows.groups(out, &projection, world, &numbers);
    }))
}

/// The number of the group with this id.
pub fn find(world: &World, key: &str) -> Result<u32, GraphError> {
    match Guid::parse(key).and_then(|id| world.object(id)) {
        Some(Object::Group(number)) => Ok(number),
        _ => Err(GraphError::not_found(key)),
    }
}

/// `GET /groups/{id}`.
pub fn get(rows: &mut Rows, call: &Call, key: &str) -> Answer {
    let number = find(call.world(), key)?;
    let projection = Projection::strict::<Group>(call.query.select.as_deref())?;
    let mut out = Vec::new();
    rows.groups(&mut out, &projection, call.world(), &[number]);
    Ok(entity(&call.context("groups/$entity"), &out))
}

/// Whose members are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// `members`.
    Direct,
    /// `transitiveMembers`.
    Transitive,
}

/// `GET /groups/{id}/members` and `/transitiveMembers`: objects of every type.
pub fn members(rows: &mut Rows, call: &Call, key: &str, reach: Reach) -> Answer {
    let group = find(call.world(), key)?;
    call.query.check_count()?;
    check_members_query(call)?;
    let members = Members::of(call.world(), group, reach);
    let (page, next) = members.page(call.world(), call.start()?, call.page_size());
    let count = call.query.count.then(|| members.count(call.world()));
    let select = call.query.select.as_deref();
    Ok(call.page("directoryObjects", count, next, |out| {
        rows.objects(out, select, call.world(), &page);
    }))
}

/// `GET /users/{id}/memberOf`: the groups that the user is directly in.
pub fn of_user(rows: &mut Rows, call: &Call, key: &str) -> Answer {
    let world = call.world();
    let user = users::find(world, key)?;
    check_members_query(call)?;
    let holds = |number: u32| {
        let group = world.group(number);
        group.is_some_and(|group| group.users.binary_search(&user).is_ok())
    };
    let (start, last) = (call.start()?, world.groups.len() as u32);
    let (numbers, next) = take_page(start as u32..last, start, call.page_size(), holds);
    let groups: Vec<Object> = numbers.into_iter().map(Object::Group).collect();
    let select = call.query.select.as_deref();
    Ok(call.page("directoryObjects", None, next, |out| {
        rows.objects(out, select, world, &groups);
    }))
}

/// `GET /groups/{id}/members/microsoft.graph.user`: an `OData` cast, which is an advanced query.
pub fn user_members(rows: &mut Rows, call: &Call, key: &str, reach: Reach) -> Answer {
    let group = find(call.world(), key)?;
    call.query.check_advanced()?;
    check_members_query(call)?;
    let projection = Projection::strict::<User>(call.query.select.as_deref())?;
    let members = Members {
        others: Vec::new(),
        ..Members::of(call.world(), group, reach)
    };
    let (page, next) = members.page(call.world(), call.start()?, call.page_size());
    let numbers: Vec<u32> = page.iter().filter_map(|member| as_user(*member)).collect();
    let count = members.count(call.world());
    Ok(call.page("users", Some(count), next, |out| {
        rows.users(out, &projection, call.world(), &numbers);
    }))
}

/// `GET /groups/{id}/members/$count`.
pub fn count_members(call: &Call, key: &str) -> Answer {
    let group = find(call.world(), key)?;
    if !call.query.eventual {
        return Err(GraphError::unsupported(
            "$count needs the header ConsistencyLevel: eventual.",
        ));
    }
    let members = Members::of(call.world(), group, Reach::Direct);
    Ok(Reply::new(
        200,
        "text/plain",
        members.count(call.world()).to_string(),
    ))
}

fn check_members_query(call: &Call) -> Result<(), GraphError> {
    call.query.check_unordered()?;
    match call.query.filter {
        Some(_) => Err(GraphError::unsupported(
            "$filter is not supported on this collection.",
        )),
        None => Ok(()),
    }
}

fn as_user(member: Object) -> Option<u32> {
    match member {
        Object::User(number) => Some(number),
        _ => None,
    }
}

/// The members of a group, those that are no users first.
struct Members<'a> {
    others: Vec<Object>,
    users: std::borrow::Cow<'a, [u32]>,
}

impl<'a> Members<'a> {
    fn of(world: &'a World, group: u32, reach: Reach) -> Self {
        match reach {
            Reach::Direct => {
                let group = world.group(group);
                let users = group.map_or(&[][..], |group| &group.users);
                Self {
                    others: group.map(|group| group.others.clone()).unwrap_or_default(),
                    users: users.into(),
                }
            }
            Reach::Transitive => Self::reached(world, group),
        }
    }

    fn reached(world: &World, group: u32) -> Self {
        let (mut others, mut users) = (BTreeSet::new(), BTreeSet::new());
        let mut to_visit = vec![group];
        while let Some(group) = to_visit.pop().and_then(|number| world.group(number)) {
            users.extend(&group.users);
            for other in &group.others {
                if others.insert(*other)
                    && let Object::Group(inner) = other
                {
                    to_visit.push(*inner);
                }
            }
        }
        Self {
            others: others.into_iter().collect(),
            users: users.into_iter().collect(),
        }
    }

    /// A page from a position that stays right while members come and go.
    fn page(&self, world: &World, start: usize, size: usize) -> (Vec<Object>, Option<usize>) {
        let others = self.others.iter().copied().enumerate().skip(start);
        let from = self
            .users
            .partition_point(|user| USERS_FROM + (*user as usize) < start);
        let present = |user: &&u32| world.user(**user).is_some_and(User::is_present);
        let users = self.users.iter().skip(from).filter(present);
        let users = users.map(|user| (USERS_FROM + *user as usize, Object::User(*user)));
        let mut page: Vec<(usize, Object)> = others.chain(users).take(size + 1).collect();
        let next = (page.len() > size)
            .then(|| page.pop())
            .flatten()
            .map(|(position, _)| position);
        (page.into_iter().map(|(_, member)| member).collect(), next)
    }

    fn count(&self, world: &World) -> usize {
        let present = |user: &&u32| world.user(**user).is_some_and(User::is_present);
        self.others.len() + self.users.iter().filter(present).count()
    }
}
