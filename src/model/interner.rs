//! One interner for both sides: equal text is one number, so that a direct mapping compares as
//! two integers.

use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::Id;

/// Strings of one segment; a full segment is never touched again and is shared by readers.
const SEGMENT: usize = 1 << 16;
/// Bytes of one string, below which all of it is kept and compared.
const LONGEST: usize = 1 << 16;

/// A string of the interner. Absent, null and the empty string are one: [`Sym::ABSENT`].
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Sym(u32);

impl Sym {
    pub const ABSENT: Sym = Sym(0);
    /// No text: a value that could not be told. It is never interned.
    pub const UNKNOWN: Sym = Sym(u32::MAX);

    pub fn is_absent(self) -> bool {
        self == Self::ABSENT
    }

    pub fn is_unknown(self) -> bool {
        self == Self::UNKNOWN
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }

    pub(super) fn from_index(index: u32) -> Self {
        Self(index)
    }
}

#[derive(Clone, Default)]
struct Segment {
    text: String,
    ends: Vec<u32>,
}

impl Segment {
    fn get(&self, at: usize) -> &str {
        let end = self.ends[at] as usize;
        let start = at
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize);
        &self.text[start..end]
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends
            .push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }
}

/// The writer: owned by the one thread that parses.
pub struct Interner {
    full: Vec<Arc<Segment>>,
    /// Copied only when something is added while a reader has it.
    tail: Arc<Segment>,
    table: HashTable<u32>,
    /// Seeded at random: the keys come from a remote party.
    hasher: RandomState,
    /// Whether equal text is looked for.
    lists: bool,
}

impl Default for Interner {
    fn default() -> Self {
        let mut tail = Segment::default();
        tail.push("");
        Self {
            full: Vec::new(),
            tail: Arc::new(tail),
            table: HashTable::new(),
            hasher: RandomState::default(),
            lists: false,
        }
    }
}

impl Interner {
    /// One that only lists what it is given: equal text may have several numbers, which [`Self::adopt`] makes one.
    /// It is for the strings of a page, few of which are equal.
    pub fn listing() -> Self {
        Self {
            lists: true,
            ..Self::default()
        }
    }

    /// The number of `text`, given now if it is new.
    pub fn intern(&mut self, text: &str) -> Sym {
        if text.is_empty() {
            return Sym::ABSENT;
        }
        let text = cut(text);
        if self.lists {
            return self.push(text);
        }
        let hash = self.hasher.hash_one(text);
        let found = self
            .table
            .find(hash, |&sym| self.get(Sym(sym)) == text)
            .copied();
        found.map_or_else(|| self.add(text, hash), Sym)
    }

    /// The same, where `likely` is a number that `text` may well have: looking there first spares the table.
    pub fn intern_near(&mut self, text: &str, likely: Sym) -> Sym {
        let known = !likely.is_unknown() && self.get(likely) == text;
        if known { likely } else { self.intern(text) }
    }

    /// The number of `text` if it was ever interned.
    pub fn find(&self, text: &str) -> Option<Sym> {
        if text.is_empty() {
            return Some(Sym::ABSENT);
        }
        let text = cut(text);
        let hash = self.hasher.hash_one(text);
        let found = self.table.find(hash, |&sym| self.get(Sym(sym)) == text);
        found.map(|&sym| Sym(sym))
    }

    /// An identifier: 16 bytes for a UUID in its usual spelling, else interned text.
    pub fn id(&mut self, text: &str) -> Id {
        Id::from_uuid(text).unwrap_or_else(|| Id::from_sym(self.intern(text)))
    }

    /// The text of `sym`.
    pub fn get(&self, sym: Sym) -> &str {
        get(&self.full, &self.tail, sym)
    }

    /// How many distinct strings there are, the empty one among them.
    pub fn len(&self) -> usize {
        self.full.len() * SEGMENT + self.tail.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        false
    }

    /// How many bytes all strings have together.
    pub fn bytes(&self) -> usize {
        let full = self.full.iter().map(|segment| segment.text.len());
        full.sum::<usize>() + self.tail.text.len()
    }

    /// Takes in everything that `other` holds, and says what each of its numbers is here.
    pub fn adopt(&mut self, other: &Self) -> Adopted {
        let syms = (0..other.len()).map(|at| {
            let sym = Sym(u32::try_from(at).unwrap_or(u32::MAX));
            self.intern(other.get(sym))
        });
        Adopted(syms.collect())
    }

