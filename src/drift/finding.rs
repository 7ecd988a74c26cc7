//! A difference as it is shown: with names, ids and the time it was first seen.

use std::fmt;

use chrono::{DateTime, Utc};

use super::outlook::{Entered, Outlook};
use super::{Family, Kind, Learned};
use crate::model::Foreign;

/// The key of a finding: a hash of its kind, the ids of its objects and the attribute, never of
/// values, so that it is the same finding at the next poll.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FindingId(u64);

impl FindingId {
    /// The key of a finding of `kind` about the objects named by `ids`, an absent one as "".
    pub fn new(kind: Kind, ids: &[&str], attribute: &str) -> Self {
        // FNV-1a: it must be the same in every version of this program.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let parts = std::iter::once(kind.name())
            .chain(ids.iter().copied())
            .chain([attribute]);
        for byte in parts.flat_map(|part| part.bytes().chain([0])) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Self(hash)
    }

    /// The key as [`FindingId`]'s `Display` writes it.
    pub fn parse(text: &str) -> Option<Self> {
        u64::from_str_radix(text, 16).ok().map(Self)
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A user or a group by its names on both sides.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Subject {
    /// userPrincipalName, else userName; of a group displayName, Entra's first.
    pub name: Foreign,
    pub entra_id: Option<Foreign>,
    pub scim_id: Option<Foreign>,
}

/// One standing difference.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    pub id: FindingId,
    pub kind: Kind,
    /// The user it is about; `None` for group and member kinds.
    pub user: Option<Subject>,
    pub group: Option<Subject>,
    pub member: Option<Subject>,
    /// The target path as Entra writes it.
    pub attribute: Option<Foreign>,
    pub expected: Option<Foreign>,
    pub actual: Option<Foreign>,
    /// Why, or what else is known, in words or stable codes.
    pub detail: Foreign,
    /// When it was first seen.
    pub since: DateTime<Utc>,
    /// When both sides were last compared without it; `None` where no look was taken before it was seen.
    pub absent: Option<DateTime<Utc>>,
    /// When its objects came to be in Entra.
    pub entered: Entered,
    /// Whether it heals by itself, by when, and what helps.
    pub outlook: Outlook,
}

impl Finding {
    /// The finding with what was learned when it was confirmed.
    #[must_use]
    pub fn with(mut self, learned: &Learned) -> Self {
        if !learned.detail.is_empty() {
            self.detail = learned.detail.clone();
        }
        if let (Some(user), Some(id)) = (&mut self.user, &learned.entra_id) {
            user.entra_id = Some(id.clone());
        }
        self
    }

    /// The rules that made it.
    pub fn family(&self) -> Family {
        match (&self.member, &self.group) {
            (Some(_), _) => Family::Members,
            (None, Some(_)) => Family::Groups,
            (None, None) => Family::Users,
        }
    }

    /// The name of the user, member or group that a person would look for.
    pub fn subject(&self) -> &Foreign {
        static NOBODY: std::sync::LazyLock<Foreign> = std::sync::LazyLock::new(Foreign::default);
        let subject = self
            .user
            .as_ref()
            .or(self.member.as_ref())
            .or(self.group.as_ref());
        subject.map_or(&NOBODY, |subject| &subject.name)
    }
}

/// Something worth knowing that is no drift.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// A stable code.
    pub code: &'static str,
    /// The sentence, fit to show.
    pub text: String,
    /// What it is about; empty where it is about everything.
    pub subject: Foreign,
}

impl Note {
    pub fn new(code: &'static str, text: impl Into<String>, subject: Foreign) -> Self {
        Self {
            code,
            text: text.into(),
            subject,
        }
    }
}
