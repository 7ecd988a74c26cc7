//! How well something was read. The grade travels with the data and is on every screen.

use chrono::{DateTime, Utc};

use super::SourceError;

/// How far a read can be trusted, worst last. Absence may be concluded only from the first two.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Grade {
    /// Every page came, totals stood still, what was counted is what was promised.
    Complete,
    /// Complete after repair: something moved during the read and every seam was closed.
    Settled,
    /// All pages came, but the answers contradict each other.
    Doubtful,
    /// Part of it could not be read.
    Partial,
    /// Nothing was read.
    None,
}

impl Grade {
    /// Whether findings may be made and cleared from such a read.
    pub fn is_sound(self) -> bool {
        self <= Self::Settled
    }

    /// The stable name of reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Settled => "settled",
            Self::Doubtful => "doubtful",
            Self::Partial => "partial",
            Self::None => "none",
        }
    }
}

/// Why a read is graded below complete, or what it had to do. The codes are stable.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reason {
    TotalsMoved,
    SteppedBack,
    SecondPass,
    TotalAbsent,
    TotalMismatch,
    /// The list lost more than people leave; a second full read decides.
    ShrankSuddenly,
    DuplicateRows,
    RowsWithheld,
    RowsUnreadable,
    OrderUnstable,
    /// Pages were read that do not overlap, so that nothing shows whether a row fell between.
    SeamUnchecked,
    StartIndexIgnored,
    SuspectedCap,
    CursorRestarted,
    Loop,
    TooManyPages,
    TooLong,
    Churn,
    ForeignLink,
    GroupUnread,
    UserUnread,
    Failed,
    NotConfigured,
    NotPermitted,
    Unread,
}

impl Reason {
    /// The stable code of reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::TotalsMoved => "totals_moved",
            Self::SteppedBack => "stepped_back",
            Self::SecondPass => "second_pass",
            Self::TotalAbsent => "total_absent",
            Self::TotalMismatch => "total_mismatch",
            Self::ShrankSuddenly => "shrank_suddenly",
            Self::DuplicateRows => "duplicate_rows",
            Self::RowsWithheld => "rows_withheld",
            Self::RowsUnreadable => "rows_unreadable",
            Self::OrderUnstable => "order_unstable",
            Self::SeamUnchecked => "seam_unchecked",
            Self::StartIndexIgnored => "start_index_ignored",
            Self::SuspectedCap => "suspected_cap",
            Self::CursorRestarted => "cursor_restarted",
            Self::Loop => "loop",
            Self::TooManyPages => "too_many_pages",
            Self::TooLong => "too_long",
            Self::Churn => "churn",
            Self::ForeignLink => "foreign_link",
            Self::GroupUnread => "group_unread",
            Self::UserUnread => "user_unread",
            Self::Failed => "failed",
            Self::NotConfigured => "not_configured",
            Self::NotPermitted => "not_permitted",
            Self::Unread => "unread",
        }
    }

    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::TotalsMoved => "the total changed between pages",
            Self::SteppedBack => "a seam between pages was read again",
            Self::SecondPass => "read a second time to be sure",
            Self::TotalAbsent => "no total was told",
            Self::ShrankSuddenly => {
                "fell by more than a tenth: nothing is found or cleared before a second full read"
            }
            Self::TotalMismatch => "fewer or more rows than the total told",
            Self::DuplicateRows => "some rows came twice",
            Self::RowsWithheld => "rows were left out of a page",
            Self::RowsUnreadable => "rows could not be understood",
            Self::OrderUnstable => "the order changed between pages",
            Self::StartIndexIgnored => "the service ignores startIndex",
            Self::SuspectedCap => "the service seems to stop at a limit",
            Self::SeamUnchecked => "some pages do not overlap, so a row may have been missed",
            Self::CursorRestarted => "the cursor expired and was begun anew",
            Self::Loop => "the pages led in a circle",
            Self::TooManyPages => "more pages than are read in one go",
            Self::TooLong => "it took longer than one read may",
            Self::Churn => "too much changed during the read",
            Self::ForeignLink => "a link to another host was not followed",
            Self::GroupUnread => "a group could not be read",
            Self::UserUnread => "a user could not be read",
            Self::Failed => "a request failed",
            Self::NotConfigured => "not configured",
            Self::NotPermitted => "the token may not read it",
            Self::Unread => "not read yet",
        }
    }
}

/// The record of one read of one source.
#[derive(Clone, Debug)]
pub struct Reading {
    pub grade: Grade,
    pub reasons: Vec<Reason>,
    pub began: Option<DateTime<Utc>>,
    pub ended: Option<DateTime<Utc>>,
    /// Distinct resources read.
    pub objects: u64,
    /// Requests sent, retries among them.
    pub requests: u64,
    pub error: Option<SourceError>,
}

impl Default for Reading {
    /// Nothing was read yet.
    fn default() -> Self {
        Self {
            grade: Grade::None,
            reasons: vec![Reason::Unread],
            began: None,
            ended: None,
            objects: 0,
            requests: 0,
            error: None,
        }
    }
}

impl Reading {
    /// Lowers the grade to `grade` if it is better, and remembers why.
    pub fn lower(&mut self, grade: Grade, reason: Reason) {
        self.grade = self.grade.max(grade);
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// A reading that says only that this source is not there to be read.
    pub fn absent(reason: Reason) -> Self {
        Self {
            reasons: vec![reason],
            ..Self::default()
        }
    }
}
