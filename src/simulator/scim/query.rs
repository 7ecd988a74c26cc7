//! What a list or a search asks for.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::super::http::Ask;
use super::failure::Failure;

/// The parameters of RFC 7644 3.4.2 and RFC 9865 2, from a URL or from a `.search` body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The attributes to return; empty for the default ones.
    pub attributes: Vec<String>,
    /// The attributes not to return.
    pub excluded: Vec<String>,
    /// The filter as written.
    pub filter: Option<String>,
    /// The attribute to sort by.
    pub sort_by: Option<String>,
    /// Whether the order is descending.
    pub descending: bool,
    /// The first row as it was asked for; RFC 7644 counts from 1, and takes less for 1.
    pub start_index: Option<usize>,
    /// The most rows that are wanted.
    pub count: Option<usize>,
    /// The cursor; empty for the first page.
    pub cursor: Option<String>,
}

impl Query {
    /// Reads the query of a URL.
    ///
    /// # Errors
    /// When startIndex or count is no integer.
    pub fn of_url(ask: &Ask) -> Result<Self, Failure> {
        let text = |name: &str| ask.parameter(name).map(str::to_owned);
        let list = |name: &str| split(ask.parameter(name).unwrap_or_default());
        let number = |name: &str| {
            ask.parameter(name)
                .map(|text| integer(name, text))
                .transpose()
        };
        Ok(Self {
            attributes: list("attributes"),
            excluded: list("excludedAttributes"),
            filter: text("filter"),
            sort_by: text("sortBy"),
            descending: is_descending(ask.parameter("sortOrder")),
            start_index: number("startIndex")?,
            count: number("count")?,
            cursor: text("cursor"),
        })
    }

    /// Reads a `SearchRequest` (RFC 7644 3.4.3).
    ///
    /// # Errors
    /// When the body is no JSON object, or startIndex or count no integer.
    pub fn of_search(body: &[u8]) -> Result<Self, Failure> {
        let syntax = |detail: String| Failure::bad("invalidSyntax", detail);
        let body: Value =
            serde_json::from_slice(body).map_err(|error| syntax(error.to_string()))?;
        if !body.is_object() {
            return Err(syntax("a SearchRequest is an object".to_owned()));
        }
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        let list = |name: &str| {
            let names = body[name].as_array().into_iter().flatten();
            names.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let number = |name: &str| match &body[name] {
            Value::Null => Ok(None),
            value => integer(name, &value.to_string()).map(Some),
        };
        Ok(Self {
            attributes: list("attributes"),
            excluded: list("excludedAttributes"),
            filter: text("filter"),
            sort_by: text("sortBy"),
            descending: is_descending(body["sortOrder"].as_str()),
            start_index: number("startIndex")?,
            count: number("count")?,
            cursor: text("cursor"),
        })
    }

    /// Whether every resource is asked for, in the order of creation.
    pub fn is_plain(&self) -> bool {
        self.filter.is_none() && self.sort_by.is_none()
    }

    /// Whether resources are asked for by when they were changed.
    pub fn is_by_time(&self) -> bool {
        let filter = self.filter.as_deref();
        filter.is_some_and(|filter| filter.contains("meta.lastModified"))
    }

    /// Whether the list begins here.
    pub fn is_first_page(&self) -> bool {
        self.start_index.unwrap_or(1) <= 1 && self.cursor.as_deref().unwrap_or_default().is_empty()
    }

    /// A number that two queries share if all their parameters but the place in the list are
    /// equal, as the pages of one cursor crawl must be (RFC 9865 2).
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.attributes, &self.excluded, &self.filter).hash(&mut hasher);
        (&self.sort_by, self.descending).hash(&mut hasher);
        hasher.finish()
    }
}

fn split(list: &str) -> Vec<String> {
    list.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_descending(order: Option<&str>) -> bool {
    order.is_some_and(|order| order.eq_ignore_ascii_case("descending"))
}

/// A negative number counts as 0 (RFC 7644 3.4.2.4).
fn integer(name: &str, text: &str) -> Result<usize, Failure> {
    let number: i64 = text
        .parse()
        .map_err(|_| Failure::bad("invalidValue", format!("{name} is no integer")))?;
    Ok(usize::try_from(number).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_and_a_search_body_ask_for_the_same() {
        let url = "/Users?attributes=id,%20userName&filter=title+pr&sortBy=id&sortOrder=descending\
                   &startIndex=-3&count=-1&cursor";
        let body = r#"{"attributes": ["id", "userName"], "filter": "title pr", "sortBy": "id",
            "sortOrder": "descending", "startIndex": 0, "count": -7, "cursor": ""}"#;
        let query = Query::of_url(&Ask::new("GET", url));
        assert_eq!(query, Query::of_search(body.as_bytes()));
        let query = query.expect("a query");
        assert_eq!((query.start_index, query.count), (Some(0), Some(0)));
        assert_eq!(query.cursor.as_deref(), Some(""));
        assert!(query.descending);
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        assert!(Query::of_url(&Ask::new("GET", "/Users?count=ten")).is_err());
        assert!(Query::of_search(b"[]").is_err());
        assert!(Query::of_search(b"{").is_err());
        assert!(Query::of_search(br#"{"count": "ten"}"#).is_err());
    }

    #[test]
    fn the_fingerprint_leaves_the_place_out() {
        let fingerprint =
            |url| Query::of_url(&Ask::new("GET", url)).map(|query| query.fingerprint());
        assert_eq!(
            fingerprint("/Users?cursor=&count=2"),
            fingerprint("/Users?cursor=x&count=3")
        );
        assert_ne!(
            fingerprint("/Users?cursor="),
            fingerprint("/Users?cursor=&filter=title+pr")
        );
    }
}
