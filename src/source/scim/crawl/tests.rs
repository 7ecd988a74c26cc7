//! The crawl against a provider in memory.

mod model;
mod properties;

use std::collections::BTreeSet;
use std::time::Duration;

use self::model::{First, Habits, Model, Pages, Total};
use super::plan::HEAVY;
use super::*;
use crate::model::Grade;
use crate::source::scim::sightings::Sightings;

/// What a crawl of a model came to.
struct Outcome {
    verdict: Verdict,
    seen: BTreeSet<u32>,
    missed: BTreeSet<u32>,
    asked: u64,
    bound: u64,
    /// Cursors that were remembered.
    cursors: u64,
}

fn crawl(habits: Habits, size: u32, order: Order, zero_based: Option<bool>) -> Outcome {
    crawl_model(&mut Model::new(habits), size, order, zero_based)
}

fn crawl_model(model: &mut Model, size: u32, order: Order, zero_based: Option<bool>) -> Outcome {
    let mut crawl = Crawl::new(Plan {
        paging: Paging::Index,
        size,
        // Every other crawl is told that its rows are heavy.
        row_bytes: model.is_even().then(|| HEAVY * 12 / u64::from(size)),
        order,
        totals_proven: false,
        zero_based,
        start_ignored: false,
        limits: Limits::default(),
    });
    let (mut sightings, mut seen, mut asked) = (Sightings::default(), BTreeSet::new(), 0);
    while let Some(ask) = crawl.next(Duration::ZERO) {
        asked += 1;
        assert!(asked < 100_000, "no end in sight");
        match model.serve(&ask) {
            Err(failure) => crawl.on_failure(failure),
            Ok((rows, total, next_cursor)) => {
                let places: Vec<_> = rows.iter().copied().map(Some).collect();
                let keep = |at: usize| seen.extend(rows.get(at));
                let sight = sightings.look(ask.seam.pass, &places, ask.seam.anchored, keep);
                crawl.on_page(&PageSummary {
                    sight,
                    total,
                    next_cursor,
                    bytes: model.weight(&rows),
                });
            }
        }
    }
    Outcome {
        verdict: crawl.verdict(),
        missed: model.lasting.difference(&seen).copied().collect(),
        seen,
        asked,
        cursors: crawl.pass.cursors.len() as u64,
        bound: crawl.most_pages() * u64::from(crawl.pass.number) * 2,
    }
}

fn calm(rows: u32, cap: u32) -> Habits {
    Habits {
        rows,
        seed: 7,
        cap,
        changes: 0,
        chance: 0.0,
        swaps: false,
        first: First::One,
        total: Total::True,
        pages: Pages::Full,
    }
}

fn graded(habits: Habits, size: u32) -> (Grade, Vec<Reason>, usize, u64) {
    let outcome = crawl(habits, size, Order::Stable, Some(false));
    let Verdict { grade, reasons } = outcome.verdict;
    (grade, reasons, outcome.seen.len(), outcome.asked)
}

#[test]
fn a_calm_list_is_complete_and_costs_one_page_more_than_it_has() {
    for (rows, cap, size, asked) in [
        (0, 100, 100, 1),
        (1, 100, 100, 2),
        (24, 100, 100, 2),
        (1200, 200, 200, 8),
        (1200, 100, 200, 14),
        (199, 100, 100, 3),
    ] {
        let expected = (Grade::Complete, vec![], rows as usize, asked);
        assert_eq!(
            graded(calm(rows, cap), size),
            expected,
            "{rows} {cap} {size}"
        );
    }
}

