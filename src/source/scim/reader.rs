//! A crawl with its IO: pages are asked for, parsed and handed to the state machine.

use tokio::time::Instant;

use super::ahead::{Ahead, Came};
use super::crawl::{Crawl, Failure, Plan, Verdict};
use super::intake::{Intake, PageSummary, Seam};
use super::list::{Endpoint, List};
use super::refusal::Refusal;
use super::{Counted, Watch};
use crate::model::{Foreign, Id, Reason, SourceError};
use crate::source::http::{Answer, Client};
use crate::source::ingest::{Ingest, Store};
use crate::source::progress::Progress;

/// Requests of one list in flight.
const IN_FLIGHT: usize = 8;

/// What is needed to read.
#[derive(Clone)]
pub struct Link {
    pub client: Client,
    pub ingest: Ingest,
    pub watch: Option<Watch>,
}

/// A list that was gone through as far as possible.
pub struct Crawled<I> {
    /// What was built.
    pub intake: I,
    pub crawl: Crawl,
    /// The last failure.
    pub error: Option<SourceError>,
}

/// One page taken, or why not.
type Taken = Result<PageSummary, SourceError>;

impl Link {
    /// Reads `list` into `intake` as `plan` has it.
    ///
    /// An error only where what was built is lost, by a fault of our own.
    pub async fn crawl<I: Intake>(
        &self,
        list: List,
        plan: Plan,
        mut intake: I,
    ) -> Result<Crawled<I>, SourceError> {
        let began = Instant::now();
        let mut crawl = Crawl::new(plan);
        let mut ahead = Ahead::new(self.clone(), list, intake.reader());
        let mut error = None;
        while let Some(ask) = crawl.next(began.elapsed()) {
            let following = crawl.ahead(IN_FLIGHT - 1);
            let taken = match ahead.page(&ask, following).await {
                Ok(came) => {
                    let (back, taken) = self.keep(intake, came, ask.seam).await?;
                    intake = back;
                    taken
                }
                Err(failed) => Err(failed),
            };
            match taken {
                Ok(page) => crawl.on_page(&page),
                Err(failed) => {
                    crawl.on_failure(meaning(&failed));
                    error = Some(failed);
                }
            }
            self.tell(list, &crawl, intake.count());
        }
        Ok(Crawled {
            intake,
            crawl,
            error,
        })
    }

    /// The answer to a GET by id; `None` where that is 404.
    pub async fn resource(
        &self,
        endpoint: Endpoint,
        id: Id,
    ) -> Result<Option<Answer>, SourceError> {
        let spell = move |store: &mut Store| id.spelled(&store.interner);
        let id = self.ingest.run(spell).await?;
        match self
            .client
            .get(&self.client.at(&endpoint.resource(&id)))
            .await
        {
            Ok(answer) => Ok(Some(answer)),
            Err(SourceError::Status { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn keep<I: Intake>(
        &self,
        mut intake: I,
        came: Came<I::Page>,
        seam: Seam,
    ) -> Result<(I, Taken), SourceError> {
        let keep = move |store: &mut Store| {
            let kept = store.room(&came.at).and_then(|()| {
                let kept = intake.keep(store, came.page, seam);
                kept.map_err(|refusal| refused(&refusal, &came.at))
            });
            (intake, kept)
        };
        self.ingest.run(keep).await
    }

    fn tell(&self, list: List, crawl: &Crawl, objects: u64) {
        if let Some(watch) = &self.watch {
            watch(Counted {
                source: list.endpoint.source(),
                pages: crawl.pages(),
                objects,
                total: crawl.total(),
            });
        }
    }
}

/// An answer that was refused; those that are cut off are known by their status, 413, so that
/// fewer rows are asked for.
pub(super) fn refused(refusal: &Refusal, at: &str) -> SourceError {
    if refusal.is_for_size() {
        SourceError::Status {
            at: at.to_owned(),
            status: 413,
            detail: Foreign::new(refusal.to_string()),
        }
    } else {
        refusal.of(at)
    }
}

/// What a failure that outlasted the client's own tries means for a crawl.
fn meaning(error: &SourceError) -> Failure {
    match error {
        SourceError::TooLarge {
            limit,
            promised: Some(promised),
            ..
        } => {
            let times = promised.div_ceil(*limit);
            Failure::TooLarge(u32::try_from(times).unwrap_or(u32::MAX))
        }
        SourceError::Timeout { .. } | SourceError::TooLarge { .. } => Failure::TooMuch,
        SourceError::Status { status, detail, .. } => refusal(*status, detail.raw()),
        _ => Failure::Lasting,
    }
}

/// A status, and the scimType that its detail begins with (RFC 7644, 3.12; RFC 9865).
fn refusal(status: u16, detail: &str) -> Failure {
    match status {
        400 if detail.contains("tooMany") || detail.contains("invalidCount") => Failure::TooMuch,
        400 if detail.contains("expiredCursor") || detail.contains("invalidCursor") => {
            Failure::CursorLost
        }
        400 => Failure::Refused,
        501 | 503 => Failure::Lasting,
        413 | 500..=599 => Failure::TooMuch,
        _ => Failure::Lasting,
    }
}

impl<I> Crawled<I> {
    pub fn verdict(&self) -> Verdict {
        self.crawl.verdict()
    }

    /// Whether the list may come after all if less is asked of each row.
    pub fn was_too_much(&self) -> bool {
        let heavy = match &self.error {
            Some(SourceError::Timeout { .. } | SourceError::TooLarge { .. }) => true,
            Some(SourceError::Status { status, .. }) => !matches!(*status, 404 | 501 | 503),
            _ => false,
        };
        heavy && !self.verdict().grade.is_sound()
    }

    /// Enters the verdict in the record of the read.
    pub fn report(&mut self, progress: &mut Progress) {
        let verdict = self.verdict();
        for reason in &verdict.reasons {
            progress.lower(verdict.grade, *reason);
        }
        if let Some(error) = self.error.take()
            && verdict.reasons.contains(&Reason::Failed)
        {
            progress.lose(error, Reason::Failed);
        }
    }
}
