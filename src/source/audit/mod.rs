//! The provider's own audit log.

mod kandji;

pub use kandji::Kandji;
