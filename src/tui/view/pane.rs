//! The pane on the selected row of a list: beside it where the screen is wide, below it where it is high.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::{bottom, right, top};
use crate::tui::skin::Role;
use crate::tui::text::{head, width};

/// From this width on the pane stands beside the list.
const WIDE: u16 = 150;

/// The wider a title in front of a text, the less is left for the text.
const TITLE: usize = 14;

/// Where a pane is, if anywhere.
pub(super) struct Pane {
    area: Rect,
    beside: bool,
}

impl Pane {
    /// Takes a pane off `list`: at most `below` lines, where it does not stand beside.
    pub(super) fn of(list: &mut Rect, below: u16) -> Self {
        let (width, height) = (list.width, list.height);
        if width >= WIDE {
            return Self::beside(list);
        }
        let area = if height >= 18 {
            bottom(list, (height / 2).min(below))
        } else {
            Rect::ZERO
        };
        Self {
            area,
            beside: false,
        }
    }

    /// Takes a pane off `list` that stands beside it or nowhere.
    pub(super) fn only_beside(list: &mut Rect) -> Self {
        if list.width >= WIDE {
            return Self::beside(list);
        }
        Self {
            area: Rect::ZERO,
            beside: false,
        }
    }

    fn beside(list: &mut Rect) -> Self {
        let columns = list.width * 2 / 5;
        Self {
            area: right(list, columns),
            beside: true,
        }
    }

    pub(super) fn is_shown(&self) -> bool {
        !self.area.is_empty()
    }

    /// Draws the pane: its lines whole where there is room for more of them, else each in one.
    pub(super) fn draw(&self, context: &Context<'_>, buffer: &mut Buffer, lines: &[Line<'_>]) {
        if !self.is_shown() {
            return;
        }
        let mut inner = self.area;
        if !self.beside {
            context.put(buffer, top(&mut inner, 1), &context.rule(inner.width));
        }
        let edge = if self.beside { 2 } else { 1 };
        if self.beside {
            let bar = Line::from(context.span(context.skin.bar(), Role::Muted));
            let mut left = inner;
            while !left.is_empty() {
                context.put(buffer, top(&mut left, 1), &bar);
            }
        }
        let inner = Rect {
            x: inner.x.saturating_add(edge),
            width: inner.width.saturating_sub(edge),
            ..inner
        };
        if self.beside {
            let columns = usize::from(inner.width).max(1);
            let lines: Vec<Line<'_>> = lines.iter().flat_map(|line| flow(line, columns)).collect();
            context.stack(buffer, inner, &lines);
        } else {
            context.stack(buffer, inner, lines);
        }
    }
}

/// A line in as many as it takes, what follows below its text and not below its title.
fn flow(line: &Line<'_>, columns: usize) -> Vec<Line<'static>> {
    let mut spans = line.spans.as_slice();
    let mut lines = Flow {
        lines: Vec::new(),
        line: Vec::new(),
        used: 0,
        indent: 0,
        columns,
    };
    if let [title, rest @ ..] = spans
        && title.content.ends_with(' ')
        && title.width() <= TITLE.min(columns / 2)
        && !rest.is_empty()
    {
        lines.push(&title.content, title.style);
        lines.indent = title.width();
        spans = rest;
    }
    for span in spans {
        for word in span.content.split_inclusive(' ') {
            lines.word(word, span.style);
        }
    }
    lines.end()
}

struct Flow {
    lines: Vec<Line<'static>>,
    line: Vec<Span<'static>>,
    used: usize,
    indent: usize,
    columns: usize,
}

impl Flow {
    fn push(&mut self, text: &str, style: Style) {
        self.used += width(text);
        self.line.push(Span::styled(text.to_owned(), style));
    }

    fn word(&mut self, word: &str, style: Style) {
        if self.used > self.indent && self.used + width(word.trim_end()) > self.columns {
            self.next();
        }
        let mut rest = word;
        while self.used + width(rest.trim_end()) > self.columns {
            let piece = head(rest, self.columns.saturating_sub(self.used));
            if piece.is_empty() {
                break;
            }
            self.push(piece, style);
            rest = &rest[piece.len()..];
            self.next();
        }
        self.push(rest, style);
    }

    fn next(&mut self) {
        self.lines.push(Line::from(std::mem::take(&mut self.line)));
        self.used = 0;
        if self.indent > 0 {
            self.push(&" ".repeat(self.indent), Style::new());
        }
    }

    fn end(mut self) -> Vec<Line<'static>> {
        self.lines.push(Line::from(self.line));
        self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flowed(spans: &[&str], columns: usize) -> Vec<String> {
        let spans: Vec<Span<'_>> = spans
            .iter()
            .map(|text| Span::raw((*text).to_owned()))
            .collect();
        let lines = flow(&Line::from(spans), columns).into_iter();
        lines
            .map(|line| line.to_string().trim_end().to_owned())
            .collect()
    }

    #[test]
    fn text_flows_below_itself() {
        let lines = flowed(&["why  ", "one two three", " four"], 12);
        assert_eq!(lines, ["why  one two", "     three", "     four"]);
        assert_eq!(flowed(&["abcdefgh"], 3), ["abc", "def", "gh"]);
        assert_eq!(flowed(&["田中田"], 1), ["田中田"]);
        assert_eq!(flowed(&[""], 4), [""]);
    }
}
