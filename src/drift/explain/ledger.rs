//! Who is in a group, on which side, and why not on both.

use std::collections::BTreeMap;

use super::{MemberRow, Scene, same};
use crate::drift::{Finding, Subject};
use crate::model::{Group, MembersRead, Person};

impl Scene<'_> {
    /// Every member of either side; those who differ first, then by name.
    pub(super) fn ledger(
        &self,
        here: Option<&Group>,
        there: Option<&Group>,
        findings: &[&Finding],
    ) -> Vec<MemberRow> {
        let listed = there.is_some_and(|group| group.members_read == MembersRead::Listed);
        let mut people: BTreeMap<Person, (bool, bool)> = BTreeMap::new();
        for &person in here.iter().flat_map(|group| group.members.iter()) {
            people.entry(person).or_default().0 = true;
        }
        for &person in there.iter().flat_map(|group| group.members.iter()) {
            people.entry(person).or_default().1 = true;
        }
        let rows = people.into_iter().map(|(person, (in_entra, held))| {
            let who = self.subject(person);
            let (outlook, why) = self.stands(&who, findings, in_entra, held, person);
            MemberRow {
                who,
                in_entra,
                at_provider: listed.then_some(held),
                outlook,
                why,
            }
        });
        let mut rows: Vec<MemberRow> = rows.collect();
        rows.extend(strangers(findings));
        rows.sort_by(|one, other| {
            let key = |row: &MemberRow| (row.outlook.is_empty(), row.who.name.raw().to_lowercase());
            key(one).cmp(&key(other))
        });
        rows
    }

    fn subject(&self, person: Person) -> Subject {
        let entra = self.directory.users.data.row(person);
        let held = self.provider.users.data.row(person);
        let name = entra.as_ref().or(held.as_ref()).map(|row| row.name);
        Subject {
            name: self.text(name.unwrap_or_default()),
            entra_id: entra.and_then(|row| self.id(row.id)),
            scim_id: held.and_then(|row| self.id(row.id)),
        }
    }

    fn stands(
        &self,
        who: &Subject,
        findings: &[&Finding],
        in_entra: bool,
        held: bool,
        person: Person,
    ) -> (String, String) {
        let of_member = |finding: &&&Finding| {
            finding
                .member
                .as_ref()
                .is_some_and(|member| same(member, who))
        };
        if let Some(finding) = findings.iter().find(of_member) {
            let outlook = &finding.outlook;
            let because = outlook.because.shown();
            let why = if because.is_empty() {
                outlook.rule.condition.to_owned()
            } else {
                because.into_owned()
            };
            return (outlook.brief(self.now), why);
        }
        let disabled = self.directory.users.data.state(person).active() == Some(false);
        let why = match (in_entra, held) {
            _ if disabled => "disabled in Entra: neither missing nor extra",
            (true, false) if !self.provider.users.data.state(person).is_present() => {
                "not at the provider itself"
            }
            (true, false) | (false, true) => "not counted: see the person",
            _ => "",
        };
        (String::new(), why.to_owned())
    }
}

/// Members that no user of the provider has.
fn strangers<'a>(findings: &'a [&Finding]) -> impl Iterator<Item = MemberRow> + 'a {
    let unnamed = findings.iter().filter(|finding| {
        finding
            .member
            .as_ref()
            .is_some_and(|member| member.name.is_empty())
    });
    unnamed.map(|finding| MemberRow {
        who: finding.member.clone().unwrap_or_default(),
        in_entra: false,
        at_provider: Some(true),
        outlook: finding.outlook.phase.name().to_owned(),
        why: finding.outlook.rule.condition.to_owned(),
    })
}
