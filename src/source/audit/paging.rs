//! How one page leads to the next.

use reqwest::header::{HeaderMap, LINK};
use serde_json::Value;

use super::pointer::Pointers;

/// A style of paging.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Paging {
    /// The body holds the address of the next page.
    BodyUrl { at: Pointers },
    /// The body holds a token, which goes into a parameter of the next request.
    BodyToken { at: Pointers, param: String },
    /// A Link header with the relation `next` (RFC 8288).
    LinkHeader,
    /// There is one page.
    None,
}

/// The page to read next.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Next {
    /// An address, which may lead anywhere.
    Link(String),
    /// A parameter to add to the first query, and its value.
    Token(String, String),
}

impl Paging {
    /// What an answer says of the page after it.
    pub(super) fn next(&self, headers: &HeaderMap, body: &Value) -> Option<Next> {
        match self {
            Self::BodyUrl { at } => at.fixed(body).map(Next::Link),
            Self::BodyToken { at, param } => {
                let token = at.fixed(body)?;
                Some(Next::Token(param.clone(), token))
            }
            Self::LinkHeader => {
                let mut links = headers.get_all(LINK).iter();
                let link = links.find_map(|link| next_of(link.to_str().ok()?))?;
                Some(Next::Link(link.to_owned()))
            }
            Self::None => None,
        }
    }
}

/// The target with the relation `next` of a header that may hold several.
fn next_of(header: &str) -> Option<&str> {
    let mut rest = header;
    loop {
        let (_, link) = rest.split_once('<')?;
        let (target, after) = link.split_once('>')?;
        let (parameters, others) = after.split_at(after.find('<').unwrap_or(after.len()));
        if is_next(parameters) {
            return Some(target);
        }
        rest = others;
    }
}

fn is_next(parameters: &str) -> bool {
    let named = parameters
        .split([';', ','])
        .filter_map(|one| one.split_once('='));
    let mut relations = named.filter(|(name, _)| name.trim().eq_ignore_ascii_case("rel"));
    relations.any(|(_, value)| {
        let mut words = value.trim().trim_matches('"').split_whitespace();
        words.any(|word| word.eq_ignore_ascii_case("next"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_of_a_link_header_is_found_among_others() {
        for (header, next) in [
            (
                r#"<https://x/a?after=1>; rel="next""#,
                Some("https://x/a?after=1"),
            ),
            (r#"</a?b=1,2>; rel="self", </b>; rel="next""#, Some("/b")),
            ("</a>; REL=next", Some("/a")),
            (r#"</a>; title="t"; rel="last next""#, Some("/a")),
            (r#"</a>; rel="prev""#, None),
            (r#"</a>; rel="nextish""#, None),
            (r"</a", None),
            ("", None),
        ] {
            assert_eq!(next_of(header), next, "{header}");
        }
    }
}
