//! The nouns: what both sides hold, how well it was read, and what happened.
//!
//! Pure data. Strings from outside stay raw inside [`Foreign`] and the interner; whoever shows
//! them goes through [`Foreign::shown`] or [`visible`].

mod action;
mod assignment;
mod change;
mod event;
mod fold;
mod foreign;
mod grade;
mod group;
mod id;
mod interner;
mod job;
mod people;
mod person_set;
mod resource;
mod roll;
mod schema;
mod snapshot;
mod source;
mod source_attribute;
mod source_error;
mod table;
mod target;
mod user;
mod user_state;
pub mod veil;

pub use action::{Action, Demand, MOST_MEMBERS, Named, Reset, Verification, Wish};
pub use assignment::{Assignment, Principal, Role};
pub use change::{
    GroupsChanged, MembersChanged, Touched, changed_groups, changed_users, members_apart,
};
pub use event::{Change, Event, Lane, Outcome, Scoping};
pub use fold::{fold, folded};
pub use foreign::{Foreign, visible};
pub use grade::{Grade, Reading, Reason};
pub use group::{Group, GroupState, Groups, InnerGroup, MemberKinds, MembersRead};
pub use id::{Id, IdStart};
pub use interner::{Adopted, Interner, Sym, Text};
pub use job::{Execution, Job, JobCode, JobProgress, Quarantine, ScheduleState};
pub use people::{Keys, People, Person, Side};
pub use person_set::PersonSet;
pub use resource::Resource;
pub use schema::{
    AttributeMapping, FilterClause, FilterGroup, FlowType, MappingSource, ObjectFlows,
    ObjectMapping, Schema, ScopeFilter, SourceKind,
};
pub use snapshot::{Directory, Provider, Read};
pub use source::Source;
pub use source_attribute::is_list;
pub use source_error::SourceError;
pub use table::Cells;
pub use target::{Target, TargetPath, TargetRead};
pub use user::{Holders, UserRow, Users};
pub use user_state::UserState;
