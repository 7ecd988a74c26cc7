//! Finding out what a provider does, in a dozen requests at most.

use std::sync::Arc;

use super::capabilities::{Capabilities, Filter, MOST, MembersShown, StartIndex};
use super::crawl::{Order, Paging};
use super::group_fields::GroupFields;
use super::list::Endpoint;
use super::page::{Page, resource};
use super::reader::Link;
use super::refusal::Refusal;
use super::service_config::ServiceConfig;
use super::user_fields::UserFields;
use crate::model::SourceError;
use crate::model::folded;
use crate::source::http::Answer;

const MOST_REQUESTS: u32 = 12;
/// Rows to ask for where a provider gives no page of more.
const FEW: [u32; 2] = [20, 5];
/// Pages of a list, past which it matters that a cursor leads from one to the next alone.
const LONG: u64 = 20;
/// Rows that are compared between two answers.
const COMPARED: u32 = 100;
/// A user that no provider holds: the top-level domain is reserved for that (RFC 6761).
const NOBODY: &str = "c0b9d4a2-6f0e-4a57-9a43-1c7f3f0b6d55@scimtop.invalid";

/// A probe under way.
struct Probe<'a> {
    link: &'a Link,
    found: Capabilities,
    /// Rows to compare, as many as came.
    compared: u32,
}

/// The rows of an answer, as far as they are compared.
#[derive(Default)]
struct Rows {
    ids: Vec<String>,
    /// A userName among them.
    name: Option<String>,
    total: Option<u64>,
    has_cursor: bool,
    lists_members: bool,
}

impl Rows {
    /// Whether the list is worth several requests at once.
    fn is_long(&self) -> bool {
        self.total
            .is_some_and(|total| total > LONG * self.ids.len() as u64)
    }
}

/// Asks the provider, which is paged as `paging` says if that is settled. An error only where no
/// list of users comes at all.
pub async fn probe(link: &Link, paging: Option<Paging>) -> Result<Arc<Capabilities>, SourceError> {
    let mut probe = Probe {
        link,
        found: Capabilities::default(),
        compared: COMPARED,
    };
    probe.ask_for_config().await;
    let users = probe.ask_for_users().await?;
    let by_cursor = match paging {
        None => probe.found.cursor == Some(true),
        Some(settled) => settled == Paging::Cursor,
    };
    if !by_cursor || (paging.is_none() && users.is_long()) {
        probe.compare_starts(&users).await;
    }
    if let Some(name) = &users.name {
        probe.ask_for_filter(name).await;
    }
    probe.ask_for_members().await;
    Ok(Arc::new(probe.found))
}

/// How many rows come for a userName that nobody has, with the filter by which Entra matches.
pub async fn rows_for_nobody(link: &Link, first: Option<u64>) -> Result<usize, SourceError> {
    let place = Endpoint::Users.equal("userName", NOBODY, first);
    let answer = link.client.get(&link.client.at(&place)).await?;
    user_rows(&answer).map(|rows| rows.ids.len())
}

