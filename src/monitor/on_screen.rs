//! The resource of the provider that somebody looks at is read again from time to time, so that what is on
//! screen is fresh.

use std::time::Duration;

use tokio::time::Instant;

use super::hands::Hands;
use super::{Pace, Purse};
use crate::model::Resource;
use crate::source::scim::Version;

/// Whoever walks through a list is not asked about on the way.
const STAYS: Duration = Duration::from_secs(1);
/// One resource costs less than a glance: it is read again so many times in the pause between two of them.
const IN_A_PAUSE: u32 = 4;

/// What is on screen by itself, and what is known of it.
pub struct OnScreen {
    shown: Option<Resource>,
    /// Nobody has read it since somebody opened it.
    opened: bool,
    due: Instant,
    /// Of the resource that was read again last.
    version: Option<(Resource, Version)>,
    pace: Pace,
    hands: Hands,
}

impl Default for OnScreen {
    /// Nothing is, and nothing is read again.
    fn default() -> Self {
        Self::at(Pace::default(), Hands::default())
    }
}

impl OnScreen {
    pub fn at(pace: Pace, hands: Hands) -> Self {
        Self {
            shown: None,
            opened: false,
            due: Instant::now(),
            version: None,
            pace,
            hands,
        }
    }

    /// This is on screen from now on.
    pub fn show(&mut self, shown: Option<Resource>) {
        if self.shown != shown {
            self.opened = shown.is_some();
            self.shown = shown;
            self.due = Instant::now() + STAYS;
        }
    }

    /// When what is on screen is to be read again, as far as that is paid for; `None`: never. What somebody has just
    /// opened is read on credit.
    pub fn due(&self, purse: &Purse) -> Option<Instant> {
        let is_watched = self.shown.is_some() && self.pace.glances.is_some();
        let paid_at = if self.opened {
            purse.trusts_at()
        } else {
            purse.opens_at()
        };
        is_watched.then(|| paid_at.map_or(self.due, |paid_at| paid_at.max(self.due)))
    }

    /// What is to be read now, and what is known of it. It is due again after its pause.
    pub fn ask(&mut self, purse: &Purse) -> Option<(Resource, Option<Version>)> {
        let now = Instant::now();
        if self.due(purse)? > now {
            return None;
        }
        let shown = self.shown.clone()?;
        let pause = self.pace.glances?;
        self.opened = false;
        let known = self.version.as_ref().filter(|(of, _)| *of == shown);
        let known = known.map(|(_, version)| version.clone());
        let times = match (&shown, &known) {
            // It comes with all its members each time.
            (Resource::Group(_), Some(Version::Untagged)) => 1,
            _ => IN_A_PAUSE,
        };
        let pause = (pause / times).saturating_mul(self.hands.stretch(&self.pace));
        self.due = now + pause.max(STAYS);
        Some((shown, known))
    }

    /// It was read, and what is held of it is of this version.
    pub fn read(&mut self, resource: Resource, version: Version) {
        self.version = Some((resource, version));
    }

    /// A crawl has come, and may have begun before the version was read. Whoever is gone stays so: else a list
    /// that names him all the same would have him come and go.
    pub fn crawled(&mut self) {
        self.version
            .take_if(|(_, version)| *version != Version::Gone);
    }
}
