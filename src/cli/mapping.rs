//! `scimtop mapping`: the expressions of attribute mappings, tried without a tenant; those of the job, for one
//! person or as a whole.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};
use std::str::FromStr;

use clap::{Args, Subcommand};
use unicode_width::UnicodeWidthStr;

use super::run::{read_once, settings, to_reader};
use super::{Cli, USAGE};
use crate::entra::expression::{Expression, SyntaxError, Value, evaluate};
use crate::model::visible;
use crate::report;
use crate::status::Status;

/// The exit status of what could not be told.
const UNKNOWN: u8 = 3;

/// What to do with mappings.
#[derive(Clone, Debug, Subcommand)]
pub enum MappingAction {
    /// Print what an expression comes to.
    ///
    /// Prints the value alone, `null` where nothing flows, `unknown: why` where it cannot be told, and
    /// several values as a JSON array. Ends with 0, or with 2 if it is no expression.
    Eval(Eval),
    /// Print every mapping of one person: each step, what is sent, what the provider holds.
    ///
    /// Ends with 0, or with 3 if the person or the mappings could not be read.
    Explain(Explain),
    /// Print what is wrong with the mappings of the job.
    ///
    /// Ends with 0 nothing to say, 1 remarks, 3 the mappings could not be read.
    Lint,
}

/// Whose mappings.
#[derive(Clone, Debug, Args)]
pub struct Explain {
    /// A userPrincipalName, a userName, or an identifier of either side.
    pub user: String,
}

/// An expression, and what the source holds.
#[derive(Clone, Debug, Args)]
pub struct Eval {
    /// As the portal has it: Join(" ", [givenName], [surname])
    #[arg(allow_hyphen_values = true)]
    pub expression: String,
    /// What a source attribute holds; given several times, several values. What is not set is null.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub attributes: Vec<Setting>,
}

/// One value of one attribute.
#[derive(Clone, Debug)]
pub struct Setting {
    name: String,
    value: String,
}

impl FromStr for Setting {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => Ok(Self {
                name: name.to_owned(),
                value: value.to_owned(),
            }),
            _ => Err("an attribute has a name and a value: NAME=VALUE"),
        }
    }
}

/// Runs one action and returns the exit status.
///
/// # Errors
/// The output cannot be written, or the configuration has mistakes.
pub fn run(cli: &Cli, action: &MappingAction) -> anyhow::Result<u8> {
    match action {
        MappingAction::Eval(asked) => eval(asked),
        MappingAction::Explain(asked) => explain(cli, &asked.user),
        MappingAction::Lint => lint(cli),
    }
}

fn explain(cli: &Cli, user: &str) -> anyhow::Result<u8> {
    let status = read_once(&settings(cli)?, cli.no_history)?;
    let people = status.people_called(user);
    let &[person] = people.as_slice() else {
        let told = match people.len() {
            0 => "nobody who was read has this name or identifier",
            _ => "several people have this name: give an identifier",
        };
        let _ = writeln!(io::stderr(), "scimtop: {}: {told}", visible(user));
        return Ok(UNKNOWN);
    };
    let mut out = io::stdout().lock();
    to_reader(report::mapping::explain(&status, person, &mut out))?;
    Ok(known(&status))
}

fn lint(cli: &Cli) -> anyhow::Result<u8> {
    let status = read_once(&settings(cli)?, cli.no_history)?;
    let notes = status.lint();
    let mut out = io::stdout().lock();
    to_reader(report::mapping::write_lint(&notes, &status, &mut out))?;
    Ok(known(&status).max(u8::from(!notes.is_empty())))
}

/// 3 where the job's own mappings, or the sides that they are about, were not read.
fn known(status: &Status) -> u8 {
    let unread = status.mappings.assumed.is_some() || status.comparison.is_none();
    if unread { UNKNOWN } else { 0 }
}

fn eval(asked: &Eval) -> anyhow::Result<u8> {
    let tree = match Expression::parse(&asked.expression) {
        Ok(tree) => tree,
        Err(error) => {
            let _ = write!(io::stderr(), "{}", refusal(&asked.expression, &error));
            return Ok(USAGE);
        }
    };
    let held = held(&asked.attributes);
    let value = evaluate(&tree, &|name| {
        held.get(&*key(name)).cloned().unwrap_or_default()
    });
    to_reader(writeln!(io::stdout(), "{}", shown(&value)))?;
    Ok(0)
}

fn held(settings: &[Setting]) -> HashMap<Cow<'_, str>, Value> {
    let mut held = HashMap::new();
    for setting in settings {
        let value = held.entry(key(&setting.name)).or_insert(Value::Absent);
        *value = match std::mem::take(value) {
            Value::Text(first) => Value::List(vec![first, setting.value.clone()]),
            Value::List(mut values) => {
                values.push(setting.value.clone());
                Value::List(values)
            }
            Value::Absent | Value::Unknown(_) => Value::Text(setting.value.clone()),
        };
    }
    held
}

/// Letter case tells directory extensions apart, and no other attribute (Microsoft: "Customize user
/// provisioning attribute-mappings").
fn key(name: &str) -> Cow<'_, str> {
    if name.starts_with("extension_") {
        name.into()
    } else {
        name.to_lowercase().into()
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => visible(text).into_owned(),
        Value::List(values) => {
            let values = values.iter().map(|value| visible(value).into());
            serde_json::Value::Array(values.collect()).to_string()
        }
        Value::Absent => "null".to_owned(),
        Value::Unknown(why) => format!("unknown: {}", visible(why)),
    }
}

/// Characters on each side of a mistake that are repeated with it.
const AROUND: usize = 30;

/// The mistake, the text around it, and a caret below its place.
fn refusal(expression: &str, error: &SyntaxError) -> String {
    let at = error.column - 1;
    let from = at.saturating_sub(AROUND);
    let shown = |from: usize, count: usize| -> String {
        expression
            .chars()
            .skip(from)
            .take(count)
            .map(character)
            .collect()
    };
    let (before, after) = (shown(from, at - from), shown(at, AROUND));
    let caret = " ".repeat(before.width());
    format!("scimtop: {error}\n  {before}{after}\n  {caret}^\n")
}

/// One character as it may be shown; white space of any kind is a space, for the caret stands below.
fn character(c: char) -> String {
    if c.is_whitespace() {
        " ".to_owned()
    } else {
        visible(c.encode_utf8(&mut [0; 4])).into_owned()
    }
}
