//! What the job maps: read before anything that depends on it, and again with every read of Entra.

use std::sync::Arc;
use std::time::Duration;

use super::Upstreams;
use crate::entra::{Licence, Mappings};
use crate::model::{Reading, SourceError};

/// How long a read of the provider waits for the job's mappings: past that it goes by the default
/// ones, and the next read by the job's.
const PATIENCE: Duration = Duration::from_secs(15);

impl Upstreams {
    /// The mappings as they were last read; read now if they never were.
    pub async fn known_mappings(&self) -> Arc<Mappings> {
        let known = self.mappings.read().await.clone();
        if let Some(known) = known {
            return known;
        }
        let read = async {
            let _turn = self.reading_mappings.lock().await;
            // Bound first: the lock must not be held while the mappings are kept.
            let known = self.mappings.read().await.clone();
            match known {
                Some(known) => known,
                None => self.keep_mappings(None).await,
            }
        };
        let late = |_| Arc::new(Mappings::assumed("they were not read in time"));
        tokio::time::timeout(PATIENCE, read)
            .await
            .unwrap_or_else(late)
    }

    /// Reads the mappings again. What was read before stays if that fails.
    pub async fn newest_mappings(&self) -> Arc<Mappings> {
        let _turn = self.reading_mappings.lock().await;
        let known = self.mappings.read().await.clone();
        self.keep_mappings(known).await
    }

    async fn keep_mappings(&self, before: Option<Arc<Mappings>>) -> Arc<Mappings> {
        let newest = self.read_mappings(before).await;
        *self.mappings.write().await = Some(Arc::clone(&newest));
        newest
    }

    async fn read_mappings(&self, before: Option<Arc<Mappings>>) -> Arc<Mappings> {
        let licence = self.licence().await;
        let (schema, reading) = self.graph.schema().await;
        let mappings = match (schema, before) {
            (Some(schema), _) => Mappings::of(&schema),
            (None, Some(before)) if before.assumed.is_none() => (*before).clone(),
            (None, _) => Mappings::assumed(&why(&reading)),
        };
        Arc::new(Mappings {
            licence,
            ..mappings
        })
    }

    async fn licence(&self) -> Licence {
        if let Some(premium) = self.premium {
            return if premium {
                Licence::Premium
            } else {
                Licence::Free
            };
        }
        match self.graph.premium().await {
            Ok(true) => Licence::Premium,
            Ok(false) => Licence::Free,
            Err(error) => {
                tracing::info!(error = %error, "the licence could not be read");
                Licence::Unknown
            }
        }
    }
}

fn why(reading: &Reading) -> String {
    let error = reading.error.as_ref().map(SourceError::to_string);
    error.unwrap_or_else(|| "they were not read".to_owned())
}
