//! The nine sources on the overview: a line each where there is room, else three to a line.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::facts;
use crate::model::Source;
use crate::tui::skin::Role;
use crate::tui::text::{count, fit, width};

/// Lines that other parts of the overview need below a list of the sources.
const SPARE: u16 = 9;
/// Troubles told below the sources where they stand three to a line.
const TROUBLES: usize = 1;

/// The sources in the room of `area`.
pub(super) fn lines(context: &Context<'_>, area: Rect) -> Vec<Line<'static>> {
    let enough = usize::from(area.height) >= Source::ALL.len() + usize::from(SPARE);
    // While nothing was compared, there is nothing more important to show.
    let first = context.status().comparison.is_none() && area.height > 11;
    if (enough || first) && area.width >= 60 {
        return Source::ALL.map(|source| full(context, source)).into();
    }
    brief(context, area.width)
}

fn full(context: &Context<'_>, source: Source) -> Line<'static> {
    let health = context.status().source(source);
    let (state, role) = facts::short(context, source);
    let objects = || match health.latest.objects {
        0 => String::new(),
        number => format!("{} objects", count(number)),
    };
    let trouble = facts::trouble(health).map(|trouble| context.skin.text(&trouble).into_owned());
    let told_role = if trouble.is_some() {
        Role::Warn
    } else {
        Role::Muted
    };
    Line::from(vec![
        context.span(format!(" {:<20}", source.title()), Role::Plain),
        context.span(format!("{state:<16} "), role),
        context.span(trouble.unwrap_or_else(objects), told_role),
    ])
}

fn brief(context: &Context<'_>, columns: u16) -> Vec<Line<'static>> {
    let per_line = if columns < 60 { 1 } else { 3 };
    let room = usize::from(columns) / per_line;
    let row = |sources: &[Source]| -> Line<'static> {
        let cells = sources
            .iter()
            .flat_map(|&source| cell(context, source, room));
        cells.collect()
    };
    let mut lines: Vec<Line<'_>> = Source::ALL.chunks(per_line).map(row).collect();
    let troubles = Source::ALL.iter().filter_map(|&source| {
        let trouble = facts::trouble(context.status().source(source))?;
        let told = format!(" {}: {}", source.title(), context.skin.text(&trouble));
        Some(Line::from(context.span(told, Role::Warn)))
    });
    lines.extend(troubles.take(TROUBLES));
    lines
}

/// A source in `room` columns.
fn cell(context: &Context<'_>, source: Source, room: usize) -> [Span<'static>; 3] {
    let (state, role) = facts::short(context, source);
    let title = format!(" {} ", short(source));
    let state = fit(
        &state,
        room.saturating_sub(width(&title)),
        context.skin.ellipsis(),
    )
    .into_owned();
    let pad = room.saturating_sub(width(&title) + width(&state));
    [
        context.span(title, Role::Muted),
        context.span(state, role),
        Span::raw(" ".repeat(pad)),
    ]
}

fn short(source: Source) -> &'static str {
    match source {
        Source::ScimUsers => "SCIM users",
        Source::ScimGroups => "SCIM groups",
        Source::Assignments => "assigned",
        Source::Groups => "Entra groups",
        Source::Users => "Entra users",
        Source::Job => "job",
        Source::ProvisioningLog => "prov. log",
        Source::DirectoryAudit => "dir. audit",
        Source::ProviderAudit => "SCIM audit",
    }
}
