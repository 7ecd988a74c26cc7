//! The only way out. It reads, and it keeps the token where it belongs.
//!
//! One [`Client`] serves one credential on one origin: redirects are errors, links in bodies stay
//! on the origin, and nothing but reads is sent, whoever asks.

mod answer;
mod ask;
mod budget;
mod client;
mod credential;
mod failure;
#[cfg(test)]
pub mod loopback;
mod origin;
mod patience;
mod permit;
mod refusal;
mod retry_after;
mod target;
#[cfg(test)]
mod tests;
mod transport;

pub use answer::Answer;
pub use budget::Budget;
pub use client::{Client, ClientOptions};
pub use credential::Credential;
pub use failure::{Cure, Failure};
pub use patience::Patience;
pub use target::{Target, encoded};
