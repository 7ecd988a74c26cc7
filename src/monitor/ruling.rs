//! What becomes of a finding that stands: covered by a rule, by design, or drift.

use chrono::{DateTime, Utc};

use super::MonitorOptions;
use crate::drift::ignore::IgnoreSubject;
use crate::drift::{Finding, Kind, Note};
use crate::model::Foreign;

/// Owner and reason of the first rule in force that covers `finding`.
pub fn rule(options: &MonitorOptions, finding: &Finding, now: DateTime<Utc>) -> Option<String> {
    let user = finding.user.as_ref().or(finding.member.as_ref());
    let subject = IgnoreSubject {
        kind: finding.kind.name(),
        user: user.map(|user| user.name.raw()),
        group: finding.group.as_ref().map(|group| group.name.raw()),
        attribute: finding.attribute.as_ref().map(Foreign::raw),
    };
    let mut rules = options.ignore.iter();
    let rule = rules.find(|rule| !rule.expired(now) && rule.matches(&subject))?;
    Some(format!("{}: {}", rule.owner, rule.reason))
}

/// With `SkipOutOfScopeDeletions` on, whoever left the scope stays active on purpose.
pub fn by_design(options: &MonitorOptions, finding: &Finding) -> Option<Note> {
    let skipped = options.skip_out_of_scope_deletions
        && finding.kind == Kind::OrphanUser
        && finding.detail.raw() == "out_of_scope";
    let text = "out of scope and still active: the job skips out-of-scope deletions";
    skipped.then(|| Note::new("out_of_scope_kept", text, finding.subject().clone()))
}

/// A claim that was not confirmed.
pub fn refuted(finding: &Finding) -> Note {
    let kind = finding.kind.name();
    let text = format!("{kind}: not confirmed when asked again, so the list was behind");
    Note::new("refuted", text, finding.subject().clone())
}

/// A claim that waits, if it is known why.
pub fn unconfirmed(finding: &Finding, why: &Foreign) -> Option<Note> {
    if why.is_empty() {
        return None;
    }
    let kind = finding.kind.name();
    let text = format!(
        "{kind}: could not be asked again, so it waits: {}",
        why.shown()
    );
    Some(Note::new("unconfirmed", text, finding.subject().clone()))
}
