//! What is known of a user apart from its text.

/// What is known of one user apart from its text, in one byte.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct UserState(u8);

impl UserState {
    const PRESENT: u8 = 1;
    const ACTIVE: u8 = 1 << 1;
    const ACTIVE_KNOWN: u8 = 1 << 2;
    const TWIN: u8 = 1 << 3;
    const GUEST: u8 = 1 << 4;

    /// A user that was read; `active` is `None` where the answer did not say.
    pub fn present(active: Option<bool>) -> Self {
        let known = if active.is_some() {
            Self::ACTIVE_KNOWN
        } else {
            0
        };
        let active = if active == Some(true) {
            Self::ACTIVE
        } else {
            0
        };
        Self(Self::PRESENT | known | active)
    }

    /// The same user, known to be a guest (Entra's `userType`).
    #[must_use]
    pub fn guest(self, guest: bool) -> Self {
        if guest {
            Self(self.0 | Self::GUEST)
        } else {
            self
        }
    }

    /// The same user, known to share its userName with an earlier one.
    #[must_use]
    pub fn twin(self) -> Self {
        Self(self.0 | Self::TWIN)
    }

    /// The same user without the knowledge of another that has its userName.
    #[must_use]
    pub fn alone(self) -> Self {
        Self(self.0 & !Self::TWIN)
    }

    #[inline]
    pub fn is_present(self) -> bool {
        self.0 & Self::PRESENT != 0
    }

    #[inline]
    pub fn is_twin(self) -> bool {
        self.0 & Self::TWIN != 0
    }

    pub fn is_guest(self) -> bool {
        self.0 & Self::GUEST != 0
    }

    /// `active` at a provider, `accountEnabled` in Entra; `None` where the answer did not say.
    #[inline]
    pub fn active(self) -> Option<bool> {
        (self.0 & Self::ACTIVE_KNOWN != 0).then_some(self.0 & Self::ACTIVE != 0)
    }
}
