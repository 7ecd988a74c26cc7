//! Statuses to report on: one that knows nothing, and one that holds all there can be.

use std::time::Duration;

use std::sync::Arc;

use chrono::TimeDelta;
use scimtop::drift::{Counts, Describe, Family, Finding, Note};
use scimtop::model::{
    Execution, Foreign, Grade, Job, JobCode, Quarantine, Reading, Reason, ScheduleState, Source,
    SourceError,
};
use scimtop::status::{Comparison, Headcount, Observation, Status, advance};

use crate::world::{Held, Sides, Someone, Team, World, entra_team, noon};

/// Nothing was read yet.
pub fn empty() -> Status {
    Status::new("default", "provider.example", noon())
}

/// Both sides with drift of every kind, a job in quarantine and a log that failed.
pub fn blocked() -> Status {
    let sides = drifted().read();
    let comparison = compared(&sides);
    let mut status = empty();
    for observation in [
        Observation::Assignments(sides.directory.assignments.clone()),
        Observation::Groups(sides.directory.groups.clone()),
        Observation::Users(sides.directory.users.clone()),
        Observation::ScimUsers(sides.provider.users.clone()),
        Observation::ScimGroups(sides.provider.groups.clone()),
        Observation::Job(Some(Box::new(quarantined())), settled()),
        Observation::Log(Source::ProvisioningLog, Vec::new(), forbidden()),
        Observation::Compared(Box::new(comparison)),
    ] {
        advance(&mut status, observation, noon());
    }
    status
}

/// A small world in which something of every kind is wrong at the provider.
fn drifted() -> World {
    let mut world = World::in_sync((0..8).map(someone).collect(), 4);
    world.held.remove(0);
    world.held[0].active = false;
    world.held[1].title = "renamed by hand".into();
    let (orphan, twin) = (held("ghost@ex.com"), held(&someone(5).name));
    world.held.extend([orphan, twin]);
    for team in &mut world.held_teams {
        team.members.retain(|id| id != "scim-0" && id != "scim-3");
    }
    world.held_teams[0].members.push("scim-nobody".to_owned());
    world.held_teams[1].members.push("scim-4".to_owned());
    world.held_teams[2].name = "Renamed".into();
    world.held_teams[3] = team("hand-made", String::new(), "Made by hand");
    world.held_teams.push(team("twin", entra_team(1), "Team 1"));
    world
}

fn someone(number: usize) -> Someone {
    Someone {
        name: format!("user{number}@ex.com"),
        title: "SRE".to_owned(),
        enabled: true,
        direct: true,
        teams: if number < 4 {
            vec![0, 1, 2, 3]
        } else {
            vec![0]
        },
    }
}

fn held(name: &str) -> Held {
    Held {
        id: format!("by-hand-{name}"),
        name: name.to_owned(),
        title: "SRE".to_owned(),
        active: true,
        created: 2,
    }
}

fn team(id: &str, external_id: String, name: &str) -> Team {
    Team {
        id: id.to_owned(),
        external_id,
        name: name.to_owned(),
        members: Vec::new(),
        created: 2,
    }
}

fn compared(sides: &Sides) -> Comparison {
    let differences = sides.compare();
    let describe = Describe {
        directory: &sides.directory,
        provider: &sides.provider,
        text: &sides.text,
        differences: &differences,
        mappings: &sides.mappings,
        now: noon(),
        references: std::cell::OnceCell::new(),
    };
    let found = differences.found.iter();
    let findings: Vec<Finding> = found
        .map(|&difference| describe.finding(difference))
        .collect();
    let counts: Counts = findings.iter().map(|finding| finding.kind).collect();
    let ignored = [(findings[0].clone(), "it-ops: known".into())];
    let text = "3 principals hold the Default Access role; expected all the same";
    let note = Note::new("default_access", text, Foreign::default());
    Comparison {
        at: noon(),
        findings: findings.into(),
        counts,
        ignored: ignored.into(),
        notes: [note].into(),
        unconfirmed: 0,
        people: Some(Headcount {
            expected: 8,
            actual: 9,
            in_sync: 5,
        }),
        expected: Arc::default(),
        families: vec![Family::Users, Family::Groups, Family::Members],
        read: noon(),
        not_kept: Arc::new([]),
        work: scimtop::drift::Work::default(),
    }
}

fn quarantined() -> Job {
    Job {
        id: Foreign::new("scim.0123456789abcdef"),
        code: JobCode::Quarantine,
        schedule: ScheduleState::Active,
        interval: Some(Duration::from_secs(40 * 60)),
        last: Some(Execution {
            id: Foreign::new("cycle"),
            state: Foreign::new("Failed"),
            began: Some(noon() - TimeDelta::minutes(50)),
            ended: Some(noon() - TimeDelta::minutes(49)),
            entitled: 0,
            imported: 0,
            exported: 0,
            escrowed: 0,
        }),
        last_with_exports: None,
        steady_since: None,
        progress: Vec::new(),
        last_successful: None,
        quarantine: Some(Quarantine {
            reason: Foreign::new("EncounteredQuarantineException"),
            since: Some(noon() - TimeDelta::hours(5)),
            series_began: None,
            next_attempt: Some(noon() + TimeDelta::hours(19)),
            error: Foreign::new(
                "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable",
            ),
        }),
    }
}

fn settled() -> Reading {
    Reading {
        grade: Grade::Settled,
        reasons: vec![Reason::TotalsMoved],
        began: Some(noon() - TimeDelta::seconds(2)),
        ended: Some(noon()),
        objects: 1,
        requests: 1,
        error: None,
    }
}

fn forbidden() -> Reading {
    let error = SourceError::Forbidden {
        at: "GET /v1.0/auditLogs/provisioning".to_owned(),
        detail: Foreign::new("Authorization_RequestDenied"),
    };
    Reading {
        error: Some(error),
        ..Reading::absent(Reason::NotPermitted)
    }
}
