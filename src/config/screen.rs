//! How the dashboard looks on this terminal, and how fast its link is.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use super::mistake::Fault;
use super::place::Place;
use super::raw::Raw;
use super::settings::default_file;
use crate::tui::Theme;

/// What somebody decides about the screen.
#[derive(Clone, Debug, Default)]
pub struct Screen {
    /// `None`: the terminal's own colours.
    pub theme: Option<Theme>,
    /// Where themes of one's own are: `scimtop/themes` in the XDG configuration folder.
    pub themes: Option<PathBuf>,
    /// Bytes per second of a slow link.
    pub link_rate: Option<NonZeroU32>,
}

/// Where themes of one's own are.
pub(super) fn folder() -> Option<PathBuf> {
    default_file().map(|file| file.with_file_name("themes"))
}

/// The theme that was named at `place`. A path starts where every path does that is written there.
pub(super) fn theme(
    name: &str,
    place: &Place,
    home: Option<&Path>,
) -> Result<Option<Theme>, Fault> {
    let path = Theme::is_path(name).then(|| place.resolve(Path::new(name), home));
    let name = path.map_or_else(
        || name.to_owned(),
        |path| path.to_string_lossy().into_owned(),
    );
    Theme::named(&name, folder().as_deref()).map_err(|error| {
        Fault::new(
            format!("names a theme that cannot be used ({error})"),
            "write the name of a theme, or the path of its .toml file",
        )
    })
}

/// Bytes per second, as a number.
pub(super) fn rate(raw: Raw<'_>) -> Result<NonZeroU32, Fault> {
    let number = match raw {
        Raw::Number(number) => u32::try_from(number).ok(),
        Raw::Text(text) => text.parse().ok(),
        Raw::Switch(_) | Raw::List(_) | Raw::Other(_) => None,
    };
    number.and_then(NonZeroU32::new).ok_or_else(|| {
        Fault::new(
            "is not a number of bytes a second",
            "write a number from 1 on, such as 400, or leave it out",
        )
    })
}
