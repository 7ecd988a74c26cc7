//! Users on their way from pages to columns.

use std::sync::Arc;

use super::intake::{Intake, PageSummary, Reader, Seam};
use super::moment;
use super::pages::{self, Pages, Print};
use super::refusal::Refusal;
use super::sightings::Sightings;
use super::targets::Targets;
use super::user_fields::UserFields;
use super::user_rows::UserRows;
use crate::model::{Interner, Person, Side, Sym, UserRow, UserState, Users};
use crate::model::{fold, veil};
use crate::source::ingest::Store;

/// The userName of the one row that Snowflake once gave in place of its users.
const PLACEHOLDER: &str = "synthesis_user";

/// Builds the users of the provider.
pub struct UserIntake {
    pub users: Users,
    targets: Targets,
    seen: Sightings,
    /// The last userName read: a user that a filter must find.
    pub sample: Option<String>,
    /// Of no use but to be filled and emptied again page by page.
    places: Vec<Option<u32>>,
    before: Option<Arc<UsersBefore>>,
    pages: Pages,
    /// Whose rows are those of `before` and were not copied yet: all of them, as long as no page was parsed.
    held: Vec<Person>,
    parsed: bool,
}

/// The users of an earlier crawl, and its pages.
pub struct UsersBefore {
    users: Arc<Users>,
    targets: Targets,
    pages: Pages,
}

/// A page of users, and what it is known by.
pub struct UsersPage {
    print: Print,
    total: Option<u64>,
    bytes: u64,
    came: Came,
}

/// The rows of a page.
enum Came {
    Read(UserRows),
    /// It came so at the last crawl, and is read only if that does not serve.
    Known(Vec<u8>),
}

impl Intake for UserIntake {
    type Page = UsersPage;

    fn reader(&self) -> Reader<UsersPage> {
        let (printer, before) = (self.pages.printer.clone(), self.before.clone());
        let targets = self.targets.clone();
        Arc::new(move |body| {
            let (print, total) = printer.print(&body);
            let before = before.as_ref();
            let bytes = body.len() as u64;
            let came = if before.is_some_and(|before| before.pages.get(print).is_some()) {
                Came::Known(body)
            } else {
                Came::Read(UserRows::read(&body, &targets)?)
            };
            Ok(UsersPage {
                print,
                total,
                bytes,
                came,
            })
        })
    }

    fn keep(
        &mut self,
        store: &mut Store,
        page: UsersPage,
        seam: Seam,
    ) -> Result<PageSummary, Refusal> {
        let UsersPage {
            print,
            total,
            bytes,
            came,
        } = page;
        if let Some((page, people)) = self.known(store, print) {
            self.places.clear();
            self.places.extend(page.places());
            let held = &mut self.held;
            let keep = |at: usize| held.extend(people.get(at));
            let sight = self.seen.look(seam.pass, &self.places, seam.anchored, keep);
            if sight.is_some() {
                self.sample_from_before(store, &people);
                self.pages.keep(print, Arc::clone(&page));
            }
            return Ok(page.summary(total, bytes, sight));
        }
        let rows = match came {
            Came::Read(rows) => rows,
            Came::Known(body) => UserRows::read(&body, &self.targets)?,
        };
        let rows = rows.adopted(&mut store.interner);
        Ok(self.put_page(store, rows, seam, (print, total)))
    }

    fn count(&self) -> u64 {
        self.seen.count()
    }
}

impl UserIntake {
    /// Nobody yet, with a column for each of `targets`. What comes as it came before is taken from there.
    pub fn new(targets: Targets, before: Option<Arc<UsersBefore>>) -> Self {
        let before = before.filter(|before| before.targets == targets);
        let pages = before.as_ref().map(|before| Pages::like(&before.pages));
        Self {
            users: Users::with_layout(Arc::clone(targets.layout())),
            targets,
            seen: Sightings::default(),
            sample: None,
            places: Vec::new(),
            before,
            pages: pages.unwrap_or_default(),
            held: Vec::new(),
            parsed: false,
        }
    }

