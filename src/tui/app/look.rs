//! How a list is looked at: filter, order, extent.

use super::{Filter, Track, Zoom};

/// The order of a list: a column by its place, and its direction.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(in crate::tui) struct Sort {
    pub column: usize,
    pub descending: bool,
}

/// Which part of the comparison the drift screen shows.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Face {
    #[default]
    Standing,
    Ignored,
    Notes,
}

impl Face {
    pub(in crate::tui) fn next(self) -> Self {
        match self {
            Self::Standing => Self::Ignored,
            Self::Ignored => Self::Notes,
            Self::Notes => Self::Standing,
        }
    }
}

/// Which rows of a list are shown.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Extent {
    #[default]
    Everything,
    /// Only what needs a look; in a detail, only what differs.
    Problems,
}

impl Extent {
    pub(in crate::tui) fn other(self) -> Self {
        match self {
            Self::Everything => Self::Problems,
            Self::Problems => Self::Everything,
        }
    }
}

/// What a person has set on one view.
#[derive(Clone, Default, Debug)]
pub(in crate::tui) struct Look {
    pub filter: Filter,
    pub sort: Sort,
    pub face: Face,
    pub extent: Extent,
    /// The lane of the timeline that is shown; `None`: all of them.
    pub lane: Option<Track>,
    pub zoom: Zoom,
    /// Whether the selected row of the timeline or of the mapping is shown in full.
    pub details: bool,
}

impl Look {
    /// Whether every row is shown in the list's own order.
    pub(super) fn is_plain(&self) -> bool {
        self.filter.is_empty() && self.sort == Sort::default() && self.extent == Extent::Everything
    }
}
