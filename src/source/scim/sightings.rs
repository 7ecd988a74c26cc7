//! Which rows of a list were seen, and what a page shows beside those.
//!
//! A row is known by its place on a roll. Pages are compared with the pass they belong to; rows
//! of the whole crawl are told apart from them, since a second pass reads the same list again.

/// What one page held, beside what was seen before it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Sight {
    /// Rows on the page, the unreadable among them.
    pub rows: u32,
    /// Rows that this pass had not seen.
    pub new: u32,
    /// Rows that no pass had seen.
    pub fresh: u32,
    /// Rows that an earlier page of this pass held.
    pub known: u32,
    /// Rows without an identifier.
    pub unreadable: u32,
    /// Rows whose identifier the same page holds before.
    pub repeated: u32,
    /// Begins with the row that the pass began with.
    pub is_start: bool,
    /// Ends with the row that the page before ended with.
    pub stands_still: bool,
    /// A row that was seen stands where, in a steady order, only unseen ones can.
    pub disorder: bool,
}

/// The rows seen so far.
#[derive(Default)]
pub struct Sightings {
    pass: u32,
    ever: Places,
    in_pass: Places,
    on_page: Places,
    start: Option<u32>,
    /// The last row of the page before.
    last: Option<u32>,
    /// The row that lies furthest in the order.
    frontier: Option<u32>,
}

impl Sightings {
    /// Distinct rows seen in all passes.
    pub fn count(&self) -> u64 {
        self.ever.count
    }

    /// Looks at a page of `pass` whose rows are at `places`; nothing for a row without
    /// identifier. `fresh` is told the index of each row that no pass has seen.
    ///
    /// If `anchored`, the page must begin with a row that was seen in this pass. One that does
    /// not says nothing of what lies between, and is not taken: then there is no sight of it.
    pub fn look(
        &mut self,
        pass: u32,
        places: &[Option<u32>],
        anchored: bool,
        mut fresh: impl FnMut(usize),
    ) -> Option<Sight> {
        self.begin(pass);
        let first = places.iter().flatten().next().copied();
        if anchored && !first.is_some_and(|first| self.in_pass.has(first)) {
            return None;
        }
        let mut sight = Sight {
            rows: u32::try_from(places.len()).unwrap_or(u32::MAX),
            is_start: first.is_some() && first == self.start,
            ..Sight::default()
        };
        let mut order = Order::default();
        for (at, place) in places.iter().enumerate() {
            let Some(place) = *place else {
                sight.unreadable += 1;
                continue;
            };
            if self.on_page.has(place) {
                sight.repeated += 1;
                continue;
            }
            order.follow(at, self.in_pass.has(place), Some(place) == self.frontier);
            self.on_page.add(place);
            if self.ever.add(place) {
                sight.fresh += 1;
                fresh(at);
            }
        }
        sight.disorder = order.is_broken();
        self.leave(places, &mut sight, order.ends_new());
        Some(sight)
    }

    fn begin(&mut self, pass: u32) {
        if pass != self.pass {
            self.pass = pass;
            self.in_pass = Places::default();
            (self.start, self.last, self.frontier) = (None, None, None);
        }
    }

    /// Moves the rows of the page to those of the pass.
    fn leave(&mut self, places: &[Option<u32>], sight: &mut Sight, ends_new: bool) {
        for place in places.iter().flatten().copied() {
            if self.on_page.remove(place) {
                if self.in_pass.add(place) {
                    sight.new += 1;
                } else {
                    sight.known += 1;
                }
            }
        }
        let last = places.iter().flatten().next_back().copied();
        sight.stands_still = last.is_some() && last == self.last;
        self.start = self
            .start
            .or_else(|| places.iter().flatten().next().copied());
        self.last = last.or(self.last);
        if ends_new {
            self.frontier = last;
        }
    }
}

/// Where on a page known and new rows stand. In a steady order no known row comes after the
/// frontier, nor after a new one if the frontier is gone.
#[derive(Default)]
struct Order {
    first_new: Option<usize>,
    last_new: Option<usize>,
    last_known: Option<usize>,
    frontier: Option<usize>,
}

