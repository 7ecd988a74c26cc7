//! The service provider: what it holds, and every way to change it.
//!
//! The engine and the scenario call the methods here; the routes read. Each resource keeps its
//! JSON ready made, so that listing a million users copies bytes and formats nothing.

mod actor;
mod audit_log;
mod change;
mod fill;
mod group;
mod group_writes;
mod index;
mod new_user;
mod refusal;
mod register;
mod row;
mod user;
mod user_writes;

pub use actor::Actor;
pub use audit_log::{AuditEvent, AuditLog};
pub use change::Change;
pub use group::{GROUP_ATTRIBUTES, Group, GroupAttribute};
pub use new_user::NewUser;
pub use refusal::Refusal;
pub use register::{Register, Resource};
pub use row::Row;
pub use user::{Text, User, UserAttribute};

/// The provider's directory and its audit log.
pub struct Provider {
    /// The users, in order of creation.
    pub users: Register<User>,
    /// The groups, in order of creation.
    pub groups: Register<Group>,
    /// What was done, by whom.
    pub events: AuditLog,
    base: String,
    rng: fastrand::Rng,
}

impl Provider {
    /// An empty directory. `base` is the SCIM base URL, which the resources' locations start with;
    /// `seed` decides the ids.
    pub fn new(seed: u64, base: &str) -> Self {
        Self {
            users: Register::new(),
            groups: Register::new(),
            events: AuditLog::new(seed),
            base: base.trim_end_matches('/').to_owned(),
            rng: fastrand::Rng::with_seed(seed),
        }
    }

    /// The SCIM base URL, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A version 4 UUID (RFC 9562 5.4) from the seeded generator.
    fn next_id(&mut self) -> String {
        uuid(self.rng.u128(..))
    }
}

/// The text of a version 4 UUID made of these bits.
pub(super) fn uuid(bits: u128) -> String {
    let bits = bits & !(0xf000 << 64) & !(0xc000 << 48) | 0x4000 << 64 | 0x8000 << 48;
    let hex = format!("{bits:032x}");
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}

#[cfg(test)]
mod tests;
