//! What is on screen is read again from time to time, as far as that is paid for.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::LocalSet;
use tokio::time::{Instant, advance, pause, resume};

use super::super::hands::Hands;
use super::super::looks::Next;
use super::super::on_screen::OnScreen;
use super::super::poller::Poller;
use super::super::{Pace, Rests};
use super::paced::{Desk, PACE};
use super::quirk::in_runtime;
use super::scene::Scene;
use super::watched::{HOUR, ONCE, Watched, watched};
use crate::model::{Foreign, Resource, Source};
use crate::source::clock::Clock;
use crate::status::{self, Command, Observation, Progress, Status};

const MINUTE: Duration = Duration::from_secs(60);

const EDIT: &str = "
[[event]]
at = '10m'
do = 'provider_edit'
user = 3
attribute = 'title'
value = 'Something Else'
";

const OFTEN: Pace = Pace {
    glances: Some(MINUTE),
    rate: None,
    share: 10,
    idle: None,
};

/// A tenant in which everybody but `user` 3 stands still, and a look at him with this pace.
async fn open(pace: Pace) -> (Scene, Desk, Resource) {
    let scene = Scene::playing("", EDIT);
    let mut desk = Desk::open(&scene).await;
    // What is mapped comes with Entra's side.
    desk.monitor.read(&[Poller::Directory]).await;
    desk.looks.screen = OnScreen::at(pace, Hands::default());
    let somebody = Resource::User(desk.ids[3].clone());
    (scene, desk, somebody)
}

/// How long it takes until the next look is due, which is then sent and taken.
async fn look(desk: &mut Desk, pace: &Pace) -> (Duration, Vec<Observation>) {
    pause();
    let asked = Instant::now();
    let next = desk.next().await;
    assert!(matches!(next, Some(Next::Due)));
    let waited = asked.elapsed();
    desk.send();
    resume();
    (waited, desk.take_at(pace).await)
}

fn is_about(waited: Duration, expected: Duration) -> bool {
    waited <= expected + Duration::from_millis(5) && waited + Duration::from_secs(1) > expected
}

fn takes_in(desk: &mut Desk, told: Vec<Observation>) -> usize {
    let now = desk.upstreams.clock.now();
    let count = told.len();
    for observation in told {
        status::advance(&mut desk.monitor.status, observation, now);
    }
    count
}

#[test]
fn whoever_stays_on_screen_is_read_again_and_what_has_changed_is_taken_in() {
    in_runtime(LocalSet::new().run_until(async {
        let (scene, mut desk, somebody) = open(OFTEN).await;
        assert!(desk.next().await.is_none());
        desk.looks.screen.show(Some(somebody.clone()));
        let requests = desk.requests();
        let (waited, told) = look(&mut desk, &OFTEN).await;
        assert!(is_about(waited, Duration::from_secs(1)), "{waited:?}");
        // He is as he was crawled: only that he was asked about is told.
        assert_eq!(takes_in(&mut desk, told), 1);
        let (seen, _) = desk.monitor.status.reread.clone().unwrap();
        assert_eq!(seen, somebody);
        scene.simulator.advance(600);
        let (waited, told) = look(&mut desk, &OFTEN).await;
        assert!(is_about(waited, MINUTE / 4), "{waited:?}");
        assert_eq!(takes_in(&mut desk, told), 3);
        let (waited, told) = look(&mut desk, &OFTEN).await;
        assert!(is_about(waited, MINUTE / 4), "{waited:?}");
        assert_eq!(takes_in(&mut desk, told), 1);
        assert_eq!(desk.requests(), requests + 3);
        desk.looks.screen.show(None);
        assert!(desk.next().await.is_none());
    }));
}

#[test]
fn it_waits_until_what_was_asked_before_is_paid_for_and_never_goes_without_hints() {
    in_runtime(LocalSet::new().run_until(async {
        let pace = Pace {
            glances: Some(MINUTE),
            ..PACE
        };
        let (_scene, mut desk, somebody) = open(pace).await;
        desk.looks.screen.show(Some(somebody.clone()));
        let (_, told) = look(&mut desk, &pace).await;
        assert_eq!(takes_in(&mut desk, told), 1);
        // One request in six minutes, whatever the pause is.
        let (waited, _) = look(&mut desk, &pace).await;
        assert!(is_about(waited, 6 * MINUTE), "{waited:?}");
        desk.looks.screen = OnScreen::at(PACE, Hands::default());
        desk.looks.screen.show(Some(somebody));
        assert!(desk.next().await.is_none());
    }));
}

