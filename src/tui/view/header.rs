//! The top lines: where we are, what is to be said of it, and the screens.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::right;
use crate::drift::Verdict;
use crate::model::Source;
use crate::tui::app::Tab;
use crate::tui::skin::Role;
use crate::tui::text::{count, fit, width};

/// The tenant, the verdict in words, and whether the screen is live.
pub(super) fn draw(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect) {
    let live = live(context);
    let columns = u16::try_from(live.width()).unwrap_or(u16::MAX);
    let (verdict, role) = verdict(context);
    if usize::from(area.width) > live.width() + width(&verdict) {
        let place = right(&mut area, columns);
        context.put(buffer, place, &live);
    }
    let room = usize::from(area.width).saturating_sub(width(&verdict) + 2);
    let mut spans = vec![context.span(verdict, role)];
    if room > 12 {
        let who = format!("scimtop {}", identity(context));
        let who = fit(&who, room.min(48), context.skin.ellipsis()).into_owned();
        spans.splice(0..0, [context.span(who, Role::Accent), Span::raw("  ")]);
    }
    context.put(buffer, area, &Line::from(spans));
}

fn identity(context: &Context<'_>) -> String {
    let status = context.status();
    let parts = [&status.profile, &status.application, &status.provider_host];
    let named = parts.iter().filter(|part| !part.is_empty());
    let shown: Vec<_> = named.map(|part| context.skin.text(part)).collect();
    shown.join(" / ")
}

fn live(context: &Context<'_>) -> Line<'static> {
    let Some((changes, since)) = context.app.behind() else {
        return Line::from(context.span(format!(" live {}", context.clock()), Role::Ok));
    };
    let age = context.age(since);
    let told = format!(" FROZEN {age} ago, {} behind", count(changes));
    Line::from(context.span(told, Role::Changed))
}

/// What can be said of both sides together, in words.
fn verdict(context: &Context<'_>) -> (String, Role) {
    let status = context.status();
    let total = status
        .comparison
        .as_ref()
        .map_or(0, |compared| compared.counts.total());
    let stuck = context.app.tally().stuck().total();
    match status.verdict {
        Verdict::InSync => ("IN SYNC".into(), Role::Ok),
        Verdict::Pending => {
            let told = format!("PENDING: {} to heal with the next cycle", count(total));
            (told, Role::Warn)
        }
        Verdict::Drift => {
            let told = format!("DRIFT: {} of {} will not heal", count(stuck), count(total));
            (told, Role::Bad)
        }
        Verdict::Blocked => {
            let told = format!("BLOCKED: no cycle runs, {} differ", count(total));
            (told, Role::Bad)
        }
        Verdict::Unknown => (unknown(context), Role::Unknown),
    }
}

/// Why nothing can be said: not yet read, or not read well.
fn unknown(context: &Context<'_>) -> String {
    let status = context.status();
    let both = Source::BOTH_SIDES.map(|source| status.source(source));
    let mut lists = Source::BOTH_SIDES.into_iter();
    if let Some((source, lost)) =
        lists.find_map(|source| status.source(source).shrunk.map(|lost| (source, lost)))
    {
        let (from, to) = (count(lost.from as usize), count(lost.to as usize));
        return format!("ALARM: {} fell from {from} to {to}", source.title());
    }
    let missing = both.iter().filter(|part| !part.latest.grade.is_sound());
    let failed = both.iter().any(|part| part.failures > 0);
    let running = both.iter().any(|part| part.progress.is_some());
    match missing.count() {
        0 => "UNKNOWN: not compared yet".into(),
        missing if running && !failed => {
            format!("UNKNOWN: reading, {missing} of 5 parts to come")
        }
        missing => format!("UNKNOWN: {missing} of 5 parts not read soundly"),
    }
}

/// The screens with their keys, the current one in brackets: all of them by name where that fits, else
/// the current one by name and the others by their keys, else the current one alone.
pub(super) fn tabs(context: &Context<'_>, buffer: &mut Buffer, area: Rect) {
    let current = context.app.place().view.tab();
    let room = usize::from(area.width);
    let line = [Named::Spaced, Named::All, Named::Current, Named::Alone]
        .map(|named| tab_line(context, current, named))
        .into_iter()
        .find(|line| line.width() <= room);
    context.put(buffer, area, &line.unwrap_or_default());
}

/// Which screens the line of tabs names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Spaced,
    All,
    Current,
    Alone,
}

fn tab_line(context: &Context<'_>, current: Tab, named: Named) -> Line<'static> {
    let mut line = Line::default();
    let mut gap = " ";
    for (key, tab) in (1..).zip(Tab::ALL) {
        if tab == current {
            line.push_span(context.span(format!("[{key} {}]", tab.title()), Role::Accent));
            gap = "";
            continue;
        }
        match named {
            Named::Spaced => {
                let told = format!(" {key} {} ", tab.title());
                line.push_span(context.span(told, Role::Muted));
            }
            Named::All => {
                let told = format!("{gap}{key} {}", tab.title());
                line.push_span(context.span(told, Role::Muted));
            }
            Named::Current => line.push_span(context.span(format!("{gap}{key}"), Role::Muted)),
            Named::Alone => {}
        }
        gap = " ";
    }
    line
}
