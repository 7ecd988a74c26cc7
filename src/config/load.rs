use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::assembly::Assembly;
use super::draft::{Draft, Given};
use super::environment::Environment;
use super::file::{self, ConfigFile, DEFAULT_PROFILE};
use super::flags::Flags;
use super::ignore_table::ScopedRule;
use super::mistake::{Fault, Mistake, Mistakes, Severity};
use super::partial::{Partial, Survey};
use super::settings::{Loaded, default_file};
use crate::drift::Normalisation;
use crate::drift::ignore::IgnoreRule;

/// Everything outside of the file that the configuration depends on.
#[derive(Clone)]
pub struct Inputs {
    pub flags: Flags,
    pub environment: Environment,
    /// Read if nobody names another file, and if it exists.
    pub default_file: Option<PathBuf>,
    /// What `~/` at the start of a path means.
    pub home: Option<PathBuf>,
    /// To tell which ignore rules have ended.
    pub now: DateTime<Utc>,
}

impl Inputs {
    /// The surroundings of this process.
    pub fn of_process(flags: Flags, now: DateTime<Utc>) -> Self {
        Self {
            flags,
            environment: Environment::of_process(),
            default_file: default_file(),
            home: etcetera::home_dir().ok(),
            now,
        }
    }

    /// Lets environment and flags have their say, the flags last.
    fn fill(&self, draft: &mut Draft) -> Vec<Mistake> {
        let mut mistakes = self.environment.fill(draft);
        mistakes.extend(self.flags.fill(draft));
        mistakes
    }

    /// The file that counts, whether or not it exists; None without a home folder.
    pub fn file_path(&self) -> Option<PathBuf> {
        let mut named = Draft::default();
        self.fill(&mut named);
        self.path(&named)
    }

    fn path(&self, named: &Draft) -> Option<PathBuf> {
        let resolve =
            |given: &Given<PathBuf>| given.place.resolve(&given.value, self.home.as_deref());
        named
            .config
            .given()
            .map(resolve)
            .or_else(|| self.default_file.clone())
    }

    fn file(&self, named: &Draft) -> Result<Option<ConfigFile>, Mistake> {
        let place = named.config.given().map(|given| &given.place);
        self.path(named)
            .map_or(Ok(None), |path| file::read(&path, place))
    }
}

/// Reads all layers.
///
/// # Errors
/// Every mistake that was found, in the order of the file, if one of them is worse than a warning.
/// Where the file cannot be read, that alone: what is missing may stand there.
pub fn load(inputs: &Inputs) -> Result<Loaded, Mistakes> {
    let survey = survey(inputs);
    match survey.settings() {
        Some(settings) => Ok(Loaded {
            settings,
            warnings: survey.mistakes,
        }),
        None => Err(Mistakes(survey.mistakes)),
    }
}

/// Reads all layers as [`load`] does, and keeps what is there although something is missing or wrong.
pub fn survey(inputs: &Inputs) -> Survey {
    let mut named = Draft::default();
    let mut mistakes = inputs.fill(&mut named);
    let mut file = match inputs.file(&named) {
        Ok(file) => file.unwrap_or_default(),
        Err(mistake) => {
            return Survey {
                partial: nothing_of(&named),
                mistakes: vec![mistake],
            };
        }
    };
    mistakes.append(&mut file.mistakes);

    let partial = partial_of(inputs, &named, &file, &mut mistakes);

    mistakes.sort_by_cached_key(|mistake| (mistake.place.is_none(), mistake.place.clone()));
    Survey {
        partial: partial.unwrap_or_else(|| nothing_of(&named)),
        mistakes,
    }
}

/// The profile that is asked for, of which nothing is known.
fn nothing_of(named: &Draft) -> Partial {
    Partial {
        profile: profile_of(named).to_owned(),
        ..Partial::default()
    }
}

/// The profile that is asked for.
fn profile_of(named: &Draft) -> &str {
    named
        .profile
        .value()
        .map_or(DEFAULT_PROFILE, String::as_str)
}

/// What there is of the profile that `named` asks for, or None with a mistake that says why.
fn partial_of(
    inputs: &Inputs,
    named: &Draft,
    file: &ConfigFile,
    mistakes: &mut Vec<Mistake>,
) -> Option<Partial> {
    let profile = profile_of(named);
    let rules = rules_for(profile, file, inputs.now, mistakes);
    let draft = file.draft(named.profile.given());
    let mut draft = draft.map_err(|mistake| mistakes.push(mistake)).ok()?;
    if file.broken {
        return None;
    }
    // What is wrong with these two layers is known from the first time.
    inputs.fill(&mut draft);
    let mut assembly = Assembly::new(&draft, profile, inputs.home.as_deref());
    let normalisations = file
        .normalisations
        .iter()
        .cloned()
        .chain(Normalisation::known());
    let partial = Partial {
        keys: file.keys.clone(),
        ..assembly.partial(rules, normalisations.collect())
    };
    mistakes.append(&mut assembly.mistakes);
    Some(partial)
}

/// The rules that hold in the profile. An ended rule stays: who reads the settings decides by the
/// clock of the moment.
fn rules_for(
    profile: &str,
    file: &ConfigFile,
    now: DateTime<Utc>,
    mistakes: &mut Vec<Mistake>,
) -> Vec<IgnoreRule> {
    mistakes.extend(file.rules.iter().filter_map(|rule| doubt(rule, file, now)));
    let ours = file
        .rules
        .iter()
        .filter(|rule| rule.profile.as_deref().is_none_or(|name| name == profile));
    ours.map(|rule| rule.rule.clone()).collect()
}

fn doubt(rule: &ScopedRule, file: &ConfigFile, now: DateTime<Utc>) -> Option<Mistake> {
    if let Some(name) = rule
        .profile
        .as_deref()
        .filter(|name| !file.drafts.contains_key(*name))
    {
        return Some(file.no_profile(name).at(rule.place.clone(), "profile"));
    }
    rule.rule.expired(now).then(|| Mistake {
        severity: Severity::Warning,
        ..Fault::new(
            "is a rule that has ended",
            "set a later until, or remove the rule",
        )
        .at(rule.place.clone(), "ignore")
    })
}
