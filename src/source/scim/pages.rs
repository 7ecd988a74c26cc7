//! Pages as they came at the last crawl: one that comes again as it was is not parsed again.

use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use foldhash::quality::RandomState;
use foldhash::{HashMap, HashMapExt};

use super::intake::PageSummary;
use super::sightings::Sight;

/// The place of a row without identifier.
const NOWHERE: u32 = u32::MAX;

/// The bytes of a page, but for what it says of the size of its list: whoever joins the list changes that on
/// every page.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Print {
    hash: u64,
    length: usize,
}

/// A page that was parsed.
#[derive(Debug)]
pub struct Page {
    /// Where its rows stand on the roll.
    places: Box<[u32]>,
    total: Option<u64>,
    next_cursor: Option<String>,
}

/// Makes prints.
#[derive(Clone, Default)]
pub struct Printer {
    /// By chance, so that no provider can make two pages that look the same.
    hasher: RandomState,
}

/// The pages of one crawl by their prints.
pub struct Pages {
    pub printer: Printer,
    pages: HashMap<Print, Arc<Page>>,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            printer: Printer::default(),
            pages: HashMap::new(),
        }
    }
}

impl Printer {
    /// The print of `body`, and the total that it tells if that stands before its rows.
    pub fn print(&self, body: &[u8]) -> (Print, Option<u64>) {
        let mut hasher = self.hasher.build_hasher();
        let total = total_at(body);
        let (head, tail) = match total {
            Some((from, to, _)) => (&body[..from], &body[to..]),
            None => (body, &[][..]),
        };
        hasher.write_usize(head.len());
        hasher.write(head);
        hasher.write(tail);
        let print = Print {
            hash: hasher.finish(),
            length: head.len() + tail.len(),
        };
        (print, total.map(|(.., total)| total))
    }
}

impl Pages {
    /// None yet, with prints like those of `before`.
    pub fn like(before: &Self) -> Self {
        Self {
            printer: before.printer.clone(),
            pages: HashMap::with_capacity(before.pages.len()),
        }
    }

    pub fn get(&self, print: Print) -> Option<&Arc<Page>> {
        self.pages.get(&print)
    }

    /// Keeps a page that came once more.
    pub fn keep(&mut self, print: Print, page: Arc<Page>) {
        self.pages.insert(print, page);
    }

    /// Keeps a page that was parsed, if the total that its print leaves out is the one that was read.
    pub fn note(
        &mut self,
        (print, total): (Print, Option<u64>),
        places: &[Option<u32>],
        summary: &PageSummary,
    ) {
        if total.is_some() && total != summary.total {
            return;
        }
        let places = places.iter().map(|place| place.unwrap_or(NOWHERE));
        let page = Page {
            places: places.collect(),
            total: summary.total,
            next_cursor: summary.next_cursor.clone(),
        };
        self.pages.insert(print, Arc::new(page));
    }
}

impl Page {
    /// Where its rows stand; nothing for one without identifier.
    pub fn places(&self) -> impl DoubleEndedIterator<Item = Option<u32>> + '_ {
        let places = self.places.iter();
        places.map(|&place| (place != NOWHERE).then_some(place))
    }

    /// The summary of the page, come again as `bytes` bytes with this total.
    pub fn summary(&self, total: Option<u64>, bytes: u64, sight: Option<Sight>) -> PageSummary {
        PageSummary {
            sight,
            total: total.or(self.total),
            next_cursor: self.next_cursor.clone(),
            bytes,
        }
    }
}

/// Where the digits of `totalResults` are, and their value, if they stand before the rows.
fn total_at(body: &[u8]) -> Option<(usize, usize, u64)> {
    const NAME: &[u8] = b"\"totalResults\"";
    /// Bytes of a page's head, at most.
    const HEAD: usize = 1024;
    let head = &body[..body.len().min(HEAD)];
    let rows = find(head, b"\"Resources\"")?;
    let named = find(&head[..rows], NAME)? + NAME.len();
    let is_value = |byte: &u8| !byte.is_ascii_whitespace() && *byte != b':';
    let from = named + head[named..rows].iter().position(is_value)?;
    let is_end = |byte: &u8| !byte.is_ascii_digit();
    let to = from + head[from..rows].iter().position(is_end)?;
    let digits = std::str::from_utf8(&head[from..to]).ok()?;
    Some((from, to, digits.parse().ok()?))
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|found| found == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_leaves_the_total_out_and_nothing_else() {
        let pages = Pages::default();
        let print = |body: &str| pages.printer.print(body.as_bytes());
        let page = r#"{"totalResults": 12,"startIndex":1,"Resources":[{"id":"1"}]}"#;
        let grown = page.replace("12", "1300");
        assert_eq!(print(page).0, print(&grown).0);
        assert_eq!((print(page).1, print(&grown).1), (Some(12), Some(1300)));
        for other in [
            page.replace(r#""id":"1""#, r#""id":"2""#),
            page.replace("x\":1", "x\":2"),
            page.replace("totalResults", "totalresults"),
        ] {
            assert_ne!(print(page).0, print(&other).0, "{other}");
        }
    }

    #[test]
    fn a_total_among_or_behind_the_rows_is_part_of_the_print() {
        let pages = Pages::default();
        for page in [
            r#"{"Resources":[{"id":"1","totalResults":12,"x":"Resources"}]}"#,
            r#"{"Resources":[],"totalResults":12}"#,
            r#"{"totalResults":"12","Resources":[]}"#,
            r#"{"totalResults":12}"#,
            "[]",
        ] {
            let (print, total) = pages.printer.print(page.as_bytes());
            assert_eq!(total, None, "{page}");
            let other = page.replace("12", "13");
            assert!(other == page || pages.printer.print(other.as_bytes()).0 != print);
        }
    }

    #[test]
    fn a_page_that_contradicts_its_print_is_not_kept() {
        let mut pages = Pages::default();
        let body = br#"{"totalResults":1,"totalResults":2,"Resources":[]}"#;
        let key = pages.printer.print(body);
        let summary = |total| PageSummary {
            total,
            ..PageSummary::default()
        };
        pages.note(key, &[], &summary(Some(2)));
        assert!(pages.get(key.0).is_none());
        pages.note(key, &[Some(7), None], &summary(Some(1)));
        let page = pages.get(key.0).unwrap();
        assert_eq!(page.places().collect::<Vec<_>>(), [Some(7), None]);
        assert_eq!(page.summary(Some(3), 5, None).total, Some(3));
    }
}
