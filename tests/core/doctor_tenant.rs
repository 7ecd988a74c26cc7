//! A small tenant in which every row of the doctor passes that can, as evidence.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use scimtop::doctor::{
    Address, Application, Device, Entra, Evidence, Filter, Members, Order, Provider, Rest,
    RestUser, RuleGroup, ScimToken, Setup, Start,
};
use scimtop::drift::outlook::Entered;
use scimtop::drift::{Counts, Family, Finding, FindingId, Heals, Kind, Outlook, Phase, Subject};
use scimtop::entra::{Licence, Mappings};
use scimtop::model::{
    Assignment, AttributeMapping, Directory, Event, Execution, Foreign, Group, Groups, Interner,
    Job, JobCode, Lane, MappingSource, MembersRead, ObjectMapping, Outcome, Principal, Read, Role,
    ScheduleState, Schema, Scoping, Source, UserRow, UserState, Users,
};
use scimtop::status::{Comparison, Headcount, Status};

use super::world::{noon, sound};

pub const WORK_EMAIL: &str = "emails[type eq \"work\"].value";
pub const DEPARTMENT: &str =
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
pub const GROUP: &str = "00000001-0000-4000-8000-000000000002";

/// What the job maps, the matching attribute first.
const MAPPED: [(&str, &str); 6] = [
    ("userPrincipalName", "userName"),
    ("accountEnabled", "active"),
    ("displayName", "displayName"),
    ("mail", WORK_EMAIL),
    ("jobTitle", "title"),
    ("department", DEPARTMENT),
];

pub fn entra_user(at: usize) -> String {
    format!("{at:08x}-0000-4000-8000-000000000001")
}

pub fn ago(minutes: i64) -> DateTime<Utc> {
    noon() - TimeDelta::minutes(minutes)
}

pub fn text(text: &str) -> Foreign {
    Foreign::new(text)
}

/// Everything configured, read and in order.
pub fn healthy() -> Evidence {
    let mut interner = Interner::default();
    let mut status = Status::new("default", "tenant.api.kandji.io", noon());
    status.directory = directory(&mut interner);
    status.provider = provider(&mut interner);
    status.text = interner.text();
    status.mappings = Arc::new(Mappings {
        licence: Licence::Premium,
        ..Mappings::of(&schema())
    });
    for source in Source::ALL {
        let read: Read<()> = sound(());
        status.sources[source.index()].latest = read.reading;
        status.sources[source.index()].latest.requests = 1;
    }
    status.job = Some(Arc::new(job()));
    status.comparison = Some(Arc::new(compared(Vec::new())));
    let log = vec![written("scim-0", 20), skipped()];
    status.events.merge(log, |event| event.at);
    Evidence {
        now: noon(),
        setup: setup(),
        status,
        entra: Some(entra()),
        scim: Some(scim()),
        rest: Some(rest()),
    }
}

fn setup() -> Setup {
    Setup {
        scim_url: Some(Address {
            host: "tenant.api.kandji.io".to_owned(),
            path: "/api/v1/scim".to_owned(),
            is_https: true,
            is_loopback: false,
        }),
        scim_token: ScimToken::Given,
        rule_groups: vec!["Engineering".to_owned()],
        canary: Some("user0@ex.com".to_owned()),
        poll_scim: Duration::from_secs(300),
        poll_audit: Duration::from_secs(60),
        ..Setup::default()
    }
}

pub fn schema() -> Schema {
    let rule = |(at, (source, target)): (usize, (&str, &str))| AttributeMapping {
        target: text(target),
        source: Some(MappingSource {
            name: text(source),
            expression: text(&format!("[{source}]")),
            ..MappingSource::default()
        }),
        matching_priority: u32::from(at == 0),
        ..AttributeMapping::default()
    };
    let object = |kind: &str, attributes| ObjectMapping {
        enabled: true,
        source: text(kind),
        target: text(kind),
        attributes,
        ..ObjectMapping::default()
    };
    let users = MAPPED.into_iter().enumerate().map(rule).collect();
    let groups = [("displayName", "displayName"), ("members", "members")];
    let groups = groups.into_iter().enumerate().map(rule).collect();
    Schema {
        version: text("1"),
        objects: vec![object("User", users), object("Group", groups)],
    }
}

