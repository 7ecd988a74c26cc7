//! `GET /users` and `/users/{id}`.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::super::provider::{Provider, Text, User, uuid};
use super::{Failure, Request, bad, devices, not_found};

const LARGEST_PAGE: usize = 300;

/// The one directory integration.
const INTEGRATION: &str = "7a1e0f52-0c9b-4d5e-9a57-1f2d3c4b5a69";

/// The integration of doubles.
const OTHER_INTEGRATION: &str = "2b9d3c11-6a5e-4f80-8f0e-3a4b5c6d7e8f";

/// A page of the users that the parameters select, in order of creation.
pub(super) fn list(request: &Request<'_>) -> Result<Value, Failure> {
    let size = request.page_size("sizePerPage", LARGEST_PAGE)?;
    let after = request.ask.parameter("cursor").map(position).transpose()?;
    let order = request.provider.users.order();
    let begin = after.map_or(0, |after| order.partition_point(|slot| *slot <= after));
    let users = order[begin..].iter().copied();
    let users = users.filter_map(|slot| Some((slot, request.provider.users.get(slot)?)));
    let mut users = users.filter(|(_, user)| selects(request, user));
    let page: Vec<_> = users.by_ref().take(size).collect();
    let next = users
        .next()
        .and(page.last())
        .map(|(slot, _)| format!("p-{slot}"));
    let mut results: Vec<_> = page
        .into_iter()
        .map(|(slot, user)| record(slot, user))
        .collect();
    if let Some(first) = results.first().filter(|_| request.doubles) {
        let other = json!({"id": 2, "name": "Google", "uuid": OTHER_INTEGRATION, "type": "google"});
        let mut double = first.clone();
        double["integration"] = other;
        double["id"] = uuid(OTHER_INTEGRATION.len() as u128).into();
        results.push(double);
    }
    Ok(request.page(&results, next.as_deref()))
}

/// One user.
pub(super) fn one(request: &Request<'_>, id: &str) -> Result<Value, Failure> {
    let (slot, user) = find(request.provider, id).ok_or_else(not_found)?;
    Ok(record(slot, user))
}

fn selects(request: &Request<'_>, user: &User) -> bool {
    request.allows("email", |part| {
        email(user).to_lowercase().contains(&part.to_lowercase())
    }) && request.allows("id", |id| {
        rest_id(&user.text(Text::Id)).as_deref() == Some(id)
    }) && request.allows("integration_id", |id| id == INTEGRATION)
        && request.allows("archived", |flag| flag.eq_ignore_ascii_case(archived(user)))
}

fn archived(user: &User) -> &'static str {
    if user.active { "false" } else { "true" }
}

/// The user with a REST id.
fn find<'a>(provider: &'a Provider, id: &str) -> Option<(u32, &'a User)> {
    provider.users.find(&rest_id(id)?)
}

/// The REST id of a user with this SCIM id, and the other way round. No document says that the two
/// are equal, so here they are not.
pub(super) fn rest_id(id: &str) -> Option<String> {
    // Zero where a UUID keeps its version and variant.
    const MASK: u128 = 0x5a5a_5a5a_5a5a_0a5a_0a5a_5a5a_5a5a_5a5a;
    let bits = u128::from_str_radix(&id.replace('-', ""), 16).ok()?;
    Some(uuid(bits ^ MASK))
}

/// The e-mail; for a user without one the userName, which the console shows in its place.
pub(super) fn email(user: &User) -> String {
    let email = user.text(Text::Email);
    if email.is_empty() {
        user.text(Text::UserName)
    } else {
        email
    }
    .into_owned()
}

/// The full name: displayName, else name.formatted.
pub(super) fn full_name(user: &User) -> String {
    let name = user.text(Text::DisplayName);
    if name.is_empty() {
        user.text(Text::Formatted)
    } else {
        name
    }
    .into_owned()
}

/// Microseconds and Z, as all times of this API.
pub(super) fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn record(slot: u32, user: &User) -> Value {
    json!({
        "active": user.active,
        "archived": !user.active,
        "created_at": time(user.created),
        "department": user.text(Text::Department),
        "deprecated_user_id": null,
        "email": email(user),
        "id": rest_id(&user.text(Text::Id)),
        "integration": {"id": 1, "name": "Entra ID", "uuid": INTEGRATION, "type": "scim"},
        "job_title": user.text(Text::Title),
        "name": full_name(user),
        "device_count": devices::count(slot),
        "updated_at": time(user.modified),
    })
}

fn position(cursor: &str) -> Result<u32, Failure> {
    let slot = cursor.strip_prefix("p-").and_then(|slot| slot.parse().ok());
    slot.ok_or_else(|| bad("Invalid cursor".to_owned()))
}
