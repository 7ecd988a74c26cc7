//! One row of each kind as whole cells: raw, times in full, nothing cut.

use chrono::{DateTime, Utc};

use super::super::{
    Brief, Differs, GroupPair, Happening, Member, PlanRow, Who, World, group_name, group_rows,
    member_label, size, user_name, user_rows,
};
use crate::drift::{Finding, Note, Subject};
use crate::entra::Cycle;
use crate::export::{Row, time};
use crate::model::{Event, Foreign, Group, Id, MembersRead, Person, Source};
use crate::status::examination;

pub(super) const BRIEF: &[&str] = &["row", "what", "subject", "time", "told", "id"];
pub(super) const FINDING: &[&str] = IGNORED.split_at(IGNORED.len() - 1).0;
/// The columns of a finding, and the rule that leaves it out.
pub(super) const IGNORED: &[&str] = &[
    "id",
    "kind",
    "user",
    "user_entra_id",
    "user_scim_id",
    "group",
    "group_entra_id",
    "group_scim_id",
    "member",
    "member_entra_id",
    "member_scim_id",
    "attribute",
    "expected",
    "actual",
    "detail",
    "since",
    "phase",
    "heals",
    "what_helps",
    "rule",
    "ignored_by",
];
pub(super) const NOTE: &[&str] = &["code", "subject", "text"];
pub(super) const PERSON: &[&str] = &[
    "user", "entra", "provider", "differs", "entra_id", "scim_id",
];
pub(super) const GROUP: &[&str] = &[
    "group",
    "entra_members",
    "provider_members",
    "members_differing",
    "entra_id",
    "scim_id",
];
pub(super) const EVENT: &[&str] = &[
    "time", "log", "action", "actor", "target", "entra_id", "scim_id", "outcome", "detail", "id",
    "cycle",
];
pub(super) const MOMENT: &[&str] = &[
    "time", "lane", "action", "actor", "target", "entra_id", "scim_id", "outcome", "detail", "id",
    "cycle",
];
pub(super) const SOURCE: &[&str] = &[
    "source", "grade", "reasons", "read_at", "objects", "requests", "next", "error",
];
pub(super) const CHECK: &[&str] = &["id", "result", "title", "seen", "fix"];
pub(super) const MEMBER: &[&str] = &["member", "entra", "provider", "why", "entra_id", "scim_id"];
pub(super) const DETAIL: &[&str] = &["part", "what", "entra", "provider", "told"];
pub(super) const STEP: &[&str] = &[
    "change",
    "certain",
    "subject",
    "group",
    "attribute",
    "old",
    "new",
    "why",
    "ignored",
    "id",
];

pub(super) fn cell(text: impl Into<String>) -> Foreign {
    Foreign::new(text)
}

fn at(moment: Option<DateTime<Utc>>) -> Foreign {
    cell(moment.map_or_else(String::new, time))
}

pub(super) fn or_empty(value: Option<&Foreign>) -> Foreign {
    value.cloned().unwrap_or_default()
}

fn id(world: World<'_>, id: Option<Id>) -> Foreign {
    let known = id.filter(|id| !id.is_absent());
    cell(known.map_or_else(String::new, |id| id.to_text(&world.status.text)))
}

pub(super) fn brief(world: World<'_>, brief: Brief) -> Option<Row> {
    let told = match brief {
        Brief::Kind(kind) => {
            let count = world.comparison()?.counts.of(kind);
            [
                "kind",
                kind.name(),
                &count.to_string(),
                "",
                kind.meaning(),
                "",
            ]
            .map(cell)
        }
        Brief::Finding(at) => {
            let finding = world.finding(at as usize)?;
            [
                cell("finding"),
                cell(finding.kind.name()),
                finding.subject().clone(),
                cell(time(finding.since)),
                finding.detail.clone(),
                cell(finding.id.to_string()),
            ]
        }
        Brief::Event(at) => {
            let event = world.event(at as usize)?;
            [
                cell("event"),
                event.action.clone(),
                event.target.clone(),
                cell(time(event.at)),
                event.detail.clone(),
                event.id.clone(),
            ]
        }
    };
    Some(told.into())
}

pub(super) fn finding(finding: &Finding) -> Row {
    let outlook = &finding.outlook;
    let mut row = vec![cell(finding.id.to_string()), cell(finding.kind.name())];
    for whom in [&finding.user, &finding.group, &finding.member] {
        row.extend(subject(whom.as_ref()));
    }
    row.extend([
        or_empty(finding.attribute.as_ref()),
        or_empty(finding.expected.as_ref()),
        or_empty(finding.actual.as_ref()),
        finding.detail.clone(),
        cell(time(finding.since)),
        cell(outlook.phase.name()),
        cell(if outlook.heals_by_itself() {
            "yes"
        } else {
            "no"
        }),
        cell(outlook.rule.fixes.join("; or ")),
        cell(outlook.rule.id),
    ]);
    row
}

fn subject(subject: Option<&Subject>) -> [Foreign; 3] {
    subject.map_or_else(Default::default, |subject| {
        let ids = [subject.entra_id.as_ref(), subject.scim_id.as_ref()];
        let [entra, held] = ids.map(or_empty);
        [subject.name.clone(), entra, held]
    })
}

pub(super) fn note(note: &Note) -> Row {
    vec![cell(note.code), note.subject.clone(), cell(&note.text)]
}

