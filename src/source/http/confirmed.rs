//! What has to be true before a request that acts is sent: it is allowed, and a person typed the name.
//!
//! The values here have no other makers, so that the client need not trust who asks it.

use std::fmt;

use crate::model::{Foreign, visible};

/// Both switches are on: the profile's and the one of this run.
#[derive(Clone, Copy, Debug)]
pub struct Allowed(());

/// Which switch is off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotAllowed {
    /// `allow_actions` of the profile.
    Profile,
    /// `--allow-actions`.
    Flag,
    Both,
}

impl Allowed {
    /// Where both are on.
    pub fn by(flag: bool, profile: bool) -> Result<Self, NotAllowed> {
        match (flag, profile) {
            (true, true) => Ok(Self(())),
            (true, false) => Err(NotAllowed::Profile),
            (false, true) => Err(NotAllowed::Flag),
            (false, false) => Err(NotAllowed::Both),
        }
    }
}

impl fmt::Display for NotAllowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Profile => {
                "actions are off in this profile: set allow_actions = true in it, if it may act"
            }
            Self::Flag => "scimtop only reads unless --allow-actions is given: give it, if this run may act",
            Self::Both => {
                "scimtop only reads: to act, set allow_actions = true in the profile and give --allow-actions"
            }
        })
    }
}

impl std::error::Error for NotAllowed {}

/// One request that waits for a name to be typed.
#[derive(Debug)]
pub struct Challenge {
    /// Below the client's base.
    place: String,
    body: Option<Vec<u8>>,
    name: Foreign,
}

/// Another name was typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotConfirmed {
    wanted: Foreign,
}

/// A request that a person confirmed. It is sent once: there is no copy of it.
#[derive(Debug)]
pub struct Confirmed {
    place: String,
    body: Option<Vec<u8>>,
}

impl Challenge {
    /// A POST of `body` to `place`, once `name` is typed.
    pub fn new(_: Allowed, place: String, body: Option<&serde_json::Value>, name: Foreign) -> Self {
        let body = body.map(|body| body.to_string().into_bytes());
        Self { place, body, name }
    }

    /// What has to be typed.
    pub fn name(&self) -> &Foreign {
        &self.name
    }

    /// The request, if `typed` is the name to the letter; an empty name confirms nothing.
    pub fn answer(self, typed: &str) -> Result<Confirmed, NotConfirmed> {
        if self.name.is_empty() || typed != self.name.raw() {
            return Err(NotConfirmed { wanted: self.name });
        }
        let Self { place, body, .. } = self;
        Ok(Confirmed { place, body })
    }
}

impl Confirmed {
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    pub(super) fn into_body(self) -> Option<Vec<u8>> {
        self.body
    }
}

impl fmt::Display for NotConfirmed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wanted = visible(self.wanted.raw());
        write!(
            f,
            "not confirmed: the name to type is \"{wanted}\", to the letter"
        )
    }
}

impl std::error::Error for NotConfirmed {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_both_switches() {
        let by = |flag, profile| Allowed::by(flag, profile).err();
        assert_eq!(by(true, true), None);
        assert_eq!(by(false, true), Some(NotAllowed::Flag));
        assert_eq!(by(true, false), Some(NotAllowed::Profile));
        assert_eq!(by(false, false), Some(NotAllowed::Both));
    }

    #[test]
    fn only_the_very_name_confirms() {
        let challenge = |name: &str| {
            let allowed = Allowed::by(true, true).unwrap();
            Challenge::new(allowed, "/x".into(), None, Foreign::new(name))
        };
        assert!(challenge("Iru").answer("Iru").is_ok());
        for typed in ["iru", "Iru ", " Iru", "", "yes", "y"] {
            let told = challenge("Iru").answer(typed).unwrap_err().to_string();
            assert!(told.contains("\"Iru\""), "{typed}: {told}");
        }
        assert!(challenge("").answer("").is_err());
    }
}
