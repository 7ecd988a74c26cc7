//! What a person may ask of the provisioning service: each action in words, and when it cannot work.
//!
//! Nothing here sends anything. What restarts reset: Microsoft Graph, "synchronizationJobRestartCriteria
//! resource type"; on demand: "On-demand provisioning".

use std::fmt;

use super::{Foreign, Job, JobCode, ScheduleState};

/// Members of a group that can be provisioned on demand at once.
pub const MOST_MEMBERS: usize = 5;

/// One thing that a restart resets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reset {
    ConnectorDataStore,
    Escrows,
    Watermark,
    QuarantineState,
    ForceDeletes,
}

impl Reset {
    pub const ALL: [Self; 5] = [
        Self::Watermark,
        Self::Escrows,
        Self::QuarantineState,
        Self::ConnectorDataStore,
        Self::ForceDeletes,
    ];

    /// What the service calls all of them but `ForceDeletes`.
    pub const FULL: [Self; 4] = [
        Self::ConnectorDataStore,
        Self::Escrows,
        Self::Watermark,
        Self::QuarantineState,
    ];

    /// What "Restart provisioning" in the portal resets.
    pub const PORTAL: [Self; 3] = [Self::Escrows, Self::Watermark, Self::QuarantineState];

    /// The name as Graph spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ConnectorDataStore => "ConnectorDataStore",
            Self::Escrows => "Escrows",
            Self::Watermark => "Watermark",
            Self::QuarantineState => "QuarantineState",
            Self::ForceDeletes => "ForceDeletes",
        }
    }

    /// What it does and whom it touches, in plain words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Watermark => {
                "look at everybody again: the next cycle is an initial one, reads every user and group in \
                 scope, and writes whatever differs at the provider, by hand or not"
            }
            Self::Escrows => {
                "forget the failures: whoever failed is not retried any more, until the object changes or \
                 everybody is looked at again"
            }
            Self::QuarantineState => {
                "lift the quarantine: cycles come at the usual pace again, until the same errors bring it back"
            }
            Self::ConnectorDataStore => {
                "forget the links between Entra and the provider: everybody in scope is matched again by the \
                 matching attribute; who left the scope before is not linked again and is never disabled by \
                 Entra any more; Microsoft says to ask its support first"
            }
            Self::ForceDeletes => {
                "carry out the deletions that accidental deletion prevention holds back: all of them, and they \
                 cannot be taken back here"
            }
        }
    }
}

/// A user or group of Entra by its object id and the name that people know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    pub id: String,
    /// userPrincipalName of a user, displayName of a group.
    pub name: Foreign,
}

/// Whom to provision on demand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Demand {
    Person(Named),
    /// A group, with up to [`MOST_MEMBERS`] of its members.
    Group {
        group: Named,
        members: Vec<Named>,
    },
}

/// What a person asks for, by the names that people use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wish {
    Start,
    Pause,
    Restart(Vec<Reset>),
    /// A userPrincipalName or object id.
    Person(String),
    /// A displayName or object id, and userPrincipalNames or object ids of members.
    Group {
        group: String,
        members: Vec<String>,
    },
}

/// Whether the effect was seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verification {
    /// It was read back.
    Seen,
    /// The service took it, and its effect was not seen in the time that was waited.
    NotSeen,
    /// The service refused it, or says that it failed.
    Failed,
    /// No answer came: it may have been carried out.
    Unknown,
}

impl Verification {
    /// The stable name of the audit file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::NotSeen => "not_seen",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Seen => "done, and seen",
            Self::NotSeen => "accepted, and not seen yet",
            Self::Failed => "failed",
            Self::Unknown => "not known",
        }
    }
}

/// What is asked of the provisioning service.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    Start,
    Pause,
    /// What to reset, each once.
    Restart(Vec<Reset>),
    ProvisionOnDemand(Demand),
}

impl Action {
    /// A restart that resets these, each once, in the order in which Graph numbers them.
    pub fn restart(resets: impl IntoIterator<Item = Reset>) -> Self {
        let mut resets: Vec<Reset> = resets.into_iter().collect();
        resets.sort_unstable();
        resets.dedup();
        Self::Restart(resets)
    }

