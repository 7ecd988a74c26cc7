//! What a crawl asks for.

use crate::source::scim::intake::Seam;

/// One page to ask for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ask {
    pub place: Place,
    pub count: u32,
    pub seam: Seam,
}

/// Where a page begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// `startIndex`
    Index(u64),
    /// `cursor`; empty for the first page (RFC 9865).
    Cursor(String),
}
