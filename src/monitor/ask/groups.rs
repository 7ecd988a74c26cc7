//! Whether groups of the provider are assigned in Entra.

use super::Ask;
use crate::drift::{Answer, GroupRow, Learned, Question};
use crate::entra::Scope;
use crate::model::{Foreign, Id, SourceError};

/// A group that exists in Entra: its place among the questions, its id and its name there.
type Existing = (usize, (Id, String));

impl Ask<'_> {
    pub(super) async fn groups_in_entra(&self, questions: &[Question]) -> Vec<(Question, Answer)> {
        let rows: Vec<GroupRow> = questions
            .iter()
            .filter_map(|question| match question {
                Question::GroupInEntra(row) => Some(*row),
                _ => None,
            })
            .collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let groups = &self.sides.provider.groups.data.rows;
        let ids = rows.iter().map(|&row| groups[row as usize].external_id);
        let ids: Vec<Id> = ids.collect();
        let spelled = ids.iter().map(|id| id.to_text(self.text)).collect();
        let named = self.upstreams.graph.group_standing(spelled).await;
        let (mut answers, mut existing) = (Vec::with_capacity(ids.len()), Vec::new());
        for (at, (id, name)) in ids.into_iter().zip(named).enumerate() {
            answers.push(match name {
                Ok(None) => Answer::Stands(Learned::detail("unknown_to_entra")),
                Ok(Some(name)) if self.sides.entra_is_newer() => {
                    existing.push((at, (id, name)));
                    Answer::Stands(Learned::detail("out_of_scope"))
                }
                Ok(Some(_)) => Answer::Unknown,
                Err(error) => failed(&error),
            });
        }
        self.look_at_assignments(existing, &mut answers).await;
        rows.into_iter()
            .map(Question::GroupInEntra)
            .zip(answers)
            .collect()
    }

    /// Asks about each group alone that would not be assigned. Where a page has passed over its assignment, or
    /// over the group, everything is read again.
    async fn look_at_assignments(&self, existing: Vec<Existing>, answers: &mut [Answer]) {
        if existing.is_empty() {
            return;
        }
        let (places, groups): (Vec<usize>, Vec<(Id, String)>) = existing.into_iter().unzip();
        let directory = &self.sides.directory;
        let assigned = match self.scope {
            Scope::Assigned => self.upstreams.graph.assigned(&groups).await,
            Scope::All => vec![Ok(true); groups.len()],
        };
        let is_read = |group: Id| {
            let listed = || {
                let mut assignments = directory.assignments.data.iter();
                assignments.any(|assignment| assignment.principal == group)
            };
            directory.groups.data.by_id(group).is_some() && (self.scope == Scope::All || listed())
        };
        for ((at, (group, _)), assigned) in places.into_iter().zip(&groups).zip(assigned) {
            match assigned {
                Ok(true) if !is_read(*group) => {
                    answers[at] = Answer::Refuted;
                    self.upstreams.graph.forget();
                }
                Ok(_) => {}
                Err(error) => answers[at] = failed(&error),
            }
        }
    }
}

fn failed(error: &SourceError) -> Answer {
    Answer::Failed(Foreign::new(error.to_string()))
}
