//! A monitor at work as the dashboard has it, and what is seen of it.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use super::super::pump::Monitor;
use super::super::{Pace, Rests};
use crate::status::{Command, Status};

pub const HOUR: Duration = Duration::from_secs(3600);
/// How long a state is waited for, on a machine with other work.
const PATIENCE: Duration = Duration::from_secs(60);

/// Everything is read once in a test.
pub const ONCE: Rests = Rests {
    directory: HOUR,
    scim: HOUR,
    job: HOUR,
    logs: HOUR,
    audit: HOUR,
    pace: Pace {
        glances: None,
        rate: None,
        share: 10,
        idle: None,
    },
};

/// Ends the monitor when it is dropped.
pub struct Watched {
    status: watch::Receiver<Arc<Status>>,
    commands: mpsc::Sender<Command>,
}

impl Watched {
    /// The status, once it is such.
    pub async fn until(&mut self, such: impl Fn(&Status) -> bool) -> Arc<Status> {
        let found = timeout(PATIENCE, self.status.wait_for(|status| such(status))).await;
        Arc::clone(&found.expect("it is not seen").expect("the monitor ended"))
    }

    pub async fn send(&self, command: Command) {
        self.commands.send(command).await.unwrap();
    }
}

/// Runs `monitor` for as long as `look` takes.
pub fn watched<T>(
    monitor: Monitor,
    look: impl AsyncFnOnce(Watched) -> T,
) -> Pin<Box<impl Future<Output = T>>> {
    let (commands, wishes) = mpsc::channel(1);
    let (publish, status) = watch::channel(Arc::new(monitor.status.clone()));
    Box::pin(async move {
        let (_tell, told) = mpsc::channel(1);
        let seen = look(Watched { status, commands });
        tokio::join!(seen, monitor.run(wishes, told, publish)).0
    })
}
