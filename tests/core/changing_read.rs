//! A tenant that changes is read the ways the program reads: anew, by what has changed, or not at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use scimtop::drift::Linked;
use scimtop::entra::Mappings;
use scimtop::model::{
    Assignment, Directory, Grade, Group, GroupState, Groups, Id, Keys, MembersRead, Person,
    Principal, Provider, Read, Reading, Reason, Side, Sym, UserRow, UserState, Users,
};

use super::changing::{Known, Someone, Team, Tenant, id, team_id};
use super::world::sound;

impl Tenant {
    /// Both sides as they are now, each part under a grade.
    pub fn read(&mut self, mappings: &Mappings) -> (Directory, Provider, Linked) {
        let sources = mappings.sources().into();
        let targets = mappings.targets().into_iter();
        let targets: Vec<String> = targets.map(|target| target.name).collect();
        self.read_side(true, &sources);
        self.read_side(false, &targets.into());
        let assignments = self.assigned();
        if self.random.bool() || assignments != *self.assignments {
            self.assignments = Arc::new(assignments);
        }
        let directory = Directory {
            assignments: self.graded(&Arc::clone(&self.assignments)),
            groups: self.graded(&Arc::clone(&self.here.groups)),
            users: self.graded(&Arc::clone(&self.here.users)),
        };
        let provider = Provider {
            users: self.graded(&Arc::clone(&self.there.users)),
            groups: self.graded(&Arc::clone(&self.there.groups)),
        };
        let links = self.linked();
        (directory, provider, links)
    }

    /// Now and then a read is not sound: its data is that of the last that was.
    fn graded<T: Default>(&mut self, data: &Arc<T>) -> Read<T> {
        let mut reading: Reading = sound(()).reading;
        if self.random.u8(0..24) == 0 {
            reading.lower(Grade::Partial, Reason::Failed);
        }
        Read {
            data: Arc::clone(data),
            reading,
        }
    }

    fn assigned(&mut self) -> Vec<Assignment> {
        let users = self.entra.users.iter();
        let users = users
            .filter_map(|(number, user)| Some((id(true, *number), Principal::User, user.direct?)));
        let teams = self.entra.teams.iter();
        let teams = teams.filter_map(|(number, team)| {
            Some((team_id(true, *number), Principal::Group, team.role?))
        });
        let interner = &mut self.interner;
        let all = users.chain(teams);
        all.map(|(id, kind, role)| Assignment {
            principal: interner.id(&id),
            kind,
            role,
            created: None,
        })
        .collect()
    }

    fn linked(&mut self) -> Linked {
        let mut linked = Linked::default();
        for (here, there) in self.links.clone() {
            let (here, there) = (
                self.interner.id(&id(true, here)),
                self.interner.id(&id(false, there)),
            );
            let here = self
                .people
                .holder(Side::Entra, here)
                .filter(|&person| holds(&self.here.users, person, here));
            let there = self
                .people
                .holder(Side::Provider, there)
                .filter(|&person| holds(&self.there.users, person, there));
            linked.pairs.extend(here.zip(there));
        }
        linked
    }

    fn known(&mut self, is_entra: bool) -> &mut Known {
        if is_entra {
            &mut self.here
        } else {
            &mut self.there
        }
    }

    fn read_side(&mut self, is_entra: bool, layout: &Arc<[String]>) {
        let now = self.side(is_entra).users.clone();
        let before = std::mem::take(self.known(is_entra));
        let stays = before.of == now && before.users.layout() == layout && !self.random.bool();
        let users = if stays {
            Arc::clone(&before.users)
        } else {
            let patched = self.patched(is_entra, &before, &now, layout);
            Arc::new(patched.unwrap_or_else(|| self.crawled(is_entra, &now, layout)))
        };
        let groups = self.read_groups(is_entra, &users, &before.groups);
        *self.known(is_entra) = Known {
            users,
            groups,
            of: now,
        };
    }

    fn crawled(
        &mut self,
        is_entra: bool,
        now: &BTreeMap<usize, Someone>,
        layout: &Arc<[String]>,
    ) -> Users {
        let mut users = Users::with_layout(Arc::clone(layout));
        let mut order: Vec<usize> = now.keys().copied().collect();
        self.random.shuffle(&mut order);
        for number in order {
            assert!(
                self.put(is_entra, &mut users, number, &now[&number]),
                "names are unique"
            );
        }
        users
    }

