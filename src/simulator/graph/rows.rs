//! Rows as JSON, rendered once for each projection and kept until the object changes.

use std::collections::VecDeque;

use super::call::separate;
use super::error::GraphError;
use super::fields::Resource;
use crate::simulator::world::{Group, Object, SourceChange, User, World};

/// Projections kept at a time: a client asks for the same few again and again.
const KEPT: usize = 6;

/// Which properties a row shows, and whether it names its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Projection {
    typed: bool,
    /// Places in [`Resource::FIELDS`].
    fields: Vec<u8>,
}

impl Projection {
    /// What `$select` asks for; a property that the type does not have is refused.
    pub fn strict<T: Resource>(select: Option<&[String]>) -> Result<Self, GraphError> {
        let unknown = |name: &&String| !T::FIELDS.iter().any(|field| field.name == **name);
        match select.and_then(|names| names.iter().find(unknown)) {
            Some(name) => Err(GraphError::bad_request(format!(
                "Could not find a property named '{name}' on type '{}'.",
                T::TYPE
            ))),
            None => Ok(Self {
                typed: false,
                ..Self::lenient::<T>(select)
            }),
        }
    }

    /// What `$select` asks for of this type, in a list of several types: the row names its type,
    /// and properties of other types are passed over.
    pub fn lenient<T: Resource>(select: Option<&[String]>) -> Self {
        let place = |name: &str| {
            T::FIELDS
                .iter()
                .position(|field| field.name == name)
                .map(|at| at as u8)
        };
        let fields = match select {
            Some(names) => names.iter().filter_map(|name| place(name)).collect(),
            None => T::DEFAULT.iter().filter_map(|name| place(name)).collect(),
        };
        Self {
            typed: true,
            fields,
        }
    }

    /// Appends one object as JSON.
    fn render<T: Resource>(&self, object: &T) -> Box<[u8]> {
        let mut out = Vec::with_capacity(32 * self.fields.len());
        out.push(b'{');
        if self.typed {
            out.extend_from_slice(format!("\"@odata.type\":\"#{}\"", T::TYPE).as_bytes());
        }
        for field in self
            .fields
            .iter()
            .filter_map(|at| T::FIELDS.get(usize::from(*at)))
        {
            if out.len() > 1 {
                out.push(b',');
            }
            out.extend_from_slice(format!("\"{}\":", field.name).as_bytes());
            (field.value)(object).write(&mut out);
        }
        out.push(b'}');
        out.into_boxed_slice()
    }
}

/// The rows of one projection, by object number.
type Table = Vec<Option<Box<[u8]>>>;

/// The rows of one type. The projection used least lately goes first.
struct Cache {
    tables: VecDeque<(Projection, Table)>,
}

impl Cache {
    fn table(&mut self, projection: &Projection) -> &mut Table {
        let known = self.tables.iter().position(|(held, _)| held == projection);
        let entry = known
            .and_then(|at| self.tables.remove(at))
            .unwrap_or_else(|| (projection.clone(), Vec::new()));
        self.tables.truncate(KEPT - 1);
        self.tables.push_front(entry);
        &mut self.tables[0].1
    }

    fn forget(&mut self, number: u32) {
        for (_, table) in &mut self.tables {
            if let Some(row) = table.get_mut(number as usize) {
                *row = None;
            }
        }
    }

    /// Appends these objects' rows, with commas between them.
    fn append<T: Resource>(
        &mut self,
        out: &mut Vec<u8>,
        projection: &Projection,
        all: &[T],
        numbers: &[u32],
    ) {
        let table = self.table(projection);
        table.resize(all.len(), None);
        for number in numbers {
            let place = *number as usize;
            let (Some(object), Some(row)) = (all.get(place), table.get_mut(place)) else {
                continue;
            };
            separate(out);
            out.extend_from_slice(row.get_or_insert_with(|| projection.render(object)));
        }
    }
}

/// The rows of users and groups.
pub struct Rows {
    users: Cache,
    groups: Cache,
    /// How much of the change feed has been taken into account.
    seen: usize,
}

