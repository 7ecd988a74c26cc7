//! The ten kinds of drift.

/// What differs. The order is the order of importance on screen: who can still get in first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    OrphanUser,
    ActiveMismatch,
    MissingUser,
    DuplicateUser,
    MissingGroup,
    OrphanGroup,
    DuplicateGroup,
    ExtraMember,
    MissingMember,
    AttributeMismatch,
}

impl Kind {
    pub const ALL: [Kind; 10] = [
        Self::OrphanUser,
        Self::ActiveMismatch,
        Self::MissingUser,
        Self::DuplicateUser,
        Self::MissingGroup,
        Self::OrphanGroup,
        Self::DuplicateGroup,
        Self::ExtraMember,
        Self::MissingMember,
        Self::AttributeMismatch,
    ];

    /// The stable name of reports and ignore rules.
    pub fn name(self) -> &'static str {
        match self {
            Self::OrphanUser => "orphan_user",
            Self::ActiveMismatch => "active_mismatch",
            Self::MissingUser => "missing_user",
            Self::DuplicateUser => "duplicate_user",
            Self::MissingGroup => "missing_group",
            Self::OrphanGroup => "orphan_group",
            Self::DuplicateGroup => "duplicate_group",
            Self::ExtraMember => "extra_member",
            Self::MissingMember => "missing_member",
            Self::AttributeMismatch => "attribute_mismatch",
        }
    }

    /// What it means, in words for a person.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::OrphanUser => "active at the provider, not in scope in Entra",
            Self::ActiveMismatch => "enabled on one side only",
            Self::MissingUser => "in scope in Entra, not at the provider",
            Self::DuplicateUser => "several provider users share one userName",
            Self::MissingGroup => "assigned in Entra, not at the provider",
            Self::OrphanGroup => "at the provider, not assigned in Entra",
            Self::DuplicateGroup => "several provider groups are one group",
            Self::ExtraMember => "in the provider's group, not a member in Entra",
            Self::MissingMember => "member in Entra, not in the provider's group",
            Self::AttributeMismatch => "an attribute differs",
        }
    }

    /// The place in [`Kind::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}

/// How many findings there are of each kind.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counts([usize; Kind::ALL.len()]);

impl Counts {
    pub fn of(&self, kind: Kind) -> usize {
        self.0[kind.index()]
    }

    pub fn add(&mut self, kind: Kind) {
        self.0[kind.index()] += 1;
    }

    pub fn total(&self) -> usize {
        self.0.iter().sum()
    }
}

impl FromIterator<Kind> for Counts {
    fn from_iter<T: IntoIterator<Item = Kind>>(kinds: T) -> Self {
        let mut counts = Self::default();
        kinds.into_iter().for_each(|kind| counts.add(kind));
        counts
    }
}
