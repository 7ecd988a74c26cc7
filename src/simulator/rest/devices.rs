//! `GET /devices`. Devices are not stored: each user's follow from its place in the directory.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::super::provider::{Text, User, uuid};
use super::users::{email, full_name, rest_id, time};
use super::{Failure, Request};

const LARGEST_PAGE: usize = 300;

/// Model, platform and version of the devices, which users have in turn.
const MODELS: [(&str, &str, &str); 4] = [
    ("MacBook Air (13-inch, M3)", "Mac", "15.5"),
    ("MacBook Pro (14-inch, M4)", "Mac", "15.6"),
    ("iPhone 16", "iPhone", "18.5"),
    ("iPad Air (M2)", "iPad", "18.5"),
];

/// How many devices the user in a slot has: one in five has none, one in twenty-five has two.
pub(super) fn count(slot: u32) -> u32 {
    match slot % 25 {
        1 => 2,
        rest if rest % 5 == 0 => 0,
        _ => 1,
    }
}

/// A page of devices as a bare array, in order of their users.
pub(super) fn list(request: &Request<'_>) -> Result<Value, Failure> {
    let size = request.page_size("limit", LARGEST_PAGE)?;
    let offset = request.number("offset")?.unwrap_or(0);
    let users = &request.provider.users;
    let owners = users
        .order()
        .iter()
        .filter_map(|slot| Some((*slot, users.get(*slot)?)));
    let owners = owners.filter(|(_, user)| selects(request, user));
    let devices =
        owners.flat_map(|(slot, user)| (0..count(slot)).map(move |nth| (slot, nth, user)));
    let page = devices.skip(offset).take(size);
    Ok(page
        .map(|(slot, nth, user)| request.device(slot, nth, user))
        .collect())
}

/// Whether a user's devices are asked for.
fn selects(request: &Request<'_>, user: &User) -> bool {
    let folded = || email(user).to_lowercase();
    request.allows("user_id", |id| {
        rest_id(&user.text(Text::Id)).as_deref() == Some(id)
    }) && request.allows("user_email", |part| folded().contains(&part.to_lowercase()))
        && request.allows("user_email_exact", |exact| folded() == exact.to_lowercase())
}

impl Request<'_> {
    fn device(&self, slot: u32, nth: u32, user: &User) -> Value {
        let number = u64::from(slot) * 2 + u64::from(nth);
        let (model, platform, version) = MODELS[(number % 4) as usize];
        let checked_in = self.now - TimeDelta::seconds((number * 37 % 7200).cast_signed());
        json!({
            "device_id": uuid(u128::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)),
            "device_name": format!("{}'s {platform}", full_name(user)),
            "model": model,
            "serial_number": format!("SIM{number:09}"),
            "platform": platform,
            "os_version": version,
            "last_check_in": time(checked_in),
            "user": {
                "email": email(user),
                "name": full_name(user),
                "id": rest_id(&user.text(Text::Id)),
                "is_archived": !user.active,
            },
            "asset_tag": "",
            "blueprint_id": "1f0c3b5a-8d2e-4c6f-9b7a-2d4e6f8a0c1b",
            "blueprint_name": "Standard",
            "mdm_enabled": true,
            "agent_installed": platform == "Mac",
            "is_missing": false,
            "is_removed": false,
            "agent_version": if platform == "Mac" { "5.2.1" } else { "" },
            "first_enrollment": time(user.created),
            "last_enrollment": time(user.created),
            "lost_mode_status": "",
            "tags": [],
        })
    }
}
