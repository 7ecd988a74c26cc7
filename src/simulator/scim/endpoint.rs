//! From a request to what it asks for.

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::super::fault::FaultKind;
use super::super::faults::Faults;
use super::super::http::{Ask, Reply, decode};
use super::super::part::Part;
use super::super::provider::{Actor, Provider, Refusal};
use super::CONTENT_TYPE;
use super::body::{self, GroupEdit};
use super::discovery;
use super::disguise::{disguised, real_id};
use super::failure::Failure;
use super::kind::Kind;
use super::list::{List, largest_page, members};
use super::projection::Projection;
use super::query::Query;
use super::rendering::Rendering;
use super::selection::Selections;

/// What a proxy says where the service behind it has fallen over.
const BROKEN_PAGE: &str = "<html><head><title>500 Internal Server Error</title></head>\
    <body><h1>Internal Server Error</h1></body></html>";

/// The SCIM endpoints of the provider.
#[derive(Default)]
pub struct Endpoint {
    cursors_only: bool,
    selections: Selections,
    /// The count of the first page, by which the others are held.
    count: Option<usize>,
}

/// One request on its way.
struct Request<'a> {
    provider: &'a mut Provider,
    faults: &'a mut Faults,
    ask: &'a Ask,
    now: DateTime<Utc>,
}

impl Endpoint {
    /// The endpoints. With `cursors_only` lists go on by cursors alone.
    pub fn new(cursors_only: bool) -> Self {
        Self {
            cursors_only,
            ..Self::default()
        }
    }

    /// Answers a request; `path` is what follows the base.
    pub fn answer(
        &mut self,
        (provider, faults): (&mut Provider, &mut Faults),
        ask: &Ask,
        path: &str,
        now: DateTime<Utc>,
    ) -> Reply {
        let mut request = Request {
            provider,
            faults,
            ask,
            now,
        };
        let answer = self.route(&mut request, path);
        match answer {
            Ok(reply) => disguised(request.provider, request.faults, reply),
            Err(failure) => failure.reply(now),
        }
    }

    fn route(&mut self, request: &mut Request<'_>, path: &str) -> Result<Reply, Failure> {
        let ask = request.ask;
        let segments: Vec<_> = path.trim_matches('/').split('/').map(decode).collect();
        let segments: Vec<_> = segments.iter().map(String::as_str).collect();
        match (ask.method.as_str(), segments.as_slice()) {
            ("GET", ["Users"]) => self.list(request, &[Kind::User], &Query::of_url(ask)?),
            ("GET", ["Groups"]) => self.list(request, &[Kind::Group], &Query::of_url(ask)?),
            ("POST", [".search"]) => self.search(request, &Kind::ALL),
            ("POST", ["Users", ".search"]) => self.search(request, &[Kind::User]),
            ("POST", ["Groups", ".search"]) => self.search(request, &[Kind::Group]),
            ("GET", ["Users", id]) => request.resource(200, Kind::User, id),
            ("GET", ["Groups", id]) => request.resource(200, Kind::Group, id),
            ("POST", ["Users"]) => request.create_user(),
            ("POST", ["Groups"]) => request.create_group(),
            ("PATCH", ["Users", id]) => request.patch_user(id),
            ("PATCH", ["Groups", id]) => request.patch_group(id),
            ("DELETE", ["Users", id]) => request.delete_user(id),
            ("DELETE", ["Groups", id]) => request.delete_group(id),
            ("GET", segments) => self.discover(request, segments),
            (method, _) => Err(Failure {
                status: 405,
                scim_type: "",
                detail: format!("{method} is not supported here"),
            }),
        }
    }

    fn search(&mut self, request: &mut Request<'_>, kinds: &[Kind]) -> Result<Reply, Failure> {
        let query = Query::of_search(&request.ask.body)?;
        self.list(request, kinds, &query)
    }

    fn list(
        &mut self,
        request: &mut Request<'_>,
        kinds: &[Kind],
        query: &Query,
    ) -> Result<Reply, Failure> {
        if let Some(refusal) = self.refuse_count(request.faults, query)? {
            return Ok(refusal);
        }
        let churn = request.faults.on(Part::Scim, FaultKind::Churn);
        if churn && kinds.contains(&Kind::User) && !query.is_first_page() {
            request.provider.come_and_go(request.now);
        }
        let cursors_only = self.cursors_only;
        let list = List {
            provider: request.provider,
            kinds,
            query,
            cursors_only,
        };
        list.answer(&mut self.selections, request.faults)
    }

    /// Where a count is refused: it is too large, or not that of the first page.
    fn refuse_count(&mut self, faults: &Faults, query: &Query) -> Result<Option<Reply>, Failure> {
        let most = faults.rows(Part::Scim, FaultKind::CountRefused);
        if most.is_some_and(|most| query.count.is_some_and(|count| count > most)) {
            return Ok(Some(Reply::new(500, CONTENT_TYPE, BROKEN_PAGE)));
        }
        if query.is_first_page() {
            self.count = query.count;
        }
        if query.count != self.count && faults.on(Part::Scim, FaultKind::CountFixed) {
            let detail = "count must not change between pages";
            return Err(Failure::bad("invalidCount", detail));
        }
        Ok(None)
    }