pub(super) fn person(world: World<'_>, person: Person) -> Row {
    let seen = Differs::of(world, person);
    let ids = user_rows(world.status, person).map(|row| id(world, row.map(|row| row.id)));
    let [entra, held] = seen.sides.map(|stand| cell(stand.name()));
    let name = cell(user_name(world.status, person));
    [vec![name, entra, held, cell(seen.words(world))], ids.into()].concat()
}

pub(super) fn group(world: World<'_>, pair: &GroupPair) -> Row {
    let rows = group_rows(world.status, pair);
    let told = [0, 1].map(|side: usize| match rows[side] {
        None if pair.unread[side] => cell("unread"),
        group => cell(members(group)),
    });
    let ids = rows.map(|group| id(world, group.map(|group| group.id)));
    let name = cell(group_name(world.status, pair));
    let [entra, held] = told;
    let differing = cell(pair.differing.to_string());
    [vec![name, entra, held, differing], ids.into()].concat()
}

fn members(group: Option<&Group>) -> String {
    match group.map(|group| (group, group.members_read)) {
        None => "absent".to_owned(),
        Some((group, MembersRead::Listed)) => size(group).to_string(),
        Some((group, MembersRead::Full)) => format!("{}+", size(group)),
        Some((_, MembersRead::Absent)) => "withheld".to_owned(),
        Some((_, MembersRead::NotAsked)) => "not asked".to_owned(),
    }
}

pub(super) fn event(event: &Event, lane: &str) -> Row {
    vec![
        cell(time(event.at)),
        cell(lane),
        event.action.clone(),
        event.actor.clone(),
        event.target.clone(),
        event.source_id.clone(),
        event.target_id.clone(),
        cell(event.outcome.name()),
        event.detail.clone(),
        event.id.clone(),
        event.cycle.clone(),
    ]
}

pub(super) fn moment(happening: Happening<'_>) -> Row {
    let lane = happening.track().name();
    let mut row = match happening {
        Happening::Event(logged, _) => return event(logged, lane),
        Happening::Cycle(cycle, _) => of_cycle(cycle),
        Happening::Trouble(trouble) => {
            let reasons = trouble.reasons.iter().map(|reason| reason.code());
            let why = trouble.error.as_ref().map_or_else(
                || reasons.collect::<Vec<_>>().join(" "),
                ToString::to_string,
            );
            let target = trouble.source.title();
            let mut row: Row = ["read", "", target, "", "", "failure"].map(cell).into();
            row.extend([cell(why), cell(""), cell("")]);
            row
        }
    };
    row.splice(0..0, [cell(time(happening.at())), cell(lane)]);
    row
}

/// What a cycle did, from its action on.
fn of_cycle(cycle: &Cycle) -> Row {
    let tally = cycle.tally;
    let ended = cycle
        .ended
        .map_or_else(|| "runs".to_owned(), |at| format!("ended {}", time(at)));
    let told = format!(
        "{ended}; {} ok, {} failed, {} skipped",
        tally.succeeded, tally.failed, tally.skipped
    );
    let mut row: Row = ["cycle", "", "", "", ""].map(cell).into();
    row.extend([cycle.state.clone(), cell(told), cell(""), cycle.id.clone()]);
    row
}

pub(super) fn source(world: World<'_>, place: usize) -> Option<Row> {
    let source = *Source::ALL.get(place)?;
    let health = world.status.source(source);
    let reading = &health.latest;
    let reasons: Vec<&str> = reading.reasons.iter().map(|reason| reason.code()).collect();
    let error = reading.error.as_ref().map(ToString::to_string);
    Some(vec![
        cell(source.name()),
        cell(reading.grade.name()),
        cell(reasons.join(" ")),
        at(health.sound_at),
        cell(reading.objects.to_string()),
        cell(reading.requests.to_string()),
        at(health.next_poll),
        cell(error.unwrap_or_default()),
    ])
}

pub(super) fn check(row: &examination::Row) -> Row {
    [row.id, row.outcome.name(), row.title, &row.seen, &row.fix]
        .map(cell)
        .into()
}

pub(super) fn member(world: World<'_>, member: &Member) -> Row {
    let is_in = |is_in: bool| cell(if is_in { "member" } else { "no" });
    let ids = match member.who {
        Who::User(person) => user_rows(world.status, person).map(|row| row.map(|row| row.id)),
        Who::Stranger(crate::model::Side::Entra, id) => [Some(id), None],
        Who::Stranger(crate::model::Side::Provider, id) => [None, Some(id)],
    };
    let [entra_id, scim_id] = ids.map(|known| id(world, known));
    vec![
        cell(member_label(world, member.who)),
        is_in(member.entra),
        is_in(member.scim),
        cell(member.standing.words()),
        entra_id,
        scim_id,
    ]
}

pub(super) fn step(world: World<'_>, step: &PlanRow) -> Option<Row> {
    let finding = step.finding(world)?;
    let yes_no = |yes: bool| cell(if yes { "yes" } else { "no" });
    let group = finding.group.as_ref().map(|group| &group.name);
    Some(vec![
        cell(step.change.name()),
        yes_no(step.certain),
        finding.subject().clone(),
        or_empty(group),
        or_empty(finding.attribute.as_ref()),
        or_empty(finding.actual.as_ref()),
        or_empty(finding.expected.as_ref()),
        cell(step.why),
        yes_no(step.ignored),
        cell(finding.id.to_string()),
    ])
}
