//! Users on their way from pages to columns.

use std::sync::Arc;

use super::intake::{Intake, PageSummary, Seam};
use super::moment;
use super::page::Page;
use super::refusal::Refusal;
use super::sightings::Sightings;
use super::targets::Targets;
use super::user_fields::UserFields;
use crate::model::{Interner, Side, UserRow, UserState, Users};
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
}

impl Intake for UserIntake {
    fn take(&mut self, store: &mut Store, body: &[u8], seam: Seam) -> Result<PageSummary, Refusal> {
        let page = Page::<UserFields>::parse(body)?;
        self.places.clear();
        self.places.extend(page.rows.iter().map(|row| {
            let id = (!row.id.is_absent()).then(|| store.interner.id(row.id.get()))?;
            Some(store.people.place(Side::Provider, id))
        }));
        let (users, targets) = (&mut self.users, &self.targets);
        let keep = |at: usize| put(store, users, targets, &page.rows[at]);
        let sight = self.seen.look(seam.pass, &self.places, seam.anchored, keep);
        self.keep_sample(&page);
        Ok(PageSummary::of(&page, body.len(), sight))
    }

    fn count(&self) -> u64 {
        self.seen.count()
    }
}

impl UserIntake {
    /// Nobody yet, with a column for each of `targets`.
    pub fn new(targets: Targets) -> Self {
        Self {
            users: Users::with_layout(Arc::clone(targets.layout())),
            targets,
            seen: Sightings::default(),
            sample: None,
            places: Vec::new(),
        }
    }

    /// Whether the list is a stand-in that hides the real one.
    pub fn is_placeholder(&self) -> bool {
        self.count() == 1 && self.sample.as_deref() == Some(PLACEHOLDER)
    }

    fn keep_sample(&mut self, page: &Page<'_, UserFields<'_>>) {
        let named = |row: &&UserFields| !row.id.is_absent() && !row.user_name.is_absent();
        if let Some(row) = page.rows.iter().rfind(named) {
            self.sample = Some(row.user_name.get().to_owned());
        }
    }
}

/// Puts the user that `fields` make into `users`.
pub fn put(store: &mut Store, users: &mut Users, targets: &Targets, fields: &UserFields<'_>) {
    let row = user_row(&mut store.interner, fields);
    let values = targets.values(&mut store.interner, fields);
    let name = fold(&mut store.interner, row.name);
    let people = &mut store.people;
    people.put_provider(&store.interner, users, row, &values, name);
    if let Some(person) = people.holder(Side::Provider, row.id) {
        veil::learn_user(&store.interner, person, &row, users.layout(), &values);
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
