//! scimtop: what Entra should have provisioned beside what the service provider holds.

pub mod drift;
pub mod model;
pub mod simulator;
pub mod source;
pub mod status;