/// Three people: two through the group, all assigned by name; the last is disabled.
fn directory(interner: &mut Interner) -> Directory {
    let names = MAPPED.map(|(source, _)| source.to_owned());
    let mut users = Users::with_layout(names.into());
    for at in 0..3 {
        let row = row(interner, &entra_user(at), at);
        let values = values(interner, at);
        users.put(u32::try_from(at).unwrap_or_default(), row, &values);
    }
    let members = vec![0, 1, 2];
    let rows = vec![group(interner, GROUP, "", members)];
    let direct = (0..3).map(|at| (entra_user(at), Principal::User));
    let all = direct.chain([(GROUP.to_owned(), Principal::Group)]);
    let assignments: Vec<Assignment> = all
        .map(|(id, kind)| Assignment {
            principal: interner.id(&id),
            kind,
            role: Role::Enabled,
            created: Some(ago(600)),
        })
        .collect();
    Directory {
        assignments: sound(assignments),
        groups: sound(Groups {
            rows,
            ..Groups::default()
        }),
        users: sound(users),
    }
}

fn provider(interner: &mut Interner) -> scimtop::model::Provider {
    let names = MAPPED.map(|(_, target)| target.to_owned());
    let mut users = Users::with_layout(names.into());
    for at in 0..3 {
        let row = row(interner, &format!("scim-{at}"), at);
        let values = values(interner, at);
        users.put(u32::try_from(at).unwrap_or_default(), row, &values);
    }
    let rows = vec![group(interner, "team-0", GROUP, vec![0, 1])];
    scimtop::model::Provider {
        users: sound(users),
        groups: sound(Groups {
            rows,
            ..Groups::default()
        }),
    }
}

fn row(interner: &mut Interner, id: &str, at: usize) -> UserRow {
    UserRow {
        id: interner.id(id),
        name: interner.intern(&format!("user{at}@ex.com")),
        state: UserState::present(Some(at < 2)),
        ..UserRow::default()
    }
}

fn values(interner: &mut Interner, at: usize) -> Vec<scimtop::model::Sym> {
    let name = format!("user{at}@ex.com");
    let active = if at < 2 { "True" } else { "False" };
    let texts = [&name, active, "A Name", &name, "SRE", "IT"];
    texts.map(|text| interner.intern(text)).into()
}

fn group(interner: &mut Interner, id: &str, external_id: &str, members: Vec<u32>) -> Group {
    Group {
        id: interner.id(id),
        external_id: interner.id(external_id),
        name: interner.intern("Engineering"),
        folded: interner.intern("engineering"),
        members: members.into(),
        members_read: MembersRead::Listed,
        ..Group::default()
    }
}

fn job() -> Job {
    let run = Execution {
        id: text("cycle"),
        state: text("Succeeded"),
        began: Some(ago(25)),
        ended: Some(ago(24)),
        entitled: 0,
        imported: 3,
        exported: 1,
        escrowed: 0,
    };
    Job {
        id: text("scim.tenant.1"),
        code: JobCode::Active,
        schedule: ScheduleState::Active,
        interval: Some(Duration::from_secs(2400)),
        last: Some(run.clone()),
        last_with_exports: None,
        steady_since: None,
        progress: Vec::new(),
        last_successful: Some(run),
        quarantine: None,
    }
}

pub fn compared(findings: Vec<Finding>) -> Comparison {
    let counts: Counts = findings.iter().map(|finding| finding.kind).collect();
    Comparison {
        at: noon(),
        findings: findings.into(),
        counts,
        ignored: Arc::default(),
        notes: Arc::default(),
        unconfirmed: 0,
        people: Some(Headcount {
            expected: 3,
            actual: 3,
            in_sync: 3,
        }),
        expected: Arc::default(),
        families: vec![Family::Users, Family::Groups, Family::Members],
        read: ago(1),
        not_kept: Arc::default(),
        work: scimtop::drift::Work::default(),
    }
}

