//! The name of an attribute, as filters, sorting and projections write it.

/// `[ schemaURN ":" ] name [ "." sub-attribute ]` (RFC 7644 3.10), all in lower case, because
/// attribute names and URNs have none (RFC 7643 2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The URN; empty when none was given.
    pub schema: String,
    /// The attribute.
    pub name: String,
    /// The sub-attribute; empty when none was given.
    pub sub: String,
}

impl Path {
    /// Reads a path; `None` when the text is no name.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_lowercase();
        // A URN holds dots too ("core:2.0:User"), so the last colon is looked for first.
        let (schema, names) = text.rsplit_once(':').unwrap_or(("", &text));
        let (name, sub) = match names.split_once('.') {
            Some((name, sub)) => (name, Some(sub)),
            None => (names, None),
        };
        if !is_name(name) || !sub.is_none_or(is_name) {
            return None;
        }
        let sub = sub.unwrap_or_default();
        Some(Self {
            schema: schema.to_owned(),
            name: name.to_owned(),
            sub: sub.to_owned(),
        })
    }
}

/// RFC 7643 2.1 adds the dollar sign to RFC 7644's rule, for `$ref`.
fn is_name(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '$');
    starts
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_$".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_split_at_the_last_colon() {
        let path = |schema: &str, name: &str, sub: &str| {
            Some(Path {
                schema: schema.into(),
                name: name.into(),
                sub: sub.into(),
            })
        };
        assert_eq!(Path::parse("userName"), path("", "username", ""));
        assert_eq!(
            Path::parse("Name.familyName"),
            path("", "name", "familyname")
        );
        assert_eq!(Path::parse("members.$ref"), path("", "members", "$ref"));
        let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        let parsed = Path::parse(&format!("{urn}:manager.displayName"));
        assert_eq!(parsed, path(&urn.to_lowercase(), "manager", "displayname"));
        for wrong in ["", "a.", ".a", "1a", "a b", "a.b.c", "urn:x:", "emails[0]"] {
            assert_eq!(Path::parse(wrong), None, "{wrong}");
        }
    }
}
