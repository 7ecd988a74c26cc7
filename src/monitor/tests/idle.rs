//! Idle hands lengthen the pauses of what costs much, and any key ends that.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use super::super::{Pace, Rests};
use super::quirk::in_runtime;
use super::scene::Scene;
use crate::model::Source;
use crate::source::clock::Clock;
use crate::status::{Pause, Status};

const HOUR: Duration = Duration::from_secs(3600);
const PATIENCE: Duration = Duration::from_secs(60);

fn rests() -> Rests {
    Rests {
        directory: HOUR,
        scim: HOUR,
        job: HOUR,
        logs: HOUR,
        audit: HOUR,
        pace: Pace {
            idle: Some(Duration::from_millis(200)),
            ..Pace::default()
        },
    }
}

fn pause(status: &Status, source: Source) -> Pause {
    status.source(source).budget.pause
}

async fn wait(status: &mut watch::Receiver<Arc<Status>>, until: Pause) {
    let both = |status: &Arc<Status>| {
        let sources = [Source::ScimUsers, Source::Assignments];
        let scheduled = status.source(Source::ScimUsers).next_poll.is_some();
        scheduled && sources.iter().all(|&source| pause(status, source) == until)
    };
    let found = timeout(PATIENCE, status.wait_for(both)).await;
    found.expect("no such pause").expect("the monitor ended");
}

#[test]
fn pauses_are_lengthened_until_a_key_is_pressed() {
    in_runtime(async {
        let scene = Scene::start("");
        let clock = Clock::anchored(scene.simulator.now(), 0.0);
        let (press, keys) = watch::channel(());
        let monitor = scene.monitor_of(clock, rests(), false).with_keys(keys);
        let (commands, wishes) = mpsc::channel(1);
        let (_tell, told) = mpsc::channel(1);
        let (publish, mut status) = watch::channel(Arc::new(monitor.status.clone()));
        let hands = async move {
            wait(&mut status, Pause::Idle(2)).await;
            wait(&mut status, Pause::Idle(4)).await;
            // Logs are read as ever, so that what they tell of is seen as soon.
            let logs = pause(&status.borrow(), Source::ProvisioningLog);
            assert_eq!(logs, Pause::Usual);
            press.send_replace(());
            wait(&mut status, Pause::Usual).await;
            wait(&mut status, Pause::Idle(2)).await;
            drop(commands);
        };
        tokio::join!(hands, monitor.run(wishes, told, publish));
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
        let (commands, wishes) = mpsc::channel(1);
        let (_tell, told) = mpsc::channel(1);
        let (publish, mut status) = watch::channel(Arc::new(monitor.status.clone()));
        let watched = async move {
            // Several rests, each longer than hands may be idle.
            let requests = |status: &Status| status.source(Source::ScimUsers).budget.total;
            let first = {
                let read = |status: &Arc<Status>| requests(status) > 0;
                let found = timeout(PATIENCE, status.wait_for(read)).await;
                requests(&found.expect("no read").expect("the monitor ended"))
            };
            let later = |status: &Arc<Status>| {
                assert!(!matches!(pause(status, Source::ScimUsers), Pause::Idle(_)));
                requests(status) > 2 * first
            };
            let found = timeout(PATIENCE, status.wait_for(later)).await;
            found.expect("no further read").expect("the monitor ended");
            drop(commands);
        };
        tokio::join!(watched, monitor.run(wishes, told, publish));
    });
}
