//! scimtop: what Entra should have provisioned beside what the service provider holds.

pub mod cli;
pub mod config;
pub mod drift;
pub mod simulator;
