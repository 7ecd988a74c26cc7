//! What a service may answer in place of what was asked for.

use scimtop::model::{Foreign, SourceError};

pub fn forbidden() -> SourceError {
    SourceError::Forbidden {
        at: "GET /x".to_owned(),
        detail: Foreign::default(),
    }
}

pub fn unauthorized() -> SourceError {
    SourceError::Unauthorized {
        at: "GET /x".to_owned(),
        detail: Foreign::default(),
    }
}

pub fn answered(status: u16) -> SourceError {
    SourceError::Status {
        at: "GET /x".to_owned(),
        status,
        detail: Foreign::default(),
    }
}

pub fn not_found(what: &str) -> SourceError {
    SourceError::NotFound {
        what: what.to_owned(),
    }
}

pub fn timeout() -> SourceError {
    SourceError::Timeout {
        at: "GET /x".to_owned(),
    }
}
