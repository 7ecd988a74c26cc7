//! The provisioning log (Microsoft Graph: provisioningObjectSummary).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Graph;
use super::log::{Ladder, Log, Modified, Named, Unreadable, changes, foreign, written_values};
use super::time::{moment, written};
use crate::model::{Event, Foreign, Lane, Outcome, Reading, Scoping};
use crate::source::word::Word;

/// One row. The aliases are the names of an older shape that still turns up.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    #[serde(borrow)]
    id: Word<'a>,
    #[serde(borrow)]
    activity_date_time: Word<'a>,
    #[serde(borrow, default)]
    job_id: Word<'a>,
    #[serde(borrow, default)]
    cycle_id: Word<'a>,
    #[serde(borrow, default, alias = "action")]
    provisioning_action: Word<'a>,
    #[serde(borrow, default, alias = "statusInfo")]
    provisioning_status_info: Option<StatusInfo<'a>>,
    #[serde(borrow, default)]
    provisioning_steps: Option<Vec<Step<'a>>>,
    #[serde(borrow, default)]
    modified_properties: Option<Vec<Modified<'a>>>,
    /// An object, or a list of one.
    #[serde(borrow, default)]
    service_principal: Option<&'a RawValue>,
    #[serde(borrow, default)]
    source_identity: Option<Named<'a>>,
    #[serde(borrow, default)]
    target_identity: Option<Named<'a>>,
    #[serde(borrow, default)]
    initiated_by: Option<Named<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct StatusInfo<'a> {
    #[serde(borrow)]
    status: Word<'a>,
    #[serde(borrow)]
    error_information: Option<ErrorInformation<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct ErrorInformation<'a> {
    #[serde(borrow)]
    error_code: Word<'a>,
    #[serde(borrow)]
    reason: Word<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Step<'a> {
    /// A map with any keys, or null.
    #[serde(borrow)]
    details: Option<&'a RawValue>,
}

/// What a row must be about to be taken.
#[derive(Clone)]
struct Wanted {
    since: DateTime<Utc>,
    job: Option<String>,
    application: String,
}

impl Graph {
    /// What the provisioning service did for the application since `since`, in no particular
    /// order. Rows may appear a quarter of an hour late: overlap, and keep each id once.
    pub async fn provisioning_log(&self, since: DateTime<Utc>) -> (Vec<Event>, Reading) {
        let filters = |wanted: &Wanted| wanted.filters();
        self.provisioned(since, filters, &self.provisioning).await
    }

    /// What failed since `since`, which may lie further back than the whole log is read: it dates
    /// the first failure of what is still retried. Nothing where the tenant does not understand
    /// the filter.
    pub async fn provisioning_failures(&self, since: DateTime<Utc>) -> (Vec<Event>, Reading) {
        let failed = "provisioningStatusInfo/status eq 'failure'";
        let filters = |wanted: &Wanted| {
            let narrow = wanted.filters().into_iter().take(2);
            narrow
                .map(|filter| format!("{filter} and {failed}"))
                .collect()
        };
        self.provisioned(since, filters, &self.failures).await
    }

    async fn provisioned(
        &self,
        since: DateTime<Utc>,
        filters: impl Fn(&Wanted) -> Vec<String>,
        ladder: &Ladder,
    ) -> (Vec<Event>, Reading) {
        let application = match self.application().await {
            Ok(application) => application,
            Err(error) => return (Vec::new(), self.begin().fail(error)),
        };
        let wanted = Wanted {
            since,
            job: self.job.get().cloned(),
            application: application.id.clone(),
        };
        let log = Log {
            path: "/auditLogs/provisioning",
            filters: filters(&wanted),
            ladder,
        };
        self.log(log, move |row| event(row, &wanted)).await
    }
}

impl Wanted {
    /// The narrowest first. Before the job is known, none can name it; the count of filters stays
    /// the same, so that what was learned of them stays right.
    fn filters(&self) -> Vec<String> {
        let since = format!("activityDateTime gt {}", written(self.since));
        let job = self
            .job
            .as_ref()
            .map(|job| format!("jobId eq '{}'", job.replace('\'', "''")));
        match job {
            Some(job) => vec![format!("{job} and {since}"), since, job, String::new()],
            None => vec![since.clone(), since, String::new(), String::new()],
        }
    }

