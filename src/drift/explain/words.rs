//! What an explanation rests on, a line each.

use super::moment;
use crate::drift::{Account, Finding, Sent};
use crate::entra::Reach;
use crate::entra::expression::Value;
use crate::model::{Event, FilterClause, FilterGroup, Foreign, visible};

/// Each clause with the value that it looks at.
pub(super) fn clauses<'g>(
    group: &'g FilterGroup,
    held: &'g impl Fn(&str) -> Value,
) -> impl Iterator<Item = String> + 'g {
    group
        .clauses
        .iter()
        .map(|clause| clause_line(clause, &held(clause.attribute.raw())))
}

fn clause_line(clause: &FilterClause, held: &Value) -> String {
    let values: Vec<String> = clause
        .values
        .iter()
        .map(|value| format!("\"{}\"", value.shown()))
        .collect();
    let held = match held {
        Value::Text(text) => format!("\"{}\"", visible(text)),
        Value::List(values) => format!("{} values", values.len()),
        Value::Absent => "empty".to_owned(),
        Value::Unknown(why) => format!("unknown: {}", visible(why)),
    };
    let (attribute, operator) = (clause.attribute.shown(), clause.operator.shown());
    format!("{attribute} {operator} {}: it is {held}", values.join(", "))
}

pub(super) fn account_line(account: &Account) -> String {
    let sent = match &account.sent {
        Sent::Value(value) => format!("\"{}\"", value.shown()),
        Sent::Nothing => "nothing".to_owned(),
        Sent::Unknown(why) => format!("unknown ({})", why.shown()),
    };
    let held = account.held.as_ref().map_or_else(
        || "nothing".to_owned(),
        |held| format!("\"{}\"", held.shown()),
    );
    format!(
        "{}: sends {sent}, there is {held} ({})",
        account.target.shown(),
        account.standing.name()
    )
}

pub(super) fn row_line(row: &Event) -> String {
    let detail = row.detail.shown();
    let detail = if detail.is_empty() {
        String::new()
    } else {
        format!(": {detail}")
    };
    format!(
        "{} {} {}{detail}",
        moment(row.at),
        row.action.shown(),
        row.outcome.name()
    )
}

pub(super) fn finding_line(finding: &Finding) -> String {
    let shown = |value: &Option<Foreign>| {
        value.as_ref().map_or_else(
            || "nothing".to_owned(),
            |value| format!("\"{}\"", value.shown()),
        )
    };
    let what = match (&finding.attribute, &finding.group) {
        (Some(attribute), _) => format!(
            "{}: expected {}, there is {}",
            attribute.shown(),
            shown(&finding.expected),
            shown(&finding.actual)
        ),
        (None, Some(group)) if finding.member.is_some() => {
            format!("{} in {}", finding.kind.name(), group.name.shown())
        }
        _ => finding.kind.meaning().to_owned(),
    };
    format!("{what} ({})", finding.outlook.phase.name())
}

/// Whether somebody is expected at the provider, in words.
pub(super) fn expectation(reach: Reach) -> &'static str {
    match reach {
        Reach::In => "in scope",
        Reach::Out => "not in scope",
        Reach::Unknown => "whether in scope cannot be told",
        Reach::Dropped => "left out by an input filter",
    }
}
