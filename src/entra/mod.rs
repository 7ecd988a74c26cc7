//! What Entra would send: who is in scope of the application, and with which values.

mod derive;
mod expected;
pub mod expression;
mod filter;
mod group_names;
pub mod mapping;
mod mappings;

pub use derive::{Cache, Column, Derived, attributes, expect};
pub use expected::{Expected, Licence, Reach, Scope};
pub use filter::{Filter, Passage};
pub use group_names::GroupNames;
pub use mapping::{Plan, Rule, Source};
pub use mappings::Mappings;
