//! What the logs and the clock make of the findings: weighed again whenever one of them has changed.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Comparison, Status};
use crate::drift::outlook::{Evidence, Logbook, foresee};
use crate::drift::{Family, Finding, FindingId, Kind, Outlook};
use crate::entra::{CycleClock, escrow, lag};
use crate::model::Foreign;

/// Learns the clock and the escrow anew.
pub fn learn(status: &mut Status) {
    let events = status.events.items();
    let clock = CycleClock::learn(
        status.job.as_deref(),
        status.executions.items(),
        events.iter(),
    );
    status.escrow = escrow(events, clock.interval).into();
    status.lag = lag(status.changes.items(), events);
    status.clock = Arc::new(clock);
}

/// Gives every finding its outlook, and orders them by what needs a person first.
pub fn weigh(status: &mut Status, now: DateTime<Utc>) {
    let Some(compared) = status.comparison.as_deref() else {
        return;
    };
    let evidence = Evidence {
        now,
        job: status.job.as_deref(),
        clock: &status.clock,
        escrow: &status.escrow,
        book: Logbook::of(status.events.items(), status.changes.items()),
        changes_from: status.changes_from,
        read: compared.read,
    };
    let weighed = |finding: &Finding| weighed(finding, &compared.families, &evidence);
    let mut findings: Vec<Finding> = compared.findings.iter().map(weighed).collect();
    findings.sort_by(|one, other| order(one).cmp(&order(other)));
    let ignored = compared.ignored.iter();
    let ignored = ignored.map(|(finding, rule)| (weighed(finding), Arc::clone(rule)));
    status.comparison = Some(Arc::new(Comparison {
        findings: findings.into(),
        ignored: ignored.collect(),
        ..compared.clone()
    }));
}

/// What was not compared again is not weighed: it may be healed by now.
fn weighed(finding: &Finding, families: &[Family], evidence: &Evidence) -> Finding {
    let outlook = if families.contains(&finding.family()) {
        foresee(finding, evidence)
    } else {
        Outlook::unknown()
    };
    Finding {
        outlook,
        ..finding.clone()
    }
}

type Order<'a> = (
    (bool, bool, crate::drift::Phase),
    Kind,
    &'a str,
    Option<&'a str>,
    FindingId,
);

/// By what needs a person first, then by kind and name.
fn order(finding: &Finding) -> Order<'_> {
    (
        finding.outlook.urgency(),
        finding.kind,
        finding.subject().raw(),
        finding.attribute.as_ref().map(Foreign::raw),
        finding.id,
    )
}
