//! One credential, one origin, and every request that goes there.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, IF_NONE_MATCH};
use secrecy::SecretString;
use serde::Serialize;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::ask::Ask;
use super::bodies::Bodies;
use super::budget::{Budget, Ledger};
use super::credential::{Credential, header};
use super::failure::{Cure, Failure};
use super::origin::Origin;
use super::refusal::detail;
use super::retry_after::retry_after as wait_asked;
use super::{Answer, ClientOptions, Confirmed, Patience, Target, transport};
use crate::model::SourceError;
use crate::source::clock::Clock;

/// A client; its clones share connections, credential, waits and budget.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    sent: Arc<AtomicU64>,
}

struct Shared {
    http: reqwest::Client,
    origin: Origin,
    credential: Credential,
    clock: Clock,
    patience: Patience,
    ledger: Ledger,
    bodies: Bodies,
    chance: Mutex<fastrand::Rng>,
    /// Until when the service asked every request to wait.
    busy_until: Mutex<Option<Instant>>,
    /// How far the service's clock was ahead of ours at its last answer.
    skew: Mutex<Option<TimeDelta>>,
}

/// What became of a request that acts.
pub struct Sent {
    /// Of the last answer; `None` where none came.
    pub status: Option<u16>,
    pub request_id: Option<String>,
    pub result: Result<Answer, SourceError>,
}

impl Client {
    /// [`SourceError::Setting`] where an option is unusable or unsafe: plain http to another
    /// machine, say.
    pub fn new(options: ClientOptions) -> Result<Self, SourceError> {
        let origin = Origin::new(options.base.clone())?;
        let http = transport::build(&options, &origin)?;
        let shared = Shared {
            http,
            origin,
            credential: options.credential,
            clock: options.clock,
            patience: options.patience,
            ledger: Ledger::new(),
            bodies: Bodies::default(),
            chance: Mutex::new(fastrand::Rng::with_seed(options.seed)),
            busy_until: Mutex::default(),
            skew: Mutex::default(),
        };
        Ok(Self {
            shared: Arc::new(shared),
            sent: Arc::default(),
        })
    }

    /// The target below the base; `place` is a path that begins with a slash, and perhaps a query.
    /// Values in it are [`super::encoded`] by the caller.
    pub fn at(&self, place: &str) -> Target {
        self.shared.origin.at(place)
    }

    /// The target that a link in the answer to `from` names.
    ///
    /// [`SourceError::ForeignLink`] where it leaves this client's origin.
    pub fn same_origin(&self, link: &str, from: &Target) -> Result<Target, SourceError> {
        self.shared.origin.link(link, from)
    }

