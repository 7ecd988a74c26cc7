//! The nine sources: how well each was read, why, and what it costs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::drift::heading;
use super::facts;
use super::findings::fact;
use super::pane::Pane;
use super::table::{Column, Table, fixed, number, share};
use super::time::{moment, took};
use super::top;
use crate::model::Source;
use crate::status::{Health, Pause};
use crate::tui::age::length;
use crate::tui::app::{Rows, Walk};
use crate::tui::skin::Role;
use crate::tui::text::{count, wrap};

const SOURCES: [Column; 7] = [
    fixed("SOURCE", 19, 0),
    fixed("READ", 14, 0),
    number("OBJECTS", 9, 56),
    number("REQUESTS", 8, 66),
    fixed("TOOK", 7, 76),
    fixed("NEXT", 8, 90),
    share("TROUBLE", 1, 100),
];

/// Lines of the list: its heading and every source.
const LISTED: u16 = 10;
/// Columns of an error's text in the pane.
const ERROR: usize = 66;

pub(super) fn draw(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect) {
    let title = heading(context, "sources", Source::ALL.len());
    context.put(buffer, top(&mut area, 1), &title);
    let below = area.height.saturating_sub(LISTED).min(14);
    let pane = Pane::of(&mut area, below);
    let Rows::Sources(order) = &context.app.place().rows else {
        return;
    };
    let cursor = &context.app.place().cursor;
    let source = |row: usize| order.at(row).and_then(|at| Source::ALL.get(at)).copied();
    let (columns, len) = (&SOURCES, context.app.listed().len());
    Table {
        columns,
        cursor,
        len,
    }
    .draw(context, buffer, area, |row| {
        source(row).map_or_else(Vec::new, |source| cells(context, source))
    });
    if let Some(source) = source(cursor.index()) {
        pane.draw(context, buffer, &detail(context, source));
    }
}

