//! The SCIM endpoints: RFC 7643, RFC 7644, and cursors by RFC 9865.

pub mod body;
pub mod condition;
pub mod cursor;
pub mod discovery;
pub mod disguise;
pub mod endpoint;
pub mod facts;
pub mod failure;
pub mod field;
pub mod filter;
pub mod kind;
pub mod list;
pub mod path;
pub mod projection;
pub mod query;
pub mod rendering;
pub mod selection;

/// The media type of SCIM (RFC 7644 3.1).
const CONTENT_TYPE: &str = "application/scim+json";

#[cfg(test)]
mod tests;
