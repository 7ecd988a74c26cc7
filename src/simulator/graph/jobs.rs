//! `/servicePrincipals/{id}/synchronization`.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::call::{Answer, Call, entity};
use super::error::GraphError;
use super::fields::timestamp;
use super::schema;
use crate::simulator::engine::{Execution, ExecutionState, JobError, JobStatus, Quarantine};
use crate::simulator::guid::Guid;

/// What the synchronization API says for a time that has never been.
const NEVER: &str = "0001-01-01T00:00:00Z";

/// The interval of a job that is stopped: the longest that the service's own type holds.
const NO_INTERVAL: &str = "P10675199DT2H48M5.4775807S";

/// Answers below `synchronization`; what reading permissions do not reach is denied.
pub fn answer(call: &Call, id: Guid, rest: &[&str]) -> Answer {
    let application = &call.world().application;
    let context = format!("servicePrincipals('{id}')/synchronization/jobs");
    match rest {
        ["jobs"] if id != application.id || !call.world().setup.job => {
            Ok(call.page_of(&context, None, None, &[]))
        }
        ["jobs"] => Ok(call.page_of(&context, None, None, &[job(call)])),
        ["jobs", job_id, rest @ ..] => {
            let is_there = id == application.id && call.world().setup.job;
            if !is_there || *job_id != application.job_id {
                return Err(GraphError::not_found(job_id));
            }
            one_job(call, &context, rest)
        }
        ["secrets" | "templates", ..] => Err(GraphError::denied()),
        _ => Err(GraphError::no_such_segment("synchronization")),
    }
}

fn one_job(call: &Call, context: &str, rest: &[&str]) -> Answer {
    match rest {
        [] => Ok(entity(
            &call.context(&format!("{context}/$entity")),
            job(call).to_string().as_bytes(),
        )),
        ["schema"] => {
            let schema = schema::document(call.world(), call.tenant.engine.started());
            Ok(entity(
                &call.context("synchronizationSchema"),
                schema.to_string().as_bytes(),
            ))
        }
        _ => Err(GraphError::denied()),
    }
}

fn job(call: &Call) -> Value {
    let (application, setup) = (&call.world().application, &call.world().setup);
    let engine = call.tenant.engine;
    let (interval, state) = if engine.is_paused() {
        (NO_INTERVAL, "Disabled")
    } else {
        (&*setup.interval, &*setup.schedule)
    };
    json!({
        "id": application.job_id,
        "templateId": "scim",
        "schedule": {"expiration": null, "interval": interval, "state": state},
        "status": status(engine.status(), engine.is_paused()),
        "synchronizationJobSettings": [
            {"name": "QuarantineTooManyDeletesThreshold", "value": "500"},
        ],
    })
}

fn status(status: &JobStatus, paused: bool) -> Value {
    let execution =
        |execution: &Option<Execution>| execution.as_ref().map_or(Value::Null, execution_row);
    json!({
        "code": match (paused, &status.quarantine) {
            (true, _) => "Paused",
            (false, Some(_)) => "Quarantine",
            (false, None) => "Active",
        },
        "countSuccessiveCompleteFailures": status.successive_failures,
        "escrowsPruned": false,
        "lastExecution": execution(&status.last),
        "lastSuccessfulExecution": execution(&status.last_successful),
        "lastSuccessfulExecutionWithExports": execution(&status.last_with_exports),
        "progress": [],
        "quarantine": status.quarantine.as_ref().map_or(Value::Null, quarantine_row),
        "steadyStateFirstAchievedTime": time_or_never(status.steady_since),
        "steadyStateLastAchievedTime": time_or_never(status.steady_last),
        "synchronizedEntryCountByType": [
            {"key": schema::entry_key("User"), "value": status.users_synchronized},
            {"key": schema::entry_key("Group"), "value": status.groups_synchronized},
        ],
        "troubleshootingUrl": "",
    })
}

fn time_or_never(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| NEVER.to_owned(), timestamp)
}

fn execution_row(execution: &Execution) -> Value {
    let counts = &execution.counts;
    json!({
        "activityIdentifier": execution.cycle_id.to_string(),
        "countEntitled": counts.entitled,
        "countEntitledForProvisioning": counts.entitled_for_provisioning,
        "countEscrowed": counts.escrowed,
        "countEscrowedRaw": counts.escrowed,
        "countExported": counts.exported,
        "countExports": counts.exports,
        "countImported": counts.imported,
        "countImportedDeltas": counts.imported,
        "countImportedReferenceDeltas": counts.imported_references,
        "error": execution.error.as_ref().map_or(Value::Null, error_row),
        "state": match execution.state {
            ExecutionState::Succeeded => "Succeeded",
            ExecutionState::EntryLevelErrors => "EntryLevelErrors",
            ExecutionState::Failed => "Failed",
        },
        "timeBegan": timestamp(execution.began),
        "timeEnded": timestamp(execution.ended),
    })
}

fn error_row(error: &JobError) -> Value {
    json!({"code": error.code, "message": error.message, "tenantActionable": true})
}

fn quarantine_row(quarantine: &Quarantine) -> Value {
    json!({
        "reason": "EncounteredQuarantineException",
        "seriesBegan": timestamp(quarantine.series_began),
        "currentBegan": timestamp(quarantine.current_began),
        "nextAttempt": timestamp(quarantine.next_attempt),
        "seriesCount": quarantine.series_count,
        "error": error_row(&quarantine.error),
    })
}