#[test]
fn each_lie_and_each_fault_has_its_grade() {
    use Grade::{Complete, Doubtful, Partial, Settled};
    let base = || calm(95, 20);
    let with = |change: fn(&mut Habits)| {
        let mut habits = base();
        change(&mut habits);
        let (grade, reasons, seen, _) = graded(habits, 20);
        (grade, reasons, seen)
    };
    let cases = [
        (with(|h| h.first = First::Zero), (Complete, vec![], 95)),
        (
            with(|h| h.first = First::Ignored),
            (
                Partial,
                vec![Reason::StartIndexIgnored, Reason::TotalMismatch],
                20,
            ),
        ),
        (
            with(|h| (h.first, h.rows) = (First::Ignored, 15)),
            (Doubtful, vec![Reason::StartIndexIgnored], 15),
        ),
        (
            with(|h| h.total = Total::Absent),
            (Settled, vec![Reason::TotalAbsent], 95),
        ),
        (
            with(|h| h.total = Total::OfPage),
            (
                Doubtful,
                vec![Reason::TotalsMoved, Reason::TotalMismatch],
                95,
            ),
        ),
        (
            with(|h| h.total = Total::Less(30)),
            (Doubtful, vec![Reason::TotalMismatch], 95),
        ),
        (
            with(|h| h.total = Total::More(30)),
            (Doubtful, vec![Reason::TotalMismatch], 95),
        ),
        (
            with(|h| h.cap = 1),
            (Doubtful, vec![Reason::SeamUnchecked], 95),
        ),
        (
            with(|h| h.pages = Pages::Holes),
            (Doubtful, vec![Reason::RowsWithheld], 81),
        ),
        (with(|h| h.pages = Pages::Tail), (Complete, vec![], 95)),
        (
            with(|h| h.pages = Pages::Poison(44)),
            (
                Doubtful,
                vec![Reason::RowsUnreadable, Reason::TotalMismatch],
                94,
            ),
        ),
        (with(|h| h.pages = Pages::Heavy(3)), (Complete, vec![], 95)),
        (with(|h| h.pages = Pages::Uneven), (Complete, vec![], 95)),
        (with(|h| h.pages = Pages::Keyset), (Complete, vec![], 95)),
        (
            with(|h| (h.pages, h.total) = (Pages::Keyset, Total::Absent)),
            (Settled, vec![Reason::TotalAbsent], 95),
        ),
        (
            with(|h| h.pages = Pages::CursorLoop),
            (Partial, vec![Reason::Loop], 95),
        ),
        (
            with(|h| h.pages = Pages::Expiring(3)),
            (Settled, vec![Reason::CursorRestarted], 95),
        ),
    ];
    for (at, (outcome, expected)) in cases.into_iter().enumerate() {
        assert_eq!(outcome, expected, "case {at}");
    }
}

#[test]
fn an_error_in_the_middle_is_partial_and_at_once_is_nothing() {
    for (pages, grade) in [(0, Grade::None), (3, Grade::Partial)] {
        let mut model = Model::new(calm(500, 20));
        let mut crawl = Crawl::new(plan(20));
        let mut sightings = Sightings::default();
        for _ in 0..pages {
            step(&mut crawl, &mut model, &mut sightings);
        }
        crawl.on_failure(Failure::Lasting);
        assert_eq!(crawl.next(Duration::ZERO), None);
        assert_eq!(crawl.verdict().grade, grade);
        assert_eq!(crawl.verdict().reasons, [Reason::Failed]);
    }
}

#[test]
fn time_bytes_and_pages_are_bounded() {
    let limits = Limits {
        time: Duration::from_secs(60),
        bytes: 5,
        pages: 4,
        rows: 1000,
        backs: 50,
    };
    let cut = |limits: Limits, elapsed: u64| {
        let mut model = Model::new(calm(500, 20));
        let mut crawl = Crawl::new(Plan { limits, ..plan(20) });
        let mut sightings = Sightings::default();
        while crawl.next(Duration::from_secs(elapsed)).is_some() {
            step(&mut crawl, &mut model, &mut sightings);
        }
        (crawl.pages(), crawl.verdict().reasons)
    };
    assert_eq!(cut(limits, 61), (0, vec![Reason::TooLong]));
    assert_eq!(cut(limits, 1), (4, vec![Reason::TooManyPages]));
    let roomy = Limits {
        pages: 1000,
        ..limits
    };
    assert_eq!(cut(roomy, 1), (6, vec![Reason::TooLong]));
    let few = Limits { rows: 30, ..roomy };
    assert_eq!(cut(few, 1), (2, vec![Reason::TooManyPages]));
}

