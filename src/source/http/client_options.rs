//! What a client is told.

use std::path::PathBuf;

use url::Url;

use super::Patience;
use super::credential::Credential;
use crate::source::clock::Clock;

/// What a client is made from.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// The address that every target is below.
    pub base: Url,
    pub credential: Credential,
    /// Certificates of authorities to trust besides the system's, as PEM.
    pub ca_file: Option<PathBuf>,
    /// Ignored for loopback.
    pub proxy: Option<Url>,
    /// The media types to ask for.
    pub accept: &'static str,
    pub clock: Clock,
    pub patience: Patience,
    /// The seed of the jitter in waits.
    pub seed: u64,
}

impl ClientOptions {
    /// The usual options for `base` and `credential`.
    pub fn new(base: Url, credential: Credential) -> Self {
        Self {
            base,
            credential,
            ca_file: None,
            proxy: None,
            accept: "application/json",
            clock: Clock::wall(),
            patience: Patience::default(),
            seed: fastrand::u64(..),
        }
    }
}
