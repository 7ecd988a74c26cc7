//! Names for what a log knows by its identifier only.

use std::cell::OnceCell;
use std::collections::HashMap;

use ratatui::text::Span;

use super::super::context::Context;
use crate::model::{Event, Id, Sym};
use crate::tui::skin::Role;

/// The names that other rows of the logs give to identifiers; gathered when the first is asked for.
#[derive(Default)]
pub(super) struct Names<'a> {
    logged: OnceCell<HashMap<&'a str, &'a str>>,
}

impl<'a> Names<'a> {
    /// Whom `event` is about.
    pub(super) fn whom(&self, context: &Context<'a>, event: &'a Event) -> Span<'a> {
        let target = event.target.raw();
        let nameless = !target.is_empty() && is_id(event, target);
        let name = nameless.then(|| self.name(context, target)).flatten();
        context.raw(name.unwrap_or(target), Role::Plain)
    }

    fn name(&self, context: &Context<'a>, id: &str) -> Option<&'a str> {
        let logged = self.logged.get_or_init(|| gather(context));
        logged.get(id).copied().or_else(|| group(context, id))
    }
}

fn is_id(event: &Event, text: &str) -> bool {
    event.target_id.raw() == text || event.source_id.raw() == text
}

/// What the newest row with a name calls each identifier at the provider.
fn gather<'a>(context: &Context<'a>) -> HashMap<&'a str, &'a str> {
    let mut names = HashMap::new();
    for event in context.status().events.items() {
        let (id, name) = (event.target_id.raw(), event.target.raw());
        if !id.is_empty() && !name.is_empty() && !is_id(event, name) {
            names.entry(id).or_insert(name);
        }
    }
    names
}

fn group<'a>(context: &Context<'a>, id: &str) -> Option<&'a str> {
    let status = context.status();
    let group = status.provider.groups.data.by_id(Id::from_uuid(id)?)?;
    (group.name != Sym::ABSENT).then(|| status.text.get(group.name))
}
