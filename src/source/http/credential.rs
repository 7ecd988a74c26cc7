//! What a client proves itself with.

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::model::SourceError;

/// The credential of one client, bound to its one origin.
#[derive(Clone, Debug, Default)]
pub enum Credential {
    /// Nothing is sent: the token endpoint has its proof in the body.
    #[default]
    None,
    /// A token that does not change (a SCIM or REST token).
    Bearer(SecretString),
}

impl Credential {
    /// The token to send now.
    pub(super) fn bearer(&self) -> Option<&SecretString> {
        match self {
            Self::None => None,
            Self::Bearer(token) => Some(token),
        }
    }
}

/// The Authorization header of `token`, marked so that no log shows it.
///
/// [`SourceError::Setting`] where it holds what no header can: a line break, say.
pub(super) fn header(token: &SecretString) -> Result<HeaderValue, SourceError> {
    let value = format!("Bearer {}", token.expose_secret());
    let mut value = HeaderValue::from_str(&value).map_err(|_| SourceError::Setting {
        what: "the token holds characters that no token has; is there a line break in it?".into(),
    })?;
    value.set_sensitive(true);
    Ok(value)
}
