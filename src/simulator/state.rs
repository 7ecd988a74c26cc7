//! Everything that a running simulator holds, behind one lock.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::StartError;
use super::clock::Clock;
use super::control;
use super::engine::{Engine, INTERVAL};
use super::fault::Fault;
use super::faults::Faults;
use super::graph::{Graph, Hands, Tenant};
use super::guid::Guid;
use super::http::{Ask, Reply};
use super::login::Login;
use super::options::Options;
use super::part::Part;
use super::population::{Size, populate};
use super::provider::Provider;
use super::routes::{Routes, SCIM_PATH};
use super::scenario::Script;
use super::world::World;

/// How long before the start the tenant was set up and first synchronized.
const SYNCHRONIZED_FOR: TimeDelta = TimeDelta::days(29);

/// How long before the start the simulated time begins, at least.
const LEAD: TimeDelta = TimeDelta::hours(2);
/// At the start the last cycle began this long ago.
const LAST_CYCLE: TimeDelta = TimeDelta::minutes(25);

/// The first cycle at least `lead` before the start, in step with the cycle that was last at the start.
fn first_cycle(anchor: DateTime<Utc>, lead: TimeDelta) -> DateTime<Utc> {
    let intervals = lead.num_minutes() / INTERVAL.num_minutes() + 1;
    anchor - LAST_CYCLE - INTERVAL * i32::try_from(intervals).unwrap_or(i32::MAX)
}

/// The tenant, its provider, and the services that show them.
pub struct State {
    pub clock: Clock,
    pub world: World,
    pub provider: Provider,
    pub engine: Engine,
    pub login: Login,
    pub script: Script,
    /// The bearer token of the SCIM endpoints, and of the provider's REST endpoints.
    pub scim_token: String,
    pub api_token: String,
    graph: Graph,
    routes: Routes,
    faults: Faults,
    origin: String,
    latency: Duration,
}

impl State {
    /// Makes the tenant as the options say, reachable at `origin`.
    pub fn new(options: Options, origin: &str) -> Result<Self, StartError> {
        let clock = Clock::start(options.speed, options.begins_at);
        let born = first_cycle(clock.anchor(), options.scenario.lead() + LEAD);
        let size = Size {
            users: options.users,
            groups: options.groups,
            memberships: options.memberships,
        };
        let mut world = populate(size, options.seed, born);
        options.scenario.check(&world)?;
        world.provisioning = options.scenario.provisioning().clone();
        world.setup = options.scenario.setup().clone();
        let mut rng = fastrand::Rng::with_seed(options.seed ^ 0x5eed);
        let mut provider = Provider::new(options.seed, &format!("{origin}{SCIM_PATH}"));
        let engine = Engine::in_sync(
            &world,
            &mut provider,
            born - SYNCHRONIZED_FOR,
            born,
            rng.fork(),
        )?;
        let faults = Faults::new(options.faults, options.seed);
        let mut login = Login::new(world.tenant_id, origin, rng.fork());
        login.restrict(&world.setup, faults.token_life());
        login.may_act = options.grant_actions;
        let scim_token = Guid::random(&mut rng).digits();
        let api_token = Guid::random(&mut rng).to_string();
        let script = Script::new(&options.scenario, &world, clock.anchor(), &mut rng);
        let mut state = Self {
            script,
            routes: Routes::new(&scim_token, &api_token, options.cursor_paging)
                .refusing(world.setup.clone()),
            scim_token,
            api_token,
            login,
            graph: Graph::new(options.limit_logs, options.seed),
            faults,
            origin: origin.to_owned(),
            latency: options.latency,
            clock,
            world,
            provider,
            engine,
        };
        state.catch_up();
        Ok(state)
    }

    /// Everything that has fallen due happens.
    fn catch_up(&mut self) {
        let now = self.clock.now();
        self.script
            .run(now, &mut self.world, &mut self.provider, &mut self.engine);
    }

    /// Answers one request, after everything that was due before it.
    pub fn answer(&mut self, ask: &Ask) -> Reply {
        self.catch_up();
        let now = self.clock.now();
        let mut reply = self.route(ask, now).dated(now + self.faults.skew());
        reply.delivery.delay += self.latency;
        reply
    }

    /// Puts other faults in the place of those that are on.
    pub fn replace_faults(&mut self, faults: Vec<Fault>) {
        self.faults.replace(faults);
    }

    /// Moves the clock, and everything that falls due.
    pub fn advance(&mut self, by: TimeDelta) {
        self.clock.advance(by);
        self.catch_up();
    }

    fn route(&mut self, ask: &Ask, now: DateTime<Utc>) -> Reply {
        if ask.path.starts_with("/_sim/") {
            return control::answer(self, ask);
        }
        if ask.path.starts_with("/v1.0/") {
            return self.answer_graph(ask, now);
        }
        let (provider, faults) = (&mut self.provider, &mut self.faults);
        let reply = self.routes.answer(provider, faults, ask, now);
        let reply = reply.or_else(|| self.login.answer(ask, now));
        reply.unwrap_or_else(|| Reply::new(404, "text/plain", "no such path"))
    }

    fn answer_graph(&mut self, ask: &Ask, now: DateTime<Utc>) -> Reply {
        let reply = match self.faults.refuse(Part::Graph, ask, now) {
            Some(refusal) => refusal,
            None if !self.login.accepts(ask.bearer()) => Part::Graph.unauthorized(now),
            None => self.answer_tenant(ask, now),
        };
        self.faults.spoil(Part::Graph, reply)
    }

    fn answer_tenant(&mut self, ask: &Ask, now: DateTime<Utc>) -> Reply {
        let mut hands = Hands {
            world: &mut self.world,
            provider: &mut self.provider,
            engine: &mut self.engine,
            permitted: self.login.may_act,
            origin: &self.origin,
            now,
        };
        if let Some(reply) = self.graph.act(&mut hands, ask) {
            return reply;
        }
        let tenant = Tenant {
            world: &self.world,
            engine: &self.engine,
            now,
            origin: &self.origin,
            faults: &self.faults,
        };
        self.graph.answer(&tenant, ask)
    }
}