#[test]
fn pages_are_asked_for_ahead_only_on_a_smooth_way() {
    let starts =
        |crawl: &Crawl| -> Vec<Place> { crawl.ahead(8).into_iter().map(|ask| ask.place).collect() };
    let mut model = Model::new(calm(100, 20));
    let mut crawl = Crawl::new(plan(20));
    let mut sightings = Sightings::default();
    assert_eq!(starts(&crawl), []);
    step(&mut crawl, &mut model, &mut sightings);
    assert_eq!(starts(&crawl), [39, 58, 77, 96, 100].map(Place::Index));
    model.delete();
    step(&mut crawl, &mut model, &mut sightings);
    assert_eq!(starts(&crawl), []);
    // After a heavy page half as many are asked for, and after a light one twice as many.
    let uneven = Habits {
        pages: Pages::Uneven,
        ..calm(200, 200)
    };
    let (mut model, mut sightings) = (Model::new(uneven), Sightings::default());
    let mut crawl = Crawl::new(plan(20));
    let counts = [(); 6].map(|()| {
        let count = crawl.ask().count;
        step(&mut crawl, &mut model, &mut sightings);
        count
    });
    assert_eq!(counts, [20, 10, 20, 20, 10, 20]);
    // An answer that is too large is no trouble: as many rows as would take half of what is taken, then more.
    let mut crawl = Crawl::new(plan(100));
    crawl.on_failure(Failure::TooLarge(7));
    let mut model = Model::new(calm(100, 100));
    step(&mut crawl, &mut model, &mut Sightings::default());
    assert_eq!(starts(&crawl)[..2], [20, 33].map(Place::Index));
    let mut unsure = Crawl::new(Plan {
        order: Order::Unknown,
        ..plan(20)
    });
    step(
        &mut unsure,
        &mut Model::new(calm(100, 20)),
        &mut Sightings::default(),
    );
    assert_eq!(starts(&unsure), []);
}

#[test]
fn fewer_heavy_rows_are_asked_for_first_and_more_of_light_ones_soon() {
    let heavy = Plan {
        row_bytes: Some(HEAVY * 4 / 10),
        ..plan(100)
    };
    assert_eq!(heavy.first_size(), 10);
    let enormous = Plan {
        row_bytes: Some(HEAVY * 8),
        ..plan(100)
    };
    assert_eq!(enormous.first_size(), 2);
    let by_cursor = Plan {
        paging: Paging::Cursor,
        ..enormous
    };
    assert_eq!(by_cursor.first_size(), 100);
    let mut crawl = Crawl::new(heavy);
    let (mut model, mut sightings) = (Model::new(calm(500, 100)), Sightings::default());
    let sizes = [(); 5].map(|()| {
        let size = crawl.ask().count;
        step(&mut crawl, &mut model, &mut sightings);
        size
    });
    assert_eq!(sizes, [10, 20, 40, 80, 100]);
}

/// A provider that takes no startIndex, has no cursors and counts nothing gives its first page and no more.
#[test]
fn the_end_by_cursor_is_believed_only_where_a_cursor_came() {
    let graded = |cursors: &[Option<&str>]| {
        let by_cursor = Plan {
            paging: Paging::Cursor,
            ..plan(100)
        };
        let (mut crawl, mut sightings) = (Crawl::new(by_cursor), Sightings::default());
        for (page, next) in (0..).zip(cursors) {
            let places: Vec<_> = (page * 50..page * 50 + 50).map(Some).collect();
            crawl.on_page(&PageSummary {
                sight: sightings.look(1, &places, false, |_| ()),
                next_cursor: next.map(str::to_owned),
                ..PageSummary::default()
            });
        }
        crawl.verdict().grade
    };
    assert_eq!(graded(&[None]), Grade::Doubtful);
    assert_eq!(graded(&[Some("next"), None]), Grade::Settled);
}

fn plan(size: u32) -> Plan {
    Plan {
        row_bytes: None,
        paging: Paging::Index,
        size,
        order: Order::Stable,
        totals_proven: true,
        zero_based: Some(false),
        start_ignored: false,
        limits: Limits::default(),
    }
}

fn step(crawl: &mut Crawl, model: &mut Model, sightings: &mut Sightings) {
    let ask = crawl.ask();
    let (rows, total, next_cursor) = model.serve(&ask).unwrap();
    let places: Vec<_> = rows.iter().copied().map(Some).collect();
    crawl.on_page(&PageSummary {
        sight: sightings.look(ask.seam.pass, &places, ask.seam.anchored, |_| ()),
        total,
        next_cursor,
        bytes: model.weight(&rows),
    });
}
