//! People whom their userName does not join: by the link that the provisioning log shows, then by the
//! attributes that the job matches on. A pair that is not the only one is never picked.

use foldhash::{HashMap, HashMapExt, HashSet};

use crate::entra::{Column, Expected, Mappings, Reach, Rule, Source};
use crate::model::{Cells, Person, PersonSet, Sym, Text, Touched, Users};

/// What the provisioning log links, in numbers.
#[derive(Clone, Default, Debug)]
pub struct Linked {
    /// The person in Entra, and the person under whom the provider's row was filed.
    pub pairs: Vec<(Person, Person)>,
    /// People whose account was provisioned for another object: re-created under the same name.
    pub recreated: Vec<Person>,
}

/// Who is who.
#[derive(Clone, Default, Debug)]
pub struct Rejoined {
    /// The person in Entra, and the person under whom the provider's row was filed.
    pub pairs: Vec<(Person, Person)>,
    /// People of Entra for whom several rows would do, or whose row would do for several.
    pub ambiguous: Vec<Person>,
    /// The provider's rows that could be theirs.
    pub ambiguous_rows: Vec<Person>,
    /// People with one account that the log links, and another that has their userName.
    pub twins: Vec<Person>,
    /// People whose account was provisioned for another object.
    pub recreated: Vec<Person>,
}

/// Whom the userName alone leaves without a partner: kept, so that not everybody is looked through for them.
#[derive(Default)]
pub struct Alone {
    /// People of Entra who are in scope.
    people: PersonSet,
    /// Rows of the provider.
    rows: PersonSet,
}

impl Alone {
    /// Looks again at whoever was touched on either side.
    pub fn update(&mut self, expected: &Expected, entra: &Users, held: &Users, touched: &Touched) {
        if matches!(touched, Touched::Everybody) {
            *self = Self::default();
        }
        let slots = entra.slots().max(held.slots());
        if let Touched::These(people) = touched {
            for &gone in people.iter().filter(|&&person| person as usize >= slots) {
                self.people.remove(gone);
                self.rows.remove(gone);
            }
        }
        touched.each(slots, |person| {
            let (here, there) = (entra.state(person), held.state(person));
            let open =
                here.is_present() && !there.is_present() && expected.person(person) == Reach::In;
            let strange = there.is_present() && !there.is_twin() && !here.is_present();
            self.people.put(person, open);
            self.rows.put(person, strange);
        });
    }
}

/// Finds the pairs. `links` are those of the log: who in Entra, and whose row at the provider.
pub fn rejoin(
    (entra, held): (&Users, &Users),
    expected: &Expected,
    mappings: &Mappings,
    alone: &Alone,
    links: Linked,
    text: &Text,
) -> Rejoined {
    let mut rejoined = Rejoined {
        recreated: links.recreated,
        ..Rejoined::default()
    };
    if mappings.assumed.is_some() {
        return rejoined;
    }
    let mut claimed: HashSet<Person> = HashSet::default();
    // The newest link of a row is the one that counts.
    let linked = links.pairs.into_iter().filter(|(here, there)| {
        here != there
            && claimed.insert(*there)
            && entra.state(*here).is_present()
            && held.state(*there).is_present()
            && !entra.state(*there).is_present()
    });
    rejoined.pairs.extend(linked);
    let pairs = rejoined.pairs.iter().map(|&(here, _)| here);
    let twins = pairs.filter(|&here| held.state(here).is_present());
    rejoined.twins = twins.collect();
    let joined: HashSet<Person> = rejoined.pairs.iter().map(|&(here, _)| here).collect();
    let mut open: Vec<Person> = alone
        .people
        .iter()
        .filter(|person| !joined.contains(person))
        .collect();
    if open.is_empty() {
        return rejoined;
    }
    for rule in keys(mappings) {
        let Some(key) = Key::of(rule, mappings, expected, entra, held, text) else {
            continue;
        };
        key.join(&mut open, &alone.rows, &mut rejoined);
    }
    rejoined.pairs.sort_unstable();
    rejoined
}

/// externalId, then the matching attributes by priority. The userName has joined people already,
/// where it is the userPrincipalName.
fn keys(mappings: &Mappings) -> Vec<&Rule> {
    let rules = &mappings.users.rules;
    let mut matching: Vec<&Rule> = rules.iter().filter(|rule| rule.matching > 0).collect();
    matching.sort_by_key(|rule| rule.matching);
    let external = mappings.users.rule("externalId");
    external.into_iter().chain(matching).collect()
}

/// One attribute that both sides are looked up by.
struct Key<'a> {
    place: usize,
    rule: &'a Rule,
    expected: &'a Expected,
    entra: &'a Users,
    values: Cells<'a>,
    text: &'a Text,
}

impl<'a> Key<'a> {
    fn of(
        rule: &'a Rule,
        mappings: &Mappings,
        expected: &'a Expected,
        entra: &'a Users,
        held: &'a Users,
        text: &'a Text,
    ) -> Option<Self> {
        let own = matches!(&rule.source, Source::Direct(name) if name.eq_ignore_ascii_case("userPrincipalName"));
        if own && rule.target.raw().eq_ignore_ascii_case("userName") {
            return None;
        }
        let mut rules = mappings.users.rules.iter();
        let place = rules.position(|other| other.target == rule.target)?;
        if matches!(expected.derived.columns.get(place)?, Column::Unknown) {
            return None;
        }
        Some(Self {
            place,
            rule,
            expected,
            entra,
            values: held.values(held.column(rule.target.raw())?),
            text,
        })
    }

    fn join(&self, open: &mut Vec<Person>, rows: &PersonSet, rejoined: &mut Rejoined) {
        // Rows that nobody in Entra is joined to.
        let taken: HashSet<Person> = rejoined.pairs.iter().map(|&(_, row)| row).collect();
        let strangers = rows.iter().filter(|row| !taken.contains(row));
        let there = self.index(strangers, |person| self.values.get(person));
        let sent = |person| self.expected.derived.value(self.place, self.entra, person);
        let here = self.index(open.iter().copied(), sent);
        for (value, people) in here {
            match (people.as_slice(), there.get(&value).map(Vec::as_slice)) {
                (_, None) => {}
                (&[person], Some(&[row])) => rejoined.pairs.push((person, row)),
                (people, Some(rows)) => {
                    rejoined.ambiguous.extend(people);
                    rejoined.ambiguous_rows.extend(rows);
                }
            }
        }
        let joined = rejoined.pairs.iter().map(|(here, _)| here);
        let settled: HashSet<Person> = joined.chain(&rejoined.ambiguous).copied().collect();
        open.retain(|person| !settled.contains(person));
    }

    fn index(
        &self,
        people: impl Iterator<Item = Person>,
        value: impl Fn(Person) -> Sym,
    ) -> HashMap<String, Vec<Person>> {
        let mut index: HashMap<String, Vec<Person>> = HashMap::new();
        for person in people {
            let sym = value(person);
            if !sym.is_absent() && !sym.is_unknown() {
                let text = self.text.get(sym);
                let key = if self.rule.case_exact {
                    text.to_owned()
                } else {
                    text.to_lowercase()
                };
                index.entry(key).or_default().push(person);
            }
        }
        index
    }
}
