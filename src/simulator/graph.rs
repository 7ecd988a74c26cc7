//! Microsoft Graph v1.0, as far as a provisioning monitor reads it.

mod actions;
mod application;
mod batch;
mod call;
mod delta;
mod error;
mod fields;
mod filter;
mod groups;
mod jobs;
mod logs;
mod query;
mod rows;
mod schema;
mod tenant;
mod throttle;
mod users;

pub use actions::Hands;
pub use call::Tenant;

use self::call::{Answer, Call};
use self::error::GraphError;
use self::groups::Reach;
use self::query::Query;
use self::rows::Rows;
use self::throttle::Throttle;
use super::clock::wall_instant;
use super::guid::Guid;
use super::http::{Ask, Reply, decode};

/// What Graph keeps between requests.
pub struct Graph {
    rows: Rows,
    throttle: Throttle,
    on_demand: Throttle,
    rng: fastrand::Rng,
    /// Requests inside batches, for the fault that refuses some.
    inner: i64,
}

impl Graph {
    /// `limit_logs`: whether the log endpoints allow no more than five requests in ten wall seconds.
    pub fn new(limit_logs: bool, seed: u64) -> Self {
        Self {
            rows: Rows::new(),
            throttle: Throttle::new(limit_logs),
            on_demand: Throttle::new(limit_logs),
            rng: fastrand::Rng::with_seed(seed),
            inner: 0,
        }
    }

    /// Answers a request whose token was found valid.
    pub fn answer(&mut self, tenant: &Tenant, ask: &Ask) -> Reply {
        self.rows.catch_up(tenant.world);
        let reply = match (ask.method.as_str(), ask.path.as_str()) {
            ("POST", "/v1.0/$batch" | "/v1.0/%24batch") => {
                batch::answer(self, tenant, ask).unwrap_or_else(|error| error.reply(tenant.now))
            }
            _ => self.answer_authorised(tenant, ask),
        };
        self.numbered(reply)
    }

    /// Carries out what acts on the job; `None` where the request is something else.
    pub fn act(&mut self, hands: &mut Hands, ask: &Ask) -> Option<Reply> {
        let action = actions::asked(ask)?;
        let done = actions::answer(&mut self.on_demand, hands, &action, ask);
        let reply = done.unwrap_or_else(|error| error.reply(hands.now));
        Some(self.numbered(reply))
    }

    /// The answer with the id that support asks for.
    fn numbered(&mut self, reply: Reply) -> Reply {
        let request_id = Guid::random(&mut self.rng).to_string();
        reply
            .with_header("request-id", &request_id)
            .with_header("client-request-id", &request_id)
    }

    /// Counts a request inside a batch. Whether it is an Nth one.
    fn strikes_in_batch(&mut self, nth: i64) -> bool {
        self.inner += 1;
        self.inner % nth.max(1) == 0
    }

    fn answer_authorised(&mut self, tenant: &Tenant, ask: &Ask) -> Reply {
        self.route(tenant, ask)
            .unwrap_or_else(|error| error.reply(tenant.now))
    }

    fn route(&mut self, tenant: &Tenant, ask: &Ask) -> Answer {
        let path = ask
            .path
            .strip_prefix("/v1.0/")
            .ok_or_else(|| GraphError::no_such_segment(&ask.path))?;
        let segments: Vec<String> = path.split('/').map(decode).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let call = Call {
            tenant,
            ask,
            query: Query::read(ask)?,
        };
        if ask.method == "POST" && segments == ["directoryObjects", "getByIds"] {
            return tenant::by_ids(&mut self.rows, &call);
        }
        if ask.method != "GET" {
            return Err(GraphError::denied());
        }
        if tenant.world.setup.refuses_graph(&segments) {
            return Err(GraphError::denied());
        }
        match segments.as_slice() {
            ["users", rest @ ..] => self.users(&call, rest),
            ["groups", rest @ ..] => self.groups(&call, rest),
            ["servicePrincipals", rest @ ..] => service_principals(&call, rest),
            ["directory", "deletedItems", "microsoft.graph.user"] => {
                users::list_deleted(&mut self.rows, &call)
            }
            ["subscribedSkus"] => Ok(tenant::licences(&call)),
            ["organization"] => Ok(tenant::organization(&call)),
            ["auditLogs", rest @ ..] => self.logs(&call, rest),
            [first, ..] => by_alternate_key(&call, first, &segments[1..]),
            [] => Err(GraphError::no_such_segment("")),
        }
    }

    fn users(&mut self, call: &Call, rest: &[&str]) -> Answer {
        match rest {
            [] => users::list(&mut self.rows, call),
            ["delta"] => delta::users(&mut self.rows, call),
            [key] => users::get(&mut self.rows, call, key),
            [key, "manager"] => users::manager(&mut self.rows, call, key),
            [key, "memberOf"] => groups::of_user(&mut self.rows, call, key),
            [key, "appRoleAssignments"] => application::assigned_through(call, key),
            [.., last] => Err(GraphError::no_such_segment(last)),
        }
    }

    fn groups(&mut self, call: &Call, rest: &[&str]) -> Answer {
        let rows = &mut self.rows;
        match rest {
            [] => groups::list(rows, call),
            ["delta"] => delta::groups(rows, call),
            [key] => groups::get(rows, call, key),
            [key, "members"] => groups::members(rows, call, key, Reach::Direct),
            [key, "transitiveMembers"] => groups::members(rows, call, key, Reach::Transitive),
            [key, "members", "microsoft.graph.user"] => {
                groups::user_members(rows, call, key, Reach::Direct)
            }
            [key, "transitiveMembers", "microsoft.graph.user"] => {
                groups::user_members(rows, call, key, Reach::Transitive)
            }
            [key, "appRoleAssignments"] => application::assigned_to_group(call, key),
            [key, "members", "$count"] => groups::count_members(call, key),
            [.., last] => Err(GraphError::no_such_segment(last)),
        }
    }

    fn logs(&mut self, call: &Call, rest: &[&str]) -> Answer {
        self.throttle.admit(wall_instant())?;
        match rest {
            ["provisioning"] => logs::provisioning(call),
            ["directoryAudits"] => logs::directory_audits(call),
            ["directoryAudits", id] => logs::directory_audit(call, id),
            _ => Err(GraphError::no_such_segment("auditLogs")),
        }
    }
}

/// `servicePrincipals(appId='…')`, which stands for the path by object id.
fn by_alternate_key(call: &Call, segment: &str, rest: &[&str]) -> Answer {
    let key = segment
        .strip_prefix("servicePrincipals(")
        .and_then(|key| key.strip_suffix(')'));
    let key = key.ok_or_else(|| GraphError::no_such_segment(segment))?;
    let id = application::resolve(call.world(), key)?.to_string();
    let path: Vec<&str> = std::iter::once(id.as_str())
        .chain(rest.iter().copied())
        .collect();
    service_principals(call, &path)
}

fn service_principals(call: &Call, rest: &[&str]) -> Answer {
    let [key, rest @ ..] = rest else {
        return application::list(call);
    };
    let id = application::resolve(call.world(), key)?;
    match rest {
        [] => application::get(call, id),
        ["appRoleAssignedTo"] => application::assigned_to(call, id),
        ["synchronization", rest @ ..] => jobs::answer(call, id, rest),
        [.., last] => Err(GraphError::no_such_segment(last)),
    }
}
