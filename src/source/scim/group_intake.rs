//! Groups on their way from pages to rows.

use std::collections::HashMap;
use std::sync::Arc;

use super::group_draft::{Draft, GroupRow, MembersRow};
use super::group_fields::GroupFields;
use super::intake::{Intake, PageSummary, Reader, Seam};
use super::page::Page;
use super::pages::{self, Pages, Print};
use super::refusal::Refusal;
use super::sightings::Sightings;
use crate::model::{Adopted, Groups, Id, Interner, MembersRead, Side, Sym, Users};
use crate::source::ingest::Store;

/// Where services have been seen to cut the members of a group: Sentry at 20, `FusionAuth` and AWS at
/// 100, Oracle at 10,000; and the round numbers that others may have chosen.
const CUTS: [usize; 9] = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/// Builds the groups of the provider.
#[derive(Default)]
pub struct GroupIntake {
    rows: Vec<Arc<Draft>>,
    /// Where each group is among `rows`, by its place on the roll.
    at: HashMap<u32, usize>,
    seen: Sightings,
    places: Vec<Option<u32>>,
    before: Option<Arc<GroupsBefore>>,
    pages: Pages,
}

/// The groups of an earlier crawl, and its pages.
pub struct GroupsBefore {
    groups: Arc<Groups>,
    /// Those by whom the members were told.
    users: Arc<Users>,
    rows: Vec<Arc<Draft>>,
    at: HashMap<u32, usize>,
    pages: Pages,
}

/// A page of groups: its rows are read, unless it is known.
pub struct GroupsPage {
    print: Print,
    total: Option<u64>,
    summary: PageSummary,
    texts: Interner,
    rows: Vec<GroupRow>,
}

impl Intake for GroupIntake {
    type Page = GroupsPage;

    fn reader(&self) -> Reader<GroupsPage> {
        let (printer, before) = (self.pages.printer.clone(), self.before.clone());
        Arc::new(move |body| {
            let (print, total) = printer.print(&body);
            let before = before.as_ref();
            let is_known = before.is_some_and(|before| before.known(print).is_some());
            GroupsPage::read(&body, (print, total), is_known)
        })
    }

    fn keep(
        &mut self,
        store: &mut Store,
        read: GroupsPage,
        seam: Seam,
    ) -> Result<PageSummary, Refusal> {
        let (print, total) = (read.print, read.total);
        let Some((page, held)) = self.known(print) else {
            return Ok(self.put_page(store, read, seam));
        };
        self.places.clear();
        self.places.extend(page.places());
        let mut fresh = Vec::new();
        let keep = |at: usize| fresh.push(at);
        let sight = self.seen.look(seam.pass, &self.places, seam.anchored, keep);
        for at in fresh {
            if let Some(draft) = held.get(at) {
                self.push(at, Arc::clone(draft));
            }
        }
        if sight.is_some() {
            self.pages.keep(print, Arc::clone(&page));
        }
        Ok(page.summary(total, read.summary.bytes, sight))
    }

    fn count(&self) -> u64 {
        self.seen.count()
    }
}

impl GroupIntake {
    /// No groups yet. What comes as it came before is taken from there.
    pub fn new(before: Option<Arc<GroupsBefore>>) -> Self {
        let pages = before.as_ref().map(|before| Pages::like(&before.pages));
        Self {
            before,
            pages: pages.unwrap_or_default(),
            ..Self::default()
        }
    }

    /// A page that is known, with its rows of the crawl before; without, if they were parsed in this one.
    fn known(&self, print: Print) -> Option<(Arc<pages::Page>, Vec<Arc<Draft>>)> {
        if let Some(page) = self.pages.get(print) {
            return Some((Arc::clone(page), Vec::new()));
        }
        self.before.as_deref()?.known(print)
    }

    fn put_page(&mut self, store: &mut Store, read: GroupsPage, seam: Seam) -> PageSummary {
        let GroupsPage {
            print,
            total,
            summary,
            texts,
            rows,
        } = read;
        let here = store.interner.adopt(&texts);
        let people = &mut store.people;
        let place = |row: &GroupRow| {
            (!row.id.is_absent()).then(|| people.place(Side::Provider, here.id(row.id)))
        };
        self.places.clear();
        self.places.extend(rows.iter().map(place));
        let mut fresh = vec![false; rows.len()];
        let keep = |at: usize| fresh[at] = true;
        let sight = self.seen.look(seam.pass, &self.places, seam.anchored, keep);
        let summary = PageSummary { sight, ..summary };
        if sight.is_some() {
            let drafts = rows.into_iter().map(|row| Draft::new(store, &here, row));
            if self.put_all(drafts.map(Arc::new), &fresh) {
                self.pages.note((print, total), &self.places, &summary);
            }
        }
        summary
    }

    /// Puts the rows of a page that are `fresh`. Whether the others are as an earlier page had them, so that
    /// this page can stand for them.
    fn put_all(&mut self, drafts: impl Iterator<Item = Arc<Draft>>, fresh: &[bool]) -> bool {
        let mut stands = true;
        for (at, draft) in drafts.enumerate() {
            if fresh[at] {
                self.push(at, draft);
                continue;
            }
            let held = self.places[at].and_then(|place| self.at.get(&place));
            stands &= held.is_some_and(|&held| self.rows[held] == draft);
        }
        stands
    }

