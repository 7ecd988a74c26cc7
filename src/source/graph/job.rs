//! The synchronization job (Microsoft Graph: synchronizationJob).

use serde::Deserialize;

use super::page::Page;
use super::time::{interval, moment};
use super::{Application, Graph};
use crate::model::{
    Execution, Foreign, Job, JobCode, JobProgress, Quarantine, Reading, ScheduleState, SourceError,
    visible,
};
use crate::source::http::encoded;
use crate::source::progress::Progress;
use crate::source::word::Word;

#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow)]
    id: Word<'a>,
    #[serde(borrow, default)]
    schedule: Option<Schedule<'a>>,
    #[serde(borrow, default)]
    status: Option<Status<'a>>,
}

#[derive(Deserialize)]
struct Schedule<'a> {
    #[serde(borrow, default)]
    interval: Word<'a>,
    #[serde(borrow, default)]
    state: Word<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Status<'a> {
    #[serde(borrow)]
    code: Word<'a>,
    #[serde(borrow)]
    last_execution: Option<Run<'a>>,
    #[serde(borrow)]
    last_successful_execution: Option<Run<'a>>,
    #[serde(borrow)]
    last_successful_execution_with_exports: Option<Run<'a>>,
    #[serde(borrow)]
    steady_state_first_achieved_time: Word<'a>,
    #[serde(borrow)]
    progress: Option<Vec<Progressed<'a>>>,
    #[serde(borrow)]
    quarantine: Option<Held<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Progressed<'a> {
    #[serde(borrow)]
    completed_units: Word<'a>,
    #[serde(borrow)]
    total_units: Word<'a>,
    #[serde(borrow)]
    units: Word<'a>,
    #[serde(borrow)]
    progress_observation_date_time: Word<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Run<'a> {
    #[serde(borrow)]
    activity_identifier: Word<'a>,
    #[serde(borrow)]
    state: Word<'a>,
    #[serde(borrow)]
    time_began: Word<'a>,
    #[serde(borrow)]
    time_ended: Word<'a>,
    #[serde(borrow)]
    count_entitled: Word<'a>,
    #[serde(borrow)]
    count_imported: Word<'a>,
    #[serde(borrow)]
    count_exported: Word<'a>,
    #[serde(borrow)]
    count_escrowed: Word<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Held<'a> {
    #[serde(borrow)]
    reason: Word<'a>,
    #[serde(borrow)]
    current_began: Word<'a>,
    #[serde(borrow)]
    series_began: Word<'a>,
    #[serde(borrow)]
    next_attempt: Word<'a>,
    #[serde(borrow)]
    error: Option<Fault<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Fault<'a> {
    #[serde(borrow)]
    code: Word<'a>,
    #[serde(borrow)]
    message: Word<'a>,
}

impl Graph {
    /// The job that provisions the application: the configured one, or the only one.
    ///
    /// The reading's error is [`SourceError::NotFound`] where there is none, or where several
    /// could be meant; it lists them then.
    pub async fn job(&self) -> (Option<Job>, Reading) {
        let progress = self.begin();
        match self.read_job(&progress).await {
            Ok(job) => (Some(job), progress.end(1)),
            Err(error) => (None, progress.fail(error)),
        }
    }

    pub(super) async fn read_job(&self, progress: &Progress) -> Result<Job, SourceError> {
        let application = self.application().await?;
        let id = encoded(&application.id);
        let place = format!("/servicePrincipals/{id}/synchronization/jobs");
        let client = &progress.client;
        let answer = self.get(client, &client.at(&place), &[]).await?;
        let page: Page<Row> = answer.json()?;
        let row = choose(&page.value, self.options.job.as_deref(), &application)?;
        // Once set it stays: the configuration names one job, or there is only one.
        let _ = self.job.set(row.id.get().to_owned());
        Ok(job(row))
    }
}

fn choose<'p, 'a>(
    rows: &'p [Row<'a>],
    wanted: Option<&str>,
    application: &Application,
) -> Result<&'p Row<'a>, SourceError> {
    let name = application.name.shown();
    let ids = || {
        let ids: Vec<_> = rows.iter().map(|row| visible(row.id.get())).collect();
        ids.join(", ")
    };
    let what = match (wanted, rows) {
        (None, [only]) => return Ok(only),
        (_, []) => format!("the application {name} has no synchronization job"),
        (None, _) => format!(
            "{name} has several synchronization jobs, choose one: {}",
            ids()
        ),
        (Some(wanted), _) => match rows.iter().find(|row| row.id.get() == wanted) {
            Some(row) => return Ok(row),
            None => format!("{name} has no job {}, but {}", visible(wanted), ids()),
        },
    };
    Err(SourceError::NotFound { what })
}

