//! What a person asked for once: it runs beside the reading, and says what became of it.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::{MonitorOptions, Upstreams, examine};
use crate::model::{Foreign, SourceError};
use crate::status::{Examination, Observation, Status};

/// The errands that are under way.
#[derive(Default)]
pub struct Errands {
    /// The doctor was asked while something was not read yet.
    waits: bool,
    examining: JoinSet<Result<Examination, SourceError>>,
}

impl Errands {
    /// The doctor is asked: one at a time.
    pub fn ask_doctor(&mut self) -> Observation {
        self.waits |= self.examining.is_empty();
        Observation::Examining(true)
    }

    /// Whether the doctor waits until everything was read once.
    pub fn doctor_waits(&self) -> bool {
        self.waits
    }

    /// Sends the doctor, with what was read so far.
    pub fn send_doctor(
        &mut self,
        upstreams: &Arc<Upstreams>,
        options: &Arc<MonitorOptions>,
        status: Status,
    ) {
        self.waits = false;
        let (upstreams, options) = (Arc::clone(upstreams), Arc::clone(options));
        self.examining.spawn_local(async move {
            Box::pin(examine::rows(&upstreams, &options, status)).await
        });
    }

    /// What the next errand to end has found; never, while none is under way.
    pub async fn next(&mut self) -> Option<Vec<Observation>> {
        let found = self.examining.join_next().await?;
        let failed = |what: String| SourceError::Bug {
            what: Foreign::new(what),
        };
        Some(
            match found.unwrap_or_else(|error| Err(failed(error.to_string()))) {
                Ok(found) => vec![Observation::Examined(Box::new(found))],
                Err(error) => {
                    tracing::error!("the doctor failed: {error}");
                    let told = format!("the doctor could not look: {error}; {}", error.advice());
                    vec![
                        Observation::Examining(false),
                        Observation::Notice(Some(told)),
                    ]
                }
            },
        )
    }
}