    fn discover(&self, request: &Request<'_>, segments: &[&str]) -> Result<Reply, Failure> {
        let base = request.provider.base();
        let (all, id) = match segments {
            ["ServiceProviderConfig"] => {
                let largest = largest_page(request.faults);
                let mut config =
                    discovery::service_provider_config(base, largest, self.cursors_only);
                if request.faults.on(Part::Scim, FaultKind::CursorsAbsent) {
                    config["pagination"] = serde_json::Value::Null;
                }
                let tags = !request.faults.on(Part::Scim, FaultKind::EtagAbsent);
                config["etag"]["supported"] = tags.into();
                return Ok(json(200, &config));
            }
            ["ResourceTypes", id @ ..] => (discovery::resource_types(base), id),
            ["Schemas", id @ ..] => (discovery::schemas(base), id),
            _ => return Err(Failure::not_found(&request.ask.path)),
        };
        match id {
            [] => Ok(json(200, &discovery::list_response(&all))),
            id => {
                let found = all.iter().find(|resource| resource["id"] == id.join("/"));
                found
                    .map(|resource| json(200, resource))
                    .ok_or_else(|| Failure::not_found(&id.join("/")))
            }
        }
    }
}

impl Request<'_> {
    fn resource(&self, status: u16, kind: Kind, id: &str) -> Result<Reply, Failure> {
        let query = Query::of_url(self.ask)?;
        let real = real_id(self.provider, self.faults, kind, id);
        let found = match kind {
            Kind::User => self.provider.users.find(&real).map(|(slot, _)| slot),
            Kind::Group => self.provider.groups.find(&real).map(|(slot, _)| slot),
        };
        let missing = || Failure::not_found(&format!("{} {id}", kind.name()));
        let slot = found.ok_or_else(missing)?;
        let projection = Projection::of(&query, kind);
        let rendering = Rendering::new(self.provider, kind, projection, members(self.faults));
        let mut body = Vec::new();
        rendering.write(slot, &mut body);
        let location = format!("{}{}/{id}", self.provider.base(), kind.endpoint());
        let tag = self.tag(id, &body);
        let asked = self.ask.header("if-none-match");
        let reply = if self.ask.method == "GET" && asked.is_some() && asked == tag.as_deref() {
            Reply::empty(304)
        } else {
            Reply::new(status, CONTENT_TYPE, body)
        };
        let reply = reply.with_header("location", &location);
        Ok(match tag {
            Some(tag) => reply.with_header("etag", &tag),
            None => reply,
        })
    }

    /// The `ETag` of a resource (RFC 7644 3.14), a weak one: what it looks like is all that counts.
    fn tag(&self, id: &str, body: &[u8]) -> Option<String> {
        if self.faults.on(Part::Scim, FaultKind::EtagAbsent) {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        if !self.faults.on(Part::Scim, FaultKind::EtagLying) {
            body.hash(&mut hasher);
        }
        Some(format!("W/\"{:x}\"", hasher.finish()))
    }

    fn create_user(&mut self) -> Result<Reply, Failure> {
        let user = body::new_user(&body::parse(&self.ask.body)?);
        let id = self.provider.create_user(&user, &by_hand(), self.now)?;
        self.resource(201, Kind::User, &id)
    }

    fn patch_user(&mut self, id: &str) -> Result<Reply, Failure> {
        let change = body::user_change(&body::parse(&self.ask.body)?)?;
        self.provider
            .patch_user(id, &change, &by_hand(), self.now)?;
        self.resource(200, Kind::User, id)
    }

    fn delete_user(&mut self, id: &str) -> Result<Reply, Failure> {
        self.provider.delete_user(id, &by_hand(), self.now)?;
        Ok(Reply::empty(204))
    }

    fn create_group(&mut self) -> Result<Reply, Failure> {
        let group = body::parse(&self.ask.body)?;
        let text = |name: &str| group[name].as_str().unwrap_or_default();
        let (name, external_id) = (text("displayName"), text("externalId"));
        let members = body::ids(&group["members"]);
        if let Some(id) = members
            .iter()
            .find(|id| self.provider.users.find(id).is_none())
        {
            return Err(Failure::bad(
                "invalidValue",
                format!("no user has the id {id}"),
            ));
        }
        let id = self
            .provider
            .create_group(name, external_id, &by_hand(), self.now)?;
        if !members.is_empty() {
            self.provider
                .add_members(&id, &members, &by_hand(), self.now)?;
        }
        self.resource(201, Kind::Group, &id)
    }

    fn patch_group(&mut self, id: &str) -> Result<Reply, Failure> {
        for edit in body::group_edits(&body::parse(&self.ask.body)?)? {
            self.edit_group(id, edit)?;
        }
        self.resource(200, Kind::Group, id)
    }

    fn edit_group(&mut self, id: &str, edit: GroupEdit) -> Result<(), Refusal> {
        let (provider, actor, now) = (&mut *self.provider, by_hand(), self.now);
        match edit {
            GroupEdit::Rename(name) => provider.rename_group(id, &name, &actor, now),
            GroupEdit::Add(users) => provider.add_members(id, &users, &actor, now),
            GroupEdit::Remove(users) => provider.remove_members(id, &users, &actor, now),
            GroupEdit::RemoveAll => {
                let members = provider.member_ids(id)?;
                provider.remove_members(id, &members, &actor, now)
            }
        }
    }

    fn delete_group(&mut self, id: &str) -> Result<Reply, Failure> {
        self.provider.delete_group(id, &by_hand(), self.now)?;
        Ok(Reply::empty(204))
    }
}

/// Who edits through these endpoints: the engine calls the store itself, so it is someone else.
fn by_hand() -> Actor {
    Actor::new("5ca1ab1e-0000-4000-8000-000000000001", "user")
}

fn json<T: Serialize>(status: u16, value: &T) -> Reply {
    Reply {
        content_type: CONTENT_TYPE,
        ..Reply::json(status, value)
    }
}
