//! For each row of the doctor what turns it, and to what.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use scimtop::doctor::Outcome::{Ask, Fail, Pass, Skipped, Unread, Warn};
use scimtop::doctor::{
    Application, Entra, Evidence, Filter, Outcome, Provider, Rest, ScimToken, Start,
};
use scimtop::drift::{Finding, Kind};
use scimtop::entra::{Licence, Mappings, Scope};
use scimtop::model::{
    Foreign, Grade, Job, JobCode, ObjectMapping, Quarantine, Reason, ScheduleState, Source,
    SourceError, Sym, UserState, Users,
};

use super::doctor_errors::{answered, forbidden, not_found, timeout, unauthorized};
use super::doctor_tenant::{
    ago, compared, finding, rest_user, restarted, set_events, text, written,
};

/// A row, what happens to the evidence, and how the row ends.
pub type Case = (&'static str, fn(&mut Evidence), Outcome);

pub fn entra(evidence: &mut Evidence) -> &mut Entra {
    evidence.entra.as_mut().expect("Entra is configured")
}

pub fn scim(evidence: &mut Evidence) -> &mut Provider {
    evidence.scim.as_mut().expect("SCIM is configured")
}

fn rest(evidence: &mut Evidence) -> &mut Rest {
    evidence.rest.as_mut().expect("REST is configured")
}

fn application(evidence: &mut Evidence) -> &mut Application {
    entra(evidence).application.as_mut().expect("it was read")
}

fn users(evidence: &mut Evidence) -> &mut ObjectMapping {
    let schema = entra(evidence).schema.as_mut().expect("it was read");
    &mut schema.objects[0]
}

fn job(evidence: &mut Evidence) -> &mut Job {
    Arc::make_mut(evidence.status.job.as_mut().expect("a job"))
}

fn found(evidence: &mut Evidence, findings: Vec<Finding>) {
    evidence.status.comparison = Some(Arc::new(compared(findings)));
}

fn failed(evidence: &mut Evidence, source: Source, error: SourceError) {
    let reading = &mut evidence.status.sources[source.index()].latest;
    reading.lower(Grade::None, Reason::Failed);
    reading.error = Some(error);
}

fn met(evidence: &mut Evidence, grade: Grade, reason: Reason) {
    let at = Source::ScimUsers.index();
    evidence.status.sources[at].latest.lower(grade, reason);
}

fn held(evidence: &mut Evidence) -> &mut Users {
    Arc::make_mut(&mut evidence.status.provider.users.data)
}

fn nobody_came(evidence: &mut Evidence) {
    evidence.status.provider.users.data = Arc::default();
}

fn old_cycle(evidence: &mut Evidence) {
    let job = job(evidence);
    for run in [&mut job.last, &mut job.last_successful]
        .into_iter()
        .flatten()
    {
        (run.began, run.ended) = (Some(ago(130)), Some(ago(125)));
    }
}

fn quarantine(evidence: &mut Evidence, error: &str) {
    job(evidence).quarantine = Some(Quarantine {
        reason: text("EncounteredQuarantineException"),
        since: Some(ago(90)),
        series_began: None,
        next_attempt: None,
        error: text(error),
    });
}

fn licence(evidence: &mut Evidence, licence: Licence) {
    let mappings = &mut evidence.status.mappings;
    *mappings = Arc::new(Mappings {
        licence,
        ..(**mappings).clone()
    });
}

fn share_a_name(users: &mut Users) {
    let (first, mut second) = (users.row(0), users.row(1).expect("the second"));
    second.name = first.map_or(Sym::ABSENT, |row| row.name);
    let values = users.values_of(0).to_vec();
    users.put(1, second, &values);
}

#[rustfmt::skip]
pub const GUIDE: &[Case] = &[
    ("guide-01", |e| scim(e).error = Some(unauthorized()), Fail),
    ("guide-01", |e| scim(e).error = Some(answered(404)), Fail),
    ("guide-01", |e| scim(e).error = Some(timeout()), Unread),
    ("guide-01", |e| e.scim = None, Skipped),
    ("guide-02", |e| e.setup.scim_token = ScimToken::SameAsRest, Fail),
    ("guide-02", |e| path(e, "/scim/v2"), Warn),
    ("guide-02", |e| host(e, "scim.example.com"), Warn),
    ("guide-02", |e| host(e, "evilkandji.io"), Warn),
    ("guide-02", |e| host(e, "x.clients.us-1.kandji.io"), Warn),
    ("guide-02", |e| host(e, "x.api.eu.iru.com"), Pass),
    ("guide-02", |e| e.setup.scim_token = ScimToken::Missing, Skipped),
    ("guide-04", |e| users(e).attributes.truncate(1), Fail),
    ("guide-04", |e| users(e).attributes[4].target = text("nickName"), Warn),
    ("guide-04", |e| entra(e).schema = Err(timeout()), Unread),
    ("guide-05", |e| entra(e).application = Err(signed_out()), Fail),
    ("guide-05", |e| entra(e).application = Err(forbidden()), Pass),
    ("guide-05", |e| entra(e).application = Err(timeout()), Unread),
    ("guide-06", |e| application(e).sign_on = text("saml"), Pass),
    ("guide-06", |e| entra(e).application = Err(not_found("none")), Skipped),
    ("guide-07", |e| entra(e).application = Err(not_found("none")), Fail),
    ("guide-08", |e| other_template(e, "other"), Warn),
    ("guide-08", |e| other_template(e, "customappsso"), Pass),
    ("guide-09", |e| application(e).enabled = Some(false), Fail),
    ("guide-09", |e| application(e).enabled = None, Unread),
    ("guide-10", |e| no_job(e, not_found("no job")), Fail),
    ("guide-10", |e| no_job(e, timeout()), Unread),
    ("guide-11", |e| set_events(e, vec![]), Ask),
    ("guide-11", |e| set_events(e, elsewhere(3)), Fail),
    ("guide-11", |e| set_events(e, elsewhere(2)), Ask),
    ("guide-12", |e| quarantine(e, "InvalidCredentials"), Fail),
    ("guide-12", |e| quarantine(e, "TooManyDeletes"), Ask),
    ("guide-12", |e| job(e).last = None, Ask),
    ("guide-13", |e| scim(e).nobody = Ok(3), Fail),
    ("guide-13", |e| scim(e).nobody = Err(answered(400)), Fail),
    ("guide-13", |e| scim(e).nobody = Err(timeout()), Unread),
    ("guide-14", |e| job(e).code = JobCode::NotConfigured, Fail),
    ("guide-15", |e| users(e).enabled = false, Fail),
    ("guide-15", |e| users(e).flows.delete = false, Warn),
    ("guide-16", |e| licence(e, Licence::Free), Fail),
    ("guide-16", |e| licence(e, Licence::Unknown), Ask),
    ("guide-17", |e| set_events(e, vec![]), Ask),
    ("guide-17", |e| e.setup.scope = Scope::All, Warn),
    ("guide-18", |e| job(e).schedule = ScheduleState::Disabled, Fail),
    ("guide-18", |e| job(e).code = JobCode::Paused, Fail),
    ("guide-18", |e| job(e).code = JobCode::NotRun, Warn),
    ("guide-18", |e| quarantine(e, "x"), Fail),
    ("guide-19", |e| e.status.directory.assignments.data = Arc::default(), Fail),
    ("guide-19", |e| e.setup.scope = Scope::All, Skipped),
    ("guide-20", nobody_came, Fail),
    ("guide-20", |e| failed(e, Source::ScimUsers, timeout()), Unread),
    ("guide-21", |e| (nobody_came(e), old_cycle(e)).1, Fail),
    ("guide-21", nobody_came, Warn),
    ("guide-22", |e| found(e, vec![finding(Kind::OrphanUser, false)]), Warn),
    ("guide-22", |e| found(e, vec![finding(Kind::MissingUser, true)]), Pass),
    ("guide-24", old_cycle, Fail),
    ("guide-24", |e| job(e).interval = Some(Duration::from_secs(7200)), Warn),
    ("guide-24", |e| job(e).interval = None, Unread),
    ("guide-25", |e| set_events(e, vec![restarted()]), Ask),
    ("guide-26", |e| found(e, vec![finding(Kind::MissingUser, false)]), Fail),
    ("guide-26", |e| (assigned(e, 10), found(e, vec![finding(Kind::MissingUser, true)])) .1, Pass),
    ("guide-27", |e| e.setup.rule_groups.clear(), Ask),
    ("guide-27", |e| only_users_assigned(e), Fail),
    ("guide-28", |e| groups_of_entra(e, |group| group.members = [].into()), Ask),
    ("guide-29", |e| groups_of_entra(e, |group| group.kinds.groups = 1), Warn),
    ("guide-30", |e| owner(e, "user2@ex.com"), Warn),
    ("guide-30", |e| owner(e, ""), Pass),
    ("guide-30", |e| rest(e).devices = Err(timeout()), Unread),
    ("guide-31", |e| doubled(e, "other"), Warn),
    ("guide-31", |e| doubled(e, "one"), Pass),
    ("guide-31", |e| e.rest = None, Skipped),
    ("guide-32", |e| found(e, vec![finding(Kind::ActiveMismatch, false)]), Fail),
];

#[rustfmt::skip]
pub const OWN: &[Case] = &[
    ("configuration", |e| e.setup.wrong.push("x".to_owned()), Fail),
    ("configuration", |e| e.setup.warnings.push("x".to_owned()), Warn),
    ("configuration", |e| e.setup.unreadable.push("x".to_owned()), Unread),
    ("configuration", |e| e.setup.missing.push("x".to_owned()), Skipped),
    ("proxy", |e| e.setup.proxy = Some("http://proxy:3128".to_owned()), Pass),
    ("proxy", |e| e.setup.proxy_variables = vec!["HTTPS_PROXY"], Pass),
    ("proxy", out_of_reach, Warn),
    ("token-expiry", |e| entra(e).token_life = Some(Duration::from_secs(60)), Warn),
    ("token-expiry", |e| entra(e).token_life = None, Skipped),
    ("clock-skew", |e| entra(e).skew = Some(TimeDelta::seconds(-45)), Warn),
    ("clock-skew", |e| scim(e).skew = Some(TimeDelta::minutes(6)), Fail),
    ("rate-headroom", |e| e.setup.poll_scim = Duration::from_secs(2), Warn),
    ("rate-headroom", |e| scim(e).throttled = Duration::from_secs(2), Warn),
    ("permission-application", |e| entra(e).application = Err(forbidden()), Fail),
    ("permission-application", |e| failed(e, Source::Assignments, forbidden()), Fail),
    ("permission-group-member", |e| failed(e, Source::Groups, forbidden()), Fail),
    ("permission-user", |e| failed(e, Source::Users, forbidden()), Fail),
    ("permission-user", |e| failed(e, Source::Users, timeout()), Unread),
    ("permission-synchronization", |e| failed(e, Source::Job, forbidden()), Fail),
    ("permission-synchronization", |e| entra(e).schema = Err(forbidden()), Fail),
    ("permission-provisioning-log", |e| failed(e, Source::ProvisioningLog, forbidden()), Warn),
    ("permission-audit-log", |e| failed(e, Source::DirectoryAudit, forbidden()), Warn),
    ("permission-licence", |e| entra(e).premium = Err(forbidden()), Warn),
    ("permission-licence", not_needed, Pass),
    ("permission-user", |e| bare(e), Fail),
    ("permission-surplus", |e| granted(e, "User.ReadWrite.All"), Warn),
    ("permission-surplus", |e| entra(e).permissions = None, Skipped),
    ("rest-users", |e| rest(e).users = Err(forbidden()), Warn),
    ("rest-users", |e| rest(e).users = Err(unauthorized()), Fail),
    ("rest-devices", |e| rest(e).devices = Err(forbidden()), Warn),
    ("rest-audit", |e| failed(e, Source::ProviderAudit, forbidden()), Warn),
    ("scim-filter", |e| scim(e).filter = Some(Filter::Blind), Fail),
    ("scim-filter", |e| scim(e).filter = Some(Filter::Ignored), Fail),
    ("scim-filter", |e| scim(e).filter = Some(Filter::Refused), Fail),
    ("scim-filter", |e| scim(e).filter = None, Unread),
    ("paging-stable", |e| met(e, Grade::Settled, Reason::OrderUnstable), Warn),
    ("paging-stable", |e| met(e, Grade::Partial, Reason::StartIndexIgnored), Fail),
    ("paging-stable", |e| met(e, Grade::Partial, Reason::Failed), Unread),
    ("members-returned", no_members, Fail),
    ("matching-source", |e| share_a_name(directory_users(e)), Fail),
    ("matching-source", |e| users(e).attributes[0].matching_priority = 0, Fail),
    ("matching-target", |e| share_a_name(held(e)), Fail),
    ("rule-groups-entra", |e| entra(e).rule_groups[0].ids = Ok(vec![]), Fail),
    ("rule-groups-entra", twice, Fail),
    ("rule-groups-entra", |e| e.setup.rule_groups.clear(), Skipped),
    ("rule-groups-provider", |e| e.setup.rule_groups[0].push('s'), Fail),
    ("rule-groups-members", |e| found(e, vec![finding(Kind::MissingMember, false)]), Fail),
    ("rule-groups-members", |e| e.status.comparison = None, Skipped),
    ("canary", |e| e.setup.canary = Some("nobody@ex.com".to_owned()), Fail),
    ("canary", |e| e.setup.canary = Some("user2@ex.com".to_owned()), Warn),
    ("canary", |e| found(e, vec![finding(Kind::AttributeMismatch, false)]), Fail),
    ("canary", |e| held(e).states[0] = UserState::present(Some(false)), Fail),
    ("canary", |e| e.setup.canary = None, Skipped),
    ("users-without-devices", uncounted, Warn),
    ("users-without-devices", |e| e.rest = None, Skipped),
    ("assumption-g1", |e| failed(e, Source::Assignments, answered(400)), Warn),
    ("assumption-g7", several_requests, Skipped),
    ("assumption-p1", |e| scim(e).start = Some(Start::Ignored), Warn),
    ("assumption-p1", |e| scim(e).by_cursor = true, Skipped),
    ("assumption-p3", |e| nothing_held(e), Warn),
    ("assumption-p4", strangers, Warn),
    ("assumption-p5", |e| groups_held(e, |group| group.external_id = <_>::default()), Warn),
    ("assumption-p6", |e| scim(e).filter = Some(Filter::Ignored), Warn),
    ("assumption-k1", |e| failed(e, Source::ProviderAudit, answered(400)), Warn),
];

fn path(evidence: &mut Evidence, path: &str) {
    let address = evidence.setup.scim_url.as_mut().expect("an address");
    path.clone_into(&mut address.path);
}

fn host(evidence: &mut Evidence, host: &str) {
    let address = evidence.setup.scim_url.as_mut().expect("an address");
    host.clone_into(&mut address.host);
}

fn signed_out() -> SourceError {
    SourceError::SignIn {
        at: "POST /token".to_owned(),
        detail: Foreign::default(),
    }
}

fn other_template(evidence: &mut Evidence, job_kind: &str) {
    application(evidence).template = text("00000000-0000-4000-8000-000000000000");
    job(evidence).id = text(&format!("{job_kind}.tenant.1"));
}

fn no_job(evidence: &mut Evidence, error: SourceError) {
    evidence.status.job = None;
    failed(evidence, Source::Job, error);
}

fn elsewhere(number: i64) -> Vec<scimtop::model::Event> {
    let rows = 0..number;
    rows.map(|at| written(&format!("there-{at}"), at)).collect()
}

fn assigned(evidence: &mut Evidence, minutes: i64) {
    let assignments = Arc::make_mut(&mut evidence.status.directory.assignments.data);
    for assignment in assignments {
        assignment.created = Some(ago(minutes));
    }
}

fn only_users_assigned(evidence: &mut Evidence) {
    let assignments = Arc::make_mut(&mut evidence.status.directory.assignments.data);
    assignments.truncate(3);
}

fn groups_of_entra(evidence: &mut Evidence, change: fn(&mut scimtop::model::Group)) {
    let groups = Arc::make_mut(&mut evidence.status.directory.groups.data);
    groups.rows.iter_mut().for_each(change);
}

fn groups_held(evidence: &mut Evidence, change: fn(&mut scimtop::model::Group)) {
    let groups = Arc::make_mut(&mut evidence.status.provider.groups.data);
    groups.rows.iter_mut().for_each(change);
}

fn owner(evidence: &mut Evidence, email: &str) {
    let devices = rest(evidence).devices.as_mut().expect("they were read");
    devices[0].email = text(email);
}

fn doubled(evidence: &mut Evidence, integration: &str) {
    let users = rest(evidence).users.as_mut().expect("they were read");
    users.push(rest_user(0, integration));
}

fn uncounted(evidence: &mut Evidence) {
    let users = rest(evidence).users.as_mut().expect("they were read");
    for user in users {
        user.devices = None;
    }
}

fn out_of_reach(evidence: &mut Evidence) {
    evidence.setup.proxy_variables = vec!["HTTPS_PROXY"];
    scim(evidence).error = Some(timeout());
}

fn not_needed(evidence: &mut Evidence) {
    entra(evidence).premium = Err(forbidden());
    evidence.setup.premium_is_set = true;
}

fn no_members(evidence: &mut Evidence) {
    groups_held(evidence, |group| group.members = [].into());
}

fn directory_users(evidence: &mut Evidence) -> &mut Users {
    Arc::make_mut(&mut evidence.status.directory.users.data)
}

fn granted(evidence: &mut Evidence, name: &str) {
    entra(evidence).permissions = Some(vec![name.to_owned()]);
}

/// Users come with an id alone.
fn bare(evidence: &mut Evidence) {
    failed(evidence, Source::Users, timeout());
    let at = Source::Users.index();
    let reading = &mut evidence.status.sources[at].latest;
    reading.lower(Grade::Partial, Reason::NotPermitted);
}

fn twice(evidence: &mut Evidence) {
    entra(evidence).rule_groups[0].ids = Ok(vec![text("1"), text("2")]);
}

fn several_requests(evidence: &mut Evidence) {
    let at = Source::ProvisioningLog.index();
    evidence.status.sources[at].latest.requests = 4;
}

fn nothing_held(evidence: &mut Evidence) {
    let users = held(evidence);
    let layout = users.layout().len();
    for person in 0..3 {
        let row = users.row(person).expect("a user");
        users.put(person, row, &vec![Sym::ABSENT; layout]);
    }
}

fn strangers(evidence: &mut Evidence) {
    groups_held(evidence, |group| {
        group.strangers = [group.id].into();
        group.members = [].into();
    });
}