impl Order {
    fn follow(&mut self, at: usize, known: bool, frontier: bool) {
        if known {
            self.last_known = Some(at);
        } else {
            self.first_new.get_or_insert(at);
            self.last_new = Some(at);
        }
        if frontier {
            self.frontier = Some(at);
        }
    }

    fn is_broken(&self) -> bool {
        let bound = self.frontier.or(self.first_new);
        bound.is_some() && self.last_known > bound
    }

    fn ends_new(&self) -> bool {
        self.last_new > self.last_known
    }
}

/// A set of places, one bit each.
#[derive(Default)]
struct Places {
    words: Vec<u64>,
    count: u64,
}

impl Places {
    fn has(&self, place: u32) -> bool {
        let word = self.words.get(place as usize / 64);
        word.is_some_and(|word| word & (1 << (place % 64)) != 0)
    }

    /// Whether `place` was not in the set.
    fn add(&mut self, place: u32) -> bool {
        let at = place as usize / 64;
        if at >= self.words.len() {
            self.words.resize(at + 1, 0);
        }
        let is_new = !self.has(place);
        self.words[at] |= 1 << (place % 64);
        self.count += u64::from(is_new);
        is_new
    }

    /// Whether `place` was in the set.
    fn remove(&mut self, place: u32) -> bool {
        let had = self.has(place);
        if had {
            self.words[place as usize / 64] &= !(1 << (place % 64));
            self.count -= 1;
        }
        had
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(seen: &mut Sightings, places: &[u32], anchored: bool) -> Option<Sight> {
        let places: Vec<_> = places.iter().copied().map(Some).collect();
        seen.look(1, &places, anchored, |_| ())
    }

    #[test]
    fn a_page_out_of_touch_is_not_taken() {
        let mut seen = Sightings::default();
        assert!(look(&mut seen, &[1, 2, 3], false).is_some());
        assert_eq!(look(&mut seen, &[4, 5], true), None);
        assert_eq!(look(&mut seen, &[], true), None);
        let page = look(&mut seen, &[3, 4, 5], true).unwrap();
        assert_eq!((page.new, page.known), (2, 1));
        assert_eq!(seen.count(), 5);
    }

    #[test]
    fn a_known_row_past_the_frontier_is_disorder() {
        let mut seen = Sightings::default();
        look(&mut seen, &[1, 2, 3, 4], false);
        assert!(!look(&mut seen, &[3, 4, 5, 6], true).unwrap().disorder);
        assert!(look(&mut seen, &[6, 2, 7], true).unwrap().disorder);
    }

    #[test]
    fn rows_added_before_the_frontier_are_not() {
        let mut seen = Sightings::default();
        look(&mut seen, &[1, 2, 3, 4], false);
        let page = look(&mut seen, &[3, 9, 4, 5], true).unwrap();
        assert_eq!((page.disorder, page.new), (false, 2));
    }

    #[test]
    fn start_end_and_repeated_rows_are_noticed() {
        let mut seen = Sightings::default();
        assert!(!look(&mut seen, &[1, 2, 2, 3], false).unwrap().is_start);
        let again = look(&mut seen, &[1, 2, 2, 3], true).unwrap();
        assert_eq!((again.is_start, again.stands_still), (true, true));
        assert_eq!((again.new, again.known, again.repeated), (0, 3, 1));
        assert!(!again.disorder);
    }

    #[test]
    fn a_second_pass_has_everything_new_but_nothing_fresh() {
        let mut seen = Sightings::default();
        look(&mut seen, &[1, 2], false);
        let places = [Some(1), None, Some(2), Some(3)];
        let mut told = Vec::new();
        let page = seen.look(2, &places, false, |at| told.push(at)).unwrap();
        assert_eq!((page.new, page.fresh, page.unreadable), (3, 1, 1));
        assert_eq!(told, [3]);
    }
}
