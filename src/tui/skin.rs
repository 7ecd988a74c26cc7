//! Roles instead of colours, and every mark with its ASCII twin.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset, Utc};
use ratatui::style::{Color, Modifier, Style};

use super::theme::{Depth, TERMINAL, Theme};
use super::{ColorMode, TuiOptions};
use crate::model::visible;

/// What a piece of text is, never how it looks. Whatever a role says is also said in words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    Plain,
    Ok,
    Warn,
    Bad,
    Unknown,
    Muted,
    Accent,
    Selected,
    Changed,
}

impl Role {
    pub(super) const ALL: [Role; 9] = [
        Self::Plain,
        Self::Ok,
        Self::Warn,
        Self::Bad,
        Self::Unknown,
        Self::Muted,
        Self::Accent,
        Self::Selected,
        Self::Changed,
    ];

    /// In a theme's file.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Unknown => "unknown",
            Self::Muted => "muted",
            Self::Accent => "accent",
            Self::Selected => "selected",
            Self::Changed => "changed",
        }
    }
}

/// The look of one terminal.
#[derive(Clone, Debug)]
pub(super) struct Skin {
    color: ColorMode,
    ascii: bool,
    utf8: bool,
    offset: fn(DateTime<Utc>) -> FixedOffset,
    theme: Option<Theme>,
    depth: Depth,
}

impl Skin {
    pub(super) fn new(options: &TuiOptions) -> Self {
        Self {
            color: options.color,
            ascii: options.ascii,
            utf8: options.utf8,
            offset: options.offset,
            theme: options.theme.clone(),
            depth: options.depth,
        }
    }

    /// Takes another theme; `None`: the terminal's own colours.
    pub(super) fn wear(&mut self, theme: Option<Theme>) {
        self.theme = theme;
    }

    /// What a change of the theme comes to here, in words.
    pub(super) fn worn(&self) -> String {
        let name = self.theme.as_ref().map_or(TERMINAL, Theme::name);
        let name = visible(name);
        match (self.color, self.depth) {
            (ColorMode::Mono, _) => format!("theme {name}, but colours are off here"),
            (ColorMode::Sixteen, Depth::True) => format!("theme {name}"),
            (ColorMode::Sixteen, _) if self.theme.is_none() => format!("theme {name}"),
            (ColorMode::Sixteen, depth) => format!(
                "theme {name}, in the {} that this terminal is known to show",
                depth.name()
            ),
        }
    }

    /// How the screen looks where nothing is written.
    pub(super) fn ground(&self) -> Style {
        let theme = self
            .theme
            .as_ref()
            .filter(|_| self.color != ColorMode::Mono);
        theme.map_or(Style::new(), |theme| theme.ground(self.depth))
    }

    pub(super) fn style(&self, role: Role) -> Style {
        match (self.color, &self.theme) {
            (ColorMode::Mono, _) => mono(role),
            (ColorMode::Sixteen, None) => colored(role),
            (ColorMode::Sixteen, Some(theme)) => theme.style(role, colored(role), self.depth),
        }
    }

    /// The time of day by the clock on the wall; `None` where that is UTC.
    pub(super) fn local(&self, at: DateTime<Utc>) -> Option<String> {
        let offset = (self.offset)(at);
        let local = at.with_timezone(&offset);
        (offset.local_minus_utc() != 0).then(|| local.format("%H:%M:%S").to_string())
    }

    /// How far the clock on the wall is from UTC, such as `+02:00`; `None` where it is not.
    pub(super) fn zone(&self, at: DateTime<Utc>) -> Option<String> {
        let offset = (self.offset)(at);
        (offset.local_minus_utc() != 0).then(|| offset.to_string())
    }

    /// Text from outside as this terminal may be sent it.
    pub(super) fn text<'a>(&self, raw: &'a str) -> Cow<'a, str> {
        match visible(raw) {
            Cow::Borrowed(shown) => self.spell(shown),
            Cow::Owned(shown) => Cow::Owned(self.spell(&shown).into_owned()),
        }
    }

    /// Text that is fit to show, as this terminal may be sent it.
    pub(super) fn spell<'a>(&self, shown: &'a str) -> Cow<'a, str> {
        if self.utf8 || shown.is_ascii() {
            return Cow::Borrowed(shown);
        }
        let spelled = shown.chars().map(|c| match c {
            c if c.is_ascii() => c.to_string(),
            c => format!("<U+{:04X}>", c as u32),
        });
        Cow::Owned(spelled.collect())
    }

    /// Stands where text was cut.
    pub(super) fn ellipsis(&self) -> &'static str {
        if self.ascii { "~" } else { "…" }
    }

    /// One column of a horizontal line.
    pub(super) fn rule(&self) -> &'static str {
        if self.ascii { "-" } else { "─" }
    }

    /// One row of a vertical line.
    pub(super) fn bar(&self) -> &'static str {
        if self.ascii { "|" } else { "│" }
    }

    /// The corners of a box: top left, top right, bottom left, bottom right.
    pub(super) fn corners(&self) -> [&'static str; 4] {
        if self.ascii {
            ["+"; 4]
        } else {
            ["┌", "┐", "└", "┘"]
        }
    }

    /// The steps of a sparkline, lowest first.
    pub(super) fn steps(&self) -> &'static [&'static str] {
        if self.ascii {
            &["_", ".", ":", "|"]
        } else {
            &["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        }
    }
}

fn colored(role: Role) -> Style {
    let style = Style::new();
    match role {
        Role::Plain => style,
        Role::Ok => style.fg(Color::Green),
        Role::Warn => style.fg(Color::Yellow),
        Role::Bad => style.fg(Color::Red).add_modifier(Modifier::BOLD),
        Role::Unknown => style.fg(Color::Magenta),
        Role::Muted => style.fg(Color::DarkGray),
        Role::Accent => style.fg(Color::Cyan).add_modifier(Modifier::BOLD),
        Role::Selected => style.add_modifier(Modifier::REVERSED),
        Role::Changed => style.fg(Color::Yellow).add_modifier(Modifier::BOLD),
    }
}

fn mono(role: Role) -> Style {
    let style = Style::new();
    match role {
        Role::Plain | Role::Ok | Role::Muted => style,
        Role::Warn | Role::Accent => style.add_modifier(Modifier::BOLD),
        Role::Bad | Role::Changed => style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        Role::Unknown => style.add_modifier(Modifier::UNDERLINED),
        Role::Selected => style.add_modifier(Modifier::REVERSED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skin(utf8: bool) -> Skin {
        Skin {
            color: ColorMode::Mono,
            ascii: !utf8,
            utf8,
            offset: |_| chrono::Offset::fix(&Utc),
            theme: None,
            depth: Depth::Sixteen,
        }
    }

    #[test]
    fn names_stay_readable_or_are_spelled() {
        assert_eq!(skin(true).text("Zoë 田中"), "Zoë 田中");
        assert_eq!(skin(false).text("Zoë"), "Zo<U+00EB>");
        assert_eq!(skin(false).text("a\u{1b}[m"), "a^[[m");
    }
}
