//! Compares the groups of both sides.

use super::Difference;
use super::matching::Matching;
use super::value::{Likeness, likeness};
use crate::entra::{Expected, Reach};
use crate::model::{Groups, Text};

/// Differences between the groups themselves. A group that is assigned but not expected (not
/// security-enabled, or its role is unknown) makes none, and neither does its match.
pub fn compare_groups(
    expected: &Expected,
    matching: &Matching,
    entra: &Groups,
    provider: &Groups,
    text: &Text,
) -> Vec<Difference> {
    let mut found = Vec::new();
    for &(twin, anchor) in &matching.twins {
        found.push(Difference::DuplicateGroup { twin, anchor });
    }
    for &row in &matching.entra_alone {
        if expected.group(row as usize) == Reach::In {
            found.push(Difference::MissingGroup { entra: row });
        }
    }
    for &row in &matching.provider_alone {
        found.push(Difference::OrphanGroup { provider: row });
    }
    for &(here, there) in &matching.pairs {
        let group = &entra.rows[here as usize];
        let names = (
            expected.derived.group_name(group),
            provider.rows[there as usize].name,
        );
        let differs = names.0 != names.1
            && !names.0.is_absent()
            && !names.0.is_unknown()
            && likeness(text.get(names.0), text.get(names.1)) == Likeness::Different;
        if differs && expected.group(here as usize) == Reach::In {
            found.push(Difference::GroupName {
                entra: here,
                provider: there,
            });
        }
    }
    found
}
