//! Several quirks at once, by a seed. The number of seeds is that of `SCIMTOP_SEEDS`.

use super::quirk::{in_runtime, truth};
use super::rows::{Quirk, quirks};
use super::scene::{Scene, Seen, look, seen};
use crate::model::Source;

/// Seeds where nothing else is said: each takes half a second, but for one in a hundred that waits for slow bodies.
const SEEDS: u64 = 8;
/// Requests that two looks may take, whatever is wrong: the bounds of pages and of tries, for a small
/// tenant.
const MOST_REQUESTS: usize = 2500;

/// Two to four quirks, chosen by the seed.
fn chosen(seed: u64) -> Vec<Quirk> {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut quirks = quirks();
    // Rows that come and go in between belong to the truth of their moment.
    quirks.retain(|quirk| !quirk.faults.contains("churn"));
    rng.shuffle(&mut quirks);
    quirks.truncate(rng.usize(2..=4));
    quirks
}

async fn meet(seed: u64, truth: &Seen) -> Vec<String> {
    let quirks = chosen(seed);
    let faults: Vec<_> = quirks.iter().map(|quirk| quirk.faults.trim()).collect();
    let faults = faults.join(" ");
    let mut wrong = Vec::new();
    let scene = Scene::start("");
    let mut later = scene.monitor();
    look(&mut later).await;
    scene.set(&faults);
    let before = scene.simulator.journal().len();
    let mut fresh = scene.monitor();
    look(&mut fresh).await;
    look(&mut later).await;
    let asked = scene.simulator.journal().len() - before;
    if asked > MOST_REQUESTS {
        wrong.push(format!("{asked} requests"));
    }
    let made: Vec<_> = seen(&fresh)
        .findings
        .difference(&truth.findings)
        .cloned()
        .collect();
    if !made.is_empty() {
        wrong.push(format!("made {made:?}"));
    }
    if seen(&later).findings != truth.findings {
        wrong.push(format!("changed to {:?}", seen(&later).findings));
    }
    let users = &fresh.status.source(Source::ScimUsers).latest;
    // Rows that are never listed can be told by a total alone; who is asked for by name is found.
    let hidden = faults.contains("rows-withheld") && faults.contains("total-");
    if users.grade.is_sound() && !hidden && !truth.people.is_subset(&seen(&fresh).people) {
        wrong.push("a sound read lacks people".to_owned());
    }
    wrong.extend(strays(&scene));
    wrong
        .into_iter()
        .map(|wrong| format!("seed {seed}, {faults}: {wrong}"))
        .collect()
}

/// Tokens that went to another origin than their own: redirects lead to the same port by another name.
fn strays(scene: &Scene) -> Vec<String> {
    let origin = scene.simulator.origin();
    let own = origin.trim_start_matches("http://");
    let journal = scene.simulator.journal();
    let strays = journal.iter().filter(|exchange| {
        let mut headers = exchange.request_headers.iter();
        !headers.any(|(name, value)| name == "host" && value == own)
    });
    strays
        .map(|exchange| format!("{} went astray", exchange.target))
        .collect()
}

#[test]
fn quirks_that_come_together_make_and_clear_nothing() {
    let seeds = std::env::var("SCIMTOP_SEEDS").ok();
    let seeds = seeds.map_or(SEEDS, |seeds| seeds.parse().expect("a number of seeds"));
    let truth = truth();
    let wrong: Vec<String> = (0..seeds)
        .flat_map(|seed| in_runtime(meet(seed, &truth)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