    /// Whether the list is a stand-in that hides the real one.
    pub fn is_placeholder(&self) -> bool {
        self.count() == 1 && self.sample.as_deref() == Some(PLACEHOLDER)
    }

    /// The users, which are those of the crawl before themselves if every page came as it was.
    pub fn finish(mut self, store: &mut Store) -> UsersBefore {
        let same = |before: &&Arc<UsersBefore>| self.held.len() == before.users.len();
        let before = self.before.as_ref().filter(|_| !self.parsed).filter(same);
        let users = if let Some(before) = before {
            Arc::clone(&before.users)
        } else {
            self.copy_held(store);
            if let Some(before) = &self.before {
                self.users.tell(&before.users);
            }
            Arc::new(self.users)
        };
        UsersBefore {
            users,
            targets: self.targets,
            pages: self.pages,
        }
    }

    /// A page that is known, with the persons of its rows in `before`; none where its rows were parsed in
    /// this crawl.
    fn known(&self, store: &Store, print: Print) -> Option<(Arc<pages::Page>, Vec<Person>)> {
        if let Some(page) = self.pages.get(print) {
            return Some((Arc::clone(page), Vec::new()));
        }
        let before = self.before.as_deref()?;
        let page = before.pages.get(print)?;
        // Who carries an identifier may have been told anew by another read: then the page is parsed.
        let person = |place: Option<u32>| {
            let place = place?;
            let person = store.people.at(Side::Provider, place)?;
            let held = before.users.row(person)?;
            (held.id == store.people.id_at(Side::Provider, place)).then_some(person)
        };
        let people: Option<Vec<Person>> = page.places().map(person).collect();
        Some((Arc::clone(page), people?))
    }

    fn put_page(
        &mut self,
        store: &mut Store,
        read: UserRows,
        seam: Seam,
        print: (Print, Option<u64>),
    ) -> PageSummary {
        self.copy_held(store);
        self.parsed = true;
        let people = &mut store.people;
        if let Some(total) = read
            .summary
            .total
            .and_then(|total| usize::try_from(total).ok())
        {
            people.expect(Side::Provider, total);
            self.users.expect(total);
        }
        let place =
            |row: &UserRow| (!row.id.is_absent()).then(|| people.place(Side::Provider, row.id));
        self.places.clear();
        self.places.extend(read.rows.iter().map(place));
        let users = &mut self.users;
        let mut fresh = vec![false; read.rows.len()];
        let keep = |at: usize| {
            fresh[at] = true;
            put(store, users, read.rows[at], read.values(at));
        };
        let sight = self.seen.look(seam.pass, &self.places, seam.anchored, keep);
        self.keep_sample(store, &read.rows);
        if sight.is_some() && self.holds(store, &read, &fresh) {
            self.pages.note(print, &self.places, &read.summary);
        }
        PageSummary {
            sight,
            ..read.summary
        }
    }

    /// Whether the rows of a page that an earlier page held too are as that one had them, so that this page
    /// can stand for them.
    fn holds(&self, store: &Store, read: &UserRows, fresh: &[bool]) -> bool {
        let mut again = fresh.iter().enumerate().filter(|(_, fresh)| !**fresh);
        again.all(|(at, _)| {
            let person = self.places[at].and_then(|place| store.people.at(Side::Provider, place));
            person.is_some_and(|person| {
                let held = self.users.row(person);
                held.is_some_and(|held| held.as_read() == read.rows[at])
                    && self.users.values_of(person) == read.values(at)
            })
        })
    }

    /// Copies the rows that wait to be.
    fn copy_held(&mut self, store: &mut Store) {
        let Some(before) = &self.before else {
            return;
        };
        for person in self.held.drain(..) {
            let Some(row) = before.users.row(person) else {
                continue;
            };
            let name = fold(&mut store.interner, row.name);
            let values = before.users.values_of(person);
            let (users, row) = (&mut self.users, row.as_read());
            let people = &mut store.people;
            people.put_provider(&store.interner, users, row, values, name);
        }
    }

