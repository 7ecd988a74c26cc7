//! When the objects of a difference came to be in Entra, by Entra's own times.

use chrono::{DateTime, Utc};

use super::Describe;
use super::difference::Difference;
use super::outlook::Entered;
use crate::model::{Id, Person};

impl Describe<'_> {
    /// What the account and its assignments say of the age of a difference.
    pub(super) fn entered(&self, difference: Difference) -> Entered {
        match difference {
            Difference::MissingUser(person) => self.user_entered(person),
            Difference::Active { person, .. } | Difference::Attribute { person, .. } => Entered {
                at: self.user_created(person),
                exact: false,
            },
            Difference::MissingMember { entra, person, .. } => Entered {
                at: self
                    .user_created(person)
                    .max(self.assigned(self.here(entra).id)),
                exact: false,
            },
            Difference::MissingGroup { entra } => {
                let at = self.assigned(self.here(entra).id);
                Entered {
                    at,
                    exact: at.is_some(),
                }
            }
            _ => Entered::default(),
        }
    }

    /// By the path that has brought the person first; a membership may be younger than its group.
    fn user_entered(&self, person: Person) -> Entered {
        let created = self.user_created(person);
        let Some(user) = self.directory.users.data.row(person) else {
            return Entered::default();
        };
        let direct = self
            .assigned(user.id)
            .map(|at| (Some(at).max(created), true));
        let groups = self.directory.groups.data.rows.iter();
        let groups = groups.filter(|group| group.members.binary_search(&person).is_ok());
        let through = groups.filter_map(|group| Some((self.assigned(group.id)?, group)));
        let through = through.map(|(at, _)| (Some(at).max(created), false));
        let first = through
            .chain(direct)
            .min_by_key(|(at, exact)| (*at, !exact));
        first.map_or(
            Entered {
                at: created,
                exact: false,
            },
            |(at, exact)| Entered {
                at,
                exact: exact && at.is_some(),
            },
        )
    }

    fn user_created(&self, person: Person) -> Option<DateTime<Utc>> {
        let row = self.directory.users.data.row(person)?;
        let created = (row.created > 0).then_some(i64::from(row.created))?;
        DateTime::from_timestamp(created, 0)
    }

    /// When this principal was first assigned; `None` where that is not told of each assignment.
    fn assigned(&self, principal: Id) -> Option<DateTime<Utc>> {
        let assignments = self.directory.assignments.data.iter();
        let own = assignments.filter(|assignment| assignment.principal == principal);
        let times: Option<Vec<DateTime<Utc>>> = own.map(|assignment| assignment.created).collect();
        times?.into_iter().min()
    }
}
