//! The fuzzy search over everyone. It runs beside the loop; a generation number tells which
//! answer belongs to what is typed now.

use std::ops::Range;
use std::sync::Arc;

use frizbee::{Config, Matcher};

use super::{Roster, RowKey, View, Walk};
use crate::model::IdStart;
use crate::status::Status;

/// Hits that are shown; the count names the rest.
const SHOWN: usize = 200;
/// Shorter texts are no part of an identifier.
const SHORTEST_ID: usize = 4;
/// Characters of a query that are searched for.
const LONGEST_QUERY: usize = 64;
/// Threads that one search may use.
const MOST_THREADS: usize = 4;

/// Who is searched.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Among {
    #[default]
    Everyone,
    People,
    Groups,
}

impl Among {
    /// The entries of `roster` that are meant.
    pub(in crate::tui) fn entries(self, roster: &Roster) -> Range<usize> {
        let people = roster.people.len();
        match self {
            Self::Everyone => 0..roster.len(),
            Self::People => 0..people,
            Self::Groups => people..roster.len(),
        }
    }
}

/// A search to run.
#[derive(Clone)]
pub(in crate::tui) struct Search {
    pub generation: u64,
    pub roster: Arc<Roster>,
    pub query: String,
    pub kind: Among,
    /// The entries that passed a shorter form of this query; `None` searches all.
    pub among: Option<Arc<Vec<u32>>>,
    /// Where identifiers are looked up.
    pub status: Arc<Status>,
}

/// One hit: the entry and the characters of its text that matched, or its identifier that did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::tui) struct Hit {
    pub entry: usize,
    pub marks: Vec<u32>,
    pub id: Option<String>,
}

/// What a search found, best first.
#[derive(Clone, Default, Debug)]
pub(in crate::tui) struct Found {
    pub generation: u64,
    pub roster: Arc<Roster>,
    pub query: String,
    pub hits: Vec<Hit>,
    /// Every entry that passed, for a longer query to look among.
    pub passed: Arc<Vec<u32>>,
}

impl Search {
    /// Runs the search. Never on the loop: a million entries take some milliseconds.
    pub(in crate::tui) fn run(self) -> Found {
        let query: String = self.query.chars().take(LONGEST_QUERY).collect();
        let query = query.trim();
        if query.is_empty() {
            return self.nothing();
        }
        let (hits, passed) = self.fuzzy(query);
        let room = SHOWN.saturating_sub(hits.len());
        let by_id = self.by_id(query, room);
        Found {
            generation: self.generation,
            hits: by_id.into_iter().chain(hits).collect(),
            passed: Arc::new(passed),
            query: self.query,
            roster: self.roster,
        }
    }

    /// The best hits, and every entry that passed.
    fn fuzzy(&self, query: &str) -> (Vec<Hit>, Vec<u32>) {
        let mut matcher = Matcher::from_query(query, &Config::default());
        let all = || {
            self.kind
                .entries(&self.roster)
                .filter_map(|at| u32::try_from(at).ok())
        };
        let among = match &self.among {
            Some(among) => among.to_vec(),
            None => all().collect(),
        };
        let text = |at: u32| self.roster.entry(at as usize);
        let texts: Vec<&str> = among.iter().map(|&at| text(at)).collect();
        let found = matcher.match_list_parallel(&texts, threads());
        let passed: Vec<u32> = found.iter().map(|hit| among[hit.index as usize]).collect();
        let hits = passed.iter().take(SHOWN).map(|&entry| Hit {
            entry: entry as usize,
            marks: matcher
                .match_one_indices(text(entry), 0)
                .map_or_else(Vec::new, |hit| hit.indices),
            id: None,
        });
        (hits.collect(), passed)
    }

    /// Entries with an identifier that begins with `query`.
    fn by_id(&self, query: &str, room: usize) -> Vec<Hit> {
        let is_id = query.len() >= SHORTEST_ID
            && query.bytes().any(|byte| byte.is_ascii_digit())
            && query
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let Some(start) = is_id.then(|| IdStart::new(query)).flatten() else {
            return Vec::new();
        };
        let text = &self.status.text;
        let hits = self.kind.entries(&self.roster).filter_map(|entry| {
            let mut ids = self.roster.ids(&self.status, entry).into_iter().flatten();
            let id = ids.find(|id| id.starts_with(&start, text))?;
            Some(Hit {
                entry,
                marks: Vec::new(),
                id: Some(id.to_text(text)),
            })
        });
        hits.take(room).collect()
    }

    fn nothing(self) -> Found {
        Found {
            generation: self.generation,
            roster: self.roster,
            query: self.query,
            ..Found::default()
        }
    }
}

/// Threads for one search: the machine's, but it is not ours alone.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |count| count.get().min(MOST_THREADS))
}

impl Found {
    /// How many entries match, shown or not.
    pub(in crate::tui) fn total(&self) -> usize {
        self.passed.len().max(self.hits.len())
    }

    /// What a hit opens.
    pub(in crate::tui) fn view(&self, at: usize) -> Option<View> {
        self.hits
            .get(at)
            .and_then(|hit| self.roster.view(hit.entry))
    }

    /// The entries among which `query` can be searched: it only narrows this one.
    pub(in crate::tui) fn narrowed(
        &self,
        query: &str,
        roster: &Arc<Roster>,
    ) -> Option<Arc<Vec<u32>>> {
        let same = Arc::ptr_eq(&self.roster, roster) && !self.query.trim().is_empty();
        // These characters change what the matcher does with the rest.
        let plain = !query.contains(['!', '\'', '^', '$', '\\', '|']);
        (same && plain && query.starts_with(&self.query)).then(|| Arc::clone(&self.passed))
    }
}

impl Walk for Found {
    fn len(&self) -> usize {
        self.hits.len()
    }

    fn key(&self, at: usize) -> Option<RowKey> {
        Some(match self.view(at)? {
            View::User(person) => RowKey::Person(person),
            View::Group(key) => RowKey::Group(key),
            _ => return None,
        })
    }
}
