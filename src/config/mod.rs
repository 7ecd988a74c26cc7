//! The configuration: flags before environment before file before defaults, every mistake with
//! its place, and no secret ever shown.
//!
//! `table` holds the one table of keys. Each layer fills a `draft`, weakest first; `assembly`
//! opens the secrets of the profile in use and makes [`Settings`] of it.

mod address;
mod assembly;
mod audit_table;
mod audit_template;
mod audit_value;
mod check;
mod clock;
mod cloud;
mod draft;
mod environment;
mod face;
mod file;
mod flags;
mod ignore_table;
mod interval;
mod key;
mod keys_table;
mod load;
mod mistake;
mod nearest;
mod normalise_table;
mod partial;
mod place;
mod position;
mod provider;
mod raw;
mod scope;
mod screen;
mod secret;
mod secret_command;
mod settings;
mod sign_in;
mod table;
mod template;

#[cfg(test)]
mod tests;

pub use address::is_loopback;
pub use audit_table::audit_keys;
pub use audit_template::AuditTemplate;
pub use check::run_check;
pub use clock::ClockSetting;
pub use cloud::Cloud;
pub use environment::Environment;
pub use face::Face;
pub use flags::Flags;
pub use interval::Intervals;
pub use load::{Inputs, load, survey};
pub use mistake::{Mistake, Mistakes, Severity};
pub use partial::{Partial, Survey};
pub use place::{Layer, Place};
pub use screen::Screen;
pub use secret::SecretOrigin;
pub use settings::{
    Audit, AuditSource, EntraAccess, Loaded, Settings, Way, default_file, scim_base,
};
pub use sign_in::SignIn;
pub use template::template;
