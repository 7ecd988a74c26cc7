//! Lists without an end: what is kept of them is bounded.

use serde_json::{Value, json};

use super::super::page::Listing;
use super::tenant::{graph, options, tenant};
use crate::model::{Reason, SourceError};
use crate::source::http::Answer;
use crate::source::http::loopback::{Loopback, json as answer};
use crate::source::ingest::{Ingest, Store};

/// A list each of whose pages has a row and links to another.
async fn endless() -> Loopback {
    Loopback::start(|_, number| {
        answer(
            &json!({"@odata.nextLink": format!("/v1.0/things?$skiptoken={number}"),
            "value": [{"id": format!("{number}-{}", "x".repeat(20_000))}]})
            .to_string(),
        )
    })
    .await
}

fn keep(store: &mut Store, read: &mut u32, page: &Answer) -> Result<(), SourceError> {
    let page: Value = page.json()?;
    store
        .interner
        .intern(page["value"][0]["id"].as_str().unwrap_or_default());
    *read += 1;
    Ok(())
}

#[tokio::test]
async fn a_list_ends_where_too_much_is_held() {
    let server = endless().await;
    let mut graph = graph(&server, options(false));
    graph.ingest = Ingest::holding(1 << 20).await.unwrap();
    let listing = Listing::of(&graph.client, graph.client.at("/things"));
    let (pages, stop) = graph.list(listing, 0, keep).await;
    let error = stop.unwrap().error.to_string();
    assert!(error.contains("more would be held"), "{error}");
    assert!((50..60).contains(&pages), "{pages}");
}

#[tokio::test]
async fn a_list_ends_with_its_bytes_and_its_pages_without_rows() {
    let server = endless().await;
    let graph = graph(&server, options(false));
    let listing = || Listing::of(&graph.client, graph.client.at("/things"));
    let light = Listing {
        most_bytes: 100_000,
        ..listing()
    };
    let (pages, stop) = graph.list(light, 0, keep).await;
    assert_eq!((pages, stop.unwrap().reason), (5, Reason::TooManyPages));
    let server = tenant(|place| {
        (
            200,
            json!({"@odata.nextLink": format!("/v1.0{place}x"), "value": []}),
        )
    })
    .await;
    let graph = super::tenant::graph(&server, options(false));
    let listing = Listing {
        most_empty: 3,
        ..Listing::of(&graph.client, graph.client.at("/things?$skiptoken=x"))
    };
    let (pages, stop) = graph.list(listing, 0, keep).await;
    assert_eq!((pages, stop.unwrap().reason), (3, Reason::Loop));
}
