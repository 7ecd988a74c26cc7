//! `GET /audit/events`.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde_json::Value;

use super::super::provider::AuditEvent;
use super::{Failure, Request, bad};

const LARGEST_PAGE: usize = 500;

/// A page of events, oldest first unless `sort_by` begins with a minus. The cursor is the id of the
/// last event: ids sort as times do, and tell apart what happened in the same microsecond.
pub(super) fn list(request: &Request<'_>) -> Result<Value, Failure> {
    let size = request.page_size("limit", LARGEST_PAGE)?;
    let descending = is_descending(request.ask.parameter("sort_by"))?;
    let from = request
        .ask
        .parameter("start_date")
        .map(|text| time(text, NaiveTime::MIN));
    let to = request
        .ask
        .parameter("end_date")
        .map(|text| time(text, end_of_day()));
    let (from, to) = (from.transpose()?, to.transpose()?);
    let cursor = request.ask.parameter("cursor");
    let wanted = |event: &&AuditEvent| {
        from.is_none_or(|from| event.occurred_at >= from)
            && to.is_none_or(|to| event.occurred_at <= to)
            && cursor.is_none_or(|cursor| {
                (event.id.as_str() > cursor) != descending && event.id != cursor
            })
    };
    let events = request.provider.events.events().iter().filter(wanted);
    let page: Vec<_> = if descending {
        events.rev().take(size + 1).collect()
    } else {
        events.take(size + 1).collect()
    };
    let more = page.len() > size;
    let page = &page[..page.len().min(size)];
    let next = page.last().filter(|_| more).map(|event| event.id.as_str());
    let rows: Vec<_> = page.iter().map(|event| event.as_json()).collect();
    Ok(request.page(&rows, next))
}

fn is_descending(sort_by: Option<&str>) -> Result<bool, Failure> {
    match sort_by {
        None | Some("occurred_at" | "id") => Ok(false),
        Some("-occurred_at" | "-id") => Ok(true),
        Some(other) => Err(bad(format!("sort_by: {other} is not a valid choice."))),
    }
}

/// A point in time, or a day, which stands for the time given.
fn time(text: &str, of_day: NaiveTime) -> Result<DateTime<Utc>, Failure> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.to_utc());
    }
    let day: NaiveDate = text
        .parse()
        .map_err(|_| bad(format!("{text} is no date or time.")))?;
    Ok(day.and_time(of_day).and_utc())
}

fn end_of_day() -> NaiveTime {
    NaiveTime::from_num_seconds_from_midnight_opt(86_399, 999_999_999).unwrap_or_default()
}
