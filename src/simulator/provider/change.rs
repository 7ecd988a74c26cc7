//! What a patch changes in a user.

use serde_json::{Value, json};

/// What a patch changes: `None` leaves alone, empty text removes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of NewUser")]
pub struct Change {
    pub external_id: Option<String>,
    pub user_name: Option<String>,
    pub active: Option<bool>,
    pub display_name: Option<String>,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub formatted: Option<String>,
    pub email: Option<String>,
    pub title: Option<String>,
    pub department: Option<String>,
}

impl Change {
    /// Only `active`.
    pub fn of_active(active: bool) -> Self {
        Self {
            active: Some(active),
            ..Self::default()
        }
    }

    /// The named attributes with their new values.
    pub(super) fn as_json(&self) -> Value {
        let texts = [
            ("external_id", &self.external_id),
            ("user_name", &self.user_name),
            ("name", &self.display_name),
            ("given_name", &self.given_name),
            ("family_name", &self.family_name),
            ("formatted_name", &self.formatted),
            ("email", &self.email),
            ("job_title", &self.title),
            ("department", &self.department),
        ];
        let named = texts
            .into_iter()
            .filter_map(|(name, value)| Some((name, json!(value.as_ref()?))));
        let active = self.active.map(|active| ("active", json!(active)));
        named
            .chain(active)
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}
