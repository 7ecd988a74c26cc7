//! The eight steps of one person.

use super::sides::Sides;
use super::words::{account_line, clauses, finding_line, row_line};
use super::{Scene, Step, StepState, moment};
use crate::drift::{Account, Finding, Kind, Sent, Standing};
use crate::entra::{Filter, Passage, attributes};
use crate::model::{Outcome, visible};

use StepState::{Fails, Holds, Unknown};

/// What the steps of one person are drawn from.
pub(super) struct Steps<'s, 'a> {
    pub scene: &'s Scene<'a>,
    pub sides: &'s Sides,
    pub findings: &'s [&'a Finding],
    pub accounts: &'s [Account],
}

impl Steps<'_, '_> {
    pub(super) fn all(&self) -> Vec<Step> {
        vec![
            self.exists(),
            self.assigned(),
            self.role(),
            self.filter(),
            self.mapped(),
            self.matched(),
            self.exported(),
            self.visible(),
        ]
    }

    fn exists(&self) -> Step {
        let step = |state, said: String| Step::new("exists in Entra", state, said);
        let Some(user) = &self.sides.entra else {
            let said = match self.detail() {
                "deleted_in_entra" => "deleted in Entra",
                "out_of_scope" => {
                    return step(Holds, "yes, but not among those in scope".to_owned());
                }
                "unknown_to_entra" => "nobody in Entra goes with this user of the provider",
                _ if !self.scene.entra_is_sound() => {
                    return step(Unknown, "Entra was not read well enough".to_owned());
                }
                _ => "not among the people whom an assignment reaches",
            };
            return step(Fails, said.to_owned());
        };
        let enabled = match user.state.active() {
            Some(true) => "enabled",
            Some(false) => "disabled: it is not made, and an account that is there is deactivated",
            None => "Entra does not say whether it is enabled",
        };
        let id = self.scene.id(user.id).unwrap_or_default();
        let mut lines = vec![format!("objectId {}", id.shown())];
        if user.created > 0
            && let Some(at) = chrono::DateTime::from_timestamp(i64::from(user.created), 0)
        {
            lines.push(format!("created {}", moment(at)));
        }
        if user.state.is_guest() {
            lines.push("a guest: userPrincipalName flows without its #EXT# part".to_owned());
        }
        let state = match user.state.active() {
            Some(true) => Holds,
            Some(false) => Fails,
            None => Unknown,
        };
        step(state, enabled.to_owned()).with(lines)
    }

    fn detail(&self) -> &str {
        let mut orphans = self
            .findings
            .iter()
            .filter(|finding| finding.kind == Kind::OrphanUser);
        orphans.next().map_or("", |finding| finding.detail.raw())
    }

    fn filter(&self) -> Step {
        let step = |state, said: &str| Step::new("scope filter", state, said);
        let filter = &self.scene.mappings.users.scope;
        if let Some(why) = &self.scene.mappings.assumed {
            let said = format!("the job's own filter is not known: {}", why.shown());
            return Step::new("scope filter", Unknown, said);
        }
        if filter.is_empty() {
            return step(Holds, "the mapping has none: everybody passes");
        }
        let Some(_) = &self.sides.entra else {
            return step(
                Unknown,
                "nobody to ask: not among the people that were read",
            );
        };
        let users = &self.scene.directory.users.data;
        let person = self.sides.person;
        let held = attributes(users, person, false, self.scene.text);
        let groups = [
            &filter.input_groups,
            &filter.groups,
            &filter.category_groups,
        ];
        let lines = groups
            .into_iter()
            .flatten()
            .flat_map(|group| clauses(group, &held));
        let lines: Vec<String> = lines.collect();
        let (state, said) = match Filter::of(filter).passes(&held) {
            Passage::In => (Holds, "passes".to_owned()),
            Passage::Out => (
                Fails,
                "kept out: an account that is there is deactivated".to_owned(),
            ),
            Passage::Dropped => (
                Fails,
                "left out by an input filter, which de-provisions nobody".to_owned(),
            ),
            Passage::Unknown(why) => (Unknown, visible(&why).into_owned()),
        };
        Step::new("scope filter", state, said).with(lines)
    }

