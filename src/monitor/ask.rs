//! Asks the sides again, one question at a time, before a claim is made.

mod groups;

use futures_util::stream::{self, StreamExt};

use super::Upstreams;
use super::scope::Known;
use super::sides::Sides;
use crate::drift::{Answer, Answers, Difference, GroupRow, Learned, Question};
use crate::entra::Scope;
use crate::model::{Foreign, Id, MembersRead, Person, Sym, Text};
use crate::source::graph::{Granted, Standing, stripped};
use crate::source::scim::Confirmation;

/// Questions to one upstream that are under way together.
const TOGETHER: usize = 4;

/// So many at most are passed over between the pages of one group: where more are members too many, they
/// are.
const PASSED_OVER: usize = 100;

/// Where the questions are asked, and the read that raised them.
pub struct Ask<'a> {
    pub upstreams: &'a Upstreams,
    pub sides: &'a Sides,
    pub text: &'a Text,
    pub scope: Scope,
    /// Those that raise the questions.
    pub differences: &'a [Difference],
}

impl Ask<'_> {
    /// The answers to `questions`.
    pub async fn all(&self, questions: Vec<Question>) -> Answers {
        let in_entra = |question: &Question| {
            matches!(
                question,
                Question::UserInEntra(_) | Question::GroupInEntra(_)
            )
        };
        let (together, single): (Vec<_>, Vec<_>) = questions.into_iter().partition(in_entra);
        let single = stream::iter(single)
            .map(|question| async move { (question, self.one(question).await) })
            .buffer_unordered(TOGETHER)
            .collect::<Answers>();
        let (mut answers, users) =
            futures_util::future::join(single, self.users_in_entra(&together)).await;
        answers.extend(users);
        answers.extend(self.groups_in_entra(&together).await);
        answers
    }

    async fn one(&self, question: Question) -> Answer {
        match question {
            Question::UserAtProvider(person) => self.user_at_provider(person).await,
            Question::GroupAtProvider(row) => self.group_at_provider(row).await,
            Question::MembersAtProvider(row) => self.members_at_provider(row).await,
            Question::IdAtProvider(id) => self.id_at_provider(id).await,
            Question::MembersInEntra(row) => self.members_in_entra(row).await,
            Question::UserInEntra(_) | Question::GroupInEntra(_) => Answer::Unknown,
        }
    }

    /// A guest may be held under either form of the name.
    async fn user_at_provider(&self, person: Person) -> Answer {
        let row = self.sides.directory.users.data.row(person);
        let name = self.text.get(row.map_or(Sym::ABSENT, |row| row.name));
        let first = confirmed(&self.upstreams.scim.user_absent(name).await);
        match stripped(name) {
            Some(address) if matches!(first, Answer::Stands(_)) => {
                confirmed(&self.upstreams.scim.user_absent(&address).await)
            }
            _ => first,
        }
    }

    async fn id_at_provider(&self, id: Id) -> Answer {
        match self.upstreams.scim.user_by_id(id).await {
            Ok(None) => Answer::Stands(Learned::detail("no provider user has this id")),
            Ok(Some(_)) => Answer::Refuted,
            Err(_) => Answer::Unknown,
        }
    }

    async fn group_at_provider(&self, row: GroupRow) -> Answer {
        let group = &self.sides.directory.groups.data.rows[row as usize];
        let (name, id) = (self.text.get(group.name), group.id.to_text(self.text));
        confirmed(&self.upstreams.scim.group_absent(name, &id).await)
    }

    async fn members_at_provider(&self, row: GroupRow) -> Answer {
        let id = self.sides.provider.groups.data.rows[row as usize].id;
        match self.upstreams.scim.group_now(id).await {
            Ok(Some(group)) if group.members_read == MembersRead::Listed => {
                Answer::Members(group.members)
            }
            _ => Answer::Unknown,
        }
    }

    async fn members_in_entra(&self, row: GroupRow) -> Answer {
        let group = self.sides.directory.groups.data.rows[row as usize].id;
        let spelled = group.to_text(self.text);
        let read = self.upstreams.graph.members_in_pages(&spelled);
        match read.await {
            Ok((members, true)) => self.with_passed_over(row, group, members).await,
            Ok((members, false)) => Answer::Members(members),
            Err(_) => Answer::Unknown,
        }
    }

    /// Pages may have passed over somebody twice: whoever would be a member too many is asked about alone.
    async fn with_passed_over(&self, row: GroupRow, group: Id, mut members: Vec<Id>) -> Answer {
        let users = &self.sides.directory.users.data;
        let extra = self
            .differences
            .iter()
            .filter_map(|difference| match difference {
                Difference::ExtraMember { entra, person, .. } if *entra == row => Some(*person),
                _ => None,
            });
        let is_in = |person: &Person| {
            let user = users.row(*person);
            user.is_some_and(|user| members.binary_search(&user.id).is_ok())
        };
        let open: Vec<Person> = extra.filter(|person| !is_in(person)).collect();
        if open.len() > PASSED_OVER {
            return Answer::Members(members);
        }
        let Some(ids) = self.ids_in_entra(&open).await else {
            return Answer::Unknown;
        };
        let spelled: Vec<String> = ids.iter().map(|id| id.to_text(self.text)).collect();
        for (id, granted) in ids
            .iter()
            .zip(self.upstreams.graph.groups_of(&spelled).await)
        {
            match granted {
                Granted::Groups(groups) if groups.contains(&group) => members.push(*id),
                Granted::Unread => return Answer::Unknown,
                _ => continue,
            }
            // This read does not have the person: only the next one can compare.
            self.upstreams.graph.forget();
            if users.holders().get(*id).is_none() {
                return Answer::Unknown;
            }
        }
        members.sort_unstable();
        Answer::Members(members)
    }

    /// Who these people are in Entra, as far as they are anybody there; `None` where that could not be asked.
    async fn ids_in_entra(&self, people: &[Person]) -> Option<Vec<Id>> {
        let users = &self.sides.directory.users.data;
        let (mut ids, mut names) = (Vec::new(), Vec::new());
        for &person in people {
            match users.row(person) {
                Some(user) => ids.push(user.id),
                None => names.push(self.provider_names(person)),
            }
        }
        for standing in self.upstreams.graph.standing(names).await {
            match standing {
                Standing::Exists { id, .. } => ids.push(id),
                Standing::Unread(_) => return None,
                Standing::Unknown | Standing::Deleted { .. } => {}
            }
        }
        Some(ids)
    }

    async fn users_in_entra(&self, questions: &[Question]) -> Vec<(Question, Answer)> {
        let people: Vec<Person> = questions
            .iter()
            .filter_map(|question| match question {
                Question::UserInEntra(person) => Some(*person),
                _ => None,
            })
            .collect();
        if people.is_empty() {
            return Vec::new();
        }
        let names = people
            .iter()
            .map(|&person| self.provider_names(person))
            .collect();
        let standings = self.upstreams.graph.standing(names).await;
        let mut answers: Vec<Answer> = standings
            .iter()
            .map(|standing| self.standing(standing))
            .collect();
        self.look_again(&standings, &mut answers).await;
        people
            .into_iter()
            .map(Question::UserInEntra)
            .zip(answers)
            .collect()
    }

    /// Asks about each user alone who would be out of scope. Where a page has passed over somebody, everything
    /// is read again.
    async fn look_again(&self, standings: &[Standing], answers: &mut [Answer]) {
        let existing = |(at, standing): (usize, &Standing)| match standing {
            Standing::Exists { id, .. } => Some((at, *id)),
            _ => None,
        };
        let existing = standings.iter().enumerate().filter_map(existing);
        let open: Vec<(usize, Id)> = existing
            .filter(|(at, _)| matches!(answers[*at], Answer::Stands(_)))
            .collect();
        if open.is_empty() {
            return;
        }
        let known = Known::of(&self.sides.directory, self.scope);
        let granted = if known.asks() {
            let users: Vec<String> = open.iter().map(|(_, id)| id.to_text(self.text)).collect();
            self.upstreams.graph.granted(&users).await
        } else {
            vec![Granted::Untold; open.len()]
        };
        for ((at, id), granted) in open.into_iter().zip(granted) {
            match known.is_behind(id, &granted) {
                Some(false) => {}
                Some(true) => {
                    answers[at] = Answer::Refuted;
                    self.upstreams.graph.forget();
                }
                None => answers[at] = Answer::Unknown,
            }
        }
    }

    fn provider_names(&self, person: Person) -> (String, Option<String>) {
        let row = self
            .sides
            .provider
            .users
            .data
            .row(person)
            .unwrap_or_default();
        let external_id =
            (!row.external_id.is_absent()).then(|| row.external_id.to_text(self.text));
        (self.text.get(row.name).to_owned(), external_id)
    }

    /// Someone who exists in Entra may have been assigned and provisioned since Entra was read:
    /// only a read that began after the provider's had ended shows that he is out of scope.
    fn standing(&self, standing: &Standing) -> Answer {
        let known = |detail: &str, id: Id| {
            let entra_id = Some(Foreign::new(id.to_text(self.text)));
            Answer::Stands(Learned {
                entra_id,
                ..Learned::detail(detail)
            })
        };
        match *standing {
            Standing::Unknown => Answer::Stands(Learned::detail("unknown_to_entra")),
            Standing::Deleted { id } => known("deleted_in_entra", id),
            Standing::Exists { id, .. } if self.sides.entra_is_newer() => known("out_of_scope", id),
            Standing::Exists { .. } | Standing::Unread(_) => Answer::Unknown,
        }
    }
}

fn confirmed(confirmation: &Confirmation) -> Answer {
    match confirmation {
        Confirmation::Absent => Answer::Stands(Learned::default()),
        Confirmation::Present => Answer::Refuted,
        Confirmation::Unknown(_) => Answer::Unknown,
    }
}
