//! Writing one object to the provider.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};

use super::link::Links;
use super::mapping::{as_change, as_new_user, holds};
use super::record::{Action, Modified, Outcome, Record};
use crate::simulator::guid::Guid;
use crate::simulator::mapping::UserMapping;
use crate::simulator::provider::{Actor, Provider, Refusal, Text};
use crate::simulator::world::{Attribute, Object, Presence, User, World};

/// A writer for one moment: what it sees of the source, and what it may change.
pub struct Export<'a> {
    pub world: &'a World,
    pub provider: &'a mut Provider,
    pub links: &'a mut Links,
    /// Objects whose next write the provider confirms without storing it.
    pub lies: &'a mut HashSet<Object>,
    pub actor: &'a Actor,
    pub rng: &'a mut fastrand::Rng,
    pub at: DateTime<Utc>,
    /// Whether what the target holds is read, and only what differs is written.
    pub reads_target: bool,
}

/// What is to be done about a user.
enum Decision {
    Create,
    Update { enable: bool },
    Disable,
    Delete,
    Skip,
    Nothing,
}

impl Export<'_> {
    /// Brings one user to the provider; `None` if there was nothing to do or to say.
    pub fn user(&mut self, number: u32, changed: &BTreeSet<Attribute>) -> Option<Record> {
        let world = self.world;
        let user = world.user(number)?;
        match self.decide(number, user) {
            Decision::Create => Some(self.create_user(number, user)),
            Decision::Update { enable } => self.update_user(number, user, changed, enable),
            Decision::Disable => Some(self.disable_user(number)),
            Decision::Delete => Some(self.delete_user(number)),
            Decision::Skip => Some(self.record(
                Object::User(number),
                Action::Skip,
                Vec::new(),
                |_| Outcome::Skipped("NotEffectivelyEntitled"),
            )),
            Decision::Nothing => None,
        }
    }

    fn decide(&self, number: u32, user: &User) -> Decision {
        let Some(link) = self.links.users.get(number as usize) else {
            return Decision::Nothing;
        };
        let wanted = self.world.in_scope(number);
        match (link.id.is_some(), link.active) {
            _ if user.presence == Presence::Purged => {
                if link.managed {
                    Decision::Delete
                } else {
                    Decision::Nothing
                }
            }
            (false, _) if wanted => Decision::Create,
            // Assigned, but disabled or deleted before there ever was an account.
            (false, _) if self.world.is_entitled(number) => Decision::Skip,
            (true, active) if wanted => Decision::Update { enable: !active },
            (true, true) => Decision::Disable,
            (true, false) if link.managed && self.reads_target && self.is_active(number) => {
                Decision::Disable
            }
            _ => Decision::Nothing,
        }
    }

    /// Whether the provider's account is active, whatever was written last.
    fn is_active(&self, number: u32) -> bool {
        let id = self.links.id_of(Object::User(number));
        let held = self.provider.users.find(&id);
        held.is_some_and(|(_, held)| held.active)
    }

    /// Looks for the user by the matching attribute, then takes the one account over or makes one.
    /// The provider's filter compares userName exactly here, its uniqueness check folds case.
    fn create_user(&mut self, number: u32, user: &User) -> Record {
        let flow = self.world.provisioning.flow(user, None);
        let named = flow
            .iter()
            .find(|(mapping, _)| mapping.target == "userName");
        let name = named.map(|(_, name)| name.clone()).unwrap_or_default();
        let matching = self
            .provider
            .users
            .named(&name)
            .filter(|(_, found)| found.text(Text::UserName) == name);
        let found: Vec<String> = matching
            .map(|(_, found)| found.text(Text::Id).into_owned())
            .collect();
        let mut modified = properties(&flow);
        modified.push(Modified::set("active", "True"));
        match found.as_slice() {
            [] => self.record(Object::User(number), Action::Create, modified, |export| {
                export.outcome(|export| {
                    let account = as_new_user(&flow, true);
                    let id = if export.lies.remove(&Object::User(number)) {
                        Guid::random(export.rng).to_string()
                    } else {
                        export
                            .provider
                            .create_user(&account, export.actor, export.at)?
                    };
                    export.links.link_user(number, &id);
                    Ok(())
                })
            }),
            [id] => {
                self.links.link_user(number, id);
                self.patch(number, Action::TakeOver, &flow, modified, Some(true))
            }
            several => self.record(Object::User(number), Action::Create, modified, |_| {
                Outcome::Failure {
                    code: "DuplicateTargetEntries",
                    reason: format!(
                        "{} entries at the target match userName {name}",
                        several.len()
                    ),
                }
            }),
        }
    }

    /// Writes the attributes that changed, or all of an account that was not looked after for a while.
    fn update_user(
        &mut self,
        number: u32,
        user: &User,
        changed: &BTreeSet<Attribute>,
        enable: bool,
    ) -> Option<Record> {
        let managed = self
            .links
            .users
            .get(number as usize)
            .is_some_and(|link| link.managed);
        let changed = (managed && !self.reads_target).then_some(changed);
        let mut flow = self.world.provisioning.flow(user, changed);
        let mut enable = enable;
        if self.reads_target {
            let held = self
                .provider
                .users
                .find(&self.links.id_of(Object::User(number)));
            if let Some((_, held)) = held {
                flow.retain(|(mapping, value)| {
                    !mapping.create_only && !holds(held, &mapping.target, value)
                });
                enable |= !held.active;
            }
        }
        if flow.is_empty() && !enable {
            return None;
        }
        let mut modified = properties(&flow);
        if enable {
            modified.push(Modified::active(true));
        }
        Some(self.patch(
            number,
            Action::Update,
            &flow,
            modified,
            enable.then_some(true),
        ))
    }

    fn disable_user(&mut self, number: u32) -> Record {
        self.patch(
            number,
            Action::Disable,
            &[],
            vec![Modified::active(false)],
            Some(false),
        )
    }

    fn patch(
        &mut self,
        number: u32,
        action: Action,
        flow: &[(&UserMapping, String)],
        modified: Vec<Modified>,
        active: Option<bool>,
    ) -> Record {
        let mut change = as_change(flow);
        change.active = active;
        self.record(Object::User(number), action, modified, |export| {
            export.outcome(|export| {
                let id = export.links.id_of(Object::User(number));
                if !export.lies.remove(&Object::User(number)) {
                    export
                        .provider
                        .patch_user(&id, &change, export.actor, export.at)?;
                }
                let entitled = export.world.is_entitled(number);
                export.links.set_active(number, active, entitled);
                Ok(())
            })
        })
    }

    fn delete_user(&mut self, number: u32) -> Record {
        self.record(Object::User(number), Action::Delete, Vec::new(), |export| {
            export.outcome(|export| {
                let id = export.links.id_of(Object::User(number));
                if !export.lies.remove(&Object::User(number)) {
                    export.provider.delete_user(&id, export.actor, export.at)?;
                }
                export.links.unlink_user(number);
                Ok(())
            })
        })
    }

    /// Runs one write and records it with the id that the object has afterwards, or had before.
    pub(super) fn record(
        &mut self,
        source: Object,
        action: Action,
        modified: Vec<Modified>,
        write: impl FnOnce(&mut Self) -> Outcome,
    ) -> Record {
        let before = self.links.id_of(source);
        let outcome = write(self);
        let target_id = Some(self.links.id_of(source))
            .filter(|id| !id.is_empty())
            .unwrap_or(before);
        Record {
            source,
            target_id,
            action,
            outcome,
            modified,
        }
    }

    /// Runs one write; a refusal becomes a failure with the code that the log gives it.
    pub(super) fn outcome(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<(), Refusal>,
    ) -> Outcome {
        match write(self) {
            Ok(()) => Outcome::Success,
            Err(refusal) => Outcome::Failure {
                code: match refusal {
                    Refusal::Uniqueness(_) => "EntryConflict",
                    Refusal::NotFound { .. } => "InvalidAnchor",
                    Refusal::InvalidValue(_) => "UnprocessableEntity",
                },
                reason: format!("The target answered {}: {refusal}", refusal.status()),
            },
        }
    }
}

fn properties(flow: &[(&UserMapping, String)]) -> Vec<Modified> {
    flow.iter()
        .map(|(mapping, value)| Modified::set(mapping.target.clone(), value.as_str()))
        .collect()
}
