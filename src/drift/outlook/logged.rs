//! What the provisioning log and the provider's audit log say of a finding.

use chrono::{DateTime, Utc};

use super::{Changed, Dated, Evidence, Rule, rules};
use crate::drift::moved::{Mover, by_whom, who_moved};
use crate::drift::{Finding, Kind, Subject};
use crate::entra::{Escrowed, error_code};
use crate::model::{Change, Event, Foreign, Outcome};

/// What somebody, or a lost write, did to it: no cycle will look again.
pub(super) struct Silent {
    pub rule: &'static Rule,
    pub at: DateTime<Utc>,
    /// Whether `at` is the time of the provider's own row; else of the export.
    pub by_provider: bool,
    pub because: Foreign,
}

/// Whether the log shows that it was written, though the provider does not hold it.
pub(super) fn silent(finding: &Finding, evidence: &Evidence, changed: Changed) -> Option<Silent> {
    match finding.kind {
        Kind::AttributeMismatch => attribute(finding, evidence, changed),
        Kind::MissingUser => made(finding.user.as_ref(), evidence),
        Kind::MissingGroup => made(finding.group.as_ref(), evidence),
        Kind::OrphanUser | Kind::ActiveMismatch => activity(finding, evidence, changed),
        Kind::MissingMember => membership(finding, evidence, changed, true),
        Kind::ExtraMember => membership(finding, evidence, changed, false),
        _ => None,
    }
}

fn attribute(finding: &Finding, evidence: &Evidence, changed: Changed) -> Option<Silent> {
    let moved = who_moved(finding, &evidence.book)?;
    let Some(export) = moved.export else {
        let subject = finding.user.as_ref()?;
        return edited(&rules::EDITED_BY_HAND, finding, subject, evidence, changed);
    };
    if !is_settled(export, evidence) {
        return None;
    }
    let because = moved.sentence();
    match moved.mover {
        Mover::Provider => Some(by_hand(
            &rules::EDITED_BY_HAND,
            moved.by_hand,
            export,
            because,
        )),
        Mover::Export => Some(by_hand(&rules::LOST_WRITE, None, export, because)),
        Mover::Source | Mover::Both | Mover::Unknown => None,
    }
}

/// The log has no export of it; what somebody did at the provider after the last change in Entra
/// explains it.
fn edited(
    rule: &'static Rule,
    finding: &Finding,
    subject: &Subject,
    evidence: &Evidence,
    changed: Changed,
) -> Option<Silent> {
    // In order at the last look, with nothing in Entra's audit since: what was done then explains it.
    let new_since = finding
        .absent
        .filter(|_| changed.by == Dated::FirstSight && evidence.changes_from.is_some());
    let since = new_since.or(changed.at)?;
    let mut moved = evidence.book.by_hand(subject);
    let moved = moved.find(|event| event.at >= since)?;
    // What Entra has not been able to export yet, nobody has taken away from it.
    let was_over = |ended: Option<DateTime<Utc>>| ended.is_some_and(|ended| ended <= moved.at);
    let mut passed = evidence.clock.passed(since);
    let settled = changed.by == Dated::Before
        || changed.at != Some(since)
        || passed.any(|cycle| was_over(cycle.ended));
    settled.then(|| by_hand(rule, Some(moved), moved, because(moved, Some(moved))))
}

/// The newest row of the object says that it is there; it is not.
fn made(subject: Option<&Subject>, evidence: &Evidence) -> Option<Silent> {
    let rows = evidence.book.provisioning(id(subject));
    let row = newest_done(rows)?;
    let ended = ["delete", "disable"].contains(&action(row).as_str());
    if ended || !is_settled(row, evidence) {
        return None;
    }
    let deleted = evidence.book.provider(Some(&row.target_id)).iter();
    let mut deleted =
        deleted.filter(|event| event.at > row.at && is_about(event, &["delet", "remov"]));
    let deleted = deleted.next().copied();
    // Some providers name nothing but the event; without one the write is what was lost.
    let rule = if deleted.is_some() {
        &rules::DELETED_BY_HAND
    } else {
        &rules::LOST_WRITE
    };
    Some(by_hand(rule, deleted, row, because(row, deleted)))
}

