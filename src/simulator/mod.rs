//! A tenant of its own: Graph, a SCIM provider and its audit log on loopback TCP.

pub mod fault;
pub mod faults;
pub mod http;
pub mod part;
pub mod provider;
pub mod rest;
pub mod routes;
pub mod scim;
