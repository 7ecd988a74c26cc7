//! The contracts: Microsoft's for Graph, checked against itself and against what the simulator and
//! the client say, and our own for the report, checked against what the program writes.
//!
//! The contract of Graph is an OpenAPI document that lies beside the project and is not part of it:
//! where it is missing, its tests say that they were skipped. It is what keeps client and simulator,
//! which share no type, from sharing a mistake.

mod answers;
mod batch;
mod check;
mod doctor;
mod documents;
mod examples;
mod json_schema;
mod openapi;
mod report;
mod report_status;
mod schemas;
mod wire;
#[path = "../core/world.rs"]
#[expect(
    dead_code,
    reason = "shared with the tests of the core, which use all of it"
)]
mod world;
