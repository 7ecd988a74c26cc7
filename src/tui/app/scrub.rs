//! Walking the timeline: by time, by cycle, by lane.

use chrono::{DateTime, Utc};

use super::{App, Filter, Moment, Rows, Track, View};
use crate::model::Lane;
use crate::tui::keys::Action;

/// Steps that scrub over the whole axis.
const STEPS: i32 = 12;

impl App {
    /// Does what only the timeline can do.
    pub(super) fn scrub(&mut self, action: Action) {
        if self.place().view != View::Job {
            return self.say("that is for the timeline of the job: 5 shows it");
        }
        let look = &mut self.trails.top_mut().look;
        match action {
            Action::NextLane => {
                look.lane = Track::after(look.lane);
                self.arrange();
            }
            Action::Zoom => look.zoom = look.zoom.next(),
            Action::Earlier => self.scrub_by(-1),
            Action::Later => self.scrub_by(1),
            Action::EarlierCycle => self.jump(false),
            _ => self.jump(true),
        }
    }

    /// Selects the row a step of the axis away, else the last one in that direction.
    fn scrub_by(&mut self, steps: i32) {
        let times = self.times();
        let Some(&here) = times.get(self.place().cursor.index()) else {
            return;
        };
        let step = self.place().look.zoom.span() / STEPS;
        let Some(wanted) = here.checked_add_signed(step * steps) else {
            return;
        };
        let row = if steps < 0 {
            latest(&times, |at| at <= wanted).or_else(|| earliest(&times, |_| true))
        } else {
            earliest(&times, |at| at >= wanted).or_else(|| latest(&times, |_| true))
        };
        self.put(row);
    }

    /// Selects the cycle before or after the selected row; where cycles are not listed, the first row
    /// from its start on.
    fn jump(&mut self, later: bool) {
        let times = self.times();
        let Some(&here) = times.get(self.place().cursor.index()) else {
            return;
        };
        let cycles = &self.status().clock.cycles;
        let row = if later {
            let mut starts = cycles.iter().rev().map(|cycle| cycle.began);
            let start = starts.find(|began| *began > here);
            start.and_then(|start| self.cycle_row(&times, start))
        } else {
            let starts = cycles.iter().map(|cycle| cycle.began);
            let before = starts.filter(|began| *began < here);
            before
                .filter_map(|start| self.cycle_row(&times, start))
                .find(|&row| times[row] < here)
        };
        match row {
            Some(row) => self.put(Some(row)),
            None if later => self.say("no later cycle is known"),
            None => self.say("no earlier cycle is known"),
        }
    }

    fn cycle_row(&self, times: &[DateTime<Utc>], start: DateTime<Utc>) -> Option<usize> {
        let Rows::Timeline(moments) = &self.place().rows else {
            return None;
        };
        let is_it = |row: &usize| matches!(moments[*row], Moment::Cycle(_)) && times[*row] == start;
        let cycle = (0..times.len().min(moments.len())).find(is_it);
        cycle.or_else(|| earliest(times, |at| at >= start))
    }

    fn put(&mut self, row: Option<usize>) {
        if let Some(row) = row {
            self.select(|cursor, listed| cursor.put(listed, row));
        }
    }

    /// When each row of the timeline was.
    fn times(&self) -> Vec<DateTime<Utc>> {
        let Rows::Timeline(moments) = &self.place().rows else {
            return Vec::new();
        };
        let world = self.world();
        let times = moments.iter().map(|moment| moment.of(world));
        // Rows that the status no longer has are about to be arranged anew.
        times.map_while(|found| Some(found?.at())).collect()
    }

    /// Shows only what the log has of the cycle from `began` to `ended`.
    pub(super) fn show_cycle(&mut self, began: DateTime<Utc>, ended: Option<DateTime<Utc>>) {
        let within =
            |at: DateTime<Utc>| began <= at && ended.is_none_or(|ended| at <= ended + SLACK);
        let rows = self.status().events.items().iter();
        let mut rows = rows.filter(|event| event.lane == Lane::Provisioning && within(event.at));
        let Some(id) = rows.find_map(|event| {
            let id = event.cycle.raw();
            let plain = !id.is_empty() && !id.contains(char::is_whitespace);
            plain.then(|| id.to_owned())
        }) else {
            return self
                .say("the provisioning log has no row of this cycle; rows land minutes after it");
        };
        let look = &mut self.trails.top_mut().look;
        look.filter = Filter::parse(&format!("cycle:{id}"));
        look.lane = None;
        look.details = false;
        self.arrange();
    }
}

/// Rows land a little after the end that the job tells.
const SLACK: chrono::TimeDelta = chrono::TimeDelta::minutes(1);

fn latest(times: &[DateTime<Utc>], which: impl Fn(DateTime<Utc>) -> bool) -> Option<usize> {
    let rows = (0..times.len()).filter(|&row| which(times[row]));
    rows.min_by_key(|&row| std::cmp::Reverse(times[row]))
}

fn earliest(times: &[DateTime<Utc>], which: impl Fn(DateTime<Utc>) -> bool) -> Option<usize> {
    let rows = (0..times.len()).filter(|&row| which(times[row]));
    rows.min_by_key(|&row| times[row])
}
