//! A verdict in words, short for a column and long for a person. Times are UTC.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Heals, Outlook, Phase};

impl Outlook {
    /// The phase and when it heals, for a column: `pending ~12:38Z`. A leaver is called that.
    pub fn brief(&self, now: DateTime<Utc>) -> String {
        let heals = match self.heals {
            Heals::Yes(Some(due)) => format!("~{}", clock(due.p50, now)),
            Heals::RetryAt(at) => clock(at, now),
            Heals::ShouldHave(_) if self.missed > 0 => format!("{} missed", self.missed),
            Heals::ShouldHave(_) => "late".to_owned(),
            Heals::Never => "NEVER".to_owned(),
            Heals::Yes(None) | Heals::Blocked | Heals::Unknown => String::new(),
        };
        let phase = if self.leaver {
            "leaver"
        } else {
            self.phase.name()
        };
        let brief = format!("{phase} {heals}");
        brief.trim_end().to_owned()
    }

    /// Whether it heals by itself, and by when, in a sentence.
    pub fn heals_sentence(&self, now: DateTime<Utc>) -> String {
        match self.heals {
            Heals::Yes(Some(due)) if due.p50 == due.p90 => {
                format!("yes, by about {}", clock(due.p50, now))
            }
            Heals::Yes(Some(due)) => format!(
                "yes, by about {} (nine times of ten by {})",
                clock(due.p50, now),
                clock(due.p90, now)
            ),
            Heals::Yes(None) => "yes, by the next cycle; when that is cannot be told".to_owned(),
            Heals::RetryAt(at) => format!("perhaps: Entra tries it again at {}", clock(at, now)),
            Heals::ShouldHave(Some(at)) => {
                let cycles = match self.missed {
                    0 => "no cycle has come since".to_owned(),
                    1 => "1 cycle has passed".to_owned(),
                    missed => format!("{missed} cycles have passed"),
                };
                format!("it should have by {}: {cycles}", clock(at, now))
            }
            Heals::ShouldHave(None) => "it should have".to_owned(),
            Heals::Never => match self.phase {
                Phase::Skipped => "not until what the log says is cured".to_owned(),
                _ => "no, never by itself".to_owned(),
            },
            Heals::Blocked => "not until provisioning runs again".to_owned(),
            Heals::Unknown => "unknown".to_owned(),
        }
    }

    /// When it changed, and how that is known.
    pub fn changed_sentence(&self, now: DateTime<Utc>) -> String {
        let by = self.changed.by.words();
        match self.changed.at {
            Some(at) => format!("{}, {by}", clock(at, now)),
            None => by.to_owned(),
        }
    }
}

/// A time of day, with the day where it is not today's.
pub fn clock(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let near = (at - now).abs() < TimeDelta::days(1) && at.date_naive() == now.date_naive();
    let form = if near { "%H:%MZ" } else { "%m-%d %H:%MZ" };
    at.format(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entra::Due;

    #[test]
    fn a_verdict_is_told_short_and_long() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::hours(12);
        let at = |minutes| now + TimeDelta::minutes(minutes);
        let due = Due {
            p50: at(38),
            p90: at(44),
        };
        for (phase, heals, missed, brief, long) in [
            (
                Phase::Pending,
                Heals::Yes(Some(due)),
                0,
                "pending ~12:38Z",
                "yes, by about 12:38Z (nine times of ten by 12:44Z)",
            ),
            (
                Phase::Failing,
                Heals::RetryAt(at(1440)),
                0,
                "failing 01-02 12:00Z",
                "perhaps: Entra tries it again at 01-02 12:00Z",
            ),
            (
                Phase::Overdue,
                Heals::ShouldHave(Some(at(-60))),
                2,
                "overdue 2 missed",
                "it should have by 11:00Z: 2 cycles have passed",
            ),
            (
                Phase::Overdue,
                Heals::ShouldHave(None),
                0,
                "overdue late",
                "it should have",
            ),
            (
                Phase::Silent,
                Heals::Never,
                0,
                "silent NEVER",
                "no, never by itself",
            ),
            (
                Phase::Blocked,
                Heals::Blocked,
                0,
                "blocked",
                "not until provisioning runs again",
            ),
        ] {
            let outlook = Outlook {
                phase,
                heals,
                missed,
                ..Outlook::unknown()
            };
            assert_eq!(outlook.brief(now), brief);
            assert_eq!(outlook.heals_sentence(now), long);
        }
    }
}
