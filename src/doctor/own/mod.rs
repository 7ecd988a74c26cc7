//! What has to be right beside the guide: our own access, what the provider does, who stands for
//! everybody, and what no real tenant has confirmed.

mod access;
mod assumptions;
mod matching;
mod people;
mod permissions;
mod provider;
mod rest;
mod rule_groups;

use super::table::Check;

pub(super) use rule_groups::assigned as assigned_rule_groups;

/// In the order in which they are shown.
pub(super) const CHECKS: [&[Check]; 8] = [
    &access::CHECKS,
    &permissions::CHECKS,
    &rest::CHECKS,
    &provider::CHECKS,
    &matching::CHECKS,
    &rule_groups::CHECKS,
    &people::CHECKS,
    &assumptions::CHECKS,
];
