//! An explanation line by line, the same for every face.

use chrono::{DateTime, Utc};

use super::{Step, StepState};
use crate::drift::outlook::Confidence;
use crate::drift::{Finding, Outlook, Phase};

/// How a line is to be taken; a face gives it its colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    Plain,
    Good,
    Bad,
    Unknown,
    Muted,
    Accent,
}

/// One line, fit to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    pub tone: Tone,
    pub text: String,
}

impl Told {
    fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self {
            tone,
            text: text.into(),
        }
    }
}

/// The eight steps; what comes after the first that fails is muted.
pub fn step_lines(steps: &[Step], first: Option<usize>) -> Vec<Told> {
    let mut lines = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let here = first == Some(at);
        let after = first.is_some_and(|first| at > first);
        let tone = match step.state {
            _ if after => Tone::Muted,
            StepState::Holds => Tone::Good,
            StepState::Fails => Tone::Bad,
            StepState::Unknown => Tone::Unknown,
        };
        let mark = if here { "  <-- here" } else { "" };
        let head = format!(
            "{} {} {:<24} {}{mark}",
            at + 1,
            step.state.mark(),
            step.name,
            step.said
        );
        lines.push(Told::new(tone, head));
        let under = step
            .lines
            .iter()
            .map(|line| Told::new(Tone::Muted, format!("       {line}")));
        lines.extend(under);
    }
    lines
}

/// Why, since when, whether it heals and by when, what helps, what that touches.
pub fn verdict_lines(
    outlook: Option<&Outlook>,
    findings: &[&Finding],
    compared: bool,
    now: DateTime<Utc>,
) -> Vec<Told> {
    if !compared {
        let text = "not compared: both sides must be read first";
        return vec![Told::new(Tone::Unknown, text)];
    }
    let Some(outlook) = outlook else {
        return vec![Told::new(Tone::Good, "nothing differs")];
    };
    let tone = tone(outlook);
    let leaver = if outlook.leaver {
        "LEAVER, still active: "
    } else {
        ""
    };
    let why = format!(
        "WHY       {leaver}{}: {}",
        outlook.phase.name(),
        outlook.rule.condition
    );
    let mut lines = vec![Told::new(tone, why)];
    if !outlook.because.is_empty() {
        let because = format!("BECAUSE   {}", outlook.because.shown());
        lines.push(Told::new(Tone::Plain, because));
    }
    let changed = format!("CHANGED   {}", outlook.changed_sentence(now));
    lines.push(Told::new(Tone::Plain, changed));
    lines.push(Told::new(
        tone,
        format!("HEALS     {}", outlook.heals_sentence(now)),
    ));
    for (at, fix) in outlook.rule.fixes.iter().enumerate() {
        let title = if at == 0 { "FIX      " } else { "      or " };
        lines.push(Told::new(Tone::Accent, format!("{title} {fix}")));
    }
    lines.push(Told::new(
        Tone::Plain,
        format!("TOUCHES   {}", outlook.rule.touches),
    ));
    lines.push(rule_line(outlook));
    let leans = outlook.rule.leans_on();
    lines.extend(leans.map(|words| Told::new(Tone::Unknown, format!("LEANS ON  {words}"))));
    lines.extend(findings.iter().map(|finding| {
        let brief = finding.outlook.brief(now);
        let text = format!("FINDING   {} {} {brief}", finding.id, finding.kind.name());
        Told::new(Tone::Muted, text)
    }));
    lines
}

/// Which rule says so, and how sure it is: what is not proven stands out.
fn rule_line(outlook: &Outlook) -> Told {
    let rule = outlook.rule;
    let tone = match rule.confidence {
        Confidence::Documented | Confidence::Inferred => Tone::Muted,
        Confidence::Reported | Confidence::Unproven => Tone::Unknown,
    };
    let text = format!(
        "RULE      {} ({}; {})",
        rule.id,
        rule.confidence.name(),
        rule.source
    );
    Told::new(tone, text)
}

fn tone(outlook: &Outlook) -> Tone {
    match outlook.phase {
        _ if outlook.leaver => Tone::Bad,
        Phase::Unknown => Tone::Unknown,
        Phase::Pending | Phase::Failing | Phase::Skipped => Tone::Accent,
        Phase::Silent | Phase::Overdue | Phase::Blocked => Tone::Bad,
    }
}
