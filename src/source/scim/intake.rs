//! What takes the pages of a crawl in: it runs on the parsing thread and owns what is built.

use std::sync::Arc;

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
    /// The summary of `page`, which came as `bytes` bytes, before its rows are looked at.
    pub fn of<F>(page: &Page<'_, F>, bytes: usize) -> Self {
        let cursor = |word: &Word| (!word.is_absent()).then(|| word.get().to_owned());
        Self {
            sight: None,
            total: page.total,
            next_cursor: cursor(&page.next_cursor),
            bytes: bytes as u64,
        }
    }
}

/// How a page is read as far as that takes no store: on whatever thread, and before the pages ahead of it are kept.
pub type Reader<P> = Arc<dyn Fn(Vec<u8>) -> Result<P, Refusal> + Send + Sync>;

/// A builder that is fed page by page.
pub trait Intake: Send + 'static {
    /// A page that was read.
    type Page: Send + 'static;

    fn reader(&self) -> Reader<Self::Page>;

    /// Keeps the rows that are not yet held, on the thread that parses.
    fn keep(
        &mut self,
        store: &mut Store,
        page: Self::Page,
        seam: Seam,
    ) -> Result<PageSummary, Refusal>;

    /// Both at once.
    fn take(
        &mut self,
        store: &mut Store,
        body: Vec<u8>,
        seam: Seam,
    ) -> Result<PageSummary, Refusal> {
        let page = self.reader()(body)?;
        self.keep(store, page, seam)
    }

    /// Distinct resources held.
    fn count(&self) -> u64;
}
