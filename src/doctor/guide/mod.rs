//! The steps, facts and warnings of Kandji's guide "SCIM Directory Integration - Microsoft Entra
//! ID", in its order, and what experience adds to it.

mod application;
mod assignment;
mod credentials;
mod cycle;
mod directory;
mod groups;
mod people;
mod result;
mod schema;

use super::table::Check;

/// In the order of the guide; the numbers in the ids are its.
pub(super) const CHECKS: [&[Check]; 8] = [
    &directory::CHECKS,
    &application::CHECKS,
    &credentials::CHECKS,
    &assignment::CHECKS,
    &result::CHECKS,
    &cycle::CHECKS,
    &groups::CHECKS,
    &people::CHECKS,
];

pub(super) use schema::matching;
