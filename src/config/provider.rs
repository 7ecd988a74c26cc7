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
    number(raw, MOST).ok_or_else(|| {
        Fault::new(
            "is no number of rows from 1 to 10000",
            "write a number, such as 100, or leave it out",
        )
    })
}

/// How many percent of what the provider allows are asked for.
pub(super) fn share(raw: Raw<'_>) -> Result<u32, Fault> {
    number(raw, 100).ok_or_else(|| {
        Fault::new(
            "is no number of percent from 1 to 100",
            "write a number, such as 10, or leave it out",
        )
    })
}

/// A number from 1 to `most`.
fn number(raw: Raw<'_>, most: i64) -> Option<u32> {
    let number = match raw {
        Raw::Number(number) => Some(number),
        Raw::Text(text) => text.trim().parse().ok(),
        _ => None,
    };
    let number = number.filter(|number| (1..=most).contains(number));
    u32::try_from(number?).ok()
}
