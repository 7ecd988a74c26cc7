//! What acts on the job: `start`, `pause`, `restart` and `provisionOnDemand` below
//! `/servicePrincipals/{id}/synchronization/jobs/{jobId}`.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::application;
use super::call::{Answer, entity};
use super::error::GraphError;
use super::throttle::Throttle;
use crate::simulator::clock::wall_instant;
use crate::simulator::engine::{Engine, OnDemand, Outcome, Reset};
use crate::simulator::guid::Guid;
use crate::simulator::http::{Ask, Reply, decode};
use crate::simulator::provider::Provider;
use crate::simulator::world::{Activity, Object, World};

/// Most members of a group at once ("On-demand provisioning").
const MAX_MEMBERS: usize = 5;

/// What is acted on, and whether the token may.
pub struct Hands<'a> {
    pub world: &'a mut World,
    pub provider: &'a mut Provider,
    pub engine: &'a mut Engine,
    pub permitted: bool,
    /// Scheme, host and port of this server.
    pub origin: &'a str,
    pub now: DateTime<Utc>,
}

/// An action by the names in its path.
pub struct Asked {
    principal: String,
    job: String,
    verb: Verb,
}

#[derive(Clone, Copy)]
enum Verb {
    Start,
    Pause,
    Restart,
    ProvisionOnDemand,
}

