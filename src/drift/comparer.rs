//! Comparisons one after the other: each looks at what has changed since the one before, and nothing else.
//!
//! Whom a change touches is told once, by `model::change`. Whoever expects, joins or compares takes that, adds
//! whom its own outcome touches, and passes it on. The first comparison, and one by other mappings or settings,
//! is the same with everybody touched.

use super::compare::{Differences, Terms};
use super::joined::Joined;
use super::normalisation::Normalisation;
use super::rejoin::{Alone, Linked, rejoin};
use super::stages::Stages;
use crate::entra::{Cache, Mappings, Scope, expect};
use crate::model::{Directory, Interner, Provider, Text, Touched, changed_users};

/// What is remembered from comparison to comparison.
#[derive(Default)]
pub struct Comparer {
    cache: Cache,
    alone: Alone,
    joined: Joined,
    stages: Stages,
    /// The provider as it was read last; `None` before the first comparison.
    held: Option<Provider>,
}

/// What a comparison rests on besides both sides.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    pub scope: Scope,
    pub mappings: &'a Mappings,
    pub normalisations: &'a [Normalisation],
}

/// A comparison with the sides and strings that its numbers are of.
pub struct Compared {
    /// The provider, everyone who was joined under one number.
    pub provider: Provider,
    pub text: Text,
    pub differences: Differences,
}

impl Comparer {
    /// Compares both sides as they were last read. `links` are those of the log.
    pub fn compare(
        &mut self,
        directory: &Directory,
        provider: &Provider,
        settings: Settings<'_>,
        links: Linked,
        interner: &mut Interner,
    ) -> Compared {
        let Settings {
            scope,
            mappings,
            normalisations,
        } = settings;
        let (entra, held) = (&directory.users.data, &provider.users.data);
        let expected = expect(directory, held, scope, mappings, interner, &mut self.cache);
        let text = interner.text();
        let changed = match &self.held {
            Some(before) => changed_users(&before.users.data, held),
            None => Touched::Everybody,
        };
        self.held = Some(provider.clone());
        let own = self.cache.touched();
        let touched = changed.clone().join(own);
        self.alone.update(&expected, entra, held, &touched);
        let rejoined = rejoin(
            (entra, held),
            &expected,
            mappings,
            &self.alone,
            links,
            &text,
        );
        let (provider, changed) = self.joined.update(provider, &rejoined.pairs, &changed);
        let terms = Terms {
            mappings,
            normalisations,
            text: &text,
        };
        let touched = changed.join(own);
        let mut differences = self
            .stages
            .compare(directory, &provider, expected, &touched, terms);
        differences.set_aside(&rejoined);
        Compared {
            provider,
            text,
            differences,
        }
    }
}
