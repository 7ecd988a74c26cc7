//! What became of one object in one cycle.

use std::borrow::Cow;

use crate::simulator::world::Object;

/// What the service did, or tried (provisioningAction).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Create,
    /// An existing object of the provider was found by the matching attribute, and is taken over.
    TakeOver,
    Update,
    /// An update of a group's members.
    Members,
    Disable,
    Delete,
    /// Nothing was to be written.
    Skip,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Success,
    /// Not written, for this reason (`SkipReason`).
    Skipped(&'static str),
    /// The provider refused: error code and reason.
    Failure {
        code: &'static str,
        reason: String,
    },
}

/// A property that was written, as the log shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modified {
    pub name: Cow<'static, str>,
    pub old: Option<String>,
    pub new: Option<String>,
}

impl Modified {
    pub fn set(name: impl Into<Cow<'static, str>>, new: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            old: None,
            new: Some(new.into()),
        }
    }

    /// `active`, written as text and capitalised.
    pub fn active(active: bool) -> Self {
        let text = |active| if active { "True" } else { "False" };
        Self {
            name: Cow::Borrowed("active"),
            old: Some(text(!active).to_owned()),
            new: Some(text(active).to_owned()),
        }
    }
}

/// What became of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub source: Object,
    /// The provider's id of the object; empty if it has none.
    pub target_id: String,
    pub action: Action,
    pub outcome: Outcome,
    pub modified: Vec<Modified>,
}
