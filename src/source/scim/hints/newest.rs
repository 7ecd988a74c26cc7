//! What has changed since a crawl, where no filter by time works: from a list in the order of time, newest first.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::super::list::Endpoint;
use super::super::page::Page;
use super::super::{Scim, moment};
use super::{Changes, MOST, ROWS, Stamp};
use crate::model::SourceError;

/// Rows of the first page: mostly nothing has changed, and its first row says so.
const FIRST: u32 = 10;

/// Rows by which the control looks at an order.
const SAMPLE: u32 = 20;

/// An order of time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Ascending,
    Descending,
}

/// A row of a list: its identifier, when it was changed last in seconds since 1970, and as that is written.
type Row = (String, u32, String);

/// Some rows of a list.
struct Rows {
    rows: Vec<Row>,
    total: Option<u64>,
}

/// What is gathered of a list.
#[derive(Default)]
struct Gathered {
    seen: HashSet<String>,
    rows: Vec<(String, String)>,
    /// When the row before was changed.
    last: Option<u32>,
}

/// What a page comes to.
enum Step {
    /// A row from before that time came: there is no further one after it.
    Done,
    /// All of its rows are newer.
    More,
    /// It is not in the order that was asked for.
    Disordered,
}

impl Scim {
    /// Whether a list can be had in the order of time: both orders are kept, and they are not the same one. That
    /// can only be seen where not everybody was changed at once.
    pub(super) async fn sorts_by_time(&self, endpoint: Endpoint) -> Result<bool, SourceError> {
        let mut ends = [0; 2];
        for order in [Order::Ascending, Order::Descending] {
            let answer = self.sorted(endpoint, order, 0, SAMPLE).await;
            let Some(Rows { rows, .. }) = super::controls::unless_refused(answer)? else {
                return Ok(false);
            };
            let mut times: Vec<u32> = rows.iter().map(|(_, at, _)| *at).collect();
            ends[order as usize] = times.first().copied().unwrap_or_default();
            if order == Order::Descending {
                times.reverse();
            }
            if times.contains(&0) || !times.is_sorted() {
                return Ok(false);
            }
        }
        Ok(ends[Order::Descending as usize] > ends[Order::Ascending as usize])
    }

    /// What was changed since then; `None` where the list is not in its order any more.
    pub(super) async fn newest(
        &self,
        endpoint: Endpoint,
        since: DateTime<Utc>,
    ) -> Result<Option<Changes>, SourceError> {
        let since = u32::try_from(since.timestamp()).unwrap_or_default();
        let mut gathered = Gathered::default();
        let (mut behind, mut count) = (0, FIRST);
        loop {
            let Rows { rows, total } = self
                .sorted(endpoint, Order::Descending, behind, count)
                .await?;
            behind += rows.len() as u64;
            let known = gathered.rows.len();
            let ends = rows.is_empty() || total.is_some_and(|total| behind >= total);
            let whole = match gathered.take(rows, since) {
                Step::Disordered => return Ok(None),
                Step::Done => true,
                Step::More if ends => true,
                // What leads nowhere, or to more than is read one by one.
                Step::More if gathered.rows.len() == known || gathered.rows.len() > MOST => false,
                Step::More => {
                    count = ROWS;
                    continue;
                }
            };
            let rows = gathered.rows;
            return Ok(Some(Changes { rows, whole }));
        }
    }

    /// `count` rows in this order, behind so many.
    async fn sorted(
        &self,
        endpoint: Endpoint,
        order: Order,
        behind: u64,
        count: u32,
    ) -> Result<Rows, SourceError> {
        let order = match order {
            Order::Ascending => "ascending",
            Order::Descending => "descending",
        };
        let start = Endpoint::from(self.first_index().await.map(|first| first + behind));
        // Only its identifier and its time are wanted of a resource, and members are most of a group.
        let without = match endpoint {
            Endpoint::Groups => "&excludedAttributes=members",
            Endpoint::Users => "",
        };
        let path = endpoint.path();
        let place = format!(
            "{path}?sortBy=meta.lastModified&sortOrder={order}{start}&count={count}{without}"
        );
        let answer = self.client.get(&self.client.at(&place)).await?;
        let page = Page::<Stamp>::parse(&answer.body).map_err(|why| why.of(&answer.at))?;
        let row = |stamp: &Stamp| {
            let (id, at) = (stamp.id.get(), stamp.modified.get());
            (id.to_owned(), moment::seconds(at), at.to_owned())
        };
        Ok(Rows {
            rows: page.rows.iter().map(row).collect(),
            total: page.total,
        })
    }
}

impl Gathered {
    /// Takes the rows of a page that are not older than `since`. Who is changed meanwhile moves the others down,
    /// so that some come twice.
    fn take(&mut self, rows: Vec<Row>, since: u32) -> Step {
        for (_, at, _) in &rows {
            if *at == 0 || self.last.is_some_and(|last| *at > last) {
                return Step::Disordered;
            }
            self.last = Some(*at);
        }
        for (id, at, told) in rows {
            if at < since {
                return Step::Done;
            }
            if self.seen.insert(id.clone()) {
                self.rows.push((id, told));
            }
        }
        Step::More
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(times: &[u32]) -> Vec<Row> {
        let row = |at: &u32| (format!("id{at}"), *at, at.to_string());
        times.iter().map(row).collect()
    }

    #[test]
    fn a_list_is_read_up_to_the_first_row_from_before() {
        let mut gathered = Gathered::default();
        assert!(matches!(gathered.take(rows(&[90, 80]), 50), Step::More));
        assert!(matches!(
            gathered.take(rows(&[80, 50, 49, 40]), 50),
            Step::Done
        ));
        let ids: Vec<&str> = gathered.rows.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["id90", "id80", "id50"]);
    }

    #[test]
    fn an_order_that_is_not_kept_is_told_across_pages_too() {
        for pages in [
            [&[90, 95][..], &[]],
            [&[90], &[91]],
            [&[90], &[0]],
            [&[49, 60], &[]],
        ] {
            let mut gathered = Gathered::default();
            let steps = pages.map(|page| gathered.take(rows(page), 50));
            assert!(steps.iter().any(|step| matches!(step, Step::Disordered)));
        }
    }
}
