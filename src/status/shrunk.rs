//! A list that lost much at once: people leave one by one, and a provider that drops a page, or a token that sees
//! less, looks the same as a purge. A second full read decides.

use crate::model::{Grade, Reading, Reason};

/// Fewer gone than this are no alarm, however short the list.
const FEW: u64 = 20;

/// A list that shrank more than people leave, and waits for a second full read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shrunk {
    /// Objects in the last read that was believed.
    pub from: u64,
    /// Objects in the read that is doubted.
    pub to: u64,
}

/// Whether a list of `from` objects that now has `to` lost more than max(20, 10 %).
fn is_sudden(from: u64, to: u64) -> bool {
    from.saturating_sub(to) > FEW.max(from / 10)
}

/// Doubts `reading` where its list shrank suddenly, unless `alarm` is an earlier full read that said the same.
/// A read that is not sound neither raises nor settles an alarm. `before` is the number of objects in the last
/// read that was believed.
pub(super) fn doubt(reading: &mut Reading, before: u64, alarm: Option<Shrunk>) -> Option<Shrunk> {
    if !reading.grade.is_sound() {
        return alarm;
    }
    let now = reading.objects;
    let confirmed = alarm.is_some_and(|alarm| !is_sudden(alarm.to, now));
    if confirmed || !is_sudden(before, now) {
        return None;
    }
    reading.lower(Grade::Doubtful, Reason::ShrankSuddenly);
    Some(Shrunk {
        from: before,
        to: now,
    })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::model::{Groups, Read, Source};
    use crate::status::{Observation, Status, advance};

    fn read(objects: u64, grade: Grade) -> Observation {
        let reading = Reading {
            grade,
            reasons: Vec::new(),
            objects,
            ended: Some(DateTime::UNIX_EPOCH),
            ..Reading::default()
        };
        Observation::ScimGroups(Read {
            data: Groups::default().into(),
            reading,
        })
    }

    /// What is believed, and whether an alarm stands, after each of these reads.
    fn after(reads: &[(u64, Grade)]) -> Vec<(u64, bool)> {
        let now: DateTime<Utc> = DateTime::UNIX_EPOCH;
        let mut status = Status::new("p", "h", now);
        let mut told = Vec::new();
        for &(objects, grade) in reads {
            advance(&mut status, read(objects, grade), now);
            let alarm = status.source(Source::ScimGroups).shrunk;
            told.push((status.provider.groups.reading.objects, alarm.is_some()));
        }
        told
    }

    #[test]
    fn a_sudden_loss_is_believed_only_when_a_second_full_read_says_the_same() {
        use Grade::{Complete, Partial, Settled};
        let lost = [
            (1_000, Complete),
            (899, Settled),
            (880, Partial),
            (897, Complete),
        ];
        let told = [(1_000, false), (1_000, true), (1_000, true), (897, false)];
        assert_eq!(after(&lost), told);
    }

    #[test]
    fn a_list_that_comes_back_ends_the_alarm_and_one_that_falls_on_renews_it() {
        use Grade::Complete;
        let back = [(1_000, Complete), (500, Complete), (1_000, Complete)];
        assert_eq!(
            after(&back),
            [(1_000, false), (1_000, true), (1_000, false)]
        );
        let on = [
            (1_000, Complete),
            (500, Complete),
            (400, Complete),
            (400, Complete),
        ];
        let told = [(1_000, false), (1_000, true), (1_000, true), (400, false)];
        assert_eq!(after(&on), told);
    }

    #[test]
    fn a_tenth_or_twenty_are_no_alarm_and_a_first_read_has_nothing_to_fall_from() {
        use Grade::Complete;
        assert_eq!(after(&[(0, Complete), (0, Complete)])[1], (0, false));
        assert_eq!(
            after(&[(1_000, Complete), (900, Complete)])[1],
            (900, false)
        );
        assert_eq!(after(&[(25, Complete), (5, Complete)])[1], (5, false));
        assert_eq!(after(&[(25, Complete), (4, Complete)])[1], (25, true));
    }
}
