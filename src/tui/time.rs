//! The time that ages are counted to.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// A clock, which may run at another speed than the wall's, or stand still.
pub trait Time {
    fn now(&self) -> DateTime<Utc>;

    /// How long it takes by the wall's clock until this one shows `at`: nothing where it does already.
    fn until(&self, at: DateTime<Utc>) -> Duration;
}

/// A clock that runs like the wall's.
impl<F: Fn() -> DateTime<Utc>> Time for F {
    fn now(&self) -> DateTime<Utc> {
        self()
    }

    fn until(&self, at: DateTime<Utc>) -> Duration {
        (at - self()).to_std().unwrap_or_default()
    }
}
