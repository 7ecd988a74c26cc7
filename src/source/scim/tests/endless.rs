//! Lists without an end: what is kept of them is bounded.

use super::super::*;
use super::simulator::provider;
use super::targets;
use crate::source::http::loopback::{Loopback, json};

/// A page by cursor with these rows, and another page behind it.
fn page(number: usize, rows: impl Iterator<Item = String>) -> String {
    let rows: Vec<String> = rows.collect();
    json(&format!(
        r#"{{"totalResults":9999999,"nextCursor":"c{number}","Resources":[{}]}}"#,
        rows.join(",")
    ))
}

/// A reader whose store holds a megabyte.
async fn scim(server: &Loopback) -> Scim {
    let options = ScimOptions {
        paging: Some(Paging::Cursor),
        ..ScimOptions::default()
    };
    let mut scim = provider(server.base.as_str(), "token", options);
    scim.ingest = Ingest::holding(1 << 20).await.unwrap();
    scim
}

#[tokio::test]
async fn a_list_of_ever_new_users_ends_where_too_much_is_held() {
    let long = "x".repeat(20_000);
    let server = Loopback::start(move |_, number| {
        let row = |at| format!(r#"{{"id":"{number}-{at}","userName":"{number}-{at}@{long}"}}"#);
        page(number, (0..10).map(row))
    })
    .await;
    let read = scim(&server).await.users(&targets()).await;
    assert_eq!(read.reading.grade, Grade::Partial);
    assert_eq!(read.reading.reasons[0], Reason::Failed);
    let error = read.reading.error.unwrap().to_string();
    assert!(error.contains("more would be held"), "{error}");
    assert!((50..80).contains(&read.data.len()), "{}", read.data.len());
}

#[tokio::test]
async fn members_that_nobody_knows_end_where_too_many_are_held() {
    let server = Loopback::start(|asked, number| {
        if asked.line.contains("/Users") {
            return json(r#"{"totalResults":1,"Resources":[{"id":"1","userName":"ann@x"}]}"#);
        }
        let member = |at| format!(r#"{{"value":"{}"}}"#, number * 1000 + at);
        let members: Vec<String> = (0..1000).map(member).collect();
        let members = members.join(",");
        let row = format!(r#"{{"id":"g{number}","displayName":"G","members":[{members}]}}"#);
        page(number, std::iter::once(row))
    })
    .await;
    let scim = scim(&server).await;
    let users = scim.users(&targets()).await;
    let groups = scim.groups(&users.data).await;
    let error = groups.reading.error.unwrap().to_string();
    assert!(error.contains("more would be held"), "{error}");
    assert!(server.lines().len() < 100, "{}", server.lines().len());
}
