//! What the engine remembers of an object that it has written.

/// The account that the engine made or took over for a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserLink {
    /// The provider's id of the account; `None` if there never was one.
    pub id: Option<Box<str>>,
    /// The value of `active` that was written last.
    pub active: bool,
    /// Whether the engine still looks after it: an account disabled because its user was unassigned
    /// is left alone from then on ("How provisioning works").
    pub managed: bool,
}