/// A finding about the first person, or about the group.
pub fn finding(kind: Kind, heals: bool) -> Finding {
    let subject = |name: &str, id: &str| Subject {
        name: text(name),
        entra_id: Some(text(id)),
        scim_id: None,
    };
    let user = Some(subject("user0@ex.com", &entra_user(0)));
    let of_group = matches!(kind, Kind::MissingMember | Kind::ExtraMember);
    Finding {
        id: FindingId::new(kind, &["1"], ""),
        kind,
        group: of_group.then(|| subject("Engineering", GROUP)),
        member: user.clone().filter(|_| of_group),
        user: user.filter(|_| !of_group),
        attribute: None,
        expected: Some(text("false")),
        actual: Some(text("true")),
        detail: Foreign::default(),
        since: ago(200),
        entered: Entered::default(),
        absent: None,
        outlook: if heals {
            Outlook {
                phase: Phase::Pending,
                heals: Heals::Yes(None),
                ..Outlook::unknown()
            }
        } else {
            Outlook::unknown()
        },
    }
}

fn event(lane: Lane, action: &str, outcome: Outcome, minutes: i64) -> Event {
    Event {
        id: text(&format!("{action}{minutes}")),
        lane,
        at: ago(minutes),
        action: text(action),
        actor: Foreign::default(),
        target: text("Ada"),
        source_id: Foreign::default(),
        target_id: Foreign::default(),
        outcome,
        detail: Foreign::default(),
        cycle: Foreign::default(),
        scoping: Scoping::default(),
        changes: Vec::new(),
    }
}

/// A row of the log: this object was written.
pub fn written(id: &str, minutes: i64) -> Event {
    Event {
        target_id: text(id),
        ..event(Lane::Provisioning, "create", Outcome::Success, minutes)
    }
}

/// A row of the log: somebody who is not assigned was skipped.
fn skipped() -> Event {
    Event {
        scoping: Scoping {
            assigned: Some(false),
            active: Some(true),
        },
        ..event(Lane::Provisioning, "other", Outcome::Skipped, 21)
    }
}

pub fn restarted() -> Event {
    let action = "Enable/start provisioning configuration";
    event(Lane::Directory, action, Outcome::Success, 50)
}

pub fn set_events(evidence: &mut Evidence, events: Vec<Event>) {
    evidence.status.events = scimtop::status::Ring::new(100);
    evidence.status.events.merge(events, |event| event.at);
}

fn entra() -> Entra {
    Entra {
        application: Ok(Application {
            id: text("4b58770e-eef6-4ecc-a1ed-242ce104a3e0"),
            name: text("Kandji"),
            enabled: Some(true),
            template: text("8adf8e6e-67b2-4cf2-a259-e3dc5476c621"),
            sign_on: Foreign::default(),
        }),
        schema: Ok(schema()),
        premium: Ok(true),
        token_life: Some(Duration::from_secs(3500)),
        permissions: Some(vec!["User.Read.All".to_owned()]),
        skew: Some(TimeDelta::zero()),
        throttled: Duration::ZERO,
        rule_groups: vec![RuleGroup {
            name: "Engineering".to_owned(),
            ids: Ok(vec![text(GROUP)]),
        }],
    }
}

fn scim() -> Provider {
    Provider {
        error: None,
        nobody: Ok(0),
        filter: Some(Filter::Works),
        members: Some(Members::InList),
        start: Some(Start::Works),
        by_cursor: false,
        order: Order::Stable,
        skew: Some(TimeDelta::seconds(1)),
        throttled: Duration::ZERO,
    }
}

pub fn rest_user(at: usize, integration: &str) -> RestUser {
    RestUser {
        email: text(&format!("user{at}@ex.com")),
        archived: at == 2,
        devices: Some(1),
        integration: text(integration),
        integration_kind: text("scim"),
    }
}

fn rest() -> Rest {
    Rest {
        users: Ok((0..3).map(|at| rest_user(at, "one")).collect()),
        devices: Ok(vec![Device {
            name: text("Mac"),
            email: text("USER0@ex.com"),
            archived_owner: false,
        }]),
        skew: None,
    }
}
