//! The token cache: one token, renewed before it ends, asked for once however many wait for it.

use std::fmt;
use std::time::Duration;

use chrono::TimeDelta;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::claims;
use super::device_code;
use super::grant::{self, Grant, endpoint};
use super::options::{Proof, TokenOptions};
use crate::model::SourceError;
use crate::source::clock::Clock;
use crate::source::http::Client;

/// How long before its end a token is renewed; half of its life where that is shorter.
const EARLY: Duration = Duration::from_secs(5 * 60);
/// How long a refusal, or a failed early renewal, stands before the next attempt.
const PAUSE: Duration = Duration::from_secs(15);

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The tokens of one application in one tenant. They live in memory only.
pub struct Tokens {
    client: Client,
    options: TokenOptions,
    clock: Clock,
    /// Locked while a token is asked for: whoever comes meanwhile waits for the same one.
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    refresh: Option<SecretString>,
    refused: Option<(Instant, SourceError)>,
}

struct Held {
    token: SecretString,
    renew: Instant,
    end: Instant,
}

impl Tokens {
    /// Tokens from the sign-in service that `client`, without a credential of its own, leads to.
    pub fn new(client: Client, options: TokenOptions, clock: Clock) -> Self {
        Self {
            client,
            options,
            clock,
            state: Mutex::default(),
        }
    }

    /// A token that is good now.
    ///
    /// [`SourceError::SignIn`] where the service refuses; it is not asked again for a moment then.
    pub async fn token(&self) -> Result<SecretString, SourceError> {
        let mut state = self.state.lock().await;
        let now = Instant::now();
        if let Some(held) = state.held.as_ref().filter(|held| now < held.renew) {
            return Ok(held.token.clone());
        }
        if let Some((_, error)) = state.refused.as_ref().filter(|(until, _)| now < *until) {
            return Err(error.clone());
        }
        match self.sign_in(state.refresh.as_ref()).await {
            Ok(grant) => Ok(state.keep(grant)),
            Err(error) => state.without(error),
        }
    }

    /// Gives up `token`, which Graph did not accept, if it is still the one held.
    pub async fn discard(&self, token: &SecretString) {
        let mut state = self.state.lock().await;
        let same = |held: &Held| held.token.expose_secret() == token.expose_secret();
        if state.held.as_ref().is_some_and(same) {
            state.held = None;
        }
    }

    /// How long the token that is held is good for; `None` where none is held.
    pub async fn life(&self) -> Option<Duration> {
        let state = self.state.lock().await;
        let held = state.held.as_ref()?;
        Some(held.end.saturating_duration_since(Instant::now()))
    }

    /// The permissions that the held token names: `roles`, or `scp` where a person signed in. `None`
    /// where none is held, or where it is not of the form that can be looked into: nobody but Graph has to
    /// understand it.
    pub async fn permissions(&self) -> Option<Vec<String>> {
        let state = self.state.lock().await;
        claims::permissions(state.held.as_ref()?.token.expose_secret())
    }

    /// How far the sign-in service's clock was ahead of ours at its last answer.
    pub fn skew(&self) -> Option<TimeDelta> {
        self.client.skew()
    }

    async fn sign_in(&self, refresh: Option<&SecretString>) -> Result<Grant, SourceError> {
        match &self.options.proof {
            Proof::ClientSecret(secret) => self.prove(&[("client_secret", secret)]).await,
            Proof::ClientCertificate(certificate) => {
                let audience = format!(
                    "{}{}",
                    self.client.origin(),
                    endpoint(&self.options, "token")
                );
                let now = self.clock.now();
                let assertion = certificate.assertion(&self.options.client_id, &audience, now)?;
                let kind = SecretString::from(ASSERTION);
                let proof = [
                    ("client_assertion_type", &kind),
                    ("client_assertion", &assertion),
                ];
                self.prove(&proof).await
            }
            Proof::DeviceCode(prompt) => {
                if let Some(refresh) = refresh {
                    match self.refresh(refresh).await {
                        // It has run out or was revoked: the person is asked again.
                        Err(SourceError::SignIn { .. }) => {}
                        settled => return settled,
                    }
                }
                device_code::sign_in(&self.client, &self.options, prompt.as_ref()).await
            }
        }
    }

    async fn prove(&self, proof: &[(&str, &SecretString)]) -> Result<Grant, SourceError> {
        let kind = SecretString::from("client_credentials");
        let scope = SecretString::from(self.options.scope());
        let mut fields = vec![("grant_type", &kind), ("scope", &scope)];
        fields.extend_from_slice(proof);
        grant::ask(&self.client, &self.options, &fields).await
    }

    async fn refresh(&self, refresh: &SecretString) -> Result<Grant, SourceError> {
        let kind = SecretString::from("refresh_token");
        let scope = SecretString::from(format!("{} offline_access", self.options.scope()));
        let fields = [
            ("grant_type", &kind),
            ("scope", &scope),
            ("refresh_token", refresh),
        ];
        grant::ask(&self.client, &self.options, &fields).await
    }
}

impl State {
    fn keep(&mut self, grant: Grant) -> SecretString {
        let now = Instant::now();
        self.refused = None;
        if grant.refresh.is_some() {
            self.refresh = grant.refresh;
        }
        self.held = Some(Held {
            token: grant.access.clone(),
            renew: now + renewal(grant.life),
            end: now + grant.life,
        });
        grant.access
    }

    /// No new token came: the old one is used to its end.
    fn without(&mut self, error: SourceError) -> Result<SecretString, SourceError> {
        let now = Instant::now();
        if let Some(held) = self.held.as_mut().filter(|held| now < held.end) {
            held.renew = (now + PAUSE).min(held.end);
            return Ok(held.token.clone());
        }
        self.held = None;
        if matches!(error, SourceError::SignIn { .. }) {
            self.refused = Some((now + PAUSE, error.clone()));
        }
        Err(error)
    }
}

/// When a token that is good for `life` is renewed.
fn renewal(life: Duration) -> Duration {
    life.saturating_sub(EARLY).max(life / 2)
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({:?})", self.options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renewal_is_five_minutes_early_or_at_half_a_life() {
        for (life, renewed) in [(3600, 3300), (600, 300), (60, 30), (0, 0)] {
            let at = renewal(Duration::from_secs(life));
            assert_eq!(at, Duration::from_secs(renewed));
        }
    }
}
