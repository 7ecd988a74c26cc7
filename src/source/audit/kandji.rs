//! Kandji's (Iru's) audit events: `GET /api/v1/audit/events`.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

use crate::model::{Event, Foreign, Grade, Lane, Outcome, Reading, Reason, Scoping, SourceError};
use crate::source::clock::Clock;
use crate::source::http::{Answer, Client, Target, encoded};
use crate::source::progress::{Progress, Stop};
use crate::source::word::Word;

/// Pages of one read; a page has 500 events.
const MOST_PAGES: usize = 20;

/// The audit events of a Kandji tenant.
pub struct Kandji {
    client: Client,
    clock: Clock,
}

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    results: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    next: Word<'a>,
}

#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow)]
    id: Word<'a>,
    #[serde(borrow)]
    occurred_at: Word<'a>,
    #[serde(borrow, default)]
    action: Word<'a>,
    #[serde(borrow, default)]
    actor_id: Word<'a>,
    #[serde(borrow, default)]
    actor_type: Word<'a>,
    #[serde(borrow, default)]
    target_id: Word<'a>,
    #[serde(borrow, default)]
    target_type: Word<'a>,
    #[serde(borrow, default)]
    target_component: Word<'a>,
    /// Free in form; it may say what the target is called.
    #[serde(borrow, default)]
    new_state: Option<&'a RawValue>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct State<'a> {
    #[serde(borrow)]
    name: Word<'a>,
    #[serde(borrow)]
    label: Word<'a>,
    #[serde(borrow)]
    email: Word<'a>,
}

impl Kandji {
    /// `client` is based on the REST address, which ends in `/api/v1`.
    pub fn new(client: Client, clock: Clock) -> Self {
        Self { client, clock }
    }

    /// What happened at the provider since `since`, oldest first. Whether that moment itself is
    /// included is not documented: overlap, and keep each id once.
    pub async fn events(&self, since: DateTime<Utc>) -> (Vec<Event>, Reading) {
        let mut progress = Progress::begin(&self.client, self.clock);
        let since = encoded(&since.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string());
        let first = format!("sort_by=occurred_at&limit=500&start_date={since}");
        let mut events = Vec::new();
        if let Err(stop) = self.pages(&mut progress, first, &mut events).await {
            let reason = stop.reason;
            progress.lose(stop, reason);
        }
        let reading = progress.end(events.len());
        (events, reading)
    }

    async fn pages(
        &self,
        progress: &mut Progress,
        first: String,
        events: &mut Vec<Event>,
    ) -> Result<(), Stop> {
        let mut seen = HashSet::new();
        let mut next = Some(first);
        while let Some(query) = next {
            let target = self.client.at(&format!("/audit/events?{query}"));
            if !seen.insert(query) {
                return Err(stop(
                    &target,
                    Reason::Loop,
                    "the pages lead back to one that was read",
                ));
            }
            if seen.len() > MOST_PAGES {
                let what = format!("more than {MOST_PAGES} pages of events, the rest was not read");
                return Err(stop(&target, Reason::TooManyPages, &what));
            }
            let answer = progress.client.get(&target).await?;
            next = take(progress, &answer, events)?;
        }
        Ok(())
    }
}

/// Adds the events of one page. Returns the query of the next.
fn take(
    progress: &mut Progress,
    answer: &Answer,
    events: &mut Vec<Event>,
) -> Result<Option<String>, SourceError> {
    let page: Page = answer.json()?;
    for row in page.results {
        match event(row.get()) {
            Some(event) => events.push(event),
            None => progress.lower(Grade::Partial, Reason::RowsUnreadable),
        }
    }
    Ok(query_of(page.next.get()))
}

/// Only the query of a link is used: its host may be that of the web console, which is not to see
/// the token.
fn query_of(link: &str) -> Option<String> {
    let query = match Url::parse(link) {
        Ok(url) => url.query().map(str::to_owned),
        Err(_) => link.split_once('?').map(|(_, query)| query.to_owned()),
    };
    query.filter(|query| !query.is_empty())
}

fn event(json: &str) -> Option<Event> {
    let row: Row = serde_json::from_str(json).ok()?;
    let at = DateTime::parse_from_rfc3339(row.occurred_at.get()).ok()?;
    let state = row
        .new_state
        .and_then(|state| serde_json::from_str(state.get()).ok());
    let state: State = state.unwrap_or_default();
    let name = state.name.or(state.label.or(&state.email));
    Some(Event {
        id: foreign(&row.id),
        lane: Lane::Provider,
        at: at.to_utc(),
        action: foreign(&row.action),
        actor: Foreign::new(joined(&row.actor_type, &row.actor_id)),
        target: foreign(name.or(&row.target_id)),
        source_id: Foreign::default(),
        target_id: foreign(&row.target_id),
        // These events do not say how the act ended.
        outcome: Outcome::Unknown,
        detail: Foreign::new(joined(&row.target_type, &row.target_component)),
        cycle: Foreign::default(),
        scoping: Scoping::default(),
        changes: Vec::new(),
    })
}

