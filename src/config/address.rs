//! Readers of URLs. What goes out is https, but for this machine itself, and holds no credential.

use url::{Host, Url};

use super::mistake::Fault;
use super::raw::{Raw, line};

/// The SCIM base as the provider prints it. The path keeps no trailing slash; the query stays,
/// because Entra's tenant URL may carry a flag there (`?aadOptscim062020`).
pub(super) fn scim_base(raw: Raw<'_>) -> Result<Url, Fault> {
    web(raw).map(without_trailing_slash)
}

/// The provider's REST base, which ends in `/api/v1`.
pub(super) fn audit_base(raw: Raw<'_>) -> Result<Url, Fault> {
    let url = without_trailing_slash(web(raw)?);
    if url.query().is_none() && url.path().ends_with("/api/v1") {
        return Ok(url);
    }
    Err(Fault::new(
        "is not the base of the REST API",
        "write the API's URL up to and with /api/v1",
    ))
}

/// The address of a list, as it stands: its last slash may matter. Its parameters are keys of their own.
pub(super) fn listing(raw: Raw<'_>) -> Result<Url, Fault> {
    let url = web(raw)?;
    if url.query().is_none() {
        return Ok(url);
    }
    Err(Fault::new(
        "holds a query",
        "write its parameters as query = { name = \"value\" }",
    ))
}

/// Scheme, host and port alone.
pub(super) fn origin(raw: Raw<'_>) -> Result<Url, Fault> {
    bare(web(raw)?)
}

/// A proxy may be plain http: what passes through it is encrypted end to end, since only https
/// targets are sent there.
pub(super) fn proxy(raw: Raw<'_>) -> Result<Url, Fault> {
    bare(absolute(raw)?)
}

fn bare(url: Url) -> Result<Url, Fault> {
    if url.path() == "/" && url.query().is_none() {
        return Ok(url);
    }
    Err(Fault::new(
        "holds more than scheme, host and port",
        "leave out what follows the host",
    ))
}

fn web(raw: Raw<'_>) -> Result<Url, Fault> {
    let url = absolute(raw)?;
    if url.scheme() == "https" || is_loopback(&url) {
        return Ok(url);
    }
    Err(Fault::new(
        "is plain http to another machine",
        "write https:// (http:// is only for 127.0.0.0/8, ::1 and localhost)",
    ))
}

fn absolute(raw: Raw<'_>) -> Result<Url, Fault> {
    let parsed = Url::parse(line(raw)?).ok();
    let Some(url) = parsed.filter(|url| matches!(url.scheme(), "http" | "https")) else {
        return Err(Fault::new(
            "is not a web address",
            "write https:// and the host",
        ));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Fault::new(
            "holds a user name or a password",
            "leave out everything between // and @",
        ));
    }
    if url.fragment().is_some() {
        return Err(Fault::new(
            "holds a fragment",
            "leave out the # and what follows",
        ));
    }
    Ok(url)
}

fn without_trailing_slash(mut url: Url) -> Url {
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    url
}

/// Whether the host is this machine: 127.0.0.0/8, `::1` or `localhost`.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(reader: fn(Raw<'_>) -> Result<Url, Fault>, text: &str) -> Result<String, String> {
        reader(Raw::Text(text))
            .map(|url| url.to_string())
            .map_err(|fault| fault.what)
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        for host in [
            "127.0.0.1:8080",
            "127.9.8.7",
            "[::1]:9",
            "localhost",
            "LOCALHOST:1",
        ] {
            assert!(
                read(scim_base, &format!("http://{host}/scim")).is_ok(),
                "{host}"
            );
        }
        for host in [
            "10.0.0.1",
            "localhost.example.com",
            "[::ffff:127.0.0.1]",
            "127.0.0.1.nip.io",
        ] {
            let refused = read(scim_base, &format!("http://{host}/scim"));
            assert_eq!(
                refused,
                Err("is plain http to another machine".to_owned()),
                "{host}"
            );
        }
    }

    #[test]
    fn a_scim_base_keeps_path_and_query() {
        let cases = [
            ("https://x.example/scim/v2/", "https://x.example/scim/v2"),
            (
                "https://x.example/scim?aadOptscim062020",
                "https://x.example/scim?aadOptscim062020",
            ),
            ("https://x.example", "https://x.example/"),
        ];
        for (written, expected) in cases {
            assert_eq!(read(scim_base, written).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn an_origin_has_no_path() {
        assert_eq!(
            read(origin, "https://graph.microsoft.com").as_deref(),
            Ok("https://graph.microsoft.com/")
        );
        for more in [
            "https://graph.microsoft.com/v1.0",
            "https://graph.microsoft.com/?x",
        ] {
            assert!(read(origin, more).is_err(), "{more}");
        }
    }

    #[test]
    fn the_audit_base_ends_in_its_version() {
        assert!(read(audit_base, "https://x.api.kandji.io/api/v1/").is_ok());
        assert!(read(audit_base, "https://x.api.kandji.io/api/v1/scim").is_err());
    }

    #[test]
    fn a_proxy_may_be_plain() {
        assert!(read(proxy, "http://proxy.example:3128").is_ok());
        assert!(read(proxy, "socks5://proxy.example:1080").is_err());
        assert!(read(proxy, "http://me:word@proxy.example:3128").is_err());
    }
}
