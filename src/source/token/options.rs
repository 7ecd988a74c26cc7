//! Who signs in, and with what proof.

use std::fmt;
use std::sync::Arc;

use secrecy::SecretString;

use super::{Certificate, DevicePrompt};

/// Who signs in, and for what.
#[derive(Clone, Debug)]
pub struct TokenOptions {
    /// Directory (tenant) id or domain.
    pub tenant: String,
    /// Application (client) id.
    pub client_id: String,
    /// The origin of Graph, which is also what the token is for: `https://graph.microsoft.com`.
    pub graph: String,
    pub proof: Proof,
}

impl TokenOptions {
    /// Every permission that was granted to the application.
    pub(super) fn scope(&self) -> String {
        format!("{}/.default", self.graph.trim_end_matches('/'))
    }
}

/// How the application, or the person at the terminal, proves who they are.
#[derive(Clone)]
pub enum Proof {
    ClientSecret(SecretString),
    ClientCertificate(Arc<Certificate>),
    /// A person signs in elsewhere with a code; it goes out through this function.
    DeviceCode(Arc<dyn Fn(DevicePrompt) + Send + Sync>),
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ClientSecret(_) => "client secret",
            Self::ClientCertificate(_) => "client certificate",
            Self::DeviceCode(_) => "device code",
        })
    }
}
