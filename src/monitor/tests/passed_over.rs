//! Whoever moves between two pages of Graph while they are read is not called drift, and neither is a group.

use super::super::poller::Poller;
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

/// A group too many: Entra has just left it out of the scope, and the job has not run since.
const UNASSIGNED: &str = "
[[event]]
at = '-5m'
do = 'unassign_group'
group = 1
";

fn of_groups(seen: &Seen) -> Vec<&String> {
    let all = seen.findings.iter();
    all.filter(|finding| finding.starts_with("orphan_group"))
        .collect()
}

#[test]
fn pages_that_pass_over_an_assignment_make_no_group_an_orphan() {
    for setup in ["", REFUSED] {
        for rows in [1, 2, 3, 4, 6] {
            let faults = format!("graph:churn graph:page-cap={rows}");
            let (seen, _) = in_runtime(look_twice(&faults, setup));
            assert!(
                of_groups(&seen).is_empty(),
                "{faults} {setup}: {:?}",
                seen.findings
            );
            let setup = format!("{setup}{UNASSIGNED}");
            let (calm, _) = in_runtime(look_twice("", &setup));
            assert_eq!(of_groups(&calm).len(), 1, "{setup}: {:?}", calm.findings);
        }
    }
}

#[test]
fn a_group_that_cannot_be_asked_about_waits_and_says_why() {
    in_runtime(async {
        let scene = Scene::playing("", UNASSIGNED);
        let mut monitor = scene.monitor();
        monitor.read(&[Poller::Scim]).await;
        monitor.read(&[Poller::Directory]).await;
        scene.set("batch-429=1");
        monitor.judge_here().await;
        assert!(of_groups(&seen(&monitor)).is_empty());
        let compared = monitor.status.comparison.as_deref().unwrap();
        assert!(compared.unconfirmed > 0);
        let notes = compared.notes.iter();
        let told: Vec<&str> = notes
            .filter(|note| note.code == "unconfirmed")
            .map(|note| note.text.as_str())
            .collect();
        assert!(
            told[0].starts_with("orphan_group: ") && told[0].contains("429"),
            "{told:?}"
        );
        scene.set("");
        look(&mut monitor).await;
        assert_eq!(of_groups(&seen(&monitor)).len(), 1);
    });
}