impl Rows {
    pub fn new() -> Self {
        let empty = || Cache {
            tables: VecDeque::new(),
        };
        Self {
            users: empty(),
            groups: empty(),
            seen: 0,
        }
    }

    /// Drops the rows of what has changed since the last call.
    pub fn catch_up(&mut self, world: &World) {
        for change in world.changes.iter().skip(self.seen) {
            match *change {
                SourceChange::User { user, .. } => self.users.forget(user),
                SourceChange::Group { group } => self.groups.forget(group),
                SourceChange::Member { .. } | SourceChange::Assignment { .. } => {}
            }
        }
        self.seen = world.changes.len();
    }

    /// Appends users.
    pub fn users(
        &mut self,
        out: &mut Vec<u8>,
        projection: &Projection,
        world: &World,
        numbers: &[u32],
    ) {
        self.users
            .append::<User>(out, projection, &world.users, numbers);
    }

    /// Appends groups.
    pub fn groups(
        &mut self,
        out: &mut Vec<u8>,
        projection: &Projection,
        world: &World,
        numbers: &[u32],
    ) {
        self.groups
            .append::<Group>(out, projection, &world.groups, numbers);
    }

    /// Appends objects of any type, each with its type.
    pub fn objects(
        &mut self,
        out: &mut Vec<u8>,
        select: Option<&[String]>,
        world: &World,
        objects: &[Object],
    ) {
        let (user, group) = (
            Projection::lenient::<User>(select),
            Projection::lenient::<Group>(select),
        );
        for run in objects.chunk_by(|one, next| one.odata_type() == next.odata_type()) {
            match run.first() {
                Some(Object::User(_)) => self.users(out, &user, world, &numbers(run)),
                Some(Object::Group(_)) => self.groups(out, &group, world, &numbers(run)),
                _ => run
                    .iter()
                    .for_each(|thing| append_thing(out, select, world, *thing)),
            }
        }
    }
}

fn numbers(objects: &[Object]) -> Vec<u32> {
    let number = |object: &Object| match *object {
        Object::User(n) | Object::Group(n) | Object::Device(n) | Object::ServicePrincipal(n) => n,
    };
    objects.iter().map(number).collect()
}

fn append_thing(out: &mut Vec<u8>, select: Option<&[String]>, world: &World, object: Object) {
    let Some((id, display_name)) = world.name_of(object) else {
        return;
    };
    let mut row = serde_json::json!({"@odata.type": object.odata_type()});
    let wanted = |name: &str| select.is_none_or(|names| names.iter().any(|held| held == name));
    if wanted("id") {
        row["id"] = id.to_string().into();
    }
    if wanted("displayName") {
        row["displayName"] = display_name.into();
    }
    separate(out);
    out.extend_from_slice(row.to_string().as_bytes());
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::simulator::population::{Size, populate};

    fn select(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_row_shows_what_was_selected_and_follows_the_user() {
        let at = DateTime::UNIX_EPOCH;
        let mut world = populate(
            Size {
                users: 3,
                groups: 0,
                memberships: None,
            },
            1,
            at,
        );
        let mut rows = Rows::new();
        let projection = Projection::strict::<User>(Some(&select(&["id", "displayName"]))).unwrap();
        let row = |world: &World, rows: &mut Rows| {
            let mut out = Vec::new();
            rows.catch_up(world);
            rows.users(&mut out, &projection, world, &[1]);
            serde_json::from_slice::<serde_json::Value>(&out).unwrap()
        };
        let before = row(&world, &mut rows);
        assert_eq!(before["displayName"], *world.users[1].display_name);
        assert_eq!(before.as_object().unwrap().len(), 2);
        world.edit_user(
            1,
            crate::simulator::world::Attribute::DisplayName,
            "New Name",
            at,
        );
        assert_eq!(row(&world, &mut rows)["displayName"], "New Name");
    }

    #[test]
    fn only_a_list_of_one_type_refuses_unknown_properties() {
        let names = select(&["id", "nonsense"]);
        assert!(Projection::strict::<User>(Some(&names)).is_err());
        assert_eq!(Projection::lenient::<User>(Some(&names)).fields.len(), 1);
    }
}
