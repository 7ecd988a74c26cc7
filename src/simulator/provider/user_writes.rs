//! Every way to change a user.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Actor, Change, NewUser, Provider, Refusal, Resource, User};

impl Provider {
    /// Creates a user and returns its id.
    ///
    /// # Errors
    /// `Uniqueness` when the userName is taken, case aside (RFC 7643 4.1.1, uniqueness "server");
    /// `InvalidValue` when it is empty.
    pub fn create_user(
        &mut self,
        user: &NewUser,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<String, Refusal> {
        self.check_user_name(&user.user_name, None)?;
        Ok(self.plant_user(user, actor, now))
    }

    /// Creates a user as a provider does that has lost its uniqueness check: nothing is refused.
    pub fn plant_user(&mut self, user: &NewUser, actor: &Actor, now: DateTime<Utc>) -> String {
        let id = self.next_id();
        self.users.add(User::new(&self.base, &id, user, now));
        let state = json!({"name": user.display_name, "email": user.email, "active": user.active});
        self.events
            .record(actor, "create", ("directory_user", &id), state, now);
        id
    }

    /// Changes what `change` names.
    ///
    /// # Errors
    /// `NotFound`, and for a new userName the same as `create_user`.
    pub fn patch_user(
        &mut self,
        id: &str,
        change: &Change,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let slot = self.user_slot(id)?;
        if let Some(name) = &change.user_name {
            self.check_user_name(name, Some(slot))?;
        }
        let base = &self.base;
        self.users.edit(slot, |user| user.patch(base, change, now));
        self.events.record(
            actor,
            "update",
            ("directory_user", id),
            change.as_json(),
            now,
        );
        Ok(())
    }

    /// Deletes a user and its memberships.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn delete_user(
        &mut self,
        id: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let user = self.lose_user(id, actor, now)?;
        let holds = |slot: &u32| {
            self.groups
                .get(*slot)
                .is_some_and(|group| group.holds(user))
        };
        let affected: Vec<_> = self.groups.order().iter().copied().filter(holds).collect();
        for slot in affected {
            self.groups
                .edit(slot, |group| group.remove(&self.base, &[user], now));
        }
        Ok(())
    }

    /// Deletes a user as a provider does that forgets its memberships: the groups go on naming an
    /// id that no user has. Returns the slot that the groups still hold.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn lose_user(
        &mut self,
        id: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<u32, Refusal> {
        let slot = self.user_slot(id)?;
        self.users.retire(slot);
        self.events
            .record(actor, "delete", ("directory_user", id), json!({}), now);
        Ok(slot)
    }

    /// Puts one user before all others, and at the next call takes it away again: what shifts the
    /// rows of a list between two of its pages. The user is inactive, as a leaver is, so that it
    /// is no drift while it is there.
    pub fn come_and_go(&mut self, now: DateTime<Utc>) {
        let actor = Actor::new("churn", "user");
        if let Some(user) = self.users.retire_front() {
            let target = ("directory_user", &*user.id());
            self.events.record(&actor, "delete", target, json!({}), now);
            return;
        }
        let id = self.next_id();
        let user_name = format!("leaver-{}@churn.example", &id[..8]);
        let user = NewUser {
            user_name,
            ..NewUser::default()
        };
        self.users
            .put_in_front(User::new(&self.base, &id, &user, now));
        self.events
            .record(&actor, "create", ("directory_user", &id), json!({}), now);
    }

    /// The id of the first user with this userName, case aside.
    pub fn find_user(&self, user_name: &str) -> Option<String> {
        let (_, user) = self.users.named(user_name).next()?;
        Some(user.id().into_owned())
    }

    pub(super) fn user_slot(&self, id: &str) -> Result<u32, Refusal> {
        let found = self.users.find(id).map(|(slot, _)| slot);
        found.ok_or_else(|| Refusal::not_found("User", id))
    }

    fn check_user_name(&self, name: &str, own: Option<u32>) -> Result<(), Refusal> {
        if name.is_empty() {
            return Err(Refusal::InvalidValue("userName is required".to_owned()));
        }
        let taken = self.users.named(name).any(|(slot, _)| Some(slot) != own);
        if taken {
            Err(Refusal::Uniqueness(name.to_owned()))
        } else {
            Ok(())
        }
    }
}
