//! The verdict on the whole, and the exit status of a check.

use super::Finding;
use crate::model::Job;

/// What can be said of both sides together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    InSync,
    /// There is drift, and the next cycle is expected to heal all of it.
    Pending,
    Drift,
    /// Provisioning is off, paused or in quarantine: nothing heals until a person acts.
    Blocked,
    /// A side was not read soundly: nothing can be said.
    Unknown,
}

impl Verdict {
    /// The verdict from whether both sides are sound, what was found, and the job as last read.
    /// What stands counts even beside a partial read; only "in sync" and "pending" need both.
    pub fn of(sound: bool, findings: &[Finding], job: Option<&Job>) -> Self {
        let heals = findings
            .iter()
            .all(|finding| finding.outlook.heals_by_itself());
        match (job.is_some_and(Job::is_blocked), heals, sound) {
            (true, ..) => Self::Blocked,
            (_, false, _) => Self::Drift,
            (.., false) => Self::Unknown,
            _ if findings.is_empty() => Self::InSync,
            _ => Self::Pending,
        }
    }

    /// The verdict in words.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::InSync => "IN SYNC: the provider holds what Entra should have provisioned",
            Self::Pending => "PENDING: there is drift, and the next cycle should heal all of it",
            Self::Drift => "DRIFT: the provider does not hold what Entra should have provisioned",
            Self::Blocked => "BLOCKED: provisioning is off, paused or in quarantine",
            Self::Unknown => "UNKNOWN: both sides have not been read well enough to compare",
        }
    }

    /// The stable name of reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::InSync => "in_sync",
            Self::Pending => "pending",
            Self::Drift => "drift",
            Self::Blocked => "blocked",
            Self::Unknown => "unknown",
        }
    }
}
