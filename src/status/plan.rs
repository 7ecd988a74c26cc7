//! What the next full cycle would change at the provider, from what the comparison found.
//!
//! Nothing is planned from a side that was not read soundly, and what is not proven of such a cycle is
//! said to be so.

use super::{Status, is_sound};
use crate::drift::{Finding, Kind};
use crate::model::Source;

/// What would be done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Change {
    Create,
    Update,
    Disable,
    Delete,
    AddMember,
    RemoveMember,
    /// Entra does not touch it.
    Nothing,
}

impl Change {
    pub const ALL: [Self; 7] = [
        Self::Create,
        Self::Update,
        Self::Disable,
        Self::Delete,
        Self::AddMember,
        Self::RemoveMember,
        Self::Nothing,
    ];

    /// The stable name of the plan.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Disable => "disable",
            Self::Delete => "delete",
            Self::AddMember => "add_member",
            Self::RemoveMember => "remove_member",
            Self::Nothing => "nothing",
        }
    }
}

/// One difference, and what a full cycle makes of it.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    pub change: Change,
    pub finding: &'a Finding,
    /// Whether it is documented to be so; else it is not proven.
    pub certain: bool,
    pub why: &'static str,
    /// Whether an ignore rule covers it: that changes nothing of what Entra does.
    pub ignored: bool,
    /// The place of the finding among those that stand, or that are ignored.
    pub place: usize,
}

/// What a full cycle would change.
#[derive(Clone, Debug, Default)]
pub struct Plan<'a> {
    /// In the order of the changes, then of the findings.
    pub steps: Vec<Step<'a>>,
    /// What could not be told, in sentences that are fit to show.
    pub unknown: Vec<String>,
    /// Why no cycle comes by itself; `None` where one does, or where that is not known.
    pub blocked: Option<String>,
}

impl<'a> Plan<'a> {
    /// The plan that follows from `status`.
    pub fn of(status: &'a Status) -> Self {
        let mut plan = Self {
            blocked: blocked(status),
            ..Self::default()
        };
        let Some(compared) = status.comparison.as_deref().filter(|_| is_sound(status)) else {
            plan.unknown = unread(status);
            return plan;
        };
        let standing = compared.findings.iter().enumerate();
        let standing = standing.map(|(place, finding)| (place, finding, false));
        let ignored = compared.ignored.iter().enumerate();
        let ignored = ignored.map(|(place, (finding, _))| (place, finding, true));
        plan.steps = standing
            .chain(ignored)
            .map(|(place, finding, ignored)| Step {
                ignored,
                place,
                ..step(status, finding)
            })
            .collect();
        plan.steps.sort_by_key(|step| step.change);
        plan.unknown = gaps(status);
        plan
    }

    /// How many steps make this change.
    pub fn count(&self, change: Change) -> usize {
        let same = self.steps.iter().filter(|step| step.change == change);
        same.count()
    }

    /// One line: how many of each, and whether all is known.
    pub fn summary(&self) -> String {
        let changing = Change::ALL.into_iter();
        let changing = changing.filter(|change| *change != Change::Nothing);
        let parts: Vec<String> = changing
            .map(|change| (change, self.count(change)))
            .filter(|(_, count)| *count > 0)
            .map(|(change, count)| format!("{} {count}", change.name()))
            .collect();
        match (parts.is_empty(), self.unknown.is_empty()) {
            (true, true) => "a full cycle would change nothing".to_owned(),
            (true, false) => "what a full cycle would change cannot be told".to_owned(),
            (false, true) => format!("a full cycle would: {}", parts.join(", ")),
            (false, false) => format!("a full cycle would at least: {}", parts.join(", ")),
        }
    }

    /// How many steps change something.
    pub fn changes(&self) -> usize {
        let changing = |step: &&Step| step.change != Change::Nothing;
        self.steps.iter().filter(changing).count()
    }
}

/// The sides that were not read, each with its reason.
fn unread(status: &Status) -> Vec<String> {
    let mut told: Vec<String> = Source::BOTH_SIDES
        .into_iter()
        .filter(|&source| !status.source(source).latest.grade.is_sound())
        .map(|source| {
            let reading = &status.source(source).latest;
            let error = reading.error.as_ref();
            let why = error.map_or_else(String::new, |error| format!(": {error}"));
            let grade = reading.grade.name();
            format!("{} were read {grade}{why}", source.title())
        })
        .collect();
    if told.is_empty() {
        told.push("the two sides were not compared".to_owned());
    }
    told
}

