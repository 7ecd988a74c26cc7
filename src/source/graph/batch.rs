//! Many small reads in one request (Microsoft: "Combine multiple HTTP requests using JSON
//! batching").

use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::Graph;
use crate::model::{Foreign, SourceError};
use crate::source::http::{Answer, Client, Failure};
use crate::source::ingest::Store;
use crate::source::word::Word;

/// Requests in one batch, at most.
pub(super) const BATCH: usize = 20;

/// Batches in flight: eighty GETs, whose answers may be a hundred kilobytes each.
const BATCHES: usize = 4;

/// One GET of a batch: `key` says to the caller what it is about, `place` is a path below the
/// base with its query.
#[derive(Clone)]
pub(super) struct Inner<K> {
    pub key: K,
    pub place: String,
}

/// What became of one GET.
pub(super) type Outcome<K, T> = (K, Result<T, SourceError>);

#[derive(Deserialize)]
struct Batch<'a> {
    #[serde(borrow)]
    responses: Vec<Response<'a>>,
}

#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    id: Word<'a>,
    status: u16,
    #[serde(borrow, default)]
    headers: Option<&'a RawValue>,
    #[serde(borrow, default)]
    body: Option<&'a RawValue>,
}

/// How an answer is read as far as that takes no store, so that the thread that parses is spared it.
pub(super) trait Read<K, R>:
    Fn(&K, &str) -> Result<R, serde_json::Error> + Copy + Send + Sync + 'static
{
}

impl<K, R, F> Read<K, R> for F where
    F: Fn(&K, &str) -> Result<R, serde_json::Error> + Copy + Send + Sync + 'static
{
}

/// How what was read is turned into a `T`, on the thread that parses.
pub(super) trait Keep<K, R, T>:
    Fn(&mut Store, K, R) -> Result<T, serde_json::Error> + Copy + Send + Sync + 'static
{
}

impl<K, R, T, F> Keep<K, R, T> for F where
    F: Fn(&mut Store, K, R) -> Result<T, serde_json::Error> + Copy + Send + Sync + 'static
{
}

impl Graph {
    /// Sends every GET, twenty in a request, and returns an outcome for each, in any order. Once a
    /// request as a whole has failed for good, those that have not begun fail with it.
    pub(super) async fn batch<K, T>(
        &self,
        client: &Client,
        inner: Vec<Inner<K>>,
        parse: impl Fn(&mut Store, K, &str) -> Result<T, serde_json::Error>
        + Copy
        + Send
        + Sync
        + 'static,
    ) -> Vec<Outcome<K, T>>
    where
        K: Clone + Send + 'static,
        T: Send + 'static,
    {
        let read = |_: &K, body: &str| Ok(body.to_owned());
        let keep = move |store: &mut Store, key, body: String| parse(store, key, &body);
        self.batch_read(client, inner, (read, keep)).await
    }

    /// The same, the answers read before they are kept.
    pub(super) async fn batch_read<K, R, T>(
        &self,
        client: &Client,
        inner: Vec<Inner<K>>,
        how: (impl Read<K, R>, impl Keep<K, R, T>),
    ) -> Vec<Outcome<K, T>>
    where
        K: Clone + Send + 'static,
        R: Send + 'static,
        T: Send + 'static,
    {
        let batches: Vec<_> = inner.chunks(BATCH).map(<[_]>::to_vec).collect();
        let broken = &OnceLock::new();
        stream::iter(batches)
            .map(|open| async move {
                match broken.get() {
                    Some(error) => all_failed(open, error),
                    None => self.one_batch(client, open, how, broken).await,
                }
            })
            .buffer_unordered(BATCHES)
            .collect::<Vec<_>>()
            .await
            .into_iter()
            .flatten()
            .collect()
    }

    /// Sends one batch, and again those of its GETs that failed and may yet succeed.
    async fn one_batch<K, R, T>(
        &self,
        client: &Client,
        mut open: Vec<Inner<K>>,
        how: (impl Read<K, R>, impl Keep<K, R, T>),
        broken: &OnceLock<SourceError>,
    ) -> Vec<Outcome<K, T>>
    where
        K: Clone + Send + 'static,
        R: Send + 'static,
        T: Send + 'static,
    {
        let mut settled = Vec::with_capacity(open.len());
        let mut tries = 1;
        while !open.is_empty() {
            let results = match self.send(client, &open, how).await {
                Ok(results) => results,
                Err(error) => {
                    settled.extend(all_failed(open, broken.get_or_init(|| error)));
                    break;
                }
            };
            let mut longest = Duration::ZERO;
            let mut again = Vec::new();
            for (inner, result) in open.into_iter().zip(results) {
                match result {
                    Ok(read) => settled.push((inner.key, Ok(read))),
                    Err(failure) => match client.pause(&failure, tries) {
                        Some(pause) => {
                            longest = longest.max(pause);
                            again.push(inner);
                        }
                        None => settled.push((inner.key, Err(failure.report(tries)))),
                    },
                }
            }
            if !again.is_empty() {
                sleep(longest).await;
            }
            open = again;
            tries += 1;
        }
        settled
    }

