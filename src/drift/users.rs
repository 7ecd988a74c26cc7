//! Compares the users of both sides: one walk over columns that share their numbering.

use foldhash::HashSet;

use super::Difference;
use super::compare::Terms;
use super::reference::References;
use super::remark::{Remark, Remarks};
use super::value::{Likeness, likeness};
use crate::entra::{Column, Expected, Reach, Rule, Source};
use crate::model::{Id, Person, Sym, UserState, Users};

/// An attribute that differs for this share of at least so many people is not kept by the provider.
const NEARLY_EVERYBODY: (usize, usize) = (9, 10);
const ENOUGH_PEOPLE: usize = 20;
/// Of an attribute that the provider holds for nobody, so few people are enough.
const FEW_PEOPLE: usize = 3;

/// Both sides of the users.
#[derive(Clone, Copy)]
pub struct UserSides<'a> {
    pub expected: &'a Expected,
    pub terms: Terms<'a>,
    pub entra: &'a Users,
    pub provider: &'a Users,
}

/// Differences between the users of both sides, in no particular order.
pub fn compare_users(sides: UserSides<'_>) -> (Vec<Difference>, Remarks) {
    let mut walk = Walk {
        sides,
        checks: checks(sides),
        active: Active::of(sides),
        found: Vec::new(),
        remarks: Remarks::default(),
    };
    let slots = sides.entra.slots().max(sides.provider.slots());
    for person in 0..u32::try_from(slots).unwrap_or(u32::MAX) {
        walk.person(person);
    }
    walk.not_kept();
    walk.twins();
    walk.shared_external_ids();
    (walk.found, walk.remarks)
}

/// One attribute to compare.
struct Check<'a> {
    rule: u16,
    expected: Values<'a>,
    actual: &'a [Sym],
    /// Whether letter case never makes a difference.
    ignores_case: bool,
    case_exact: bool,
    different: usize,
    /// Of these, how many for whom the provider holds nothing.
    blank: usize,
}

/// What would be sent, by person.
enum Values<'a> {
    Each(&'a [Sym]),
    All(Sym),
    References(&'a [Sym], References<'a>),
}

fn checks(sides: UserSides<'_>) -> Vec<Check<'_>> {
    let rules = sides.terms.mappings.users.rules.iter().enumerate();
    rules
        .filter(|(_, rule)| rule.is_compared())
        .filter_map(|(at, rule)| check(sides, at, rule))
        .collect()
}

/// Nothing where the provider's column was not read yet: it will be, with the next read.
fn check<'a>(sides: UserSides<'a>, at: usize, rule: &Rule) -> Option<Check<'a>> {
    let target = rule.target.raw();
    let place = sides.provider.column(target)?;
    let expected = match sides.expected.derived.columns.get(at)? {
        Column::Direct(place) if is_reference(rule) => {
            let references = References::of(sides.entra, sides.provider, sides.terms.text);
            Values::References(sides.entra.values(*place), references)
        }
        Column::Direct(place) => Values::Each(sides.entra.values(*place)),
        Column::Constant(sym) => Values::All(*sym),
        Column::Computed(values) => Values::Each(values),
        Column::Unknown => Values::All(Sym::UNKNOWN),
    };
    Some(Check {
        rule: u16::try_from(at).ok()?,
        expected,
        actual: sides.provider.values(place),
        ignores_case: ignores_case(target),
        case_exact: rule.case_exact,
        different: 0,
        blank: 0,
    })
}

/// Whether the source names another user.
pub fn is_reference(rule: &Rule) -> bool {
    matches!(&rule.source, Source::Direct(name) if name.eq_ignore_ascii_case("manager"))
}

/// A change of letter case alone in userName and e-mail is none (the contract's rule 7).
fn ignores_case(target: &str) -> bool {
    target.eq_ignore_ascii_case("userName") || target.starts_with("emails[")
}

/// What `active` should be.
enum Active<'a> {
    /// True for whoever is enabled: the default mapping.
    Enabled,
    Each(&'a [Sym]),
    /// Nothing flows there.
    Unmapped,
}

impl<'a> Active<'a> {
    fn of(sides: UserSides<'a>) -> Self {
        if sides.terms.mappings.assumed.is_some() {
            return Self::Enabled;
        }
        let mut rules = sides.terms.mappings.users.rules.iter();
        let at = rules.position(|rule| rule.target.raw().eq_ignore_ascii_case("active"));
        match at.and_then(|at| sides.expected.derived.columns.get(at)) {
            Some(Column::Computed(values)) => Self::Each(values),
            Some(Column::Direct(place)) => Self::Each(sides.entra.values(*place)),
            _ => Self::Unmapped,
        }
    }
}

