//! `/auditLogs`: the provisioning log and the directory audits.

use serde_json::Value;

use super::call::{Answer, Call, entity, separate};
use super::error::GraphError;
use super::filter::Case;
use crate::simulator::ledger::Ledger;

/// What the provisioning log can be filtered on.
const PROVISIONING_PATHS: &[&str] = &[
    "id",
    "activityDateTime",
    "tenantId",
    "jobId",
    "changeId",
    "cycleId",
    "provisioningAction",
    "provisioningStatusInfo/status",
    "sourceIdentity/id",
    "sourceIdentity/displayName",
    "sourceIdentity/identityType",
    "targetIdentity/id",
    "targetIdentity/displayName",
    "targetIdentity/identityType",
    "sourceSystem/displayName",
    "targetSystem/displayName",
    "servicePrincipal/id",
    "servicePrincipal/displayName",
    "initiatedBy/displayName",
];

/// What the directory audits can be filtered on.
const AUDIT_PATHS: &[&str] = &[
    "id",
    "activityDateTime",
    "activityDisplayName",
    "category",
    "correlationId",
    "loggedByService",
    "initiatedBy/user/id",
    "initiatedBy/user/displayName",
    "initiatedBy/user/userPrincipalName",
    "targetResources/id",
    "targetResources/displayName",
];

/// `GET /auditLogs/provisioning`.
pub fn provisioning(call: &Call) -> Answer {
    page(
        call,
        "auditLogs/provisioning",
        call.tenant.engine.log(),
        PROVISIONING_PATHS,
    )
}

/// `GET /auditLogs/directoryAudits`.
pub fn directory_audits(call: &Call) -> Answer {
    page(
        call,
        "auditLogs/directoryAudits",
        &call.world().audit.rows,
        AUDIT_PATHS,
    )
}

/// `GET /auditLogs/directoryAudits/{id}`.
pub fn directory_audit(call: &Call, id: &str) -> Answer {
    let rows = &call.world().audit.rows;
    let mut all = rows.numbers().filter_map(|number| rows.get(number));
    match all.find(|(_, row)| row["id"] == id) {
        Some((_, row)) => Ok(entity(
            &call.context("auditLogs/directoryAudits/$entity"),
            row.to_string().as_bytes(),
        )),
        None => Err(GraphError::not_found(id)),
    }
}

/// A page of a log, newest first unless `$orderby` says otherwise. Its position is the number of a row,
/// so rows that arrive between two pages neither shift nor repeat others.
fn page(call: &Call, context: &str, rows: &Ledger<Value>, paths: &[&str]) -> Answer {
    let query = &call.query;
    if let Some(filter) = &query.filter {
        filter.check_paths(paths)?;
    }
    let passes = |number: &usize| {
        let filter = query.filter.as_ref();
        rows.get(*number).is_some_and(|(_, row)| {
            filter.is_none_or(|filter| filter.passes(Case::Exact, &|path| values(row, path)))
        })
    };
    let (first, end) = (rows.numbers().start, rows.numbers().end);
    let start = query
        .skip_token
        .is_some()
        .then(|| call.start())
        .transpose()?;
    let size = call.page_size() + 1;
    let mut page: Vec<usize> = if is_ascending(query.order_by.as_deref())? {
        (start.unwrap_or(first)..end)
            .filter(passes)
            .take(size)
            .collect()
    } else {
        (first..start.map_or(end, |start| end.min(start + 1)))
            .rev()
            .filter(passes)
            .take(size)
            .collect()
    };
    let next = (page.len() == size).then(|| page.pop()).flatten();
    Ok(call.page(context, None, next, |out| {
        for (_, row) in page.iter().filter_map(|number| rows.get(*number)) {
            separate(out);
            out.extend_from_slice(row.to_string().as_bytes());
        }
    }))
}

fn is_ascending(order_by: Option<&str>) -> Result<bool, GraphError> {
    match order_by {
        None | Some("activityDateTime desc") => Ok(false),
        Some("activityDateTime" | "activityDateTime asc") => Ok(true),
        Some(other) => Err(GraphError::bad_request(format!(
            "Cannot order by '{other}'."
        ))),
    }
}

/// The values under a path; a collection on the way gives one for each of its items.
fn values(row: &Value, path: &str) -> Vec<String> {
    let mut found = vec![row];
    for name in path.split('/') {
        found = found
            .into_iter()
            .flat_map(|value| items(&value[name]))
            .collect();
    }
    found
        .into_iter()
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Null => Vec::new(),
        other => vec![other],
    }
}
