//! The SCIM endpoints: RFC 7643, RFC 7644, and cursors by RFC 9865.

pub mod filter;
pub mod path;
