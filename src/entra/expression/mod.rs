//! The expression language of attribute mappings (Microsoft: "Reference for writing expressions for
//! attribute mappings in Microsoft Entra ID").

mod tree;
mod value;

pub use tree::{Comparison, Expression};
pub use value::Value;
