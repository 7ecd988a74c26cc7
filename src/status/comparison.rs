//! The outcome of one comparison of both sides.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::drift::{Counts, Finding, Note};

/// What was found, what was left out by a rule, and what is worth knowing.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub at: DateTime<Utc>,
    /// Ordered by kind, then subject.
    pub findings: Arc<[Finding]>,
    pub counts: Counts,
    /// Findings left out by an ignore rule, each with the rule's owner and reason.
    pub ignored: Arc<[(Finding, Arc<str>)]>,
    pub notes: Arc<[Note]>,
    /// Differences that wait for their confirmation.
    pub unconfirmed: usize,
    /// People in scope in Entra, users at the provider, people equal on both sides.
    pub expected: usize,
    pub actual: usize,
    pub in_sync: usize,
}
