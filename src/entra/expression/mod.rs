//! The expression language of attribute mappings (Microsoft: "Reference for writing expressions for
//! attribute mappings in Microsoft Entra ID").
//!
//! Text is read by [`Expression::parse`], the tree of a schema by [`Expression::of_parameters`].
//! [`evaluate`] tells what flows for one object, [`explain`] which function made what of it.
//! What only Entra could know, or what its documents leave open, is [`Value::Unknown`]: a guess
//! would become a false finding.

mod arguments;
mod evaluate;
mod functions;
mod parse;
mod print;
mod signature;
mod syntax_error;
mod table;
mod token;
mod tree;
mod value;

pub use evaluate::{Step, evaluate, explain};
pub(super) use functions::pattern::dotnet_regex;
pub use signature::{Parameter, Presence, Signature};
pub use syntax_error::SyntaxError;
pub use table::signature;
pub use tree::{Comparison, Expression};
pub use value::{LONGEST, Value};

#[cfg(test)]
mod tests;
