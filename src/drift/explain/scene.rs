//! What an explanation is drawn from.

use chrono::{DateTime, Utc};

use crate::drift::Finding;
use crate::drift::outlook::Logbook;
use crate::entra::{CycleClock, Escrowed, Expected, Mappings, Scope};
use crate::model::{Directory, Foreign, Id, Provider, Sym, Text};

/// Both sides, what was compared, and the logs.
pub struct Scene<'a> {
    pub now: DateTime<Utc>,
    pub directory: &'a Directory,
    pub provider: &'a Provider,
    pub text: &'a Text,
    pub mappings: &'a Mappings,
    /// `None` before both sides were compared.
    pub expected: Option<&'a Expected>,
    pub scope: Scope,
    pub findings: &'a [Finding],
    pub book: Logbook<'a>,
    pub clock: &'a CycleClock,
    pub escrow: &'a [Escrowed],
    /// Whether the provisioning log was read.
    pub log_is_read: bool,
}

impl Scene<'_> {
    pub(super) fn text(&self, sym: Sym) -> Foreign {
        Foreign::new(self.text.get(sym))
    }

    pub(super) fn id(&self, id: Id) -> Option<Foreign> {
        (!id.is_absent()).then(|| Foreign::new(id.to_text(self.text)))
    }

    /// Whether who is in scope was read soundly.
    pub(super) fn entra_is_sound(&self) -> bool {
        self.directory.is_sound()
    }

    pub(super) fn users_are_sound(&self) -> bool {
        self.provider.users.reading.grade.is_sound()
    }
}
