//! `/_sim/`: the simulator's own controls, for tests; only this machine may use them.

use chrono::TimeDelta;
use serde_json::json;

use super::fault::Fault;
use super::http::{Ask, Reply};
use super::state::State;

/// Answers a control request.
pub fn answer(state: &mut State, ask: &Ask) -> Reply {
    if !ask.peer.is_loopback() {
        return Reply::json(403, &json!({"error": "only this machine may do that"}));
    }
    match (ask.method.as_str(), ask.path.as_str()) {
        ("GET", "/_sim/clock") => clock(state),
        ("GET", "/_sim/scenario") => scenario(state),
        ("POST", "/_sim/advance") => advance(state, ask),
        ("POST", "/_sim/faults") => faults(state, ask),
        _ => Reply::json(404, &json!({"error": "no such control"})),
    }
}

fn clock(state: &State) -> Reply {
    Reply::json(
        200,
        &json!({"now": state.clock.now(), "anchor": state.clock.anchor()}),
    )
}

/// What is still to come, and what could not happen.
fn scenario(state: &State) -> Reply {
    let (remaining, missed) = (state.script.remaining(), state.script.missed());
    Reply::json(200, &json!({"remaining": remaining, "missed": missed}))
}

/// `POST /_sim/faults` with names, apart by spaces: these faults and no others are on.
fn faults(state: &mut State, ask: &Ask) -> Reply {
    let names = String::from_utf8_lossy(&ask.body);
    let faults = names.split_whitespace().map(str::parse::<Fault>);
    match faults.collect::<Result<Vec<_>, _>>() {
        Ok(faults) => {
            let on = faults.len();
            state.replace_faults(faults);
            Reply::json(200, &json!({"faults": on}))
        }
        Err(error) => Reply::json(400, &json!({"error": error.to_string()})),
    }
}

/// `POST /_sim/advance?seconds=N`, or `{"seconds": N}` as the body.
fn advance(state: &mut State, ask: &Ask) -> Reply {
    let in_body =
        || serde_json::from_slice::<serde_json::Value>(&ask.body).ok()?["seconds"].as_i64();
    let seconds = ask
        .parameter("seconds")
        .map_or_else(in_body, |seconds| seconds.parse().ok());
    match seconds
        .filter(|seconds| *seconds >= 0)
        .and_then(TimeDelta::try_seconds)
    {
        Some(by) => {
            state.advance(by);
            clock(state)
        }
        None => Reply::json(
            400,
            &json!({"error": "seconds must be a whole number, not negative"}),
        ),
    }
}
