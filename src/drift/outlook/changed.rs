//! When the change was made that a finding waits for, by the best that is known of it.

use chrono::{DateTime, Utc};

use super::Evidence;
use crate::drift::{Finding, Kind, Subject};
use crate::model::{Event, Foreign};

/// How a change was dated.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Dated {
    /// Nothing dates it.
    #[default]
    Unknown,
    /// By when the assignment or the account was made.
    Created,
    /// By a row of Entra's directory audit.
    DirectoryAudit,
    /// By a row of the provider's audit log.
    ProviderAudit,
    /// By when scimtop first saw it.
    FirstSight,
    /// It is older than what the directory audit reaches back to.
    Before,
}

/// When it changed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Changed {
    pub at: Option<DateTime<Utc>>,
    pub by: Dated,
}

/// When the objects of a finding came to be in Entra, and whether that alone dates the change.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Entered {
    pub at: Option<DateTime<Utc>>,
    /// A membership, or an attribute, may have changed later.
    pub exact: bool,
}

impl Dated {
    pub fn words(self) -> &'static str {
        match self {
            Self::Unknown => "not known when",
            Self::Created => "by when the assignment or account was made",
            Self::DirectoryAudit => "by Entra's audit log",
            Self::ProviderAudit => "by the provider's audit log",
            Self::FirstSight => "by when scimtop first saw it",
            Self::Before => {
                "or earlier: Entra's audit log, which reaches back to then, has no row of it"
            }
        }
    }

    /// A short word for a column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Created => "created",
            Self::DirectoryAudit => "directory_audit",
            Self::ProviderAudit => "provider_audit",
            Self::FirstSight => "first_sight",
            Self::Before => "before_audit",
        }
    }
}

impl Changed {
    fn new(at: DateTime<Utc>, by: Dated) -> Self {
        Self { at: Some(at), by }
    }

    /// Dates the change of `finding` in Entra.
    pub(super) fn in_entra(finding: &Finding, evidence: &Evidence) -> Self {
        let entered = finding.entered;
        let audited = newest_relevant(finding, evidence).map(|event| event.at);
        // It was not there at that look, so whatever is older is not what made it.
        let explains = |at: &DateTime<Utc>| {
            let is_older = finding.absent.is_some_and(|absent| *at < absent);
            !is_older && entered.at.is_none_or(|entered| entered <= *at)
        };
        let whole = evidence.changes_from.is_some();
        match (audited.filter(explains), entered.at) {
            (Some(at), _) if whole => Self::new(at, Dated::DirectoryAudit),
            (_, Some(at)) if entered.exact => Self::new(at, Dated::Created),
            (audited, entered) => Self::bound(finding, evidence, audited.max(entered)),
        }
    }

    /// The latest that it can have been.
    fn bound(finding: &Finding, evidence: &Evidence, entered: Option<DateTime<Utc>>) -> Self {
        let since = finding.since;
        let sighted = Self::new(since, Dated::FirstSight);
        let was_absent = finding.absent.is_some();
        let Some(from) = evidence.changes_from.filter(|_| !was_absent) else {
            return sighted;
        };
        let bound = if since < from {
            sighted
        } else {
            Self::new(from, Dated::Before)
        };
        match entered {
            Some(entered) if bound.at < Some(entered) => Self::new(entered, Dated::Created),
            _ => bound,
        }
    }
}

/// The newest row of Entra's audit that may have made the finding.
fn newest_relevant<'a>(finding: &Finding, evidence: &Evidence<'a>) -> Option<&'a Event> {
    let id = |subject: &Option<Subject>| {
        let subject = subject.as_ref()?;
        evidence.book.entra_id(subject).cloned()
    };
    let (user, group, member) = (id(&finding.user), id(&finding.group), id(&finding.member));
    let of = |id: &Option<Foreign>| evidence.book.directory(id.as_ref()).first().copied();
    match finding.kind {
        Kind::MissingMember | Kind::ExtraMember => {
            let rows = evidence.book.directory(member.as_ref()).iter();
            let mut ours = rows.filter(|event| {
                let of_group = |id: &Foreign| Some(id) == group.as_ref();
                !is_membership(event) || of_group(&event.target_id) || of_group(&event.source_id)
            });
            newer(ours.next().copied(), assigned(evidence, group.as_ref()))
        }
        Kind::MissingGroup | Kind::OrphanGroup => of(&group).or_else(|| {
            // A group that is not assigned any more was not read in Entra: its name is all there is.
            let name = &finding.group.as_ref()?.name;
            evidence.book.group_named(name)
        }),
        Kind::AttributeMismatch | Kind::ActiveMismatch if user.is_some() => {
            let mut rows = evidence.book.directory(user.as_ref()).iter();
            rows.find(|event| !is_membership(event)).copied()
        }
        _ if finding.user.is_some() => of(&user),
        _ => of(&group),
    }
}

/// The newest assignment of a group, which moves all its members.
fn assigned<'a>(evidence: &Evidence<'a>, group: Option<&Foreign>) -> Option<&'a Event> {
    let rows = evidence.book.directory(group).iter();
    let mut rows = rows.filter(|event| event.action.raw().contains("app role assignment"));
    rows.next().copied()
}

fn newer<'a>(one: Option<&'a Event>, other: Option<&'a Event>) -> Option<&'a Event> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if one.at >= other.at { one } else { other }),
        (one, other) => one.or(other),
    }
}

pub(super) fn is_membership(event: &Event) -> bool {
    event.action.raw().to_ascii_lowercase().contains("member")
}
