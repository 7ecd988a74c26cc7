//! Kandji's (Iru's) REST interface: users with their devices, and devices with their users.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

use super::http::{Answer, Client};
use super::word::Word;
use crate::model::{Foreign, SourceError};

/// Rows of a page at most (Iru Endpoint Management API).
const PAGE: usize = 300;
/// Pages of one read: three hundred thousand users.
const MOST_PAGES: usize = 1000;

/// The REST interface of a Kandji tenant.
pub struct Rest {
    client: Client,
}

/// A user.
#[derive(Clone, Default, Debug)]
pub struct User {
    pub email: Foreign,
    pub archived: bool,
    /// `device_count`; `None` where it is not there.
    pub devices: Option<u64>,
    /// The directory integration that it came from: `integration.uuid` and `.type`.
    pub integration: Foreign,
    pub integration_kind: Foreign,
}

/// A device.
#[derive(Clone, Default, Debug)]
pub struct Device {
    pub name: Foreign,
    /// The e-mail of the user it is assigned to, empty where there is none.
    pub email: Foreign,
    pub archived_owner: bool,
}

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    results: Vec<UserRow<'a>>,
    #[serde(borrow, default)]
    next: Word<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct UserRow<'a> {
    #[serde(borrow)]
    email: Word<'a>,
    #[serde(borrow)]
    archived: Word<'a>,
    #[serde(borrow)]
    device_count: Word<'a>,
    #[serde(borrow)]
    integration: Option<&'a RawValue>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Integration<'a> {
    #[serde(borrow)]
    uuid: Word<'a>,
    #[serde(borrow, rename = "type")]
    kind: Word<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct DeviceRow<'a> {
    #[serde(borrow)]
    device_name: Word<'a>,
    /// An object, or an empty string where nobody is assigned.
    #[serde(borrow)]
    user: Option<&'a RawValue>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Owner<'a> {
    #[serde(borrow)]
    email: Word<'a>,
    #[serde(borrow)]
    is_archived: Word<'a>,
}

impl Rest {
    /// `client` is based on the REST address, which ends in `/api/v1`.
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// All users, archived ones among them.
    pub async fn users(&self) -> Result<Vec<User>, SourceError> {
        let mut users = Vec::new();
        let mut seen = HashSet::new();
        let mut next = Some(format!("sizePerPage={PAGE}"));
        while let Some(query) = next {
            let target = self.client.at(&format!("/users?{query}"));
            if !seen.insert(query) || seen.len() > MOST_PAGES {
                return Err(endless(target.path()));
            }
            let answer = self.client.get(&target).await?;
            let page: Page = answer.json()?;
            users.extend(page.results.iter().map(user));
            next = query_of(page.next.get());
        }
        Ok(users)
    }

    /// All devices. Pages are counted by offset: rows that move between two pages may be missed or
    /// come twice.
    pub async fn devices(&self) -> Result<Vec<Device>, SourceError> {
        let mut devices = Vec::new();
        for _ in 0..MOST_PAGES {
            let offset = devices.len();
            let place = format!("/devices?limit={PAGE}&offset={offset}&ordering=device_id");
            let answer = self.client.get(&self.client.at(&place)).await?;
            let page = device_page(&answer)?;
            if page.is_empty() {
                return Ok(devices);
            }
            devices.extend(page);
        }
        Err(endless("/devices"))
    }
}

fn endless(path: &str) -> SourceError {
    SourceError::Protocol {
        at: format!("GET {path}"),
        what: Foreign::new("the pages do not end"),
    }
}

/// Only the query of a link is used: its host may be that of the web console, which is not to see
/// the token.
fn query_of(link: &str) -> Option<String> {
    let url = Url::parse(link).ok()?;
    url.query()
        .filter(|query| !query.is_empty())
        .map(str::to_owned)
}

fn user(row: &UserRow) -> User {
    let integration: Integration = inner(row.integration);
    User {
        email: foreign(&row.email),
        archived: row.archived.is("true"),
        devices: row.device_count.get().trim().parse().ok(),
        integration: foreign(&integration.uuid),
        integration_kind: foreign(&integration.kind),
    }
}

fn device_page(answer: &Answer) -> Result<Vec<Device>, SourceError> {
    let rows: Vec<DeviceRow> = answer.json()?;
    Ok(rows.iter().map(device).collect())
}

fn device(row: &DeviceRow) -> Device {
    let owner: Owner = inner(row.user);
    Device {
        name: foreign(&row.device_name),
        email: foreign(&owner.email),
        archived_owner: owner.is_archived.is("true"),
    }
}

/// An object inside a row; whatever else stands in its place is none.
fn inner<'a, T: Default + Deserialize<'a>>(raw: Option<&'a RawValue>) -> T {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok())
        .unwrap_or_default()
}

fn foreign(word: &Word) -> Foreign {
    Foreign::new(word.get())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::http::loopback::{Loopback, json, reply};
    use crate::source::http::{ClientOptions, Credential};

    fn rest(server: &Loopback) -> Rest {
        let base = server.base.join("/api/v1").unwrap();
        let options = ClientOptions::new(base, Credential::Bearer("t".into()));
        Rest::new(Client::new(options).unwrap())
    }

    #[tokio::test]
    async fn users_are_read_page_by_page_on_our_own_host() {
        let server = Loopback::start(|_, number| match number {
            0 => json(
                r#"{"results":[{"id":"1","email":"A@x","archived":false,"device_count":0,
                    "integration":{"id":1,"uuid":"u","type":"scim"}}],
                    "next":"https://accuhive.kandji.io/api/v1/users?cursor=p2"}"#,
            ),
            _ => json(r#"{"results":[{"id":"2","archived":true,"integration":null}],"next":null}"#),
        })
        .await;
        let users = rest(&server).users().await.unwrap();
        let told = |user: &User| (user.archived, user.devices);
        assert_eq!(told(&users[0]), (false, Some(0)));
        assert_eq!(told(&users[1]), (true, None));
        assert_eq!(users[0].integration_kind.raw(), "scim");
        assert_eq!(
            server.lines(),
            [
                "GET /api/v1/users?sizePerPage=300",
                "GET /api/v1/users?cursor=p2"
            ]
        );
    }

    #[tokio::test]
    async fn devices_are_read_until_a_page_is_empty() {
        let server = Loopback::start(|_, number| match number {
            0 => json(
                r#"[{"device_name":"Mac","user":{"email":"a@x","is_archived":true}},
                    {"device_name":"Pad","user":""}]"#,
            ),
            _ => json("[]"),
        })
        .await;
        let devices = rest(&server).devices().await.unwrap();
        assert_eq!(devices.len(), 2);
        assert!(devices[0].archived_owner && devices[1].email.is_empty());
        assert!(server.lines()[1].contains("offset=2&"));
    }

    #[tokio::test]
    async fn pages_that_lead_back_are_an_error() {
        let server =
            Loopback::start(|_, _| json(r#"{"results":[],"next":"https://x/users?cursor=1"}"#))
                .await;
        assert!(rest(&server).users().await.is_err());
        let server = Loopback::start(|_, _| reply(403, &[], "")).await;
        let refused = rest(&server).devices().await;
        assert!(matches!(refused, Err(SourceError::Forbidden { .. })));
    }
}