#[test]
fn what_somebody_opens_is_read_on_credit_up_to_five_minutes_of_requests() {
    in_runtime(LocalSet::new().run_until(async {
        // A quarter of a tenth of 2,400 an hour: one in a minute.
        let pace = Pace {
            rate: Some((2_400, 3_600)),
            ..OFTEN
        };
        let (_scene, mut desk, somebody) = open(pace).await;
        let another = Resource::User(desk.ids[4].clone());
        desk.upstreams.purse.spend(&pace, 3);
        desk.looks.screen.show(Some(somebody.clone()));
        let (waited, told) = look(&mut desk, &pace).await;
        assert!(is_about(waited, Duration::from_secs(1)), "{waited:?}");
        assert_eq!(takes_in(&mut desk, told), 1);
        // While it stays there it is paid for like anything else.
        let due = desk.looks.screen.due(&desk.upstreams.purse);
        assert_eq!(due, desk.upstreams.purse.opens_at());
        desk.upstreams.purse.spend(&pace, 3);
        desk.looks.screen.show(Some(another));
        let (waited, told) = look(&mut desk, &pace).await;
        // Seven minutes are owed, of which a second is over.
        let waited = waited + Duration::from_secs(1);
        assert!(is_about(waited, 2 * MINUTE), "{waited:?}");
        assert_eq!(takes_in(&mut desk, told), 1);
    }));
}

#[test]
fn what_became_due_since_it_was_sent_last_is_due_at_once_and_waits_while_something_is_read() {
    in_runtime(LocalSet::new().run_until(async {
        let (_scene, mut desk, somebody) = open(OFTEN).await;
        desk.looks.screen.show(Some(somebody));
        pause();
        // Not yet; then its time comes, and nobody was waiting for it.
        desk.send();
        advance(MINUTE).await;
        let now = desk.upstreams.clock.now();
        let asked = Instant::now();
        let next = desk.next().await;
        assert!(matches!(next, Some(Next::Due)));
        assert_eq!(asked.elapsed(), Duration::ZERO);
        let counted = Progress {
            pages: 1,
            objects: 1,
            of: None,
        };
        let counted = Observation::Progress(Source::ScimUsers, counted);
        status::advance(&mut desk.monitor.status, counted, now);
        let next = desk.next().await;
        assert!(next.is_none(), "whoever reads says when it has ended");
    }));
}

#[test]
fn a_group_without_a_tag_is_read_again_less_often() {
    in_runtime(LocalSet::new().run_until(async {
        for (asked_for_hints, pause) in [(false, MINUTE), (true, MINUTE / 4)] {
            let (_scene, mut desk, _) = open(OFTEN).await;
            if asked_for_hints {
                desk.upstreams.scim.glance(1).await.unwrap();
            }
            let provider = &desk.monitor.status.provider;
            let id = provider.groups.data.rows[1].id;
            let id = id.to_text(&desk.monitor.status.text);
            let group = Resource::Group(Foreign::new(id));
            desk.looks.screen.show(Some(group));
            let (_, told) = look(&mut desk, &OFTEN).await;
            assert_eq!(takes_in(&mut desk, told), 1);
            // How the first one came is known when the second is sent.
            let (waited, _) = look(&mut desk, &OFTEN).await;
            assert!(is_about(waited, MINUTE / 4), "{waited:?}");
            let (waited, _) = look(&mut desk, &OFTEN).await;
            assert!(is_about(waited, pause), "{waited:?}");
        }
    }));
}

#[test]
fn a_command_of_the_dashboard_is_all_it_takes() {
    in_runtime(async {
        let scene = Scene::start("");
        let clock = Clock::anchored(scene.simulator.now(), 0.0);
        let pace = Pace {
            glances: Some(HOUR),
            ..OFTEN
        };
        let monitor = scene.monitor_of(clock, Rests { pace, ..ONCE }, false);
        watched(monitor, async |mut seen: Watched| {
            let before = seen.until(|status| status.comparison.is_some()).await;
            let group = &before.provider.groups.data.rows[2];
            let id = group.id.to_text(&before.text);
            let shown = Resource::Group(Foreign::new(id));
            seen.send(Command::OnScreen(Some(shown.clone()))).await;
            let reread = |status: &Status| status.reread.as_ref().map(|(seen, _)| seen.clone());
            let after = seen.until(|status| reread(status).is_some()).await;
            assert_eq!(reread(&after), Some(shown));
            let held = |status: &Status| Arc::clone(&status.provider.groups.data);
            assert!(
                Arc::ptr_eq(&held(&before), &held(&after)),
                "it is as it was"
            );
            let began = |status: &Status| status.source(Source::ScimGroups).latest.began;
            assert_eq!(began(&before), began(&after));
        })
        .await;
    });
}
