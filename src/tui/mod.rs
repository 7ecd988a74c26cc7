//! The dashboard: screens over one status, on a terminal that is always given back.
//!
//! The loop ([`run`]) takes keys, statuses and answers of jobs; `app` makes of each message a new
//! state and things to do; `view` draws the state. Commands are all that goes back.

mod age;
mod app;
mod drive;
mod keys;
mod options;
mod run;
mod skin;
mod still;
mod tempo;
mod terminal;
#[cfg(test)]
mod tests;
mod text;
mod theme;
mod time;
mod view;

pub use keys::{Clash, Key, Keymap, key_names, keys_markdown};
pub use options::{Away, ColorMode, TuiOptions};
pub use run::run;
pub use still::Still;
pub use theme::{Depth, Theme, ThemeError};
pub use time::Time;
