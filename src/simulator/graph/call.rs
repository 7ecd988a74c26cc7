//! One request to Graph, and the pages that answer it.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::error::GraphError;
use super::query::{Query, skip_token};
use crate::simulator::engine::Engine;
use crate::simulator::fault::FaultKind;
use crate::simulator::faults::Faults;
use crate::simulator::http::{Ask, Reply};
use crate::simulator::part::Part;
use crate::simulator::world::World;

/// What Graph reads from.
pub struct Tenant<'a> {
    pub world: &'a World,
    pub engine: &'a Engine,
    pub now: DateTime<Utc>,
    /// Scheme, host and port of this server.
    pub origin: &'a str,
    pub faults: &'a Faults,
}

/// Farther than any list reaches.
const FAR: usize = 1 << 40;

/// The host that a link names under the fault `foreign-next-link`.
const FOREIGN: &str = "https://graph.foreign.example";

/// The result of a request.
pub type Answer = Result<Reply, GraphError>;

/// One authorised request.
pub struct Call<'a> {
    pub tenant: &'a Tenant<'a>,
    pub ask: &'a Ask,
    pub query: Query,
}

/// The media type of every answer.
pub const JSON: &str = "application/json;odata.metadata=minimal;charset=utf-8";

impl Call<'_> {
    pub fn world(&self) -> &World {
        self.tenant.world
    }

    /// `@odata.context` for this part of the metadata.
    pub fn context(&self, of: &str) -> String {
        format!("{}/v1.0/$metadata#{of}", self.tenant.origin)
    }

    /// Rows on a page: what was asked for, if the fault `page-cap` allows.
    pub fn page_size(&self) -> usize {
        let cap = self.tenant.faults.value(Part::Graph, FaultKind::PageCap);
        let cap = cap
            .and_then(|rows| usize::try_from(rows).ok())
            .unwrap_or(usize::MAX);
        self.query.page_size().min(cap)
    }

    /// Where the page begins. Under the fault `churn` the page after a link begins one row early or late,
    /// as where rows are counted and one came or went before it.
    pub fn start(&self) -> Result<usize, GraphError> {
        let start = self.query.start()?;
        if start == 0 || !self.tenant.faults.on(Part::Graph, FaultKind::Churn) {
            return Ok(start);
        }
        Ok(if start % 2 == 0 { start + 1 } else { start - 1 })
    }

    /// The origin that links name.
    pub fn link_origin(&self) -> &str {
        if self
            .tenant
            .faults
            .on(Part::Graph, FaultKind::ForeignNextLink)
        {
            FOREIGN
        } else {
            self.tenant.origin
        }
    }

    /// The same request, continued at a position.
    pub fn next_link(&self, position: usize) -> String {
        self.link("$skiptoken", &skip_token(position))
    }

    /// The same request with one option replaced.
    pub fn link(&self, option: &str, value: &str) -> String {
        let escaped = option.replace('$', "%24");
        let given = self.ask.raw_query.split('&').filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            !pair.is_empty() && name != option && !name.eq_ignore_ascii_case(&escaped)
        });
        let pairs: Vec<String> = given
            .map(str::to_owned)
            .chain([format!("{option}={value}")])
            .collect();
        format!(
            "{}{}?{}",
            self.link_origin(),
            self.ask.path,
            pairs.join("&")
        )
    }

    /// Where a page begins that follows the last one, if a fault has one follow.
    fn beyond_the_end(&self) -> Option<usize> {
        let on = |kind| self.tenant.faults.on(Part::Graph, kind);
        if on(FaultKind::LoopNextLink) {
            return Some(0);
        }
        let start = self.query.start().unwrap_or(0);
        on(FaultKind::EndlessNextLink).then(|| start.max(FAR) + 1)
    }

    /// One page of a collection, whose rows `write` appends as JSON objects with commas between them.
    pub fn page(
        &self,
        context: &str,
        count: Option<usize>,
        next: Option<usize>,
        write: impl FnOnce(&mut Vec<u8>),
    ) -> Reply {
        let next = next.or_else(|| self.beyond_the_end());
        let link = next.map(|position| ("@odata.nextLink", self.next_link(position)));
        let link = link.as_ref().map(|(name, url)| (*name, url.as_str()));
        collection(&self.context(context), count, link, write)
    }

    /// One page of rows that are at hand.
    pub fn page_of(
        &self,
        context: &str,
        count: Option<usize>,
        next: Option<usize>,
        rows: &[Value],
    ) -> Reply {
        self.page(context, count, next, |out| {
            for row in rows {
                separate(out);
                out.extend_from_slice(row.to_string().as_bytes());
            }
        })
    }
}

/// A collection: context, count and link come before the rows.
pub fn collection(
    context: &str,
    count: Option<usize>,
    link: Option<(&str, &str)>,
    write: impl FnOnce(&mut Vec<u8>),
) -> Reply {
    let mut body = format!("{{\"@odata.context\":{}", quoted(context)).into_bytes();
    if let Some(count) = count {
        body.extend_from_slice(format!(",\"@odata.count\":{count}").as_bytes());
    }
    if let Some((name, url)) = link {
        body.extend_from_slice(format!(",\"{name}\":{}", quoted(url)).as_bytes());
    }
    body.extend_from_slice(b",\"value\":[");
    write(&mut body);
    body.extend_from_slice(b"]}");
    Reply::new(200, JSON, body)
}

/// Puts the comma before a row that is not the first.
pub fn separate(out: &mut Vec<u8>) {
    if !matches!(out.last(), None | Some(b'[')) {
        out.push(b',');
    }
}

/// One resource: the context joins its properties.
pub fn entity(context: &str, row: &[u8]) -> Reply {
    let mut body = format!("{{\"@odata.context\":{}", quoted(context)).into_bytes();
    let properties = row.strip_prefix(b"{").unwrap_or(row);
    if properties != b"}" {
        body.push(b',');
    }
    body.extend_from_slice(properties);
    Reply::new(200, JSON, body)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The first `size` numbers that pass, from `start` on, and where the next page begins.
pub fn take_page(
    numbers: impl Iterator<Item = u32>,
    start: usize,
    size: usize,
    passes: impl Fn(u32) -> bool,
) -> (Vec<u32>, Option<usize>) {
    let wanted = numbers.filter(|number| *number as usize >= start && passes(*number));
    let mut page: Vec<u32> = wanted.take(size + 1).collect();
    let next = (page.len() > size).then(|| page.pop()).flatten();
    (page, next.map(|number| number as usize))
}