/// The newest row that wrote `active`, or disabled it, says otherwise than the provider.
fn activity(finding: &Finding, evidence: &Evidence, changed: Changed) -> Option<Silent> {
    let user = finding.user.as_ref()?;
    let wanted = finding.kind == Kind::ActiveMismatch
        && finding
            .expected
            .as_ref()
            .is_some_and(|expected| expected.raw() == "true");
    let rows = evidence.book.provisioning(user.entra_id.as_ref());
    let row = rows
        .iter()
        .copied()
        .find(|row| row.outcome == Outcome::Success && written_active(row).is_some());
    let Some(row) = row else {
        let rule = if wanted {
            &rules::EDITED_BY_HAND
        } else {
            &rules::REACTIVATED
        };
        return edited(rule, finding, user, evidence, changed);
    };
    if written_active(row) != Some(wanted) || !is_settled(row, evidence) {
        return None;
    }
    let moved = evidence.book.by_hand(user).find(|event| event.at > row.at);
    let rule = match (moved, wanted) {
        (None, _) => &rules::LOST_WRITE,
        (Some(_), false) => &rules::REACTIVATED,
        (Some(_), true) => &rules::EDITED_BY_HAND,
    };
    Some(by_hand(rule, moved, row, because(row, moved)))
}

/// What the row says the account was left as.
fn written_active(row: &Event) -> Option<bool> {
    if action(row) == "disable" || action(row) == "delete" {
        return Some(false);
    }
    let mut changes = row.changes.iter();
    let active = changes.find(|change| change.name.raw().eq_ignore_ascii_case("active"))?;
    match active.new.raw().to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Whether the log shows that the membership was written, or the provider that somebody changed it.
fn membership(
    finding: &Finding,
    evidence: &Evidence,
    changed: Changed,
    added: bool,
) -> Option<Silent> {
    let group = finding.group.as_ref()?;
    let member = finding.member.as_ref()?;
    // Who could not be made yet was never in it.
    if added && evidence.escrowed(member.entra_id.as_ref()).any(is_creation) {
        return None;
    }
    let rule = if added {
        &rules::MEMBER_REMOVED
    } else {
        &rules::MEMBER_ADDED
    };
    let rows = evidence.book.provisioning(group.entra_id.as_ref());
    let mut rows = rows.iter().copied();
    let row =
        rows.find(|row| row.outcome == Outcome::Success && names_member(row, member).is_some());
    let Some(row) = row else {
        let left = left_in_entra(finding, evidence).is_some();
        return edited(rule, finding, group, evidence, changed).filter(|_| added || !left);
    };
    if names_member(row, member) != Some(added) || !is_settled(row, evidence) {
        return None;
    }
    let moved = evidence.book.by_hand(group).find(|event| event.at > row.at);
    let rule = if moved.is_some() {
        rule
    } else {
        &rules::LOST_WRITE
    };
    Some(by_hand(rule, moved, row, because(row, moved)))
}

/// The row of Entra's audit that took the person out of the group.
pub(super) fn left_in_entra<'a>(finding: &Finding, evidence: &Evidence<'a>) -> Option<&'a Event> {
    let group = id(finding.group.as_ref());
    let member = finding.member.as_ref()?;
    let rows = evidence.book.directory(evidence.book.entra_id(member));
    let rows = rows.iter().copied();
    rows.filter(|event| Some(&event.target_id) == group)
        .find(|event| is_about(event, &["remove"]))
}

/// Whether a row about a group added (true) or removed (false) this member; `None`: it does not
/// name it. Identifiers of either side are taken.
fn names_member(row: &Event, member: &Subject) -> Option<bool> {
    let mut changes = row.changes.iter();
    let change = changes.find(|change| change.name.raw().eq_ignore_ascii_case("members"))?;
    let ids = [member.scim_id.as_ref(), member.entra_id.as_ref()];
    let holds = |list: &Foreign| {
        let mut listed = list.raw().split(',').map(str::trim);
        listed.any(|listed| ids.iter().flatten().any(|id| id.raw() == listed))
    };
    let Change { old, new, .. } = change;
    match (holds(old), holds(new)) {
        (_, true) => Some(true),
        (true, false) => Some(false),
        (false, false) => None,
    }
}

