//! A small tenant that changes at random on both sides.

use std::collections::BTreeMap;
use std::sync::Arc;

use scimtop::model::{Assignment, Groups, Interner, MembersRead, People, Role, Users};

/// Few enough that keys collide all the time.
const NAMES: [&str; 14] = [
    "ann@ex.com",
    "bo@ex.com",
    "cy@ex.com",
    "di@ex.com",
    "ed@ex.com",
    "flo@ex.com",
    "gus@ex.com",
    "hal@ex.com",
    "ida@ex.com",
    "jo@ex.com",
    "kim@ex.com",
    "lee@ex.com",
    "mia@ex.com",
    "ned@ex.com",
];
const TITLES: [&str; 5] = ["", "SRE", "sre", " SRE ", "Dev"];
const TEAMS: [&str; 4] = ["Sales", "sales", "Ops", ""];

/// A user of either side.
#[derive(Clone, PartialEq, Debug)]
pub struct Someone {
    pub name: String,
    pub external_id: String,
    pub title: String,
    /// The identifier of whom is the manager, as this side writes it.
    pub manager: String,
    pub active: Option<bool>,
    pub created: u32,
    pub direct: Option<Role>,
}

/// A group of either side, its members by number.
#[derive(Clone, PartialEq, Debug)]
pub struct Team {
    pub external_id: String,
    pub name: String,
    pub members: Vec<usize>,
    pub read: MembersRead,
    pub secure: Option<bool>,
    pub role: Option<Role>,
}

#[derive(Clone, Default)]
pub struct OneSide {
    pub users: BTreeMap<usize, Someone>,
    pub teams: BTreeMap<usize, Team>,
}

/// What was read last of one side.
#[derive(Default)]
pub struct Known {
    pub users: Arc<Users>,
    pub groups: Arc<Groups>,
    pub of: BTreeMap<usize, Someone>,
}

/// The tenant, and whoever reads it.
pub struct Tenant {
    pub random: fastrand::Rng,
    pub interner: Interner,
    pub people: People,
    pub entra: OneSide,
    pub held: OneSide,
    pub links: Vec<(usize, usize)>,
    pub here: Known,
    pub there: Known,
    pub assignments: Arc<Vec<Assignment>>,
}

impl Tenant {
    pub fn of(seed: u64) -> Self {
        let mut tenant = Self {
            random: fastrand::Rng::with_seed(seed),
            interner: Interner::default(),
            people: People::default(),
            entra: OneSide::default(),
            held: OneSide::default(),
            links: Vec::new(),
            here: Known::default(),
            there: Known::default(),
            assignments: Arc::default(),
        };
        for _ in 0..60 {
            tenant.change();
        }
        tenant
    }

    /// Something happens.
    pub fn change(&mut self) {
        let is_entra = self.random.bool();
        match self.random.u8(0..16) {
            0..5 => self.put_user(is_entra),
            5..7 => self.edit_user(is_entra),
            7 => drop(self.take_user(is_entra)),
            8 => self.put_team(is_entra),
            9 if self.random.u8(0..4) == 0 => self.take_team(is_entra),
            9 => self.link(),
            10..13 => self.move_member(is_entra),
            13 => self.edit_team(is_entra),
            14 => self.provision(),
            _ => self.rename(is_entra),
        }
    }

    pub fn side(&mut self, is_entra: bool) -> &mut OneSide {
        if is_entra {
            &mut self.entra
        } else {
            &mut self.held
        }
    }

    fn pick(&mut self, texts: &[&str]) -> String {
        let text = texts[self.random.usize(0..texts.len())];
        match self.random.u8(0..6) {
            0 => text.to_uppercase(),
            _ => text.to_owned(),
        }
    }

    /// Names are unique in Entra, by letters of any case.
    fn free_name(&mut self, is_entra: bool) -> Option<String> {
        let name = self.pick(&NAMES);
        let mut users = self.entra.users.values();
        let taken = |user: &Someone| user.name.to_lowercase() == name.to_lowercase();
        (!is_entra || !users.any(taken)).then_some(name)
    }

    fn put_user(&mut self, is_entra: bool) {
        let number = self.random.usize(0..20);
        let Some(name) = self.free_name(is_entra) else {
            return;
        };
        let user = Someone {
            name,
            external_id: self.external_id(),
            title: self.pick(&TITLES),
            manager: id(is_entra, self.random.usize(0..20)),
            active: Some(true),
            created: self.random.u32(0..3),
            direct: self.role(),
        };
        self.side(is_entra).users.entry(number).or_insert(user);
    }

    fn external_id(&mut self) -> String {
        match self.random.u8(0..4) {
            0 => String::new(),
            1 => format!("x{}", self.random.u8(0..4)),
            _ => id(true, self.random.usize(0..20)),
        }
    }

    fn role(&mut self) -> Option<Role> {
        match self.random.u8(0..6) {
            0 => Some(Role::Enabled),
            1 => Some(Role::DefaultAccess),
            2 => Some(Role::Disabled),
            _ => None,
        }
    }

