//! The laws of the house: what docs and design promise about the code, checked on the code itself.

mod budgets;
mod documents;
mod layers;
mod licences;
mod rust_text;
mod sources;
mod top_level;
