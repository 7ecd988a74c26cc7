//! `scimtop explain`: why somebody, or a group, is there or not.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde_json::Value;

use super::Cli;
use super::run::{read_then, settings, to_reader};
use crate::drift::explain::{GroupExplanation, PersonExplanation};
use crate::model::{Person, SourceError, Users, veil, visible};
use crate::monitor::Upstreams;
use crate::report;
use crate::status::Status;

/// Nobody was found, or it could not be told.
const UNKNOWN: u8 = 3;

/// People who are named where several could be meant.
const NAMED: usize = 10;

/// Whom to explain.
#[derive(Args, Clone, Debug)]
pub struct Explain {
    /// A person (userPrincipalName, userName, identifier, or part of a name) or a group (displayName
    /// or identifier)
    #[arg(value_name = "WHO")]
    who: String,
    /// Another person: say where the two part
    #[arg(value_name = "OTHER")]
    other: Option<String>,
    /// Look for a group only
    #[arg(long)]
    group: bool,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: ExplainFormat,
}

#[derive(Clone, Copy, Default, ValueEnum, Debug)]
pub enum ExplainFormat {
    #[default]
    Text,
    Json,
}

/// Whom a name means.
enum Who {
    Person(Person),
    Group(Option<usize>, Option<usize>),
}

/// Reads both sides once and explains. Returns the exit status.
///
/// # Errors
/// The configuration has mistakes, or the output cannot be written.
pub fn run(cli: &Cli, asked: &Explain) -> anyhow::Result<u8> {
    let asked_for = async |upstreams: &Upstreams, status: Status| {
        let found = find(&status, &asked.who, asked.group);
        let beside = match &found {
            Err(_) => outside(upstreams, &asked.who).await,
            Ok(_) => None,
        };
        (status, found, beside)
    };
    let (status, found, beside) = read_then(&settings(cli)?, cli.no_history, asked_for)?;
    let other = asked.other.as_deref();
    let other = other.map(|name| find(&status, name, false)).transpose();
    match (found, other) {
        (Ok(Who::Person(one)), Ok(Some(Who::Person(other)))) => pair(&status, asked, one, other),
        (Ok(Who::Person(one)), Ok(None)) => person(&status, asked, one),
        (Ok(Who::Group(here, there)), Ok(None)) => group(&status, asked, here, there),
        (Err(told), _) | (_, Err(told)) => Ok(refuse(&beside.unwrap_or(told))),
        (Ok(_), Ok(Some(_))) => Ok(refuse("only two people can be held side by side")),
    }
}

fn refuse(told: &str) -> u8 {
    let _ = writeln!(io::stderr(), "scimtop: {told}");
    UNKNOWN
}

/// Somebody whom no assignment reaches is not read: one question to Entra tells whether there is
/// such a person at all.
async fn outside(upstreams: &Upstreams, who: &str) -> Option<String> {
    if !who.contains('@') {
        return None;
    }
    match upstreams.graph.user_called(who).await {
        Ok(known) => Some(format!(
            "{} exists in Entra ({}), and no assignment reaches them: neither directly, nor as a direct \
             member of an assigned group; so nothing is provisioned",
            known.name.shown(),
            visible(&known.id)
        )),
        Err(SourceError::NotFound { .. }) => Some(format!(
            "{} is neither in Entra nor at the provider",
            visible(who)
        )),
        Err(error) => Some(format!(
            "{} is not among those who were read, and Entra could not be asked: {error}",
            visible(who)
        )),
    }
}

/// Whom `name` means; else a sentence.
fn find(status: &Status, name: &str, only_groups: bool) -> Result<Who, String> {
    if let Some(person) = masked_as(status, name) {
        return Ok(Who::Person(person));
    }
    if !only_groups {
        // The whole name, then what stands before its @, then any part of it.
        let before_at = status.people_like(&format!("{name}@"));
        for people in [
            status.people_called(name),
            before_at,
            status.people_like(name),
        ] {
            match people.as_slice() {
                [] => {}
                &[person] => return Ok(Who::Person(person)),
                several => return Err(ambiguous(status, name, several)),
            }
            if !status.groups_called(name).is_empty() {
                break;
            }
        }
    }
    match status.groups_called(name).as_slice() {
        &[(here, there)] => Ok(Who::Group(here, there)),
        [] => Err(format!("nobody who was read is called {}", visible(name))),
        several => Err(format!(
            "{} groups are called {}: give an identifier",
            several.len(),
            visible(name)
        )),
    }
}

/// Under privacy: whose mask this is, whole or without its domain.
fn masked_as(status: &Status, mask: &str) -> Option<Person> {
    if !veil::is_covered() || !mask.starts_with("person-") {
        return None;
    }
    let sides = [&status.directory.users.data, &status.provider.users.data];
    let is = |side: &Users, person: Person| {
        let name = side.row(person).map(|row| status.text.get(row.name));
        let shown = visible(name.unwrap_or_default());
        let short = shown.split('@').next();
        *shown == *mask || short == Some(mask)
    };
    let mut everyone = sides
        .into_iter()
        .flat_map(|side| side.people().map(move |person| (side, person)));
    everyone
        .find(|&(side, person)| is(side, person))
        .map(|(_, person)| person)
}

fn ambiguous(status: &Status, name: &str, people: &[Person]) -> String {
    let users = [&status.directory.users.data, &status.provider.users.data];
    let named = people.iter().take(NAMED).filter_map(|&person| {
        let row = users.iter().find_map(|side| side.row(person))?;
        let id = row.id.to_text(&status.text);
        Some(format!(
            "\n  {} ({})",
            visible(status.text.get(row.name)),
            visible(&id)
        ))
    });
    let mut told = format!(
        "{} people could be meant by {}:",
        people.len(),
        visible(name)
    );
    told.extend(named);
    if people.len() > NAMED {
        told.push_str("\n  ...");
    }
    told
}

fn person(status: &Status, asked: &Explain, person: Person) -> anyhow::Result<u8> {
    let told = status.scene().person(person);
    let now = status.as_of;
    write(
        asked,
        || report::explain::person_json(&told, now),
        |out| report::explain::person(&told, now, out),
    )?;
    Ok(report::explain::exit_status(told.outlook, status))
}

fn group(
    status: &Status,
    asked: &Explain,
    here: Option<usize>,
    there: Option<usize>,
) -> anyhow::Result<u8> {
    let told: GroupExplanation<'_> = status.scene().group(here, there);
    let now = status.as_of;
    write(
        asked,
        || report::explain::group_json(&told, now),
        |out| report::explain::group(&told, now, out),
    )?;
    Ok(report::explain::exit_status(told.outlook, status))
}

fn pair(status: &Status, asked: &Explain, one: Person, other: Person) -> anyhow::Result<u8> {
    let scene = status.scene();
    let (one, other): (PersonExplanation<'_>, _) = (scene.person(one), scene.person(other));
    let now = status.as_of;
    write(
        asked,
        || report::explain::pair_json(&one, &other, now),
        |out| report::explain::pair(&one, &other, now, out),
    )?;
    let of = |told: &PersonExplanation<'_>| report::explain::exit_status(told.outlook, status);
    Ok(of(&one).max(of(&other)))
}

fn write(
    asked: &Explain,
    as_json: impl FnOnce() -> Value,
    as_text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    to_reader(match asked.format {
        ExplainFormat::Json => report::write_value(&as_json(), &mut out),
        ExplainFormat::Text => as_text(&mut out),
    })
}
