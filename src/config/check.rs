use std::io::{self, Write};

use super::load::{Inputs, load};
use super::mistake::{Mistake, Severity};
use super::place::visible;
use super::settings::Settings;

/// `scimtop config check`: names every mistake and where the secrets come from.
///
/// Returns the exit status: 0 nothing wrong, 1 warnings, 2 wrong, 3 could not tell.
///
/// # Errors
/// What `out` answers.
pub fn run_check(inputs: &Inputs, out: &mut impl Write) -> io::Result<u8> {
    if let Some(path) = inputs.file_path() {
        let absent = if path.exists() {
            ""
        } else {
            ", which does not exist"
        };
        writeln!(out, "file {}{absent}", visible(&path.to_string_lossy()))?;
    }
    let (settings, mistakes) = match load(inputs) {
        Ok(loaded) => (Some(loaded.settings), loaded.warnings),
        Err(mistakes) => (None, mistakes.0),
    };
    for mistake in &mistakes {
        writeln!(out, "{}: {mistake}", label(mistake.severity))?;
    }
    if let Some(settings) = &settings {
        summary(settings, out)?;
    }
    writeln!(out, "{}", verdict(&mistakes))?;
    Ok(status(&mistakes))
}

fn label(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "warning",
        Severity::Wrong => "wrong",
        Severity::Unreadable => "unreadable",
    }
}

fn summary(settings: &Settings, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "profile {}", visible(&settings.profile))?;
    for origin in &settings.secret_origins {
        writeln!(out, "{origin}")?;
    }
    Ok(())
}

fn verdict(mistakes: &[Mistake]) -> String {
    let wrong = mistakes
        .iter()
        .filter(|mistake| mistake.severity != Severity::Warning)
        .count();
    match (wrong, mistakes.len()) {
        (0, 0) => "nothing wrong".to_owned(),
        (0, 1) => "1 warning".to_owned(),
        (0, warnings) => format!("{warnings} warnings"),
        (1, _) => "1 mistake".to_owned(),
        (wrong, _) => format!("{wrong} mistakes"),
    }
}

fn status(mistakes: &[Mistake]) -> u8 {
    match mistakes.iter().map(|mistake| mistake.severity).max() {
        None => 0,
        Some(Severity::Warning) => 1,
        Some(Severity::Wrong) => 2,
        Some(Severity::Unreadable) => 3,
    }
}
