//! Places in a text as Entra counts them: in UTF-16 units, as .NET does [from memory]. Only beyond the
//! basic plane, in an emoji say, is that not the number of characters.

/// A text of which parts can be taken.
pub struct Units(Vec<u16>);

impl Units {
    pub fn of(text: &str) -> Self {
        Self(text.encode_utf16().collect())
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// At most `count` units from `start`, clipped at the end. None where a cut would halve a character.
    pub fn part(&self, start: usize, count: usize) -> Option<String> {
        let start = start.min(self.len());
        let end = start.saturating_add(count).min(self.len());
        String::from_utf16(&self.0[start..end]).ok()
    }

    /// Where `wanted` first stands, from `start` on.
    pub fn find(&self, wanted: &Self, start: usize) -> Option<usize> {
        if wanted.0.is_empty() {
            return (start < self.len()).then_some(start);
        }
        let rest = self.0.get(start..)?;
        let found = rest.windows(wanted.len()).position(|part| part == wanted.0);
        found.map(|at| start + at)
    }
}
