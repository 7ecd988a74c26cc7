//! From settings to upstreams: each client with its own credential, bound to its own origin.

use std::sync::Arc;

use secrecy::SecretString;
use tokio::sync::{Mutex, RwLock, mpsc};
use url::Url;

use crate::config::{
    Audit, AuditSource, ClockSetting, EntraAccess, Partial, Settings, SignIn, Way, scim_base,
};
use crate::entra::Scope;
use crate::model::{Foreign, SourceError};
use crate::monitor::{Clients, Purse, Reachable, Upstreams};
use crate::source::audit::{AuditLog, CommandLog, Kandji, Listing, ListingLog};
use crate::source::clock::Clock;
use crate::source::graph::{Graph, GraphOptions};
use crate::source::http::{Client, ClientOptions, Credential};
use crate::source::ingest::Ingest;
use crate::source::scim::profile::Profile;
use crate::source::scim::{Counted, Scim, ScimOptions};
use crate::source::token::{Certificate, DevicePrompt, Proof, TokenOptions, Tokens};
use crate::status::{Observation, Progress};

/// The clock that the setting names.
pub fn clock(setting: ClockSetting) -> Clock {
    match setting {
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
    let (clock, way) = (clock(settings.clock), settings.way());
    let ingest = ingest()?;
    let clients = Clients {
        graph: graph_client(&settings.entra(), &way, clock, told)?,
        scim: scim_client(settings.scim_base(), &settings.scim_token, &way, clock)?,
        audit: log_client(settings, &way, clock)?,
    };
    let audit = audit_log(settings, clients.audit.as_ref(), clock);
    let options = GraphOptions {
        app: settings.app.clone(),
        job: settings.job.clone(),
        all: settings.scope == Scope::All,
        ..GraphOptions::default()
    };
    let scim = ScimOptions {
        paging: settings.scim_paging,
        page: settings.scim_page,
        profile: Some(profile(settings.provider.as_ref(), &settings.scim_url)),
        ..of_scim(told)
    };
    Ok(Upstreams {
        graph: Graph::new(clients.graph.clone(), ingest.clone(), clock, options),
        scim: Scim::new(clients.scim.clone(), ingest.clone(), clock, scim),
        audit,
        ingest,
        clock,
        clients,
        purse: Purse::default(),
        premium: settings.premium,
        mappings: RwLock::default(),
        reading_mappings: Mutex::default(),
    })
}

/// The client of the audit log, where that is asked over HTTP.
fn log_client(settings: &Settings, way: &Way, clock: Clock) -> Result<Option<Client>, SourceError> {
    let options = match (&settings.audit, &settings.audit_source) {
        (Some(audit), _) => return audit_client(audit, way, clock).map(Some),
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
            ..client(way, listing.base(), clock)
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

/// Connects what there is enough for. What cannot be used is left out, and told.
///
/// # Errors
/// The thread that parses does not start.
pub fn connect_some(
    given: &Partial,
    told: &mpsc::Sender<Observation>,
) -> Result<(Reachable, Vec<SourceError>), SourceError> {
    let (clock, way) = (clock(given.clock), given.way());
    let ingest = ingest()?;
    let mut reachable = Reachable {
        graph: None,
        scim: None,
        audit: None,
        ingest: ingest.clone(),
        clock,
    };
    let mut unusable = Vec::new();
    if let (Some(access), Some(app)) = (given.entra(), &given.app) {
        let options = GraphOptions {
            app: app.clone(),
            job: given.job.clone(),
            all: given.scope == Scope::All,
            ..GraphOptions::default()
        };
        let client = kept(graph_client(&access, &way, clock, told), &mut unusable);
        reachable.graph = client.map(|client| {
            let graph = Graph::new(client.clone(), ingest.clone(), clock, options);
            (graph, client)
        });
    }
    if let (Some(url), Some(token)) = (&given.scim_url, &given.scim_token) {
        let client = scim_client(scim_base(url), token, &way, clock);
        reachable.scim = kept(client, &mut unusable).map(|client| {
            let options = ScimOptions {
                paging: given.scim_paging,
                page: given.scim_page,
                profile: Some(profile(given.provider.as_ref(), url)),
                ..of_scim(told)
            };
            let scim = Scim::new(client.clone(), ingest, clock, options);
            (scim, client)
        });
    }
    if let Some(audit) = &given.audit {
        let client = audit_client(audit, &way, clock);
        reachable.audit =
            kept(client, &mut unusable).map(|client| (Kandji::new(client.clone(), clock), client));
    }
    Ok((reachable, unusable))
}

fn kept<T>(made: Result<T, SourceError>, unusable: &mut Vec<SourceError>) -> Option<T> {
    made.map_err(|error| unusable.push(error)).ok()
}

fn ingest() -> Result<Ingest, SourceError> {
    Ingest::start().map_err(|cause| SourceError::Bug {
        what: Foreign::new(cause.to_string()),
    })
}

fn scim_client(
    base: Url,
    token: &SecretString,
    way: &Way,
    clock: Clock,
) -> Result<Client, SourceError> {
    Client::new(ClientOptions {
        credential: Credential::Bearer(token.clone()),
        accept: Scim::ACCEPT,
        ..client(way, base, clock)
    })
}

fn audit_client(audit: &Audit, way: &Way, clock: Clock) -> Result<Client, SourceError> {
    Client::new(ClientOptions {
        credential: Credential::Bearer(audit.token.clone()),
        ..client(way, audit.url.clone(), clock)
    })
}

/// What is known of the provider: as configured, else by its address.
pub fn profile(configured: Option<&Profile>, url: &Url) -> Profile {
    configured.copied().unwrap_or_else(|| Profile::of(url))
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

fn graph_client(
    access: &EntraAccess,
    way: &Way,
    clock: Clock,
    told: &mpsc::Sender<Observation>,
) -> Result<Client, SourceError> {
    let options = TokenOptions {
        tenant: access.tenant.clone(),
        client_id: access.client_id.clone(),
        graph: access.graph_url.origin().ascii_serialization(),
        proof: proof(&access.sign_in, told)?,
    };
    let login = Client::new(client(way, access.login_url.clone(), clock))?;
    let tokens = Arc::new(Tokens::new(login, options, clock));
    let mut base = access.graph_url.clone();
    base.set_path("/v1.0");
    Client::new(ClientOptions {
        credential: Credential::Tokens(tokens),
        ..client(way, base, clock)
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

fn client(way: &Way, base: Url, clock: Clock) -> ClientOptions {
    ClientOptions {
        ca_file: way.ca_file.clone(),
        proxy: way.proxy.clone(),
        clock,
        ..ClientOptions::new(base, Credential::None)
    }
}
