//! What a provider was found to do: asked once a day, shown, and used to plan each crawl.

use super::crawl::{Limits, Order, Paging, Plan};
use super::list::Endpoint;

/// Rows to ask for where nothing is known.
const USERS: u32 = 200;
const GROUPS: u32 = 100;
/// Rows to ask for at most.
pub const MOST: u32 = 1000;

/// How a provider takes `startIndex`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StartIndex {
    Works,
    /// The first row is number 0.
    FromZero,
    Ignored,
    /// Only cursors are taken (RFC 9865 lets a provider refuse the index).
    Refused,
}

/// Where a provider shows the members of a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MembersShown {
    InList,
    /// Only where the group is asked for by itself.
    ById,
    Nowhere,
}

impl MembersShown {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::InList => "with the list",
            Self::ById => "with each group alone",
            Self::Nowhere => "not shown at all",
        }
    }
}

/// How a provider takes a filter by equality.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Filter {
    Works,
    /// A user of the list is not found.
    Blind,
    /// Others come than those asked for.
    Ignored,
    Refused,
}

/// A record of what was found out; `None` is not known.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Capabilities {
    /// Whether a `ServiceProviderConfig` is served.
    pub discovery: bool,
    /// Whether lists are paged by cursor (RFC 9865).
    pub cursor: Option<bool>,
    pub start_index: Option<StartIndex>,
    /// Most rows of a page.
    pub users_cap: Option<u32>,
    pub groups_cap: Option<u32>,
    /// Bytes of each of the first groups, on average: they come with all their members.
    pub group_bytes: Option<u64>,
    pub order: Order,
    /// `totalResults` was seen to count more than its page.
    pub totals_proven: bool,
    pub members: Option<MembersShown>,
    pub filter: Option<Filter>,
    /// Requests that it took to find out.
    pub requests: u32,
    /// Most users and groups that a list held since.
    pub held: [u64; 2],
    /// Where it is something else than the profile has it, in words.
    pub overruled: Vec<String>,
}

impl Capabilities {
    /// Whether `startIndex` may be sent.
    pub fn takes_index(&self) -> bool {
        self.start_index != Some(StartIndex::Refused)
    }

    /// The `startIndex` of a list's first row; `None` where none may be sent.
    pub fn first_index(&self) -> Option<u64> {
        match self.start_index {
            Some(StartIndex::Refused) => None,
            Some(StartIndex::FromZero) => Some(0),
            _ => Some(1),
        }
    }

    /// The plan for a crawl of one list.
    pub fn plan(&self, endpoint: Endpoint) -> Plan {
        let cap = match endpoint {
            Endpoint::Users => self.users_cap.unwrap_or(USERS),
            Endpoint::Groups => self.groups_cap.unwrap_or(GROUPS),
        };
        // Where both work, the order of a long list is looked at: by index its pages come several at once.
        let paging = match self.cursor {
            Some(true) if !(self.order == Order::Stable && self.counts_from()) => Paging::Cursor,
            _ => Paging::Index,
        };
        Plan {
            paging,
            size: cap.clamp(1, MOST),
            row_bytes: self.group_bytes.filter(|_| endpoint == Endpoint::Groups),
            order: self.order,
            totals_proven: self.totals_proven,
            zero_based: self.start_index.map(|start| start == StartIndex::FromZero),
            start_ignored: self.start_index == Some(StartIndex::Ignored),
            limits: Limits::default(),
        }
    }

    /// Whether a list can be begun anywhere.
    fn counts_from(&self) -> bool {
        matches!(
            self.start_index,
            Some(StartIndex::Works | StartIndex::FromZero)
        )
    }

    /// Keeps how much a list held. Whether that is less by a tenth than it was.
    pub fn has_shrunk(&mut self, endpoint: Endpoint, held: u64) -> bool {
        let most = &mut self.held[endpoint as usize];
        *most = held.max(*most);
        held < *most - *most / 10
    }

    /// Keeps the page size that a crawl found.
    pub fn learn_cap(&mut self, endpoint: Endpoint, cap: u32) {
        match endpoint {
            Endpoint::Users => self.users_cap = Some(cap),
            Endpoint::Groups => self.groups_cap = Some(cap),
        }
    }
}
