//! `users/delta` and `groups/delta` ("Use delta query to track changes in Microsoft Graph data").
//!
//! A token carries everything, so that any link may be followed again: the selection, the round's
//! part of the change feed, and the position within the round.

mod group_round;
mod token;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::{Value, json};

use self::group_round::GroupRound;
use self::token::DeltaToken;
use super::call::{Answer, Call, collection, separate, take_page};
use super::error::GraphError;
use super::fields::Resource;
use super::rows::{Projection, Rows};
use crate::simulator::fault::FaultKind;
use crate::simulator::guid::Guid;
use crate::simulator::http::Reply;
use crate::simulator::part::Part;
use crate::simulator::world::{Attribute, Group, Object, Presence, SourceChange, User, World};

/// Objects on a page of a round.
const PAGE: usize = 200;
/// How long a token is good.
const TOKEN_DAYS: i64 = 7;

/// `GET /users/delta`.
pub fn users(rows: &mut Rows, call: &Call) -> Answer {
    let Some(token) = begin(call)? else {
        return from_now_on(call, "users");
    };
    let projection = projection::<User>(&token)?;
    let world = call.world();
    let wanted = |number: u32| {
        let user = world.user(number);
        user.is_some_and(|user| (user.is_present() || !token.full) && names(&token, user.id))
    };
    let (numbers, next) = if token.full {
        take_page(
            token.position as u32..world.users.len() as u32,
            token.position,
            PAGE,
            wanted,
        )
    } else {
        take_page(
            touched_users(&token, world).into_iter(),
            token.position,
            PAGE,
            wanted,
        )
    };
    let mut out = Vec::new();
    for number in numbers {
        match world.user(number).map(|user| (user.presence, user.id)) {
            Some((Presence::SoftDeleted(_), id)) => push_removed(&mut out, id, "changed"),
            Some((Presence::Purged, id)) => push_removed(&mut out, id, "deleted"),
            Some((Presence::Present, _)) => rows.users(&mut out, &projection, world, &[number]),
            None => {}
        }
    }
    Ok(finish(call, "users", token, next, &out))
}

/// `GET /groups/delta`; with `members` among the selected properties each group brings `members@delta`.
pub fn groups(rows: &mut Rows, call: &Call) -> Answer {
    let Some(token) = begin(call)? else {
        return from_now_on(call, "groups");
    };
    let projection = projection::<Group>(&token)?;
    let world = call.world();
    let round = GroupRound::new(&token, world);
    let (mut out, mut next) = (Vec::new(), None);
    let (mut entries, mut members) = (0, 0);
    for entry in round.entries(token.position) {
        if entries == PAGE || members >= group_round::MEMBERS {
            next = Some(entry.position);
            break;
        }
        entries += 1;
        members += entry.members.len();
        rows.groups(&mut out, &projection, world, &[entry.group]);
        if !entry.members.is_empty() {
            out.pop();
            out.extend_from_slice(
                format!(",\"members@delta\":{}}}", Value::from(entry.members)).as_bytes(),
            );
        }
    }
    Ok(finish(call, "groups", token, next, &out))
}

/// The state of the round that a request continues or begins; `None` if it asks for "from now on".
fn begin(call: &Call) -> Result<Option<DeltaToken>, GraphError> {
    let (query, end) = (&call.query, call.world().changes.len());
    if query.top.is_some() || query.order_by.is_some() {
        return Err(GraphError::bad_request(
            "$top and $orderby are not supported by delta queries.",
        ));
    }
    let given = query
        .skip_token
        .as_deref()
        .or(query.delta_token.as_deref())
        .filter(|token| !token.is_empty());
    if given == Some("latest") {
        return Ok(None);
    }
    let Some(text) = given else {
        return Ok(Some(first_round(call)?));
    };
    let faulty =
        |kind| call.query.delta_token.is_some() && call.tenant.faults.on(Part::Graph, kind);
    if faulty(FaultKind::DeltaExpired) {
        return Err(GraphError::expired());
    }
    if faulty(FaultKind::DeltaGone) {
        return Err(GraphError::gone(call.link("$deltatoken", "")));
    }
    let token = DeltaToken::decode(text)?;
    if call.tenant.now - token.issued > TimeDelta::days(TOKEN_DAYS) {
        return Err(GraphError::gone(call.link("$deltatoken", "")));
    }
    if query.skip_token.is_some() {
        return Ok(Some(token));
    }
    Ok(Some(DeltaToken {
        full: false,
        from: token.to,
        to: end,
        position: 0,
        issued: call.tenant.now,
        ..token
    }))
}

