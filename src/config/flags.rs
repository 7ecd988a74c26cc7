use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::draft::Draft;
use super::key::Key;
use super::mistake::Mistake;
use super::place::Place;
use super::raw::Raw;
use super::table::KEYS;

/// The keys that were given on the command line: the strongest layer.
#[derive(Clone, Debug, Default)]
pub struct Flags(Vec<(&'static str, String)>);

impl Flags {
    /// Fills in what the flags say.
    pub(super) fn fill(&self, draft: &mut Draft) -> Vec<Mistake> {
        let given = self.0.iter().filter_map(|(flag, value)| {
            let key = KEYS.iter().find(|key| key.flag == Some(flag))?;
            key.fill(draft, Raw::Text(value), Place::Flag(flag)).err()
        });
        given.collect()
    }
}

/// A flag for every key that may stand on the command line, before or after the subcommand.
impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        KEYS.iter().filter_map(argument).fold(command, Command::arg)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn argument(key: &'static Key) -> Option<Arg> {
    let argument = Arg::new(key.name)
        .long(key.flag?)
        .value_name(key.value)
        .help(key.help)
        .help_heading("Configuration")
        .global(true);
    if key.value != "BOOL" {
        return Some(argument);
    }
    Some(
        argument
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
    )
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = KEYS.iter().filter_map(|key| {
            let flag = key.flag?;
            Some((flag, matches.get_one::<String>(key.name)?.clone()))
        });
        Ok(Self(given.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.extend(Self::from_arg_matches(matches)?.0);
        Ok(())
    }
}
