//! scimtop: what Entra should have provisioned beside what the service provider holds.
//!
//! Facts flow one way, and only commands go back:
//!
//! source -> snapshot -> expected / provisioned -> differences -> findings -> status -> face
//!
//! | room | what it is |
//! |---|---|
//! | [`model`] | the nouns: users, groups, readings and their grade |
//! | [`entra`] | what Entra would send: who is in scope, and through what |
//! | [`drift`] | the comparison, its findings, and what must be asked again |
//! | [`status`] | the memory: everything a face shows, and how it changes |
//! | [`doctor`] | the set-up guide as rows, checked against what was read |
//! | [`source`] | the edges that read: HTTP, tokens, Graph, SCIM, the provider's audit log |
//! | [`action`] | what a person may have done: confirmed, written down, sent, verified |
//! | [`store`] | the history on disk |
//! | [`export`] | what is taken away: files, tickets, the clipboard |
//! | [`monitor`] | the pump: pollers, the judge, the newest status |
//! | [`tui`], [`report`] | the faces |
//! | [`simulator`] | a tenant of its own, which knows nothing of the rest |
//! | [`cli`], [`config`] | what a person says, and what is run for it |
//!
//! The first five are pure: no IO, no clock, no async, no terminal. Start with
//! [`drift::compare`], then [`status::advance`], then [`monitor`].

pub mod action;
pub mod cli;
pub mod config;
pub mod doctor;
pub mod drift;
pub mod entra;
pub mod export;
pub mod model;
pub mod monitor;
pub mod report;
pub mod simulator;
pub mod source;
pub mod status;
pub mod store;
pub mod tui;
