//! Who writes for the provisioning service: the same write stands in its log and in the provider's, at about
//! the same time, and there under the name of the service's own token.

use std::collections::HashMap;

use chrono::TimeDelta;

use crate::model::{Event, Foreign, Lane, Outcome};

/// How far the times of one write may lie apart in the logs of both sides (our choice).
const ECHO: TimeDelta = TimeDelta::minutes(2);

/// The actors of the provider's log whose writes are those of the provisioning service.
#[derive(Default)]
pub(super) struct Writers<'a> {
    tallies: HashMap<&'a str, Tally>,
}

/// How the events of one actor fit the rows of the provisioning log.
#[derive(Clone, Copy, Default)]
struct Tally {
    /// Rows to which one of its events is the nearest.
    nearest: usize,
    /// Events with no row near them.
    strays: usize,
}

impl<'a> Writers<'a> {
    /// Learns them from the events of all lanes.
    pub fn among(events: &'a [Event]) -> Self {
        let mut rows: HashMap<&str, Vec<&Event>> = HashMap::new();
        let mut done: HashMap<&str, Vec<&Event>> = HashMap::new();
        for event in events.iter().filter(|event| !event.target_id.is_empty()) {
            let object = event.target_id.raw();
            match event.lane {
                Lane::Provisioning if writes(event) => rows.entry(object).or_default().push(event),
                Lane::Provider if !event.actor.is_empty() => {
                    done.entry(object).or_default().push(event);
                }
                _ => {}
            }
        }
        let mut tallies: HashMap<&str, Tally> = HashMap::new();
        for (object, done) in &done {
            let rows = rows.get(object).map_or(&[][..], Vec::as_slice);
            for event in nearest(rows, done) {
                tallies.entry(event.actor.raw()).or_default().nearest += 1;
            }
            for event in done.iter().filter(|event| !is_near(rows, event)) {
                tallies.entry(event.actor.raw()).or_default().strays += 1;
            }
        }
        Self { tallies }
    }

    /// Whether `event` of the provider's log is what one of `rows` of the provisioning log wrote: it is near
    /// one, and its actor writes for the service. Where nobody is named, or nobody fits, nearness decides.
    pub fn echoes(&self, rows: &[&Event], event: &Event) -> bool {
        let unknown = event.actor.is_empty() || !self.tallies.values().any(Tally::fits);
        is_near(rows, event) && (unknown || self.is_writer(&event.actor))
    }

    fn is_writer(&self, actor: &Foreign) -> bool {
        self.tallies.get(actor.raw()).is_some_and(Tally::fits)
    }
}

impl Tally {
    /// A person may hit a row by chance; most of what the service writes is near one.
    fn fits(&self) -> bool {
        self.nearest > 0 && self.nearest >= self.strays
    }
}

/// Of each row the event that is nearest to it, where one is near.
fn nearest<'b, 'a>(
    rows: &'b [&'a Event],
    done: &'b [&'a Event],
) -> impl Iterator<Item = &'a Event> + use<'b, 'a> {
    rows.iter().filter_map(|row| {
        let near = done
            .iter()
            .copied()
            .filter(|event| apart(row, event) <= ECHO);
        near.min_by_key(|event| apart(row, event))
    })
}

fn is_near(rows: &[&Event], event: &Event) -> bool {
    let mut rows = rows.iter().filter(|row| writes(row));
    rows.any(|row| apart(row, event) <= ECHO)
}

/// What was skipped was not written; what failed may have been, in part.
fn writes(row: &Event) -> bool {
    row.outcome != Outcome::Skipped
}

fn apart(row: &Event, event: &Event) -> TimeDelta {
    (row.at - event.at).abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Scoping;
    use chrono::{DateTime, Utc};

    fn event(lane: Lane, seconds: i64, actor: &str) -> Event {
        Event {
            id: Foreign::new(format!("{seconds}{actor}")),
            lane,
            at: DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(seconds),
            action: Foreign::new("update"),
            actor: Foreign::new(actor),
            target: Foreign::default(),
            source_id: Foreign::new("entra"),
            target_id: Foreign::new("scim"),
            outcome: Outcome::Success,
            detail: Foreign::default(),
            cycle: Foreign::default(),
            scoping: Scoping::default(),
            changes: Vec::new(),
        }
    }

    fn row(seconds: i64) -> Event {
        event(Lane::Provisioning, seconds, "Azure AD Provisioning Service")
    }

    fn done(seconds: i64, actor: &str) -> Event {
        event(Lane::Provider, seconds, actor)
    }

    /// Whether each event of the provider's lane is an echo.
    fn echoes(events: &[Event]) -> Vec<bool> {
        let writers = Writers::among(events);
        let rows: Vec<&Event> = events
            .iter()
            .filter(|event| event.lane == Lane::Provisioning)
            .collect();
        let done = events.iter().filter(|event| event.lane == Lane::Provider);
        done.map(|event| writers.echoes(&rows, event)).collect()
    }

    #[test]
    fn a_person_beside_the_export_is_told_from_the_export() {
        let events = [row(0), done(1, "token"), done(60, "ann")];
        assert_eq!(echoes(&events), [true, false]);
    }

    #[test]
    fn a_write_in_two_parts_is_the_services_whole() {
        let events = [row(0), done(1, "token"), done(2, "token"), done(-3, "ann")];
        assert_eq!(echoes(&events), [true, true, false]);
    }

    #[test]
    fn a_new_token_is_learned_from_its_first_write() {
        let mut events: Vec<Event> = (0..9)
            .flat_map(|at| [row(at * 999), done(at * 999, "old")])
            .collect();
        events.extend([row(9_999), done(10_000, "new")]);
        assert!(echoes(&events).into_iter().all(|echo| echo));
    }

    #[test]
    fn who_works_by_hand_all_day_does_not_become_the_service_by_chance() {
        let mut events = vec![row(0), done(10, "ann"), done(20, "token")];
        events.extend([
            done(900, "ann"),
            done(1_900, "ann"),
            row(5_000),
            done(5_000, "token"),
        ]);
        assert_eq!(echoes(&events), [false, true, false, false, true]);
    }

    #[test]
    fn where_nobody_is_named_nearness_decides() {
        let events = [row(0), done(1, ""), done(60, ""), done(200, "")];
        assert_eq!(echoes(&events), [true, true, false]);
    }

    #[test]
    fn a_log_without_the_services_own_writes_leaves_it_to_nearness() {
        let events = [
            row(0),
            done(60, "ann"),
            done(900, "ann"),
            done(1_900, "ann"),
        ];
        assert_eq!(echoes(&events), [true, false, false]);
    }

    #[test]
    fn what_was_skipped_has_no_echo() {
        let mut skipped = row(0);
        skipped.outcome = Outcome::Skipped;
        assert_eq!(echoes(&[skipped, done(1, "ann")]), [false]);
    }
}
