//! Before a claim: what must be asked again, of whom, and what the answers leave standing
//! (contract, "What counts as drift", 11).

use std::collections::{BTreeMap, BTreeSet};

use super::difference::{Difference, GroupRow};
use crate::model::{Foreign, Id, Person};

/// A question to one side about one object. Several differences may hang on one answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Question {
    /// Is this user really not at the provider?
    UserAtProvider(Person),
    /// Is this group really not at the provider?
    GroupAtProvider(GroupRow),
    /// Who is in this provider group now?
    MembersAtProvider(GroupRow),
    /// Is there really no provider user with this id?
    IdAtProvider(Id),
    /// Who is this provider user in Entra?
    UserInEntra(Person),
    /// Is this provider group assigned in Entra?
    GroupInEntra(GroupRow),
    /// Who is in this group of Entra now?
    MembersInEntra(GroupRow),
}

impl Question {
    /// Whether the provider is asked, not Entra.
    pub fn is_to_provider(self) -> bool {
        use Question::{GroupAtProvider, IdAtProvider, MembersAtProvider, UserAtProvider};
        matches!(
            self,
            UserAtProvider(_) | GroupAtProvider(_) | MembersAtProvider(_) | IdAtProvider(_)
        )
    }
}

/// What was learned about a claim that stands.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Learned {
    /// A stable code or words; empty where nothing was learned.
    pub detail: Foreign,
    /// Who a provider's user is in Entra, outside of the scope.
    pub entra_id: Option<Foreign>,
}

impl Learned {
    pub fn detail(detail: &str) -> Self {
        Self {
            detail: Foreign::new(detail),
            entra_id: None,
        }
    }
}

/// What came back.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    Stands(Learned),
    /// The object is there, or as it should be: the list was wrong or has moved on.
    Refuted,
    /// The ids of a group's members, ascending.
    Members(Vec<Id>),
    /// It could not be asked.
    Unknown,
    /// It could not be asked, for this reason.
    Failed(Foreign),
}

/// Every answer so far.
pub type Answers = BTreeMap<Question, Answer>;

/// A difference after its question was answered.
#[derive(Clone, PartialEq, Debug)]
pub enum Settled {
    Stands(Learned),
    Refuted,
    /// For an answer; with the reason, where one is known.
    Waits(Foreign),
}

/// The question that `difference` must pass; `None` where the reads themselves are proof.
pub fn question(difference: Difference) -> Option<Question> {
    match difference {
        Difference::MissingUser(person) => Some(Question::UserAtProvider(person)),
        Difference::MissingGroup { entra } => Some(Question::GroupAtProvider(entra)),
        Difference::MissingMember { provider, .. } => Some(Question::MembersAtProvider(provider)),
        Difference::OrphanUser(person) => Some(Question::UserInEntra(person)),
        Difference::OrphanGroup { provider } => Some(Question::GroupInEntra(provider)),
        Difference::ExtraMember { entra, .. } => Some(Question::MembersInEntra(entra)),
        Difference::StrangeMember { id, .. } => Some(Question::IdAtProvider(id)),
        Difference::DuplicateUser { .. }
        | Difference::DuplicateGroup { .. }
        | Difference::Active { .. }
        | Difference::Attribute { .. }
        | Difference::GroupName { .. } => None,
    }
}

/// Every question that `differences` raise, once each, in a stable order.
pub fn questions(differences: &[Difference]) -> BTreeSet<Question> {
    differences
        .iter()
        .filter_map(|&difference| question(difference))
        .collect()
}

/// What the answers leave of `difference`. `id` is the member's identifier on the side that was
/// asked: a member is missing if the provider's group still lacks it, extra if Entra's does.
pub fn settle(difference: Difference, id: Id, answers: &Answers) -> Settled {
    let Some(question) = question(difference) else {
        return Settled::Stands(Learned::default());
    };
    match answers.get(&question) {
        Some(Answer::Stands(learned)) => Settled::Stands(learned.clone()),
        Some(Answer::Refuted) => Settled::Refuted,
        Some(Answer::Members(members)) if members.binary_search(&id).is_ok() => Settled::Refuted,
        Some(Answer::Members(members))
            if is_missing(difference) && names_unread(members, answers) =>
        {
            Settled::Waits(Foreign::default())
        }
        Some(Answer::Members(_)) => Settled::Stands(Learned::default()),
        Some(Answer::Failed(why)) => Settled::Waits(why.clone()),
        Some(Answer::Unknown) | None => Settled::Waits(Foreign::default()),
    }
}

fn is_missing(difference: Difference) -> bool {
    matches!(difference, Difference::MissingMember { .. })
}

/// Whether `members` name somebody whom the provider holds and the read of its users did not: made
/// since then, or under another id. Any of them may be the one who seems to be missing.
fn names_unread(members: &[Id], answers: &Answers) -> bool {
    answers.iter().any(|(question, answer)| match question {
        Question::IdAtProvider(id) => {
            *answer == Answer::Refuted && members.binary_search(id).is_ok()
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Interner;

    #[test]
    fn nobody_is_missing_while_the_group_names_somebody_who_was_not_read() {
        let mut text = Interner::default();
        let [his, other, new] = ["1", "2", "3"].map(|id| text.id(id));
        let missing = Difference::MissingMember {
            entra: 0,
            provider: 0,
            person: 0,
        };
        let settled = |members: &[Id], about_new: Answer| {
            let members = Answer::Members(members.to_vec());
            let answers = [
                (Question::MembersAtProvider(0), members),
                (Question::IdAtProvider(new), about_new),
            ];
            settle(missing, his, &Answers::from(answers))
        };
        let stands = Settled::Stands(Learned::default());
        let waits = Settled::Waits(Foreign::default());
        assert_eq!(settled(&[other, new], Answer::Refuted), waits);
        assert_eq!(
            settled(&[his, other, new], Answer::Refuted),
            Settled::Refuted
        );
        assert_eq!(settled(&[other], Answer::Refuted), stands);
        let nobody = Answer::Stands(Learned::default());
        assert_eq!(settled(&[other, new], nobody), stands);
    }
}
