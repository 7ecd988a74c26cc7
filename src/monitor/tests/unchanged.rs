//! Where nothing has changed, nothing is compared.

use std::sync::Arc;

use super::super::poller::Poller;
use super::super::pump::Monitor;
use super::quirk::in_runtime;
use super::scene::{Scene, look, seen};
use crate::entra::Expected;

const EVENTS: &str = "
[[event]]
at = '1m'
do = 'provider_create_user'
upn = 'another@contoso.example'
";

fn expected(monitor: &Monitor) -> Arc<Expected> {
    let compared = monitor.status.comparison.as_deref().unwrap();
    Arc::clone(&compared.expected)
}

/// How many families of rules were compared.
fn families(monitor: &Monitor) -> usize {
    monitor.status.comparison.as_deref().unwrap().families.len()
}

async fn look_at_provider(monitor: &mut Monitor) {
    monitor.read(&[Poller::Scim]).await;
    monitor.judge_here().await;
}

#[test]
fn a_provider_as_it_was_is_not_compared_again() {
    in_runtime(async {
        let scene = Scene::playing("page-cap=50", EVENTS);
        let mut monitor = scene.monitor();
        look(&mut monitor).await;
        let (before, compared) = (seen(&monitor), expected(&monitor));
        let at = monitor.status.comparison.clone().unwrap();
        look_at_provider(&mut monitor).await;
        assert!(Arc::ptr_eq(&compared, &expected(&monitor)));
        assert!(!Arc::ptr_eq(
            &at,
            monitor.status.comparison.as_ref().unwrap()
        ));
        assert_eq!(seen(&monitor), before);
        scene.simulator.advance(120);
        look_at_provider(&mut monitor).await;
        let found = seen(&monitor).findings;
        let new: Vec<_> = found.difference(&before.findings).collect();
        // An orphan is a claim only once Entra was read after it was seen.
        look(&mut monitor).await;
        assert!(new.is_empty() || new == ["orphan_user another@contoso.example"]);
        let orphan = "orphan_user another@contoso.example";
        assert!(seen(&monitor).findings.contains(orphan));
    });
}

#[test]
fn a_read_that_is_worse_is_compared_again() {
    in_runtime(async {
        let scene = Scene::start("page-cap=50");
        let mut monitor = scene.monitor();
        look(&mut monitor).await;
        let (before, compared) = (seen(&monitor), families(&monitor));
        scene.set("page-cap=50 rows-withheld");
        look_at_provider(&mut monitor).await;
        assert!(families(&monitor) < compared);
        assert_eq!(seen(&monitor).findings, before.findings);
        scene.set("page-cap=50");
        look_at_provider(&mut monitor).await;
        assert_eq!(seen(&monitor), before);
    });
}