    /// Keeps the group of the row at `at` of the page.
    fn push(&mut self, at: usize, draft: Arc<Draft>) {
        if let Some(place) = self.places[at] {
            self.at.insert(place, self.rows.len());
            self.rows.push(draft);
        }
    }

    /// The identifiers of all groups, in the order they were read.
    pub fn ids(&self) -> impl Iterator<Item = Id> + '_ {
        self.rows.iter().map(|draft| draft.id)
    }

    /// Whether any group was said to have a member.
    pub fn has_members(&self) -> bool {
        self.rows.iter().any(|draft| draft.listed() > 0)
    }

    /// The displayName of a group that a filter must find.
    pub fn sample_name(&self) -> Option<Sym> {
        let mut names = self.rows.iter().map(|draft| draft.name);
        names.rfind(|name| !name.is_absent())
    }

    /// The externalId of a group that a filter must find.
    pub fn sample_external_id(&self) -> Option<Id> {
        let mut ids = self.rows.iter().map(|draft| draft.external_id);
        ids.rfind(|id| !id.is_absent())
    }

    /// Members were left out on request, so that they are not absent but unasked. What a page says is from
    /// now on not all that is known of its groups.
    pub fn forget_members(&mut self) {
        self.pages = Pages::default();
        for draft in &mut self.rows {
            Arc::make_mut(draft).read = MembersRead::NotAsked;
        }
    }

    /// Takes the members of the group at `at` from its own answer.
    pub fn refill(
        &mut self,
        store: &mut Store,
        at: usize,
        here: &Adopted,
        members: Option<MembersRow>,
    ) {
        if let Some(draft) = self.rows.get_mut(at) {
            Arc::make_mut(draft).fill(store, here, members);
        }
    }

    /// The groups with their members told by the users of the same side: those of the crawl before
    /// themselves if both are.
    pub fn finish(self, store: &mut Store, users: &Arc<Users>) -> GroupsBefore {
        let before = self.before.as_ref().filter(|before| {
            let mut rows = self.rows.iter().zip(&before.rows);
            Arc::ptr_eq(&before.users, users)
                && self.rows.len() == before.rows.len()
                && rows.all(|(row, before)| Arc::ptr_eq(row, before))
        });
        let groups = match before {
            Some(before) => Arc::clone(&before.groups),
            None => Arc::new(self.told(store, users)),
        };
        GroupsBefore {
            groups,
            users: Arc::clone(users),
            rows: self.rows,
            at: self.at,
            pages: self.pages,
        }
    }

    fn told(&self, store: &mut Store, users: &Users) -> Groups {
        let lists = self.has_members();
        let full = self.fullest();
        let before = self.before.as_ref().map(|before| &before.groups);
        let rows = self.rows.iter().enumerate().map(|(at, draft)| {
            let mut group = draft.tell(store, users);
            let same = before.and_then(|before| before.rows.get(at));
            if let Some(same) = same.filter(|same| same.members == group.members) {
                group.members = Arc::clone(&same.members);
            }
            group.members_read = match draft.read {
                _ if full == Some(draft.listed()) => MembersRead::Full,
                // A provider that lists members elsewhere leaves them out where there are none
                // (RFC 7643, 2.5).
                MembersRead::Absent if lists => MembersRead::Listed,
                read => read,
            };
            group
        });
        let mut groups = Groups {
            rows: rows.collect(),
            ..Groups::default()
        };
        if let Some(before) = before {
            groups.tell(before);
        }
        groups
    }

    /// How many members the fullest groups list, if that is where services are known to stop.
    fn fullest(&self) -> Option<usize> {
        let most = self.rows.iter().map(|draft| draft.listed()).max()?;
        CUTS.contains(&most).then_some(most)
    }
}

impl GroupsPage {
    fn read(body: &[u8], print: (Print, Option<u64>), is_known: bool) -> Result<Self, Refusal> {
        let mut read = Self {
            print: print.0,
            total: print.1,
            summary: PageSummary {
                bytes: body.len() as u64,
                ..PageSummary::default()
            },
            texts: Interner::listing(),
            rows: Vec::new(),
        };
        if !is_known {
            let page = Page::<GroupFields>::parse(body)?;
            read.summary = PageSummary::of(&page, body.len());
            let rows = page.rows.iter();
            read.rows = rows.map(|row| GroupRow::of(&mut read.texts, row)).collect();
        }
        Ok(read)
    }
}

impl GroupsBefore {
    /// A page that came so, with its rows.
    fn known(&self, print: Print) -> Option<(Arc<pages::Page>, Vec<Arc<Draft>>)> {
        let page = self.pages.get(print)?;
        let row = |place: Option<u32>| self.rows.get(*self.at.get(&place?)?).cloned();
        let held: Option<Vec<_>> = page.places().map(row).collect();
        Some((Arc::clone(page), held?))
    }

    pub fn groups(&self) -> &Arc<Groups> {
        &self.groups
    }
}
