//! Our own access: the configuration, the proxy, the token, the clock, the requests.

use std::time::Duration;

use chrono::TimeDelta;

use crate::doctor::answer::Answer;
use crate::doctor::evidence::Evidence;
use crate::doctor::table::Check;
use crate::doctor::trouble::{count, no_entra, no_scim, some_of};
use crate::model::{Source, SourceError};

pub(super) const CHECKS: [Check; 5] = [
    Check {
        id: "configuration",
        title: "The configuration is complete and right",
        how: "flags, environment and file, as `scimtop config check` reads them",
        fix: "`scimtop config check` names each mistake with its place",
        look: configuration,
    },
    Check {
        id: "proxy",
        title: "The way out is the configured one",
        how: "`proxy` of the configuration; proxy variables of the system, which are not used",
        fix: "where the network can be left only through a proxy, set proxy to its URL",
        look: proxy,
    },
    Check {
        id: "token-expiry",
        title: "The token for Microsoft Graph lives long enough",
        how: "`expires_in` of the grant",
        fix: "a token that ends within minutes is asked for again and again: look for a token \
              lifetime policy in Entra",
        look: token_expiry,
    },
    Check {
        id: "clock-skew",
        title: "Our clock agrees with the services'",
        how: "the Date header of each service beside our own clock: a warning from 30 seconds, \
              wrong from five minutes, where sign-in by certificate fails",
        fix: "set the clock of this machine, by NTP say",
        look: clock_skew,
    },
    Check {
        id: "rate-headroom",
        title: "The providers' request limits leave room",
        how: "requests of one read by the configured pauses, beside Kandji's 10,000 an hour for all \
              tokens of a tenant: a warning above a tenth; and waiting that a service asked for",
        fix: "lengthen poll_scim and poll_audit",
        look: rate,
    },
];

fn configuration(evidence: &Evidence) -> Answer {
    let setup = &evidence.setup;
    if let Some(first) = setup.wrong.first() {
        return Answer::fail(setup.wrong.join("; ")).fix(first.clone());
    }
    if !setup.unreadable.is_empty() {
        return Answer::unread(setup.unreadable.join("; "));
    }
    if let Some(first) = setup.missing.first() {
        let number = count(setup.missing.len(), "value");
        return Answer::skip(format!("{number} not set yet")).fix(first.clone());
    }
    if setup.warnings.is_empty() {
        Answer::pass("nothing is missing and nothing is wrong")
    } else {
        Answer::warn(setup.warnings.join("; "))
    }
}

fn proxy(evidence: &Evidence) -> Answer {
    let setup = &evidence.setup;
    if let Some(proxy) = &setup.proxy {
        return Answer::pass(format!(
            "what leaves this machine goes through {proxy}; loopback does not"
        ));
    }
    let variables = setup.proxy_variables.join(", ");
    if variables.is_empty() {
        return Answer::pass("no proxy");
    }
    let told = format!("no proxy is configured; {variables} of the system is not used");
    if no_way_out(evidence) {
        Answer::warn(format!("{told}, and a service is out of reach"))
    } else {
        Answer::pass(told)
    }
}

fn no_way_out(evidence: &Evidence) -> bool {
    let of_scim = evidence.scim.as_ref().and_then(|scim| scim.error.as_ref());
    let entra = evidence.entra.as_ref();
    let of_entra = entra.and_then(|entra| entra.application.as_ref().err());
    let out_of_reach = |error: &SourceError| {
        matches!(
            error,
            SourceError::Network { .. } | SourceError::Timeout { .. }
        )
    };
    of_scim.is_some_and(out_of_reach) || of_entra.is_some_and(out_of_reach)
}

/// As long as one read of a large tenant may take.
const LONG_ENOUGH: Duration = Duration::from_secs(10 * 60);

fn token_expiry(evidence: &Evidence) -> Answer {
    let Some(entra) = &evidence.entra else {
        return no_entra();
    };
    let Some(life) = entra.token_life else {
        return Answer::skip("there is no token: see guide-05");
    };
    let told = format!(
        "it is good for {} minutes more and renewed before it ends; for the SCIM token no end is \
         documented",
        life.as_secs() / 60
    );
    if life < LONG_ENOUGH {
        Answer::warn(told)
    } else {
        Answer::pass(told)
    }
}

/// More than a Date header may be off by its resolution and the way.
const SKEWED: TimeDelta = TimeDelta::seconds(30);
/// Beyond this an assertion is refused (AADSTS700024).
const WRONG: TimeDelta = TimeDelta::minutes(5);

fn clock_skew(evidence: &Evidence) -> Answer {
    let rest = evidence.rest.as_ref();
    let seen: Vec<(&str, TimeDelta)> = [
        (
            "Graph",
            evidence.entra.as_ref().and_then(|entra| entra.skew),
        ),
        ("SCIM", evidence.scim.as_ref().and_then(|scim| scim.skew)),
        ("REST", rest.and_then(|rest| rest.skew)),
    ]
    .into_iter()
    .filter_map(|(name, skew)| Some((name, skew?)))
    .collect();
    let Some(worst) = seen.iter().map(|(_, skew)| skew.abs()).max() else {
        return Answer::skip("no service has told its time yet");
    };
    let told: Vec<String> = seen.iter().map(|(name, skew)| ahead(name, *skew)).collect();
    let told = told.join(", ");
    if worst >= WRONG {
        Answer::fail(told)
    } else if worst >= SKEWED {
        Answer::warn(told)
    } else {
        Answer::pass(told)
    }
}

fn ahead(name: &str, skew: TimeDelta) -> String {
    match skew.num_seconds() {
        seconds if seconds.abs() < 2 => format!("{name} agrees"),
        seconds if seconds > 0 => format!("{name} is {seconds} s ahead of us"),
        seconds => format!("{name} is {} s behind us", -seconds),
    }
}

/// Kandji's limit for all tokens of a tenant, by the hour.
const HOURLY: u64 = 10_000;

fn rate(evidence: &Evidence) -> Answer {
    let Some(scim) = &evidence.scim else {
        return no_scim();
    };
    let requests = |sources: &[Source]| -> u64 {
        let of = sources
            .iter()
            .map(|&source| evidence.reading(source).requests);
        of.sum()
    };
    let setup = &evidence.setup;
    let of_scim = hourly(
        requests(&[Source::ScimUsers, Source::ScimGroups]),
        setup.poll_scim,
    );
    let of_audit = hourly(requests(&[Source::ProviderAudit]), setup.poll_audit);
    let total = of_scim + of_audit;
    let told = format!(
        "the monitor sends about {total} requests an hour to the provider, {} % of {HOURLY}",
        (total * 100).div_ceil(HOURLY)
    );
    let entra = evidence.entra.as_ref();
    let waited: Vec<String> = [
        ("the provider", scim.throttled),
        (
            "Graph",
            entra.map_or(Duration::ZERO, |entra| entra.throttled),
        ),
    ]
    .into_iter()
    .filter(|(_, waited)| !waited.is_zero())
    .map(|(name, waited)| format!("{name} let us wait for {} s", waited.as_secs_f64().ceil()))
    .collect();
    if !waited.is_empty() {
        return Answer::warn(format!("{told}; {}", some_of(&waited)));
    }
    if total * 10 > HOURLY {
        Answer::warn(told)
    } else {
        Answer::pass(told)
    }
}

/// How many requests an hour `requests` are at one read a `pause`.
fn hourly(requests: u64, pause: Duration) -> u64 {
    (requests * 3600).div_ceil(pause.as_secs().max(1))
}
