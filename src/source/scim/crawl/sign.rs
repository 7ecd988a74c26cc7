//! What is noticed on the way.

/// Something noticed, of the list or of the provider.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    SecondPass,
    /// Rows do not keep their order.
    Disorder,
    /// A page was taken that does not overlap the one before.
    Unseamed,
    /// Pages before the end are short in different ways.
    Withheld,
    StartIgnored,
    /// The provider counts from 0.
    ZeroBased,
    /// The page at 0 was asked for.
    LookedAtZero,
    /// A total was larger than what its page reached: it counts more than the page.
    TotalProven,
    /// A page reached further than its total.
    TotalExceeded,
    /// The end was taken for it because nothing new came, not because it was seen.
    BlindEnd,
    /// The page before showed that nothing follows it, whatever the total says.
    SawEnd,
    /// The last page promised rows beyond its own.
    FellShort,
}

/// A set of signs.
#[derive(Clone, Copy, Default, Debug)]
pub struct Signs(u16);

impl Signs {
    pub fn has(self, sign: Sign) -> bool {
        self.0 & (1 << sign as u16) != 0
    }

    /// Adds `sign` if it `shows`; what was noticed before stays.
    pub fn note(&mut self, sign: Sign, shows: bool) {
        self.0 |= u16::from(shows) << sign as u16;
    }

    /// Adds or removes `sign`.
    pub fn set(&mut self, sign: Sign, shows: bool) {
        self.0 &= !(1 << sign as u16);
        self.note(sign, shows);
    }
}
