//! The Graph contract, checked against itself and against what the simulator and the client say.
//!
//! The contract is an OpenAPI document that lies beside the project and is not part of it: where it is
//! missing, these tests say that they were skipped. It is what keeps client and simulator, which share
//! no type, from sharing a mistake.

mod batch;
mod check;
mod examples;
mod json_schema;
mod openapi;
