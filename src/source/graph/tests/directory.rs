//! The directory: who is in scope, and what happens where it cannot be read.

use super::names;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::super::Graph;
use super::tenant::{
    SP, assigned, graph, group, id, list, member, not_found, options, small, tenant, user,
};
use crate::model::{
    Directory, Grade, MemberKinds, MembersRead, Principal, Reason, Role, SourceError,
};
use crate::source::clock::Clock;
use crate::source::http::loopback::{Asked, Loopback, reply};

fn grades(directory: &Directory) -> [Grade; 3] {
    [
        directory.assignments.reading.grade,
        directory.groups.reading.grade,
        directory.users.reading.grade,
    ]
}

#[tokio::test]
async fn assignments_lead_to_groups_and_people() {
    let server = tenant(small).await;
    let directory = graph(&server, options(false)).directory(&names()).await;
    assert_eq!(grades(&directory), [Grade::Complete; 3]);
    let roles: Vec<_> = directory
        .assignments
        .data
        .iter()
        .map(|a| (a.kind, a.role))
        .collect();
    assert_eq!(
        roles,
        [
            (Principal::User, Role::Disabled),
            (Principal::Group, Role::DefaultAccess),
            (Principal::Group, Role::Unknown),
            (Principal::ServicePrincipal, Role::Enabled)
        ]
    );
    let users = &directory.users.data;
    assert_eq!((users.len(), directory.users.reading.objects), (2, 2));
    let [group] = directory.groups.data.rows.as_slice() else {
        panic!("one group");
    };
    assert_eq!(
        (group.members.len(), group.strangers.len()),
        (2, 1),
        "one was deleted"
    );
    assert_eq!(group.members_read, MembersRead::Listed);
    assert!(group.state.dynamic);
    let kinds = MemberKinds {
        users: 3,
        groups: 1,
        devices: 1,
        service_principals: 1,
        others: 1,
    };
    assert_eq!(group.kinds, kinds);
    let reading = &directory.assignments.reading;
    assert_eq!((reading.requests, reading.objects), (2, 4));
    assert!(reading.began.is_some() && reading.ended >= reading.began);
}

#[tokio::test]
async fn only_what_was_refused_is_asked_again() {
    let refusals = AtomicUsize::new(0);
    let server = tenant(move |place| {
        let busy = place.contains("/members") && refusals.fetch_add(1, Ordering::SeqCst) == 0;
        if busy { (429, json!({})) } else { small(place) }
    })
    .await;
    let directory = graph(&server, options(false)).directory(&names()).await;
    assert_eq!(grades(&directory), [Grade::Complete; 3]);
    let batches: Vec<usize> = batches(&server.asked());
    assert_eq!(
        batches,
        [2, 1, 3, 2],
        "group and members, members again, users, the group inside"
    );
}

fn batches(asked: &[Asked]) -> Vec<usize> {
    let batches = asked.iter().filter(|asked| asked.line.contains("$batch"));
    batches
        .map(|asked| asked.body.matches("\"method\"").count())
        .collect()
}

#[tokio::test]
async fn members_that_may_not_be_read_are_no_empty_group() {
    let server = tenant(|place| match place {
        _ if place.contains("/members") => (
            403,
            json!({"error": {"code": "Authorization_RequestDenied"}}),
        ),
        _ => small(place),
    })
    .await;
    let directory = graph(&server, options(false)).directory(&names()).await;
    let reading = &directory.groups.reading;
    assert_eq!(reading.grade, Grade::Partial);
    assert_eq!(reading.reasons, [Reason::GroupUnread, Reason::NotPermitted]);
    assert!(matches!(reading.error, Some(SourceError::Forbidden { .. })));
    assert_eq!(
        directory.groups.data.rows[0].members_read,
        MembersRead::NotAsked
    );
    assert!(!directory.is_sound());
}

#[tokio::test]
async fn long_lists_of_members_go_on_but_not_elsewhere() {
    for (elsewhere, grade) in [(false, Grade::Complete), (true, Grade::Partial)] {
        let evil = tenant(|_| not_found()).await;
        let host = if elsewhere {
            evil.base.to_string()
        } else {
            "/".into()
        };
        let server = tenant(move |place| {
            let next = format!("{host}v1.0/groups/{}/members?$skiptoken=x", id("g1"));
            match place {
                _ if place.contains("skiptoken=x") => list(&[member("user", &id("u2"))]),
                _ if place.contains("/members") => (
                    200,
                    json!({"value": [member("user", &id("u1"))], "@odata.nextLink": next}),
                ),
                _ => small(place),
            }
        })
        .await;
        let directory = graph(&server, options(false)).directory(&names()).await;
        let reading = &directory.groups.reading;
        assert_eq!(reading.grade, grade);
        assert_eq!(reading.reasons.contains(&Reason::ForeignLink), elsewhere);
        let members = directory.groups.data.rows[0].members.len();
        assert_eq!(members, if elsewhere { 0 } else { 2 });
        assert!(evil.lines().is_empty(), "nothing may be sent elsewhere");
    }
}

