//! Dates read and written by the pieces of a format, in the invariant culture.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Weekday};

use super::date_pieces::Piece;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// A moment as .NET keeps it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// In UTC, if a zone was given; else as it was written.
    pub time: NaiveDateTime,
    pub zone: Zone,
}

/// What is known of a moment's zone.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Zone {
    #[default]
    Unsaid,
    Utc,
    /// From an offset .NET makes the server's own time, and Entra's servers live in UTC [from memory].
    Local,
}

/// What was read so far.
#[derive(Default)]
struct Fields {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    weekday: Option<Weekday>,
    hour: u32,
    afternoon: Option<bool>,
    minute: u32,
    second: u32,
    /// Of 100 nanoseconds.
    ticks: u32,
    /// In minutes.
    offset: Option<i32>,
    zone: Zone,
}

/// Reads all of `text` by these pieces; None if it does not fit, is no date, or names no year, for which
/// .NET would take today's.
pub fn read(text: &str, pieces: &[Piece]) -> Option<Moment> {
    let mut fields = Fields::default();
    let mut rest = text;
    for piece in pieces {
        rest = fields.take(*piece, rest)?;
    }
    rest.is_empty().then(|| fields.moment())?
}

impl Fields {
    /// Reads one piece and returns what follows it.
    fn take<'t>(&mut self, piece: Piece, rest: &'t str) -> Option<&'t str> {
        let (value, after) = match piece {
            Piece::Literal(c) => return rest.strip_prefix(c),
            Piece::Zone => return self.take_zone(rest),
            Piece::Offset(letters) => return self.take_offset(rest, letters),
            Piece::Half(letters) => return self.take_half(rest, letters),
            Piece::Trimmed { digits, point } => return self.take_trimmed(rest, digits, point),
            Piece::Month(letters @ 3..) => {
                let (at, after) = named(rest, &MONTHS, letters == 3)?;
                (at + 1, after)
            }
            Piece::Day(letters @ 3..) => {
                let (at, after) = named(rest, &DAYS, letters == 3)?;
                self.weekday = Weekday::try_from(u8::try_from(at).ok()?).ok();
                return Some(after);
            }
            Piece::Fraction(digits) => number(rest, digits, digits)?,
            Piece::Year(letters @ 3..) => number(rest, letters, 4)?,
            Piece::Year(letters)
            | Piece::Month(letters)
            | Piece::Day(letters)
            | Piece::Hour12(letters)
            | Piece::Hour24(letters)
            | Piece::Minute(letters)
            | Piece::Second(letters) => number(rest, letters, 2)?,
        };
        self.set(piece, value)?;
        Some(after)
    }

    fn set(&mut self, piece: Piece, value: u32) -> Option<()> {
        match piece {
            Piece::Year(letters) => self.year = Some(year(value, letters)?),
            Piece::Month(_) => self.month = Some(value),
            Piece::Day(_) => self.day = Some(value),
            Piece::Hour12(_) if !(1..=12).contains(&value) => return None,
            // Noon and midnight are 12.
            Piece::Hour12(_) => {
                self.hour = value % 12;
                self.afternoon = self.afternoon.or(Some(false));
            }
            Piece::Hour24(_) => self.hour = value,
            Piece::Minute(_) => self.minute = value,
            Piece::Second(_) => self.second = value,
            Piece::Fraction(digits) => self.ticks = ticks(value, digits),
            _ => return None,
        }
        Some(())
    }

    fn take_zone<'t>(&mut self, rest: &'t str) -> Option<&'t str> {
        if let Some(after) = rest.strip_prefix(['Z', 'z']) {
            self.zone = Zone::Utc;
            return Some(after);
        }
        if rest.starts_with(['+', '-']) {
            return self.take_offset(rest, 3);
        }
        Some(rest)
    }

    fn take_offset<'t>(&mut self, rest: &'t str, letters: usize) -> Option<&'t str> {
        let sign = match rest.chars().next()? {
            '+' => 1,
            '-' => -1,
            _ => return None,
        };
        let (hours, mut after) = number(&rest[1..], letters.min(2), 2)?;
        let mut minutes = 0;
        if letters == 3 {
            after = after.strip_prefix(':').unwrap_or(after);
            (minutes, after) = number(after, 2, 2)?;
        }
        let offset = i32::try_from(60 * hours + minutes).ok()?;
        (offset <= 14 * 60).then_some(())?;
        self.offset = Some(sign * offset);
        self.zone = Zone::Local;
        Some(after)
    }

    fn take_half<'t>(&mut self, rest: &'t str, letters: usize) -> Option<&'t str> {
        let half = rest.get(..letters)?.to_ascii_uppercase();
        let whole = ["AM", "PM"];
        let at = whole.iter().position(|word| word[..letters] == half)?;
        self.afternoon = Some(at == 1);
        rest.get(letters..)
    }

    fn take_trimmed<'t>(&mut self, rest: &'t str, digits: usize, point: bool) -> Option<&'t str> {
        let start = if point {
            let Some(after) = rest.strip_prefix('.') else {
                return Some(rest);
            };
            after
        } else {
            rest
        };
        let Some((value, after)) = number(start, 1, digits) else {
            // A point belongs to the decimals after it.
            return (!point).then_some(rest);
        };
        self.ticks = ticks(value, start.len() - after.len());
        Some(after)
    }

    fn moment(&self) -> Option<Moment> {
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        let date = NaiveDate::from_ymd_opt(self.year?, month, day)?;
        if self
            .weekday
            .is_some_and(|weekday| weekday != date.weekday())
        {
            return None;
        }
        let hour = match self.afternoon {
            Some(true) if self.hour < 12 => self.hour + 12,
            _ => self.hour,
        };
        let time = date.and_hms_nano_opt(hour, self.minute, self.second, self.ticks * 100)?;
        let offset = TimeDelta::minutes(self.offset.unwrap_or(0).into());
        Some(Moment {
            time: time.checked_sub_signed(offset)?,
            zone: self.zone,
        })
    }
}

