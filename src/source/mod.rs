//! The edges that read: one HTTP client, and what is built on it for each service.
//!
//! Start with [`http`], the only way out; [`ingest`] is where answers become columns.

pub mod audit;
pub mod clock;
pub mod graph;
pub mod http;
pub mod ingest;
mod progress;
pub mod rest;
pub mod scim;
pub mod token;
mod word;
