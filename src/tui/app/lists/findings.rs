//! Findings, ignored findings and notes.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{narrowed, order_of, reordered};
use crate::drift::Finding;
use crate::model::Foreign;
use crate::tui::app::{Extent, Face, Look, Rows, World, by_name};

pub(super) const COLUMNS: &[&str] = &["urgency", "kind", "subject", "group", "attribute", "age"];
pub(super) const FIELDS: &[&str] = &[
    "kind",
    "subject",
    "group",
    "attribute",
    "expected",
    "actual",
    "detail",
    "heals",
    "phase",
    "verdict",
    "rule",
];
pub(super) const NOTE_COLUMNS: &[&str] = &["code", "subject"];
pub(super) const NOTE_FIELDS: &[&str] = &["code", "text", "subject"];

pub(super) fn rows(look: &Look, world: World<'_>) -> Rows {
    match look.face {
        Face::Standing => standing(look, world),
        Face::Ignored => ignored(look, world),
        Face::Notes => notes(look, world),
    }
}

fn standing(look: &Look, world: World<'_>) -> Rows {
    let findings = world
        .comparison()
        .map_or(&[][..], |compared| &compared.findings);
    let compare =
        |left: usize, right: usize| order(look.sort.column, &findings[left], &findings[right]);
    let passes = |at: usize| {
        let finding = &findings[at];
        wanted(look.extent, finding) && matches(look, finding, "")
    };
    let passes = narrowed(look, &passes);
    Rows::Findings(order_of(findings.len(), look, passes, Some(&compare)))
}

fn ignored(look: &Look, world: World<'_>) -> Rows {
    let ignored = world
        .comparison()
        .map_or(&[][..], |compared| &compared.ignored);
    let compare =
        |left: usize, right: usize| order(look.sort.column, &ignored[left].0, &ignored[right].0);
    let passes = |at: usize| {
        let (finding, rule) = &ignored[at];
        wanted(look.extent, finding) && matches(look, finding, rule)
    };
    let passes = narrowed(look, &passes);
    Rows::Ignored(order_of(ignored.len(), look, passes, Some(&compare)))
}

fn notes(look: &Look, world: World<'_>) -> Rows {
    let notes = world
        .comparison()
        .map_or(&[][..], |compared| &compared.notes);
    let by_subject =
        |left: usize, right: usize| by_name(notes[left].subject.raw(), notes[right].subject.raw());
    let passes = |at: usize| {
        let note = &notes[at];
        let fields = [
            ("code", Cow::Borrowed(note.code)),
            ("text", Cow::Borrowed(note.text.as_str())),
            ("subject", note.subject.shown()),
        ];
        look.filter.matches(&fields)
    };
    let passes = narrowed(look, &passes);
    let compare = reordered(look, &by_subject);
    Rows::Notes(order_of(notes.len(), look, passes, compare))
}

/// A problem is what no cycle will heal.
fn wanted(extent: Extent, finding: &Finding) -> bool {
    extent == Extent::Everything || !finding.outlook.heals_by_itself()
}

fn matches(look: &Look, finding: &Finding, rule: &str) -> bool {
    if look.filter.is_empty() {
        return true;
    }
    let shown = |value: &Option<Foreign>| {
        let value = value.as_ref();
        value.map_or(String::new(), |value| value.shown().into_owned())
    };
    let group = finding.group.as_ref().map(|group| group.name.shown());
    let attribute = finding.attribute.as_ref().map(Foreign::shown);
    let attribute = attribute.unwrap_or_default();
    let fields = [
        ("kind", Cow::Borrowed(finding.kind.name())),
        ("subject", finding.subject().shown()),
        ("group", group.unwrap_or_default()),
        ("attribute", attribute),
        ("expected", shown(&finding.expected).into()),
        ("actual", shown(&finding.actual).into()),
        ("detail", finding.detail.shown()),
        (
            "heals",
            Cow::Borrowed(if finding.outlook.heals_by_itself() {
                "yes"
            } else {
                "no"
            }),
        ),
        ("phase", Cow::Borrowed(finding.outlook.phase.name())),
        ("verdict", Cow::Borrowed(finding.outlook.rule.id)),
        ("rule", Cow::Borrowed(rule)),
    ];
    look.filter.matches(&fields)
}

/// Findings stand by what needs a person first, then by kind and subject; a stable sort keeps that
/// within equals.
fn order(column: usize, left: &Finding, right: &Finding) -> Ordering {
    let name = |finding: &Finding| finding.group.as_ref().map(|group| group.name.clone());
    match column {
        0 => left.outlook.urgency().cmp(&right.outlook.urgency()),
        2 => by_name(left.subject().raw(), right.subject().raw()),
        3 => name(left).cmp(&name(right)),
        4 => left.attribute.cmp(&right.attribute),
        5 => left.since.cmp(&right.since),
        _ => left.kind.cmp(&right.kind),
    }
}