#[derive(Deserialize)]
struct Restart {
    criteria: Criteria,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Criteria {
    #[serde(default)]
    reset_scope: String,
}

#[derive(Deserialize)]
struct Demand {
    parameters: Vec<Parameters>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameters {
    rule_id: String,
    subjects: Vec<Subject>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subject {
    object_id: String,
    object_type_name: String,
    #[serde(default)]
    links: Links,
}

#[derive(Deserialize, Default)]
struct Links {
    #[serde(default)]
    members: Vec<Member>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Member {
    object_id: String,
    object_type_name: String,
}

/// The action that a request asks for; `None` where it is another request.
pub fn asked(ask: &Ask) -> Option<Asked> {
    let segments: Vec<String> = ask.path.split('/').skip(2).map(decode).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let [
        "servicePrincipals",
        principal,
        "synchronization",
        "jobs",
        job,
        verb,
    ] = segments.as_slice()
    else {
        return None;
    };
    let verb = match *verb {
        "start" => Verb::Start,
        "pause" => Verb::Pause,
        "restart" => Verb::Restart,
        "provisionOnDemand" => Verb::ProvisionOnDemand,
        _ => return None,
    };
    (ask.method == "POST").then(|| Asked {
        principal: (*principal).to_owned(),
        job: (*job).to_owned(),
        verb,
    })
}

/// Carries an action out.
pub fn answer(throttle: &mut Throttle, hands: &mut Hands, asked: &Asked, ask: &Ask) -> Answer {
    let id = application::resolve(hands.world, &asked.principal)?;
    if id != hands.world.application.id || asked.job != hands.world.application.job_id {
        return Err(GraphError::not_found(&asked.job));
    }
    if !hands.permitted {
        return Err(GraphError::denied());
    }
    match asked.verb {
        Verb::Start => {
            hands.engine.start(hands.now);
            Ok(hands.noted(Activity::START_PROVISIONING))
        }
        Verb::Pause => {
            hands.engine.pause();
            Ok(hands.noted(Activity::PAUSE_PROVISIONING))
        }
        Verb::Restart => {
            let Restart { criteria } = body(ask)?;
            let reset = Reset::parse(&criteria.reset_scope).ok_or_else(|| {
                let scope = &criteria.reset_scope;
                GraphError::bad_request(format!("Invalid value for resetScope: '{scope}'."))
            })?;
            hands.engine.restart(reset, hands.now);
            Ok(hands.noted(Activity::RESTART_PROVISIONING))
        }
        Verb::ProvisionOnDemand => {
            throttle.admit(wall_instant())?;
            hands.provision(&body(ask)?)
        }
    }
}

fn body<T: for<'a> Deserialize<'a>>(ask: &Ask) -> Result<T, GraphError> {
    serde_json::from_slice(&ask.body)
        .map_err(|error| GraphError::bad_request(format!("Unable to read the body: {error}")))
}

impl Hands<'_> {
    /// 204, and a row of the directory's audit log.
    fn noted(&mut self, activity: Activity) -> Reply {
        self.world.note_application(activity, self.now);
        Reply::empty(204)
    }

    fn provision(&mut self, demand: &Demand) -> Answer {
        let [parameters] = demand.parameters.as_slice() else {
            return Err(GraphError::bad_request("Exactly one rule may be named."));
        };
        if parameters.rule_id != self.world.application.rule_id.to_string() {
            let rule = &parameters.rule_id;
            return Err(GraphError::bad_request(format!("No rule '{rule}'.")));
        }
        let [subject] = parameters.subjects.as_slice() else {
            return Err(GraphError::bad_request("Exactly one subject may be named."));
        };
        let done = match (&*subject.object_type_name, self.object(&subject.object_id)?) {
            ("User", Object::User(user)) => {
                self.engine
                    .provision_user(user, self.world, self.provider, self.now)
            }
            ("Group", Object::Group(group)) => {
                let members = self.members(&subject.links.members)?;
                self.engine
                    .provision_group(group, &members, self.world, self.provider, self.now)
            }
            (kind, _) => {
                return Err(GraphError::bad_request(format!("The object is no {kind}.")));
            }
        };
        let context = format!(
            "{}/v1.0/$metadata#microsoft.graph.stringKeyStringValuePair",
            self.origin
        );
        Ok(entity(&context, pair(&done).to_string().as_bytes()))
    }

    fn members(&self, members: &[Member]) -> Result<Vec<u32>, GraphError> {
        if members.len() > MAX_MEMBERS {
            let message = format!("At most {MAX_MEMBERS} members may be named.");
            return Err(GraphError::bad_request(message));
        }
        let number = |member: &Member| match self.object(&member.object_id)? {
            Object::User(user) if member.object_type_name == "User" => Ok(user),
            _ => Err(GraphError::bad_request("A member is no User.")),
        };
        members.iter().map(number).collect()
    }

    fn object(&self, id: &str) -> Result<Object, GraphError> {
        let found = Guid::parse(id);
        found
            .and_then(|id| self.world.object(id))
            .ok_or_else(|| GraphError::not_found(id))
    }
}

/// JSON within strings, with the names that this answer has and the log has not.
fn pair(done: &OnDemand) -> Value {
    let (result, code, message) = match &done.outcome {
        Outcome::Success => ("Success", None, None),
        Outcome::Skipped(reason) => ("Skipped", Some(*reason), Some("Nothing was written.")),
        Outcome::Failure { code, reason } => ("Failure", Some(*code), Some(reason.as_str())),
    };
    let key = json!({"result": result, "details": {"errorCode": code, "errorMessage": message}});
    let row = &done.row;
    let capitalised = |text: &Value| {
        let text = text.as_str().unwrap_or_default();
        let mut rest = text.chars();
        let first = rest.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(rest).collect::<String>()
    };
    let steps: Vec<Value> = row["provisioningSteps"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|step| {
            json!({
                "name": step["name"],
                "type": capitalised(&step["provisioningStepType"]),
                "status": capitalised(&step["status"]),
                "description": step["description"],
                "timestamp": row["activityDateTime"],
                "details": step["details"],
            })
        })
        .collect();
    let value = json!({
        "action": capitalised(&row["provisioningAction"]),
        "changeId": row["changeId"],
        "startTime": row["activityDateTime"],
        "endTime": row["activityDateTime"],
        "modifiedProperties": row["modifiedProperties"],
        "provisioningSteps": steps,
        "reportableIdentifier": row["targetIdentity"]["displayName"],
        "statusInfo": {"status": result, "errorCode": code, "reason": message},
        "sourceIdentity": row["sourceIdentity"],
        "sourceSystem": row["sourceSystem"],
        "targetIdentity": row["targetIdentity"],
        "targetSystem": row["targetSystem"],
    });
    json!({"key": key.to_string(), "value": value.to_string()})
}
