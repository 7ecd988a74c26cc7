//! The edges that read: one HTTP client, and what is built on it for each service.
//!
//! Start with [`http`], the only way out; [`ingest`] is where answers become columns.

pub mod clock;
pub mod fold;
pub mod http;
pub mod ingest;
pub mod scim;
