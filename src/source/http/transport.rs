//! The connection below a client: TLS, proxy, no redirects.

use std::fs;
use std::path::Path;

use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use reqwest::{Certificate, Proxy, redirect, retry};
use url::Url;

use super::origin::Origin;
use super::{ClientOptions, Patience};
use crate::model::SourceError;

const USER_AGENT: &str = concat!("scimtop/", env!("CARGO_PKG_VERSION"));

/// The transport for `origin`.
///
/// [`SourceError::Setting`] where the CA file or the proxy is unusable.
pub(super) fn build(
    options: &ClientOptions,
    origin: &Origin,
) -> Result<reqwest::Client, SourceError> {
    use_ring();
    let Patience { connect, .. } = options.patience;
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static(options.accept));
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .default_headers(headers)
        .redirect(redirect::Policy::none())
        // Every repetition is ours, so that it is counted.
        .retry(retry::never())
        .referer(false)
        .https_only(!origin.is_loopback())
        .connect_timeout(connect)
        // Proxy variables of the environment do not count; a proxy is configured or there is none.
        .no_proxy();
    if let Some(proxy) = options.proxy.as_ref().filter(|_| !origin.is_loopback()) {
        builder = builder.proxy(proxied(proxy)?);
    }
    if let Some(path) = &options.ca_file {
        builder = builder.tls_certs_merge(certificates(path)?);
    }
    builder.build().map_err(|error| SourceError::Setting {
        what: format!("no connection can be set up to {}: {error}", origin.name()),
    })
}

/// Makes ring the cryptography of TLS in this process. Whoever is second is content with it.
fn use_ring() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn proxied(proxy: &Url) -> Result<Proxy, SourceError> {
    // The address may hold a password: the error names the host only.
    Proxy::all(proxy.clone()).map_err(|_| SourceError::Setting {
        what: format!(
            "the proxy {} cannot be used",
            proxy.host_str().unwrap_or("")
        ),
    })
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, SourceError> {
    let unusable = |why: &str| SourceError::Setting {
        what: format!("the CA file {} {why}", path.display()),
    };
    let pem = fs::read(path).map_err(|error| unusable(&format!("cannot be read: {error}")))?;
    let found = Certificate::from_pem_bundle(&pem).map_err(|_| unusable("is no PEM file"))?;
    if found.is_empty() {
        return Err(unusable("holds no certificate"));
    }
    Ok(found)
}
