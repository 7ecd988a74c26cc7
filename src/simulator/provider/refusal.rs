//! Why the provider refused a write.

use std::fmt;

/// Why a write was refused; nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Another user has this userName.
    Uniqueness(String),
    /// No resource of this type has this id.
    NotFound {
        /// `User` or `Group`.
        resource_type: &'static str,
        /// The id that was asked for.
        id: String,
    },
    /// A value is missing or does not fit.
    InvalidValue(String),
}

impl Refusal {
    pub(super) fn not_found(resource_type: &'static str, id: &str) -> Self {
        Self::NotFound {
            resource_type,
            id: id.to_owned(),
        }
    }

    /// The HTTP status (RFC 7644 3.12, table 8).
    pub fn status(&self) -> u16 {
        match self {
            Self::Uniqueness(_) => 409,
            Self::NotFound { .. } => 404,
            Self::InvalidValue(_) => 400,
        }
    }

    /// The scimType (RFC 7644 3.12, table 9); a 404 has none.
    pub fn scim_type(&self) -> Option<&'static str> {
        match self {
            Self::Uniqueness(_) => Some("uniqueness"),
            Self::NotFound { .. } => None,
            Self::InvalidValue(_) => Some("invalidValue"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uniqueness(name) => write!(f, "userName \"{name}\" is already in use"),
            Self::NotFound { resource_type, id } => write!(f, "{resource_type} {id} not found"),
            Self::InvalidValue(detail) => f.write_str(detail),
        }
    }
}

impl std::error::Error for Refusal {}
