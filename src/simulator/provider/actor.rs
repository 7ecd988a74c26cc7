//! Who did something, as the audit log names them.

/// The doer of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The id, of an admin user or of an API token.
    pub id: String,
    /// What kind of doer: `user`, `api_token`.
    pub kind: String,
}

impl Actor {
    /// A doer with this id, of this kind.
    pub fn new(id: &str, kind: &str) -> Self {
        Self {
            id: id.to_owned(),
            kind: kind.to_owned(),
        }
    }
}