    /// The stable name of the audit file, and of the last segment of Graph's path.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Pause => "pause",
            Self::Restart(_) => "restart",
            Self::ProvisionOnDemand(_) => "provisionOnDemand",
        }
    }

    /// `resetScope` of a restart.
    pub fn reset_scope(&self) -> Option<String> {
        let Self::Restart(resets) = self else {
            return None;
        };
        let full = Reset::FULL.iter().all(|reset| resets.contains(reset));
        let rest = resets
            .iter()
            .filter(|reset| !full || **reset == Reset::ForceDeletes)
            .map(|reset| reset.name());
        let names: Vec<&str> = full.then_some("Full").into_iter().chain(rest).collect();
        Some(names.join(", "))
    }

    /// Whether the next cycle looks at everybody.
    pub fn looks_at_everybody(&self) -> bool {
        matches!(self, Self::Restart(resets) if resets.contains(&Reset::Watermark))
    }

    /// What has to be typed: the application's display name, or the name of whom it is about.
    pub fn confirmation<'a>(&'a self, application: &'a Foreign) -> &'a Foreign {
        match self {
            Self::ProvisionOnDemand(Demand::Person(person)) => &person.name,
            Self::ProvisionOnDemand(Demand::Group { group, .. }) => &group.name,
            _ => application,
        }
    }

    /// What it will do and whom else it touches, line by line, fit to show.
    pub fn preview(&self, job: &Job) -> Vec<String> {
        let mut lines = match self {
            Self::Start => vec![
                "starts the job: it goes on where it was stopped, and a quarantine ends".to_owned(),
                "touches: whoever changed in Entra since it stopped; all of that is written to the \
                 provider"
                    .to_owned(),
            ],
            Self::Pause => vec![
                "stops the job: a cycle on its way runs to its end, then nothing more is provisioned"
                    .to_owned(),
                "touches: everybody. Joiners get no account, and leavers keep theirs, until it is \
                 started again"
                    .to_owned(),
            ],
            Self::Restart(resets) => restart(resets),
            Self::ProvisionOnDemand(demand) => on_demand(demand),
        };
        lines.extend(remark(self, job));
        lines
    }

    /// Why it cannot work while the job is as it is; `None` where it can.
    pub fn refusal(&self, job: &Job) -> Option<String> {
        let paused = job.code == JobCode::Paused || job.schedule != ScheduleState::Active;
        let held = job.code == JobCode::Quarantine || job.quarantine.is_some();
        if let JobCode::Other(code) = &job.code {
            let code = code.shown();
            return Some(format!(
                "the job is in the state \"{code}\", which this version does not know"
            ));
        }
        if job.code == JobCode::NotConfigured {
            return Some(
                "provisioning is not configured: save its credentials in the Entra portal first"
                    .to_owned(),
            );
        }
        match self {
            Self::Start if !paused && !held => Some(
                "the job is running already: a start is for one that is paused or in quarantine"
                    .to_owned(),
            ),
            Self::Pause if paused => Some("the job is stopped already".to_owned()),
            Self::Restart(resets) => restart_refusal(resets, job, held),
            _ => None,
        }
    }
}

fn restart(resets: &[Reset]) -> Vec<String> {
    let first = "restarts the job; a cycle on its way runs to its end first".to_owned();
    let each = resets
        .iter()
        .map(|reset| format!("{}: {}", reset.name(), reset.meaning()));
    let whom = if resets.contains(&Reset::Watermark) {
        "touches: every user and group in scope; `scimtop plan` says who would be changed"
    } else {
        "touches: whoever changed in Entra since the last cycle, and whoever is named above"
    };
    let last =
        "not proven: whether people that are only in the provider's groups are taken out of them";
    std::iter::once(first)
        .chain(each)
        .chain([whom.to_owned(), last.to_owned()])
        .collect()
}

fn on_demand(demand: &Demand) -> Vec<String> {
    match demand {
        Demand::Person(person) => vec![
            format!("provisions {} now, beside the cycles", person.name.shown()),
            "touches: this account at the provider, and nobody else. It is created, updated, or disabled \
             where the assignment is gone; who is disabled or deleted in Entra is left to the cycles"
                .to_owned(),
        ],
        Demand::Group { group, members } => {
            let names: Vec<_> = members.iter().map(|member| member.name.shown()).collect();
            vec![
                format!(
                    "provisions the group {} now, with {} of its members: {}",
                    group.name.shown(),
                    members.len(),
                    names.join(", ")
                ),
                "touches: this group at the provider, and these memberships; its other members stay as \
                 they are. A member needs an account at the provider already"
                    .to_owned(),
            ]
        }
    }
}

/// What the state of the job makes of it.
fn remark(action: &Action, job: &Job) -> Option<String> {
    let paused = job.code == JobCode::Paused || job.schedule != ScheduleState::Active;
    match (action, &job.quarantine) {
        (Action::Restart(_), _) if paused => {
            Some("the job is stopped now: a restart also starts it".to_owned())
        }
        (Action::ProvisionOnDemand(_), Some(quarantine)) => Some(format!(
            "the job is in quarantine ({}): this may fail for the same reason",
            quarantine.reason.shown()
        )),
        _ => None,
    }
}

fn restart_refusal(resets: &[Reset], job: &Job, held: bool) -> Option<String> {
    let reason = job
        .quarantine
        .as_ref()
        .map_or("", |quarantine| quarantine.reason.raw());
    if resets.is_empty() {
        return Some("a restart without anything to reset is a start".to_owned());
    }
    if resets.contains(&Reset::ForceDeletes) && reason != "TooManyDeletes" {
        return Some(
            "no deletions are held back: the job is not in quarantine for too many deletes"
                .to_owned(),
        );
    }
    let lifts = resets.contains(&Reset::QuarantineState) || resets.contains(&Reset::ForceDeletes);
    (held && !lifts).then(|| {
        "the job is in quarantine, in which no cycle comes: reset quarantine-state too".to_owned()
    })
}

impl fmt::Display for Reset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests;
