//! Where in a record a value stands.

use std::borrow::Cow;

use serde_json::Value;

/// What a pointer may name in braces: fields that say of which kind something is.
pub const NAMED: [&str; 3] = ["action", "actor_type", "target_type"];

/// A JSON pointer (RFC 6901), perhaps with `{target_type}` or another of [`NAMED`] in it, which
/// stands for what that field holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pointer(String);

impl Pointer {
    /// `None` where `text` neither is empty, for the whole, nor begins with a slash, or where its
    /// braces name something else.
    pub fn new(text: &str) -> Option<Self> {
        let begins = text.is_empty() || text.starts_with('/');
        let mut rest = text.to_owned();
        for name in NAMED {
            rest = rest.replace(&braced(name), "");
        }
        (begins && !rest.contains(['{', '}'])).then(|| Self(text.to_owned()))
    }

    /// Whether it stands for the same place in every record.
    pub fn is_fixed(&self) -> bool {
        !self.0.contains('{')
    }

    fn find<'v>(&self, value: &'v Value, kinds: &Kinds) -> Option<&'v Value> {
        value.pointer(&self.filled(kinds))
    }

    fn filled(&self, kinds: &Kinds) -> Cow<'_, str> {
        if self.is_fixed() {
            return Cow::Borrowed(&self.0);
        }
        let kinds = NAMED.iter().zip(&kinds.0);
        let fill = |text: String, (name, kind): (&&str, &String)| {
            text.replace(&braced(name), &escaped(kind))
        };
        Cow::Owned(kinds.fold(self.0.clone(), fill))
    }
}

fn braced(name: &str) -> String {
    format!("{{{name}}}")
}

/// One step of a pointer (RFC 6901, 3).
fn escaped(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// What the fields of [`NAMED`] hold, in its order.
#[derive(Default)]
pub(super) struct Kinds(pub [String; NAMED.len()]);

/// Pointers of which the first that leads to a text counts.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Pointers(pub Vec<Pointer>);

impl Pointers {
    /// The text of the first that has one: numbers and booleans are spelled out; null, absent and
    /// the empty string are one; lists and objects are none.
    pub(super) fn text(&self, value: &Value, kinds: &Kinds) -> Option<String> {
        let mut found = self
            .0
            .iter()
            .filter_map(|pointer| pointer.find(value, kinds));
        found.find_map(text_of)
    }

    /// As [`Self::text`], for pointers without braces.
    pub(super) fn fixed(&self, value: &Value) -> Option<String> {
        self.text(value, &Kinds::default())
    }

    /// The first value that is there, of whatever kind.
    pub(super) fn value<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        let kinds = Kinds::default();
        self.0
            .iter()
            .find_map(|pointer| pointer.find(value, &kinds))
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pointers(texts: &[&str]) -> Pointers {
        Pointers(
            texts
                .iter()
                .map(|text| Pointer::new(text).unwrap())
                .collect(),
        )
    }

    #[test]
    fn the_first_that_leads_to_a_text_counts() {
        let record = json!({
            "a": {"b": ""}, "list": [{"c": "third"}], "none": null, "n": 7, "on": true, "x/y": "slash"
        });
        for (texts, found) in [
            (&["/a/b", "/none", "/a", "/list/0/c"][..], Some("third")),
            (&["/absent", "/n"], Some("7")),
            (&["/on", "/n"], Some("true")),
            (&["/x~1y"], Some("slash")),
            (&["/list/1/c", "/list/x"], None),
            (&[], None),
        ] {
            let text = pointers(texts).fixed(&record);
            assert_eq!(text.as_deref(), found, "{texts:?}");
        }
    }

    #[test]
    fn braces_stand_for_what_another_field_holds() {
        let record = json!({"entity": {"user": {"id": "U1"}, "a/b": {"id": "odd"}}});
        let id = pointers(&["/entity/{target_type}/id"]);
        for (kind, found) in [
            ("user", Some("U1")),
            ("a/b", Some("odd")),
            ("", None),
            ("user/id", None),
        ] {
            let kinds = Kinds([String::new(), String::new(), kind.to_owned()]);
            assert_eq!(id.text(&record, &kinds).as_deref(), found, "{kind}");
        }
    }

    #[test]
    fn what_is_no_pointer_is_refused() {
        for text in ["entity", "/a/{id}", "/a/{", "/a}", "/{target_type"] {
            assert!(Pointer::new(text).is_none(), "{text}");
        }
        assert!(Pointer::new("").is_some_and(|whole| whole.is_fixed()));
        assert!(Pointer::new("/a/{action}").is_some_and(|kind| !kind.is_fixed()));
    }
}
