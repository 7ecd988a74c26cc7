use std::time::Duration;

/// How long each source rests between two polls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intervals {
    /// Assignments, groups and users in Entra.
    pub directory: Duration,
    /// The provider's users and groups.
    pub scim: Duration,
    /// The synchronization job.
    pub job: Duration,
    /// Entra's provisioning log and directory audits, which share a small allowance of requests.
    pub logs: Duration,
    /// The provider's own audit log.
    pub audit: Duration,
    /// Between two reads of the provider: whether anything has changed there; `None`: it is not asked.
    pub hints: Option<Duration>,
    /// After how long without a key the pauses are lengthened; `None`: never.
    pub idle: Option<Duration>,
}

impl Default for Intervals {
    fn default() -> Self {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        Self {
            directory: minutes(5),
            scim: minutes(5),
            job: minutes(1),
            logs: minutes(1),
            audit: minutes(1),
            hints: Some(minutes(1)),
            idle: Some(minutes(10)),
        }
    }
}
