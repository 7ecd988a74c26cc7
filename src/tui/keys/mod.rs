//! The keyboard: one table makes dispatch, footer, help and docs/keys.md.

mod action;
mod bindings;
mod key;
mod keymap;
mod markdown;
mod names;

pub(super) use action::{Action, Step};
pub(super) use bindings::{Binding, Context};
pub use key::Key;
pub(super) use keymap::Bound;
pub use keymap::{Clash, Keymap, key_names};
pub use markdown::keys_markdown;
