//! What must hold of the memory, whatever is observed.

use proptest::prelude::*;
use scimtop::model::{
    Event, Foreign, Grade, Lane, Outcome, Read, Reading, Reason, Scoping, Source, Users,
};
use scimtop::status::{Observation, Status, advance};

use super::world::{noon, sound};

fn event(number: u32) -> Event {
    Event {
        id: Foreign::new(number.to_string()),
        lane: Lane::Provisioning,
        at: noon() + chrono::TimeDelta::seconds(i64::from(number % 977)),
        action: Foreign::default(),
        actor: Foreign::default(),
        target: Foreign::default(),
        source_id: Foreign::default(),
        target_id: Foreign::default(),
        outcome: Outcome::Success,
        detail: Foreign::default(),
        cycle: Foreign::default(),
        scoping: Scoping::default(),
        changes: Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn events_are_kept_once_newest_first_and_bounded(batches in proptest::collection::vec(proptest::collection::vec(0u32..9_000, 0..900), 1..12)) {
        let mut status = Status::new("default", "provider", noon());
        for batch in &batches {
            let events = batch.iter().map(|&number| event(number)).collect();
            advance(&mut status, Observation::Log(Source::ProvisioningLog, events, Reading::default()), noon());
        }
        let items = status.events.items();
        let mut ids: Vec<&str> = items.iter().map(|event| event.id.raw()).collect();
        prop_assert!(items.is_sorted_by(|left, right| left.at >= right.at));
        prop_assert!(items.len() <= 5_000);
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        prop_assert_eq!(ids.len(), all);
    }

    #[test]
    fn an_unsound_read_leaves_the_last_sound_data(grade in prop_oneof![Just(Grade::Doubtful), Just(Grade::Partial), Just(Grade::None)], times in 1u32..5) {
        let mut status = Status::new("default", "provider", noon());
        let users = sound(Users::default());
        let kept = users.data.clone();
        advance(&mut status, Observation::ScimUsers(users), noon());
        for _ in 0..times {
            let mut reading = Reading::default();
            reading.lower(grade, Reason::Failed);
            let read = Read { data: std::sync::Arc::new(Users::default()), reading };
            advance(&mut status, Observation::ScimUsers(read), noon());
        }
        prop_assert!(std::sync::Arc::ptr_eq(&kept, &status.provider.users.data));
        let health = status.source(Source::ScimUsers);
        prop_assert!(health.is_stale());
        prop_assert_eq!(health.failures, times);
    }
}