    fn mapped(&self) -> Step {
        let step = |state, said: String| Step::new("mapped attributes", state, said);
        if self.accounts.is_empty() {
            return step(Unknown, "nothing was computed for this person".to_owned());
        }
        let of = |standing: Standing| {
            self.accounts
                .iter()
                .filter(move |account| account.standing == standing)
        };
        let needed = self.accounts.iter().find(|account| {
            let required = account.target.raw().eq_ignore_ascii_case("userName");
            required && account.sent == Sent::Nothing
        });
        let unknown = of(Standing::Unknown).count();
        // Of someone who is not there everything differs, which says nothing.
        let apart = of(Standing::Differs).filter(|_| self.sides.held.is_some());
        let lines: Vec<String> = apart
            .chain(of(Standing::Stale))
            .chain(of(Standing::Unknown))
            .map(account_line)
            .collect();
        if needed.is_some() {
            return step(
                Fails,
                "userName comes to nothing: nothing can be matched or made".to_owned(),
            )
            .with(lines);
        }
        let said = match unknown {
            0 => format!("{} computed", self.accounts.len()),
            _ => format!("{} computed, {unknown} cannot be told", self.accounts.len()),
        };
        step(Holds, said).with(lines)
    }

    fn matched(&self) -> Step {
        let step = |state, said: String| Step::new("matched at the provider", state, said);
        match &self.sides.held {
            Some((_, row)) => {
                let id = self.scene.id(row.id).unwrap_or_default();
                let name = self.scene.text(row.name);
                let lines = vec![format!("userName {}, id {}", name.shown(), id.shown())];
                match self.sides.joined {
                    _ if self.sides.entra.is_none() && !self.scene.entra_is_sound() => {
                        step(Unknown, "whose it is was not read well enough".to_owned()).with(lines)
                    }
                    _ if self.sides.entra.is_none() => {
                        step(Fails, "nobody in scope goes with it".to_owned()).with(lines)
                    }
                    joined => step(Holds, format!("by {joined}")).with(lines),
                }
            }
            None if !self.scene.users_are_sound() => step(
                Unknown,
                "the provider's users were not read well enough".to_owned(),
            ),
            None => step(Fails, "no user there matches".to_owned()),
        }
    }

    fn exported(&self) -> Step {
        let step = |state, said: String| Step::new("exported", state, said);
        let rows = self
            .scene
            .book
            .provisioning(self.sides.about.entra_id.as_ref());
        let lines = rows.iter().take(3).map(|row| row_line(row)).collect();
        match rows.first() {
            None if !self.scene.log_is_read => {
                step(Unknown, "the provisioning log could not be read".to_owned())
            }
            None => step(
                Unknown,
                "no row in the log as far as it was read".to_owned(),
            ),
            Some(row) => match row.outcome {
                Outcome::Success => step(
                    Holds,
                    format!("{} at {}", row.action.shown(), moment(row.at)),
                ),
                Outcome::Failure => step(
                    Fails,
                    format!("failed at {}: {}", moment(row.at), row.detail.shown()),
                ),
                Outcome::Skipped => step(
                    Fails,
                    format!("skipped at {}: {}", moment(row.at), row.detail.shown()),
                ),
                Outcome::Warning | Outcome::Unknown => step(
                    Unknown,
                    format!("the log does not say how it ended at {}", moment(row.at)),
                ),
            },
        }
        .with(lines)
    }

    fn visible(&self) -> Step {
        let step = |state, said: String| Step::new("visible now", state, said);
        let Some((_, row)) = &self.sides.held else {
            if self.scene.users_are_sound() {
                return step(Fails, "not at the provider".to_owned());
            }
            let said = "the provider's users were not read well enough";
            return step(Unknown, said.to_owned());
        };
        let active = match row.state.active() {
            Some(true) => "active",
            Some(false) => "inactive",
            None => "the provider does not say whether it is active",
        };
        let lines: Vec<String> = self
            .findings
            .iter()
            .map(|finding| finding_line(finding))
            .collect();
        let state = if lines.is_empty() { Holds } else { Fails };
        let said = match lines.len() {
            0 => active.to_owned(),
            1 => format!("{active}, 1 difference"),
            several => format!("{active}, {several} differences"),
        };
        step(state, said).with(lines)
    }
}