fn first_round(call: &Call) -> Result<DeltaToken, GraphError> {
    let ids = match &call.query.filter {
        None => None,
        Some(filter) => {
            filter.check_paths(&["id"])?;
            filter
                .pinned("id")
                .map(|ids| ids.into_iter().map(str::to_lowercase).collect())
        }
    };
    let select = call.query.select.clone();
    Ok(DeltaToken {
        full: true,
        to: call.world().changes.len(),
        issued: call.tenant.now,
        select,
        ids,
        ..DeltaToken::default()
    })
}

/// A page with no rows and the link to what changes from now on.
fn from_now_on(call: &Call, what: &str) -> Answer {
    let token = DeltaToken {
        full: false,
        ..first_round(call)?
    };
    Ok(finish(call, what, token, None, &[]))
}

/// A page of the round, with the link to the next one or to the next round.
fn finish(call: &Call, what: &str, token: DeltaToken, next: Option<usize>, rows: &[u8]) -> Reply {
    let (name, option) = match next {
        Some(_) => ("@odata.nextLink", "$skiptoken"),
        None => ("@odata.deltaLink", "$deltatoken"),
    };
    let token = DeltaToken {
        position: next.unwrap_or(0),
        ..token
    };
    let url = format!(
        "{}/v1.0/{what}/delta?{option}={}",
        call.link_origin(),
        token.encode()
    );
    collection(&call.context(what), None, Some((name, &url)), |out| {
        out.extend_from_slice(rows);
    })
}

/// The selected properties, and always the id.
fn projection<T: Resource>(token: &DeltaToken) -> Result<Projection, GraphError> {
    let select = token.select.as_ref().map(|names| {
        let others = names
            .iter()
            .filter(|name| !matches!(name.as_str(), "id" | "members" | "manager"));
        std::iter::once("id".to_owned())
            .chain(others.cloned())
            .collect::<Vec<_>>()
    });
    Projection::strict::<T>(select.as_deref())
}

/// Whether the round shows this object.
fn names(token: &DeltaToken, id: Guid) -> bool {
    token
        .ids
        .as_ref()
        .is_none_or(|ids| ids.contains(&id.to_string()))
}

/// The users whose selected properties changed.
fn touched_users(token: &DeltaToken, world: &World) -> BTreeSet<u32> {
    let concerns = |attribute: Attribute| match (attribute.property(), &token.select) {
        (Some(property), Some(names)) => names.iter().any(|name| name == property),
        _ => true,
    };
    let part = world.changes.get(token.from..token.to).unwrap_or_default();
    part.iter()
        .filter_map(|change| match *change {
            SourceChange::User { user, attribute } => concerns(attribute).then_some(user),
            _ => None,
        })
        .collect()
}

fn push_removed(out: &mut Vec<u8>, id: Guid, reason: &str) {
    separate(out);
    out.extend_from_slice(
        json!({"id": id.to_string(), "@removed": {"reason": reason}})
            .to_string()
            .as_bytes(),
    );
}

/// A member as `members@delta` shows it.
fn member(world: &World, object: Object, added: bool) -> Option<Value> {
    let (id, _) = world.name_of(object)?;
    let mut row = json!({"@odata.type": object.odata_type(), "id": id.to_string()});
    if !added {
        row["@removed"] = json!({"reason": "deleted"});
    }
    Some(row)
}
