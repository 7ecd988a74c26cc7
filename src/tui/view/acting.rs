//! The menu of actions, what a restart resets, and the name that confirms.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::context::Context;
use super::footer::typed;
use super::popup::boxed;
use super::table::mark;
use crate::model::{Reset, Verification};
use crate::status::ActionStep;
use crate::tui::app::{Confirming, Does, Menu, Resets};
use crate::tui::skin::Role;
use crate::tui::text::wrap;

/// Columns of a box beside its text: a rule and two blanks on each side.
const EDGES: u16 = 6;
/// A line longer than this is hard to read.
const WIDEST: u16 = 100;

/// Lines of a box, each with the row of the menu that it begins.
#[derive(Default)]
struct Lines {
    text: Vec<String>,
    rows: Vec<Option<usize>>,
    room: usize,
}

impl Lines {
    fn new(area: Rect) -> Self {
        Self {
            room: usize::from(area.width.saturating_sub(EDGES).clamp(1, WIDEST)),
            ..Self::default()
        }
    }

    /// Adds `text`, broken into lines that begin with `indent`.
    fn add(&mut self, row: Option<usize>, indent: &str, text: &str) {
        let room = self.room.saturating_sub(indent.len()).max(1);
        for (at, line) in wrap(text, room).into_iter().enumerate() {
            self.text.push(format!("{indent}{line}"));
            self.rows.push(row.filter(|_| at == 0));
        }
    }

    fn blank(&mut self) {
        self.text.push(String::new());
        self.rows.push(None);
    }

    /// Draws the box, and marks the line on which `row` begins.
    fn draw(
        &self,
        context: &Context<'_>,
        buffer: &mut Buffer,
        area: Rect,
        title: &str,
        row: usize,
    ) {
        let inner = boxed(context, buffer, area, title, &self.text);
        let at = self.rows.iter().position(|begun| *begun == Some(row));
        let at = at.and_then(|at| u16::try_from(at).ok());
        if let Some(at) = at.filter(|at| *at < inner.height) {
            let line = Rect {
                y: inner.y + at,
                height: 1,
                ..inner
            };
            mark(context, buffer, line);
        }
    }
}

/// What can be done here, and why what cannot.
pub(super) fn menu(context: &Context<'_>, buffer: &mut Buffer, area: Rect, menu: &Menu) {
    let mut lines = Lines::new(area);
    let off = context.app.actions_off();
    for (at, offer) in menu.offers.iter().enumerate() {
        let is_off = off.is_some() && offer.does != Does::ShowPlan;
        let sign = if is_off { "  (off)" } else { "" };
        let title = context.skin.text(&offer.title);
        lines.add(Some(at), "", &format!("{title}{sign}"));
        let why = offer.why_not.as_deref().filter(|_| off.is_none());
        if let Some(why) = why {
            lines.add(
                None,
                "    ",
                &format!("not now: {}", context.skin.text(why)),
            );
        }
    }
    lines.blank();
    match off {
        Some(why) => lines.add(None, "", &context.skin.text(why)),
        None => lines.add(
            None,
            "",
            "Nothing is sent before you have seen whom it touches and typed a name.",
        ),
    }
    lines.draw(context, buffer, area, "actions", menu.at);
}

/// What to reset, in plain words.
pub(super) fn resets(context: &Context<'_>, buffer: &mut Buffer, area: Rect, resets: &Resets) {
    let mut lines = Lines::new(area);
    let tight = area.height < 24;
    for (at, reset) in Reset::ALL.into_iter().enumerate() {
        let taken = if resets.chosen.contains(&reset) {
            "[x]"
        } else {
            "[ ]"
        };
        lines.add(Some(at), "", &format!("{taken} {}", reset.name()));
        if !tight || at == resets.at {
            lines.add(None, "    ", reset.meaning());
        }
    }
    lines.blank();
    if resets.chosen.contains(&Reset::Watermark) {
        lines.add(None, "", &format!("By the plan {}.", resets.plan));
    }
    lines.add(
        None,
        "",
        "Space takes or leaves one, Enter goes on to the preview. Nothing is sent yet.",
    );
    lines.draw(context, buffer, area, "restart: what to reset", resets.at);
}

/// How far the action has come: its preview and the name to type, or what became of it.
pub(super) fn confirm(
    context: &Context<'_>,
    buffer: &mut Buffer,
    area: Rect,
    confirming: &Confirming,
) {
    let action = context.app.action();
    let mut lines = Lines::new(area);
    let shown = |text: &str| context.skin.text(text).into_owned();
    let waits = action.number != confirming.number;
    let (title, prompts) = match &action.step {
        _ if waits => {
            lines.add(None, "", "Reading whom it would touch ..");
            ("action", false)
        }
        ActionStep::Idle | ActionStep::Preparing => {
            lines.add(None, "", "Reading whom it would touch ..");
            ("action", false)
        }
        ActionStep::Prepared { preview, name } => {
            for line in preview {
                lines.add(None, "", &shown(line));
            }
            fit(&mut lines, area, 4);
            lines.blank();
            let told = format!("Type {} to go on, to the letter:", shown(name.raw()));
            lines.add(None, "", &told);
            lines.blank();
            ("not sent yet", true)
        }
        ActionStep::Running => {
            lines.add(None, "", "Sent. Looking for its effect ..");
            lines.add(None, "", "Esc leaves it running; a shows it again.");
            ("running", false)
        }
        ActionStep::Ended { seen, lines: told } => {
            let words = seen.words();
            lines.add(None, "", &format!("{}: {words}", sign(*seen)));
            for line in told {
                lines.add(None, "  ", &shown(line));
            }
            fit(&mut lines, area, 3);
            ("ended; Enter closes", false)
        }
        ActionStep::NotSent(why) => {
            lines.add(None, "", "Nothing was sent:");
            lines.add(None, "  ", &shown(why));
            ("not sent; Enter closes", false)
        }
    };
    let inner = boxed(context, buffer, area, title, &lines.text);
    if prompts {
        let at = u16::try_from(lines.text.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let line = Rect {
            x: inner.x.saturating_add(2),
            y: inner.y.saturating_add(at),
            width: inner.width.saturating_sub(4),
            height: 1,
        };
        let mut prompt = Line::from(context.span("> ", Role::Accent));
        prompt.extend(typed(context, &confirming.line));
        context.put(buffer, line.intersection(inner), &prompt);
    }
}

fn sign(seen: Verification) -> &'static str {
    match seen {
        Verification::Seen => "OK",
        Verification::NotSeen => "NOT YET",
        Verification::Failed => "FAILED",
        Verification::Unknown => "UNKNOWN",
    }
}

/// Leaves room for `after` more lines, and says so where something was left out.
fn fit(lines: &mut Lines, area: Rect, after: u16) {
    let room = usize::from(area.height.saturating_sub(after + 2));
    if lines.text.len() > room {
        let more = lines.text.len() - room.saturating_sub(1);
        lines.text.truncate(room.saturating_sub(1));
        lines.rows.truncate(room.saturating_sub(1));
        let told = format!("{more} more lines: make the window higher to read them");
        lines.add(None, "", &told);
    }
}
