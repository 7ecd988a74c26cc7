//! What Entra would send: who is in scope of the application, and through what.

mod expected;
pub mod expression;
pub mod filter;
pub mod mapping;

pub use expected::{Expected, Reach, Scope};
