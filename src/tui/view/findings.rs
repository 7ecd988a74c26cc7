//! A finding in words: in a cell, in a line, in a pane.

use std::borrow::Cow;

use ratatui::text::{Line, Span};

use super::context::Context;
use super::time::moment;
use crate::drift::outlook::Confidence;
use crate::drift::{Finding, Kind, Phase, Subject};
use crate::model::Foreign;
use crate::tui::app::Recent;
use crate::tui::skin::Role;

/// How urgent a finding is.
pub(super) fn role(finding: &Finding) -> Role {
    match finding.outlook.phase {
        _ if finding.outlook.leaver => Role::Bad,
        Phase::Unknown => Role::Unknown,
        Phase::Pending | Phase::Failing | Phase::Skipped => Role::Warn,
        Phase::Silent | Phase::Overdue | Phase::Blocked => Role::Bad,
    }
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

/// What became of a finding within the last minute.
pub(super) fn recent<'a>(context: &Context<'a>, finding: &Finding) -> Option<&'a Recent> {
    let recent = context.app.tally().recent(finding.id)?;
    context.is_recent(recent.at).then_some(recent)
}

/// What a finding was before it changed.
fn before(context: &Context<'_>, finding: &Finding, recent: &Recent) -> Line<'static> {
    let age = context.age(recent.at);
    let told = match &recent.was {
        None => format!("it was not there {age} ago"),
        Some(was) if (&was.expected, &was.actual) != (&finding.expected, &finding.actual) => {
            let [expected, actual] = [&was.expected, &was.actual].map(|value| {
                value.as_ref().map_or_else(
                    || "nothing".into(),
                    |value| format!("{:?}", context.skin.text(value.raw())),
                )
            });
            format!("{expected} != {actual}, until {age} ago")
        }
        Some(was) => format!("{}, until {age} ago", was.phase.name()),
    };
    fact(context, "* before", context.span(told, Role::Changed))
}

/// Everything known of a finding; `rule` is what made it ignored.
pub(super) fn pane<'t>(
    context: &Context<'_>,
    finding: &'t Finding,
    rule: Option<&'t str>,
) -> Vec<Line<'t>> {
    let mut lines = vec![head(context, finding)];
    lines.extend(recent(context, finding).map(|recent| before(context, finding, recent)));
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
    lines.extend(outlook(context, finding));
    lines.extend(rule.map(|rule| fact(context, "ignored by", context.raw(rule, Role::Warn))));
    lines
}

fn head(context: &Context<'_>, finding: &Finding) -> Line<'static> {
    let leaver = if finding.outlook.leaver {
        "   LEAVER, still active"
    } else {
        ""
    };
    Line::from(vec![
        context.span(finding.kind.name(), role(finding)),
        context.span(format!(": {}", finding.kind.meaning()), Role::Plain),
        context.span(leaver, Role::Bad),
    ])
}

/// Whether it heals, by when, why, and what helps.
fn outlook(context: &Context<'_>, finding: &Finding) -> Vec<Line<'static>> {
    let (outlook, now) = (&finding.outlook, context.now());
    let told =
        |title: &str, words: String, role: Role| fact(context, title, context.span(words, role));
    let why = format!("{}: {}", outlook.phase.name(), outlook.rule.condition);
    let mut lines = vec![
        told("heals", outlook.heals_sentence(now), role(finding)),
        told("why", why, Role::Plain),
        told("changed", outlook.changed_sentence(now), Role::Plain),
    ];
    if !outlook.because.is_empty() {
        let because = context.skin.text(outlook.because.raw()).into_owned();
        lines.insert(2, told("because", because, Role::Plain));
    }
    let fixes = outlook.rule.fixes.iter().enumerate();
    lines.extend(fixes.map(|(at, fix)| {
        let title = if at == 0 { "what helps" } else { "or" };
        told(title, (*fix).to_owned(), Role::Accent)
    }));
    lines.push(told(
        "touches",
        outlook.rule.touches.to_owned(),
        Role::Muted,
    ));
    if outlook.rule.confidence != Confidence::Documented {
        let confidence = outlook.rule.confidence.name().to_owned();
        lines.push(told("how sure", confidence, Role::Unknown));
    }
    let rows = outlook.rule.assumptions.join(", ");
    let leans = format!("{rows}, not confirmed: docs/assumptions.md");
    lines.extend((!rows.is_empty()).then(|| told("leans on", leans, Role::Unknown)));
    lines
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
