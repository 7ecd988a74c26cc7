//! How a simulator is started.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use chrono::NaiveTime;

use super::fault::Fault;
use super::scenario::Scenario;

/// How a simulator is started.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Options {
    /// People in the directory.
    pub users: usize,
    /// Groups in the directory; two of three are assigned to the application.
    pub groups: usize,
    /// About how many memberships of people the assigned groups have together; ten for each person where
    /// that is left open, and fewer where there are few groups.
    pub memberships: Option<usize>,
    /// Decides everything that looks random.
    pub seed: u64,
    /// Simulated seconds for each wall second; 0 stands still.
    pub speed: f64,
    /// The time of the day, UTC, at which the tenant's time begins; the wall's where that is left open.
    pub begins_at: Option<NaiveTime>,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// What happens to the tenant before and after the start; the default is nothing.
    pub scenario: Scenario,
    /// How the services are wrong on purpose.
    pub faults: Vec<Fault>,
    /// Wall time before each answer.
    pub latency: Duration,
    /// Whether requests and answers are kept for [`super::Simulator::journal`].
    pub journal: bool,
    /// Whether the provider pages by cursor where the client does not say (RFC 9865).
    pub cursor_paging: bool,
    /// Whether the application may also start, pause and restart the job, and provision on demand
    /// (`Synchronization.ReadWrite.All`).
    pub grant_actions: bool,
    /// Whether the log endpoints of Graph allow no more than five requests in ten wall seconds, as the
    /// service does, and provisioning on demand no more either.
    pub limit_logs: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            users: 1200,
            groups: 24,
            memberships: None,
            seed: 1,
            speed: 1.0,
            begins_at: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            scenario: Scenario::default(),
            faults: Vec::new(),
            latency: Duration::ZERO,
            journal: false,
            cursor_paging: false,
            grant_actions: false,
            limit_logs: true,
        }
    }
}
