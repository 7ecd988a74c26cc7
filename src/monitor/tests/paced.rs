//! What logs and glances tell of is looked at no faster than the share of the provider's rate allows.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::LocalSet;
use tokio::time::{Instant, advance, pause, resume};

use super::super::looks::{Looks, Next, Seen};
use super::super::poller::Poller;
use super::super::pump::Monitor;
use super::super::{Pace, Upstreams};
use super::quirk::in_runtime;
use super::scene::Scene;
use crate::model::Foreign;
use crate::status::Observation;

const MINUTE: Duration = Duration::from_secs(60);

/// An hour's 400 requests are allowed, a tenth is ours, and looks have ten of those: one in six minutes.
pub const PACE: Pace = Pace {
    glances: None,
    rate: Some((400, 3600)),
    share: 10,
    idle: None,
};

/// Looks at a tenant that was crawled once.
pub struct Desk {
    pub monitor: Monitor,
    pub looks: Looks,
    pub upstreams: Arc<Upstreams>,
    /// Who is at the provider.
    pub ids: Vec<Foreign>,
}

impl Desk {
    pub async fn open(scene: &Scene) -> Self {
        let mut monitor = scene.monitor();
        monitor.read(&[Poller::Scim]).await;
        let (upstreams, status) = (Arc::clone(&monitor.upstreams), &monitor.status);
        let users = &status.provider.users.data;
        let rows = users.people().filter_map(|person| users.row(person));
        let ids = rows.map(|row| Foreign::new(row.id.to_text(&status.text)));
        Self {
            ids: ids.collect(),
            looks: Looks::default(),
            upstreams,
            monitor,
        }
    }

    fn hear(&mut self, people: std::ops::Range<usize>) {
        let now = self.upstreams.clock.now();
        self.looks.hear(&self.ids[people], now);
        self.send();
    }

    pub fn send(&mut self) {
        self.looks.send(&self.upstreams, &self.monitor.status);
    }

    pub fn requests(&self) -> u64 {
        self.upstreams.clients.scim.budget().total
    }

    pub fn waits(&self) -> Option<Duration> {
        let opens_at = self.upstreams.purse.opens_at()?;
        Some(opens_at - Instant::now())
    }

    pub async fn next(&mut self) -> Option<Next> {
        let status = &self.monitor.status;
        self.looks.next(&self.upstreams, status).await
    }

    async fn seen(&mut self) -> Box<Seen> {
        match self.next().await {
            Some(Next::Seen(seen)) => seen,
            Some(Next::Due) => panic!("it waits"),
            None => panic!("nobody looks"),
        }
    }

    async fn take(&mut self) -> Vec<Observation> {
        self.take_at(&PACE).await
    }

    /// Takes what the look under way has seen.
    pub async fn take_at(&mut self, pace: &Pace) -> Vec<Observation> {
        let seen = self.seen().await;
        let (status, purse) = (&self.monitor.status, &self.upstreams.purse);
        self.looks.take(*seen, status, purse, pace)
    }
}

#[test]
fn the_first_look_goes_at_once_and_the_next_when_it_is_paid_for() {
    in_runtime(LocalSet::new().run_until(async {
        let scene = Scene::start("");
        let mut desk = Desk::open(&scene).await;
        pause();
        let before = desk.requests();
        desk.hear(0..3);
        resume();
        assert_eq!(desk.take().await.len(), 2);
        assert_eq!(desk.requests(), before + 3);
        pause();
        let waits = desk.waits().unwrap();
        assert!(waits <= 18 * MINUTE && waits > 17 * MINUTE, "{waits:?}");
        // Two more are told of meanwhile, one after the other. Nobody looks, and nothing is lost.
        desk.hear(3..4);
        advance(5 * MINUTE).await;
        desk.hear(4..5);
        assert_eq!(desk.requests(), before + 3);
        let asked = Instant::now();
        let next = desk.next().await;
        assert!(matches!(next, Some(Next::Due)));
        let waited = asked.elapsed();
        let rounding = Duration::from_millis(2);
        assert!(
            waited > 12 * MINUTE && waited <= 13 * MINUTE + rounding,
            "{waited:?}"
        );
        desk.send();
        resume();
        assert_eq!(desk.take().await.len(), 2);
        assert_eq!(desk.requests(), before + 5);
        assert!(desk.next().await.is_none());
    }));
}
