//! Groups on their way from pages to rows.

use std::collections::HashMap;
use std::sync::Arc;

use super::group_draft::{Draft, GroupRow, Listed, MembersRow, Telling};
use super::group_fields::GroupFields;
use super::intake::{Intake, PageSummary, Reader, Seam};
use super::page::Page;
use super::pages::{self, Pages, Print};
use super::refusal::Refusal;
use super::sightings::Sightings;
use crate::model::{Adopted, Group, Groups, Id, Interner, MembersRead, Side, Sym, Users};
use crate::source::ingest::Store;

/// Where services have been seen to cut the members of a group: Sentry at 20, `FusionAuth` and AWS at
/// 100, Oracle at 10,000; and the round numbers that others may have chosen.
pub(super) const CUTS: [usize; 9] = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/// Builds the groups of the provider.
#[derive(Default)]
pub struct GroupIntake {
    rows: Vec<Row>,
    /// Where each group is among `rows`, by its place on the roll.
    at: HashMap<u32, usize>,
    seen: Sightings,
    places: Vec<Option<u32>>,
    before: Option<Arc<GroupsBefore>>,
    pages: Pages,
}

/// A group of a crawl.
enum Row {
    /// As it was read now.
    Read(Draft),
    /// As the crawl before had it, by its place there.
    Held(usize),
}

/// The groups of an earlier crawl, and its pages.
pub struct GroupsBefore {
    groups: Arc<Groups>,
    /// Those by whom the members were told.
    users: Arc<Users>,
    /// What was read of the members of each group.
    listed: Vec<Listed>,
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
            if let Some(&row) = held.get(at) {
                self.push(at, Row::Held(row));
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
    fn known(&self, print: Print) -> Option<(Arc<pages::Page>, Vec<usize>)> {
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
            if self.put_all(drafts, &fresh) {
                self.pages.note((print, total), &self.places, &summary);
            }
        }
        summary
    }

    /// Puts the rows of a page that are `fresh`. Whether the others are as an earlier page had them, so that
    /// this page can stand for them.
    fn put_all(&mut self, drafts: impl Iterator<Item = Draft>, fresh: &[bool]) -> bool {
        let mut stands = true;
        for (at, draft) in drafts.enumerate() {
            if fresh[at] {
                self.push(at, Row::Read(draft));
                continue;
            }
            let held = self.places[at].and_then(|place| self.rows.get(*self.at.get(&place)?));
            stands &= matches!(held, Some(Row::Read(held)) if *held == draft);
        }
        stands
    }

    /// Keeps the group of the row at `at` of the page.
    fn push(&mut self, at: usize, row: Row) {
        if let Some(place) = self.places[at] {
            self.at.insert(place, self.rows.len());
            self.rows.push(row);
        }
    }

    /// The group at this place of the crawl before, and what was read of its members.
    fn held(&self, at: usize) -> Option<(&Group, Listed)> {
        let before = self.before.as_deref()?;
        Some((before.groups.rows.get(at)?, *before.listed.get(at)?))
    }

