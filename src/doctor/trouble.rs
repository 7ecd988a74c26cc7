//! Why something could not be checked, in the words of a row.

use super::answer::Answer;
use super::evidence::Evidence;
use crate::model::{Grade, Reading, Reason, Source, SourceError};

const NO_ENTRA: &str = "Entra is not configured yet";
const NO_SCIM: &str = "the SCIM interface is not configured yet";
const NO_REST: &str = "the REST interface is not configured";

/// Where an upstream is not configured: the row is skipped.
pub(super) fn no_entra() -> Answer {
    Answer::skip(NO_ENTRA).fix("give tenant, client_id, a credential and app")
}

pub(super) fn no_scim() -> Answer {
    Answer::skip(NO_SCIM).fix("give scim_url and scim_token")
}

pub(super) fn no_rest() -> Answer {
    Answer::skip(NO_REST).fix(
        "give audit_url and audit_token: Kandji > Settings > Access > Add API Token, with \
         List users, List devices and List audit events",
    )
}

/// A read that failed. What another row says already is only pointed at.
pub(super) fn failed(error: &SourceError) -> Answer {
    match error {
        SourceError::SignIn { .. } => Answer::skip("nobody is signed in to Entra: see guide-05"),
        SourceError::NotFound { what } => Answer::skip(what.clone()),
        _ => Answer::unread(format!("could not be read: {error}")).fix(error.advice()),
    }
}

/// A source that was not read well enough to say anything.
pub(super) fn unread(evidence: &Evidence, source: Source) -> Answer {
    let configured = match source {
        Source::ScimUsers | Source::ScimGroups => evidence.scim.is_some(),
        Source::ProviderAudit => evidence.rest.is_some(),
        _ => evidence.entra.is_some(),
    };
    match source {
        _ if configured => unread_reading(evidence.reading(source), source),
        Source::ScimUsers | Source::ScimGroups => no_scim(),
        Source::ProviderAudit => no_rest(),
        _ => no_entra(),
    }
}

fn unread_reading(reading: &Reading, source: Source) -> Answer {
    if let Some(error) = &reading.error {
        return failed(error);
    }
    let title = source.title();
    if reading.grade == Grade::None && reading.reasons == [Reason::Unread] {
        return Answer::skip(format!(
            "the {title} were not read, because something before them could not be"
        ));
    }
    let codes: Vec<&str> = reading.reasons.iter().map(|reason| reason.code()).collect();
    Answer::unread(format!(
        "could not be read: {title} are {} ({})",
        reading.grade.name(),
        codes.join(" ")
    ))
    .fix("see `scimtop report` for the grade of each source, and run the doctor again")
}

/// The first source that was not read soundly, as an answer.
pub(super) fn first_unread(evidence: &Evidence, sources: &[Source]) -> Option<Answer> {
    let bad = sources.iter().find(|&&source| !evidence.is_sound(source));
    bad.map(|&source| unread(evidence, source))
}

/// `1 user`, `2 users`.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

/// Some of `names`, and how many more there are.
pub(super) fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
