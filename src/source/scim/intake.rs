//! What takes the pages of a crawl in: it runs on the parsing thread and owns what is built.

use super::loose::Word;
use super::page::Page;
use super::refusal::Refusal;
use super::sightings::Sight;
use crate::source::ingest::Store;

/// Where a page stands in its crawl.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seam {
    pub pass: u32,
    /// Whether the page must begin with a row that was seen in this pass.
    pub anchored: bool,
}

/// What a crawl needs to know of a page.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct PageSummary {
    /// Nothing where its rows could not be joined to those before, and were left alone.
    pub sight: Option<Sight>,
    /// `totalResults`
    pub total: Option<u64>,
    pub next_cursor: Option<String>,
    pub bytes: u64,
}

impl PageSummary {
    /// The summary of `page`, which came as `bytes` bytes and held what `sight` says.
    pub fn of<F>(page: &Page<'_, F>, bytes: usize, sight: Option<Sight>) -> Self {
        let cursor = |word: &Word| (!word.is_absent()).then(|| word.get().to_owned());
        Self {
            sight,
            total: page.total,
            next_cursor: cursor(&page.next_cursor),
            bytes: bytes as u64,
        }
    }
}

/// A builder that is fed page by page.
pub trait Intake: Send + 'static {
    /// Parses `body` and keeps the rows that are not yet held.
    fn take(&mut self, store: &mut Store, body: &[u8], seam: Seam) -> Result<PageSummary, Refusal>;

    /// Distinct resources held.
    fn count(&self) -> u64;
}