    fn listed(&self) -> impl Iterator<Item = Listed> + '_ {
        self.rows.iter().map(|row| match row {
            Row::Read(draft) => draft.listed(),
            Row::Held(at) => self.held(*at).map(|held| held.1).unwrap_or_default(),
        })
    }

    /// The identifiers of all groups, in the order they were read.
    pub fn ids(&self) -> impl Iterator<Item = Id> + '_ {
        self.of_each(|draft| draft.id, |group| group.id)
    }

    /// Whether any group was said to have a member.
    pub fn has_members(&self) -> bool {
        self.listed().any(|listed| listed.members > 0)
    }

    /// The displayName of a group that a filter must find.
    pub fn sample_name(&self) -> Option<Sym> {
        let mut names = self.of_each(|draft| draft.name, |group| group.name);
        names.rfind(|name| !name.is_absent())
    }

    /// The externalId of a group that a filter must find.
    pub fn sample_external_id(&self) -> Option<Id> {
        let mut ids = self.of_each(|draft| draft.external_id, |group| group.external_id);
        ids.rfind(|id| !id.is_absent())
    }

    fn of_each<T: Default + 'static>(
        &self,
        read: fn(&Draft) -> T,
        held: fn(&Group) -> T,
    ) -> impl DoubleEndedIterator<Item = T> + '_ {
        self.rows.iter().map(move |row| match row {
            Row::Read(draft) => read(draft),
            Row::Held(at) => self
                .held(*at)
                .map(|(group, _)| held(group))
                .unwrap_or_default(),
        })
    }

    /// Members were left out on request, so that they are not absent but unasked. What a page says is from
    /// now on not all that is known of its groups.
    pub fn forget_members(&mut self) {
        self.pages = Pages::default();
        for row in 0..self.rows.len() {
            if let Some(draft) = self.draft(row) {
                draft.read = MembersRead::NotAsked;
            }
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
        if let Some(draft) = self.draft(at) {
            draft.fill(store, here, members);
        }
    }

    /// The group at `at` to be written on: of one that the crawl before had, all but its members.
    fn draft(&mut self, at: usize) -> Option<&mut Draft> {
        if let Some(&Row::Held(held)) = self.rows.get(at) {
            let bare = Draft::without_members(self.held(held)?.0);
            self.rows[at] = Row::Read(bare);
        }
        match self.rows.get_mut(at)? {
            Row::Read(draft) => Some(draft),
            Row::Held(_) => None,
        }
    }

    /// The groups with their members told by the users of the same side: those of the crawl before
    /// themselves if both are.
    pub fn finish(mut self, store: &mut Store, users: &Arc<Users>) -> GroupsBefore {
        let listed: Vec<Listed> = self.listed().collect();
        let before = self.before.take();
        let rows = std::mem::take(&mut self.rows);
        let same = before.as_ref().filter(|before| {
            let mut rows = rows.iter().enumerate();
            Arc::ptr_eq(&before.users, users)
                && rows.len() == before.groups.rows.len()
                && rows.all(|(at, row)| matches!(row, Row::Held(held) if *held == at))
        });
        let groups = if let Some(before) = same {
            Arc::clone(&before.groups)
        } else {
            let mut telling = Telling::new(store, users);
            let groups = told(&mut telling, rows, &listed, before.as_deref());
            if telling.by_name {
                // Whom a name stands for may change without any change of its page.
                self.pages = Pages::default();
            }
            Arc::new(groups)
        };
        GroupsBefore {
            groups,
            users: Arc::clone(users),
            listed,
            at: self.at,
            pages: self.pages,
        }
    }
}

/// A draft ends with its group, so that no members are held twice.
fn told(
    telling: &mut Telling<'_>,
    rows: Vec<Row>,
    listed: &[Listed],
    before: Option<&GroupsBefore>,
) -> Groups {
    let lists = listed.iter().any(|listed| listed.members > 0);
    let full = fullest(listed);
    let held = |at: usize| before.and_then(|before| before.groups.rows.get(at));
    let tell = |(at, row): (usize, Row)| {
        let mut group = match row {
            Row::Read(draft) => {
                let mut group = telling.group(draft);
                let same = held(at).filter(|same| same.members == group.members);
                if let Some(same) = same {
                    group.members = Arc::clone(&same.members);
                }
                group
            }
            Row::Held(place) => telling.again(held(place)?, &before?.users),
        };
        let listed = listed.get(at).copied().unwrap_or_default();
        group.members_read = match listed.read {
            _ if full == Some(listed.members) => MembersRead::Full,
            // A provider that lists members elsewhere leaves them out where there are none
            // (RFC 7643, 2.5).
            MembersRead::Absent if lists => MembersRead::Listed,
            read => read,
        };
        Some(group)
    };
    let mut groups = Groups {
        rows: rows.into_iter().enumerate().filter_map(tell).collect(),
        ..Groups::default()
    };
    if let Some(before) = before {
        groups.tell(&before.groups);
    }
    groups
}

/// How many members the fullest groups list, if that is where services are known to stop.
fn fullest(listed: &[Listed]) -> Option<usize> {
    let most = listed.iter().map(|listed| listed.members).max()?;
    CUTS.contains(&most).then_some(most)
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
    /// A page that came so, with the places of its rows. One with groups in a group is parsed again: among those who
    /// are no users a group cannot be told from a user who has gone, and numbers may name one of each.
    fn known(&self, print: Print) -> Option<(Arc<pages::Page>, Vec<usize>)> {
        let page = self.pages.get(print)?;
        let row = |place: Option<u32>| {
            let at = *self.at.get(&place?)?;
            (!self.listed.get(at)?.nests).then_some(at)
        };
        let held: Option<Vec<_>> = page.places().map(row).collect();
        Some((Arc::clone(page), held?))
    }

    pub fn groups(&self) -> &Arc<Groups> {
        &self.groups
    }
}
