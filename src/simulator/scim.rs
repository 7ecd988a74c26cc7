//! The SCIM endpoints: RFC 7643, RFC 7644, and cursors by RFC 9865.

pub mod condition;
pub mod facts;
pub mod field;
pub mod filter;
pub mod kind;
pub mod path;