/// The newest error or skip of the objects of a finding that nothing has followed, and its retry.
pub(super) enum Stopped<'e, 'a> {
    Failed(&'e Escrowed),
    Skipped(&'a Event),
}

/// Whether the log says why it was not written.
pub(super) fn stopped<'e, 'a>(
    finding: &Finding,
    evidence: &'e Evidence<'a>,
    changed: Option<DateTime<Utc>>,
) -> Option<Stopped<'e, 'a>> {
    let objects = [&finding.user, &finding.member, &finding.group];
    for object in objects.into_iter().flatten() {
        let id = object.entra_id.as_ref();
        // A member waits for the account to be made; what else fails of it is no matter of the group.
        let is_member = finding.group.is_some() && finding.member.as_ref() == Some(object);
        let concerns = |held: &&Escrowed| !is_member || is_creation(held);
        if let Some(held) = evidence.escrowed(id).find(concerns) {
            return Some(Stopped::Failed(held));
        }
        let newest = evidence.book.provisioning(id).first().copied();
        let skipped = newest.filter(|row| {
            row.outcome == Outcome::Skipped && changed.is_none_or(|changed| row.at >= changed)
        });
        if let Some(row) = skipped.filter(|row| !is_redundant(row)) {
            return Some(Stopped::Skipped(row));
        }
    }
    None
}

fn is_creation(held: &Escrowed) -> bool {
    held.action.raw().eq_ignore_ascii_case("create")
}

/// Nothing was to be written.
fn is_redundant(row: &Event) -> bool {
    error_code(&row.detail).eq_ignore_ascii_case("RedundantExport")
}

/// The rule of an error code (Microsoft: "Analyze provisioning logs").
pub(super) fn rule_of(code: &str) -> &'static Rule {
    let is = |names: &[&str]| {
        let code = code.to_ascii_lowercase();
        names
            .iter()
            .any(|name| code.contains(&name.to_ascii_lowercase()))
    };
    match () {
        () if is(&[
            "Conflict",
            "DuplicateTargetEntries",
            "DuplicateSourceEntries",
        ]) =>
        {
            &rules::FAILED_CONFLICT
        }
        () if is(&[
            "InsufficientRights",
            "MethodNotAllowed",
            "NotPermitted",
            "Unauthorized",
            "CredentialsInvalid",
        ]) =>
        {
            &rules::FAILED_RIGHTS
        }
        () if is(&["LicenseLimit"]) => &rules::FAILED_LICENCE,
        () if is(&[
            "MandatoryFields",
            "MissingValues",
            "InvalidDomain",
            "SchemaProperty",
            "SchemaAttribute",
            "ImportSkipped",
            "BadRequest",
            "Unprocessable",
        ]) =>
        {
            &rules::FAILED_DATA
        }
        () if is(&[
            "InternalError",
            "InternalServerError",
            "Timeout",
            "WebExceptionProtocolError",
            "TooManyRequests",
        ]) =>
        {
            &rules::FAILED_PASSING
        }
        () => &rules::FAILED_OTHER,
    }
}

/// The rule of a skip reason.
pub(super) fn rule_of_skip(row: &Event) -> &'static Rule {
    let code = error_code(&row.detail).to_ascii_lowercase();
    if code.contains("entitled") {
        &rules::SKIPPED_ENTITLED
    } else {
        &rules::SKIPPED_OTHER
    }
}

/// Whether the provider was read after the row: what is on its way is no lost write.
fn is_settled(row: &Event, evidence: &Evidence) -> bool {
    row.at < evidence.read
}

fn newest_done<'a>(rows: &[&'a Event]) -> Option<&'a Event> {
    let mut rows = rows.iter().copied();
    rows.find(|row| row.outcome != Outcome::Skipped || !is_redundant(row))
        .filter(|row| row.outcome == Outcome::Success)
}

fn by_hand(rule: &'static Rule, moved: Option<&Event>, export: &Event, because: Foreign) -> Silent {
    Silent {
        rule,
        at: moved.map_or(export.at, |moved| moved.at),
        by_provider: moved.is_some(),
        because,
    }
}

fn because(row: &Event, moved: Option<&Event>) -> Foreign {
    let told = moved.map(by_whom);
    Foreign::new(told.unwrap_or_else(|| {
        let at = row.at.format("%Y-%m-%d %H:%M UTC");
        format!("logged as done at {at}: {}", row.action.raw())
    }))
}

fn is_about(event: &Event, verbs: &[&str]) -> bool {
    let action = action(event);
    verbs.iter().any(|verb| action.contains(verb))
}

fn action(event: &Event) -> String {
    event.action.raw().to_ascii_lowercase()
}

fn id(subject: Option<&Subject>) -> Option<&Foreign> {
    subject.and_then(|subject| subject.entra_id.as_ref())
}
