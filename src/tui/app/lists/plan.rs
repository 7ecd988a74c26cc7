//! What the next full cycle would change.

use std::borrow::Cow;

use crate::drift::Subject;
use crate::model::Foreign;
use crate::status::{Change, Plan, Step};
use crate::tui::app::{Extent, Look, PlanRow, PlanRows, World};

pub(super) const COLUMNS: &[&str] = &["change", "subject"];
pub(super) const FIELDS: &[&str] = &["change", "subject", "group", "attribute", "why"];

pub(super) fn rows(look: &Look, world: World<'_>) -> PlanRows {
    let plan = Plan::of(world.status);
    let wanted = |step: &&Step<'_>| {
        let acts = look.extent == Extent::Everything || step.change != Change::Nothing;
        acts && look.filter.matches(&fields(step))
    };
    let mut steps: Vec<&Step<'_>> = plan.steps.iter().filter(wanted).collect();
    if look.sort.column == 1 {
        steps.sort_by(|left, right| {
            left.finding
                .subject()
                .raw()
                .cmp(right.finding.subject().raw())
        });
    }
    if look.sort.descending {
        steps.reverse();
    }
    PlanRows {
        steps: steps.into_iter().map(row).collect(),
        total: plan.steps.len(),
        summary: plan.summary(),
        unknown: plan.unknown,
        blocked: plan.blocked,
    }
}

fn row(step: &Step<'_>) -> PlanRow {
    PlanRow {
        change: step.change,
        certain: step.certain,
        ignored: step.ignored,
        why: step.why,
        place: u32::try_from(step.place).unwrap_or(u32::MAX),
    }
}

fn fields<'a>(step: &Step<'a>) -> [(&'static str, Cow<'a, str>); 5] {
    let finding = step.finding;
    let name = |subject: &'a Option<Subject>| subject.as_ref().map_or("", |one| one.name.raw());
    let attribute = finding.attribute.as_ref().map_or("", Foreign::raw);
    [
        ("change", step.change.name().into()),
        ("subject", finding.subject().raw().into()),
        ("group", name(&finding.group).into()),
        ("attribute", attribute.into()),
        ("why", step.why.into()),
    ]
}
