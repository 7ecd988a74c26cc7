//! What the two logs of Entra have in common: filters that a tenant may not understand, and a
//! pace that they share.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Graph;
use super::page::{Listing, Page};
use crate::model::{Change, Foreign, Grade, Reading, Reason, SourceError};
use crate::source::http::{Answer, encoded};
use crate::source::progress::Progress;
use crate::source::word::Word;

/// Rows of a page.
const TOP: usize = 500;
/// Pages of one read: at three in ten seconds they are more than two minutes.
const MOST_PAGES: usize = 40;
/// Pages running without a row: each costs seconds.
const MOST_EMPTY: u32 = 5;
/// Bytes of the pages of one read: twenty thousand rows with all their changes come to less.
const MOST_BYTES: usize = 256 << 20;

/// Which of several filters a tenant understands, once that is known. Which ones it does is not
/// published, so each is tried in turn, the narrowest first.
#[derive(Default)]
pub(super) struct Ladder {
    rung: AtomicUsize,
}

/// A log and how to ask for a part of it.
pub(super) struct Log<'a> {
    pub path: &'static str,
    /// The narrowest filter first; an empty one asks for everything.
    pub filters: Vec<String>,
    pub ladder: &'a Ladder,
}

/// Rows read so far.
pub(super) struct Taken<T> {
    rows: Vec<T>,
    unreadable: bool,
}

impl<T> Default for Taken<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            unreadable: false,
        }
    }
}

impl Graph {
    /// Reads a log; `event` makes what is wanted of a row, or nothing of one that was not asked for.
    pub(super) async fn log<T: Send + 'static>(
        &self,
        log: Log<'_>,
        event: impl Fn(&str) -> Result<Option<T>, Unreadable> + Clone + Send + 'static,
    ) -> (Vec<T>, Reading) {
        let mut progress = self.begin();
        let last = log.filters.len().saturating_sub(1);
        let mut rung = log.ladder.rung.load(Ordering::Relaxed).min(last);
        loop {
            let filter = log.filters.get(rung).map_or("", String::as_str);
            let (taken, refused) = self
                .log_filtered(&mut progress, log.path, filter, event.clone())
                .await;
            if refused.is_none() || rung >= last {
                if let Some(error) = refused {
                    progress.lose(error, Reason::Failed);
                }
                log.ladder.rung.store(rung, Ordering::Relaxed);
                return finish(progress, taken);
            }
            rung += 1;
        }
    }

    /// The events behind one filter, and the error if the filter itself was refused.
    async fn log_filtered<T: Send + 'static>(
        &self,
        progress: &mut Progress,
        path: &str,
        filter: &str,
        event: impl Fn(&str) -> Result<Option<T>, Unreadable> + Clone + Send + 'static,
    ) -> (Taken<T>, Option<SourceError>) {
        let client = progress.client.clone();
        let place = match filter {
            "" => format!("{path}?$top={TOP}"),
            _ => format!("{path}?$filter={}&$top={TOP}", encoded(filter)),
        };
        let listing = Listing {
            pace: Some(&self.log_pace),
            most_pages: MOST_PAGES,
            most_empty: MOST_EMPTY,
            most_bytes: MOST_BYTES,
            ..Listing::of(&client, client.at(&place))
        };
        let take =
            move |_: &mut _, taken: &mut Taken<T>, answer: &Answer| taken.take(answer, &event);
        let (taken, stop) = self.list(listing, Taken::default(), take).await;
        match stop {
            Some(stop) if taken.rows.is_empty() && is_bad_request(&stop.error) => {
                return (taken, Some(stop.error));
            }
            Some(stop) => {
                let reason = stop.reason;
                progress.lose(stop, reason);
            }
            None => {}
        }
        (taken, None)
    }
}

fn is_bad_request(error: &SourceError) -> bool {
    matches!(error, SourceError::Status { status: 400, .. })
}

fn finish<T>(mut progress: Progress, taken: Taken<T>) -> (Vec<T>, Reading) {
    if taken.unreadable {
        progress.lower(Grade::Partial, Reason::RowsUnreadable);
    }
    let reading = progress.end(taken.rows.len());
    (taken.rows, reading)
}

/// A row that is no event.
#[derive(Debug)]
pub(super) struct Unreadable;

impl From<serde_json::Error> for Unreadable {
    fn from(_: serde_json::Error) -> Self {
        Self
    }
}

impl<T> Taken<T> {
    fn take(
        &mut self,
        answer: &Answer,
        event: impl Fn(&str) -> Result<Option<T>, Unreadable>,
    ) -> Result<(), SourceError> {
        let page: Page<&RawValue> = answer.json()?;
        for row in page.value {
            match event(row.get()) {
                Ok(event) => self.rows.extend(event),
                Err(Unreadable) => self.unreadable = true,
            }
        }
        Ok(())
    }
}

/// Who or what: objects of both logs have this much in common.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Named<'a> {
    #[serde(borrow)]
    pub id: Word<'a>,
    #[serde(borrow)]
    pub display_name: Word<'a>,
    #[serde(borrow)]
    pub user_principal_name: Word<'a>,
}

/// A changed attribute.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Modified<'a> {
    #[serde(borrow)]
    display_name: Word<'a>,
    #[serde(borrow)]
    old_value: Word<'a>,
    #[serde(borrow)]
    new_value: Word<'a>,
}

/// Changed attributes in one line: `title: Engineer -> Lead; active: True`.
pub(super) fn changes(modified: Option<&Vec<Modified>>) -> String {
    let change = |modified: &Modified| {
        let (name, old) = (modified.display_name.get(), modified.old_value.get());
        let new = modified.new_value.get();
        match (old, new) {
            ("", new) => format!("{name}: {new}"),
            (old, "") => format!("{name}: {old} -> (none)"),
            (old, new) => format!("{name}: {old} -> {new}"),
        }
    };
    let changes: Vec<String> = modified.into_iter().flatten().map(change).collect();
    changes.join("; ")
}

/// Changed attributes one by one.
pub(super) fn written_values(modified: Option<&Vec<Modified>>) -> Vec<Change> {
    let change = |modified: &Modified| Change {
        name: foreign(&modified.display_name),
        old: foreign(&modified.old_value),
        new: foreign(&modified.new_value),
    };
    modified.into_iter().flatten().map(change).collect()
}

pub(super) fn foreign(word: &Word) -> Foreign {
    Foreign::new(word.get())
}
