//! Target attributes as Entra names them, and how a provider's value for each is found.

/// A column of the provider's side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// The path as the schema writes it; also the name of the column.
    pub name: String,
    pub read: TargetRead,
}

/// How the value is found in a resource.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TargetRead {
    Path(TargetPath),
    /// `displayName`, else `name.formatted`: where no mapping says which of the two is meant.
    ShownName,
    /// The e-mail address of type work, else the primary one, else the only one.
    ShownEmail,
}

/// A path such as `name.givenName`, `emails[type eq "work"].value` or
/// `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department` (RFC 7644, 3.10).
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct TargetPath {
    /// The URN of an extension; `None` for an attribute of the core schema.
    pub extension: Option<String>,
    pub attribute: String,
    /// Of several values, the one whose attribute has this value.
    pub choice: Option<(String, String)>,
    pub sub: Option<String>,
}

const CORE: [&str; 2] = [
    "urn:ietf:params:scim:schemas:core:2.0:User",
    "urn:ietf:params:scim:schemas:core:2.0:Group",
];

impl Target {
    /// The column of `path`, read exactly there; `None` where `path` is no path.
    pub fn exact(path: &str) -> Option<Self> {
        Some(Self {
            name: path.to_owned(),
            read: TargetRead::Path(TargetPath::parse(path)?),
        })
    }
}

impl TargetPath {
    /// Reads `text`; `None` where it is not of the forms that Entra writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (extension, rest) = split_urn(text)?;
        let (attribute, choice, sub) = match rest.split_once('[') {
            Some((attribute, rest)) => {
                let (choice, sub) = rest.rsplit_once(']')?;
                (
                    attribute,
                    Some(parse_choice(choice)?),
                    sub.strip_prefix('.'),
                )
            }
            None => match rest.split_once('.') {
                Some((attribute, sub)) => (attribute, None, Some(sub)),
                None => (rest, None, None),
            },
        };
        let names = [Some(attribute), sub].into_iter().flatten();
        let named = names.clone().all(is_name);
        named.then(|| Self {
            extension: extension.map(str::to_owned),
            attribute: attribute.to_owned(),
            choice,
            sub: sub.map(str::to_owned),
        })
    }
}

/// The extension's URN, if any, and what follows it. The last colon outside of a filter splits.
fn split_urn(text: &str) -> Option<(Option<&str>, &str)> {
    if !text
        .get(..4)
        .is_some_and(|head| head.eq_ignore_ascii_case("urn:"))
    {
        return Some((None, text));
    }
    let end = text.find('[').unwrap_or(text.len());
    let colon = text[..end].rfind(':')?;
    let (urn, rest) = (&text[..colon], &text[colon + 1..]);
    let is_core = CORE.iter().any(|core| core.eq_ignore_ascii_case(urn));
    Some(((!is_core).then_some(urn), rest))
}

/// `type eq "work"`
fn parse_choice(text: &str) -> Option<(String, String)> {
    let mut words = text.trim().splitn(3, ' ');
    let (name, operator, value) = (words.next()?, words.next()?, words.next()?);
    let value = value.trim().trim_matches('"');
    (operator.eq_ignore_ascii_case("eq") && is_name(name))
        .then(|| (name.to_owned(), value.to_owned()))
}

/// An attribute name (RFC 7643, 2.1), loosely: Entra lets people write what they like.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(Option<String>, String, String, String)> {
        let path = TargetPath::parse(text)?;
        let choice = path.choice.map(|(name, value)| format!("{name}={value}"));
        Some((
            path.extension,
            path.attribute,
            choice.unwrap_or_default(),
            path.sub.unwrap_or_default(),
        ))
    }

    #[test]
    fn every_form_that_entra_writes_is_read() {
        let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        let custom = "urn:ietf:params:scim:schemas:extension:Contoso:2.0:User";
        let cases = [
            ("title".to_owned(), None, "title", "", ""),
            ("name.givenName".to_owned(), None, "name", "", "givenName"),
            (
                "emails[type eq \"work\"].value".to_owned(),
                None,
                "emails",
                "type=work",
                "value",
            ),
            (
                "roles[primary eq \"True\"].value".to_owned(),
                None,
                "roles",
                "primary=True",
                "value",
            ),
            (
                format!("{enterprise}:department"),
                Some(enterprise),
                "department",
                "",
                "",
            ),
            (
                format!("{custom}:badge.number"),
                Some(custom),
                "badge",
                "",
                "number",
            ),
            (
                format!("{custom}:keys[type eq \"a:b\"].value"),
                Some(custom),
                "keys",
                "type=a:b",
                "value",
            ),
            (format!("{}:userName", CORE[0]), None, "userName", "", ""),
        ];
        for (text, extension, attribute, choice, sub) in cases {
            let expected = (
                extension.map(str::to_owned),
                attribute.to_owned(),
                choice.to_owned(),
                sub.to_owned(),
            );
            assert_eq!(parts(&text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in [
            "",
            "a b",
            "emails[type]",
            "emails[type eq \"work\"",
            "emails[type ne \"work\"].value",
            "urn:",
            "a..b",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
