//! What is wrong with a mapping before anybody is compared by it.

use foldhash::{HashMap, HashMapExt};

use super::Note;
use crate::entra::{Column, Derived, Mappings, Rule, Source};
use crate::model::{Foreign, Person, Sym, TargetPath, Text, Users};

/// The attributes that Kandji keeps; its guide advises to map no others.
const KANDJI: [&str; 8] = [
    "userName",
    "name.formatted",
    "displayName",
    "active",
    "emails[type eq \"work\"].value",
    "title",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
    "externalId",
];

/// What a mapping is looked at with.
#[derive(Clone, Copy)]
pub struct Lint<'a> {
    pub mappings: &'a Mappings,
    pub derived: &'a Derived,
    /// Entra's users.
    pub users: &'a Users,
    pub text: &'a Text,
    /// The provider's host: it tells whose list of attributes is meant.
    pub host: &'a str,
    /// The rules whose targets the provider was seen not to keep.
    pub not_kept: &'a [u16],
}

impl Lint<'_> {
    /// Everything worth mending, the missing first.
    pub fn notes(self) -> Vec<Note> {
        let mut notes = self.missing();
        for (at, rule) in self.mappings.users.rules.iter().enumerate() {
            let told = [
                self.ignored(at, rule),
                self.unknown(at, rule),
                self.empty(at, rule),
                self.shared(at, rule),
            ];
            notes.extend(told.into_iter().flatten());
        }
        notes
    }

    /// Targets without which no account can be made (RFC 7643, 4.1; the provider's guide).
    fn missing(self) -> Vec<Note> {
        if self.mappings.assumed.is_some() {
            return Vec::new();
        }
        let has = |name: &str| self.mappings.users.rule(name).is_some();
        let named = has("displayName") || has("name.formatted");
        let wanted = [
            (has("userName"), "userName"),
            (named, "displayName or name.formatted"),
            (has("active"), "active"),
        ];
        let missing = wanted.into_iter().filter(|(there, _)| !there);
        missing
            .map(|(_, name)| {
                let text = format!("nothing is mapped to {name}, which is required");
                Note::new("required_missing", text, Foreign::new(name))
            })
            .collect()
    }

    fn ignored(self, at: usize, rule: &Rule) -> Option<Note> {
        let target = rule.target.raw();
        let seen = self.not_kept.iter().any(|&lost| usize::from(lost) == at);
        let is_kandji = [".kandji.io", ".iru.com"]
            .iter()
            .any(|end| self.host.ends_with(end));
        let listed = KANDJI.iter().any(|kept| kept.eq_ignore_ascii_case(target));
        let text = if seen {
            "the provider does not keep it: it differs for nearly everybody"
        } else if is_kandji && !listed {
            "not among the attributes that Kandji keeps: its guide advises to map no others"
        } else {
            return None;
        };
        Some(Note::new("target_ignored", text, rule.target.clone()))
    }

    fn unknown(self, at: usize, rule: &Rule) -> Option<Note> {
        let why = match (&rule.source, self.derived.reasons.get(at)) {
            (Source::Unknown(why), _) | (_, Some(Some(why))) => why.clone(),
            _ if TargetPath::parse(rule.target.raw()).is_none() => {
                "the target is no path that is understood".to_owned()
            }
            _ => return None,
        };
        Some(Note::new(
            "value_unknown",
            format!(
                "what is sent cannot be told: {}",
                crate::model::visible(&why)
            ),
            rule.target.clone(),
        ))
    }

    fn empty(self, at: usize, rule: &Rule) -> Option<Note> {
        let absent = self
            .users
            .people()
            .filter(|&person| self.value(at, person).is_absent());
        let (empty, all) = (absent.count(), self.users.len());
        let computed = matches!(rule.source, Source::Computed(_) | Source::Direct(_));
        (computed && empty > 0).then(|| {
            let text = format!("gives null, so that nothing flows, for {empty} of {all} people");
            Note::new("gives_null", text, rule.target.clone())
        })
    }

    /// Two people who get the same matching value would be one account.
    fn shared(self, at: usize, rule: &Rule) -> Option<Note> {
        if rule.matching == 0 || matches!(self.derived.columns.get(at)?, Column::Unknown) {
            return None;
        }
        let mut first: HashMap<Sym, Person> = HashMap::new();
        let people = self
            .users
            .people()
            .map(|person| (person, self.value(at, person)));
        let told = people.filter(|(_, value)| !value.is_absent() && !value.is_unknown());
        for (person, value) in told {
            if let Some(other) = first.insert(value, person) {
                let names = [other, person].map(|person| {
                    let row = self.users.row(person);
                    let name = row.map_or(Sym::ABSENT, |row| row.name);
                    Foreign::new(self.text.get(name)).shown().into_owned()
                });
                let text = format!(
                    "a matching attribute, and {} and {} get the same value",
                    names[0], names[1]
                );
                return Some(Note::new("matching_shared", text, rule.target.clone()));
            }
        }
        None
    }

    fn value(self, at: usize, person: Person) -> Sym {
        self.derived.value(at, self.users, person)
    }
}
