//! The verb: compare what Entra should have provisioned with what the provider holds.

mod compare;
mod confirm;
mod contradiction;
mod describe;
mod difference;
mod finding;
mod groups;
pub mod ignore;
mod kind;
mod matching;
mod notes;
mod remark;
mod users;
mod value;
mod verdict;

pub use compare::{Differences, compare};
pub use confirm::{Answer, Answers, Learned, Question, Settled, question, questions, settle};
pub use contradiction::contradictions;
pub use describe::Describe;
pub use difference::{Difference, Family, GroupRow};
pub use finding::{Finding, FindingId, Note, Subject};
pub use groups::Membership;
pub use kind::{Counts, Kind};
pub use matching::Matching;
pub use remark::{Remark, Remarks};
pub use value::{Likeness, likeness};
pub use verdict::Verdict;
