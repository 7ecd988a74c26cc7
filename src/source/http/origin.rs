//! The one place that a client may talk to, and what counts as the same place.

use std::net::IpAddr;

use url::{Host, Url};

use super::Target;
use crate::model::{Foreign, SourceError};

/// A base address: scheme, host, port and the path that every target is below.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    base: Url,
    loopback: bool,
}

impl Origin {
    /// Refuses what would carry a token in clear text to another machine, and user names or
    /// passwords in the address. A query or fragment of the base is dropped.
    pub fn new(mut base: Url) -> Result<Self, SourceError> {
        let loopback = is_loopback(&base);
        let clear = base.scheme() == "http" && loopback;
        if base.scheme() != "https" && !clear {
            return Err(wrong(
                &base,
                "must be https; plain http is for loopback only",
            ));
        }
        if has_userinfo(&base) {
            return Err(wrong(&base, "must not hold a user name or password"));
        }
        base.set_query(None);
        base.set_fragment(None);
        let path = base.path().trim_end_matches('/').to_owned();
        base.set_path(&path);
        Ok(Self { base, loopback })
    }

    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The path of the base, without a slash at its end.
    pub fn path(&self) -> &str {
        self.base.path().trim_end_matches('/')
    }

    /// Scheme, host and port, as errors name them.
    pub fn name(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// The target below the base; `place` is a path that begins with a slash, and perhaps a query.
    pub fn at(&self, place: &str) -> Target {
        let (path, query) = match place.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (place, None),
        };
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.path()));
        url.set_query(query);
        Target::new(url)
    }

    /// The target that `link`, found in the answer to `from`, names.
    ///
    /// [`SourceError::ForeignLink`] where it leads to any other scheme, host or port: both sides
    /// are compared as parsed, since that is what would be called.
    pub fn link(&self, link: &str, from: &Target) -> Result<Target, SourceError> {
        let at = format!("GET {}", from.path());
        let Ok(mut url) = from.url().join(link) else {
            let what = Foreign::new("the link to the next page is no address");
            return Err(SourceError::Protocol { at, what });
        };
        if !self.is_of(&url) || has_userinfo(&url) {
            let host = Foreign::new(named(&url));
            return Err(SourceError::ForeignLink { at, host });
        }
        url.set_fragment(None);
        Ok(Target::new(url))
    }

    /// Refuses a target that another origin made.
    pub fn own(&self, target: &Target, at: &str) -> Result<(), SourceError> {
        if self.is_of(target.url()) {
            return Ok(());
        }
        Err(SourceError::ForeignLink {
            at: at.to_owned(),
            host: Foreign::new(named(target.url())),
        })
    }

    fn is_of(&self, url: &Url) -> bool {
        url.scheme() == self.base.scheme()
            && url.host() == self.base.host()
            && url.port_or_known_default() == self.base.port_or_known_default()
    }
}

fn has_userinfo(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// 127.0.0.0/8, `::1` and the name `localhost`.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The place without what may be a secret: user information, path and query.
fn named(url: &Url) -> String {
    let host = url.host_str().unwrap_or("no host");
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    format!("{}://{host}{port}", url.scheme())
}

fn wrong(base: &Url, why: &str) -> SourceError {
    SourceError::Setting {
        what: format!("the address {} {why}", named(base)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(base: &str) -> Result<Origin, SourceError> {
        Origin::new(Url::parse(base).unwrap())
    }

    #[test]
    fn clear_text_stays_on_this_machine() {
        for fine in [
            "https://graph.microsoft.com/v1.0",
            "http://127.0.0.1:8080",
            "http://127.9.9.9",
            "http://[::1]:1",
            "http://localhost/scim",
        ] {
            assert!(origin(fine).is_ok(), "{fine}");
        }
        for refused in [
            "http://graph.microsoft.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "ftp://127.0.0.1",
            "https://ann:pw@ex.com",
            "https://ann@ex.com",
        ] {
            assert!(origin(refused).is_err(), "{refused}");
        }
        let told = origin("https://ann:canary@ex.com").unwrap_err().to_string();
        assert!(!told.contains("canary"), "{told}");
    }

    #[test]
    fn targets_stay_below_the_base() {
        let origin = origin("https://ex.com/api/scim/?aadOptscim062020").unwrap();
        let target = origin.at("/Users?filter=userName eq \"o'hara\"");
        assert_eq!(target.path(), "/api/scim/Users");
        assert_eq!(
            target.query(),
            Some("filter=userName%20eq%20%22o%27hara%22")
        );
        assert_eq!(origin.at("").path(), "/api/scim");
    }

    #[test]
    fn links_lead_to_the_same_origin_or_nowhere() {
        let origin = origin("https://graph.microsoft.com/v1.0").unwrap();
        let from = origin.at("/users");
        for (link, path) in [
            (
                "https://graph.microsoft.com/v1.0/users?$skiptoken=x",
                "/v1.0/users",
            ),
            ("https://GRAPH.microsoft.com:443/v1.0/users", "/v1.0/users"),
            ("https://graph%2Emicrosoft.com/v1.0/users", "/v1.0/users"),
            ("/v1.0/groups?p=2", "/v1.0/groups"),
            ("?cursor=abc", "/v1.0/users"),
        ] {
            assert_eq!(origin.link(link, &from).unwrap().path(), path, "{link}");
        }
        for link in [
            "https://evil.example/v1.0/users",
            "http://graph.microsoft.com/v1.0/users",
            "https://graph.microsoft.com:8443/v1.0/users",
            "https://graph.microsoft.com./v1.0/users",
            "https://graph.microsoft.com.evil.example/",
            "https://graph.microsoft.com@evil.example/",
            "https://token@graph.microsoft.com/v1.0/users",
            "https://graph.microsoft.com%2Fevil.example/",
            "https://gr\u{430}ph.microsoft.com/v1.0/users",
            "//evil.example/v1.0/users",
            "\\\\evil.example\\v1.0",
            "https:/\\evil.example",
            "blob:https://graph.microsoft.com/v1.0",
            "javascript:alert(1)",
            "file:///etc/passwd",
        ] {
            assert!(origin.link(link, &from).is_err(), "{link}");
        }
    }

    #[test]
    fn a_refused_link_is_named_without_what_it_carries() {
        let origin = origin("https://graph.microsoft.com/v1.0").unwrap();
        let from = origin.at("/users?$top=1");
        let error = origin.link("https://u:pw@evil.example/x?sig=canary", &from);
        let told = error.unwrap_err().to_string();
        assert!(told.contains("https://evil.example"), "{told}");
        assert!(!told.contains("canary") && !told.contains("pw@"), "{told}");
    }
}
