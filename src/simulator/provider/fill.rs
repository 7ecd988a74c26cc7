//! Filling a fresh directory.

use chrono::{DateTime, Utc};

use super::{Provider, Refusal};

impl Provider {
    /// Fills a group with users by their slots. Millions of memberships are made this way at the
    /// start: no user is looked up, and no event written.
    ///
    /// # Errors
    /// `NotFound` for the group.
    pub fn fill_group(
        &mut self,
        group: &str,
        users: &[u32],
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let slot = self.groups.find(group).map(|(slot, _)| slot);
        let slot = slot.ok_or_else(|| Refusal::not_found("Group", group))?;
        let base = &self.base;
        self.groups.edit(slot, |group| group.add(base, users, now));
        Ok(())
    }
}
