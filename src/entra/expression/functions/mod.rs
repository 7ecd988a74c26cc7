//! What the functions do, by what they work on. A function that is not documented for a case says
//! that it does not know.

use super::arguments::{Arguments, Outcome};

pub mod bits;
pub mod case;
pub mod choice;
pub mod date;
mod date_format;
mod date_pieces;
pub mod encode;
pub mod list;
pub mod pattern;
pub mod regex;
pub mod roles;
pub mod state;
pub mod test;
pub mod text;
mod utf16;

/// A function of the language.
pub type Body = fn(&Arguments<'_>) -> Outcome;
