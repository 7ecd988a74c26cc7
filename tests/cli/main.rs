//! The built program, run once, against tenants of its own: what it prints and how it ends.

mod check;
mod command;
mod configuration;
mod doctor;
mod faults;
mod mapped;
mod mapping;
mod report;
mod worlds;
