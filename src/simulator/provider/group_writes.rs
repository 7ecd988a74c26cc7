//! Every way to change a group.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Actor, Group, Provider, Refusal, Resource};

/// The most members that one audit event lists by id.
const MEMBERS_LISTED: usize = 20;

impl Provider {
    /// Creates an empty group and returns its id. Names need not be unique (RFC 7643 4.2).
    ///
    /// # Errors
    /// `InvalidValue` when the name is empty.
    pub fn create_group(
        &mut self,
        display_name: &str,
        external_id: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<String, Refusal> {
        check_display_name(display_name)?;
        let id = self.next_id();
        self.groups
            .add(Group::new(&self.base, &id, external_id, display_name, now));
        let state = json!({"name": display_name});
        self.events
            .record(actor, "create", ("directory_group", &id), state, now);
        Ok(id)
    }

    /// Deletes a group.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn delete_group(
        &mut self,
        id: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let slot = self.group_slot(id)?;
        self.groups.retire(slot);
        self.events
            .record(actor, "delete", ("directory_group", id), json!({}), now);
        Ok(())
    }

    /// Gives a group another displayName.
    ///
    /// # Errors
    /// `NotFound`; `InvalidValue` when the name is empty.
    pub fn rename_group(
        &mut self,
        id: &str,
        display_name: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        check_display_name(display_name)?;
        let slot = self.group_slot(id)?;
        let base = &self.base;
        self.groups
            .edit(slot, |group| group.rename(base, display_name, now));
        let state = json!({"name": display_name});
        self.events
            .record(actor, "update", ("directory_group", id), state, now);
        Ok(())
    }

    /// Adds users to a group; who is a member already stays one.
    ///
    /// # Errors
    /// `NotFound` for the group; `InvalidValue` for the first id that no user has, and then nothing
    /// is added.
    pub fn add_members<T: AsRef<str>>(
        &mut self,
        group: &str,
        users: &[T],
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let slot = self.group_slot(group)?;
        let unknown = |id: &str| Refusal::InvalidValue(format!("members: no user has the id {id}"));
        let found = users.iter().map(AsRef::as_ref);
        let found = found.map(|id| self.user_slot(id).map_err(|_| unknown(id)));
        let members = found.collect::<Result<Vec<_>, _>>()?;
        let base = &self.base;
        self.groups
            .edit(slot, |group| group.add(base, &members, now));
        let state = listed("members_added", users);
        self.events
            .record(actor, "update", ("directory_group", group), state, now);
        Ok(())
    }

    /// Removes users from a group, also those that no longer exist; who is no member is passed over.
    ///
    /// # Errors
    /// `NotFound` for the group.
    pub fn remove_members<T: AsRef<str>>(
        &mut self,
        group: &str,
        users: &[T],
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let slot = self.group_slot(group)?;
        let members: Vec<_> = users
            .iter()
            .filter_map(|id| self.member(slot, id.as_ref()))
            .collect();
        let base = &self.base;
        self.groups
            .edit(slot, |group| group.remove(base, &members, now));
        let state = listed("members_removed", users);
        self.events
            .record(actor, "update", ("directory_group", group), state, now);
        Ok(())
    }

    /// The ids of a group's members, existing or lost.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn member_ids(&self, id: &str) -> Result<Vec<String>, Refusal> {
        let missing = || Refusal::not_found("Group", id);
        let (_, group) = self.groups.find(id).ok_or_else(missing)?;
        let users = group
            .members
            .iter()
            .filter_map(|slot| self.users.get(*slot));
        Ok(users.map(|user| user.id().into_owned()).collect())
    }

    /// The id of the first group with this displayName, case aside.
    pub fn find_group(&self, display_name: &str) -> Option<String> {
        let (_, group) = self.groups.named(display_name).next()?;
        Some(group.id().into_owned())
    }

    fn group_slot(&self, id: &str) -> Result<u32, Refusal> {
        let found = self.groups.find(id).map(|(slot, _)| slot);
        found.ok_or_else(|| Refusal::not_found("Group", id))
    }

    /// The slot by which a group holds a user, existing or lost.
    fn member(&self, group: u32, id: &str) -> Option<u32> {
        if let Some((slot, _)) = self.users.find(id) {
            return Some(slot);
        }
        let mut members = self.groups.get(group)?.members.iter().copied();
        members.find(|slot| self.users.get(*slot).is_some_and(|user| user.id() == id))
    }
}

fn check_display_name(name: &str) -> Result<(), Refusal> {
    if name.is_empty() {
        return Err(Refusal::InvalidValue("displayName is required".to_owned()));
    }
    Ok(())
}

fn listed<T: AsRef<str>>(name: &str, users: &[T]) -> Value {
    let ids: Vec<_> = users
        .iter()
        .take(MEMBERS_LISTED)
        .map(AsRef::as_ref)
        .collect();
    json!({name: ids, "count": users.len()})
}
