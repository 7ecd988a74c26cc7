//! scimtop: what Entra should have provisioned beside what the service provider holds.

pub mod cli;
pub mod config;
pub mod drift;
pub mod entra;
pub mod model;
pub mod report;
pub mod simulator;
pub mod source;
pub mod status;
pub mod store;