    fn takes(&self, row: &Row, at: DateTime<Utc>) -> bool {
        let ours = match &self.job {
            Some(job) if !row.job_id.is_empty() => row.job_id.is(job),
            _ => principal(row).is_none_or(|id| id.eq_ignore_ascii_case(&self.application)),
        };
        ours && at >= self.since
    }
}

/// The service principal that a row names, if it does.
fn principal(row: &Row) -> Option<String> {
    let json = row.service_principal?.get();
    let one = serde_json::from_str::<Named>(json).ok();
    let many = || {
        serde_json::from_str::<Vec<Named>>(json)
            .ok()?
            .into_iter()
            .next()
    };
    let named = one.or_else(many)?;
    (!named.id.is_empty()).then(|| named.id.get().to_owned())
}

fn event(json: &str, wanted: &Wanted) -> Result<Option<Event>, Unreadable> {
    let row: Row = serde_json::from_str(json)?;
    let at = moment(row.activity_date_time.get()).ok_or(Unreadable)?;
    if !wanted.takes(&row, at) {
        return Ok(None);
    }
    let nobody = Named::default();
    let source = row.source_identity.as_ref().unwrap_or(&nobody);
    let target = row.target_identity.as_ref().unwrap_or(&nobody);
    let actor = row.initiated_by.as_ref().unwrap_or(&nobody);
    let names = source.display_name.or(&target.display_name);
    Ok(Some(Event {
        id: foreign(&row.id),
        lane: Lane::Provisioning,
        at,
        action: foreign(&row.provisioning_action),
        actor: foreign(actor.display_name.or(&actor.id)),
        target: foreign(names.or(source.id.or(&target.id))),
        source_id: foreign(&source.id),
        target_id: foreign(&target.id),
        outcome: outcome(&row),
        detail: Foreign::new(detail(&row)),
        cycle: foreign(&row.cycle_id),
        scoping: Scoping {
            assigned: step_detail(&row, "Assigned").and_then(|word| word.flag()),
            active: step_detail(&row, "IsActive").and_then(|word| word.flag()),
        },
        changes: written_values(row.modified_properties.as_ref()),
    }))
}

fn outcome(row: &Row) -> Outcome {
    let Some(info) = &row.provisioning_status_info else {
        return Outcome::Unknown;
    };
    match info.status.get().to_ascii_lowercase().as_str() {
        "success" => Outcome::Success,
        "failure" => Outcome::Failure,
        "skipped" => Outcome::Skipped,
        "warning" => Outcome::Warning,
        _ => Outcome::Unknown,
    }
}

/// Why it failed, else why it was skipped, else what changed.
fn detail(row: &Row) -> String {
    let info = row.provisioning_status_info.as_ref();
    if let Some(error) = info.and_then(|info| info.error_information.as_ref()) {
        let said = [error.error_code.get(), error.reason.get()];
        let said: Vec<&str> = said.into_iter().filter(|part| !part.is_empty()).collect();
        if !said.is_empty() {
            return said.join(": ");
        }
    }
    match step_detail(row, "SkipReason") {
        Some(reason) => reason.get().to_owned(),
        None => changes(row.modified_properties.as_ref()),
    }
}

