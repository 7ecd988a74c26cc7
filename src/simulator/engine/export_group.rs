//! Writing one group, and its memberships, to the provider.

use std::collections::BTreeMap;

use super::export::Export;
use super::record::{Action, Modified, Outcome, Record};
use crate::simulator::guid::Guid;
use crate::simulator::provider::Resource;
use crate::simulator::world::{Group, Object};

/// What became of a change of members.
pub struct MembersExport {
    pub record: Option<Record>,
    /// Members whose account is still to be made: they are added when it is.
    pub waiting: Vec<u32>,
}

impl Export<'_> {
    /// Makes, renames or deletes one group; `None` if there was nothing to do.
    pub fn group(&mut self, number: u32) -> Option<Record> {
        let world = self.world;
        let group = world.group(number)?;
        let linked = self.links.groups.get(number as usize)?.is_some();
        match (linked, world.provisions_group(number)) {
            (false, true) => Some(self.create_group(number, group)),
            (true, true) => self.rename_group(number, group),
            (true, false) => Some(self.delete_group(number)),
            (false, false) => None,
        }
    }

    fn create_group(&mut self, number: u32, group: &Group) -> Record {
        let source = Object::Group(number);
        let (name, external_id) = (&*group.display_name, group.id.to_string());
        let modified = vec![
            Modified::set("displayName", name),
            Modified::set("externalId", external_id.as_str()),
        ];
        let found: Vec<String> = self
            .provider
            .groups
            .named(name)
            .map(|(_, found)| found.id().into_owned())
            .collect();
        match found.as_slice() {
            [] => self.record(source, Action::Create, modified, |export| {
                export.outcome(|export| {
                    let id = if export.lies.remove(&source) {
                        Guid::random(export.rng).to_string()
                    } else {
                        export
                            .provider
                            .create_group(name, &external_id, export.actor, export.at)?
                    };
                    export.links.link_group(number, Some(id));
                    Ok(())
                })
            }),
            [id] => self.record(source, Action::TakeOver, modified, |export| {
                export.links.link_group(number, Some(id.clone()));
                Outcome::Success
            }),
            several => self.record(source, Action::Create, modified, |_| Outcome::Failure {
                code: "DuplicateTargetEntries",
                reason: format!(
                    "{} groups at the target match displayName {name}",
                    several.len()
                ),
            }),
        }
    }

    /// An update reads the target first, so a name that is there already is not written.
    fn rename_group(&mut self, number: u32, group: &Group) -> Option<Record> {
        let source = Object::Group(number);
        let held = self.provider.groups.find(&self.links.id_of(source));
        if held.is_some_and(|(_, held)| held.display_name() == *group.display_name) {
            return None;
        }
        let modified = vec![Modified::set("displayName", &*group.display_name)];
        Some(self.record(source, Action::Update, modified, |export| {
            export.outcome(|export| {
                if export.lies.remove(&source) {
                    return Ok(());
                }
                let id = export.links.id_of(source);
                export
                    .provider
                    .rename_group(&id, &group.display_name, export.actor, export.at)
            })
        }))
    }

    fn delete_group(&mut self, number: u32) -> Record {
        let source = Object::Group(number);
        self.record(source, Action::Delete, Vec::new(), |export| {
            export.outcome(|export| {
                let id = export.links.id_of(source);
                if !export.lies.remove(&source) {
                    export.provider.delete_group(&id, export.actor, export.at)?;
                }
                export.links.link_group(number, None);
                Ok(())
            })
        })
    }

    /// Adds and removes members of a group that the provider has. A member out of scope is left out,
    /// and not made good later; one whose account failed is waited for.
    pub fn members(&mut self, number: u32, changes: &BTreeMap<u32, bool>) -> MembersExport {
        let linked = self
            .links
            .groups
            .get(number as usize)
            .is_some_and(Option::is_some);
        let (mut added, mut removed, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
        for (user, is_added) in changes.iter().filter(|_| linked) {
            let id = self.links.id_of(Object::User(*user));
            match (id.is_empty(), is_added) {
                (false, true) => added.push(id),
                (false, false) => removed.push(id),
                (true, true) if self.world.in_scope(*user) => waiting.push(*user),
                (true, _) => {}
            }
        }
        if self.reads_target {
            let held = self
                .provider
                .member_ids(&self.links.id_of(Object::Group(number)))
                .unwrap_or_default();
            added.retain(|id| !held.contains(id));
            removed.retain(|id| held.contains(id));
        }
        let nothing = added.is_empty() && removed.is_empty();
        let record = (!nothing).then(|| self.write_members(number, &added, &removed));
        MembersExport { record, waiting }
    }

    fn write_members(&mut self, number: u32, added: &[String], removed: &[String]) -> Record {
        let source = Object::Group(number);
        let listed = |ids: &[String]| (!ids.is_empty()).then(|| ids.join(","));
        let modified = vec![Modified {
            name: "members".into(),
            old: listed(removed),
            new: listed(added),
        }];
        self.record(source, Action::Members, modified, |export| {
            export.outcome(|export| {
                if export.lies.remove(&source) {
                    return Ok(());
                }
                let id = export.links.id_of(source);
                if !added.is_empty() {
                    export
                        .provider
                        .add_members(&id, added, export.actor, export.at)?;
                }
                if !removed.is_empty() {
                    export
                        .provider
                        .remove_members(&id, removed, export.actor, export.at)?;
                }
                Ok(())
            })
        })
    }
}
