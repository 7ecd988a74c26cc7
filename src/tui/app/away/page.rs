//! The rows of the page of one person as whole cells.

use chrono::DateTime;

use super::super::{
    Detail, Differs, Fact, View, World, differs, group_name, label, user_rows, why,
};
use super::records::{cell, or_empty};
use crate::drift::Sent;
use crate::export::{Row, time};
use crate::model::{Id, Person, Sym, UserRow};

/// A row of the page of a person; `None` for a heading.
pub(super) fn detail(world: World<'_>, view: View, detail: &Detail) -> Option<Row> {
    let View::User(whom) = view else {
        return None;
    };
    let (status, row) = (world.status, |parts: [&str; 5]| parts.map(cell).to_vec());
    match *detail {
        Detail::Heading(_) => None,
        Detail::Why(line) => {
            let lines = why(&status.scene().person(whom), status.as_of);
            Some(row([
                "explanation",
                "",
                "",
                "",
                lines.get(line)?.text.trim(),
            ]))
        }
        Detail::Fact(fact) => Some(of_fact(world, whom, fact)),
        Detail::Mapping(rule) => {
            let accounts = status.accounts(whom);
            let account = accounts.get(rule)?;
            let sent = match &account.sent {
                Sent::Value(value) => value.clone(),
                Sent::Nothing => cell(""),
                Sent::Unknown(why) => cell(format!("unknown: {}", why.raw())),
            };
            Some(vec![
                cell("mapping"),
                account.target.clone(),
                sent,
                or_empty(account.held.as_ref()),
                cell(account.standing.name()),
            ])
        }
        Detail::Step(rule, step) => {
            let accounts = status.accounts(whom);
            let step = accounts.get(rule)?.steps.get(step)?;
            let told = format!("{} -> {}", step.expression, spelled(&step.value));
            Some(row(["step", "", "", "", &told]))
        }
        Detail::Group(pair, is_in) => {
            let [entra, held] = is_in.map(|is_in| if is_in { "member" } else { "no" });
            Some(row(["group", group_name(status, &pair), entra, held, ""]))
        }
        Detail::Finding(at) => {
            let finding = world.finding(at as usize)?;
            Some(vec![
                cell("finding"),
                cell(finding.kind.name()),
                or_empty(finding.expected.as_ref()),
                or_empty(finding.actual.as_ref()),
                cell(format!("{} since {}", finding.id, time(finding.since))),
            ])
        }
        Detail::Event(at) => {
            let event = world.event(at as usize)?;
            let (action, detail) = (event.action.raw(), event.detail.raw());
            let (when, outcome) = (time(event.at), event.outcome.name());
            let told = format!("{when} {outcome} {detail} id {}", event.id.raw());
            Some(row(["event", action, "", "", &told]))
        }
    }
}

fn spelled(value: &crate::entra::expression::Value) -> String {
    use crate::entra::expression::Value;
    match value {
        Value::Text(text) => format!("\"{text}\""),
        Value::List(values) => format!("[{}]", values.join(", ")),
        Value::Absent => "null".to_owned(),
        Value::Unknown(why) => format!("unknown: {why}"),
    }
}

/// What each side says of one property.
fn of_fact(world: World<'_>, whom: Person, fact: Fact) -> Row {
    let status = world.status;
    let rows = user_rows(status, whom);
    let of = |tell: &dyn Fn(&UserRow) -> String| {
        rows.map(|row| row.as_ref().map_or_else(String::new, tell))
    };
    let stands = || {
        Differs::of(world, whom)
            .sides
            .map(|stand| stand.name().to_owned())
    };
    let text = |id: Id| id.to_text(&status.text);
    let rule = match fact {
        Fact::Attribute(rule) => status.mappings.users.rules.get(rule),
        _ => None,
    };
    let values = match fact {
        Fact::Presence | Fact::Active => stands(),
        Fact::Name => of(&|row| status.text.get(row.name).to_owned()),
        Fact::Id => of(&|row| text(row.id)),
        Fact::ExternalId => [String::new(), of(&|row| text(row.external_id))[1].clone()],
        Fact::Attribute(rule) => {
            [status.sent(rule, whom), status.held(rule, whom)].map(|sym| match sym {
                Sym::UNKNOWN => "unknown".to_owned(),
                sym => status.text.get(sym).to_owned(),
            })
        }
        Fact::Kind => of(&|row| {
            if row.state.is_guest() {
                "guest"
            } else {
                "member"
            }
            .to_owned()
        }),
        Fact::Created => of(&|row| {
            let at = DateTime::from_timestamp(i64::from(row.created), 0);
            at.filter(|_| row.created > 0)
                .map_or_else(String::new, time)
        }),
        // The explanation tells through what.
        Fact::Assigned => Default::default(),
    };
    let name = rule.map_or(fact.title(), |rule| label(rule.target.raw()));
    let [entra, held] = values;
    let told = if differs(fact, whom, world) {
        "differs"
    } else {
        ""
    };
    ["both sides", name, &entra, &held, told].map(cell).into()
}
