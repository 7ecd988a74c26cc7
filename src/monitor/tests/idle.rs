//! Idle hands lengthen the pauses of what costs much, and any key ends that.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::super::{Pace, Rests};
use super::quirk::in_runtime;
use super::scene::Scene;
use super::watched::{ONCE, Watched, watched};
use crate::model::Source;
use crate::source::clock::Clock;
use crate::status::{Pause, Status};

fn rests() -> Rests {
    let pace = Pace {
        idle: Some(Duration::from_millis(200)),
        ..ONCE.pace
    };
    Rests { pace, ..ONCE }
}

fn pause(status: &Status, source: Source) -> Pause {
    status.source(source).budget.pause
}

async fn wait(seen: &mut Watched, until: Pause) -> Arc<Status> {
    let both = |status: &Status| {
        let sources = [Source::ScimUsers, Source::Assignments];
        let scheduled = status.source(Source::ScimUsers).next_poll.is_some();
        scheduled && sources.iter().all(|&source| pause(status, source) == until)
    };
    seen.until(both).await
}

#[test]
fn pauses_are_lengthened_until_a_key_is_pressed() {
    in_runtime(async {
        let scene = Scene::start("");
        let clock = Clock::anchored(scene.simulator.now(), 0.0);
        let (press, keys) = watch::channel(());
        let monitor = scene.monitor_of(clock, rests(), false).with_keys(keys);
        watched(monitor, async |mut seen: Watched| {
            wait(&mut seen, Pause::Idle(2)).await;
            let still = wait(&mut seen, Pause::Idle(4)).await;
            // Logs are read as ever, so that what they tell of is seen as soon.
            assert_eq!(pause(&still, Source::ProvisioningLog), Pause::Usual);
            press.send_replace(());
            wait(&mut seen, Pause::Usual).await;
            wait(&mut seen, Pause::Idle(2)).await;
        })
        .await;
    });
}

#[test]
fn without_a_keyboard_nothing_is_lengthened() {
    in_runtime(async {
        let scene = Scene::start("");
        let clock = Clock::anchored(scene.simulator.now(), 0.0);
        let quick = Duration::from_millis(250);
        let rests = Rests {
            directory: quick,
            scim: quick,
            ..rests()
        };
        let monitor = scene.monitor_of(clock, rests, false);
        watched(monitor, async |mut seen: Watched| {
            // Several rests, each longer than hands may be idle.
            let requests = |status: &Status| status.source(Source::ScimUsers).budget.total;
            let first = seen.until(|status| requests(status) > 0).await;
            let later = |status: &Status| {
                assert!(!matches!(pause(status, Source::ScimUsers), Pause::Idle(_)));
                requests(status) > 2 * requests(&first)
            };
            seen.until(later).await;
        })
        .await;
    });
}
