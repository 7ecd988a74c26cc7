use super::*;
use crate::model::Quarantine;

fn job(code: JobCode, schedule: ScheduleState) -> Job {
    Job {
        id: Foreign::new("scim.1"),
        code,
        schedule,
        interval: None,
        last: None,
        last_with_exports: None,
        steady_since: None,
        progress: Vec::new(),
        last_successful: None,
        quarantine: None,
    }
}

fn held(reason: &str) -> Job {
    Job {
        quarantine: Some(Quarantine {
            reason: Foreign::new(reason),
            since: None,
            series_began: None,
            next_attempt: None,
            error: Foreign::default(),
        }),
        ..job(JobCode::Quarantine, ScheduleState::Active)
    }
}

#[test]
fn a_scope_is_spelled_as_the_service_spells_it() {
    let scope = |resets: &[Reset]| Action::restart(resets.iter().copied()).reset_scope();
    assert_eq!(
        scope(&Reset::PORTAL).as_deref(),
        Some("Escrows, Watermark, QuarantineState")
    );
    assert_eq!(scope(&Reset::FULL).as_deref(), Some("Full"));
    assert_eq!(scope(&Reset::ALL).as_deref(), Some("Full, ForceDeletes"));
    assert_eq!(
        scope(&[Reset::Watermark, Reset::Watermark]).as_deref(),
        Some("Watermark")
    );
    assert_eq!(Action::Start.reset_scope(), None);
}

#[test]
fn what_cannot_work_is_refused_with_the_reason() {
    use ScheduleState::{Active, Disabled};
    let active = job(JobCode::Active, Active);
    let paused = job(JobCode::Paused, Disabled);
    let quarantined = held("EncounteredQuarantineException");
    let restart = Action::restart(Reset::PORTAL);
    let watermark = Action::restart([Reset::Watermark]);
    let force = Action::restart([Reset::ForceDeletes]);
    for (action, job, told) in [
        (&Action::Start, &active, Some("running already")),
        (&Action::Start, &paused, None),
        (&Action::Start, &quarantined, None),
        (&Action::Pause, &active, None),
        (&Action::Pause, &paused, Some("stopped already")),
        (&restart, &active, None),
        (&restart, &paused, None),
        (&restart, &quarantined, None),
        (&watermark, &quarantined, Some("in quarantine")),
        (&force, &active, Some("no deletions")),
        (&force, &held("TooManyDeletes"), None),
        (&Action::restart([]), &active, Some("is a start")),
    ] {
        let refusal = action.refusal(job);
        let right = match told {
            Some(told) => refusal.as_deref().is_some_and(|said| said.contains(told)),
            None => refusal.is_none(),
        };
        assert!(right, "{action:?}: {refusal:?}");
    }
    for code in [JobCode::NotConfigured, JobCode::Other(Foreign::new("New"))] {
        assert!(Action::Start.refusal(&job(code, Disabled)).is_some());
    }
}

#[test]
fn every_preview_says_whom_it_touches() {
    let person = Named {
        id: "1".into(),
        name: Foreign::new("a\u{202e}b@x"),
    };
    let group = Demand::Group {
        group: person.clone(),
        members: vec![person.clone()],
    };
    let job = job(JobCode::Active, ScheduleState::Active);
    for action in [
        Action::Start,
        Action::Pause,
        Action::restart(Reset::ALL),
        Action::ProvisionOnDemand(Demand::Person(person)),
        Action::ProvisionOnDemand(group),
    ] {
        let lines = action.preview(&job).join("\n");
        assert!(lines.contains("touches: "), "{lines}");
        assert!(!lines.contains('\u{202e}'), "{lines}");
    }
    let told = Action::restart(Reset::ALL).preview(&job).join("\n");
    for reset in Reset::ALL {
        assert!(told.contains(reset.name()), "{told}");
    }
}