/// What the first step that knows `key` says of it.
fn step_detail<'a>(row: &Row<'a>, key: &str) -> Option<Word<'a>> {
    let steps = row.provisioning_steps.iter().flatten();
    steps.filter_map(|step| step.details).find_map(|details| {
        let details: HashMap<Word, Word> = serde_json::from_str(details.get()).ok()?;
        let (_, value) = details.into_iter().find(|(known, _)| known.is(key))?;
        (!value.is_empty()).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(job: Option<&str>) -> Wanted {
        Wanted {
            since: moment("2026-01-01T00:00:00Z").unwrap(),
            job: job.map(str::to_owned),
            application: "sp".into(),
        }
    }

    fn read(json: &str) -> Event {
        event(json, &wanted(None)).unwrap().unwrap()
    }

    #[test]
    fn a_failure_names_its_code_and_reason() {
        let event = read(
            r#"{"id":"1","activityDateTime":"2026-01-01T10:00:00.1234567Z","jobId":"scim.1",
              "cycleId":"c","provisioningAction":"create","servicePrincipal":[{"id":"SP"}],
              "sourceIdentity":{"id":"u","displayName":"Ada","details":{"odatatype":"User"}},
              "targetIdentity":{"id":"","displayName":"","details":null},
              "initiatedBy":{"displayName":"","id":"svc","initiatorType":"system"},
              "provisioningStatusInfo":{"status":"Failure","errorInformation":
                {"errorCode":"Conflict","reason":"taken","additionalDetails":null}},
              "provisioningSteps":null,"modifiedProperties":null}"#,
        );
        assert_eq!(event.outcome, Outcome::Failure);
        assert_eq!(event.detail.raw(), "Conflict: taken");
        assert_eq!((event.target.raw(), event.actor.raw()), ("Ada", "svc"));
        assert_eq!((event.source_id.raw(), event.cycle.raw()), ("u", "c"));
    }

    #[test]
    fn a_skip_names_its_reason_and_a_change_its_attributes() {
        let skip = read(
            r#"{"id":"2","activityDateTime":"2026-01-01T10:00:00Z","action":"Other",
              "statusInfo":{"status":"skipped","errorInformation":null},
              "provisioningSteps":[{"details":null},{"details":{}},{"details":"x"},
                {"details":{"Assigned":"False","IsActive":"maybe"}},
                {"details":{"SkipReason":"RedundantExport","n":1}}]}"#,
        );
        let scoping = Scoping {
            assigned: Some(false),
            active: None,
        };
        assert_eq!(skip.scoping, scoping);
        assert_eq!(
            (skip.outcome, skip.detail.raw()),
            (Outcome::Skipped, "RedundantExport")
        );
        assert_eq!(skip.action.raw(), "Other");
        let change = read(
            r#"{"id":"3","activityDateTime":"2026-01-01T10:00:00Z",
              "provisioningStatusInfo":{"status":"success","errorInformation":{"errorCode":null}},
              "modifiedProperties":[{"displayName":"title","oldValue":"Engineer","newValue":"Lead"},
                {"displayName":"active","oldValue":null,"newValue":"True"}]}"#,
        );
        assert_eq!(change.detail.raw(), "title: Engineer -> Lead; active: True");
        let odd = read(
            r#"{"id":"4","activityDateTime":"2026-01-01T10:00:00Z",
              "provisioningStatusInfo":{"status":"pondering"}}"#,
        );
        assert_eq!(odd.outcome, Outcome::Unknown);
    }

    #[test]
    fn rows_of_others_and_of_before_are_left_out() {
        let row = |job: &str, principal: &str, at: &str| {
            format!(
                r#"{{"id":"1","activityDateTime":"{at}","jobId":"{job}",
                  "servicePrincipal":{{"id":"{principal}"}}}}"#
            )
        };
        let taken = |row: &str, job| event(row, &wanted(job)).unwrap().is_some();
        let noon = "2026-01-01T12:00:00Z";
        assert!(taken(&row("a", "sp", noon), Some("a")));
        assert!(!taken(&row("b", "sp", noon), Some("a")));
        assert!(taken(&row("b", "sp", noon), None));
        assert!(!taken(&row("a", "other", noon), None));
        assert!(!taken(&row("a", "sp", "2025-12-31T23:59:59Z"), Some("a")));
        assert!(event(&row("a", "sp", "noon"), &wanted(None)).is_err());
        assert!(event("[]", &wanted(None)).is_err());
    }

    #[test]
    fn filters_widen_step_by_step() {
        let filters = wanted(Some("o'1")).filters();
        assert_eq!(
            filters[0],
            "jobId eq 'o''1' and activityDateTime gt 2026-01-01T00:00:00Z"
        );
        assert_eq!(filters.last().map(String::as_str), Some(""));
        assert_eq!(filters.len(), wanted(None).filters().len());
    }
}
