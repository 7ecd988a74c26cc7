//! The lanes: when something happened, on one axis. Marks are ASCII, so that they stay one column
//! wide everywhere: `C` a cycle begins, `-` it runs, `!` a failure, `+` something, `#` much.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::context::Context;
use super::super::top;
use crate::tui::app::{Happening, Moment, Rows, Track};
use crate::tui::skin::Role;

/// Columns before the axis.
const TITLE: u16 = 10;
/// The narrowest screen with an axis.
const NARROWEST: u16 = 50;
/// Columns between the times on the axis, at least.
const APART: u16 = 11;
/// Rows of one column from which on they are many.
const MANY: u32 = 5;

/// The time that the axis shows, column by column.
struct Axis {
    from: DateTime<Utc>,
    step: TimeDelta,
    columns: u16,
}

impl Axis {
    /// The axis that ends now, or further back in half steps so that `selected` is on it.
    fn of(now: DateTime<Utc>, span: TimeDelta, selected: DateTime<Utc>, columns: u16) -> Self {
        let columns = columns.max(1);
        let step = (span / i32::from(columns)).max(TimeDelta::seconds(1));
        let seconds = step.num_seconds();
        let step = TimeDelta::seconds(seconds);
        // Ends on a whole step, so that what is drawn stays where it is until one has passed.
        let ends = now.timestamp().div_euclid(seconds) * seconds + seconds;
        let end = DateTime::from_timestamp(ends, 0)
            .unwrap_or(now)
            .max(selected);
        let all = step * i32::from(columns);
        let half = (all / 2).max(TimeDelta::seconds(1));
        let back = (end - selected).num_seconds() / half.num_seconds();
        let pages = i32::try_from(back - 1).unwrap_or(i32::MAX).max(0);
        let end = half
            .checked_mul(pages)
            .and_then(|back| end.checked_sub_signed(back))
            .unwrap_or(end);
        Self {
            from: end.checked_sub_signed(all).unwrap_or(end),
            step,
            columns,
        }
    }

    fn column(&self, at: DateTime<Utc>) -> Option<u16> {
        let passed = (at - self.from).num_seconds();
        let column = passed.div_euclid(self.step.num_seconds());
        u16::try_from(column)
            .ok()
            .filter(|column| *column < self.columns)
    }

    fn time(&self, column: u16) -> DateTime<Utc> {
        self.from + self.step * i32::from(column)
    }
}

/// What one column of one lane shows.
#[derive(Clone, Copy, Default)]
struct Cell {
    seen: u32,
    failed: bool,
    begins: bool,
    runs: bool,
}

impl Cell {
    fn add(&mut self, other: Self) {
        self.seen += other.seen;
        self.failed |= other.failed;
        self.begins |= other.begins;
        self.runs |= other.runs;
    }

    fn mark(self) -> (char, Role) {
        match self {
            Self { failed: true, .. } => ('!', Role::Bad),
            Self { begins: true, .. } => ('C', Role::Accent),
            Self { seen: MANY.., .. } => ('#', Role::Plain),
            Self { seen: 1.., .. } => ('+', Role::Plain),
            Self { runs: true, .. } => ('-', Role::Accent),
            _ => ('.', Role::Muted),
        }
    }
}

/// Draws the axis off the top of `area`: a line for each lane, or one for all of them.
pub(super) fn draw(context: &Context<'_>, buffer: &mut Buffer, area: &mut Rect, each: bool) {
    let Rows::Timeline(moments) = &context.app.place().rows else {
        return;
    };
    if area.width < NARROWEST || area.height < 6 || moments.is_empty() {
        return;
    }
    let look = &context.app.place().look;
    let world = context.world();
    let selected = moments.get(context.app.place().cursor.index());
    let selected = selected.and_then(|moment| moment.of(world));
    let here = selected.map_or(context.now(), |found| found.at());
    let axis = Axis::of(context.now(), look.zoom.span(), here, area.width - TITLE);
    // What is drawn is out of date once a step has passed.
    let _ = context.left(axis.time(axis.columns));
    let lanes = filled(context, moments, &axis);
    let here = axis.column(here);
    context.put(buffer, top(area, 1), &times(context, &axis));
    let lines: Vec<Line<'static>> = if each {
        let shown = Track::ALL
            .into_iter()
            .filter(|track| look.lane.is_none_or(|lane| lane == *track));
        shown
            .map(|track| line(context, track.name(), &lanes[track as usize], here))
            .collect()
    } else {
        let mut all = vec![Cell::default(); usize::from(axis.columns)];
        for lane in &lanes {
            all.iter_mut()
                .zip(lane)
                .for_each(|(cell, other)| cell.add(*other));
        }
        let name = look.lane.map_or("all", Track::name);
        vec![line(context, name, &all, here)]
    };
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    context.stack(buffer, top(area, height), &lines);
}

