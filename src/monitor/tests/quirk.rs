//! Whatever a service does wrong: a sound read holds the truth, an unsound one says why, and no
//! finding is made or cleared by it.

use std::sync::Mutex;
use std::thread;

use super::super::pump::Monitor;
use super::rows::{Quirk, quirks};
use super::scene::{Scene, Seen, look, reading, seen};
use crate::model::{Grade, Reading, Source};

/// How a quirk was met.
pub struct Met {
    pub quirk: Quirk,
    pub source: Source,
    /// As the screen of sources has it.
    pub screen: String,
    /// What must not be.
    pub wrong: Vec<String>,
}

/// Every quirk met, in the order of the table.
pub fn meet_all() -> Vec<Met> {
    let truth = truth();
    let open = Mutex::new(quirks().into_iter().enumerate());
    let met = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some((at, quirk)) = open.lock().unwrap().next() else {
                        break;
                    };
                    let outcome = in_runtime(meet(quirk, &truth));
                    met.lock().unwrap().push((at, outcome));
                }
            });
        }
    });
    let mut met = met.into_inner().unwrap();
    met.sort_by_key(|(at, _)| *at);
    met.into_iter().map(|(_, met)| met).collect()
}

pub fn in_runtime<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(work)
}

/// The tenant as it is when nothing is wrong.
pub fn truth() -> Seen {
    in_runtime(async {
        let scene = Scene::start("");
        let mut monitor = scene.monitor();
        look(&mut monitor).await;
        for source in Source::BOTH_SIDES {
            assert_eq!(reading(&monitor, source).grade, Grade::Complete);
        }
        let seen = seen(&monitor);
        assert_eq!(seen.findings.len(), 4, "{:?}", seen.findings);
        assert!(seen.members.values().any(|members| members.len() > 20));
        seen
    })
}

async fn meet(quirk: Quirk, truth: &Seen) -> Met {
    let mut wrong = Vec::new();
    // Somebody who looks for the first time.
    let scene = Scene::start(&quirk.faults);
    let mut monitor = scene.monitor();
    look(&mut monitor).await;
    let fresh = seen(&monitor);
    let is_sound = |source| reading(&monitor, source).grade.is_sound();
    let sound = Source::BOTH_SIDES.into_iter().all(is_sound);
    let made: Vec<_> = fresh.findings.difference(&truth.findings).collect();
    if !made.is_empty() {
        wrong.push(format!("made {made:?}"));
    }
    let lost: Vec<_> = truth.people.difference(&fresh.people).collect();
    if is_sound(Source::ScimUsers) && !lost.is_empty() {
        wrong.push(format!("a sound read lacks people: {lost:?}"));
    }
    // Under churn some were there for a moment.
    let passing = quirk.faults.contains("churn");
    if !passing && fresh.people.difference(&truth.people).next().is_some() {
        wrong.push("a read has people who are not there".to_owned());
    }
    if sound && quirk.shows_members && fresh.members != truth.members {
        wrong.push("a sound read has other members".to_owned());
    }
    // What could not be asked again, because that request failed, waits.
    let compared = monitor.status.comparison.as_deref();
    let waiting = compared.map_or(0, |compared| compared.unconfirmed);
    let unseen = truth.findings.difference(&fresh.findings).count();
    if sound && quirk.shows_members && unseen > waiting {
        wrong.push(format!(
            "a sound read finds {:?}, and {waiting} wait",
            fresh.findings
        ));
    }
    for source in Source::BOTH_SIDES {
        let reading = reading(&monitor, source);
        if !reading.grade.is_sound() && reading.reasons.is_empty() {
            wrong.push(format!("{source:?} is unsound for no reason"));
        }
    }
    let source = worst(&quirk, |source| reading(&monitor, source).grade);
    let screen = words(&monitor, reading(&monitor, source));
    wrong.extend(Box::pin(meet_later(&quirk, truth)).await);
    Met {
        quirk,
        source,
        screen,
        wrong,
    }
}

/// Somebody who has looked before, twice while it is wrong, and once it is well again.
async fn meet_later(quirk: &Quirk, truth: &Seen) -> Vec<String> {
    let mut wrong = Vec::new();
    let scene = Scene::start("");
    let mut monitor = scene.monitor();
    look(&mut monitor).await;
    scene.set(&quirk.faults);
    for time in 1..=2 {
        look(&mut monitor).await;
        let later = seen(&monitor).findings;
        if later != truth.findings {
            let made: Vec<_> = later.difference(&truth.findings).collect();
            let cleared: Vec<_> = truth.findings.difference(&later).collect();
            wrong.push(format!("look {time}: made {made:?}, cleared {cleared:?}"));
        }
    }
    scene.set("");
    look(&mut monitor).await;
    if seen(&monitor) != *truth {
        wrong.push("healed, the tenant is not seen as it is".to_owned());
    }
    wrong
}

/// The source that fares worst of those that a quirk is about.
fn worst(quirk: &Quirk, grade: impl Fn(Source) -> Grade) -> Source {
    let about = |source: &Source| quirk.sources.contains(source);
    let sources = Source::BOTH_SIDES.into_iter().filter(about).rev();
    sources.max_by_key(|source| grade(*source)).unwrap()
}

/// The grade and its reasons, and what is noted of members.
fn words(monitor: &Monitor, reading: &Reading) -> String {
    let reasons: Vec<_> = reading
        .reasons
        .iter()
        .map(|reason| reason.words())
        .collect();
    let because = if reasons.is_empty() { "" } else { ": " };
    let compared = monitor.status.comparison.as_deref();
    let notes = compared.map_or(&[][..], |compared| &compared.notes);
    let mut notes = notes
        .iter()
        .filter(|note| note.code.starts_with("members_"));
    let note = notes
        .next()
        .map_or(String::new(), |note| format!("; note: {}", note.text));
    let (grade, reasons) = (reading.grade.name(), reasons.join("; "));
    format!("{grade}{because}{reasons}{note}")
}

#[test]
fn no_quirk_makes_or_clears_a_finding() {
    let met = meet_all();
    let wrong: Vec<String> = met
        .iter()
        .filter(|met| !met.wrong.is_empty())
        .map(|met| format!("{}: {:?}\n    {}", met.quirk.faults, met.wrong, met.screen))
        .collect();
    if std::env::var_os("SCIMTOP_SHOW").is_some() {
        for met in &met {
            eprintln!("{:60} {:?} {}", met.quirk.faults, met.source, met.screen);
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    super::page::check(&met);
}