    /// The result of each GET in `open`, in the same order.
    async fn send<K, R, T>(
        &self,
        client: &Client,
        open: &[Inner<K>],
        (read, keep): (impl Read<K, R>, impl Keep<K, R, T>),
    ) -> Result<Vec<Result<T, Failure>>, SourceError>
    where
        K: Clone + Send + 'static,
        R: Send + 'static,
        T: Send + 'static,
    {
        let requests: Vec<Value> = (0..)
            .zip(open)
            .map(|(id, inner): (usize, _)| {
                json!({ "id": id.to_string(), "method": "GET", "url": inner.place })
            })
            .collect();
        let target = client.at("/$batch");
        let answer = self
            .post(client, &target, &json!({ "requests": requests }))
            .await?;
        let (open, client) = (open.to_vec(), client.clone());
        let sorted = move || {
            let results = sort_out(&client, &answer, &open, read)?;
            Ok((open, results))
        };
        let (open, results) = self.ingest.read(sorted).await??;
        let kept = move |store: &mut Store| {
            store.room("POST /$batch")?;
            let results = open.iter().zip(results);
            let kept = results.map(|(inner, result)| {
                keep(store, inner.key.clone(), result?).map_err(|_| unread(inner))
            });
            Ok(kept.collect())
        };
        self.ingest.run(kept).await?
    }
}

fn all_failed<K, T>(open: Vec<Inner<K>>, error: &SourceError) -> Vec<Outcome<K, T>> {
    let failed = open.into_iter().map(|inner| inner.key);
    failed.map(|key| (key, Err(error.clone()))).collect()
}

/// Answers come in any order; a GET without one has failed.
fn sort_out<K, R>(
    client: &Client,
    answer: &Answer,
    open: &[Inner<K>],
    read: impl Read<K, R>,
) -> Result<Vec<Result<R, Failure>>, SourceError> {
    let batch: Batch = answer.json()?;
    let mut results: Vec<Option<Result<R, Failure>>> = open.iter().map(|_| None).collect();
    for response in &batch.responses {
        let at = response.id.get().parse().unwrap_or(usize::MAX);
        if let (Some(inner), Some(result)) = (open.get(at), results.get_mut(at)) {
            *result = Some(settle(client, inner, response, read));
        }
    }
    let missing = |inner: &Inner<K>| Failure::last(protocol(&at(inner), "no answer in the batch"));
    let complete = results.into_iter().zip(open);
    Ok(complete
        .map(|(result, inner)| result.unwrap_or_else(|| Err(missing(inner))))
        .collect())
}

fn settle<K, R>(
    client: &Client,
    inner: &Inner<K>,
    response: &Response,
    read: impl Read<K, R>,
) -> Result<R, Failure> {
    let body = response.body.map_or("", RawValue::get);
    if response.status == 200 {
        return read(&inner.key, body).map_err(|_| unread(inner));
    }
    let wait = retry_after(response);
    Err(client.inner_failure(at(inner), response.status, wait.as_deref(), body.as_bytes()))
}

fn unread<K>(inner: &Inner<K>) -> Failure {
    Failure::last(protocol(&at(inner), "not the JSON that was expected"))
}

fn at<K>(inner: &Inner<K>) -> String {
    let path = inner.place.split('?').next().unwrap_or_default();
    format!("GET {path}")
}

fn protocol(at: &str, what: &str) -> SourceError {
    SourceError::Protocol {
        at: at.to_owned(),
        what: Foreign::new(what),
    }
}

/// The names of headers know no case, not even as keys of an object.
fn retry_after(response: &Response) -> Option<String> {
    let headers: HashMap<Word, Word> = serde_json::from_str(response.headers?.get()).ok()?;
    headers
        .into_iter()
        .find(|(name, _)| name.is("Retry-After"))
        .map(|(_, value)| value.get().to_owned())
}
