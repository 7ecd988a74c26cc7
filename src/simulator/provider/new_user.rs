//! What a user is created with.

/// What a user is created with; empty text means that the attribute is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each is the attribute of its name, RFC 7643 4.1 and 4.3"
)]
pub struct NewUser {
    pub external_id: String,
    pub user_name: String,
    pub active: bool,
    pub display_name: String,
    pub given_name: String,
    pub family_name: String,
    /// `name.formatted`.
    pub formatted: String,
    /// The value of the one e-mail, of type work and primary.
    pub email: String,
    pub title: String,
    /// Of the enterprise extension.
    pub department: String,
}
