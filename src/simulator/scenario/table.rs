//! From the text of a scenario file to its events, with the line of every mistake.

#[cfg(test)]
mod tests;

use serde::Deserialize;
use toml::Spanned;

use super::verb::{Address, Leaving, ProviderAttribute, Verb};
use super::{Event, Scenario, ScenarioError, provisioning, setup, span};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    name: String,
    #[serde(default)]
    provisioning: provisioning::Table,
    #[serde(default)]
    setup: setup::Table,
    #[serde(default)]
    event: Vec<Spanned<Row>>,
}

/// One `[[event]]`, before its verb is looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    at: Spanned<String>,
    r#do: Spanned<String>,
    user: Option<Spanned<Address>>,
    group: Option<Spanned<Address>>,
    how: Option<Spanned<String>>,
    upn: Option<Spanned<String>>,
    name: Option<Spanned<String>>,
    title: Option<Spanned<String>>,
    department: Option<Spanned<String>>,
    attribute: Option<Spanned<String>>,
    value: Option<Spanned<String>>,
}

/// Reads a file; its events are in the order of the file.
pub fn read(text: &str) -> Result<Scenario, ScenarioError> {
    let file: File = toml::from_str(text).map_err(|error| ScenarioError {
        line: line_at(text, error.span().map_or(0, |span| span.start)),
        message: error.message().to_owned(),
    })?;
    let wrong = |(place, message)| ScenarioError {
        line: line_at(text, place),
        message,
    };
    let provisioning = provisioning::read(file.provisioning).map_err(wrong)?;
    let setup = setup::read(file.setup).map_err(wrong)?;
    let events = file.event.into_iter().map(|row| {
        let start = row.span().start;
        Reader {
            text,
            row: row.into_inner(),
            start,
        }
        .event()
    });
    Ok(Scenario {
        name: file.name,
        provisioning,
        setup,
        events: events.collect::<Result<_, _>>()?,
    })
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}

/// Turns one row into an event, taking from it what the verb needs.
struct Reader<'a> {
    text: &'a str,
    row: Row,
    start: usize,
}

