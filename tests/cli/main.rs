//! The built program, run once, against tenants of its own: what it prints and how it ends.

mod action;
mod action_audit;
mod audit;
mod check;
mod command;
mod configuration;
mod cycles;
mod doctor;
mod explain;
mod faults;
mod mapped;
mod mapping;
#[cfg(target_os = "linux")]
mod memory;
mod on_demand;
mod picture;
mod plain;
mod plan;
mod privacy;
mod report;
mod rules;
mod watch;
mod worlds;