/// Two digits: .NET's pivot moved from 2029 to 2049, so what lies between is not known.
fn year(value: u32, letters: usize) -> Option<i32> {
    let century = match (letters, value) {
        (3.., _) => 0,
        (_, 0..=29) => 2000,
        (_, 50..=99) => 1900,
        _ => return None,
    };
    i32::try_from(century + value).ok()
}

fn ticks(value: u32, digits: usize) -> u32 {
    value * 10_u32.pow(7_u32.saturating_sub(digits as u32))
}

/// Between `least` and `most` digits.
fn number(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let digits = text
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    let (digits, after) = text.split_at_checked(digits).filter(|_| digits >= least)?;
    Some((digits.parse().ok()?, after))
}

/// The place of the name that the text begins with, in any letter case.
fn named<'t>(text: &'t str, names: &[&str], short: bool) -> Option<(u32, &'t str)> {
    let begins = |name: &&str| {
        let name = if short { &name[..3] } else { name };
        let found = text.get(..name.len())?;
        found.eq_ignore_ascii_case(name).then_some(name.len())
    };
    let at = names.iter().position(|name| begins(name).is_some())?;
    let length = begins(names.get(at)?)?;
    Some((u32::try_from(at).ok()?, text.get(length..)?))
}

/// Writes a moment by these pieces.
pub fn written(moment: Moment, pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        // A String takes whatever is written to it.
        let _ = write_piece(&mut out, moment, *piece);
    }
    out
}

fn write_piece(out: &mut String, moment: Moment, piece: Piece) -> std::fmt::Result {
    let time = moment.time;
    let half = if time.hour() < 12 { "AM" } else { "PM" };
    match piece {
        Piece::Year(letters @ 1..=2) => padded(out, time.year().unsigned_abs() % 100, letters),
        Piece::Year(letters) => padded(out, time.year().unsigned_abs(), letters),
        Piece::Month(letters @ 3..) => name(out, MONTHS[time.month0() as usize], letters),
        Piece::Month(letters) => padded(out, time.month(), letters),
        Piece::Day(letters @ 3..) => name(
            out,
            DAYS[time.weekday().num_days_from_monday() as usize],
            letters,
        ),
        Piece::Day(letters) => padded(out, time.day(), letters),
        Piece::Hour12(letters) => padded(out, time.hour12().1, letters),
        Piece::Hour24(letters) => padded(out, time.hour(), letters),
        Piece::Minute(letters) => padded(out, time.minute(), letters),
        Piece::Second(letters) => padded(out, time.second(), letters),
        Piece::Fraction(digits) => out.write_str(&fraction(time, digits)),
        Piece::Trimmed { digits, point } => {
            let fraction = fraction(time, digits);
            let fraction = fraction.trim_end_matches('0');
            let point = if point && !fraction.is_empty() {
                "."
            } else {
                ""
            };
            write!(out, "{point}{fraction}")
        }
        Piece::Half(letters) => out.write_str(&half[..letters.min(2)]),
        Piece::Offset(letters) => out.write_str(["+0", "+00", "+00:00"][letters.clamp(1, 3) - 1]),
        Piece::Zone => out.write_str(match moment.zone {
            Zone::Unsaid => "",
            Zone::Utc => "Z",
            Zone::Local => "+00:00",
        }),
        Piece::Literal(c) => out.write_char(c),
    }
}

fn padded(out: &mut String, value: u32, digits: usize) -> std::fmt::Result {
    write!(out, "{value:0digits$}")
}

fn name(out: &mut String, name: &str, letters: usize) -> std::fmt::Result {
    out.write_str(if letters == 3 { &name[..3] } else { name })
}

fn fraction(time: NaiveDateTime, digits: usize) -> String {
    let mut ticks = format!("{:07}", time.nanosecond() / 100);
    ticks.truncate(digits);
    ticks
}
