//! Audit logs of providers, one reader each: Kandji's, any that is listed over HTTP, and any that a
//! command prints. All give the same events.

mod child;
mod command;
mod field_map;
mod intake;
mod kandji;
mod listing;
mod paging;
mod pointer;
#[cfg(test)]
mod tests;
mod time_format;

use chrono::{DateTime, Utc};

pub use command::{CommandLine, CommandLog};
pub use field_map::FieldMap;
pub use kandji::Kandji;
pub use listing::{Listing, ListingLog, Since};
pub use paging::Paging;
pub use pointer::{NAMED, Pointer, Pointers};
pub use time_format::TimeFormat;

use crate::model::{Event, Reading};

/// The audit log of a provider.
pub enum AuditLog {
    Kandji(Kandji),
    Listing(ListingLog),
    Command(CommandLog),
}

impl AuditLog {
    /// What happened at the provider since `since`, oldest first.
    pub async fn events(&self, since: DateTime<Utc>) -> (Vec<Event>, Reading) {
        match self {
            Self::Kandji(log) => log.events(since).await,
            Self::Listing(log) => log.events(since).await,
            Self::Command(log) => log.events(since).await,
        }
    }
}
