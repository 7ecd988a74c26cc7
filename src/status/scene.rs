//! What explanations are drawn from.

use super::Status;
use crate::drift::explain::Scene;
use crate::drift::outlook::Logbook;
use crate::model::{Person, Source};

impl Status {
    /// Everything that an explanation needs, as it stands.
    pub fn scene(&self) -> Scene<'_> {
        let compared = self.comparison.as_deref();
        Scene {
            now: self.as_of,
            directory: &self.directory,
            provider: &self.provider,
            text: &self.text,
            mappings: &self.mappings,
            expected: compared.map(|compared| &*compared.expected),
            scope: self.scope,
            findings: compared.map_or(&[], |compared| &compared.findings),
            book: Logbook::of(self.events.items(), self.changes.items()),
            clock: &self.clock,
            escrow: &self.escrow,
            log_is_read: self.was_read(Source::ProvisioningLog),
        }
    }

    /// The rows of Entra's and of the provider's groups with this displayName, in any case, or this
    /// identifier; matched ones are one.
    pub fn groups_called(&self, name: &str) -> Vec<(Option<usize>, Option<usize>)> {
        let (here, there) = (&self.directory.groups.data, &self.provider.groups.data);
        let matching = crate::drift::Matching::of(here, self.group_names(), there, &self.text);
        let pairs = matching
            .pairs
            .iter()
            .map(|&(here, there)| (Some(here), Some(there)));
        let alone = matching.entra_alone.iter().chain(&matching.ambiguous);
        let alone = alone.map(|&here| (Some(here), None));
        let twins = matching.twins.iter().map(|(twin, _)| twin);
        let orphans = matching.provider_alone.iter().chain(twins);
        let orphans = orphans.map(|&there| (None, Some(there)));
        let rows = pairs.chain(alone).chain(orphans);
        let rows =
            rows.map(|(here, there)| (here.map(|row| row as usize), there.map(|row| row as usize)));
        let folded = crate::model::folded(name);
        let is = |group: &crate::model::Group| {
            crate::model::folded(self.text.get(group.name)) == folded
                || group.id.to_text(&self.text) == name
        };
        rows.filter(|(entra, held)| {
            entra.is_some_and(|row| is(&here.rows[row]))
                || held.is_some_and(|row| is(&there.rows[row]))
        })
        .collect()
    }

    /// Whose name holds `part`, in any case, or begins with it where it ends in `@`: for whoever is not
    /// sure how it is written.
    pub fn people_like(&self, part: &str) -> Vec<Person> {
        let (entra, held) = (&self.directory.users.data, &self.provider.users.data);
        let slots = u32::try_from(entra.slots().max(held.slots())).unwrap_or(u32::MAX);
        let part = part.to_lowercase();
        let starts = part.ends_with('@');
        let shown = |person: Person| {
            self.text
                .get(entra.value(person, "displayName"))
                .to_lowercase()
        };
        let is = |person: &Person| {
            let rows = [entra.row(*person), held.row(*person)];
            let mut names = rows
                .iter()
                .flatten()
                .map(|row| self.text.get(row.name).to_lowercase());
            if starts {
                return names.any(|name| name.starts_with(&part));
            }
            names.any(|name| name.contains(&part)) || shown(*person).contains(&part)
        };
        (0..slots).filter(is).collect()
    }
}
