//! Provisioning of one object at once, beside the cycles ("On-demand provisioning").

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::export::Export;
use super::record::{Action, Outcome, Record};
use super::{Engine, log};
use crate::simulator::guid::Guid;
use crate::simulator::provider::Provider;
use crate::simulator::world::{Object, World};

/// Why the saved credentials do not do.
const REFUSED: &str = "SystemForCrossDomainIdentityManagementCredentialsInvalid";

/// What became of it, and the row of the log, which the answer spells in another way.
pub struct OnDemand {
    pub outcome: Outcome,
    pub row: Value,
}

impl Engine {
    /// Brings one user to the provider now; the target is read first.
    pub fn provision_user(
        &mut self,
        user: u32,
        world: &World,
        provider: &mut Provider,
        at: DateTime<Utc>,
    ) -> OnDemand {
        let source = Object::User(user);
        self.on_demand(source, world, provider, at, |export| {
            let disabled = world.is_entitled(user) && !world.in_scope(user);
            if disabled && !export.links.id_of(source).is_empty() {
                // Disabled and deleted people are left to the cycles.
                return None;
            }
            export.user(user, &BTreeSet::new())
        })
    }

    /// Brings one group and these of its members to the provider now.
    pub fn provision_group(
        &mut self,
        group: u32,
        members: &[u32],
        world: &World,
        provider: &mut Provider,
        at: DateTime<Utc>,
    ) -> OnDemand {
        let own = world.group(group).map_or(&[][..], |group| &group.users);
        let changes = members
            .iter()
            .map(|user| (*user, own.contains(user)))
            .collect();
        self.on_demand(Object::Group(group), world, provider, at, |export| {
            let made = export.group(group);
            let failed = |record: &Record| matches!(record.outcome, Outcome::Failure { .. });
            if made.as_ref().is_some_and(failed) {
                return made;
            }
            export.members(group, &changes).record.or(made)
        })
    }

    fn on_demand(
        &mut self,
        source: Object,
        world: &World,
        provider: &mut Provider,
        at: DateTime<Utc>,
        write: impl FnOnce(&mut Export<'_>) -> Option<Record>,
    ) -> OnDemand {
        self.links.grow(world.users.len(), world.groups.len());
        let known = self.links.id_of(source);
        let record = if self.credentials_valid {
            let mut export = Export {
                world,
                provider,
                links: &mut self.links,
                lies: &mut self.lies,
                actor: &self.actor,
                rng: &mut self.rng,
                at,
                reads_target: true,
            };
            write(&mut export)
        } else {
            Some(refused(source, known.clone()))
        };
        let record = record.unwrap_or_else(|| Record {
            source,
            target_id: known.clone(),
            action: Action::Skip,
            outcome: Outcome::Skipped(skip_reason(source, world)),
            modified: Vec::new(),
        });
        if known.is_empty() && !self.links.id_of(source).is_empty() {
            match source {
                Object::User(_) => self.status.users_synchronized += 1,
                _ => self.status.groups_synchronized += 1,
            }
        }
        self.write_down(record, world, at)
    }

    fn write_down(&mut self, record: Record, world: &World, at: DateTime<Utc>) -> OnDemand {
        let entry = log::Entry {
            world,
            cycle_id: Guid::random(&mut self.rng),
            change_id: Guid::random(&mut self.rng),
            id: Guid::random(&mut self.rng),
            at,
            milliseconds: self.rng.u32(150..1900),
        };
        let row = entry.row(&record);
        self.log.push(at, row.clone());
        OnDemand {
            outcome: record.outcome,
            row,
        }
    }
}

fn refused(source: Object, target_id: String) -> Record {
    Record {
        source,
        target_id,
        action: Action::Update,
        outcome: Outcome::Failure {
            code: REFUSED,
            reason: "The target answered 401 to the saved credentials.".to_owned(),
        },
        modified: Vec::new(),
    }
}

/// Nothing was written: the target holds it already, or nobody wants it there.
fn skip_reason(source: Object, world: &World) -> &'static str {
    let wanted = match source {
        Object::User(user) => world.in_scope(user),
        Object::Group(group) => world.provisions_group(group),
        Object::Device(_) | Object::ServicePrincipal(_) => false,
    };
    if wanted {
        "RedundantExport"
    } else {
        "NotEffectivelyEntitled"
    }
}
