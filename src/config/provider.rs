use super::mistake::Fault;
use super::raw::{Raw, choice};
use crate::source::scim::Paging;
use crate::source::scim::profile::{PROFILES, Profile};

/// The most rows of a page that make sense to ask for.
const MOST: i64 = 10_000;

/// What is known of the provider beforehand, by its name.
pub(super) fn profile(raw: Raw<'_>) -> Result<Profile, Fault> {
    choice(raw, &PROFILES.map(|profile| (profile.name, profile)))
}

pub(super) fn paging(raw: Raw<'_>) -> Result<Paging, Fault> {
    choice(raw, &[("index", Paging::Index), ("cursor", Paging::Cursor)])
}

pub(super) fn page(raw: Raw<'_>) -> Result<u32, Fault> {
    let rows = match raw {
        Raw::Number(rows) => Some(rows),
        Raw::Text(text) => text.trim().parse().ok(),
        _ => None,
    };
    let rows = rows.filter(|rows| (1..=MOST).contains(rows));
    rows.and_then(|rows| u32::try_from(rows).ok())
        .ok_or_else(|| {
            Fault::new(
                "is no number of rows from 1 to 10000",
                "write a number, such as 100, or leave it out",
            )
        })
}
