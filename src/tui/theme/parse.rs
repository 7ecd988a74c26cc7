//! A theme's file: a role a line, each with words for its look.

use std::path::Path;

use ratatui::style::{Color, Modifier, Style};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{Theme, ThemeError, visible_path};
use crate::model::visible;
use crate::tui::skin::Role;

/// The look of the whole screen where nothing else is said.
const GROUND: &str = "ground";

const COLORS: [(&str, Color); 17] = [
    ("default", Color::Reset),
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("bright_black", Color::DarkGray),
    ("bright_red", Color::LightRed),
    ("bright_green", Color::LightGreen),
    ("bright_yellow", Color::LightYellow),
    ("bright_blue", Color::LightBlue),
    ("bright_magenta", Color::LightMagenta),
    ("bright_cyan", Color::LightCyan),
    ("bright_white", Color::White),
];

const MODIFIERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// Reads a theme; the error tells every mistake with its line and column.
pub(super) fn parse(name: &str, path: &Path, text: &str) -> Result<Theme, ThemeError> {
    let mut theme = Theme {
        name: name.to_owned(),
        roles: Box::new([None; Role::ALL.len()]),
        ground: Style::new(),
    };
    let mut mistakes = Mistakes {
        path,
        text,
        told: Vec::new(),
    };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        mistakes.tell(at, &format!("is not TOML: {}", visible(error.message())));
    }
    for (key, value) in document.get_ref() {
        take(&mut theme, &mut mistakes, key, value);
    }
    if mistakes.told.is_empty() {
        Ok(theme)
    } else {
        Err(ThemeError(mistakes.told))
    }
}

fn take(
    theme: &mut Theme,
    mistakes: &mut Mistakes<'_>,
    key: &Spanned<DeString<'_>>,
    value: &Spanned<DeValue<'_>>,
) {
    let name = key.get_ref().as_ref();
    let role = Role::ALL.into_iter().find(|role| role.name() == name);
    if role.is_none() && name != GROUND {
        let known = Role::ALL.map(Role::name).join(", ");
        let told = format!("this is no role; the roles are {known}, {GROUND}");
        return mistakes.tell(key.span().start, &told);
    }
    let style = match value.get_ref() {
        DeValue::String(words) => style(words),
        _ => Err("is not text; write it in quotes".to_owned()),
    };
    match (style, role) {
        (Ok(style), Some(role)) => theme.roles[role as usize] = Some(style),
        (Ok(style), None) => theme.ground = style,
        (Err(why), _) => mistakes.tell(value.span().start, &format!("{name} {why}")),
    }
}

/// Words such as `bold #ff8800 on black`.
fn style(words: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut words = words.split_whitespace();
    while let Some(word) = words.next() {
        if let Some((_, modifier)) = MODIFIERS.iter().find(|(name, _)| *name == word) {
            style = style.add_modifier(*modifier);
        } else if word == "on" {
            style = style.bg(color(words.next().unwrap_or_default())?);
        } else {
            style = style.fg(color(word)?);
        }
    }
    Ok(style)
}

fn color(word: &str) -> Result<Color, String> {
    let named = COLORS.iter().find(|(name, _)| *name == word);
    named
        .map(|(_, color)| *color)
        .or_else(|| rgb(word))
        .ok_or_else(|| {
            let colors = COLORS.map(|(name, _)| name).join(", ");
            let modifiers = MODIFIERS.map(|(name, _)| name).join(", ");
            format!(
                "holds a word that is no colour; write #rrggbb, one of {colors}, `on` before the \
                 colour behind it, or {modifiers}"
            )
        })
}

fn rgb(word: &str) -> Option<Color> {
    let digits = word.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let number = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some(Color::Rgb(red, green, blue))
}

struct Mistakes<'a> {
    path: &'a Path,
    text: &'a str,
    told: Vec<String>,
}

impl Mistakes<'_> {
    fn tell(&mut self, at: usize, what: &str) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        let path = visible_path(self.path);
        self.told.push(format!("{path}:{line}:{column}: {what}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> String {
        let parsed = parse("mine", Path::new("mine.toml"), text);
        parsed.map_or_else(|error| error.to_string(), |theme| format!("{theme:?}"))
    }

    #[test]
    fn every_mistake_is_told_with_its_place() {
        let told = mistakes("ok = \"gren\"\nfine = \"red\"\nbad = 7\nwarn = \"bold #12345\"\n");
        for start in [
            "mine.toml:1:6: ok holds a word that is no colour; write #rrggbb",
            "mine.toml:2:1: this is no role; the roles are plain, ok,",
            "mine.toml:3:7: bad is not text",
            "mine.toml:4:8: warn holds a word",
        ] {
            assert!(told.contains(start), "{start}: {told}");
        }
        let told = mistakes("ok = \"green\"\nbad = [\n");
        assert!(told.contains("is not TOML"), "{told}");
        let told = mistakes("ok = \"canary\"\ncanary = 1\n");
        assert!(!told.contains("canary"), "{told}");
    }

    #[test]
    fn words_make_a_look() {
        let look = Style::new()
            .fg(Color::Rgb(255, 136, 0))
            .bg(Color::Black)
            .add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
        assert_eq!(style("bold #ff8800 underline on black"), Ok(look));
        assert_eq!(style(""), Ok(Style::new()));
    }
}
