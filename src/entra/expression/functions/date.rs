//! Dates. A date that one function hands to another is text of the form `M/d/yyyy h:mm:ss tt`, in UTC.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta};

use super::super::arguments::{Arguments, Outcome, Stop};
use super::super::value::Value;
use super::date_format::{self, Moment};
use super::date_pieces::pieces;

/// How .NET would read what people and systems send, the forms of the page first. Without a zone it is
/// UTC [from memory].
const FORMS: [&str; 10] = [
    "yyyy-MM-ddK",
    "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    "M/d/yyyy h:mm:ss tt",
    "yyyy-MM-dd'T'HH:mmK",
    "yyyy-MM-dd HH:mmK",
    "M/d/yyyy h:mm tt",
    "M/d/yyyy H:mm:ss",
    "M/d/yyyy H:mm",
    "M/d/yyyy",
];

pub fn date(arguments: &Arguments<'_>) -> Outcome {
    moment(arguments, 0).map(text)
}

/// The moment in an argument. Where there is none, nothing flows [from memory].
fn moment(arguments: &Arguments<'_>, at: usize) -> Result<NaiveDateTime, Stop> {
    let source = arguments.flowing(at)?;
    let source = source.trim();
    if source.is_empty() {
        return Err(Stop::Absent);
    }
    let read = FORMS
        .iter()
        .find_map(|form| date_format::read(source, &pieces(form)?));
    read.map(|moment| moment.time)
        .ok_or_else(|| arguments.unknown(at, "is not a date that is understood"))
}

fn text(moment: NaiveDateTime) -> Value {
    Value::Text(moment.format("%-m/%-d/%Y %-I:%M:%S %p").to_string())
}

pub fn add(arguments: &Arguments<'_>) -> Outcome {
    let interval = Interval::of(arguments)?;
    let count = arguments.integer(1)?;
    let added = moved(moment(arguments, 2)?, &interval, count);
    let added = added.filter(|date| (1..=9999).contains(&date.year()));
    added
        .map(text)
        .ok_or_else(|| arguments.refuse("the date is out of range"))
}

/// The last day of a month is as far as a month that is shorter goes.
fn moved(from: NaiveDateTime, interval: &Interval, count: i64) -> Option<NaiveDateTime> {
    let months = |each: i64| {
        let count = u32::try_from(count.checked_mul(each)?.unsigned_abs()).ok()?;
        Some(Months::new(count))
    };
    let each = match interval {
        Interval::Years if count < 0 => return from.checked_sub_months(months(12)?),
        Interval::Years => return from.checked_add_months(months(12)?),
        Interval::Months if count < 0 => return from.checked_sub_months(months(1)?),
        Interval::Months => return from.checked_add_months(months(1)?),
        Interval::Span(seconds) => *seconds,
        Interval::Weeks => WEEK,
    };
    from.checked_add_signed(TimeDelta::try_seconds(count.checked_mul(each)?)?)
}

/// From the first date to the second, by the rules of Visual Basic: years and months by the calendar,
/// weeks by the Sundays between, anything else in whole units.
pub fn difference(arguments: &Arguments<'_>) -> Outcome {
    let interval = Interval::of(arguments)?;
    let (from, to) = (moment(arguments, 1)?, moment(arguments, 2)?);
    let years = i64::from(to.year()) - i64::from(from.year());
    let difference = match interval {
        Interval::Years => years,
        Interval::Months => 12 * years + i64::from(to.month()) - i64::from(from.month()),
        Interval::Weeks => (sunday(to) - sunday(from)).num_weeks(),
        Interval::Span(seconds) => (to - from).num_seconds() / seconds,
    };
    Ok(Value::Text(difference.to_string()))
}

/// The Sunday on which the week of a moment began.
fn sunday(moment: NaiveDateTime) -> NaiveDate {
    let date = moment.date();
    let days = Days::new(date.weekday().num_days_from_sunday().into());
    date.checked_sub_days(days).unwrap_or(date)
}

const DAY: i64 = 24 * 60 * 60;
const WEEK: i64 = 7 * DAY;

/// A unit of time.
enum Interval {
    Years,
    Months,
    Weeks,
    /// So many seconds.
    Span(i64),
}

impl Interval {
    fn of(arguments: &Arguments<'_>) -> Result<Self, Stop> {
        Ok(match arguments.certain(0)?.as_str() {
            "yyyy" => Self::Years,
            "m" => Self::Months,
            "ww" => Self::Weeks,
            "d" => Self::Span(DAY),
            "h" => Self::Span(60 * 60),
            "n" => Self::Span(60),
            "s" => Self::Span(1),
            _ => return Err(arguments.unknown(0, "is none of yyyy, m, d, ww, h, n, s")),
        })
    }
}

/// Active Directory counts 100 nanoseconds from the year 1601.
const TICKS: i64 = 10_000_000;

fn epoch() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(1601, 1, 1)
        .unwrap_or_default()
        .into()
}

pub fn from_number(arguments: &Arguments<'_>) -> Outcome {
    if arguments.text(0)?.is_none() {
        return Err(Stop::Absent);
    }
    let ticks = arguments.integer(0)?;
    let since = TimeDelta::try_seconds(ticks.div_euclid(TICKS));
    let date = since.and_then(|since| epoch().checked_add_signed(since));
    date.filter(|date| (1601..=9999).contains(&date.year()))
        .map(text)
        .ok_or_else(|| arguments.unknown(0, "is no date"))
}

pub fn to_number(arguments: &Arguments<'_>) -> Outcome {
    let since = moment(arguments, 0)? - epoch();
    let ticks = since.num_seconds() * TICKS + i64::from(since.subsec_nanos()) / 100;
    Ok(Value::Text(ticks.to_string()))
}

/// From one format into another, white space around the source allowed unless the styles say
/// otherwise. A source that does not fit makes Entra put the object aside [from memory].
pub fn format(arguments: &Arguments<'_>) -> Outcome {
    let source = arguments.flowing(0)?;
    let source = styled(arguments, &source)?;
    if source.is_empty() {
        return Err(Stop::Absent);
    }
    let format = |at: usize| {
        let pieces = pieces(&arguments.certain(at)?);
        pieces.ok_or_else(|| arguments.unknown(at, "is not a date format that is understood"))
    };
    let (from, to) = (format(2)?, format(3)?);
    let moment: Option<Moment> = date_format::read(source, &from);
    let moment = moment.ok_or_else(|| arguments.unknown(0, "does not fit inputFormat"))?;
    Ok(Value::Text(date_format::written(moment, &to)))
}

/// The source without the white space that the styles allow. Styles that move the time are not followed.
fn styled<'t>(arguments: &Arguments<'_>, source: &'t str) -> Result<&'t str, Stop> {
    let styles = arguments.given(1).then(|| arguments.word(1)).transpose()?;
    let styles = styles.filter(|styles| !styles.trim().is_empty());
    let Some(styles) = styles else {
        return Ok(source.trim());
    };
    let mut source = source;
    for style in styles.split([',', '|']).map(str::trim) {
        match style.strip_prefix("DateTimeStyles.").unwrap_or(style) {
            "None" | "RoundtripKind" => {}
            "AllowLeadingWhite" => source = source.trim_start(),
            "AllowTrailingWhite" => source = source.trim_end(),
            "AllowWhiteSpaces" => source = source.trim(),
            _ => return Err(arguments.unknown(1, "has a style that is not understood")),
        }
    }
    Ok(source)
}