#[tokio::test]
async fn many_wanted_users_are_read_as_a_list_and_the_others_dropped() {
    let server = tenant(|place| match place {
        _ if place.contains("$count=true") => (200, json!({"@odata.count": 4, "value": []})),
        _ if place.starts_with("/users?") => list(&["u1", "u2", "u4", "u5"].map(user)),
        _ => small(place),
    })
    .await;
    let directory = graph(&server, options(false)).directory(&names()).await;
    assert_eq!(directory.users.data.len(), 2);
    assert_eq!(directory.users.reading.grade, Grade::Complete);
    assert_eq!(
        batches(&server.asked()),
        [2, 1, 2],
        "the group, who was not in the list, the group inside"
    );
}

#[tokio::test]
async fn everyone_is_read_where_everyone_is_in_scope() {
    let server = tenant(|place| match place {
        _ if place.starts_with("/groups?$filter=securityEnabled eq true&") => {
            list(&[group("g1").1, group("g1").1])
        }
        _ if place.starts_with("/users?") => list(&["u1", "u2", "u4"].map(user)),
        _ => small(place),
    })
    .await;
    let directory = graph(&server, options(true)).directory(&names()).await;
    assert_eq!(grades(&directory), [Grade::Complete; 3]);
    assert!(directory.is_sound());
    assert_eq!(directory.users.data.len(), 3);
    assert_eq!(
        directory.groups.data.rows.len(),
        1,
        "one that came twice is one"
    );
    assert_eq!(directory.groups.data.rows[0].members.len(), 2);
    assert!(
        !server
            .lines()
            .iter()
            .any(|line| line.contains("servicePrincipals"))
    );
}

#[tokio::test]
async fn an_answer_that_is_no_list_is_no_empty_list() {
    for body in [json!({}), json!({"value": null}), json!([])] {
        let server = tenant(move |place| {
            let broken = place.contains("appRoleAssignedTo");
            if broken {
                (200, body.clone())
            } else {
                small(place)
            }
        })
        .await;
        let directory = graph(&server, options(false)).directory(&names()).await;
        assert_eq!(grades(&directory), [Grade::None; 3]);
    }
}

#[tokio::test]
async fn pages_that_lead_back_end() {
    let server = tenant(|place| match place {
        _ if place.contains("appRoleAssignedTo") => (
            200,
            json!({"value": [assigned("User", &id("u1"), "role-on")],
                "@odata.nextLink": format!("/v1.0/servicePrincipals/{SP}/appRoleAssignedTo?x=1")}),
        ),
        _ => small(place),
    })
    .await;
    let reading = graph(&server, options(false))
        .directory(&names())
        .await
        .assignments
        .reading;
    assert_eq!(
        (reading.grade, reading.reasons),
        (Grade::Partial, vec![Reason::Loop])
    );
}

#[tokio::test]
async fn users_without_a_name_are_not_taken_for_users_without_attributes() {
    let server = tenant(|place| match place {
        _ if place.starts_with("/users/") => {
            (200, json!({"id": id("u1"), "userPrincipalName": null}))
        }
        _ => small(place),
    })
    .await;
    let reading = graph(&server, options(false))
        .directory(&names())
        .await
        .users
        .reading;
    assert!(!reading.grade.is_sound());
    assert!(reading.reasons.contains(&Reason::UserUnread));
}

#[test]
fn reads_may_move_between_threads() {
    fn is_send<T: Send>(_: impl FnOnce(Arc<Graph>) -> T) {}
    is_send(|graph| async move { graph.directory(&names()).await });
    is_send(|graph| async move { graph.standing(Vec::new()).await });
    is_send(|graph| async move { graph.provisioning_log(Clock::wall().now()).await });
}

#[tokio::test]
async fn a_failed_batch_fails_those_that_wait() {
    let many: Vec<_> = (10..1010)
        .map(|number| assigned("Group", &id(&format!("g{number}")), "role-on"))
        .collect();
    let server = Loopback::start(move |asked, _| match asked.line.as_str() {
        line if line.ends_with("/$batch") => reply(403, &[], ""),
        line if line.contains("appRoleAssignedTo") => {
            reply(200, &[], &json!({ "value": many }).to_string())
        }
        _ => reply(200, &[], &json!({ "id": SP }).to_string()),
    })
    .await;
    let reading = graph(&server, options(false))
        .directory(&names())
        .await
        .groups
        .reading;
    assert_eq!(reading.grade, Grade::None);
    assert!(reading.requests <= 8, "{} of a hundred", reading.requests);
}
