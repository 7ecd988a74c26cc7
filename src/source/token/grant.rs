//! One exchange with the token endpoint.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::advice::explained;
use super::options::TokenOptions;
use crate::model::{Foreign, SourceError};
use crate::source::http::{Client, encoded};

/// A token as it was granted.
pub(super) struct Grant {
    pub access: SecretString,
    /// Wall time for which it is good.
    pub life: Duration,
    pub refresh: Option<SecretString>,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    expires_in: Option<Seconds>,
    #[serde(default)]
    refresh_token: Option<String>,
}

/// Some endpoints write the number as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(u64),
    Text(String),
}

/// The life of a token whose grant does not say: short, so that it is asked again soon.
const UNTOLD: u64 = 300;

/// Where tokens of the tenant come from; `what` is `token` or `devicecode`.
pub(super) fn endpoint(options: &TokenOptions, what: &str) -> String {
    format!("/{}/oauth2/v2.0/{what}", encoded(&options.tenant))
}

/// Asks for a token with `fields` besides those that every grant has.
///
/// [`SourceError::SignIn`] where the service refuses; other errors where it was not reached.
pub(super) async fn ask(
    client: &Client,
    options: &TokenOptions,
    fields: &[(&str, &SecretString)],
) -> Result<Grant, SourceError> {
    let target = client.at(&endpoint(options, "token"));
    let mut form = vec![("client_id", options.client_id.as_str())];
    form.extend(
        fields
            .iter()
            .map(|(name, value)| (*name, value.expose_secret())),
    );
    let answer = client.post_form(&target, &form).await.map_err(explained)?;
    // The answer is a secret: no error may repeat a part of it.
    let granted: Granted =
        serde_json::from_slice(&answer.body).map_err(|_| SourceError::SignIn {
            at: answer.at.clone(),
            detail: Foreign::new("the answer holds no token"),
        })?;
    Ok(granted.into())
}

impl From<Granted> for Grant {
    fn from(granted: Granted) -> Self {
        let life = match granted.expires_in {
            Some(Seconds::Number(seconds)) => seconds,
            Some(Seconds::Text(text)) => text.trim().parse().unwrap_or(UNTOLD),
            None => UNTOLD,
        };
        Self {
            access: granted.access_token.into(),
            life: Duration::from_secs(life),
            refresh: granted.refresh_token.map(Into::into),
        }
    }
}
