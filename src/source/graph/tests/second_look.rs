//! The second look before something is called drift.

use std::collections::HashMap;

use serde_json::json;

use super::super::Standing;
use super::tenant::{graph, id, list, not_found, options, small, tenant, user};
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
    let exists: Vec<bool> = exists.into_iter().map(Result::unwrap).collect();
    assert_eq!(exists, [true, false, false]);
    assert_eq!(graph.members_now(&id("g1")).await.unwrap().len(), 3);
    let gone = graph.members_now(&id("g7")).await;
    assert!(matches!(gone, Err(SourceError::Status { status: 404, .. })));
}
