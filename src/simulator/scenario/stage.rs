//! Where events happen: each verb done to the tenant, its provider or the job.

mod by_hand;
mod source;

use chrono::{DateTime, Utc};

use super::cast::{Among, Cast};
use super::verb::{Address, Verb};
use crate::simulator::engine::Engine;
use crate::simulator::provider::{Actor, Provider, Refusal};
use crate::simulator::world::{Activity, Object, World};

/// Everything that an event can change, at the moment of the event.
pub struct Stage<'a> {
    pub cast: &'a Cast,
    pub world: &'a mut World,
    pub provider: &'a mut Provider,
    pub engine: &'a mut Engine,
    /// The provider's administrator, who does things by hand.
    pub administrator: &'a Actor,
    pub at: DateTime<Utc>,
}

/// Whether an event could happen; the error says why not.
type Done = Result<(), String>;

impl Stage<'_> {
    /// Makes the event happen.
    pub fn play(&mut self, verb: &Verb) -> Done {
        match verb {
            Verb::Join {
                upn,
                name,
                title,
                department,
                group,
            } => {
                let group = group.as_ref().map(|group| self.group(group)).transpose()?;
                self.join(upn, name, (title.clone(), department.clone()), group)
            }
            Verb::Leave { user, how } => self.leave(user, *how),
            Verb::Return { user } => self.come_back(user),
            Verb::Move {
                user,
                title,
                department,
            } => self.transfer(user, title.as_deref(), department.as_deref()),
            Verb::Rename { user, upn, name } => self.rename(user, upn, name.as_deref()),
            Verb::RenameGroup { group, name } => {
                let group = self.group(group)?;
                changed(self.world.rename_group(group, name, self.at))
            }
            Verb::AssignGroup { group } => {
                let group = self.cast.assignable_group(group, self.world)?;
                changed(self.world.assign(Object::Group(group), self.at))
            }
            Verb::UnassignGroup { group } => {
                let group = self.group(group)?;
                changed(self.world.unassign(Object::Group(group), self.at))
            }
            Verb::MemberAdd { user, group } => {
                let (user, group) = self.newcomer(user, group)?;
                changed(self.world.add_member(group, user, self.at))
            }
            Verb::MemberRemove { user, group } => {
                let (user, group) = self.member(user, group)?;
                changed(self.world.remove_member(group, user, self.at))
            }
            _ => self.play_at_provider(verb),
        }
    }

    fn play_at_provider(&mut self, verb: &Verb) -> Done {
        match verb {
            Verb::ProviderAddMember { user, group } => self.provider_add_member(user, group),
            Verb::ProviderRemoveMember { user, group } => self.provider_remove_member(user, group),
            Verb::ProviderEdit {
                user,
                attribute,
                value,
            } => self.provider_edit(user, *attribute, value),
            Verb::ProviderDeleteUser { user } => {
                let id = self.account(user)?;
                refused(self.provider.delete_user(&id, self.administrator, self.at))
            }
            Verb::ProviderCreateUser { upn, name } => {
                let user_name = self.world.full_principal_name(upn);
                self.create_by_hand(&user_name, name.as_deref().unwrap_or(&user_name))
            }
            Verb::ProviderDuplicate { user } => self.duplicate(user),
            Verb::Lie { user, group } => self.lie(user.as_ref(), group.as_ref()),
            Verb::Conflict { upn, name, group } => self.conflict(upn, name, group),
            _ => {
                self.play_with_job(verb);
                Ok(())
            }
        }
    }

    fn play_with_job(&mut self, verb: &Verb) {
        match verb {
            Verb::TokenFails | Verb::TokenHeals => {
                self.engine.save_credentials(*verb == Verb::TokenHeals);
                self.world
                    .note_application(Activity::SAVE_CREDENTIALS, self.at);
            }
            _ => {
                self.engine.start(self.at);
                self.world
                    .note_application(Activity::START_PROVISIONING, self.at);
            }
        }
    }

    fn user(&self, address: &Address) -> Result<u32, String> {
        self.cast.user(address, Among::Everyone, self.world)
    }

    fn group(&self, address: &Address) -> Result<u32, String> {
        self.cast.group(address, self.world)
    }

    /// A group and one who is in it.
    fn member(&self, user: &Address, group: &Address) -> Result<(u32, u32), String> {
        let group = self.group(group)?;
        Ok((
            self.cast.user(user, Among::MembersOf(group), self.world)?,
            group,
        ))
    }

    /// A group and one who is not in it.
    fn newcomer(&self, user: &Address, group: &Address) -> Result<(u32, u32), String> {
        let group = self.group(group)?;
        Ok((
            self.cast.user(user, Among::OthersThan(group), self.world)?,
            group,
        ))
    }
}

/// An edit that changed nothing was written for another state of things.
fn changed(done: bool) -> Done {
    if done {
        Ok(())
    } else {
        Err("it changes nothing".to_owned())
    }
}

/// A write that the provider refused.
fn refused(result: Result<(), Refusal>) -> Done {
    result.map_err(|refusal| refusal.to_string())
}
