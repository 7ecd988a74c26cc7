//! The two lists of a provider, and how their pages and resources are addressed.

use super::crawl::{Ask, Place};
use crate::model::Source;
use crate::source::http::encoded;

/// A resource type by its endpoint (RFC 7644, 3.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Endpoint {
    Users,
    Groups,
}

impl Endpoint {
    pub fn path(self) -> &'static str {
        match self {
            Self::Users => "/Users",
            Self::Groups => "/Groups",
        }
    }

    /// What is read there.
    pub fn source(self) -> Source {
        match self {
            Self::Users => Source::ScimUsers,
            Self::Groups => Source::ScimGroups,
        }
    }

    /// One resource.
    pub fn resource(self, id: &str) -> String {
        format!("{}/{}", self.path(), encoded(id))
    }

    /// The rows whose `attribute` equals `value`, a few of them from the `first` on. Both paging parameters are
    /// sent wherever the index is taken: some providers answer with nothing where one is missing.
    pub fn equal(self, attribute: &str, value: &str, first: Option<u64>) -> String {
        // A JSON string (RFC 7644, 3.4.2.2), so that quotes and backslashes are escaped.
        let literal = serde_json::Value::from(value).to_string();
        let filter = encoded(&format!("{attribute} eq {literal}"));
        let start = Self::from(first);
        format!("{}?filter={filter}{start}&count=10", self.path())
    }

    /// The parameter by which a list begins there, behind another one.
    pub fn from(start: Option<u64>) -> String {
        start.map_or_else(String::new, |start| format!("&startIndex={start}"))
    }

    /// `count` rows from `start` on.
    pub fn rows(self, start: u64, count: u32) -> String {
        format!("{}?startIndex={start}&count={count}", self.path())
    }

    /// `count` rows behind `cursor`, which is empty for the first (RFC 9865).
    pub fn behind(self, cursor: &str, count: u32) -> String {
        format!("{}?cursor={}&count={count}", self.path(), encoded(cursor))
    }
}

/// A list to crawl.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct List {
    pub endpoint: Endpoint,
    /// Leave the members out of groups, because answers with them do not come.
    pub without_members: bool,
}

impl List {
    /// The place of the page that `ask` is for.
    pub fn page(self, ask: &Ask) -> String {
        let page = match &ask.place {
            Place::Index(start) => self.endpoint.rows(*start, ask.count),
            Place::Cursor(cursor) => self.endpoint.behind(cursor, ask.count),
        };
        if self.without_members {
            page + "&excludedAttributes=members"
        } else {
            page
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_as_json_and_then_for_the_address() {
        assert_eq!(
            Endpoint::Users.equal("userName", r#"a+"b\c"@x"#, Some(1)),
            "/Users?filter=userName%20eq%20%22a%2B%5C%22b%5C%5Cc%5C%22%40x%22&startIndex=1&count=10"
        );
        assert_eq!(
            Endpoint::Groups.behind("Q+/=:", 5),
            "/Groups?cursor=Q%2B%2F%3D%3A&count=5"
        );
        assert_eq!(Endpoint::Groups.resource("a/b"), "/Groups/a%2Fb");
    }
}