fn filled(context: &Context<'_>, moments: &[Moment], axis: &Axis) -> Vec<Vec<Cell>> {
    let mut lanes = vec![vec![Cell::default(); usize::from(axis.columns)]; Track::ALL.len()];
    for happening in moments
        .iter()
        .filter_map(|moment| moment.of(context.world()))
    {
        let lane = &mut lanes[happening.track() as usize];
        if let Some(cell) = axis
            .column(happening.at())
            .and_then(|at| lane.get_mut(usize::from(at)))
        {
            cell.add(Cell {
                seen: 1,
                failed: happening.is_problem(),
                begins: happening.track() == Track::Cycles,
                runs: false,
            });
        }
        if let Happening::Cycle(cycle, _) = happening {
            let ended = cycle.ended.unwrap_or(context.now());
            let (from, to) = (axis.column(cycle.began), axis.column(ended));
            let (from, to) = (from.unwrap_or(0), to.unwrap_or(0));
            let run = lane
                .iter_mut()
                .skip(usize::from(from))
                .take(usize::from(to.saturating_sub(from)) + 1);
            if to > from {
                run.for_each(|cell| cell.runs = true);
            }
        }
    }
    lanes
}

/// One lane, with the column of the selected row marked.
fn line(context: &Context<'_>, name: &str, cells: &[Cell], here: Option<u16>) -> Line<'static> {
    let mut line = Line::from(context.span(format!(" {name:<9}"), Role::Muted));
    let marks: Vec<(bool, (char, Role))> = (0u16..)
        .zip(cells)
        .map(|(at, cell)| (Some(at) == here, cell.mark()))
        .collect();
    let alike = |left: &(bool, (char, Role)), right: &(bool, (char, Role))| {
        left.0 == right.0 && left.1.1 == right.1.1
    };
    for run in marks.chunk_by(alike) {
        let (selected, (_, role)) = run[0];
        let text: String = run.iter().map(|(_, (mark, _))| *mark).collect();
        let mut style = context.skin.style(role);
        if selected {
            style = style.patch(context.skin.style(Role::Selected));
        }
        line.push_span(Span::styled(text, style));
    }
    line
}

/// Round times that can stand above the lanes, in minutes.
const ROUND: [i64; 10] = [5, 10, 15, 30, 60, 120, 360, 720, 1_440, 5_760];

/// The times above the lanes.
fn times(context: &Context<'_>, axis: &Axis) -> Line<'static> {
    let least = axis.step * i32::from(APART);
    let every = ROUND.map(TimeDelta::minutes).into_iter();
    let every = every.filter(|every| *every >= least).min();
    let every = every.unwrap_or(least).num_seconds().max(1);
    let format = if every >= 43_200 {
        "|%m-%d %HZ"
    } else {
        "|%H:%MZ"
    };
    let mut text = " ".repeat(usize::from(TITLE));
    let first = axis.from.timestamp().div_euclid(every) * every + every;
    let ticks = (0..i64::from(axis.columns)).map_while(|tick| first.checked_add(tick * every));
    for at in ticks.map_while(|at| DateTime::from_timestamp(at, 0)) {
        let Some(column) = axis.column(at) else {
            break;
        };
        let place = usize::from(TITLE + column);
        let (pad, label) = (
            place.saturating_sub(text.len()),
            at.format(format).to_string(),
        );
        if place + label.len() > usize::from(TITLE + axis.columns) {
            break;
        }
        let _ = write!(text, "{:pad$}{label}", "");
    }
    Line::from(context.span(text, Role::Muted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    #[test]
    fn whatever_is_selected_is_on_the_axis() {
        let now = at(1_000_000);
        for zoom in [1, 4, 12, 48, 168, 672] {
            for back in (0..60_000).step_by(37) {
                let selected = now - TimeDelta::minutes(back);
                let axis = Axis::of(now, TimeDelta::hours(zoom), selected, 70);
                assert!(axis.column(selected).is_some(), "{zoom} {back}");
            }
            let ahead = Axis::of(now, TimeDelta::hours(zoom), now + TimeDelta::hours(3), 70);
            assert!(ahead.columns == 70);
        }
    }

    #[test]
    fn the_axis_stands_still_until_a_step_has_passed() {
        let axis = |seconds| {
            let now = at(1_000) + TimeDelta::seconds(seconds);
            let axis = Axis::of(now, TimeDelta::hours(1), at(999), 60);
            (axis.from, axis.column(at(999)))
        };
        assert_eq!(axis(0), axis(59));
        assert_ne!(axis(0), axis(60));
    }

    #[test]
    fn a_failure_is_seen_whatever_else_was_there() {
        let mut cell = Cell {
            seen: 9,
            ..Cell::default()
        };
        assert_eq!(cell.mark().0, '#');
        cell.add(Cell {
            seen: 1,
            failed: true,
            ..Cell::default()
        });
        assert_eq!(cell.mark().0, '!');
    }
}
