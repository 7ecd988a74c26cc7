//! The second look before something is called drift.

use std::collections::HashMap;

use serde_json::json;

use super::super::Standing;
use super::tenant::{SP, graph, id, list, not_found, options, small, tenant, user};
use crate::model::{Id, SourceError};

#[tokio::test]
async fn a_second_look_tells_who_somebody_is() {
    let deleted = "00000000000040008000c00000000007";
    let server = tenant(move |place| match place {
        _ if place.starts_with("/users/o'hara@ex.com?") => (200, user("u1")),
        _ if place.starts_with(&format!("/users/{}?", id("u2"))) => (200, user("u2")),
        _ if place.starts_with("/users?$filter=startswith(userPrincipalName,'bo_ex.org#EXT#')") => {
            list(&[user("u3")])
        }
        _ if place.starts_with("/users?") => list(&[]),
        _ if place.starts_with("/users/locked") => (403, json!({})),
        _ if place.starts_with("/directory/deletedItems") => list(&[json!({
            "id": id("u7"), "userPrincipalName": format!("{deleted}Left@Ex.com")})]),
        _ => not_found(),
    })
    .await;
    let graph = graph(&server, options(false));
    let names = [
        ("o'hara@ex.com", None),
        ("renamed@ex.com", Some(id("u2"))),
        ("bo@ex.org", None),
        ("left@ex.com", None),
        ("locked@ex.com", None),
        ("admin@elsewhere.com", Some("17".to_owned())),
        ("", None),
    ];
    let names = names.map(|(name, id)| (name.to_owned(), id)).to_vec();
    let standings = graph.standing(names).await;
    let ids = ["u1", "u2", "u3", "u7"].map(id);
    let known: HashMap<Id, &str> = graph
        .ingest
        .run(move |store| ids.map(|id| store.interner.id(&id)))
        .await
        .unwrap()
        .into_iter()
        .zip(["u1", "u2", "u3", "u7"])
        .collect();
    let told: Vec<String> = standings
        .iter()
        .map(|standing| match standing {
            Standing::Unknown => "unknown".into(),
            Standing::Exists { id, enabled } => format!("{} {enabled:?}", known[id]),
            Standing::Deleted { id } => format!("{} deleted", known[id]),
            Standing::Unread(error) => error.to_string()[..20].to_owned(),
        })
        .collect();
    assert_eq!(
        told,
        [
            "u1 Some(true)",
            "u2 Some(true)",
            "u3 Some(true)",
            "u7 deleted",
            "GET /users/locked%40",
            "unknown",
            "unknown"
        ]
    );
}

#[tokio::test]
async fn a_second_look_at_groups() {
    let server = tenant(small).await;
    let graph = graph(&server, options(false));
    let exists = graph
        .group_standing(vec![id("g1"), id("g7"), "Ops".into()])
        .await;
    let names: Vec<Option<String>> = exists.into_iter().map(Result::unwrap).collect();
    assert_eq!(names, [Some("Ops".to_owned()), None, None]);
    assert_eq!(graph.members_now(&id("g1")).await.unwrap().len(), 3);
    let gone = graph.members_now(&id("g7")).await;
    assert!(matches!(gone, Err(SourceError::Status { status: 404, .. })));
}

#[tokio::test]
async fn a_group_is_asked_about_alone_and_else_under_its_name() {
    let roles = |name: &str| {
        format!(
            "/groups/{}/appRoleAssignments?$filter=resourceId eq {SP}",
            id(name)
        )
    };
    let [ours, none, refused, elsewhere, broken] = ["g1", "g2", "g3", "g4", "g5"].map(roles);
    let row =
        |group: &str, resource: &str| json!({"principalId": id(group), "resourceId": resource});
    let server = tenant(move |place| match place {
        _ if place.starts_with(&ours) => list(&[row("g1", "another"), row("g1", SP)]),
        _ if place.starts_with(&none) => list(&[row("g2", "another")]),
        _ if place.starts_with(&refused) || place.starts_with(&elsewhere) => (403, json!({})),
        _ if place.starts_with(&broken) => (400, json!({})),
        _ if place.contains("appRoleAssignedTo?$filter=principalDisplayName eq 'Ann''s'") => {
            list(&[row("g9", SP), row("g3", SP)])
        }
        _ if place.contains("appRoleAssignedTo?$filter") => (
            200,
            json!({"value": [row("g9", SP)], "@odata.nextLink": "/v1.0/more"}),
        ),
        _ => small(place),
    })
    .await;
    let graph = graph(&server, options(false));
    let names = ["Ops", "Two", "Ann's", "Four", "Five"];
    let ids = ["g1", "g2", "g3", "g4", "g5"].map(id);
    let ids = graph
        .ingest
        .run(move |store| ids.map(|id| store.interner.id(&id)));
    let groups = ids.await.unwrap().into_iter().zip(names.map(str::to_owned));
    let told: Vec<String> = graph
        .assigned(&groups.collect::<Vec<_>>())
        .await
        .into_iter()
        .map(|assigned| assigned.map_or_else(|error| error.to_string(), |is| is.to_string()))
        .collect();
    assert_eq!(told[..3], ["true", "false", "true"]);
    assert!(
        told[3].contains("more assignments than a page holds"),
        "{}",
        told[3]
    );
    assert!(told[4].contains("answered 400"), "{}", told[4]);
}
