//! What can be done where somebody is.

use super::{
    App, Does, GroupKey, Member, Members, Offer, RowKey, Rows, Standing, View, Who, group_name,
    group_rows, user_name,
};
use crate::drift::Finding;
use crate::model::{Action, Foreign, Job, MOST_MEMBERS, Person, Wish};

impl App {
    /// The rows of the menu: a person's, a group's, else the job's.
    pub(super) fn offers(&self) -> Vec<Offer> {
        let mut offers = Vec::new();
        match (self.place().view, self.place().cursor.key()) {
            (View::User(person), _) | (View::Users, Some(&RowKey::Person(person))) => {
                offers.push(self.person_offer(person));
            }
            (View::Group(key), _) | (View::Groups, Some(&RowKey::Group(key))) => {
                offers.push(self.group_offer(key, None));
            }
            (View::Drift | View::Plan, _) => offers.extend(self.finding_offer()),
            _ => {}
        }
        if offers.is_empty() {
            offers = self.job_offers();
        }
        offers.push(Offer {
            title: "show what the next full cycle would change".to_owned(),
            does: Does::ShowPlan,
            why_not: None,
        });
        offers
    }

    fn job_offers(&self) -> Vec<Offer> {
        let job = self.status().job.as_deref();
        let refusal = |action: Action| job.and_then(|job: &Job| action.refusal(job));
        let simple = |title: &str, wish: Wish, action: Action| Offer {
            title: title.to_owned(),
            does: Does::Ask(wish),
            why_not: refusal(action),
        };
        vec![
            simple("start the job", Wish::Start, Action::Start),
            simple("pause the job", Wish::Pause, Action::Pause),
            Offer {
                title: "restart the job, and choose what to reset ..".to_owned(),
                does: Does::ChooseResets,
                why_not: None,
            },
        ]
    }

    fn person_offer(&self, person: Person) -> Offer {
        let status = self.status();
        let row = status.directory.users.data.row(person);
        let id = row.map(|row| row.id.to_text(&status.text));
        Offer {
            title: format!("provision {} on demand", user_name(status, person)),
            why_not: id.is_none().then(|| {
                "Entra does not hold this user, so it has nothing to provision".to_owned()
            }),
            does: Does::Ask(Wish::Person(id.unwrap_or_default())),
        }
    }

    /// The group with `only`, or with whom is marked, or with the first who are missing.
    fn group_offer(&self, key: GroupKey, only: Option<Person>) -> Offer {
        let status = self.status();
        let Some(pair) = self.roster().pair(key) else {
            return refused("provision the group on demand", "neither side holds it");
        };
        let name = group_name(status, pair);
        let title = format!("provision the group {name} on demand");
        let groups = group_rows(status, pair);
        let Some(group) = groups[0] else {
            return refused(&title, "Entra does not hold this group");
        };
        let (members, of) = match only {
            Some(person) => (vec![person], String::new()),
            None => self.chosen(&Members::of(status, groups)),
        };
        let in_entra = |person: &Person| {
            let row = status.directory.users.data.row(*person)?;
            Some((row.id.to_text(&status.text), user_name(status, *person)))
        };
        let (ids, names): (Vec<_>, Vec<_>) = members.iter().filter_map(in_entra).unzip();
        if ids.is_empty() {
            let why = "nobody who could be provisioned is missing in it; space marks members";
            return refused(&title, why);
        }
        Offer {
            title: format!("{title}, with {of}{}", names.join(", ")),
            does: Does::Ask(Wish::Group {
                group: group.id.to_text(&status.text),
                members: ids,
            }),
            why_not: None,
        }
    }

    /// Whom is marked, else the first who are missing, and how many of how many that are.
    fn chosen(&self, members: &Members) -> (Vec<Person>, String) {
        let marked: Vec<Person> = self
            .marked()
            .into_iter()
            .filter_map(|at| match members.shown.get(at)?.who {
                Who::User(person) => Some(person),
                Who::Stranger(..) => None,
            })
            .collect();
        if !marked.is_empty() {
            let first = marked.iter().copied().take(MOST_MEMBERS).collect();
            let of = match marked.len() {
                many if many > MOST_MEMBERS => format!("{MOST_MEMBERS} of {many} marked: "),
                _ => String::new(),
            };
            return (first, of);
        }
        let missing = |member: &Member| match (member.standing, member.who) {
            (Standing::Missing, Who::User(person)) => Some(person),
            _ => None,
        };
        let all: Vec<Person> = members.shown.iter().filter_map(missing).collect();
        let first: Vec<Person> = all.iter().copied().take(MOST_MEMBERS).collect();
        let of = match all.len() {
            many if many > first.len() => format!("{} of {many} missing: ", first.len()),
            _ => String::new(),
        };
        (first, of)
    }

    fn finding_offer(&self) -> Option<Offer> {
        let at = self.place().cursor.index();
        let finding: &Finding = match &self.place().rows {
            Rows::Findings(order) => self.world().finding(order.at(at)?)?,
            Rows::Ignored(order) => self.world().ignored(order.at(at)?)?.0,
            Rows::Plan(plan) => plan.steps.get(at)?.finding(self.world())?,
            _ => return None,
        };
        if let Some(group) = &finding.group {
            let member = finding.member.as_ref();
            let member = member.and_then(|member| self.person(member));
            let key = self.group(group)?;
            return Some(self.group_offer(key, member));
        }
        let user = finding.user.as_ref()?;
        Some(match self.person(user) {
            Some(person) => self.person_offer(person),
            None => refused(
                &format!("provision {} on demand", Foreign::raw(&user.name)),
                "the user was not read on either side",
            ),
        })
    }
}

fn refused(title: &str, why: &str) -> Offer {
    Offer {
        title: title.to_owned(),
        does: Does::Ask(Wish::Person(String::new())),
        why_not: Some(why.to_owned()),
    }
}
