//! The users of one side, as columns indexed by person.

use std::sync::{Arc, Weak};

use foldhash::{HashMap, HashMapExt};

use super::table::{Cells, Table};
use super::{Id, Person, Sym, UserState};

/// People for whom room is made on a promise, at most.
pub(super) const BELIEVED: usize = 1 << 19;
/// People that are looked at together: their columns are compared without a branch in between.
const BLOCK: usize = 256;

/// One user as a parser hands it over.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct UserRow {
    pub id: Id,
    /// `userName`, or `userPrincipalName`, as it came.
    pub name: Sym,
    pub external_id: Id,
    /// Seconds since 1970, 0 where unknown: which of two twins came first.
    pub created: u32,
    pub state: UserState,
}

impl UserRow {
    /// The row as it was read, whoever else has its userName.
    #[must_use]
    pub fn as_read(self) -> Self {
        Self {
            state: self.state.alone(),
            ..self
        }
    }
}

/// Who carries which identifier among the users of one read. [`super::People`] knows who carried it last,
/// which a later read may have changed.
#[derive(Default)]
pub struct Holders(HashMap<Id, Person>);

impl Holders {
    pub fn get(&self, id: Id) -> Option<Person> {
        self.0.get(&id).copied()
    }
}

/// The users of one side. Every column has the same length, but that of externalIds is empty where nobody has one; a person that this side does not
/// hold is a row whose state is not present. Rows are written by the methods alone, which remember whom
/// they have changed.
#[derive(Clone, Default)]
pub struct Users {
    pub ids: Vec<Id>,
    pub names: Vec<Sym>,
    pub external_ids: Vec<Id>,
    pub created: Vec<u32>,
    /// What the columns hold, by place: source attributes in Entra, target paths at a provider.
    layout: Arc<[String]>,
    values: Table,
    pub states: Vec<UserState>,
    /// Rows that share a folded userName with another: (the twin, the anchor).
    pub twins: Vec<(Person, Person)>,
    present: usize,
    /// People for whom room is made at once.
    room: usize,
    since: Option<Since>,
}

/// What a read was made from, and whose rows were written or taken away since.
#[derive(Clone)]
struct Since {
    before: Weak<Users>,
    people: Vec<Person>,
}

impl Users {
    /// No users yet, with a column for each name of `layout`.
    pub fn with_layout(layout: Arc<[String]>) -> Self {
        Self {
            values: Table::of(layout.len()),
            layout,
            ..Self::default()
        }
    }

    /// So many people are to come: columns that grow by and by are copied each time, and leave holes behind. What
    /// a service promises is believed up to a bound.
    pub fn expect(&mut self, people: usize) {
        self.room = people.min(BELIEVED);
    }

    /// The same users as `before`; from here on whoever is put, removed or swapped is remembered, so that
    /// both need not be compared to know what has changed.
    pub fn after(before: &Arc<Self>) -> Self {
        Self {
            since: Some(Since {
                before: Arc::downgrade(before),
                people: Vec::new(),
            }),
            ..Self::clone(before)
        }
    }

    /// Remembers whose rows are others than in `before`, which this read was not made from.
    pub fn tell(&mut self, before: &Arc<Self>) {
        if let Some(people) = self.rows_apart(before) {
            self.since = Some(Since {
                before: Arc::downgrade(before),
                people,
            });
        }
    }

    /// Whose rows may be others than in `before`, where this read was made from that one.
    pub fn changed_since(&self, before: &Arc<Self>) -> Option<&[Person]> {
        let since = self.since.as_ref()?;
        let is_before = std::ptr::eq(since.before.as_ptr(), Arc::as_ptr(before));
        is_before.then_some(&since.people)
    }

    /// Everyone whose row is another one in `other`; `None` where that one holds other columns.
    pub(super) fn rows_apart(&self, other: &Self) -> Option<Vec<Person>> {
        if self.layout != other.layout {
            return None;
        }
        let mut people = Vec::new();
        let slots = self.slots().max(other.slots());
        for from in (0..slots).step_by(BLOCK) {
            let end = (from + BLOCK).min(slots);
            if self.differs(other, from, end) {
                let changed = (from..end).filter(|&at| self.differs(other, at, at + 1));
                people.extend(changed.filter_map(|at| Person::try_from(at).ok()));
            }
        }
        Some(people)
    }

    /// Whether anybody from number `from` up to `end` has another row in `other`, which has the same layout.
    fn differs(&self, other: &Self, from: usize, end: usize) -> bool {
        is_other(&self.states, &other.states, from, end)
            || is_other(&self.ids, &other.ids, from, end)
            || is_other(&self.names, &other.names, from, end)
            || is_other(&self.external_ids, &other.external_ids, from, end)
            || is_other(&self.created, &other.created, from, end)
            || self.values.differs(&other.values, from, end)
    }

    /// The names of the columns.
    pub fn layout(&self) -> &Arc<[String]> {
        &self.layout
    }

