use super::draft::Draft;
use super::mistake::{Fault, Mistake};
use super::place::Place;
use super::raw::Raw;
use super::table::KEYS;

/// What the template shows for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sample {
    /// A line to fill in: what to write, in words.
    Fill(&'static str),
    /// A line to take as it is: a TOML value, commented out.
    Value(&'static str),
    /// Not in a file.
    Nowhere,
}

/// One key of the configuration, in every layer.
#[derive(Debug)]
pub(super) struct Key {
    /// In the file.
    pub name: &'static str,
    /// On the command line, if it may stand there: secrets may not.
    pub flag: Option<&'static str>,
    /// The kind of value, as the command line's help shows it.
    pub value: &'static str,
    pub sample: Sample,
    pub help: &'static str,
    pub set: fn(&mut Draft, Raw<'_>, Place) -> Result<(), Fault>,
}

impl Key {
    pub fn named(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// `SCIMTOP_SCIM_URL` for `scim_url`.
    pub fn variable(&self) -> String {
        format!("SCIMTOP_{}", self.name.to_uppercase())
    }

    pub fn in_file(&self) -> bool {
        self.sample != Sample::Nowhere
    }

    pub fn fill(&self, draft: &mut Draft, raw: Raw<'_>, place: Place) -> Result<(), Mistake> {
        (self.set)(draft, raw, place.clone()).map_err(|fault| fault.at(place, self.name))
    }
}