/// What a comparison of sound reads still leaves open.
fn gaps(status: &Status) -> Vec<String> {
    let mut told = Vec::new();
    let Some(compared) = status.comparison.as_deref() else {
        return told;
    };
    if compared.unconfirmed > 0 {
        let count = compared.unconfirmed;
        told.push(format!("{count} differences could not be confirmed"));
    }
    if let Some(why) = &status.mappings.assumed {
        let why = why.shown();
        told.push(format!("the job's own mappings are not known: {why}"));
    }
    let members = compared
        .notes
        .iter()
        .filter(|note| note.code == "members_unknown");
    told.extend(members.map(|note| note.text.clone()));
    told
}

fn blocked(status: &Status) -> Option<String> {
    let job = status.job.as_deref()?;
    if !job.is_blocked() {
        return None;
    }
    let (code, schedule) = (job.code.shown(), job.schedule.shown());
    let held = job.quarantine.as_ref();
    let reason = held.map_or_else(String::new, |held| format!(", {}", held.reason.shown()));
    Some(format!("the job is {code}, schedule {schedule}{reason}"))
}

fn step<'a>(status: &Status, finding: &'a Finding) -> Step<'a> {
    let (change, certain, why) = match finding.kind {
        Kind::MissingUser => create(status.mappings.users.flows.add),
        Kind::MissingGroup => {
            let groups = status.mappings.groups.as_ref();
            create(groups.is_none_or(|groups| groups.flows.add))
        }
        Kind::AttributeMismatch => update(finding, status),
        Kind::ActiveMismatch => match finding.expected.as_ref().map(crate::model::Foreign::raw) {
            Some("false") => (Change::Disable, true, "disabled in Entra"),
            _ => (
                Change::Update,
                true,
                "enabled in Entra: active is written again",
            ),
        },
        Kind::OrphanUser => orphan(finding.detail.raw()),
        Kind::OrphanGroup => match finding.detail.raw() {
            "out_of_scope" => (
                Change::Delete,
                false,
                "not assigned any more; not proven where Entra has let go of it already",
            ),
            _ => (
                Change::Nothing,
                true,
                "Entra never made it, or has forgotten it",
            ),
        },
        Kind::DuplicateUser | Kind::DuplicateGroup => (
            Change::Nothing,
            true,
            "several match: Entra writes none of them and logs DuplicateTargetEntries",
        ),
        Kind::MissingMember => (
            Change::AddMember,
            true,
            "a full cycle reads every membership",
        ),
        Kind::ExtraMember => (
            Change::RemoveMember,
            false,
            "not proven: nothing documents that a full cycle takes members out whom Entra never put in",
        ),
    };
    Step {
        change,
        finding,
        certain,
        why,
        ignored: false,
        place: 0,
    }
}

type Ruled = (Change, bool, &'static str);

fn create(adds: bool) -> Ruled {
    if adds {
        (Change::Create, true, "in scope, and no match")
    } else {
        (
            Change::Nothing,
            true,
            "the mapping does not create (flow type Add is off)",
        )
    }
}

fn update(finding: &Finding, status: &Status) -> Ruled {
    let groups = status.mappings.groups.as_ref();
    let updates = if finding.user.is_some() {
        status.mappings.users.flows.update
    } else {
        groups.is_none_or(|groups| groups.flows.update)
    };
    if updates {
        (
            Change::Update,
            true,
            "a full cycle compares every mapped attribute",
        )
    } else {
        (
            Change::Nothing,
            true,
            "the mapping does not update (flow type Update is off)",
        )
    }
}

fn orphan(detail: &str) -> Ruled {
    match detail {
        "deleted_in_entra" => (
            Change::Disable,
            false,
            "deleted in Entra; nothing where it was unassigned before; deleted once it is purged there",
        ),
        "out_of_scope" => (
            Change::Disable,
            false,
            "out of scope; nothing where Entra has disabled and let go of it already",
        ),
        _ => (
            Change::Nothing,
            true,
            "Entra does not know it, and never touches it",
        ),
    }
}
