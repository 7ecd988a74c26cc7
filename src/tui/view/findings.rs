//! A finding in words: in a cell, in a line, in a pane.

use std::borrow::Cow;

use ratatui::text::{Line, Span};

use super::context::Context;
use super::time::moment;
use crate::drift::{Finding, Kind, Subject};
use crate::model::Foreign;
use crate::tui::skin::Role;

/// How urgent a finding is.
pub(super) fn role(finding: &Finding) -> Role {
    if finding.heals { Role::Warn } else { Role::Bad }
}

/// Whether it heals by itself, in a word.
pub(super) fn heals(finding: &Finding) -> &'static str {
    if finding.heals { "yes" } else { "NO" }
}

/// What differs, in a line.
pub(super) fn difference(context: &Context<'_>, finding: &Finding) -> String {
    let shown = |value: &Option<Foreign>| {
        let value = value.as_ref();
        value.map_or_else(
            || "nothing".into(),
            |value| format!("{:?}", context.skin.text(value.raw())),
        )
    };
    match finding.kind {
        Kind::AttributeMismatch | Kind::ActiveMismatch => {
            let attribute = context.skin.text(short(path(finding)));
            let (expected, actual) = (shown(&finding.expected), shown(&finding.actual));
            format!("{attribute} {expected} != {actual}")
        }
        Kind::ExtraMember | Kind::MissingMember => {
            let group = finding
                .group
                .as_ref()
                .map(|group| context.skin.text(group.name.raw()));
            format!("in group {}", group.unwrap_or_default())
        }
        Kind::DuplicateUser | Kind::DuplicateGroup => {
            format!("ids {}", context.skin.text(finding.detail.raw()))
        }
        _ if finding.detail.is_empty() => finding.kind.meaning().into(),
        _ => detail(context, finding).into_owned(),
    }
}

/// The detail of a finding, with its stable codes in words.
fn detail<'t>(context: &Context<'_>, finding: &'t Finding) -> Cow<'t, str> {
    match finding.detail.raw() {
        "unknown_to_entra" => "Entra does not know this user".into(),
        "out_of_scope" => "in Entra, but out of scope".into(),
        "deleted_in_entra" => "deleted in Entra".into(),
        other => context.skin.text(other),
    }
}

/// The target path of an attribute's finding, else nothing.
pub(super) fn path(finding: &Finding) -> &str {
    finding.attribute.as_ref().map_or("", Foreign::raw)
}

/// The last part of an attribute's path, which is enough in a list.
pub(super) fn short(attribute: &str) -> &str {
    match attribute {
        "emails[type eq \"work\"].value" => "work e-mail",
        urn if urn.starts_with("urn:") => urn.rsplit(':').next().unwrap_or(urn),
        other => other,
    }
}

/// The name of whom it is about; a member nobody knows by name goes by its id.
pub(super) fn subject(finding: &Finding) -> &Foreign {
    let name = finding.subject();
    let member = finding
        .member
        .as_ref()
        .and_then(|member| member.scim_id.as_ref());
    if name.is_empty() {
        member.unwrap_or(name)
    } else {
        name
    }
}

/// Everything known of a finding; `rule` is what made it ignored.
pub(super) fn pane<'t>(
    context: &Context<'_>,
    finding: &'t Finding,
    rule: Option<&'t str>,
) -> Vec<Line<'t>> {
    let mut lines = vec![head(context, finding)];
    let subjects = [
        ("user", &finding.user),
        ("member", &finding.member),
        ("group", &finding.group),
    ];
    for (what, subject) in subjects {
        let subject = subject.as_ref();
        lines.extend(subject.map_or_else(Vec::new, |subject| ids(context, what, subject)));
    }
    if let Some(attribute) = &finding.attribute {
        lines.push(fact(
            context,
            "attribute",
            context.raw(attribute.raw(), Role::Plain),
        ));
        lines.push(fact(
            context,
            "expected",
            value(context, finding.expected.as_ref()),
        ));
        lines.push(fact(
            context,
            "actual",
            value(context, finding.actual.as_ref()),
        ));
    }
    if !finding.detail.is_empty() {
        lines.push(fact(
            context,
            "detail",
            context.foreign(&finding.detail, Role::Plain),
        ));
    }
    let since = format!(
        "{} ago, {}",
        context.age(finding.since),
        moment(finding.since, context.now())
    );
    lines.push(fact(
        context,
        "first seen",
        context.span(since, Role::Plain),
    ));
    lines.extend(rule.map(|rule| fact(context, "ignored by", context.raw(rule, Role::Warn))));
    lines
}

fn head(context: &Context<'_>, finding: &Finding) -> Line<'static> {
    let told = if finding.heals {
        "   the next cycle should heal it"
    } else {
        "   will not heal by itself"
    };
    Line::from(vec![
        context.span(finding.kind.name(), role(finding)),
        context.span(format!(": {}", finding.kind.meaning()), Role::Plain),
        context.span(told, role(finding)),
    ])
}

pub(super) fn fact<'t>(context: &Context<'_>, title: &str, value: Span<'t>) -> Line<'t> {
    Line::from(vec![
        context.span(format!("{title:<12}"), Role::Muted),
        value,
    ])
}

fn value<'t>(context: &Context<'_>, value: Option<&'t Foreign>) -> Span<'t> {
    match value {
        Some(value) => context.foreign(value, Role::Plain),
        None => context.span("nothing", Role::Muted),
    }
}

/// A subject by its name and its ids on both sides.
fn ids<'t>(context: &Context<'_>, what: &str, subject: &'t Subject) -> Vec<Line<'t>> {
    let name = fact(context, what, context.foreign(&subject.name, Role::Accent));
    let sides = [
        ("Entra id", &subject.entra_id),
        ("provider id", &subject.scim_id),
    ];
    let told = sides.map(|(side, id)| {
        let id = id.as_ref();
        fact(
            context,
            side,
            id.map_or_else(
                || context.span("none", Role::Muted),
                |id| context.foreign(id, Role::Plain),
            ),
        )
    });
    [name].into_iter().chain(told).collect()
}
