//! A tenant of its own: Graph, a SCIM provider and its audit log on loopback TCP.

mod clock;
mod guid;
pub mod http;
mod population;
pub mod provider;
mod world;
