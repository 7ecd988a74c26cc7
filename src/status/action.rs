//! How far the action has come that somebody at the dashboard asked for.

use crate::model::{Foreign, Verification};

/// The newest action by its number, which the dashboard gave it.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct ActionState {
    pub number: u64,
    pub step: ActionStep,
}

/// Where it stands.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub enum ActionStep {
    /// There is none.
    #[default]
    Idle,
    /// What it is about is being read.
    Preparing,
    /// It waits for its name.
    Prepared {
        /// What it will do and whom it touches, fit to show.
        preview: Vec<String>,
        /// What has to be typed.
        name: Foreign,
    },
    /// It was confirmed; it is sent, and its effect looked for.
    Running,
    /// The service answered, or did not.
    Ended {
        seen: Verification,
        /// Fit to show.
        lines: Vec<String>,
    },
    /// Nothing was sent, for this reason; fit to show.
    NotSent(String),
}