    /// A reader of everything interned so far; it shares all but the last, unfinished segment.
    pub fn text(&self) -> Text {
        Text {
            full: self.full.clone(),
            tail: Arc::clone(&self.tail),
        }
    }

    fn add(&mut self, text: &str, hash: u64) -> Sym {
        let sym = self.push(text);
        let (full, tail, hasher) = (&self.full, &self.tail, &self.hasher);
        self.table.insert_unique(hash, sym.0, |&known| {
            hasher.hash_one(get(full, tail, Sym(known)))
        });
        sym
    }

    fn push(&mut self, text: &str) -> Sym {
        // A segment holds a fixed count of strings, so that a number names its place.
        let sym = u32::try_from(self.len()).unwrap_or(u32::MAX);
        let tail = Arc::make_mut(&mut self.tail);
        tail.push(text);
        if tail.ends.len() == SEGMENT {
            tail.text.shrink_to_fit();
            self.full.push(std::mem::take(&mut self.tail));
        }
        Sym(sym)
    }
}

/// What the numbers of another interner are in this one.
pub struct Adopted(Vec<Sym>);

impl Adopted {
    pub fn sym(&self, sym: Sym) -> Sym {
        self.0.get(sym.index()).copied().unwrap_or(sym)
    }

    pub fn id(&self, id: Id) -> Id {
        let text = id.symbol().map(|number| self.sym(Sym(number)));
        text.map_or(id, Id::from_sym)
    }
}

/// A reader's handle: it stays valid while the writer goes on.
#[derive(Clone, Default)]
pub struct Text {
    full: Vec<Arc<Segment>>,
    tail: Arc<Segment>,
}

impl Text {
    /// The text of `sym`; empty for a number younger than this handle.
    pub fn get(&self, sym: Sym) -> &str {
        let known = self.full.len() * SEGMENT + self.tail.ends.len();
        if sym.index() < known {
            get(&self.full, &self.tail, sym)
        } else {
            ""
        }
    }
}

fn get<'a>(full: &'a [Arc<Segment>], tail: &'a Segment, sym: Sym) -> &'a str {
    let segment = full
        .get(sym.index() / SEGMENT)
        .map_or(tail, |segment| segment);
    segment.get(sym.index() % SEGMENT)
}

/// Text of which only the first part is kept: a segment's strings share 4 GiB of addresses.
fn cut(text: &str) -> &str {
    let mut end = text.len().min(LONGEST - 1);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_text_is_one_number_over_segments() {
        let mut interner = Interner::default();
        let syms: Vec<Sym> = (0..200_000)
            .map(|n| interner.intern(&format!("user {n}")))
            .collect();
        let again: Vec<Sym> = (0..200_000)
            .map(|n| interner.intern(&format!("user {n}")))
            .collect();
        assert_eq!(syms, again);
        assert_eq!(interner.get(syms[131_072]), "user 131072");
        assert_eq!(interner.len(), 200_001);
        let digits: usize = (0..200_000).map(|n: u32| n.to_string().len()).sum();
        assert_eq!(interner.bytes(), 200_000 * "user ".len() + digits);
    }

    #[test]
    fn a_reader_outlives_later_writes() {
        let mut interner = Interner::default();
        let before = interner.intern("before");
        let text = interner.text();
        let after = interner.intern("after");
        assert_eq!(text.get(before), "before");
        assert_eq!(text.get(after), "");
        assert_eq!(interner.text().get(after), "after");
    }

    #[test]
    fn what_was_numbered_elsewhere_is_the_same_text_here() {
        let (mut here, mut there) = (Interner::default(), Interner::listing());
        here.intern("zoe");
        let texts = ["ann", "zoe", "ann", "", "1051"];
        let syms = texts.map(|text| there.intern(text));
        let ids = ["7a31c0de-0000-4000-8000-0000000000f1", "1051", ""].map(|text| there.id(text));
        let adopted = here.adopt(&there);
        assert_eq!(syms.map(|sym| here.get(adopted.sym(sym))), texts);
        let spelled = ids.map(|id| (adopted.id(id), id.spelled(&there)));
        assert!(spelled.iter().all(|(id, text)| here.id(text) == *id));
        assert!(adopted.sym(Sym::UNKNOWN).is_unknown());
    }

    #[test]
    fn absent_and_empty_are_one() {
        let mut interner = Interner::default();
        assert!(interner.intern("").is_absent());
        assert_eq!(interner.get(Sym::ABSENT), "");
    }
}
