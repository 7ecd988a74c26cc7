//! Rows 1 to 4: the directory in Kandji, its address and its token.

use std::collections::BTreeSet;

use super::schema;
use crate::doctor::answer::Answer;
use crate::doctor::evidence::{Address, Evidence, ScimToken};
use crate::doctor::table::Check;
use crate::doctor::trouble::{count, failed, no_scim, some_of};
use crate::model::{Source, SourceError};

const DIRECTORY: &str = "Kandji > Integrations > Add integration > SCIM: make the directory first, \
     then run the doctor again";
const ADDRESS: &str = "Kandji > Integrations > the SCIM integration's menu > View details: copy the \
     SCIM API URL as it is, and set scim_url to it";
const TOKEN: &str = "Is the token kept where whoever renews it will find it? Kandji shows it once. \
     If not: Kandji > Integrations > the SCIM integration's menu > Rotate token, then give the new \
     one to Entra (Provisioning > Admin Credentials > Secret Token) and to scimtop";
const ATTRIBUTES: &str = "Entra admin center > Enterprise applications > the application > \
     Provisioning > Mappings > Provision Microsoft Entra ID Users";

pub(super) const CHECKS: [Check; 4] = [
    Check {
        id: "guide-01",
        title: "A SCIM directory was made in Kandji first",
        how: "SCIM `/Users` answers our token; 401 is the token, 404 the path",
        fix: DIRECTORY,
        look: directory,
    },
    Check {
        id: "guide-02",
        title: "The SCIM API URL and the token are at hand",
        how: "`scim_url` and `scim_token`: https, a path that ends in `/api/v1/scim`, a known host, \
              and a token that is not the REST one",
        fix: ADDRESS,
        look: address,
    },
    Check {
        id: "guide-03",
        title: "The token is kept: it is not shown again",
        how: "no interface shows it",
        fix: TOKEN,
        look: token_is_kept,
    },
    Check {
        id: "guide-04",
        title: "The mapped attributes are those that Kandji takes",
        how: "the target attributes of the job's user mapping beside Kandji's list",
        fix: ATTRIBUTES,
        look: schema::attributes,
    },
];

fn directory(evidence: &Evidence) -> Answer {
    let Some(scim) = &evidence.scim else {
        return no_scim();
    };
    match &scim.error {
        None => {
            let users = evidence.status.provider.users.data.len();
            let kinds = integrations(evidence);
            Answer::pass(format!("it answers, with {}{kinds}", count(users, "user")))
        }
        Some(error @ SourceError::Unauthorized { .. }) => Answer::fail(error.to_string()).fix(
            "the token is not the current one of this SCIM integration: Kandji > Integrations > \
             the SCIM integration's menu > Rotate token, then give the new one to Entra as well",
        ),
        Some(error @ SourceError::Status { status: 404, .. }) => {
            Answer::fail(error.to_string()).fix(ADDRESS)
        }
        Some(
            error @ (SourceError::Forbidden { .. }
            | SourceError::Protocol { .. }
            | SourceError::TooLarge { .. }
            | SourceError::Full { .. }
            | SourceError::Redirected { .. }),
        ) => Answer::fail(error.to_string()),
        Some(error) => failed(error),
    }
}

/// The kinds of directory integrations that users come from, where the REST interface tells.
fn integrations(evidence: &Evidence) -> String {
    let users = evidence
        .rest
        .as_ref()
        .and_then(|rest| rest.users.as_ref().ok());
    let kinds = users
        .into_iter()
        .flatten()
        .map(|user| &user.integration_kind);
    let kinds: BTreeSet<String> = kinds
        .filter(|kind| !kind.is_empty())
        .map(|kind| kind.shown().into_owned())
        .collect();
    if kinds.is_empty() {
        return String::new();
    }
    let kinds: Vec<String> = kinds.into_iter().collect();
    format!("; integrations of users: {}", some_of(&kinds))
}

/// The domains of Kandji's and Iru's interfaces.
const HOSTS: [&str; 2] = ["kandji.io", "iru.com"];
const OLD_HOST: &str = ".clients.us-1.kandji.io";

fn address(evidence: &Evidence) -> Answer {
    let setup = &evidence.setup;
    let is_given = setup.scim_token != ScimToken::Missing;
    let Some(address) = setup.scim_url.as_ref().filter(|_| is_given) else {
        let missing = if setup.scim_url.is_some() {
            "scim_token"
        } else {
            "scim_url"
        };
        return Answer::skip(format!("{missing} is not set yet")).fix(ADDRESS);
    };
    if setup.scim_token == ScimToken::SameAsRest {
        return Answer::fail("scim_token and audit_token are one and the same").fix(
            "they are made in two places: the SCIM token in Integrations, the REST token in \
             Settings > Access",
        );
    }
    doubts(address).map_or_else(
        || Answer::pass(format!("{} and a token", address.host)),
        Answer::warn,
    )
}

/// What is unusual in a SCIM address of Kandji.
fn doubts(address: &Address) -> Option<String> {
    let host = &address.host;
    let is_known = |domain: &&str| host.ends_with(&format!(".{domain}"));
    if !address.path.ends_with("/api/v1/scim") {
        Some("the path of scim_url does not end in /api/v1/scim".to_owned())
    } else if address.is_loopback {
        None
    } else if !address.is_https {
        Some("scim_url is not https".to_owned())
    } else if host.ends_with(OLD_HOST) {
        Some(format!("{host} is the form of older documents"))
    } else if !HOSTS.iter().any(is_known) {
        Some(format!("{host} is no host of Kandji or Iru that is known"))
    } else {
        None
    }
}

fn token_is_kept(evidence: &Evidence) -> Answer {
    let refused = evidence.scim.as_ref().and_then(|scim| scim.error.as_ref());
    if matches!(refused, Some(SourceError::Unauthorized { .. })) {
        return Answer::ask("the token that scimtop has is refused: was it rotated?");
    }
    if evidence.is_sound(Source::ScimUsers) {
        return Answer::ask("scimtop's token works; nobody can read it back from Kandji");
    }
    Answer::ask("nobody can read it back from Kandji")
}
