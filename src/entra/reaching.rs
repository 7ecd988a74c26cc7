//! Who is in scope, kept between comparisons with what it rests on, so that a change costs whom it
//! touches. In how many groups somebody is, is counted: whoever leaves one of them may be in another.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::derive::attributes;
use super::expected::{Expected, of_group};
use super::filter::{Filter, Passage};
use super::roles::Roles;
use super::support::Support;
use super::{Licence, Mappings, Reach, Scope};
use crate::model::{
    Assignment, Directory, Groups, GroupsChanged, Person, PersonSet, ScopeFilter, Sym, Text,
    Touched, Users, changed_groups, changed_users,
};

/// What was reached, and from what.
#[derive(Default)]
pub(super) struct Reaching {
    pub expected: Expected,
    /// The sides that it was worked out for; `None`: none yet.
    seen: Option<Seen>,
    roles: Roles,
    /// By row of the groups, before the filter of groups.
    groups: Vec<Reach>,
    support: Support,
    /// People whom the filter keeps out, and those of whom its answer is not known.
    filtered: PersonSet,
    doubtful: PersonSet,
}

#[derive(Clone)]
struct Seen {
    assignments: Arc<Vec<Assignment>>,
    groups: Arc<Groups>,
    users: Arc<Users>,
}

impl Seen {
    fn of(directory: &Directory) -> Self {
        Self {
            assignments: Arc::clone(&directory.assignments.data),
            groups: Arc::clone(&directory.groups.data),
            users: Arc::clone(&directory.users.data),
        }
    }
}

/// What a change came to.
pub(super) struct Reached {
    /// Whoever may be reached otherwise than before, or has other attributes.
    pub touched: Touched,
    /// Whether nobody is, and no group.
    pub stands: bool,
}

/// How somebody's reach is told: by the job's settings, which stay the same for one [`Reaching`].
#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    pub scope: Scope,
    pub mappings: &'a Mappings,
    pub text: &'a Text,
}

impl Reaching {
    /// Takes `directory` in.
    pub fn update(&mut self, directory: &Directory, rules: Rules<'_>) -> Reached {
        let now = Seen::of(directory);
        let before = self.seen.replace(now.clone());
        let mut touched = match &before {
            Some(before) => changed_users(&before.users, &now.users),
            None => Touched::Everybody,
        };
        let reassigned = before
            .as_ref()
            .is_none_or(|before| before.assignments != now.assignments);
        if reassigned {
            let roles = Roles::of(&now.assignments);
            touched = touched.and(self.reassigned(&roles, &now.users, rules.scope));
            self.roles = roles;
        }
        let changed = match &before {
            Some(before) => changed_groups(&before.groups, &now.groups),
            None => Arc::new(GroupsChanged::Anyhow),
        };
        let old = before.as_ref().map(|before| &*before.groups);
        let moved = self.regroup((old, &now.groups), &changed, reassigned, rules);
        let touched = touched.and(moved.iter());
        self.place(&touched, &now.users, rules);
        let called_alike = matches!(*changed, GroupsChanged::Members(_));
        Reached {
            stands: touched.is_nobody() && called_alike && !reassigned,
            touched,
        }
    }

    /// Whom an assignment of their own reaches otherwise than before.
    fn reassigned(&mut self, roles: &Roles, users: &Users, scope: Scope) -> Vec<Person> {
        if scope == Scope::All {
            return Vec::new();
        }
        (self.expected.disabled_role, self.expected.default_access) = roles.counts();
        let moved = roles.moved_users(&self.roles);
        if moved.is_empty() {
            return Vec::new();
        }
        let ids = &users.ids;
        let people = users.people();
        people
            .filter(|&person| moved.contains(&ids[person as usize]))
            .collect()
    }

    /// Counts anew who is in which group; whom that concerns is returned. `old` is `None` the first time,
    /// when everybody is looked at.
    fn regroup(
        &mut self,
        (old, now): (Option<&Groups>, &Groups),
        changed: &GroupsChanged,
        reassigned: bool,
        rules: Rules<'_>,
    ) -> PersonSet {
        let counts = rules.scope == Scope::Assigned;
        let mut moved = PersonSet::default();
        if let (GroupsChanged::Members(rows), false) = (changed, reassigned) {
            for change in rows.iter().filter(|_| counts) {
                let reach = self.groups[change.row as usize];
                self.support.change(reach, change, &mut moved);
            }
            return moved;
        }
        let before = std::mem::take(&mut self.groups);
        self.take_groups(now, rules);
        match old {
            _ if !counts => {}
            Some(old) => {
                let (old, now) = ((old, &before[..]), (now, &self.groups[..]));
                self.support.realign(old, now, &mut moved);
            }
            None => self.support.begin(now, &self.groups),
        }
        self.filter_groups(now, rules);
        moved
    }

