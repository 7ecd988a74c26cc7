//! The `OData` options of one request.

use crate::simulator::http::Ask;

use super::error::GraphError;
use super::filter::Filter;

/// Rows on a page where the request names no number.
const DEFAULT_PAGE: usize = 100;
/// Most rows that a page of the directory holds.
const MAX_PAGE: usize = 999;

/// The `OData` options that the service understands ("Use query parameters to customize responses").
#[derive(Clone, Debug, Default)]
pub struct Query {
    pub select: Option<Vec<String>>,
    pub filter: Option<Filter>,
    pub top: Option<usize>,
    pub skip_token: Option<String>,
    pub delta_token: Option<String>,
    pub order_by: Option<String>,
    /// `$count=true`.
    pub count: bool,
    /// The header `ConsistencyLevel: eventual`.
    pub eventual: bool,
}

impl Query {
    /// Reads the options of a request; one that the service does not know is a bad request.
    pub fn read(ask: &Ask) -> Result<Self, GraphError> {
        let mut query = Self {
            eventual: ask
                .header("consistencylevel")
                .is_some_and(|level| level.eq_ignore_ascii_case("eventual")),
            ..Self::default()
        };
        for (name, value) in &ask.query {
            query.take(name, value)?;
        }
        Ok(query)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), GraphError> {
        match name {
            "$select" => {
                self.select = Some(
                    value
                        .split(',')
                        .map(|name| name.trim().to_owned())
                        .collect(),
                );
            }
            "$filter" => self.filter = Some(Filter::parse(value)?),
            "$top" => self.top = Some(read_top(value)?),
            "$skiptoken" => self.skip_token = Some(value.to_owned()),
            "$deltatoken" => self.delta_token = Some(value.to_owned()),
            "$orderby" => self.order_by = Some(value.to_owned()),
            "$count" => self.count = value.eq_ignore_ascii_case("true"),
            other if other.starts_with('$') => {
                return Err(GraphError::bad_request(format!(
                    "The query option '{other}' is not supported here."
                )));
            }
            _ => {}
        }
        Ok(())
    }

    /// Rows wanted on a page.
    pub fn page_size(&self) -> usize {
        self.top.unwrap_or(DEFAULT_PAGE)
    }

    /// Refuses `$count=true` without the header that makes it an advanced query.
    pub fn check_count(&self) -> Result<(), GraphError> {
        if self.count && !self.eventual {
            return Err(GraphError::unsupported(
                "$count needs the header ConsistencyLevel: eventual.",
            ));
        }
        Ok(())
    }

    /// Refuses a query that is not advanced: the header and `$count=true` must both be there.
    pub fn check_advanced(&self) -> Result<(), GraphError> {
        if self.count && self.eventual {
            return Ok(());
        }
        Err(GraphError::unsupported(
            "The query needs $count=true and the header ConsistencyLevel: eventual.",
        ))
    }

    /// Refuses `$orderby` where the directory does not sort.
    pub fn check_unordered(&self) -> Result<(), GraphError> {
        match &self.order_by {
            Some(_) => Err(GraphError::unsupported(
                "Sorting not supported for current query.",
            )),
            None => Ok(()),
        }
    }

    /// Where the page begins: 0, or what the skip token says.
    pub fn start(&self) -> Result<usize, GraphError> {
        match &self.skip_token {
            None => Ok(0),
            Some(token) => read_skip_token(token),
        }
    }
}

fn read_top(value: &str) -> Result<usize, GraphError> {
    match value.parse() {
        Ok(top) if (1..=MAX_PAGE).contains(&top) => Ok(top),
        _ => Err(GraphError::bad_request(format!(
            "Invalid page size specified: '{value}'. Must be between 1 and {MAX_PAGE} inclusive."
        ))),
    }
}

/// A skip token for the page that begins at this position.
pub fn skip_token(position: usize) -> String {
    format!("RFNwdAoAAQ{position:x}")
}

fn read_skip_token(token: &str) -> Result<usize, GraphError> {
    let position = token
        .strip_prefix("RFNwdAoAAQ")
        .and_then(|digits| usize::from_str_radix(digits, 16).ok());
    position.ok_or_else(|| GraphError::bad_request("The skip token is not valid."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Query, GraphError> {
        Query::read(&Ask::new("GET", &format!("/v1.0/users?{query}")))
    }

    #[test]
    fn page_sizes_have_bounds() {
        assert_eq!(read("").unwrap().page_size(), 100);
        assert_eq!(read("$top=999").unwrap().page_size(), 999);
        for bad in ["$top=0", "$top=1000", "$top=x"] {
            assert_eq!(read(bad).unwrap_err().status, 400, "{bad}");
        }
    }

    #[test]
    fn a_skip_token_leads_back_to_its_position() {
        let query = read(&format!("$skiptoken={}", skip_token(123_456))).unwrap();
        assert_eq!(query.start(), Ok(123_456));
        assert!(read("$skiptoken=zz").unwrap().start().is_err());
    }

    #[test]
    fn unknown_options_are_refused_and_foreign_parameters_are_not() {
        assert_eq!(read("$expand=manager").unwrap_err().status, 400);
        assert!(read("api-version=1.0").is_ok());
    }
}
