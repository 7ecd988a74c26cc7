//! How pages follow one another, and where they end.

use super::super::{Paging, Since, TimeFormat};
use super::{at, error, ids, listing, read, records};
use crate::model::{Grade, Reason};
use crate::source::http::loopback::{Loopback, json, reply};

fn by_url() -> Paging {
    Paging::BodyUrl { at: at(&["/next"]) }
}

fn page(list: &[u32], next: &str) -> String {
    json(&format!(r#"{{"list":{},"next":{next}}}"#, records(list)))
}

#[tokio::test]
async fn a_body_names_the_address_of_the_next_page() {
    let server = Loopback::start(|_, number| match number {
        0 => page(&[2, 1], r#""?page=2""#),
        1 => page(&[3], r#""/log/?page=3""#),
        _ => page(&[], "null"),
    })
    .await;
    let (events, reading) = read(listing(&server, "/list", by_url())).await;
    assert_eq!(ids(&events), ["1", "2", "3"]);
    assert_eq!((reading.grade, reading.requests), (Grade::Complete, 3));
    assert_eq!(
        server.lines(),
        [
            "GET /log/?limit=2&from=1767225600",
            "GET /log/?page=2",
            "GET /log/?page=3"
        ]
    );
    for asked in server.asked() {
        let head = asked.head.to_ascii_lowercase();
        assert!(head.contains("authorization: ssws canary"), "{head}");
    }
}

#[tokio::test]
async fn a_body_gives_a_token_for_the_same_question() {
    let server = Loopback::start(|_, number| match number {
        0 => page(&[1], r#""a&b=""#),
        _ => page(&[2], r#""""#),
    })
    .await;
    let paging = Paging::BodyToken {
        at: at(&["/next"]),
        param: "cursor".to_owned(),
    };
    let (events, reading) = read(listing(&server, "/list", paging)).await;
    assert_eq!(ids(&events), ["1", "2"]);
    assert_eq!(reading.grade, Grade::Complete);
    assert_eq!(
        server.lines()[1],
        "GET /log/?limit=2&from=1767225600&cursor=a%26b%3D"
    );
}

#[tokio::test]
async fn a_header_links_to_the_next_page() {
    let server = Loopback::start(|_, number| {
        let link = r#"Link: </log/?before=0>; rel="prev", </log/?after=1>; rel="next""#;
        let more = [link];
        let headers = if number == 0 { &more[..] } else { &[] };
        reply(200, headers, &records(&[number as u32 + 1]))
    })
    .await;
    let (events, reading) = read(listing(&server, "", Paging::LinkHeader)).await;
    assert_eq!(ids(&events), ["1", "2"]);
    assert_eq!(reading.grade, Grade::Complete);
    assert_eq!(server.lines()[1], "GET /log/?after=1");
}

#[tokio::test]
async fn without_paging_one_request_is_sent() {
    let server = Loopback::start(|_, _| page(&[1], r#""/log/?page=2""#)).await;
    let (events, reading) = read(listing(&server, "/list", Paging::None)).await;
    assert_eq!((events.len(), reading.requests), (1, 1));
    assert_eq!(reading.grade, Grade::Complete);
}

#[tokio::test]
async fn the_moment_is_asked_for_in_each_form() {
    for (format, template, asked) in [
        (TimeFormat::Rfc3339, None, "2026-01-01T00%3A00%3A00Z"),
        (TimeFormat::EpochS, None, "1767225600"),
        (TimeFormat::EpochMs, None, "1767225600000"),
        (
            TimeFormat::Rfc3339,
            Some("created:>={}"),
            "created%3A%3E%3D2026-01-01T00%3A00%3A00Z",
        ),
    ] {
        let server = Loopback::start(|_, _| json("[]")).await;
        let mut listing = listing(&server, "", Paging::None);
        listing.since = Some(Since {
            param: "from".to_owned(),
            format,
            template: template.map(str::to_owned),
        });
        let (_, reading) = read(listing).await;
        assert_eq!(reading.grade, Grade::Complete);
        assert_eq!(server.lines(), [format!("GET /log/?limit=2&from={asked}")]);
    }
}

#[tokio::test]
async fn a_link_to_another_place_is_not_followed() {
    for link in [
        "https://elsewhere.example/log/?page=2",
        "//elsewhere.example/log/",
        "http://me:word@127.0.0.1/log/",
    ] {
        let server = Loopback::start(move |_, _| page(&[1], &format!("{link:?}"))).await;
        let (events, reading) = read(listing(&server, "/list", by_url())).await;
        assert_eq!((events.len(), server.lines().len()), (1, 1), "{link}");
        assert_eq!(reading.grade, Grade::Partial);
        assert_eq!(reading.reasons, [Reason::ForeignLink], "{reading:?}");
        assert!(!error(&reading).contains("word"), "{reading:?}");
    }
}

#[tokio::test]
async fn pages_without_end_are_given_up() {
    let server =
        Loopback::start(|_, number| page(&[number as u32], &format!(r#""?page={number}""#))).await;
    let (events, reading) = read(listing(&server, "/list", by_url())).await;
    assert_eq!((events.len(), server.lines().len()), (20, 20));
    assert_eq!(reading.grade, Grade::Partial);
    assert_eq!(reading.reasons, [Reason::TooManyPages]);
    assert!(
        error(&reading).contains("more than 20 pages"),
        "{reading:?}"
    );
}

#[tokio::test]
async fn pages_in_a_circle_are_given_up() {
    let server = Loopback::start(|_, _| page(&[1], r#""?page=2""#)).await;
    let (events, reading) = read(listing(&server, "/list", by_url())).await;
    assert_eq!((events.len(), server.lines().len()), (1, 2));
    assert_eq!(reading.reasons, [Reason::Loop]);
}

#[tokio::test]
async fn an_empty_page_is_the_last_where_that_is_said() {
    let server = Loopback::start(|_, number| {
        let ids: &[u32] = if number == 0 { &[1] } else { &[] };
        page(ids, &format!(r#""?page={number}""#))
    })
    .await;
    let mut listing = listing(&server, "/list", by_url());
    listing.until_empty = true;
    let (events, reading) = read(listing).await;
    assert_eq!((events.len(), server.lines().len()), (1, 2));
    assert_eq!(reading.grade, Grade::Complete);
}

#[tokio::test]
async fn a_page_that_is_too_large_is_not_read() {
    let server = Loopback::start(|_, _| json(&" ".repeat((8 << 20) + 1))).await;
    let (events, reading) = read(listing(&server, "", Paging::None)).await;
    assert_eq!((events.len(), reading.grade), (0, Grade::None));
    assert!(error(&reading).contains("larger than"), "{reading:?}");
}

#[tokio::test]
async fn pages_that_weigh_too_much_together_are_given_up() {
    let server = Loopback::start(|_, number| {
        let blank = " ".repeat((8 << 20) - 200);
        let link = format!("Link: <?page={number}>; rel=next");
        reply(
            200,
            &[&link],
            &format!("{blank}{}", records(&[number as u32])),
        )
    })
    .await;
    let (events, reading) = read(listing(&server, "", Paging::LinkHeader)).await;
    assert_eq!((events.len(), server.lines().len()), (8, 9));
    assert_eq!(reading.reasons, [Reason::TooManyPages]);
    let told = error(&reading);
    assert!(told.contains("more than 67108864 bytes"), "{told}");
}

#[tokio::test]
async fn what_is_no_list_is_an_error_that_says_where() {
    for (body, told) in [
        (r#"{"list":{}}"#, "there is no list of records"),
        ("{}", "there is no list of records"),
        ("<html>", "GET /log/"),
    ] {
        let server = Loopback::start(move |_, _| json(body)).await;
        let (_, reading) = read(listing(&server, "/list", Paging::None)).await;
        assert_eq!(reading.grade, Grade::None, "{body}");
        assert!(error(&reading).contains(told), "{reading:?}");
    }
    let server = Loopback::start(|_, _| json(r#"{"list":null}"#)).await;
    let (_, reading) = read(listing(&server, "/list", Paging::None)).await;
    assert_eq!(reading.grade, Grade::Complete);
}

#[tokio::test]
async fn a_refusal_on_a_later_page_keeps_what_came() {
    let server = Loopback::start(|_, number| match number {
        0 => page(&[1], r#""?page=2""#),
        _ => reply(403, &[], r#"{"detail":"canary may not"}"#),
    })
    .await;
    let (events, reading) = read(listing(&server, "/list", by_url())).await;
    assert_eq!((events.len(), reading.grade), (1, Grade::Partial));
    assert_eq!(reading.reasons, [Reason::NotPermitted]);
    assert!(!error(&reading).contains("canary"), "{reading:?}");
}