    fn take_groups(&mut self, groups: &Groups, rules: Rules<'_>) {
        let free = rules.scope == Scope::Assigned && rules.mappings.licence == Licence::Free;
        let expected = &mut self.expected;
        (expected.not_security_enabled, expected.unlicensed) = (Vec::new(), Vec::new());
        for (row, group) in groups.rows.iter().enumerate() {
            let refused = group.state.security_enabled == Some(false);
            let mut reach = match rules.scope {
                _ if refused => Reach::Out,
                Scope::All => Reach::In,
                Scope::Assigned => self.roles.group(group.id),
            };
            if refused {
                expected.not_security_enabled.push(row);
            }
            // Assigned groups count for nothing.
            if free && reach != Reach::Out {
                reach = Reach::Out;
                expected.unlicensed.push(row);
            }
            self.groups.push(reach);
        }
    }

    fn filter_groups(&mut self, groups: &Groups, rules: Rules<'_>) {
        let mut reaches = self.groups.clone();
        let plan = rules.mappings.groups.as_ref();
        if let Some(plan) = plan.filter(|plan| plan.scope != ScopeFilter::default()) {
            let filter = Filter::of(&plan.scope);
            for (reach, group) in reaches.iter_mut().zip(&groups.rows) {
                if *reach == Reach::In {
                    *reach = match filter.passes(&|name| of_group(group, name, rules.text)) {
                        Passage::In => Reach::In,
                        Passage::Out => Reach::Out,
                        Passage::Dropped => Reach::Dropped,
                        Passage::Unknown(_) => Reach::Unknown,
                    };
                }
            }
        }
        self.expected.groups = Arc::new(reaches);
    }

    /// Tells the reach of each of `touched`.
    fn place(&mut self, touched: &Touched, users: &Users, rules: Rules<'_>) {
        let slots = users.slots();
        let mut people = std::mem::take(&mut self.expected.people);
        self.filtered.truncate(slots);
        self.doubtful.truncate(slots);
        let mut sieve = Sieve::of(&rules.mappings.users.scope, users, rules.text);
        let direct = rules.scope == Scope::Assigned && self.roles.name_users();
        people.tell(touched, slots, |person| {
            let reach = match rules.scope {
                _ if !users.state(person).is_present() => Reach::Out,
                Scope::All => Reach::In,
                Scope::Assigned => match self.support.of(person) {
                    // Whoever is in by a group needs no assignment of their own.
                    by_group if direct && by_group != Reach::In => {
                        let own = self.roles.user(users.ids[person as usize]);
                        own.max(by_group)
                    }
                    by_group => by_group,
                },
            };
            match &mut sieve {
                Some(sieve) => self.sifted(person, reach, sieve),
                None => reach,
            }
        });
        self.expected.people = people;
        self.expected.filtered = self.filtered.len();
        self.expected.filter_unknown = self.doubtful.first().and_then(|first| {
            let why = sieve.as_mut()?.why(first)?;
            Some((self.doubtful.len(), why))
        });
    }

    fn sifted(&mut self, person: Person, reach: Reach, sieve: &mut Sieve<'_>) -> Reach {
        self.filtered.remove(person);
        self.doubtful.remove(person);
        if reach != Reach::In {
            return reach;
        }
        match sieve.passage(person) {
            Passage::In => Reach::In,
            Passage::Dropped => Reach::Dropped,
            Passage::Out => {
                self.filtered.insert(person);
                Reach::Out
            }
            Passage::Unknown(_) => {
                self.doubtful.insert(person);
                Reach::Unknown
            }
        }
    }
}

/// The scoping filter of users. Its answers are remembered by what they rest on.
struct Sieve<'a> {
    filter: Filter,
    users: &'a Users,
    text: &'a Text,
    columns: Vec<usize>,
    memo: HashMap<Vec<Sym>, Passage>,
}

impl<'a> Sieve<'a> {
    /// `None` where everybody passes.
    fn of(filter: &ScopeFilter, users: &'a Users, text: &'a Text) -> Option<Self> {
        let columns = filter.attributes().filter_map(|name| users.column(name));
        (*filter != ScopeFilter::default()).then(|| Self {
            columns: columns.collect(),
            filter: Filter::of(filter),
            users,
            text,
            memo: HashMap::new(),
        })
    }

    fn passage(&mut self, person: Person) -> &Passage {
        let (users, text) = (self.users, self.text);
        let columns = self.columns.iter();
        let values = columns.map(|&place| users.values(place).get(person));
        let filter = &self.filter;
        self.memo
            .entry(values.collect())
            .or_insert_with(|| filter.passes(&attributes(users, person, false, text)))
    }

    /// Why the answer for `person` is not known.
    fn why(&mut self, person: Person) -> Option<String> {
        match self.passage(person) {
            Passage::Unknown(why) => Some(why.clone()),
            _ => None,
        }
    }
}
