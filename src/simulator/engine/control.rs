//! What an administrator may ask of the job: start, pause, restart.

use chrono::{DateTime, Utc};

use super::Engine;
use super::escrow::Escrow;
use super::link::Links;

/// What a restart resets (synchronizationJobRestartCriteria).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the service"
)]
pub struct Reset {
    /// Every object is looked at again, not only what changed.
    pub watermark: bool,
    /// Failures are forgotten, and not retried by themselves any more.
    pub escrows: bool,
    pub quarantine: bool,
    /// The links to the provider's objects are forgotten: whoever comes up is matched anew.
    pub links: bool,
}

impl Reset {
    /// Reads `resetScope`: names with commas between them. Nothing is what the portal's restart does.
    /// `None` where a name is not known.
    pub fn parse(scope: &str) -> Option<Self> {
        let mut reset = Self::default();
        let names: Vec<&str> = scope.split(',').map(str::trim).collect();
        for name in &names {
            match *name {
                // A quarantine for too many deletes does not occur here: there is nothing to force.
                "None" | "ForceDeletes" => {}
                "ConnectorDataStore" => reset.links = true,
                "Escrows" => reset.escrows = true,
                "Watermark" => reset.watermark = true,
                "QuarantineState" => reset.quarantine = true,
                "Full" => {
                    reset = Self {
                        watermark: true,
                        escrows: true,
                        quarantine: true,
                        links: true,
                    }
                }
                "" if names.len() == 1 => {
                    reset = Self {
                        links: false,
                        watermark: true,
                        escrows: true,
                        quarantine: true,
                    }
                }
                _ => return None,
            }
        }
        Some(reset)
    }
}

impl Engine {
    /// Whether somebody has stopped the job.
    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// Somebody started provisioning: it goes on where it was, and at once; a quarantine ends.
    pub fn start(&mut self, at: DateTime<Utc>) {
        self.paused = false;
        self.status.quarantine = None;
        self.next_cycle = at;
    }

    /// Somebody stopped provisioning. A cycle on its way runs to its end.
    pub fn pause(&mut self) {
        self.paused = true;
    }

    /// Somebody restarted provisioning. In a quarantine that is not lifted, the next attempt stays
    /// where it was.
    pub fn restart(&mut self, reset: Reset, at: DateTime<Utc>) {
        self.paused = false;
        self.full |= reset.watermark;
        if reset.escrows {
            self.escrow = Escrow::default();
            self.status.successive_failures = 0;
        }
        if reset.quarantine {
            self.status.quarantine = None;
        }
        if reset.links {
            let (users, groups) = (self.links.users.len(), self.links.groups.len());
            self.links = Links::default();
            self.links.grow(users, groups);
            self.waiting.clear();
            self.status.users_synchronized = 0;
            self.status.groups_synchronized = 0;
        }
        if self.status.quarantine.is_none() {
            self.next_cycle = at;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_by_their_names() {
        let portal = Reset {
            watermark: true,
            escrows: true,
            quarantine: true,
            links: false,
        };
        let full = Reset {
            links: true,
            ..portal
        };
        let one = |watermark, links| Reset {
            watermark,
            links,
            ..Reset::default()
        };
        for (text, reset) in [
            ("Watermark, Escrows, QuarantineState", Some(portal)),
            ("", Some(portal)),
            ("Full", Some(full)),
            ("Full,ForceDeletes", Some(full)),
            ("Watermark", Some(one(true, false))),
            ("ConnectorDataStore", Some(one(false, true))),
            ("None", Some(Reset::default())),
            ("ForceDeletes", Some(Reset::default())),
            ("watermark", None),
            ("Watermark,", None),
            ("Everything", None),
        ] {
            assert_eq!(Reset::parse(text), reset, "{text}");
        }
    }
}
