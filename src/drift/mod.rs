//! The verb: compare what Entra should have provisioned with what the provider holds.

mod finding;
mod kind;
mod verdict;

pub use finding::{Finding, FindingId, Note, Subject};
pub use kind::{Counts, Kind};
pub use verdict::Verdict;