fn cells(context: &Context<'_>, source: Source) -> Vec<Span<'static>> {
    let health = context.status().source(source);
    let reading = &health.latest;
    let (state, role) = facts::short(context, source);
    let told = facts::trouble(health).or_else(|| facts::progress(context, health));
    let told = told.map(|told| context.skin.text(&told).into_owned());
    vec![
        context.span(source.title(), Role::Plain),
        context.span(state, role),
        context.span(count(reading.objects), Role::Plain),
        context.span(count(reading.requests), Role::Plain),
        context.span(
            took(reading.began, reading.ended).unwrap_or_default(),
            Role::Muted,
        ),
        context.span(next(context, health), Role::Muted),
        context.span(told.unwrap_or_default(), Role::Warn),
    ]
}

fn next(context: &Context<'_>, health: &Health) -> String {
    match health.next_poll {
        None if health.progress.is_some() => "reading".into(),
        None => String::new(),
        Some(at) => context
            .left(at)
            .map_or_else(|| "due".into(), |left| format!("in {left}")),
    }
}

/// Everything known of the selected source.
fn detail(context: &Context<'_>, source: Source) -> Vec<Line<'static>> {
    let health = context.status().source(source);
    let plain = |title: &str, text: String| fact(context, title, context.span(text, Role::Plain));
    let title = context.span(source.title(), Role::Accent);
    let mut lines = vec![
        fact(context, "source", title),
        fact(context, "grade", grade(context, health)),
    ];
    lines.extend(trouble(context, health));
    lines.extend([
        plain("read", period(context, health)),
        plain("shown", shown(context, health)),
        plain("asked", asked(health)),
        plain("allowed", allowed(health)),
    ]);
    if let Some(why) = pause(health) {
        lines.push(plain("next", why));
    }
    let status = context.status();
    let known = [
        ("between", &status.provider_hints),
        ("known", &status.provider_profile),
    ];
    if matches!(source, Source::ScimUsers | Source::ScimGroups) {
        let known = known.into_iter().filter(|(_, told)| !told.is_empty());
        lines.extend(known.map(|(title, told)| plain(title, context.skin.text(told).into_owned())));
    }
    if let Some(progress) = facts::progress(context, health) {
        lines.push(fact(context, "now", context.span(progress, Role::Accent)));
    }
    lines
}

/// What went wrong with the newest read and what to do, before whatever a low screen may cut.
fn trouble(context: &Context<'_>, health: &Health) -> Vec<Line<'static>> {
    let Some(error) = &health.latest.error else {
        return Vec::new();
    };
    let text = context.skin.text(&error.to_string()).into_owned();
    let told = wrap(&text, ERROR).into_iter();
    let mut lines: Vec<_> = told
        .map(|line| fact(context, "error", context.span(line, Role::Bad)))
        .collect();
    let advice = format!("to do: {}", error.advice());
    lines.push(fact(context, "", context.span(advice, Role::Warn)));
    lines
}

/// The grade and its reasons, in words.
fn grade(context: &Context<'_>, health: &Health) -> Span<'static> {
    let reading = &health.latest;
    let reasons: Vec<&str> = reading
        .reasons
        .iter()
        .map(|reason| reason.words())
        .collect();
    let because = if reasons.is_empty() { "" } else { ": " };
    let role = if reading.grade.is_sound() {
        Role::Ok
    } else {
        Role::Warn
    };
    let told = format!("{}{because}{}", reading.grade.name(), reasons.join("; "));
    context.span(told, role)
}

/// When the newest read began and ended.
fn period(context: &Context<'_>, health: &Health) -> String {
    let reading = &health.latest;
    let told = |at: Option<chrono::DateTime<chrono::Utc>>| {
        at.map_or_else(|| "-".into(), |at| moment(at, context.now()))
    };
    let took = took(reading.began, reading.ended).unwrap_or_else(|| "-".into());
    let (began, ended) = (told(reading.began), told(reading.ended));
    let (objects, requests) = (count(reading.objects), count(reading.requests));
    format!("began {began}, ended {ended}, took {took}; {objects} objects, {requests} requests")
}

/// How old the data is that is shown.
fn shown(context: &Context<'_>, health: &Health) -> String {
    let Some(at) = health.sound_at else {
        return "nothing: it was never read soundly".into();
    };
    let age = context.age(at);
    match health.failures {
        0 => format!("data of {age} ago"),
        1 => format!("data of {age} ago; the read after it failed"),
        many => format!("data of {age} ago; {many} reads after it failed"),
    }
}

/// What the service was asked.
fn asked(health: &Health) -> String {
    let budget = health.budget;
    let (minute, hour) = (count(budget.last_minute), count(budget.last_hour));
    let total = count(budget.total);
    format!("{minute} requests in the last minute, {hour} in the last hour, {total} in all")
}

/// What share that is of what the service allows, and how long it made us wait in all.
fn allowed(health: &Health) -> String {
    let budget = health.budget;
    let share = budget.allowed.map_or_else(
        || "how many it allows is not known".to_owned(),
        |(most, seconds, percent)| {
            let (sent, per) = match seconds {
                0..=60 => (budget.last_minute, 60),
                _ => (budget.last_hour, 3600),
            };
            let allowed = u64::from(most) * per / u64::from(seconds.max(1));
            let unit = if per == 60 { "minute" } else { "hour" };
            let used = (sent * 100).div_ceil(allowed.max(1));
            let allowed = count(allowed);
            format!("{used} % of {allowed} in the last {unit}, unasked at most {percent} %")
        },
    );
    let waited = i64::try_from(budget.throttled.as_secs()).unwrap_or(i64::MAX);
    if waited > 0 {
        format!("{share}; waited {}", length(waited))
    } else {
        share
    }
}

/// Why the next read is not when it was configured.
fn pause(health: &Health) -> Option<String> {
    health.next_poll?;
    Some(match health.budget.pause {
        Pause::Usual => return None,
        Pause::TookLong => "later than configured: four times as long as the read took".into(),
        Pause::Paced => "later than configured: requests keep to their share".into(),
        Pause::Idle(factor) => {
            format!("{factor} times as long: no key for some time; any key, or r, ends that")
        }
        Pause::Early => "earlier than configured: a hint told of a change".into(),
    })
}
