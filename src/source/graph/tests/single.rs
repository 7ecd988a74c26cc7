//! The application, its job and the logs.

use super::names;
use serde_json::{Value, json};

use super::super::GraphOptions;
use super::tenant::{SP, application, graph, list, options, small, tenant};
use crate::model::{Grade, Reason, SourceError};
use crate::source::clock::Clock;

#[tokio::test]
async fn the_application_is_found_by_any_of_its_names() {
    const APP: &str = "00000000-0000-4000-8000-00000000a002";
    let server = tenant(|place| match place {
        _ if place.starts_with(&format!("/servicePrincipals(appId='{APP}')")) => {
            (200, application())
        }
        _ if place.contains("displayName eq 'Iru''s'") => list(&[application()]),
        _ if place.contains("displayName eq 'Twice'") => list(&[
            application(),
            json!({"id": "other", "displayName": "Twice"}),
        ]),
        _ if place.contains("displayName eq") => list(&[]),
        _ => small(place),
    })
    .await;
    let find = async |app: &str| {
        let options = GraphOptions {
            app: app.into(),
            ..GraphOptions::default()
        };
        graph(&server, options).application().await
    };
    for app in [SP, APP, "Iru's"] {
        assert_eq!(find(app).await.unwrap().id, SP, "{app}");
    }
    let twice = find("Twice").await.unwrap_err().to_string();
    assert!(twice.contains(SP) && twice.contains("other"), "{twice}");
    for app in ["None\u{1b}", "00000000-0000-4000-8000-00000000ffff"] {
        let none = find(app).await.unwrap_err().to_string();
        assert!(
            none.contains("no enterprise application") && !none.contains('\u{1b}'),
            "{none}"
        );
    }
}

#[tokio::test]
async fn without_the_application_nothing_is_claimed() {
    let server = tenant(|_| (403, json!({}))).await;
    let graph = graph(&server, options(false));
    let directory = graph.directory(&names()).await;
    assert!(!directory.is_sound());
    assert_eq!(
        directory.assignments.reading.reasons,
        [Reason::NotPermitted]
    );
    let (job, reading) = graph.job().await;
    assert!(job.is_none() && reading.grade == Grade::None && reading.error.is_some());
    let (_, reading) = graph.provisioning_log(Clock::wall().now()).await;
    assert_eq!(reading.grade, Grade::None);
}

fn row(number: usize) -> Value {
    json!({"id": number.to_string(), "activityDateTime": "2026-01-01T10:00:00Z", "jobId": "scim.1"})
}

#[tokio::test]
async fn the_log_is_asked_with_the_filter_that_is_understood() {
    let server = tenant(|place| match place {
        _ if place.contains("/synchronization/jobs") => list(&[json!({"id": "scim.1"})]),
        _ if place.contains("provisioning?$filter=jobId eq 'scim.1' and") => (
            400,
            json!({"error": {"code": "BadRequest", "message": "Invalid filter clause"}}),
        ),
        _ if place.contains("skiptoken=2") => list(&[row(2), json!("no row")]),
        _ if place.contains("provisioning?$filter=activityDateTime gt 2026-01-01T00:00:00Z") => {
            let next = "/v1.0/auditLogs/provisioning?$skiptoken=2";
            (200, json!({"value": [row(1)], "@odata.nextLink": next}))
        }
        _ => small(place),
    })
    .await;
    let graph = graph(&server, options(false));
    assert!(graph.job().await.0.is_some());
    let since = "2026-01-01T00:00:00Z".parse().unwrap();
    let (events, reading) = graph.provisioning_log(since).await;
    assert_eq!((events.len(), reading.requests, reading.objects), (2, 3, 2));
    assert_eq!(reading.reasons, [Reason::RowsUnreadable]);
    let (events, reading) = graph.provisioning_log(since).await;
    assert_eq!(
        (events.len(), reading.requests),
        (2, 2),
        "the filter is remembered"
    );
}

#[tokio::test]
async fn the_audit_falls_back_to_no_filter_at_all() {
    let server = tenant(|place| match place {
        _ if place.contains("directoryAudits?$filter") => (400, json!({})),
        _ if place.contains("directoryAudits?$top") => list(&[
            json!({"id": "1", "activityDateTime": "2026-01-01T10:00:00Z",
                "targetResources": [{"id": SP}]}),
            json!({"id": "2", "activityDateTime": "2026-01-01T10:00:00Z",
                "targetResources": [{"id": "else"}]}),
        ]),
        _ => small(place),
    })
    .await;
    let since = "2026-01-01T00:00:00Z".parse().unwrap();
    let audit = graph(&server, options(false)).directory_audit(since).await;
    let (events, reading) = (audit.application, audit.reading);
    assert_eq!(
        (events.len(), reading.grade, reading.requests),
        (1, Grade::Complete, 3)
    );
}

#[tokio::test]
async fn a_job_is_read_or_told_missing() {
    for (jobs, found) in [(vec![json!({"id": "scim.1"})], true), (vec![], false)] {
        let server = tenant(move |place| match place {
            _ if place.contains("/synchronization/jobs") => list(&jobs),
            _ => small(place),
        })
        .await;
        let (job, reading) = graph(&server, options(false)).job().await;
        assert_eq!((job.is_some(), reading.error.is_none()), (found, found));
    }
}

#[tokio::test]
async fn the_licence_is_looked_for_on_every_page_or_not_told() {
    let premium = json!({"capabilityStatus": "Enabled", "servicePlans": [
        {"servicePlanName": "AAD_PREMIUM_P2", "provisioningStatus": "Success"}]});
    let server = tenant(move |place| match place {
        "/subscribedSkus" => {
            let next = "/v1.0/subscribedSkus?$skiptoken=2";
            (
                200,
                json!({"value": [{"servicePlans": []}], "@odata.nextLink": next}),
            )
        }
        _ => list(std::slice::from_ref(&premium)),
    })
    .await;
    assert!(graph(&server, options(false)).premium().await.unwrap());
    let server = tenant(|_| list(&[])).await;
    assert!(!graph(&server, options(false)).premium().await.unwrap());
    let server = tenant(|_| (403, json!({}))).await;
    let refused = graph(&server, options(false)).premium().await;
    assert!(
        matches!(refused, Err(SourceError::Forbidden { .. })),
        "{refused:?}"
    );
}
