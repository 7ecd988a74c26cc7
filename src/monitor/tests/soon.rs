//! A change at the provider is seen soon after something has told of it, not at the next crawl.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::super::{Pace, Rests};
use super::quirk::in_runtime;
use super::scene::Scene;
use super::watched::{HOUR, ONCE, Watched, watched};
use crate::drift::{Finding, Kind};
use crate::model::Source;
use crate::source::clock::Clock;
use crate::status::Status;

const EDIT: &str = "
[[event]]
at = '10m'
do = 'provider_edit'
user = 3
attribute = 'title'
value = 'Something Else'
";

/// Wall time between two looks at what tells of changes.
const OFTEN: Duration = Duration::from_millis(20);

/// Only what tells of changes is looked at again: the crawls of this run are the first ones.
fn rests(logs: Duration, glances: Option<Duration>) -> Rests {
    let pace = Pace {
        glances,
        ..ONCE.pace
    };
    Rests {
        audit: logs,
        pace,
        ..ONCE
    }
}

/// The finding that somebody's title differs.
fn title(status: &Status) -> Option<&Finding> {
    let compared = status.comparison.as_deref()?;
    let mut findings = compared.findings.iter();
    findings.find(|finding| {
        let attribute = finding.attribute.as_ref();
        finding.kind == Kind::AttributeMismatch
            && attribute.is_some_and(|name| name.raw() == "title")
    })
}

fn crawled(status: &Status) -> Option<DateTime<Utc>> {
    status.source(Source::ScimUsers).latest.began
}

/// Plays the edit, and tells the status in which it is seen, beside the one before.
async fn play(hand: &'static AtomicI64, rests: Rests, audited: bool) -> [Arc<Status>; 2] {
    let scene = Scene::playing("page-cap=50", EDIT);
    let at = |moment: DateTime<Utc>| hand.store(moment.timestamp_millis(), Ordering::SeqCst);
    at(scene.simulator.now());
    let monitor = scene.monitor_of(Clock::by_hand(hand), rests, audited);
    watched(monitor, async |mut seen: Watched| {
        let before = seen.until(|status| status.comparison.is_some()).await;
        assert!(title(&before).is_none());
        scene.simulator.advance(600);
        at(scene.simulator.now() + TimeDelta::seconds(5));
        let after = seen.until(|status| title(status).is_some()).await;
        [before, after]
    })
    .await
}

/// No crawl came in between, and the finding is of the seconds after the event.
fn is_soon([before, after]: &[Arc<Status>; 2]) {
    assert_eq!(crawled(before), crawled(after));
    let waited = title(after).unwrap().since - crawled(after).unwrap();
    assert!(waited <= TimeDelta::seconds(605), "{waited}");
}

#[test]
fn a_change_is_seen_within_seconds_of_its_audit_event() {
    static HAND: AtomicI64 = AtomicI64::new(0);
    let seen = in_runtime(play(&HAND, rests(OFTEN, None), true));
    is_soon(&seen);
}

#[test]
fn a_change_is_seen_by_a_glance_where_no_log_tells_of_it() {
    static HAND: AtomicI64 = AtomicI64::new(0);
    let seen = in_runtime(play(&HAND, rests(HOUR, Some(OFTEN)), false));
    is_soon(&seen);
    let told = &seen[1].provider_hints;
    assert!(
        told.starts_with("totals, changes by time, ETags: "),
        "{told}"
    );
}
