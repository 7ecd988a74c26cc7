//! A tenant of its own: Graph, a SCIM provider and its audit log on loopback TCP.

mod clock;
pub mod fault;
pub mod faults;
mod guid;
pub mod http;
pub mod part;
mod population;
pub mod provider;
pub mod scim;
mod world;