    /// The place of the column called `name`.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.layout.iter().position(|column| column == name)
    }

    /// The values in the column at `place`, by person.
    pub fn values(&self, place: usize) -> Cells<'_> {
        self.values.column(place)
    }

    /// The value of `person` in the column called `name`; absent where there is no such column.
    pub fn value(&self, person: Person, name: &str) -> Sym {
        let column = self.column(name).map(|place| self.values(place));
        column.unwrap_or_default().get(person)
    }

    /// All values of `person`, in the order of the layout; none for a number past the end.
    pub fn values_of(&self, person: Person) -> &[Sym] {
        self.values.row(person as usize)
    }

    /// How many users this side holds.
    pub fn len(&self) -> usize {
        self.present
    }

    pub fn is_empty(&self) -> bool {
        self.present == 0
    }

    /// One more than the largest person number that may be asked for.
    pub fn slots(&self) -> usize {
        self.states.len()
    }

    /// The state of `person`; absent for a number past the end.
    #[inline]
    pub fn state(&self, person: Person) -> UserState {
        self.states
            .get(person as usize)
            .copied()
            .unwrap_or_default()
    }

    /// The row of `person`, if this side holds one.
    pub fn row(&self, person: Person) -> Option<UserRow> {
        let at = person as usize;
        self.state(person).is_present().then(|| UserRow {
            id: self.ids[at],
            name: self.names[at],
            external_id: self.external_ids.get(at).copied().unwrap_or_default(),
            created: self.created[at],
            state: self.states[at],
        })
    }

    /// Every person that this side holds.
    pub fn people(&self) -> impl Iterator<Item = Person> + '_ {
        let numbered = (0u32..).zip(&self.states);
        numbered
            .filter(|(_, state)| state.is_present())
            .map(|(person, _)| person)
    }

    /// Everyone by identifier.
    pub fn holders(&self) -> Holders {
        let mut holders = HashMap::with_capacity(self.present);
        holders.extend(
            self.people()
                .map(|person| (self.ids[person as usize], person)),
        );
        Holders(holders)
    }

    /// Writes `row` as `person`, with a value for each column, growing the columns as needed.
    pub fn put(&mut self, person: Person, row: UserRow, values: &[Sym]) {
        let at = person as usize;
        self.remember(person);
        if at >= self.slots() {
            self.grow(at + 1);
        }
        self.present += usize::from(!self.states[at].is_present());
        self.ids[at] = row.id;
        self.names[at] = row.name;
        self.put_external_id(at, row.external_id);
        self.created[at] = row.created;
        self.states[at] = row.state;
        for (place, &value) in self.values.row_mut(at).iter_mut().zip(values) {
            *place = value;
        }
    }

    /// Takes the row of `person` away, if this side holds one.
    pub fn remove(&mut self, person: Person) {
        let at = person as usize;
        if !self.state(person).is_present() {
            return;
        }
        self.remember(person);
        self.present -= 1;
        self.ids[at] = Id::ABSENT;
        self.names[at] = Sym::ABSENT;
        self.put_external_id(at, Id::ABSENT);
        self.created[at] = 0;
        self.states[at] = UserState::default();
        self.values.row_mut(at).fill(Sym::ABSENT);
    }

    /// Exchanges the rows of two people.
    pub fn swap(&mut self, one: Person, other: Person) {
        self.grow(self.slots().max(one.max(other) as usize + 1));
        self.remember(one);
        self.remember(other);
        let (at, to) = (one as usize, other as usize);
        self.ids.swap(at, to);
        self.names.swap(at, to);
        if !self.external_ids.is_empty() {
            self.external_ids.swap(at, to);
        }
        self.created.swap(at, to);
        self.states.swap(at, to);
        self.values.swap(at, to);
        for (_, anchor) in &mut self.twins {
            *anchor = match *anchor {
                person if person == one => other,
                person if person == other => one,
                person => person,
            };
        }
    }

    fn put_external_id(&mut self, at: usize, id: Id) {
        if let Some(place) = self.external_ids.get_mut(at) {
            *place = id;
        } else if !id.is_absent() {
            let slots = self.slots();
            widen(&mut self.external_ids, (slots, self.room), Id::ABSENT);
            self.external_ids[at] = id;
        }
    }

    fn remember(&mut self, person: Person) {
        if let Some(since) = &mut self.since {
            since.people.push(person);
        }
    }

    fn grow(&mut self, slots: usize) {
        let size = (slots, self.room);
        widen(&mut self.ids, size, Id::ABSENT);
        widen(&mut self.names, size, Sym::ABSENT);
        if !self.external_ids.is_empty() {
            widen(&mut self.external_ids, size, Id::ABSENT);
        }
        widen(&mut self.created, size, 0);
        widen(&mut self.states, size, UserState::default());
        self.values.widen(size);
    }
}

/// Whether two columns differ between two places. A column that is too short holds nothing there.
pub(super) fn is_other<T: Copy + Default + PartialEq>(
    one: &[T],
    two: &[T],
    from: usize,
    end: usize,
) -> bool {
    let (Some(one), Some(two)) = (one.get(from..end), two.get(from..end)) else {
        let at = |column: &[T], at: usize| column.get(at).copied().unwrap_or_default();
        return (from..end).any(|place| at(one, place) != at(two, place));
    };
    // Without a branch inside, so that many are compared at once.
    let others = one.iter().zip(two).map(|(one, two)| u8::from(one != two));
    others.fold(0, |all, other| all | other) != 0
}

/// Makes `slots` places, with room for as many as are expected, or else an eighth to spare: a doubled column would
/// stay half empty for good.
pub(super) fn widen<T: Clone>(column: &mut Vec<T>, (slots, room): (usize, usize), empty: T) {
    if slots > column.capacity() {
        let room = if slots <= room {
            room
        } else {
            slots + slots / 8
        };
        column.reserve_exact(room - column.len());
    }
    column.resize(slots, empty);
}