fn job(row: &Row) -> Job {
    let nothing = Status::default();
    let status = row.status.as_ref().unwrap_or(&nothing);
    let schedule = row.schedule.as_ref();
    Job {
        id: foreign(&row.id),
        code: code(&status.code),
        schedule: schedule.map_or_else(
            || ScheduleState::Other(Foreign::default()),
            |schedule| state(&schedule.state),
        ),
        interval: schedule.and_then(|schedule| interval(schedule.interval.get())),
        last: status.last_execution.as_ref().map(execution),
        last_successful: status.last_successful_execution.as_ref().map(execution),
        last_with_exports: status
            .last_successful_execution_with_exports
            .as_ref()
            .map(execution),
        steady_since: moment(status.steady_state_first_achieved_time.get()),
        progress: status.progress.iter().flatten().map(progress).collect(),
        quarantine: status.quarantine.as_ref().map(quarantine),
    }
}

fn code(code: &Word) -> JobCode {
    match code.get() {
        "NotConfigured" => JobCode::NotConfigured,
        "NotRun" => JobCode::NotRun,
        "Active" => JobCode::Active,
        "Paused" => JobCode::Paused,
        "Quarantine" => JobCode::Quarantine,
        other => JobCode::Other(Foreign::new(other)),
    }
}

fn state(state: &Word) -> ScheduleState {
    match state.get() {
        "Active" => ScheduleState::Active,
        "Disabled" => ScheduleState::Disabled,
        "Paused" => ScheduleState::Paused,
        other => ScheduleState::Other(Foreign::new(other)),
    }
}

fn execution(run: &Run) -> Execution {
    Execution {
        id: foreign(&run.activity_identifier),
        state: foreign(&run.state),
        began: moment(run.time_began.get()),
        ended: moment(run.time_ended.get()),
        entitled: run.count_entitled.number(),
        imported: run.count_imported.number(),
        exported: run.count_exported.number(),
        escrowed: run.count_escrowed.number(),
    }
}

fn progress(progressed: &Progressed) -> JobProgress {
    JobProgress {
        completed: progressed.completed_units.number(),
        total: progressed.total_units.number(),
        units: foreign(&progressed.units),
        at: moment(progressed.progress_observation_date_time.get()),
    }
}

fn quarantine(held: &Held) -> Quarantine {
    let nothing = Fault::default();
    let error = held.error.as_ref().unwrap_or(&nothing);
    let said = [error.code.get(), error.message.get()];
    let said: Vec<&str> = said.into_iter().filter(|part| !part.is_empty()).collect();
    Quarantine {
        reason: foreign(&held.reason),
        since: moment(held.current_began.get()),
        series_began: moment(held.series_began.get()),
        next_attempt: moment(held.next_attempt.get()),
        error: Foreign::new(said.join(": ")),
    }
}

fn foreign(word: &Word) -> Foreign {
    Foreign::new(word.get())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn rows(json: &str) -> Vec<Row<'_>> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_job_is_read_with_whatever_it_lacks() {
        let rows = rows(
            r#"[{"id":"scim.1","schedule":{"interval":"PT40M","state":"Active","expiration":null},
              "status":{"code":"Quarantine","lastExecution":{"activityIdentifier":"c","state":"Failed",
                "timeBegan":"2026-01-01T10:00:00Z","timeEnded":"0001-01-01T00:00:00Z","countImported":5},
              "lastSuccessfulExecution":null,"quarantine":{"reason":"EncounteredQuarantineException",
                "nextAttempt":"2026-01-02T10:00:00Z","error":{"code":"X","message":"told"}}}},
             {"id":"2","schedule":{"interval":"P10675199DT2H48M5.4775807S","state":"Resting"},
              "status":{"code":"Napping","quarantine":{"error":null}}},
             {"id":"3"}]"#,
        );
        let jobs: Vec<Job> = rows.iter().map(job).collect();
        assert_eq!(jobs[0].interval, Some(Duration::from_secs(2400)));
        let last = jobs[0].last.as_ref().unwrap();
        assert_eq!((last.imported, last.escrowed, last.ended), (5, 0, None));
        let held = jobs[0].quarantine.as_ref().unwrap();
        assert_eq!(held.error.raw(), "X: told");
        assert!(held.since.is_none() && held.next_attempt.is_some());
        assert_eq!(jobs[1].interval, None);
        assert_eq!(jobs[1].code, JobCode::Other(Foreign::new("Napping")));
        assert!(jobs[2].last.is_none() && jobs[2].is_blocked());
    }

    #[test]
    fn one_job_is_chosen_or_all_are_named() {
        let application = Application::named("Iru");
        let two = rows(r#"[{"id":"scim.1"},{"id":"scim.2"}]"#);
        let id =
            |rows, wanted| choose(rows, wanted, &application).map(|row| row.id.get().to_owned());
        assert_eq!(id(&two, Some("scim.2")).unwrap(), "scim.2");
        assert_eq!(id(&two[..1], None).unwrap(), "scim.1");
        for (rows, wanted) in [(&two[..], None), (&two[..], Some("scim.3"))] {
            let told = id(rows, wanted).unwrap_err().to_string();
            assert!(told.contains("scim.1, scim.2"), "{told}");
        }
        let told = id(&[], None).unwrap_err().to_string();
        assert!(told.contains("Iru has no"), "{told}");
    }
}
