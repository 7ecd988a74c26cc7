//! The finder over a million names, measured.

#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::fixture;
use crate::tui::app::{Among, Found, Roster, Search};

/// A build that is not optimised says nothing of speed: there it is run to see that it runs.
const PEOPLE: u32 = if cfg!(debug_assertions) {
    10_000
} else {
    1_000_000
};
const ROUNDS: usize = if cfg!(debug_assertions) { 1 } else { 5 };

/// What is typed, letter by letter.
const TYPED: &str = "haruka mori";

/// Names like those of a large tenant: several hundred first and last ones.
fn names() -> impl Iterator<Item = String> {
    let first = [
        "Haruka", "Xenia", "Emile", "Pascal", "Bruno", "Chiara", "Olivia", "Jonas",
    ];
    let last = [
        "Mori", "O'Brien", "Santos", "Roux", "Weiss", "Ngugi", "Park", "Moreau",
    ];
    (0..PEOPLE).map(move |at| {
        let (one, other) = (first[at as usize % 8], last[(at / 8) as usize % 8]);
        let middle = at / 64;
        let address = format!("{one}.{other}{middle}@northwind.example").to_lowercase();
        format!("{one} {middle:x} {other}  {address}")
    })
}

/// Each letter that is typed is one search among those that passed before it, as the finder does it.
#[test]
#[ignore = "a measurement, see docs/performance.md"]
fn each_letter_over_a_million_names() {
    let roster = Arc::new(Roster::of_names(names()));
    let status = Arc::new(fixture::unread());
    let text: Vec<u8> = (0..roster.len())
        .flat_map(|at| roster.entry(at).bytes())
        .collect();
    let pass = median(|| memchr::memchr_iter(b'z', &text).count()).max(Duration::from_micros(1));
    println!("text {} bytes, one pass {pass:?}", text.len());
    let mut before: Option<Found> = None;
    for end in 1..=TYPED.len() {
        let query = &TYPED[..end];
        let among = before
            .as_ref()
            .and_then(|found| found.narrowed(query, &roster));
        let search = || Search {
            generation: 1,
            roster: Arc::clone(&roster),
            query: query.to_owned(),
            kind: Among::Everyone,
            among: among.clone(),
            status: Arc::clone(&status),
        };
        let took = median(|| search().run().total());
        let found = search().run();
        println!(
            "{query:<12} {:>9} found   {:>6.1} passes   {took:?}",
            found.total(),
            took.as_secs_f64() / pass.as_secs_f64(),
        );
        before = Some(found);
    }
    let found = before.expect("something was typed");
    assert!(found.total() > 0 && found.hits.len() <= 200);
}

fn median(mut run: impl FnMut() -> usize) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            std::hint::black_box(run());
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}
