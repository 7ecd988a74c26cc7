//! The crawl against a provider in memory that changes, caps and lies.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::model::Grade;
use crate::source::scim::sightings::Sightings;

/// How a provider answers.
#[derive(Clone, Debug)]
struct Habits {
    rows: u32,
    seed: u64,
    /// Most rows of a page.
    cap: u32,
    /// Changes between two requests: up to so many, each this likely.
    changes: u32,
    chance: f64,
    /// Whether rows may also trade places.
    swaps: bool,
    first: First,
    total: Total,
    pages: Pages,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum First {
    One,
    Zero,
    Ignored,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Total {
    True,
    Absent,
    OfPage,
    Less(u64),
    More(u64),
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Pages {
    Full,
    /// Rows left out of a page here and there.
    Holes,
    /// Rows past the end of the list: the last ones once more.
    Tail,
    /// A row with which no page comes.
    Poison(u32),
    /// By cursor, from the last row given.
    Keyset,
    /// Cursors that never end.
    CursorLoop,
    /// The cursor is lost after so many pages.
    Expiring(u32),
}

/// A list in the order of its keys.
struct Model {
    habits: Habits,
    rng: fastrand::Rng,
    rows: BTreeMap<u32, u32>,
    /// There from the beginning until now.
    lasting: BTreeSet<u32>,
    next: u32,
    served: u32,
}

impl Model {
    fn new(habits: Habits) -> Self {
        let rows: BTreeMap<u32, u32> = (0..habits.rows).map(|id| (id * 1000, id)).collect();
        Self {
            rng: fastrand::Rng::with_seed(habits.seed),
            lasting: rows.values().copied().collect(),
            next: habits.rows,
            served: 0,
            rows,
            habits,
        }
    }

    fn change(&mut self) {
        for _ in 0..self.habits.changes {
            if self.rng.f64() < self.habits.chance {
                match self.rng.u32(0..if self.habits.swaps { 4 } else { 2 }) {
                    0 => self.add(),
                    1 => self.delete(),
                    _ => self.swap(),
                }
            }
        }
    }

    fn add(&mut self) {
        let end = self.habits.rows * 1000 + 500;
        let key = self.rng.u32(0..end);
        if !self.rows.contains_key(&key) {
            self.rows.insert(key, self.next);
            self.next += 1;
        }
    }

    fn some_key(&mut self) -> Option<u32> {
        let at = self.rng.usize(0..self.rows.len().max(1));
        self.rows.keys().nth(at).copied()
    }

    fn delete(&mut self) {
        if let Some(row) = self.some_key().and_then(|key| self.rows.remove(&key)) {
            self.lasting.remove(&row);
        }
    }

    fn swap(&mut self) {
        if let (Some(one), Some(other)) = (self.some_key(), self.some_key())
            && one != other
        {
            let (a, b) = (self.rows[&one], self.rows[&other]);
            self.rows.insert(one, b);
            self.rows.insert(other, a);
        }
    }

    fn serve(&mut self, ask: &Ask) -> Result<(Vec<u32>, Option<u64>, Option<String>), Failure> {
        self.change();
        self.served += 1;
        let count = ask.count.min(self.habits.cap) as usize;
        match &ask.place {
            Place::Index(at) => self.by_index(*at, count),
            Place::Cursor(cursor) => self.by_cursor(cursor, count),
        }
    }

    fn by_index(
        &mut self,
        at: u64,
        count: usize,
    ) -> Result<(Vec<u32>, Option<u64>, Option<String>), Failure> {
        let skip = match self.habits.first {
            First::One => at.saturating_sub(1),
            First::Zero => at,
            First::Ignored => 0,
        } as usize;
        let mut rows: Vec<u32> = self.rows.values().copied().skip(skip).take(count).collect();
        match self.habits.pages {
            Pages::Poison(row) if rows.contains(&row) => return Err(Failure::TooMuch),
            Pages::Holes => rows.retain(|row| row % 7 != 3),
            Pages::Tail if skip + 1 >= self.rows.len() => {
                rows = self.rows.values().rev().take(2).rev().copied().collect();
            }
            _ => {}
        }
        let total = self.total(rows.len());
        let cursor = self.forced_cursor(&rows);
        Ok((rows, total, cursor))
    }

    /// Cursors come asked for or not.
    fn forced_cursor(&self, rows: &[u32]) -> Option<String> {
        match self.habits.pages {
            Pages::Keyset | Pages::CursorLoop | Pages::Expiring(_) => self.cursor_after(rows),
            _ => None,
        }
    }

    fn cursor_after(&self, rows: &[u32]) -> Option<String> {
        let key_of = |row: &u32| self.rows.iter().find(|(_, held)| *held == row);
        let last = rows.last().and_then(key_of).map(|(key, _)| *key)?;
        let more = self.rows.range(last + 1..).next().is_some();
        (more || self.habits.pages == Pages::CursorLoop).then(|| last.to_string())
    }

    fn by_cursor(
        &mut self,
        cursor: &str,
        count: usize,
    ) -> Result<(Vec<u32>, Option<u64>, Option<String>), Failure> {
        if let Pages::Expiring(after) = self.habits.pages
            && self.served == after
        {
            return Err(Failure::CursorLost);
        }
        let from = cursor.parse::<u32>().map_or(0, |key| key + 1);
        let mut rows: Vec<u32> = self.rows.range(from..).map(|(_, row)| *row).collect();
        rows.truncate(count);
        let next = match self.habits.pages {
            Pages::CursorLoop if rows.is_empty() => Some("0".to_owned()),
            _ => self.cursor_after(&rows),
        };
        Ok((rows.clone(), self.total(rows.len()), next))
    }

    fn total(&self, on_page: usize) -> Option<u64> {
        let all = self.rows.len() as u64;
        match self.habits.total {
            Total::True => Some(all),
            Total::Absent => None,
            Total::OfPage => Some(on_page as u64),
            Total::Less(by) => Some(all.saturating_sub(by)),
            Total::More(by) => Some(all + by),
        }
    }
}

/// What a crawl of a model came to.
struct Outcome {
    verdict: Verdict,
    seen: BTreeSet<u32>,
    missed: BTreeSet<u32>,
    asked: u64,
    bound: u64,
}

fn crawl(habits: Habits, size: u32, order: Order, zero_based: Option<bool>) -> Outcome {
    let mut model = Model::new(habits);
    let mut crawl = Crawl::new(Plan {
        paging: Paging::Index,
        size,
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
                    bytes: 1,
                });
            }
        }
    }
    Outcome {
        verdict: crawl.verdict(),
        missed: model.lasting.difference(&seen).copied().collect(),
        seen,
        asked,
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

fn plan(size: u32) -> Plan {
    Plan {
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
    let places: Vec<_> = rows.into_iter().map(Some).collect();
    crawl.on_page(&PageSummary {
        sight: sightings.look(ask.seam.pass, &places, ask.seam.anchored, |_| ()),
        total,
        next_cursor,
        bytes: 1,
    });
}

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

fn seeded() -> ProptestConfig {
    ProptestConfig {
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
