//! The only way out. It reads, and it keeps the token where it belongs.
//!
//! One [`Client`] serves one credential on one origin: redirects are errors, links in bodies stay
//! on the origin, and nothing but reads is sent, whoever asks; what acts takes a [`Confirmed`], which
//! only a person's typed word makes.

mod answer;
mod ask;
mod bodies;
mod budget;
mod client;
mod client_options;
mod confirmed;
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
pub use client::{Client, Sent};
pub use client_options::ClientOptions;
pub use confirmed::{Allowed, Challenge, Confirmed, NotAllowed, NotConfirmed};
pub use credential::Credential;
pub use failure::{Cure, Failure};
pub use patience::Patience;
pub use target::{Target, encoded};
