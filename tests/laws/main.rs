//! The laws of the house: what docs and design promise about the code, checked on the code itself.

mod budgets;
mod layers;
mod licences;
mod rust_text;
mod sources;