    /// The same client with a count of requests of its own, for one read.
    #[must_use]
    pub fn counted(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            sent: Arc::default(),
        }
    }

    /// Requests sent by this count, retries among them.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// What all clones of this client have spent.
    pub fn budget(&self) -> Budget {
        self.shared.ledger.budget()
    }

    /// How far the service's clock was ahead of ours at its last answer, by its Date header, which counts
    /// whole seconds; else that of the sign-in service. `None` where neither has answered.
    pub fn skew(&self) -> Option<TimeDelta> {
        let own = *lock(&self.shared.skew);
        own.or_else(|| self.shared.credential.skew())
    }

    /// How long the token that is held is good for, where tokens have an end that is known.
    pub async fn token_life(&self) -> Option<Duration> {
        self.shared.credential.life().await
    }

    /// The permissions that the token that is held names, where it can be looked into.
    pub async fn token_permissions(&self) -> Option<Vec<String>> {
        self.shared.credential.permissions().await
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        self.shared.origin.name()
    }

    pub async fn get(&self, target: &Target) -> Result<Answer, SourceError> {
        self.get_with(target, &[]).await
    }

    /// A GET with further request headers.
    pub async fn get_with(
        &self,
        target: &Target,
        headers: &[(&'static str, &str)],
    ) -> Result<Answer, SourceError> {
        self.send(Ask::get(target, headers)).await
    }

    /// A GET of what had the `ETag` `tag`; `None` if it has it still.
    pub async fn get_if_changed(
        &self,
        target: &Target,
        tag: &str,
    ) -> Result<Option<Answer>, SourceError> {
        let headers = [(IF_NONE_MATCH.as_str(), tag)];
        let answer = self.get_with(target, &headers).await?;
        Ok((answer.status != StatusCode::NOT_MODIFIED.as_u16()).then_some(answer))
    }

    /// One of the few POSTs that read: Graph `$batch` of GETs and `getByIds`, SCIM `.search`.
    ///
    /// [`SourceError::Bug`] for anything else, which is not sent.
    pub async fn post_json(
        &self,
        target: &Target,
        body: &impl Serialize,
    ) -> Result<Answer, SourceError> {
        let ask = Ask::json(target, self.below_base(target), body)?;
        self.send(ask).await
    }

    /// The POST that asks for a token or a device code.
    ///
    /// [`SourceError::Bug`] for anything else, which is not sent.
    pub async fn post_form(
        &self,
        target: &Target,
        fields: &[(&str, &str)],
    ) -> Result<Answer, SourceError> {
        let ask = Ask::form(target, self.below_base(target), fields)?;
        self.send(ask).await
    }

    /// A POST that acts. Sent again only where the service said that it is busy or refused the token:
    /// after anything else it may have been carried out.
    pub async fn post_confirmed(&self, confirmed: Confirmed) -> Sent {
        let target = self.at(confirmed.place());
        let asked = Ask::confirmed(&target, self.below_base(&target), confirmed);
        let outcome = match asked {
            Ok(ask) => self.try_out(&ask).await,
            Err(error) => Err((Failure::last(error), 1)),
        };
        match outcome {
            Ok(answer) => Sent {
                status: Some(answer.status),
                request_id: answer.request_id.clone(),
                result: Ok(answer),
            },
            Err((failure, tries)) => {
                let (status, request_id) = failure.answered.clone().unzip();
                Sent {
                    status,
                    request_id: request_id.flatten(),
                    result: Err(failure.report(tries)),
                }
            }
        }
    }

    fn below_base<'a>(&self, target: &'a Target) -> &'a str {
        let path = target.path();
        path.strip_prefix(self.shared.origin.path()).unwrap_or(path)
    }

    /// The failure of a request that was answered inside another one (Graph `$batch`).
    pub fn inner_failure(
        &self,
        at: String,
        status: u16,
        retry_after: Option<&str>,
        body: &[u8],
    ) -> Failure {
        let now = self.shared.clock.now();
        let asked = retry_after.and_then(|value| wait_asked(value, now));
        Failure::of_status(at, status, asked, detail(body, &[]))
    }

    /// How long to wait before asking again after `tries`; `None` where it is time to give up.
    pub fn pause(&self, failure: &Failure, tries: u32) -> Option<Duration> {
        failure.wait(tries, &self.shared.patience, self.chance())
    }

    async fn send(&self, ask: Ask<'_>) -> Result<Answer, SourceError> {
        let outcome = self.try_out(&ask).await;
        outcome.map_err(|(failure, tries)| failure.report(tries))
    }

    /// The answer, or the last failure and which try it was.
    async fn try_out(&self, ask: &Ask<'_>) -> Result<Answer, (Failure, u32)> {
        let mut renewed = false;
        let mut tries = 1;
        let stop = |error, tries| (Failure::last(error), tries);
        // A target of another client would take this one's token to another place.
        let own = self.shared.origin.own(ask.target, &ask.at);
        own.map_err(|error| stop(error, tries))?;
        loop {
            self.wait_while_busy().await;
            let token = self.shared.credential.bearer().await;
            let token = token.map_err(|error| stop(error, tries))?;
            let failure = match self.once(ask, token.as_ref()).await {
                Ok(answer) => {
                    tracing::debug!("{answer:?}");
                    return Ok(answer);
                }
                Err(failure) => failure,
            };
            tracing::warn!("try {tries}: {}", failure.error);
            if failure.cure == Cure::Token && !renewed && self.refused(token.as_ref()).await {
                renewed = true;
                continue;
            }
            let harmless = !ask.acts || matches!(failure.cure, Cure::Busy(_));
            let Some(wait) = self.pause(&failure, tries).filter(|_| harmless) else {
                return Err((failure, tries));
            };
            self.wait(wait, failure.cure).await;
            tries += 1;
        }
    }

    /// Gives up a token that was not accepted. Whether there is another one to be had.
    async fn refused(&self, token: Option<&SecretString>) -> bool {
        match token {
            Some(token) => self.shared.credential.refused(token).await,
            None => false,
        }
    }

    /// One try.
    async fn once(&self, ask: &Ask<'_>, token: Option<&SecretString>) -> Result<Answer, Failure> {
        let (at, patience) = (&ask.at, &self.shared.patience);
        let request = self.request(ask, token).map_err(Failure::last)?;
        self.sent.fetch_add(1, Ordering::Relaxed);
        self.shared.ledger.sent();
        let response = timeout(patience.head, request.send())
            .await
            .map_err(|_| Failure::timeout(at))?
            .map_err(|error| Failure::network(at, error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = self.shared.bodies.whole(at, response, patience).await;
        let unchanged = status == StatusCode::NOT_MODIFIED && ask.is_conditional();
        if status.is_success() || unchanged {
            let answer = Answer::new(at.clone(), status, headers, body?);
            self.note_time(&answer);
            return Ok(answer);
        }
        // A refusal counts for what it is, even where its text did not arrive.
        let refusal = Answer::new(at.clone(), status, headers, body.unwrap_or_default());
        self.note_time(&refusal);
        let secrets: Vec<_> = ask.secrets.iter().chain(token).cloned().collect();
        let now = self.shared.clock.now();
        Err(Failure::refused(&refusal, &secrets, now))
    }

    fn note_time(&self, answer: &Answer) {
        if let Some(date) = answer.date {
            *lock(&self.shared.skew) = Some(date - self.shared.clock.now());
        }
    }

    fn request(
        &self,
        ask: &Ask<'_>,
        token: Option<&SecretString>,
    ) -> Result<reqwest::RequestBuilder, SourceError> {
        let url = ask.target.url().clone();
        let mut request = self.shared.http.request(ask.method.clone(), url);
        for (name, value) in ask.headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = token {
            request = request.header(
                AUTHORIZATION,
                header(self.shared.credential.scheme(), token)?,
            );
        }
        if let Some((kind, body)) = &ask.body {
            request = request.header(CONTENT_TYPE, *kind).body(body.clone());
        }
        Ok(request)
    }

    async fn wait(&self, wait: Duration, cure: Cure) {
        if let Cure::Busy(asked) = cure {
            self.shared.ledger.throttled(wait);
            if asked.is_some() {
                self.hold(wait);
            }
        }
        sleep(wait).await;
    }

    /// Keeps every request of this client back: asking on while throttled prolongs it.
    fn hold(&self, wait: Duration) {
        let until = Instant::now() + wait;
        let mut busy = lock(&self.shared.busy_until);
        *busy = Some(busy.map_or(until, |held| held.max(until)));
    }

    async fn wait_while_busy(&self) {
        let until = *lock(&self.shared.busy_until);
        if let Some(until) = until {
            sleep_until(until).await;
        }
    }

    fn chance(&self) -> f64 {
        lock(&self.shared.chance).f64()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
