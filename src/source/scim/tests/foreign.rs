//! Providers with one habit each, on loopback.

use super::super::*;
use super::simulator::provider;
use super::targets;
use crate::model::MembersRead;
use crate::source::http::loopback::{Asked, Loopback, json, reply};

/// What a request asks for.
struct Wish {
    path: String,
    query: Vec<(String, String)>,
}

impl Wish {
    fn of(asked: &Asked) -> Self {
        let place = asked.line.strip_prefix("GET ").unwrap();
        let url = url::Url::parse(&format!("http://x{place}")).unwrap();
        Self {
            path: url.path().to_owned(),
            query: url.query_pairs().into_owned().collect(),
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.iter();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str) -> usize {
        self.get(name)
            .and_then(|text| text.parse().ok())
            .unwrap_or(0)
    }

    /// The value that a filter by equality asks for.
    fn filter(&self) -> Option<String> {
        let (_, literal) = self.get("filter")?.split_once(" eq ")?;
        serde_json::from_str(literal).ok()
    }

    /// The page of `rows` that the request asks for, at most `cap` of them.
    fn page(&self, rows: &[String], cap: usize) -> String {
        let skip = self.number("startIndex").saturating_sub(1);
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let page: Vec<&str> = rows
            .iter()
            .skip(skip)
            .take(self.number("count").min(cap))
            .copied()
            .collect();
        list(rows.len(), &page)
    }
}

fn list(total: usize, rows: &[&str]) -> String {
    let rows = rows.join(",");
    json(&format!(
        r#"{{"totalResults":{total},"Resources":[{rows}]}}"#
    ))
}

fn user(number: usize) -> String {
    format!(r#"{{"id":{number},"userName":"user{number}@example.com","active":"True"}}"#)
}

fn users(count: usize) -> Vec<String> {
    (1..=count).map(user).collect()
}

fn not_found() -> String {
    reply(404, &[], r#"{"status":"404","detail":"not here"}"#)
}

/// Answers `/Users` from `users`, filters included, and everything else with `other`.
fn people(wish: &Wish, users: &[String], cap: usize, other: impl Fn(&Wish) -> String) -> String {
    if wish.path != "/Users" {
        return other(wish);
    }
    match wish.filter() {
        Some(name) => {
            let found = users
                .iter()
                .filter(|row| row.contains(&format!("\"{name}\"")));
            let found: Vec<&str> = found.map(String::as_str).collect();
            list(found.len(), &found)
        }
        None => wish.page(users, cap),
    }
}

fn scim(server: &Loopback) -> Scim {
    provider(server.base.as_str(), "token", ScimOptions::default())
}

#[tokio::test]
async fn pages_are_read_side_by_side_where_the_order_is_proven() {
    let rows = users(2000);
    let server =
        Loopback::start(move |asked, _| people(&Wish::of(asked), &rows, 100, |_| not_found()))
            .await;
    let scim = scim(&server);
    let read = scim.users(&targets()).await;
    assert_eq!(
        (read.reading.grade, read.data.len()),
        (Grade::Complete, 2000)
    );
    let starts: Vec<usize> = server
        .asked()
        .iter()
        .map(|asked| Wish::of(asked).number("startIndex"))
        .collect();
    let last = starts.iter().rposition(|start| *start == 1).unwrap();
    let mut pages = starts[last + 1..].to_vec();
    pages.sort_unstable();
    let expected: Vec<usize> = (1..=20).map(|page| page * 99 + 1).chain([2000]).collect();
    assert_eq!(pages, expected);
}

#[tokio::test]
async fn members_that_stand_with_the_group_alone_are_fetched() {
    let rows = users(6);
    let server = Loopback::start(move |asked, _| {
        people(&Wish::of(asked), &rows, 100, |wish| {
            match wish.path.as_str() {
                "/Groups" => list(
                    2,
                    &[
                        r#"{"id":"a","displayName":"A"}"#,
                        r#"{"id":"b","displayName":"B"}"#,
                    ],
                ),
                "/Groups/a" => {
                    json(r#"{"id":"a","displayName":"A","members":[{"value":1},{"value":"9"}]}"#)
                }
                "/Groups/b" => json(r#"{"id":"b","displayName":"B"}"#),
                _ => not_found(),
            }
        })
    })
    .await;
    let scim = scim(&server);
    let users = scim.users(&targets()).await;
    let groups = scim.groups(&users.data).await;
    assert_eq!(groups.reading.grade, Grade::Complete);
    let [a, b] = &groups.data.rows[..] else {
        panic!("{}", groups.data.rows.len());
    };
    assert_eq!((a.members.len(), a.strangers.len()), (1, 1));
    // Lists elsewhere, so that nothing here is nobody.
    assert_eq!((b.members.len(), b.members_read), (0, MembersRead::Listed));
}

#[tokio::test]
async fn a_list_that_is_too_heavy_is_read_without_members() {
    let rows = users(6);
    let server = Loopback::start(move |asked, _| {
        people(&Wish::of(asked), &rows, 100, |wish| {
            match wish.path.as_str() {
                "/Groups" if wish.get("excludedAttributes") != Some("members") => reply(
                    400,
                    &[],
                    r#"{"detail":"a group has more than 10000 members"}"#,
                ),
                "/Groups" => list(2, &[r#"{"id":"a"}"#, r#"{"id":"b"}"#]),
                "/Groups/a" => json(r#"{"id":"a","members":[{"value":1}]}"#),
                _ => reply(400, &[], "{}"),
            }
        })
    })
    .await;
    let scim = scim(&server);
    let users = scim.users(&targets()).await;
    let groups = scim.groups(&users.data).await;
    assert_eq!(groups.reading.grade, Grade::Partial);
    assert!(groups.reading.reasons.contains(&Reason::GroupUnread));
    let [a, b] = &groups.data.rows[..] else {
        panic!("{}", groups.data.rows.len());
    };
    assert_eq!(a.members.len(), 1);
    assert_eq!(b.members_read, MembersRead::NotAsked);
}

#[tokio::test]
async fn an_empty_answer_proves_nothing_where_the_filter_is_blind_or_ignored() {
    for (ignored, filter) in [(false, Filter::Blind), (true, Filter::Ignored)] {
        let rows = users(6);
        let server = Loopback::start(move |asked, _| {
            let wish = Wish::of(asked);
            match (wish.path.as_str(), wish.filter(), ignored) {
                ("/Users", Some(_), false) => list(0, &[]),
                ("/Users", _, _) => wish.page(&rows, 100),
                _ => not_found(),
            }
        })
        .await;
        let scim = scim(&server);
        scim.users(&targets()).await;
        assert_eq!(scim.capabilities().await.unwrap().filter, Some(filter));
        let absent = scim.user_absent("nobody@example.com").await;
        assert!(matches!(absent, Confirmation::Unknown(_)), "{absent:?}");
    }
}

#[tokio::test]
async fn a_provider_that_pages_by_cursor_alone_is_read_so() {
    let rows = users(25);
    let server = Loopback::start(move |asked, _| {
        let wish = Wish::of(asked);
        if wish.path != "/Users" || wish.filter().is_some() {
            return not_found();
        }
        let Some(cursor) = wish.get("cursor") else {
            return list(
                25,
                &rows[..10].iter().map(String::as_str).collect::<Vec<_>>(),
            );
        };
        let skip = cursor.trim_end_matches('=').parse().unwrap_or(0);
        let page: Vec<String> = rows.iter().skip(skip).take(10).cloned().collect();
        let next = match skip + page.len() {
            25 => String::new(),
            more => format!(r#","nextCursor":"{more}=""#),
        };
        json(&format!(r#"{{"Resources":[{}]{next}}}"#, page.join(",")))
    })
    .await;
    let read = scim(&server).users(&targets()).await;
    assert_eq!(read.data.len(), 25);
    assert_eq!(read.reading.grade, Grade::Settled);
    assert_eq!(read.reading.reasons, [Reason::TotalAbsent]);
}

#[tokio::test]
async fn the_stand_in_for_a_hidden_list_is_known() {
    let fake = r#"{"id":"1","userName":"synthesis_user","active":false}"#;
    let server = Loopback::start(move |_, _| list(1, &[fake])).await;
    let read = scim(&server).users(&targets()).await;
    assert_eq!(read.reading.grade, Grade::Doubtful);
    assert!(read.reading.reasons.contains(&Reason::SuspectedCap));
}

#[tokio::test]
async fn twins_and_nameless_users_are_all_kept() {
    let rows = [
        r#"{"id":"b","userName":"Ann@x","meta":{"created":"2024-01-01T00:00:00Z"}}"#,
        r#"{"id":"a","userName":"ann@X","meta":{"created":"2023-01-01T00:00:00Z"}}"#,
        r#"{"id":"c"}"#,
        r#"{"id":"d"}"#,
    ];
    let server = Loopback::start(move |asked, _| match Wish::of(asked).path.as_str() {
        "/Users" => Wish::of(asked).page(&rows.map(str::to_owned), 100),
        _ => not_found(),
    })
    .await;
    let read = scim(&server).users(&targets()).await;
    assert_eq!((read.data.len(), read.data.twins.len()), (4, 1));
}
