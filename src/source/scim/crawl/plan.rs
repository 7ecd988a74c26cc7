//! What a crawl sets out with.

use std::time::Duration;

/// Bytes of a page, past which fewer rows are asked for.
pub(super) const HEAVY: u64 = 1 << 20;

/// How pages are asked for.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Paging {
    #[default]
    Index,
    Cursor,
}

impl Paging {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Index => "pages by index",
            Self::Cursor => "pages by cursor",
        }
    }
}

/// Whether two equal requests were answered in one order.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Order {
    Stable,
    Unstable,
    #[default]
    Unknown,
}

/// What is known of a list before it is crawled.
#[derive(Clone, Debug)]
pub struct Plan {
    pub paging: Paging,
    /// Rows to ask for to begin with.
    pub size: u32,
    /// Bytes of a row, where some were seen: of heavy ones fewer are asked for to begin with.
    pub row_bytes: Option<u64>,
    pub order: Order,
    /// A total was seen that counts more than its page.
    pub totals_proven: bool,
    /// Whether the provider's first row has the index 0, if that was found out.
    pub zero_based: Option<bool>,
    /// Every page is the first, as far as is known.
    pub start_ignored: bool,
    pub limits: Limits,
}

impl Plan {
    /// How many rows to ask for to begin with: up to four heavy pages of such as were seen, since the largest groups
    /// are often the first. A cursor may be bound to the size of its pages.
    pub fn first_size(&self) -> u32 {
        let size = self.size.max(1);
        let fit = self.row_bytes.filter(|_| self.paging == Paging::Index);
        let fit = fit.map(|bytes| u32::try_from(4 * HEAVY / bytes.max(1)).unwrap_or(size));
        fit.map_or(size, |fit| fit.clamp(2.min(size), size))
    }
}

/// Where a crawl gives up.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub time: Duration,
    pub bytes: u64,
    pub pages: u64,
    /// Distinct resources.
    pub rows: u64,
    /// Steps back in one pass.
    pub backs: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(10 * 60),
            bytes: 8 << 30,
            pages: 100_000,
            rows: 5_000_000,
            backs: 50,
        }
    }
}
