//! A tenant of its own: Graph, a SCIM provider and its audit log on loopback TCP.

pub mod http;
pub mod provider;
