//! What the readers bring and what others tell, in the order in which it came about.

use tokio::sync::mpsc::Receiver;

use crate::status::Observation;

/// Two queues that are heard as one. What a reader counts on its way goes through `told`, and what it
/// brings in the end through `brought`: a count that is heard after the end would look as if the read went on.
pub struct Ears {
    brought: Receiver<Observation>,
    told: Receiver<Observation>,
    /// Was brought after what is still to be heard.
    held: Option<Observation>,
}

/// What was heard.
pub enum Heard {
    /// A reader has brought it.
    Brought(Observation),
    Told(Observation),
}

impl Ears {
    pub fn new(brought: Receiver<Observation>, told: Receiver<Observation>) -> Self {
        Self {
            brought,
            told,
            held: None,
        }
    }

    /// What comes next; nothing once both have no more to say. Loses nothing where it is dropped.
    pub async fn next(&mut self) -> Option<Heard> {
        if self.held.is_none() {
            tokio::select! {
                Some(told) = self.told.recv() => return Some(Heard::Told(told)),
                Some(brought) = self.brought.recv() => self.held = Some(brought),
                else => return None,
            }
        }
        match self.told.try_recv() {
            Ok(told) => Some(Heard::Told(told)),
            Err(_) => self.held.take().map(Heard::Brought),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::channel;

    use super::*;
    use crate::model::{Reading, Source};
    use crate::status::Progress;

    #[tokio::test]
    async fn what_a_reader_counts_is_heard_before_what_it_brings() {
        for counts in 0..64 {
            let (bring, brought) = channel(1);
            let (tell, told) = channel(64);
            for pages in 0..counts {
                let counted = Progress {
                    pages,
                    objects: pages,
                    of: None,
                };
                let told = Observation::Progress(Source::ScimUsers, counted);
                tell.send(told).await.unwrap();
            }
            let end = Observation::Failed(Source::ScimUsers, Reading::default());
            bring.send(end).await.unwrap();
            drop((bring, tell));
            let mut ears = Ears::new(brought, told);
            for _ in 0..counts {
                assert!(matches!(ears.next().await, Some(Heard::Told(_))));
            }
            assert!(matches!(ears.next().await, Some(Heard::Brought(_))));
            assert!(ears.next().await.is_none());
        }
    }
}