impl Probe<'_> {
    async fn get(&mut self, place: &str) -> Option<Result<Answer, SourceError>> {
        if self.found.requests >= MOST_REQUESTS {
            return None;
        }
        self.found.requests += 1;
        let client = &self.link.client;
        Some(client.get(&client.at(place)).await)
    }

    async fn users(&mut self, place: &str) -> Option<Result<Rows, SourceError>> {
        let answer = self.get(place).await?;
        Some(answer.and_then(|answer| user_rows(&answer)))
    }

    /// Discovery may be missing, or carry its old name (RFC 7644, 4; SCIM 1.1).
    async fn ask_for_config(&mut self) {
        for place in ["/ServiceProviderConfig", "/ServiceProviderConfigs"] {
            let Some(Ok(answer)) = self.get(place).await else {
                continue;
            };
            if let Ok(config) = resource::<ServiceConfig>(&answer.body) {
                self.found.discovery = true;
                self.found.cursor = config.cursor.0;
                return;
            }
        }
    }

    /// The first rows, as many as come. A provider that cannot give so many is asked for fewer;
    /// one that refuses even those, for the rows behind the first cursor.
    async fn ask_for_users(&mut self) -> Result<Rows, SourceError> {
        let mut last = None;
        for count in [MOST, COMPARED].into_iter().chain(FEW) {
            match self.users(&Endpoint::Users.rows(1, count)).await {
                Some(Ok(rows)) => {
                    self.compared = count.min(COMPARED);
                    self.learn_from_first(&rows, count);
                    return Ok(rows);
                }
                Some(Err(error @ SourceError::Status { status: 501, .. })) => {
                    // It is not the number of rows that is refused.
                    last = Some(error);
                    break;
                }
                Some(Err(
                    error @ (SourceError::Timeout { .. }
                    | SourceError::TooLarge { .. }
                    | SourceError::Status { .. }),
                )) => {
                    last = Some(error);
                }
                Some(Err(error)) => return Err(error),
                None => break,
            }
        }
        if let Some(Ok(rows)) = self.users(&Endpoint::Users.behind("", COMPARED)).await {
            self.found.start_index = Some(StartIndex::Refused);
            self.found.cursor = Some(true);
            self.learn_from_first(&rows, COMPARED);
            return Ok(rows);
        }
        Err(last.unwrap_or_else(|| Refusal::NotAList.of("GET /Users")))
    }

    fn learn_from_first(&mut self, rows: &Rows, count: u32) {
        let found = &mut self.found;
        if rows.has_cursor {
            found.cursor = Some(true);
        }
        let given = u32::try_from(rows.ids.len()).unwrap_or(count);
        let more = rows.total.is_some_and(|total| total > u64::from(given));
        found.totals_proven |= more;
        if (more && given > 0) || given > 200 {
            found.users_cap = Some(given);
        }
    }

    /// Rows from 2 on and from 0 on, beside those from 1 on: whether `startIndex` is heeded,
    /// where it begins, and whether the order stands still.
    async fn compare_starts(&mut self, first: &Rows) {
        if first.ids.len() < 4 {
            return;
        }
        if let Some(Ok(second)) = self.users(&Endpoint::Users.rows(2, 2)).await {
            self.found.totals_proven |= second.total.is_some_and(|total| total > 3);
            if second.ids.starts_with(&first.ids[..1]) {
                self.found.start_index = Some(StartIndex::Ignored);
                self.try_cursor().await;
                return;
            }
        }
        match self.users(&Endpoint::Users.rows(0, self.compared)).await {
            Some(Ok(zero)) => self.learn_from_zero(first, &zero),
            // Refusing what the RFC lets count as 1 is a way of counting from 1.
            Some(Err(SourceError::Status { .. })) => {
                self.found.start_index = Some(StartIndex::Works);
                if let Some(Ok(again)) = self.users(&Endpoint::Users.rows(1, self.compared)).await {
                    self.found.order = order(&first.ids, &again.ids);
                }
            }
            _ => {}
        }
    }

    fn learn_from_zero(&mut self, first: &Rows, zero: &Rows) {
        let shifted = zero.ids.get(1..).unwrap_or_default();
        let (start, again) = if zero.ids.first() == first.ids.first() {
            (StartIndex::Works, zero.ids.as_slice())
        } else if shifted.first() == first.ids.first() {
            (StartIndex::FromZero, shifted)
        } else {
            self.found.order = Order::Unstable;
            return;
        };
        self.found.start_index = Some(start);
        self.found.order = order(&first.ids, again);
    }

    /// Some page by cursor only once they are asked to.
    async fn try_cursor(&mut self) {
        let rows = self.users(&Endpoint::Users.behind("", 2)).await;
        self.found.cursor = rows.map(|rows| rows.is_ok_and(|rows| rows.has_cursor));
    }

    /// A user of the list must be found, and nobody under a name that nobody has.
    async fn ask_for_filter(&mut self, name: &str) {
        let first = self.found.first_index();
        let equal = |name| Endpoint::Users.equal("userName", name, first);
        let found = self.users(&equal(name)).await;
        let filter = match found {
            Some(Err(SourceError::Status { .. })) => Filter::Refused,
            None | Some(Err(_)) => return,
            Some(Ok(rows)) if rows.ids.is_empty() => Filter::Blind,
            Some(Ok(_)) => match self.users(&equal(NOBODY)).await {
                Some(Ok(rows)) if rows.ids.is_empty() => Filter::Works,
                Some(Ok(_)) => Filter::Ignored,
                _ => return,
            },
        };
        self.found.filter = Some(filter);
    }

    /// The first groups, and how many were asked for. They come with all their members: many are asked for only
    /// where the first few have none.
    async fn first_groups(&mut self) -> Option<(Rows, u32)> {
        let mut first = None;
        for count in [2, self.compared.min(FEW[0])] {
            let place = if self.found.takes_index() {
                Endpoint::Groups.rows(1, count)
            } else {
                Endpoint::Groups.behind("", count)
            };
            let answer = self.get(&place).await?.ok()?;
            let rows = group_rows(&answer).ok()?;
            let given = rows.ids.len() as u64;
            self.found.group_bytes = (answer.body.len() as u64).checked_div(given);
            let more = rows.total.is_none_or(|total| total > u64::from(count));
            let tells = rows.lists_members || rows.ids.len() < count as usize || !more;
            first = Some((rows, count));
            if tells {
                break;
            }
        }
        first
    }

    /// Whether members stand in the list, or only with the group itself.
    async fn ask_for_members(&mut self) {
        let Some((groups, asked)) = self.first_groups().await else {
            return;
        };
        let given = u32::try_from(groups.ids.len()).unwrap_or(COMPARED);
        if given > 0 && given < asked && groups.total.is_some_and(|total| total > given.into()) {
            self.found.groups_cap = Some(given);
        }
        if groups.lists_members {
            self.found.members = Some(MembersShown::InList);
            return;
        }
        for id in groups.ids.iter().take(2) {
            let Some(Ok(answer)) = self.get(&Endpoint::Groups.resource(id)).await else {
                continue;
            };
            let group = resource::<GroupFields>(&answer.body);
            let members = group.ok().and_then(|group| group.members.0);
            self.found.members = match members {
                Some(members) if !members.is_empty() => Some(MembersShown::ById),
                _ => Some(MembersShown::Nowhere),
            };
            if self.found.members == Some(MembersShown::ById) {
                return;
            }
        }
    }
}