impl Reader<'_> {
    fn event(mut self) -> Result<Event, ScenarioError> {
        let at = span::parse(self.row.at.get_ref()).ok_or_else(|| {
            let message = format!(
                "\"{}\" is no time; write 90s, 5m, 1h30m, -3d",
                self.row.at.get_ref()
            );
            self.mistake(self.row.at.span().start, message)
        })?;
        let line = line_at(self.text, self.row.r#do.span().start);
        let name = self.row.r#do.get_ref().clone();
        let verb = self.verb(&name)?;
        match self.left_over() {
            Some((key, offset)) => Err(self.mistake(offset, format!("\"{name}\" takes no {key}"))),
            None => Ok(Event { at, verb, line }),
        }
    }

    fn verb(&mut self, name: &str) -> Result<Verb, ScenarioError> {
        Ok(match name {
            "join" => Verb::Join {
                upn: self.upn()?,
                name: self.name()?,
                title: take(&mut self.row.title),
                department: take(&mut self.row.department),
                group: take(&mut self.row.group),
            },
            "leave" => Verb::Leave {
                user: self.user()?,
                how: self.how()?,
            },
            "return" => Verb::Return { user: self.user()? },
            "move" => self.transfer()?,
            "rename" => Verb::Rename {
                user: self.user()?,
                upn: self.upn()?,
                name: take(&mut self.row.name),
            },
            "rename_group" => Verb::RenameGroup {
                group: self.group()?,
                name: self.name()?,
            },
            "assign_group" => Verb::AssignGroup {
                group: self.group()?,
            },
            "unassign_group" => Verb::UnassignGroup {
                group: self.group()?,
            },
            "member_add" => Verb::MemberAdd {
                user: self.user()?,
                group: self.group()?,
            },
            "member_remove" => Verb::MemberRemove {
                user: self.user()?,
                group: self.group()?,
            },
            _ => return self.provider_verb(name),
        })
    }

    fn provider_verb(&mut self, name: &str) -> Result<Verb, ScenarioError> {
        Ok(match name {
            "provider_add_member" => Verb::ProviderAddMember {
                user: self.user()?,
                group: self.group()?,
            },
            "provider_remove_member" => Verb::ProviderRemoveMember {
                user: self.user()?,
                group: self.group()?,
            },
            "provider_edit" => self.provider_edit()?,
            "provider_delete_user" => Verb::ProviderDeleteUser { user: self.user()? },
            "provider_create_user" => Verb::ProviderCreateUser {
                upn: self.upn()?,
                name: take(&mut self.row.name),
            },
            "provider_duplicate" => Verb::ProviderDuplicate { user: self.user()? },
            "lie" => self.lie()?,
            "conflict" => Verb::Conflict {
                upn: self.upn()?,
                name: self.name()?,
                group: self.group()?,
            },
            "token_fails" => Verb::TokenFails,
            "token_heals" => Verb::TokenHeals,
            "start_provisioning" => Verb::StartProvisioning,
            _ => {
                let message = format!(
                    "there is no verb \"{name}\"; the verbs are {}",
                    VERBS.join(", ")
                );
                return Err(self.mistake(self.row.r#do.span().start, message));
            }
        })
    }

    fn transfer(&mut self) -> Result<Verb, ScenarioError> {
        let (title, department) = (take(&mut self.row.title), take(&mut self.row.department));
        if title.is_none() && department.is_none() {
            return Err(self.missing("title or department"));
        }
        Ok(Verb::Move {
            user: self.user()?,
            title,
            department,
        })
    }

    fn lie(&mut self) -> Result<Verb, ScenarioError> {
        match (take(&mut self.row.user), take(&mut self.row.group)) {
            (None, None) => Err(self.missing("user or group")),
            (Some(_), Some(_)) => Err(self.mistake(
                self.start,
                "\"lie\" takes a user or a group, not both".to_owned(),
            )),
            (user, group) => Ok(Verb::Lie { user, group }),
        }
    }

    fn how(&mut self) -> Result<Leaving, ScenarioError> {
        let choices = [
            ("disable", Leaving::Disable),
            ("delete", Leaving::Delete),
            ("purge", Leaving::Purge),
            ("unassign", Leaving::Unassign),
        ];
        let how = self.row.how.take().ok_or_else(|| self.missing("how"))?;
        self.choose(&how, &choices)
    }

    fn provider_edit(&mut self) -> Result<Verb, ScenarioError> {
        let choices = [
            ("active", ProviderAttribute::Active),
            ("userName", ProviderAttribute::UserName),
            ("displayName", ProviderAttribute::DisplayName),
            ("email", ProviderAttribute::Email),
            ("title", ProviderAttribute::Title),
            ("department", ProviderAttribute::Department),
        ];
        let attribute = self
            .row
            .attribute
            .take()
            .ok_or_else(|| self.missing("attribute"))?;
        let attribute = self.choose(&attribute, &choices)?;
        let value = self.row.value.take().ok_or_else(|| self.missing("value"))?;
        if attribute == ProviderAttribute::Active {
            self.choose(&value, &[("true", ()), ("false", ())])?;
        }
        Ok(Verb::ProviderEdit {
            user: self.user()?,
            attribute,
            value: value.into_inner(),
        })
    }

    fn choose<T: Copy>(
        &self,
        given: &Spanned<String>,
        choices: &[(&str, T)],
    ) -> Result<T, ScenarioError> {
        let found = choices.iter().find(|(name, _)| name == given.get_ref());
        found.map(|(_, choice)| *choice).ok_or_else(|| {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            let message = format!("\"{}\" is none of {}", given.get_ref(), names.join(", "));
            self.mistake(given.span().start, message)
        })
    }

    fn user(&mut self) -> Result<Address, ScenarioError> {
        take(&mut self.row.user).ok_or_else(|| self.missing("user"))
    }

    fn group(&mut self) -> Result<Address, ScenarioError> {
        take(&mut self.row.group).ok_or_else(|| self.missing("group"))
    }

    fn upn(&mut self) -> Result<String, ScenarioError> {
        take(&mut self.row.upn).ok_or_else(|| self.missing("upn"))
    }

    fn name(&mut self) -> Result<String, ScenarioError> {
        take(&mut self.row.name).ok_or_else(|| self.missing("name"))
    }

    /// A key that the verb has not taken.
    fn left_over(&self) -> Option<(&'static str, usize)> {
        let row = &self.row;
        let texts = [
            ("how", &row.how),
            ("upn", &row.upn),
            ("name", &row.name),
            ("title", &row.title),
            ("department", &row.department),
            ("attribute", &row.attribute),
            ("value", &row.value),
        ];
        let texts = texts
            .into_iter()
            .map(|(key, value)| (key, value.as_ref().map(Spanned::span)));
        let addresses = [("user", &row.user), ("group", &row.group)];
        let addresses = addresses
            .into_iter()
            .map(|(key, value)| (key, value.as_ref().map(Spanned::span)));
        texts
            .chain(addresses)
            .find_map(|(key, span)| Some((key, span?.start)))
    }

    fn missing(&self, key: &str) -> ScenarioError {
        self.mistake(
            self.row.r#do.span().start,
            format!("\"{}\" needs {key}", self.row.r#do.get_ref()),
        )
    }

    fn mistake(&self, offset: usize, message: String) -> ScenarioError {
        ScenarioError {
            line: line_at(self.text, offset),
            message,
        }
    }
}

fn take<T>(value: &mut Option<Spanned<T>>) -> Option<T> {
    value.take().map(Spanned::into_inner)
}

const VERBS: &[&str] = &[
    "join",
    "leave",
    "return",
    "move",
    "rename",
    "rename_group",
    "assign_group",
    "unassign_group",
    "member_add",
    "member_remove",
    "provider_add_member",
    "provider_remove_member",
    "provider_edit",
    "provider_delete_user",
    "provider_create_user",
    "provider_duplicate",
    "lie",
    "conflict",
    "token_fails",
    "token_heals",
    "start_provisioning",
];
