//! The keyboard: one table makes dispatch, footer, help and docs/keys.md.

mod action;
mod bindings;
mod key;
mod markdown;

pub(super) use action::{Action, Step};
pub(super) use bindings::{Binding, Context, bound, find};
pub(super) use key::Key;
pub use markdown::keys_markdown;
