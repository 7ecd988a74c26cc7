//! What a client proves itself with.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::model::SourceError;
use crate::source::token::Tokens;

/// The credential of one client, bound to its one origin.
#[derive(Clone, Debug, Default)]
pub enum Credential {
    /// Nothing is sent: the token endpoint has its proof in the body.
    #[default]
    None,
    /// A token that does not change (a SCIM or REST token).
    Bearer(SecretString),
    /// As [`Self::Bearer`], under another scheme of the Authorization header (Okta: `SSWS`).
    Scheme(String, SecretString),
    /// Tokens that the sign-in service grants for an hour or so (Microsoft Graph).
    Tokens(Arc<Tokens>),
}

impl Credential {
    /// The token to send now.
    pub(super) async fn bearer(&self) -> Result<Option<SecretString>, SourceError> {
        match self {
            Self::None => Ok(None),
            Self::Bearer(token) | Self::Scheme(_, token) => Ok(Some(token.clone())),
            // Boxed, since asking for a token is itself a request of another client.
            Self::Tokens(tokens) => Box::pin(tokens.token()).await.map(Some),
        }
    }

    /// The scheme that the token is sent under.
    pub(super) fn scheme(&self) -> &str {
        match self {
            Self::Scheme(scheme, _) => scheme,
            Self::None | Self::Bearer(_) | Self::Tokens(_) => "Bearer",
        }
    }

    /// How long the token that is held is good for.
    pub(super) async fn life(&self) -> Option<Duration> {
        match self {
            Self::Tokens(tokens) => tokens.life().await,
            Self::None | Self::Bearer(_) | Self::Scheme(..) => None,
        }
    }

    /// The permissions that the held token names.
    pub(super) async fn permissions(&self) -> Option<Vec<String>> {
        match self {
            Self::Tokens(tokens) => tokens.permissions().await,
            Self::None | Self::Bearer(_) | Self::Scheme(..) => None,
        }
    }

    /// How far the clock of the service that grants tokens is ahead of ours.
    pub(super) fn skew(&self) -> Option<TimeDelta> {
        match self {
            Self::Tokens(tokens) => tokens.skew(),
            Self::None | Self::Bearer(_) | Self::Scheme(..) => None,
        }
    }

    /// The service did not accept `token`. Whether there is another one to be had.
    pub(super) async fn refused(&self, token: &SecretString) -> bool {
        let Self::Tokens(tokens) = self else {
            return false;
        };
        tokens.discard(token).await;
        true
    }
}

/// The Authorization header of `token`, marked so that no log shows it.
///
/// [`SourceError::Setting`] where it holds what no header can: a line break, say.
pub(super) fn header(scheme: &str, token: &SecretString) -> Result<HeaderValue, SourceError> {
    let value = format!("{scheme} {}", token.expose_secret());
    let mut value = HeaderValue::from_str(&value).map_err(|_| SourceError::Setting {
        what: "the token holds characters that no token has; is there a line break in it?".into(),
    })?;
    value.set_sensitive(true);
    Ok(value)
}
