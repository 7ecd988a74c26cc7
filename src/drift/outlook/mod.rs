//! Will it heal, by when, and what is the cheapest thing that helps: what is known of one finding
//! beyond the difference itself.

mod changed;
mod evidence;
mod foresee;
mod logged;
pub mod rules;
mod words;
mod writers;

use chrono::{DateTime, Utc};

pub use changed::{Changed, Dated, Entered};
pub use evidence::{Evidence, Logbook};
pub use foresee::foresee;
pub use rules::{Confidence, RULES, Rule, markdown};
pub use words::clock;

use crate::entra::Due;
use crate::model::Foreign;

/// Where a finding stands on its way to being healed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Phase {
    /// No cycle will ever look: it was moved at the provider, or a logged write was lost.
    Silent,
    /// A cycle that should have healed it is over.
    Overdue,
    /// Provisioning is off, paused, in quarantine or without credentials.
    Blocked,
    /// The log has an error.
    Failing,
    /// The log says that it was left out, and why.
    Skipped,
    /// It cannot be told: a side is not known well enough.
    Unknown,
    /// The first cycle that sees the change is not over.
    Pending,
}

/// Whether it heals by itself, and by when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heals {
    /// By then the cycle that sees it should be over; `None` where no time can be told.
    Yes(Option<Due>),
    /// It should have by then, if that is known.
    ShouldHave(Option<DateTime<Utc>>),
    RetryAt(DateTime<Utc>),
    Never,
    Blocked,
    Unknown,
}

/// The verdict on one finding.
#[derive(Clone, PartialEq, Debug)]
pub struct Outlook {
    pub phase: Phase,
    pub heals: Heals,
    /// The row of the table that gave it.
    pub rule: &'static Rule,
    pub changed: Changed,
    /// Cycles that should have healed it and did not.
    pub missed: usize,
    /// Someone disabled, deleted or out of scope in Entra who is active at the provider.
    pub leaver: bool,
    /// What the verdict rests on besides the clock: an error, a skip reason, who moved it.
    pub because: Foreign,
}

impl Phase {
    pub const ALL: [Self; 7] = [
        Self::Silent,
        Self::Overdue,
        Self::Blocked,
        Self::Failing,
        Self::Skipped,
        Self::Unknown,
        Self::Pending,
    ];

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Overdue => "overdue",
            Self::Blocked => "blocked",
            Self::Failing => "failing",
            Self::Skipped => "skipped",
            Self::Unknown => "unknown",
            Self::Pending => "pending",
        }
    }
}

impl Outlook {
    /// Before anything was weighed.
    pub fn unknown() -> Self {
        Self {
            phase: Phase::Unknown,
            heals: Heals::Unknown,
            rule: &rules::UNKNOWN_SIDE,
            changed: Changed::default(),
            missed: 0,
            leaver: false,
            because: Foreign::default(),
        }
    }

    /// Whether nobody has to do anything.
    pub fn heals_by_itself(&self) -> bool {
        matches!(self.heals, Heals::Yes(_) | Heals::RetryAt(_))
    }

    /// What needs a person first comes first: a leaver, then what never heals, then what waits.
    pub fn urgency(&self) -> (bool, bool, Phase) {
        (!self.leaver, self.heals_by_itself(), self.phase)
    }
}