    fn any_user(&mut self, is_entra: bool) -> Option<usize> {
        let count = self.side(is_entra).users.len();
        let at = (count > 0).then(|| self.random.usize(0..count))?;
        self.side(is_entra).users.keys().nth(at).copied()
    }

    fn edit_user(&mut self, is_entra: bool) {
        let Some(number) = self.any_user(is_entra) else {
            return;
        };
        let (title, external_id, role) = (self.pick(&TITLES), self.external_id(), self.role());
        let manager = id(is_entra, self.random.usize(0..20));
        let active = [Some(true), Some(false), None][self.random.usize(0..3)];
        let what = self.random.u8(0..5);
        let Some(user) = self.side(is_entra).users.get_mut(&number) else {
            return;
        };
        match what {
            0 => user.title = title,
            1 => user.external_id = external_id,
            2 => user.active = active,
            3 => user.manager = manager,
            _ => user.direct = role,
        }
    }

    /// The same object under another name, or another under the same.
    fn rename(&mut self, is_entra: bool) {
        let (number, name) = (self.any_user(is_entra), self.free_name(is_entra));
        let (Some(number), Some(name)) = (number, name) else {
            return;
        };
        let other = self.random.usize(0..20);
        let again = self.random.bool();
        let users = &mut self.side(is_entra).users;
        if again && !users.contains_key(&other) {
            let user = users.remove(&number);
            users.extend(user.map(|user| (other, user)));
        } else if let Some(user) = users.get_mut(&number) {
            user.name = name;
        }
    }

    fn take_user(&mut self, is_entra: bool) -> Option<Someone> {
        let number = self.any_user(is_entra)?;
        self.side(is_entra).users.remove(&number)
    }

    /// The provider gets somebody as Entra has him.
    fn provision(&mut self) {
        let Some(number) = self.any_user(true) else {
            return;
        };
        let mut user = self.entra.users[&number].clone();
        user.external_id = id(true, number);
        user.manager = user.manager.replace("e-", "p-");
        self.held.users.insert(number, user);
    }

    fn put_team(&mut self, is_entra: bool) {
        let number = self.random.usize(0..6);
        let external_id = match self.random.u8(0..3) {
            0 => String::new(),
            _ => team_id(true, self.random.usize(0..6)),
        };
        let team = Team {
            external_id,
            name: self.pick(&TEAMS),
            members: Vec::new(),
            read: MembersRead::Listed,
            secure: Some(true),
            role: Some(Role::Enabled),
        };
        self.side(is_entra).teams.entry(number).or_insert(team);
    }

    fn any_team(&mut self, is_entra: bool) -> Option<usize> {
        let count = self.side(is_entra).teams.len();
        let at = (count > 0).then(|| self.random.usize(0..count))?;
        self.side(is_entra).teams.keys().nth(at).copied()
    }

    fn take_team(&mut self, is_entra: bool) {
        if let Some(number) = self.any_team(is_entra) {
            self.side(is_entra).teams.remove(&number);
        }
    }

    fn move_member(&mut self, is_entra: bool) {
        let (team, user) = (self.any_team(is_entra), self.random.usize(0..20));
        let side = self.side(is_entra);
        if let Some(team) = team.and_then(|number| side.teams.get_mut(&number)) {
            match team.members.iter().position(|member| *member == user) {
                Some(at) => drop(team.members.remove(at)),
                None => team.members.push(user),
            }
        }
    }

    fn edit_team(&mut self, is_entra: bool) {
        let (name, role) = (self.pick(&TEAMS), self.role());
        let what = self.random.u8(0..7);
        let Some(number) = self.any_team(is_entra) else {
            return;
        };
        let Some(team) = self.side(is_entra).teams.get_mut(&number) else {
            return;
        };
        match what {
            0 => team.name = name,
            1 => team.role = role,
            2 => team.role = Some(Role::Enabled),
            3 => team.secure = [Some(false), None][usize::from(name.is_empty())],
            4 => team.secure = Some(true),
            5 => team.read = [MembersRead::Full, MembersRead::Absent][usize::from(name.is_empty())],
            _ => team.read = MembersRead::Listed,
        }
    }

    fn link(&mut self) {
        let link = (self.random.usize(0..20), self.random.usize(0..20));
        self.links.retain(|known| known.0 != link.0);
        self.links.insert(0, link);
        self.links.truncate(3);
    }
}

/// The identifier of a user: a UUID in Entra, since somebody refers to it.
pub fn id(is_entra: bool, number: usize) -> String {
    if is_entra {
        format!("{number:08x}-0000-4000-8000-00000000000e")
    } else {
        format!("p-{number}")
    }
}

pub fn team_id(is_entra: bool, number: usize) -> String {
    let side = if is_entra { 'e' } else { 'b' };
    format!("{number:08x}-0000-4000-8000-0000000000f{side}")
}
