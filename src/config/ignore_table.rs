//! `[[ignore]]` in the file.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};
use wildmatch::WildMatch;

use super::file::{Reader, raw_of};
use super::mistake::Fault;
use super::place::Place;
use super::raw::{self, Raw};
use crate::drift::Kind;
use crate::drift::ignore::{IgnoreMatch, IgnoreRule};

const KEYS: [&str; 5] = ["match", "owner", "reason", "until", "profile"];
const MATCH_KEYS: [&str; 4] = ["kind", "user", "group", "attribute"];

/// A rule, and the profile that it is for if it is not for all.
#[derive(Clone, Debug)]
pub(super) struct ScopedRule {
    pub rule: IgnoreRule,
    pub profile: Option<String>,
    pub place: Place,
}

/// Reads all rules into the reader's file.
pub(super) fn read(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) {
    let DeValue::Array(rules) = value.get_ref() else {
        let fault = Fault::new(
            "is not a list of rules",
            "write [[ignore]] with two brackets",
        );
        reader.wrong(value, "ignore", fault);
        return;
    };
    for item in rules {
        if let DeValue::Table(table) = item.get_ref() {
            read_rule(reader, item, table);
        } else {
            let fault = Fault::new("is not a rule", "write [[ignore]]");
            reader.wrong(item, "ignore", fault);
        }
    }
}

fn read_rule(reader: &mut Reader<'_>, item: &Spanned<DeValue<'_>>, table: &DeTable<'_>) {
    refuse_others(reader, table, &KEYS);
    let globs = read_match(reader, item, table);
    let owner = required(reader, item, table, "owner", "who answers for the rule");
    let reason = required(reader, item, table, "reason", "why the finding may stay");
    let until = optional(reader, table, "until", until);
    let profile = optional(reader, table, "profile", line);
    let (Some(globs), Some(owner), Some(reason), Ok(until), Ok(profile)) =
        (globs, owner, reason, until, profile)
    else {
        return;
    };
    let rule = ScopedRule {
        rule: IgnoreRule::new(&globs, owner, reason, until),
        profile: profile.map(str::to_owned),
        place: reader.place(item),
    };
    reader.file.rules.push(rule);
}

pub(super) fn refuse_others(reader: &mut Reader<'_>, table: &DeTable<'_>, known: &[&'static str]) {
    let others = table
        .keys()
        .filter(|key| !known.iter().any(|name| is(key, name)));
    others.for_each(|key| reader.unknown(key, known.iter().copied()));
}

fn read_match<'t>(
    reader: &mut Reader<'_>,
    item: &Spanned<DeValue<'_>>,
    rule: &'t DeTable<'_>,
) -> Option<IgnoreMatch<'t>> {
    let instead = "write match = { kind = \"orphan_user\", user = \"svc-*\" }";
    let Some((_, value)) = rule.iter().find(|(key, _)| is(key, "match")) else {
        reader.wrong(item, "match", Fault::new("is not set", instead));
        return None;
    };
    match value.get_ref() {
        DeValue::Table(globs) if globs.is_empty() => {
            reader.wrong(value, "match", Fault::new("matches everything", instead));
            None
        }
        DeValue::Table(globs) => read_globs(reader, globs),
        _ => {
            reader.wrong(value, "match", Fault::new("is not a table", instead));
            None
        }
    }
}

fn read_globs<'t>(reader: &mut Reader<'_>, table: &'t DeTable<'_>) -> Option<IgnoreMatch<'t>> {
    refuse_others(reader, table, &MATCH_KEYS);
    let kind = optional(reader, table, "kind", kind_glob);
    let [user, group, attribute] =
        ["user", "group", "attribute"].map(|key| optional(reader, table, key, line));
    Some(IgnoreMatch {
        kind: kind.ok()?,
        user: user.ok()?,
        group: group.ok()?,
        attribute: attribute.ok()?,
    })
}

pub(super) fn line<'t>(value: &'t DeValue<'_>) -> Result<&'t str, Fault> {
    raw::line(raw_of(value))
}

/// A glob that fits no kind is a slip: it would never match, and nobody would see why.
fn kind_glob<'t>(value: &'t DeValue<'_>) -> Result<&'t str, Fault> {
    let glob = line(value)?;
    let pattern = WildMatch::new(glob);
    let kinds = Kind::ALL.map(Kind::name);
    if kinds.iter().any(|kind| pattern.matches(kind)) {
        return Ok(glob);
    }
    Err(Fault::new(
        "matches no kind of finding",
        format!("the kinds are {}", kinds.join(", ")),
    ))
}

pub(super) fn required<'t>(
    reader: &mut Reader<'_>,
    item: &Spanned<DeValue<'_>>,
    table: &'t DeTable<'_>,
    name: &str,
    what: &str,
) -> Option<&'t str> {
    let given = optional(reader, table, name, line).ok()?;
    if given.is_none() {
        reader.wrong(
            item,
            name,
            Fault::new("is not set", format!("write {what}")),
        );
    }
    given
}

/// The mistake is among the reader's already.
pub(super) struct Named;

pub(super) fn optional<'t, 'i, T>(
    reader: &mut Reader<'_>,
    table: &'t DeTable<'i>,
    name: &str,
    read: fn(&'t DeValue<'i>) -> Result<T, Fault>,
) -> Result<Option<T>, Named> {
    let Some((_, value)) = table.iter().find(|(key, _)| is(key, name)) else {
        return Ok(None);
    };
    read(value.get_ref()).map(Some).map_err(|fault| {
        reader.wrong(value, name, fault);
        Named
    })
}

fn is(key: &Spanned<DeString<'_>>, name: &str) -> bool {
    key.get_ref() == name
}

/// A moment, or a day, whose end in UTC is meant. TOML has both as values of their own, too.
fn until(value: &DeValue<'_>) -> Result<DateTime<Utc>, Fault> {
    let native = if let DeValue::Datetime(moment) = value {
        Some(moment.to_string())
    } else {
        None
    };
    let raw = native.as_deref().map_or_else(|| raw_of(value), Raw::Text);
    end_of(raw::line(raw)?).ok_or_else(|| {
        Fault::new(
            "is neither a date nor a moment with its offset",
            "write 2026-12-31 or 2026-12-31T18:00:00Z",
        )
    })
}

fn end_of(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.to_utc());
    }
    let day: NaiveDate = text.parse().ok()?;
    let next = day.checked_add_days(Days::new(1))?;
    Some(next.and_time(NaiveTime::MIN).and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_with_its_last_moment() {
        let cases = [
            ("2026-12-31", Some("2027-01-01T00:00:00+00:00")),
            (
                "2026-12-31T18:00:00+02:00",
                Some("2026-12-31T16:00:00+00:00"),
            ),
            ("2026-12-31T18:00:00", None),
            ("2026-02-30", None),
            ("tomorrow", None),
        ];
        for (written, expected) in cases {
            let end = end_of(written).map(|end| end.to_rfc3339());
            assert_eq!(end.as_deref(), expected, "{written}");
        }
    }
}
