//! The mappings of one user: what is sent, what is held, and what each function made of it.

use ratatui::text::Span;

use super::context::Context;
use super::table::{Column, fixed, share};
use crate::drift::{Account, Sent, Standing};
use crate::entra::expression::{Step, Value};
use crate::tui::app::label;
use crate::tui::skin::Role;

/// The line of one call.
pub(super) const STEPS: [Column; 2] = [fixed("", 12, 0), share("", 1, 0)];

pub(super) fn cells(context: &Context<'_>, account: &Account) -> Vec<Span<'static>> {
    let shown = |raw: &str| context.skin.text(raw).into_owned();
    let sent = match &account.sent {
        Sent::Value(value) => shown(value.raw()),
        Sent::Nothing => "(null)".to_owned(),
        Sent::Unknown(why) if why.is_empty() => "unknown".to_owned(),
        Sent::Unknown(why) => format!("unknown: {}", shown(why.raw())),
    };
    let held = account.held.as_ref();
    let held = held.map_or_else(|| "(none)".to_owned(), |held| shown(held.raw()));
    let role = match account.standing {
        Standing::Differs => Role::Bad,
        Standing::Unknown => Role::Changed,
        _ => Role::Plain,
    };
    let source = shown(account.source.raw());
    vec![
        context.span(shown(label(account.target.raw())), Role::Muted),
        context.span(format!("{sent}  <- {source}"), role),
        context.span(held, role),
        context.span(account.standing.mark(), role),
    ]
}

/// What one call came to, indented by how deep it stands.
pub(super) fn step(context: &Context<'_>, step: &Step) -> Vec<Span<'static>> {
    let shown = |raw: &str| context.skin.text(raw).into_owned();
    let value = match &step.value {
        Value::Text(text) => format!("\"{}\"", shown(text)),
        Value::List(values) => format!("[{}]", shown(&values.join(", "))),
        Value::Absent => "null".to_owned(),
        Value::Unknown(why) => format!("unknown: {}", shown(why)),
    };
    let indent = "  ".repeat(step.depth);
    let line = format!("{indent}{} -> {value}", shown(&step.expression));
    vec![Span::raw(""), context.span(line, Role::Muted)]
}