fn joined(first: &Word, second: &Word) -> String {
    let parts = [first.get(), second.get()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

fn foreign(word: &Word) -> Foreign {
    Foreign::new(word.get())
}

fn stop(target: &Target, reason: Reason, what: &str) -> Stop {
    let error = SourceError::Protocol {
        at: format!("GET {}", target.path()),
        what: Foreign::new(what),
    };
    Stop { error, reason }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::source::http::loopback::{Loopback, json, reply};
    use crate::source::http::{ClientOptions, Credential};

    fn kandji(server: &Loopback) -> Kandji {
        let base = server.base.join("/api/v1").unwrap();
        let client = Client::new(ClientOptions::new(base, Credential::Bearer("t".into())));
        Kandji::new(client.unwrap(), Clock::wall())
    }

    fn since() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap()
    }

    fn page(ids: &[u32], next: &str) -> String {
        let rows: Vec<String> = ids
            .iter()
            .map(|id| {
                format!(
                    r#"{{"id":"{id}","action":"update","occurred_at":"2026-01-01T00:00:0{id}.123456Z",
                    "actor_id":"7f","actor_type":"user","target_id":"b","target_type":"user",
                    "target_component":null,"new_state":{{"name":"Ann"}},"metadata":{{}}}}"#
                )
            })
            .collect();
        json(&format!(
            r#"{{"results":[{}],"previous":null,"next":{next}}}"#,
            rows.join(",")
        ))
    }

    #[tokio::test]
    async fn pages_stay_on_our_origin_whatever_the_link_says() {
        let server = Loopback::start(|_, number| match number {
            0 => page(
                &[1, 2],
                r#""https://accuhive.kandji.io/api/v1/audit/events?cursor=a%3D&limit=500""#,
            ),
            _ => page(&[3], "null"),
        })
        .await;
        let (events, reading) = kandji(&server).events(since()).await;
        assert_eq!(
            (events.len(), reading.grade, reading.requests),
            (3, Grade::Complete, 2)
        );
        assert_eq!(reading.objects, 3);
        assert!(reading.began.is_some() && reading.ended.is_some());
        assert_eq!(
            server.lines(),
            [
                "GET /api/v1/audit/events?sort_by=occurred_at&limit=500&start_date=2026-01-01T00%3A00%3A00.000000Z",
                "GET /api/v1/audit/events?cursor=a%3D&limit=500"
            ]
        );
        let first = &events[0];
        assert_eq!((first.target.raw(), first.actor.raw()), ("Ann", "user 7f"));
        assert_eq!(
            (first.detail.raw(), first.outcome),
            ("user", Outcome::Unknown)
        );
    }

    #[tokio::test]
    async fn endless_pages_end_and_are_told() {
        let server =
            Loopback::start(|_, number| page(&[1], &format!(r#""/x?cursor={number}""#))).await;
        let (events, reading) = kandji(&server).events(since()).await;
        assert_eq!((events.len(), server.lines().len()), (20, 20));
        assert_eq!(reading.reasons, [Reason::TooManyPages]);
        let server = Loopback::start(|_, _| page(&[1], r#""/x?cursor=a""#)).await;
        let (_, reading) = kandji(&server).events(since()).await;
        assert_eq!(
            (reading.grade, reading.reasons),
            (Grade::Partial, vec![Reason::Loop])
        );
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_graded() {
        let server = Loopback::start(|_, _| reply(403, &[], "")).await;
        let (_, reading) = kandji(&server).events(since()).await;
        assert_eq!(
            (reading.grade, reading.reasons),
            (Grade::None, vec![Reason::NotPermitted])
        );
        let server = Loopback::start(|_, _| {
            json(r#"{"results":[{"id":"1"},3,{"id":"2","occurred_at":"2026-01-01T00:00:00Z","new_state":[]}]}"#)
        })
        .await;
        let (events, reading) = kandji(&server).events(since()).await;
        assert_eq!((events.len(), reading.grade), (1, Grade::Partial));
        assert_eq!(reading.reasons, [Reason::RowsUnreadable]);
        let server = Loopback::start(|_, _| json("{}")).await;
        let (_, reading) = kandji(&server).events(since()).await;
        assert_eq!(reading.grade, Grade::None);
    }
}