fn order(first: &[String], again: &[String]) -> Order {
    let compared = first.len().min(again.len());
    if compared > 1 && first[..compared] == again[..compared] {
        Order::Stable
    } else {
        Order::Unstable
    }
}

fn user_rows(answer: &Answer) -> Result<Rows, SourceError> {
    let page = Page::<UserFields>::parse(&answer.body).map_err(|refusal| refusal.of(&answer.at))?;
    let named = |row: &&UserFields| !folded(row.user_name.get()).is_empty();
    let name = page.rows.iter().find(named);
    Ok(Rows {
        ids: page
            .rows
            .iter()
            .map(|row| row.id.get().to_owned())
            .collect(),
        name: name.map(|row| row.user_name.get().to_owned()),
        total: page.total,
        has_cursor: !page.next_cursor.is_absent(),
        lists_members: false,
    })
}

fn group_rows(answer: &Answer) -> Result<Rows, Refusal> {
    let page = Page::<GroupFields>::parse(&answer.body)?;
    let mut members = page.rows.iter().filter_map(|row| row.members.0.as_ref());
    Ok(Rows {
        lists_members: members.any(|members| !members.is_empty()),
        ids: page
            .rows
            .iter()
            .map(|row| row.id.get().to_owned())
            .collect(),
        total: page.total,
        ..Rows::default()
    })
}
