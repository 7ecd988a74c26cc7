//! What must hold for every provider, however it changes, caps and lies.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::model::{First, Habits, Model, Pages, Total};
use super::{crawl, crawl_model};
use crate::model::{Grade, Reason};
use crate::source::scim::crawl::Order;

fn totals() -> impl Strategy<Value = Total> {
    prop_oneof![
        4 => Just(Total::True),
        1 => Just(Total::Absent),
        1 => Just(Total::OfPage),
        1 => (1u64..30).prop_map(Total::Less),
        1 => (1u64..30).prop_map(Total::More),
    ]
}

fn by_index() -> impl Strategy<Value = Pages> {
    prop_oneof![
        6 => Just(Pages::Full),
        1 => Just(Pages::Holes),
        1 => Just(Pages::Tail),
        1 => (0u32..200).prop_map(Pages::Poison),
        1 => (1u32..30).prop_map(Pages::Heavy),
        1 => Just(Pages::Uneven),
    ]
}

fn by_any() -> impl Strategy<Value = Pages> {
    prop_oneof![
        9 => by_index(),
        2 => Just(Pages::Keyset),
        1 => Just(Pages::CursorLoop),
        1 => (1u32..20).prop_map(Pages::Expiring),
    ]
}

fn habits(
    changes: u32,
    swaps: bool,
    pages: impl Strategy<Value = Pages>,
) -> impl Strategy<Value = Habits> {
    let first = prop_oneof![
        6 => Just(First::One),
        1 => Just(First::Zero),
        1 => Just(First::Ignored),
    ];
    let size = (0u32..200, any::<u64>(), 1u32..60);
    let movement = (
        0..=changes,
        prop_oneof![Just(0.0), Just(0.1), Just(0.6), Just(1.0)],
    );
    (size, movement, first, totals(), pages).prop_map(
        move |((rows, seed, cap), (changes, chance), first, total, pages)| {
            // Rows that are never listed can be told by their count alone, so it must be true
            // and stand still.
            let hidden = pages == Pages::Holes;
            Habits {
                rows,
                seed,
                cap,
                changes: if hidden { 0 } else { changes },
                chance,
                swaps,
                first,
                total: if hidden { Total::True } else { total },
                pages,
            }
        },
    )
}

/// Two hundred cases of each, or as many as `SCIMTOP_SEEDS` says.
fn seeded() -> ProptestConfig {
    let cases = std::env::var("SCIMTOP_SEEDS").ok();
    ProptestConfig {
        cases: cases.map_or(200, |cases| cases.parse().expect("a number of cases")),
        rng_seed: RngSeed::Fixed(20_260_801),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(seeded())]

    /// In a steady order no sound result lacks a row that was there throughout, whatever else
    /// came and went, was capped, or was lied about.
    #[test]
    fn a_sound_crawl_misses_nobody(habits in habits(4, false, by_any()), size in 1u32..80) {
        let outcome = crawl(habits, size, Order::Stable, None);
        prop_assert!(outcome.asked <= outcome.bound, "{} of {}", outcome.asked, outcome.bound);
        if outcome.verdict.grade.is_sound() {
            prop_assert!(outcome.missed.is_empty(), "{:?} {:?}", outcome.verdict, outcome.missed);
        }
    }

    /// Where rows trade places, too.
    #[test]
    fn nor_does_it_where_the_order_moves(habits in habits(1, true, by_index()), size in 5u32..80) {
        let outcome = crawl(habits, size, Order::Unknown, None);
        prop_assert!(outcome.asked <= outcome.bound, "{} of {}", outcome.asked, outcome.bound);
        if outcome.verdict.grade.is_sound() {
            prop_assert!(outcome.missed.is_empty(), "{:?} {:?}", outcome.verdict, outcome.missed);
        }
    }

    /// What a sound crawl lacks, and what a filter that works does not find afterwards, was absent at
    /// some instant between the first request and the confirmation. One that is not sound claims
    /// nothing at all.
    #[test]
    fn who_is_called_missing_was_away(habits in habits(4, false, by_any()), size in 1u32..80) {
        let mut model = Model::new(habits);
        let expected = model.lasting.clone();
        let outcome = crawl_model(&mut model, size, Order::Stable, None);
        let claims = outcome.verdict.grade.is_sound();
        for row in expected.difference(&outcome.seen).filter(|_| claims) {
            if !model.find(*row) {
                prop_assert!(!model.lasting.contains(row), "{row} was there throughout");
            }
        }
    }

    /// What is kept of a crawl is bounded by what was read: cursors by pages, pages by the limits.
    #[test]
    fn memory_and_requests_stay_within_their_bounds(habits in habits(4, true, by_any()), size in 1u32..80) {
        let outcome = crawl(habits, size, Order::Unknown, None);
        prop_assert!(outcome.cursors <= outcome.asked, "{} of {}", outcome.cursors, outcome.asked);
        prop_assert!(outcome.asked <= outcome.bound, "{} of {}", outcome.asked, outcome.bound);
    }

    /// What lacks rows, or could not be read to the end, never passes for complete.
    #[test]
    fn a_broken_crawl_is_never_called_complete(habits in habits(4, true, by_any()), size in 1u32..80) {
        let outcome = crawl(habits, size, Order::Unknown, None);
        let broken = [Reason::Failed, Reason::Loop, Reason::TooManyPages, Reason::Churn];
        let reasons = &outcome.verdict.reasons;
        if broken.iter().any(|reason| reasons.contains(reason)) {
            prop_assert!(outcome.verdict.grade >= Grade::Partial);
        }
        if outcome.verdict.grade == Grade::Complete {
            prop_assert!(reasons.is_empty());
        }
    }
}
