//! What the ready tables of audit logs make of answers in the shape that their services document.

use chrono::DateTime;

use super::audit::listing;
use crate::config::AuditTemplate;
use crate::model::{Event, Foreign, Grade, Outcome};
use crate::source::audit::ListingLog;
use crate::source::clock::Clock;
use crate::source::http::loopback::{Loopback, reply};
use crate::source::http::{Client, ClientOptions, Credential};

/// What a template makes of one answer in the shape that its service documents, and the question
/// that was asked.
async fn made_of(template: AuditTemplate, answer: String) -> (Vec<Event>, String) {
    let server = Loopback::start(move |_, _| reply(200, &[], &answer)).await;
    let (listing, scheme) = listing(&format!(
        "template = '{}'\nurl = '{}log'",
        template.name(),
        server.base
    ));
    let client = Client::new(ClientOptions::new(
        listing.base(),
        Credential::Scheme(scheme, "canary".into()),
    ));
    let log = ListingLog::new(client.unwrap(), Clock::wall(), listing);
    let since = DateTime::from_timestamp(1_767_225_600, 0).unwrap();
    let (events, reading) = log.events(since).await;
    assert_eq!(reading.grade, Grade::Complete, "{reading:?}");
    assert_eq!(reading.requests, 1);
    (events, server.lines().concat())
}

const SLACK: &str = r#"{"entries":[{"id":"e","date_create":1767225601,"action":"user_created",
        "actor":{"type":"user","user":{"id":"W1","name":"Ann","email":"ann@x.example"}},
        "entity":{"type":"user","user":{"id":"W2","name":"Bo","email":"bo@x.example"}}}],
        "response_metadata":{"next_cursor":""}}"#;
const GITHUB: &str = r#"[{"_document_id":"e","@timestamp":1767225601000,"action":"org.add_member",
        "actor":"ann","user":"bo","user_id":7,"org":"acme"}]"#;
const ATLASSIAN: &str = r#"{"data":[{"id":"e","type":"events","attributes":{
        "time":"2026-01-01T00:00:01.000Z","action":"user_added_to_group",
        "actor":{"id":"1","name":"Ann","email":"ann@x.example"},
        "context":[{"id":"g1","type":"groups","attributes":{"name":"Staff"}}]}}],
        "meta":{"page_size":1},"links":{}}"#;
const OKTA: &str = r#"[{"uuid":"e","published":"2026-01-01T00:00:01.000Z",
        "eventType":"user.lifecycle.create","outcome":{"result":"SUCCESS"},
        "actor":{"id":"1","type":"User","alternateId":"ann@x.example"},
        "target":[{"id":"00u2","type":"User","alternateId":"bo@x.example"}]}]"#;

#[tokio::test]
async fn each_template_reads_what_its_service_documents() {
    for (template, answer, asked, told) in [
        (
            AuditTemplate::Slack,
            SLACK,
            "GET /log?limit=1000&oldest=1767225600",
            [
                "user_created",
                "ann@x.example",
                "bo@x.example",
                "W2",
                "user",
            ],
        ),
        (
            AuditTemplate::Github,
            GITHUB,
            "GET /log?include=web&order=asc&per_page=100&phrase=created%3A%3E%3D2026-01-01T00%3A00%3A00Z",
            ["org.add_member", "ann", "bo", "7", ""],
        ),
        (
            AuditTemplate::Atlassian,
            ATLASSIAN,
            "GET /log?limit=200&sortOrder=asc&from=1767225600000",
            [
                "user_added_to_group",
                "ann@x.example",
                "Staff",
                "g1",
                "groups",
            ],
        ),
        (
            AuditTemplate::Okta,
            OKTA,
            "GET /log?limit=1000&sortOrder=ASCENDING&since=2026-01-01T00%3A00%3A00Z",
            [
                "user.lifecycle.create",
                "ann@x.example",
                "bo@x.example",
                "00u2",
                "User",
            ],
        ),
    ] {
        let (events, line) = made_of(template, answer.to_owned()).await;
        assert_eq!(line, asked);
        let [event] = &events[..] else {
            panic!("{events:?}");
        };
        let parts = [
            &event.action,
            &event.actor,
            &event.target,
            &event.target_id,
            &event.detail,
        ];
        assert_eq!(parts.map(Foreign::raw), told, "{template:?}");
        assert_eq!(event.id.raw(), "e");
        assert_eq!(event.at.timestamp(), 1_767_225_601);
        let known = template == AuditTemplate::Okta;
        assert_eq!(event.outcome == Outcome::Success, known);
        assert!(
            template
                .text()
                .contains("Not tried against the real service")
        );
    }
}
