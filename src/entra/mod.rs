//! What Entra would send: who is in scope of the application, and with which values.

mod cycle;
mod derive;
mod escrow;
mod expected;
pub mod expression;
mod filter;
mod group_names;
mod lag;
pub mod mapping;
mod mappings;
mod pace;
mod reaches;
mod reaching;
mod roles;
mod spread;
mod support;

pub use cycle::{Cycle, CycleClock, Due, INTERVAL, SETTLING, Tally};
pub use derive::{Cache, Column, Derived, attributes, expect};
pub use escrow::{
    Escrowed, GIVEN_UP_AFTER, QUARANTINE_FROM, QUARANTINE_PERCENT, error_code, escrow,
};
pub use expected::{Expected, Licence, Reach, Scope};
pub use filter::{Filter, Passage};
pub use group_names::GroupNames;
pub use lag::lag;
pub use mapping::{Plan, Rule, Source};
pub use mappings::Mappings;
pub use pace::{Pace, Sighting, pace};
pub use spread::Spread;
