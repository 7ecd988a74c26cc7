//! Sign-in by a person with a browser elsewhere (RFC 8628): it fits a terminal over ssh.

use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use tokio::time::{Instant, sleep};

use super::advice::explained;
use super::grant::{self, Grant, endpoint};
use super::options::TokenOptions;
use crate::model::{Foreign, SourceError};
use crate::source::http::Client;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// How much slower to ask on `slow_down` (RFC 8628, 3.5).
const SLOWER: Duration = Duration::from_secs(5);

/// What to tell the person: open this address, type this code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DevicePrompt {
    pub verification_uri: Foreign,
    pub user_code: Foreign,
    /// Wall time for which the code is good.
    pub life: Duration,
}

#[derive(Deserialize)]
struct Started {
    device_code: String,
    user_code: String,
    #[serde(alias = "verification_url")]
    verification_uri: String,
    expires_in: u64,
    /// Seconds between two questions.
    #[serde(default = "five")]
    interval: u64,
}

fn five() -> u64 {
    5
}

/// Asks for a code, tells it through `prompt`, and waits until the person has signed in.
///
/// [`SourceError::SignIn`] where they declined, or the code ran out.
pub(super) async fn sign_in(
    client: &Client,
    options: &TokenOptions,
    prompt: &(dyn Fn(DevicePrompt) + Send + Sync),
) -> Result<Grant, SourceError> {
    let code = ask_for_code(client, options).await?;
    let life = Duration::from_secs(code.expires_in);
    let end = Instant::now() + life;
    prompt(DevicePrompt {
        verification_uri: Foreign::new(code.verification_uri),
        user_code: Foreign::new(code.user_code),
        life,
    });
    let kind = SecretString::from(GRANT);
    let device_code = SecretString::from(code.device_code);
    let fields = [("grant_type", &kind), ("device_code", &device_code)];
    let mut interval = Duration::from_secs(code.interval);
    loop {
        sleep(interval).await;
        let refusal = match grant::ask(client, options, &fields).await {
            Err(error) if Instant::now() < end => error,
            settled => return settled,
        };
        interval += slower(&refusal).ok_or(refusal)?;
    }
}

async fn ask_for_code(client: &Client, options: &TokenOptions) -> Result<Started, SourceError> {
    let target = client.at(&endpoint(options, "devicecode"));
    // A refresh token spares the person the next sign-in, an hour from now.
    let scope = format!("{} offline_access", options.scope());
    let form = [("client_id", options.client_id.as_str()), ("scope", &scope)];
    let answer = client.post_form(&target, &form).await.map_err(explained)?;
    answer.json()
}

/// By how much to slow down while the person has not signed in yet; `None` where it is over
/// (`authorization_declined`, `expired_token`, ...).
fn slower(refusal: &SourceError) -> Option<Duration> {
    let SourceError::SignIn { detail, .. } = refusal else {
        return None;
    };
    let said = |code: &str| detail.raw().contains(code);
    if said("authorization_pending") {
        Some(Duration::ZERO)
    } else {
        said("slow_down").then_some(SLOWER)
    }
}