    /// By what has changed, where names are no trouble.
    fn patched(
        &mut self,
        is_entra: bool,
        before: &Known,
        now: &BTreeMap<usize, Someone>,
        layout: &Arc<[String]>,
    ) -> Option<Users> {
        if before.users.layout() != layout || !before.users.twins.is_empty() || self.random.bool() {
            return None;
        }
        let mut users = Users::after(&before.users);
        let changed = |number: &&usize| before.of.get(*number) != now.get(*number);
        let numbers: Vec<usize> = before
            .of
            .keys()
            .chain(now.keys())
            .filter(changed)
            .copied()
            .collect();
        let side = if is_entra {
            Side::Entra
        } else {
            Side::Provider
        };
        for &number in &numbers {
            let id = self.interner.id(&id(is_entra, number));
            let person = self
                .people
                .holder(side, id)
                .filter(|&person| holds(&users, person, id));
            if let Some(person) = person {
                users.remove(person);
            }
        }
        for number in numbers {
            if let Some(user) = now.get(&number) {
                let there = self.interner.id(&id(is_entra, number));
                let again = users.holders().get(there).is_some();
                if !again && !self.put(is_entra, &mut users, number, user) {
                    return None;
                }
            }
        }
        users.twins.is_empty().then_some(users)
    }

    fn put(&mut self, is_entra: bool, users: &mut Users, number: usize, user: &Someone) -> bool {
        let interner = &mut self.interner;
        let row = UserRow {
            id: interner.id(&id(is_entra, number)),
            name: interner.intern(&user.name),
            external_id: if is_entra {
                Id::ABSENT
            } else {
                interner.id(&user.external_id)
            },
            created: user.created,
            state: UserState::present(user.active),
        };
        let layout = Arc::clone(users.layout());
        let values = layout
            .iter()
            .map(|column| interner.intern(value(user, column)));
        let values: Vec<Sym> = values.collect();
        let name = interner.intern(&user.name.to_lowercase());
        if is_entra {
            let keys = Keys {
                name,
                ..Keys::default()
            };
            return self.people.put_entra(users, row, &values, keys);
        }
        self.people
            .put_provider(&self.interner, users, row, &values, name);
        true
    }

    fn read_groups(&mut self, is_entra: bool, users: &Users, before: &Arc<Groups>) -> Arc<Groups> {
        let shares = self.random.bool();
        let teams = self.side(is_entra).teams.clone();
        let mut rows: Vec<Group> = teams
            .iter()
            .map(|(number, team)| self.group(is_entra, users, *number, team))
            .collect();
        if self.random.u8(0..4) == 0 {
            self.random.shuffle(&mut rows);
        }
        for row in rows.iter_mut().filter(|_| shares) {
            let mut known = before.rows.iter();
            if let Some(same) = known.find(|known| known.members == row.members) {
                row.members = Arc::clone(&same.members);
            }
        }
        let mut groups = Groups {
            rows,
            ..Groups::default()
        };
        if shares {
            groups.tell(before);
        }
        Arc::new(groups)
    }

    fn group(&mut self, is_entra: bool, users: &Users, number: usize, team: &Team) -> Group {
        let interner = &mut self.interner;
        let group = Group {
            id: interner.id(&team_id(is_entra, number)),
            external_id: if is_entra {
                Id::ABSENT
            } else {
                interner.id(&team.external_id)
            },
            name: interner.intern(&team.name),
            folded: interner.intern(&team.name.to_lowercase()),
            members_read: if is_entra {
                MembersRead::Listed
            } else {
                team.read
            },
            state: GroupState {
                security_enabled: team.secure.filter(|_| is_entra),
                dynamic: false,
            },
            ..Group::default()
        };
        let ids: Vec<Id> = team
            .members
            .iter()
            .map(|member| interner.id(&id(is_entra, *member)))
            .collect();
        let side = if is_entra {
            Side::Entra
        } else {
            Side::Provider
        };
        let people = &self.people;
        group.with_members(ids, |id| {
            people
                .holder(side, id)
                .filter(|&person| holds(users, person, id))
        })
    }
}

fn holds(users: &Users, person: Person, id: Id) -> bool {
    users.row(person).is_some_and(|row| row.id == id)
}

fn value<'a>(user: &'a Someone, column: &str) -> &'a str {
    match column {
        "userName" | "userPrincipalName" | "mail" => &user.name,
        "externalId" | "mailNickname" => &user.external_id,
        "manager" => &user.manager,
        "title" | "jobTitle" | "displayName" => &user.title,
        _ => "",
    }
}
