//! From settings to upstreams: each client with its own credential, bound to its own origin.

use std::sync::Arc;

use tokio::sync::{Mutex, RwLock, mpsc};
use url::Url;

use crate::config::{AuditSource, ClockSetting, Settings, SignIn};
use crate::entra::Scope;
use crate::model::{Foreign, SourceError};
use crate::monitor::{Clients, Upstreams};
use crate::source::audit::{AuditLog, CommandLog, Kandji, Listing, ListingLog};
use crate::source::clock::Clock;
use crate::source::graph::{Graph, GraphOptions};
use crate::source::http::{Client, ClientOptions, Credential};
use crate::source::ingest::Ingest;
use crate::source::scim::{Counted, Scim, ScimOptions};
use crate::source::token::{Certificate, DevicePrompt, Proof, TokenOptions, Tokens};
use crate::status::{Observation, Progress};

/// The clock that the settings name.
pub fn clock(settings: &Settings) -> Clock {
    match settings.clock {
        ClockSetting::Wall => Clock::wall(),
        ClockSetting::Simulated { anchor, speed } => Clock::anchored(anchor, speed),
    }
}

/// Connects nothing yet: the first request does. A device sign-in is announced on `told`.
///
/// # Errors
/// A setting that cannot be used: a certificate that does not parse, say.
pub fn connect(
    settings: &Settings,
    told: &mpsc::Sender<Observation>,
) -> Result<Upstreams, SourceError> {
    let clock = clock(settings);
    let ingest = Ingest::start().map_err(|cause| SourceError::Bug {
        what: Foreign::new(cause.to_string()),
    })?;
    let clients = Clients {
        graph: graph_client(settings, clock, told)?,
        scim: Client::new(ClientOptions {
            credential: Credential::Bearer(settings.scim_token.clone()),
            accept: Scim::ACCEPT,
            ..client(settings, settings.scim_base(), clock)
        })?,
        audit: audit_client(settings, clock)?,
    };
    let audit = audit_log(settings, clients.audit.as_ref(), clock);
    Ok(Upstreams {
        graph: Graph::new(
            clients.graph.clone(),
            ingest.clone(),
            clock,
            of_graph(settings),
        ),
        scim: Scim::new(clients.scim.clone(), ingest.clone(), clock, of_scim(told)),
        audit,
        ingest,
        clock,
        clients,
        premium: settings.premium,
        mappings: RwLock::default(),
        reading_mappings: Mutex::default(),
    })
}

/// The client of the audit log, where that is asked over HTTP.
fn audit_client(settings: &Settings, clock: Clock) -> Result<Option<Client>, SourceError> {
    let options = match (&settings.audit, &settings.audit_source) {
        (Some(audit), _) => ClientOptions {
            credential: Credential::Bearer(audit.token.clone()),
            ..client(settings, audit.url.clone(), clock)
        },
        (
            None,
            Some(AuditSource::Listing {
                listing,
                scheme,
                token,
            }),
        ) => ClientOptions {
            credential: Credential::Scheme(scheme.clone(), token.clone()),
            patience: Listing::patience(),
            ..client(settings, listing.base(), clock)
        },
        (None, Some(AuditSource::Command(_)) | None) => return Ok(None),
    };
    Client::new(options).map(Some)
}

fn audit_log(settings: &Settings, client: Option<&Client>, clock: Clock) -> Option<AuditLog> {
    match &settings.audit_source {
        Some(AuditSource::Command(line)) => {
            Some(AuditLog::Command(CommandLog::new(line.clone(), clock)))
        }
        Some(AuditSource::Listing { listing, .. }) => {
            let log = ListingLog::new(client?.clone(), clock, listing.clone());
            Some(AuditLog::Listing(log))
        }
        None => Some(AuditLog::Kandji(Kandji::new(client?.clone(), clock))),
    }
}

/// Each page moves the progress on screen; one that finds the queue full is followed by another.
fn of_scim(told: &mpsc::Sender<Observation>) -> ScimOptions {
    let told = told.clone();
    let watch = move |counted: Counted| {
        let progress = Progress {
            pages: counted.pages,
            objects: counted.objects,
            of: counted.total,
        };
        let _ = told.try_send(Observation::Progress(counted.source, progress));
    };
    ScimOptions {
        watch: Some(Arc::new(watch)),
        ..ScimOptions::default()
    }
}

fn of_graph(settings: &Settings) -> GraphOptions {
    GraphOptions {
        app: settings.app.clone(),
        job: settings.job.clone(),
        all: settings.scope == Scope::All,
    }
}

fn graph_client(
    settings: &Settings,
    clock: Clock,
    told: &mpsc::Sender<Observation>,
) -> Result<Client, SourceError> {
    let options = TokenOptions {
        tenant: settings.tenant.clone(),
        client_id: settings.client_id.clone(),
        graph: settings.graph_url.origin().ascii_serialization(),
        proof: proof(&settings.sign_in, told)?,
    };
    let login = Client::new(client(settings, settings.login_url.clone(), clock))?;
    let tokens = Arc::new(Tokens::new(login, options, clock));
    let mut base = settings.graph_url.clone();
    base.set_path("/v1.0");
    let credential = Credential::Tokens(tokens);
    Client::new(ClientOptions {
        credential,
        ..client(settings, base, clock)
    })
}

fn proof(sign_in: &SignIn, told: &mpsc::Sender<Observation>) -> Result<Proof, SourceError> {
    Ok(match sign_in {
        SignIn::ClientSecret(secret) => Proof::ClientSecret(secret.clone()),
        SignIn::ClientCertificate(path) => {
            Proof::ClientCertificate(Arc::new(Certificate::read(path)?))
        }
        SignIn::DeviceCode => Proof::DeviceCode(announcer(told.clone())),
    })
}

/// Tells the person at the terminal where to sign in. A full queue holds older words of ours, so
/// that nothing is lost by not waiting.
fn announcer(told: mpsc::Sender<Observation>) -> Arc<dyn Fn(DevicePrompt) + Send + Sync> {
    Arc::new(move |prompt| {
        let (uri, code) = (prompt.verification_uri.shown(), prompt.user_code.shown());
        let minutes = prompt.life.as_secs() / 60;
        let words = format!("sign in at {uri} with the code {code} within {minutes} minutes");
        let _ = told.try_send(Observation::Notice(Some(words)));
    })
}

fn client(settings: &Settings, base: Url, clock: Clock) -> ClientOptions {
    ClientOptions {
        ca_file: settings.ca_file.clone(),
        proxy: settings.proxy.clone(),
        clock,
        ..ClientOptions::new(base, Credential::None)
    }
}
