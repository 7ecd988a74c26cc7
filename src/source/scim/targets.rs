//! The compared attributes of a user, each found by its target path.

use std::borrow::Cow;
use std::sync::Arc;

use super::emails::Emails;
use super::loose::Found;
use super::node::Node;
use super::user_fields::UserFields;
use crate::model::{Interner, Sym, Target, TargetPath, TargetRead};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/// The extension under its name of SCIM 1.1, which some still use.
const OLD_ENTERPRISE: &str = "urn:scim:schemas:extension:enterprise:1.0";

/// The columns of a read of users.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Targets {
    layout: Arc<[String]>,
    reads: Arc<[TargetRead]>,
}

impl Targets {
    pub fn new(targets: &[Target]) -> Self {
        Self {
            layout: targets.iter().map(|target| target.name.clone()).collect(),
            reads: targets.iter().map(|target| target.read.clone()).collect(),
        }
    }

    /// The names of the columns.
    pub fn layout(&self) -> &Arc<[String]> {
        &self.layout
    }

    /// A value for each column.
    pub fn values(&self, interner: &mut Interner, fields: &UserFields<'_>) -> Vec<Sym> {
        let reads = self.reads.iter();
        reads
            .map(|read| match read {
                TargetRead::Path(path) => at_path(interner, fields, path),
                TargetRead::ShownName => intern(interner, shown_name(fields)),
                TargetRead::ShownEmail => {
                    let emails = fields.attribute("emails").unwrap_or("null");
                    let Found(emails) =
                        serde_json::from_str::<Found<Emails>>(emails).unwrap_or_default();
                    interner.intern(emails.chosen())
                }
            })
            .collect()
    }
}

fn shown_name<'a>(fields: &UserFields<'a>) -> Option<Cow<'a, str>> {
    let shown = fields.attribute("displayName").and_then(plain);
    shown.or_else(
        || match Node::read(fields.attribute("name")?).attribute("formatted") {
            Node::Text(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        },
    )
}

fn intern(interner: &mut Interner, text: Option<Cow<'_, str>>) -> Sym {
    text.map_or(Sym::ABSENT, |text| interner.intern(&text))
}

/// The attributes that each read has by itself, else what `path` leads to.
fn at_path(interner: &mut Interner, fields: &UserFields<'_>, path: &TargetPath) -> Sym {
    if path.extension.is_none() && path.sub.is_none() {
        if path.attribute.eq_ignore_ascii_case("active") {
            let truth = |active| if active { "True" } else { "False" };
            return interner.intern(fields.active.0.map_or("", truth));
        }
        let own = [
            ("userName", &fields.user_name),
            ("externalId", &fields.external_id),
            ("id", &fields.id),
        ];
        if let Some((_, word)) = own
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(&path.attribute))
        {
            return interner.intern(word.get());
        }
    }
    let is_plain = path.extension.is_none() && path.sub.is_none() && path.choice.is_none();
    if is_plain && let Some(text) = fields.attribute(&path.attribute).and_then(plain) {
        return interner.intern(&text);
    }
    match &path.extension {
        None => {
            let json = fields.attribute(&path.attribute);
            found(interner, &Node::read(json.unwrap_or("null")), path)
        }
        Some(urn) => in_extension(interner, fields, urn, path),
    }
}

/// An extension's attribute: within the extension, or flat under its whole name.
fn in_extension(
    interner: &mut Interner,
    fields: &UserFields<'_>,
    urn: &str,
    path: &TargetPath,
) -> Sym {
    let old = urn
        .eq_ignore_ascii_case(ENTERPRISE)
        .then_some(OLD_ENTERPRISE);
    for urn in [urn].into_iter().chain(old) {
        let extension = Node::read(fields.attribute(urn).unwrap_or("null"));
        let flat = fields.flat(urn, &path.attribute);
        let flat = Node::read(flat.unwrap_or("null"));
        for node in [extension.attribute(&path.attribute), &flat] {
            let value = found(interner, node, path);
            if !value.is_absent() {
                return value;
            }
        }
    }
    Sym::ABSENT
}

/// What `path` leads to from its attribute. Several simple values are no single one: unknown.
fn found(interner: &mut Interner, node: &Node<'_>, path: &TargetPath) -> Sym {
    let chosen = match &path.choice {
        Some((name, value)) => choose(node.values(), name, value),
        None => match node {
            Node::List(values) => match values.as_slice() {
                [] => None,
                [one] => Some(one),
                many => match primary(many) {
                    Some(one) => Some(one),
                    None => return Sym::UNKNOWN,
                },
            },
            node => Some(node),
        },
    };
    let Some(chosen) = chosen else {
        return Sym::ABSENT;
    };
    let value = match (&path.sub, chosen) {
        // A bare value stands for the object that holds it.
        (Some(sub), Node::Object(_)) => chosen.attribute(sub),
        // A complex attribute that is mapped as a whole is a reference: its value counts.
        (None, Node::Object(_)) => chosen.attribute("value"),
        (_, simple) => simple,
    };
    value
        .text()
        .map_or(Sym::ABSENT, |text| interner.intern(text))
}

