//! The outcome of one comparison of both sides.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::drift::{Counts, Family, Finding, Note, Work};
use crate::entra::Expected;

/// What was found, what was left out by a rule, and what is worth knowing.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub at: DateTime<Utc>,
    /// What needs a person first comes first.
    pub findings: Arc<[Finding]>,
    pub counts: Counts,
    /// Findings left out by an ignore rule, each with the rule's owner and reason.
    pub ignored: Arc<[(Finding, Arc<str>)]>,
    pub notes: Arc<[Note]>,
    /// Differences that wait for their confirmation.
    pub unconfirmed: usize,
    /// `None` before the users of both sides were compared.
    pub people: Option<Headcount>,
    /// Who is in scope, and what each rule of the mapping would send.
    pub expected: Arc<Expected>,
    /// The families of rules that were compared; findings of the others are older.
    pub families: Vec<Family>,
    /// When the read of the provider began that was compared.
    pub read: DateTime<Utc>,
    /// The rules whose targets the provider does not keep.
    pub not_kept: Arc<[u16]>,
    /// What was looked at; everything else was carried over.
    pub work: Work,
}

/// How many people should be there, are there, and are the same on both sides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Headcount {
    /// In scope in Entra.
    pub expected: usize,
    /// At the provider.
    pub actual: usize,
    pub in_sync: usize,
}
