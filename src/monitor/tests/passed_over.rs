//! Whoever moves between two pages of Graph while they are read is not called drift.

use super::quirk::{in_runtime, truth};
use super::scene::{Scene, Seen, look, seen};

/// Who may not ask for the roles of a user.
const REFUSED: &str = "[setup]\nrefused = ['Directory.Read.All']\n";

/// What somebody sees who looks twice, and how many differences wait.
async fn look_twice(faults: &str, setup: &str) -> (Seen, usize) {
    let scene = Scene::playing(faults, setup);
    let mut monitor = scene.monitor();
    look(&mut monitor).await;
    look(&mut monitor).await;
    let compared = monitor.status.comparison.as_deref();
    let waiting = compared.map_or(0, |compared| compared.unconfirmed);
    (seen(&monitor), waiting)
}

#[test]
fn pages_that_pass_over_people_make_no_finding() {
    let truth = truth();
    for setup in ["", REFUSED] {
        for rows in [7, 20, 33, 50, 75] {
            let faults = format!("graph:churn graph:page-cap={rows}");
            let (seen, waiting) = in_runtime(look_twice(&faults, setup));
            let made: Vec<_> = seen.findings.difference(&truth.findings).collect();
            assert!(made.is_empty(), "{faults} {setup}: {made:?}");
            let unseen = truth.findings.difference(&seen.findings).count();
            assert!(unseen <= waiting, "{faults} {setup}: {:?}", seen.findings);
        }
    }
}