/// The value whose attribute `name` is `wanted`. Where no value carries that attribute at all, the
/// provider does not keep it: the primary one is meant, else the only one.
fn choose<'n, 'a>(values: &'n [Node<'a>], name: &str, wanted: &str) -> Option<&'n Node<'a>> {
    let is_wanted = |value: &&Node| {
        let kind = value.attribute(name);
        kind.text()
            .is_some_and(|kind| kind.eq_ignore_ascii_case(wanted))
    };
    let mut hits = values.iter().filter(is_wanted);
    if let Some(first) = hits.next() {
        let mut all = std::iter::once(first).chain(hits);
        return all.find(|hit| is_primary(hit)).or(Some(first));
    }
    let kept = values
        .iter()
        .any(|value| *value.attribute(name) != Node::Absent);
    match values {
        _ if kept => None,
        [one] => Some(one),
        many => primary(many),
    }
}

fn primary<'n, 'a>(values: &'n [Node<'a>]) -> Option<&'n Node<'a>> {
    values.iter().find(|value| is_primary(value))
}

fn is_primary(value: &Node<'_>) -> bool {
    let primary = value.attribute("primary");
    primary
        .text()
        .is_some_and(|flag| flag.eq_ignore_ascii_case("true"))
}

/// A JSON string or number without escapes, the commonest case, as it stands.
fn plain(json: &str) -> Option<Cow<'_, str>> {
    let inner = json.strip_prefix('"')?.strip_suffix('"')?;
    if inner.is_empty() {
        return None;
    }
    if inner.contains('\\') {
        return match Node::read(json) {
            Node::Text(text) => Some(Cow::Owned(text.into_owned())),
            _ => None,
        };
    }
    Some(Cow::Borrowed(inner))
}

#[cfg(test)]
mod tests {
    use super::super::page::resource;
    use super::*;

    fn read(json: &str, path: &str) -> Option<String> {
        let fields: UserFields = resource(json.as_bytes()).unwrap();
        let targets = Targets::new(&[Target::exact(path).unwrap()]);
        let mut interner = Interner::default();
        match targets.values(&mut interner, &fields)[0] {
            Sym::UNKNOWN => None,
            known => Some(interner.get(known).to_owned()),
        }
    }

    const DEPARTMENT: &str =
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

    #[test]
    fn the_department_is_found_in_every_place() {
        for json in [
            r#"{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"D"}}"#,
            r#"{"URN:ietf:params:scim:schemas:extension:Enterprise:2.0:user":{"DEPARTMENT":"D"}}"#,
            r#"{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department":"D"}"#,
            r#"{"urn:scim:schemas:extension:enterprise:1.0":{"department":"D"}}"#,
            r#"{"urn:scim:schemas:extension:enterprise:1.0":{"manager":"x","department":"D"},
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{}}}"#,
        ] {
            assert_eq!(read(json, DEPARTMENT).as_deref(), Some("D"), "{json}");
        }
    }

    #[test]
    fn a_path_finds_exactly_its_value() {
        let work = "emails[type eq \"work\"].value";
        let manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";
        let cases = [
            (r#"{"title":"a"}"#, "title", "a"),
            (r#"{"title":"a\u00e9"}"#, "title", "aé"),
            (r#"{"title":17}"#, "title", "17"),
            (r#"{"title":true}"#, "title", "True"),
            (r#"{"title":["x"]}"#, "title", "x"),
            (r#"{"title":null}"#, "title", ""),
            (r#"{"userName":"u","externalId":"e"}"#, "externalId", "e"),
            (r#"{"active":"false"}"#, "active", "False"),
            (r#"{"name":{"GivenName":"a"}}"#, "name.givenName", "a"),
            (
                r#"{"emails":[{"value":"a"},{"type":"Work","value":"b"}]}"#,
                work,
                "b",
            ),
            (r#"{"emails":[{"type":"home","value":"a"}]}"#, work, ""),
            (r#"{"emails":[{"value":"a"}]}"#, work, "a"),
            (r#"{"emails":["a"]}"#, work, "a"),
            (r#"{"emails":"a"}"#, work, "a"),
            (
                r#"{"emails":[{"value":"a"},{"value":"b","primary":true}]}"#,
                work,
                "b",
            ),
            (r#"{"emails":[{"value":"a"},{"value":"b"}]}"#, work, ""),
            (
                r#"{"roles":[{"primary":"True","value":"r"}]}"#,
                "roles[primary eq \"True\"].value",
                "r",
            ),
            (
                r#"{"roles":[{"primary":true,"value":"r"}]}"#,
                "roles[primary eq \"True\"].value",
                "r",
            ),
            (
                r#"{"addresses":[{"type":"work","locality":"L"}]}"#,
                "addresses[type eq \"work\"].locality",
                "L",
            ),
            (
                r#"{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"7"}}}"#,
                manager,
                "7",
            ),
            (
                r#"{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":"7"}}"#,
                manager,
                "7",
            ),
        ];
        for (json, path, value) in cases {
            assert_eq!(read(json, path).as_deref(), Some(value), "{json} {path}");
        }
    }

    #[test]
    fn several_values_where_one_is_meant_are_unknown() {
        assert_eq!(read(r#"{"nickName":["a","b"]}"#, "nickName"), None);
    }

    #[test]
    fn without_a_mapping_the_shown_name_is_taken_where_it_stands() {
        let shown = |json: &str| {
            let fields: UserFields = resource(json.as_bytes()).unwrap();
            shown_name(&fields).unwrap_or_default().into_owned()
        };
        let both = r#"{"displayName":"A","name":{"formatted":"B"}}"#;
        assert_eq!(shown(both), "A");
        for absent in ["null", "\"\"", "[]"] {
            let json = format!(r#"{{"displayName":{absent},"name":{{"Formatted":"B"}}}}"#);
            assert_eq!(shown(&json), "B", "{json}");
        }
        assert_eq!(shown(r#"{"name":"B"}"#), "");
    }
}
