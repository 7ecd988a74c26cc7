//! Themes: a look for each role, from a file or one of the shipped ones.
//!
//! Without one the terminal's own sixteen colours are used, so that whatever somebody has made of
//! them stays readable.

mod depth;
mod parse;

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ratatui::style::Style;

pub use depth::Depth;

use super::skin::Role;
use crate::model::visible;

/// The terminal's own colours, by this name.
pub const TERMINAL: &str = "terminal";

/// What comes with the program.
pub(super) const SHIPPED: [(&str, &str); 3] = [
    ("dark", include_str!("shipped/dark.toml")),
    ("light", include_str!("shipped/light.toml")),
    ("contrast", include_str!("shipped/contrast.toml")),
];

/// Far more than a theme takes.
const LONGEST: u64 = 64 * 1024;

/// A look for each role; one that the theme leaves out keeps the terminal's own.
#[derive(Clone, PartialEq, Debug)]
pub struct Theme {
    name: String,
    roles: Box<[Option<Style>; Role::ALL.len()]>,
    /// Of the whole screen.
    ground: Style,
}

/// Why a theme cannot be used: where, what, and what to write instead. It quotes nothing that was
/// written, because that may be a secret in the wrong place.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub struct ThemeError(Vec<String>);

impl fmt::Display for ThemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("; "))
    }
}

impl Theme {
    /// The theme of this name: a shipped one, a file by its path (which ends in `.toml`), or a file of
    /// that name in `folder`. `None` is the terminal's own palette, whose name is `terminal`.
    ///
    /// # Errors
    /// There is no such theme, its file cannot be read, or says something that is not understood.
    pub fn named(name: &str, folder: Option<&Path>) -> Result<Option<Self>, ThemeError> {
        if name == TERMINAL {
            return Ok(None);
        }
        if let Some((_, text)) = SHIPPED.iter().find(|(known, _)| *known == name) {
            return parse::parse(name, Path::new(name), text).map(Some);
        }
        let path = path_of(name, folder).ok_or_else(|| unknown(folder))?;
        match read(&path) {
            Ok(text) => parse::parse(name, &path, &text).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(unknown(folder)),
            Err(error) => Err(ThemeError(vec![format!(
                "its file cannot be read: {error}"
            )])),
        }
    }

    /// Whether a name is the path of a file rather than the name of a theme.
    pub fn is_path(name: &str) -> bool {
        name.contains('/') || Path::new(name).extension().is_some_and(|end| end == "toml")
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// How a role looks on a terminal that shows so many colours; `own` is the terminal's own.
    pub(super) fn style(&self, role: Role, own: Style, depth: Depth) -> Style {
        let style = self.roles[role as usize].map_or(own, |style| depth.shown(style, own));
        // Where a theme paints the ground, what has no ink of its own takes the theme's.
        Style {
            fg: style.fg.or(self.ground(depth).fg),
            ..style
        }
    }

    /// How the screen looks where nothing is written.
    pub(super) fn ground(&self, depth: Depth) -> Style {
        depth.shown(self.ground, Style::new())
    }
}

fn path_of(name: &str, folder: Option<&Path>) -> Option<PathBuf> {
    if Theme::is_path(name) {
        return Some(PathBuf::from(name));
    }
    Some(folder?.join(format!("{name}.toml")))
}

fn unknown(folder: Option<&Path>) -> ThemeError {
    let shipped = SHIPPED.map(|(name, _)| name).join(", ");
    let others = folder.map_or(String::new(), |folder| {
        format!(", and NAME.toml in {}", visible_path(folder))
    });
    ThemeError(vec![format!(
        "there is no such theme; there are {TERMINAL}, {shipped}{others}"
    )])
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

fn visible_path(path: &Path) -> String {
    visible(&path.to_string_lossy()).into_owned()
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Color, Modifier};

    use super::*;

    #[test]
    fn what_is_shipped_is_understood_and_says_something_of_every_role() {
        for (name, _) in SHIPPED {
            let theme = Theme::named(name, None).expect("shipped").expect("a theme");
            assert!(theme.roles.iter().all(Option::is_some), "{name}");
            let paper = theme.ground(Depth::True).bg.expect("a ground");
            for role in Role::ALL {
                let style = theme.style(role, Style::new(), Depth::True);
                assert_ne!(style.fg, Some(paper), "{name} {role:?}");
            }
        }
        assert_eq!(Theme::named(TERMINAL, None), Ok(None));
    }

    #[test]
    fn a_file_is_found_by_its_name_and_by_its_path() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mine.toml");
        std::fs::write(&path, "ok = \"bold #00ff00\"\n").expect("a file");
        let by_name = Theme::named("mine", Some(folder.path())).expect("by name");
        let by_path = Theme::named(&path.to_string_lossy(), None).expect("by path");
        let style = |theme: Option<Theme>| {
            theme.map(|theme| theme.style(Role::Ok, Style::new(), Depth::True))
        };
        let green = Style::new()
            .fg(Color::Rgb(0, 255, 0))
            .add_modifier(Modifier::BOLD);
        assert_eq!(style(by_name), Some(green));
        assert_eq!(style(by_path), Some(green));
        let error = Theme::named("his", Some(folder.path())).expect_err("no such theme");
        assert!(
            error
                .to_string()
                .starts_with("there is no such theme; there are terminal, dark")
        );
    }
}