struct Walk<'a> {
    sides: UserSides<'a>,
    checks: Vec<Check<'a>>,
    active: Active<'a>,
    found: Vec<Difference>,
    remarks: Remarks,
}

impl Walk<'_> {
    fn person(&mut self, person: Person) {
        let (entra, provider) = (
            self.sides.entra.state(person),
            self.sides.provider.state(person),
        );
        if provider.is_twin() || !(entra.is_present() || provider.is_present()) {
            return;
        }
        let reach = if entra.is_present() {
            self.sides.expected.person(person)
        } else {
            Reach::Out
        };
        match (reach, provider.is_present()) {
            (Reach::In, true) => self.pair(person, entra, provider),
            (Reach::In, false) => self.absent(person, entra),
            (Reach::Unknown, _) => self.remarks.add(Remark::ScopeUnknown, person),
            (Reach::Dropped, _) => self.remarks.add(Remark::Dropped, person),
            (Reach::Out, true) => self.out_of_scope(person, provider),
            (Reach::Out, false) => {}
        }
    }

    fn absent(&mut self, person: Person, entra: UserState) {
        match entra.active() {
            Some(true) if !self.sides.terms.mappings.users.flows.add => {
                self.remarks.add(Remark::NeverCreated, person);
            }
            Some(true) => self.found.push(Difference::MissingUser(person)),
            // Someone disabled who was never provisioned is not created.
            Some(false) => {}
            None => self.remarks.add(Remark::EnabledUnknown, person),
        }
    }

    fn out_of_scope(&mut self, person: Person, provider: UserState) {
        match provider.active() {
            Some(true) => self.found.push(Difference::OrphanUser(person)),
            // A proper de-provisioning.
            Some(false) => {}
            None => self.remarks.add(Remark::ActiveUnknown, person),
        }
    }

    fn pair(&mut self, person: Person, entra: UserState, provider: UserState) {
        let before = self.found.len();
        self.compare_pair(person, entra, provider);
        if !self.sides.terms.mappings.users.flows.update && self.found.len() > before {
            self.found.truncate(before);
            self.remarks.add(Remark::NeverUpdated, person);
        }
    }

    fn compare_pair(&mut self, person: Person, entra: UserState, provider: UserState) {
        match (self.expected_active(person, entra), provider.active()) {
            (Err(remark), _) => self.remarks.add(remark, person),
            (_, None) => self.remarks.add(Remark::ActiveUnknown, person),
            (Ok(expected), Some(actual)) if expected != actual => {
                self.found.push(Difference::Active { person, expected });
            }
            _ => {}
        }
        // Nothing but `active` flows for someone disabled, so only people enabled are compared.
        if entra.active() != Some(false) {
            self.attributes(person);
        }
    }

    fn expected_active(&self, person: Person, entra: UserState) -> Result<bool, Remark> {
        let enabled = entra.active().ok_or(Remark::EnabledUnknown)?;
        let sent = match self.active {
            Active::Enabled => return Ok(enabled),
            Active::Unmapped => return Err(Remark::ActiveUnmapped),
            Active::Each(values) => values.get(person as usize).copied().unwrap_or_default(),
        };
        let text = self.sides.terms.text.get(sent);
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        match () {
            () if is("true") => Ok(true),
            () if is("false") => Ok(false),
            () => Err(Remark::ActiveUnmapped),
        }
    }

    fn attributes(&mut self, person: Person) {
        let at = person as usize;
        for place in 0..self.checks.len() {
            let check = &self.checks[place];
            let actual = check.actual[at];
            let expected = match &check.expected {
                Values::Each(values) => values[at],
                Values::All(sym) => *sym,
                Values::References(values, references) => self.sent(references, values[at], actual),
            };
            if expected != actual {
                self.attribute(person, place, expected, actual);
            }
        }
    }

    /// What stands for a reference: `actual` where the provider holds whom the source names.
    fn sent(&self, references: &References<'_>, named: Sym, actual: Sym) -> Sym {
        match references.sent(named) {
            None => Sym::ABSENT,
            Some(id) if id == self.sides.terms.text.get(actual) => actual,
            Some(_) => named,
        }
    }

    /// The slow road, taken only where the symbols differ.
    fn attribute(&mut self, person: Person, place: usize, expected: Sym, actual: Sym) {
        let check = &self.checks[place];
        let rule = check.rule;
        if expected.is_unknown() || actual.is_unknown() {
            self.remarks.add(Remark::ValueUnknown(rule), person);
            return;
        }
        if expected.is_absent() {
            self.remarks.add(Remark::StaleByDesign(rule), person);
            return;
        }
        let (left, right) = (
            self.sides.terms.text.get(expected),
            self.sides.terms.text.get(actual),
        );
        match likeness(left, right) {
            Likeness::Same => {}
            Likeness::CaseOnly if check.ignores_case || is_truth(left) => {}
            Likeness::CaseOnly if !check.case_exact => {
                self.remarks.add(Remark::CaseOnly(rule), person);
            }
            Likeness::CaseOnly | Likeness::Different if self.is_harmless(rule, left, right) => {
                self.remarks.add(Remark::Normalised(rule), person);
            }
            Likeness::CaseOnly | Likeness::Different => {
                let check = &mut self.checks[place];
                check.different += 1;
                check.blank += usize::from(actual.is_absent());
                self.found.push(Difference::Attribute { person, rule });
            }
        }
    }

    /// Whether the provider only keeps the value in another form.
    fn is_harmless(&self, rule: u16, sent: &str, held: &str) -> bool {
        let terms = self.sides.terms;
        let target = &terms.mappings.users.rules[usize::from(rule)].target;
        let mut forms = terms.normalisations.iter();
        forms.any(|form| form.equates(target.raw(), sent, held))
    }

    /// An attribute that differs for nearly everybody is one remark, not a thousand differences.
    fn not_kept(&mut self) {
        let (share, of) = NEARLY_EVERYBODY;
        let nearly_all = |check: &&Check<'_>| {
            // Only where some differ is it worth counting those who were compared.
            check.different >= FEW_PEOPLE && {
                let compared = self.compared(check);
                let nearly_all = check.different * of >= compared * share;
                check.blank == compared || (compared >= ENOUGH_PEOPLE && nearly_all)
            }
        };
        let lost: Vec<u16> = self
            .checks
            .iter()
            .filter(nearly_all)
            .map(|check| check.rule)
            .collect();
        if lost.is_empty() {
            return;
        }
        let remarks = &mut self.remarks;
        self.found.retain(|difference| match *difference {
            Difference::Attribute { person, rule } if lost.contains(&rule) => {
                remarks.add(Remark::NotKept(rule), person);
                false
            }
            _ => true,
        });
    }

    /// For how many people something would be sent by this rule, and was compared.
    fn compared(&self, check: &Check<'_>) -> usize {
        let (entra, provider) = (self.sides.entra, self.sides.provider);
        let people = entra.people().filter(|&person| {
            let held = provider.state(person);
            held.is_present()
                && !held.is_twin()
                && entra.state(person).active() != Some(false)
                && self.sides.expected.person(person) == Reach::In
        });
        let sends = |person: &Person| match &check.expected {
            Values::Each(values) | Values::References(values, _) => {
                !values[*person as usize].is_absent()
            }
            Values::All(sym) => !sym.is_absent(),
        };
        people.filter(sends).count()
    }

    fn twins(&mut self) {
        let pairs = self.sides.provider.twins.iter();
        self.found
            .extend(pairs.map(|&(twin, anchor)| Difference::DuplicateUser { twin, anchor }));
    }

    /// Equal externalId alone is no drift, but the next match by it would be ambiguous.
    fn shared_external_ids(&mut self) {
        let mut seen = Seen::default();
        let (entra, provider) = (self.sides.entra, self.sides.provider);
        for person in provider
            .people()
            .filter(|&person| !provider.state(person).is_twin())
        {
            let id = provider.external_ids[person as usize];
            // Entra's own identifiers are unique: whoever carries his own shares it with nobody.
            let own = entra.ids.get(person as usize) == Some(&id);
            if !own && !id.is_absent() && !seen.insert(id) {
                self.remarks.add(Remark::SharedExternalId, person);
            }
        }
    }
}

/// A boolean as Entra writes it, which a provider may spell otherwise.
fn is_truth(text: &str) -> bool {
    text == "True" || text == "False"
}

/// Identifiers met so far: text by a bit for each symbol, the rest in a set.
#[derive(Default)]
struct Seen {
    symbols: Vec<u64>,
    others: HashSet<Id>,
}

impl Seen {
    /// `false` if it was there before.
    fn insert(&mut self, id: Id) -> bool {
        let Some(number) = id.symbol() else {
            return self.others.insert(id);
        };
        let (word, bit) = (number as usize / 64, 1 << (number % 64));
        if word >= self.symbols.len() {
            self.symbols.resize(word + 1, 0);
        }
        let new = self.symbols[word] & bit == 0;
        self.symbols[word] |= bit;
        new
    }
}
