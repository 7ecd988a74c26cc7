//! A value of the document together with its place in it, so that whatever is wrong can be found.

use super::node::Node;
use crate::model::Foreign;

/// Why the document is refused: the place, and what is wrong there.
#[derive(Debug)]
pub(super) struct Broken(pub String);

pub(super) type Found<T> = Result<T, Broken>;

/// One value and where it stands: `synchronizationRules[0].objectMappings`.
#[derive(Clone, Debug)]
pub(super) struct Spot<'n, 'a> {
    pub node: &'n Node<'a>,
    pub place: String,
}

impl<'n, 'a> Spot<'n, 'a> {
    /// The whole document.
    pub fn root(node: &'n Node<'a>) -> Self {
        let place = String::new();
        Self { node, place }
    }

    pub fn broken(&self, what: &str) -> Broken {
        let place = match self.place.as_str() {
            "" => "the schema",
            place => place,
        };
        Broken(format!("{place} {what}"))
    }

    /// This value, as long as it is an object.
    pub fn object(self) -> Found<Self> {
        match self.node {
            Node::Object(_) => Ok(self),
            other => Err(self.broken(&format!("is {}, not an object", other.kind()))),
        }
    }

    /// The value of a key; absent and null are one.
    pub fn field(&self, key: &str) -> Option<Self> {
        let node = self.node.field(key)?;
        (!matches!(node, Node::Null)).then(|| Spot {
            node,
            place: self.beneath(key),
        })
    }

    fn beneath(&self, key: &str) -> String {
        match self.place.as_str() {
            "" => key.to_owned(),
            place => format!("{place}.{key}"),
        }
    }

    /// Refuses a document that lacks this key; it may be null.
    pub fn demand(&self, key: &str) -> Found<()> {
        match self.node.field(key) {
            Some(_) => Ok(()),
            None => Err(Broken(format!("{} is missing", self.beneath(key)))),
        }
    }

    /// The items of the list under a key, each an object; none where it is absent or null.
    pub fn objects(&self, key: &str) -> Found<Vec<Self>> {
        let items = self.items(key)?;
        items.into_iter().map(Spot::object).collect()
    }

    /// The items of the list under a key; none where it is absent or null.
    pub fn items(&self, key: &str) -> Found<Vec<Self>> {
        let Some(spot) = self.field(key) else {
            return Ok(Vec::new());
        };
        let Node::List(items) = spot.node else {
            return Err(spot.broken(&format!("is {}, not a list", spot.node.kind())));
        };
        let spots = items.iter().enumerate().map(|(at, node)| Spot {
            node,
            place: format!("{}[{at}]", spot.place),
        });
        Ok(spots.collect())
    }

    /// This value as text; empty where it is null.
    pub fn own_text(&self) -> Found<&'n str> {
        match self.node {
            Node::Null => Ok(""),
            Node::Scalar(text) => Ok(text),
            other => Err(self.broken(&format!("is {}, not text", other.kind()))),
        }
    }

    /// The text under a key; empty where it is absent or null.
    pub fn text(&self, key: &str) -> Found<&'n str> {
        self.field(key).map_or(Ok(""), |spot| spot.own_text())
    }

    pub fn foreign(&self, key: &str) -> Found<Foreign> {
        self.text(key).map(Foreign::new)
    }

    /// The flag under a key; `None` where it is absent or null.
    pub fn flag(&self, key: &str) -> Found<Option<bool>> {
        match self.text(key)? {
            "" => Ok(None),
            text if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            text if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            _ => Err(Broken(format!(
                "{} is neither true nor false",
                self.beneath(key)
            ))),
        }
    }

    /// The whole number under a key; 0 where it is absent or null.
    pub fn number(&self, key: &str) -> Found<i64> {
        match self.text(key)? {
            "" => Ok(0),
            text => text
                .trim()
                .parse()
                .map_err(|_| Broken(format!("{} is not a whole number", self.beneath(key)))),
        }
    }
}