    fn keep_sample(&mut self, store: &Store, rows: &[UserRow]) {
        let named = |row: &&UserRow| !row.id.is_absent() && !row.name.is_absent();
        if let Some(row) = rows.iter().rfind(named) {
            self.sample = Some(store.interner.get(row.name).to_owned());
        }
    }

    fn sample_from_before(&mut self, store: &Store, people: &[Person]) {
        let users = self.before.as_ref().map(|before| &before.users);
        let names = people.iter().filter_map(|&person| users?.row(person));
        let name = names.map(|row| row.name).rfind(|name| !name.is_absent());
        if let Some(name) = name {
            self.sample = Some(store.interner.get(name).to_owned());
        }
    }
}

impl UsersBefore {
    pub fn users(&self) -> &Arc<Users> {
        &self.users
    }
}

/// Puts a user into `users`.
pub fn put(store: &mut Store, users: &mut Users, row: UserRow, values: &[Sym]) {
    let name = fold(&mut store.interner, row.name);
    let people = &mut store.people;
    people.put_provider(&store.interner, users, row, values, name);
    if let Some(person) = people.holder(Side::Provider, row.id) {
        veil::learn_user(&store.interner, person, &row, users.layout(), values);
    }
}

/// The row that `fields` make.
pub fn user_row(interner: &mut Interner, fields: &UserFields<'_>) -> UserRow {
    UserRow {
        id: interner.id(fields.id.get()),
        name: interner.intern(fields.user_name.get()),
        external_id: interner.id(fields.external_id.get()),
        created: moment::seconds(fields.created.get()),
        state: UserState::present(fields.active.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEAM: Seam = Seam {
        pass: 1,
        anchored: false,
    };

    fn page(names: &[&str]) -> Vec<u8> {
        let rows = names.iter().map(|name| {
            let id = name.len();
            format!(r#"{{"id":"{id}","userName":"{name}","active":true}}"#)
        });
        let rows: Vec<_> = rows.collect();
        format!(r#"{{"totalResults":9,"Resources":[{}]}}"#, rows.join(",")).into_bytes()
    }

    fn read(store: &mut Store, before: Option<Arc<UsersBefore>>, pages: &[&[&str]]) -> UserIntake {
        let mut intake = UserIntake::new(Targets::default(), before);
        for names in pages {
            intake.take(store, page(names), SEAM).unwrap();
        }
        intake
    }

    #[test]
    fn only_a_page_that_is_new_is_parsed() {
        let mut store = Store::default();
        let first = read(&mut store, None, &[&["a", "bb"], &["ccc", "dddd"]]);
        let before = Arc::new(first.finish(&mut store));
        let pages: [&[&str]; 2] = [&["a", "bb"], &["ccc", "eeee"]];
        let one = read(&mut store, Some(Arc::clone(&before)), &pages[..1]);
        assert_eq!((one.parsed, one.held.len(), one.users.len()), (false, 2, 0));
        assert_eq!(one.sample.as_deref(), Some("bb"));
        let both = read(&mut store, Some(Arc::clone(&before)), &pages);
        assert_eq!((both.parsed, both.held.len()), (true, 0));
        let users = both.finish(&mut store).users;
        let names = users.people().map(|person| users.names[person as usize]);
        let names: Vec<_> = names.map(|name| store.interner.get(name)).collect();
        assert_eq!(names, ["a", "bb", "ccc", "eeee"]);
        // A list that lost a page is another list, although nothing of it is new.
        let fewer = read(&mut store, Some(before), &pages[..1]).finish(&mut store);
        assert_eq!(fewer.users.len(), 2);
    }

    #[test]
    fn a_page_that_contradicts_an_earlier_one_stands_for_nobody() {
        let mut store = Store::default();
        let pages: [&[&str]; 2] = [&["a", "bb"], &["xx", "ccc"]];
        let before = read(&mut store, None, &pages).finish(&mut store);
        let before = Some(Arc::new(before));
        let moved: [&[&str]; 2] = [&["a"], pages[1]];
        let users = read(&mut store, before, &moved).finish(&mut store).users;
        let name = store.interner.find("xx").unwrap();
        assert!(
            users
                .people()
                .any(|person| users.names[person as usize] == name)
        );
    }
}
