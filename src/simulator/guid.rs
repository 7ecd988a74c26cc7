//! Object ids of the tenant.

use std::fmt;

/// A GUID, kept as a number: a million of them fit where their texts would not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(u128);

impl Guid {
    /// All zeros: the id of the default access role (appRoleAssignment resource type).
    pub const NIL: Self = Self(0);

    /// A random GUID of version 4 (RFC 9562 section 5.4).
    pub fn random(rng: &mut fastrand::Rng) -> Self {
        let bits = rng.u128(..) & !(0xf << 76) & !(0x3 << 62);
        Self(bits | (0x4 << 76) | (0x2 << 62))
    }

    /// Reads the hyphenated form, in either case.
    pub fn parse(text: &str) -> Option<Self> {
        let hyphenated = text.len() == 36
            && text
                .bytes()
                .enumerate()
                .all(|(at, byte)| (byte == b'-') == matches!(at, 8 | 13 | 18 | 23));
        let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
        if !hyphenated || digits.len() != 32 {
            return None;
        }
        u128::from_str_radix(&digits, 16).ok().map(Self)
    }

    /// The 32 digits without hyphens, as they stand in job ids and in names of deleted users.
    pub fn digits(self) -> String {
        format!("{:032x}", self.0)
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.0;
        let low = bits & 0xffff_ffff_ffff;
        let part = |shift: u32| (bits >> shift) & 0xffff;
        write!(
            out,
            "{:08x}-{:04x}-{:04x}-{:04x}-{low:012x}",
            bits >> 96,
            part(80),
            part(64),
            part(48)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_number_agree() {
        let guid = Guid::random(&mut fastrand::Rng::with_seed(7));
        let text = guid.to_string();
        assert_eq!(Guid::parse(&text), Some(guid));
        assert_eq!(Guid::parse(&text.to_uppercase()), Some(guid));
        assert_eq!(text.as_bytes()[14], b'4');
        assert_eq!(guid.digits(), text.replace('-', ""));
    }

    #[test]
    fn what_is_no_guid_is_refused() {
        for text in [
            "",
            "x",
            "00000000-0000-0000-0000-00000000000g",
            "000000000000-0000-0000-0000-00000000",
        ] {
            assert_eq!(Guid::parse(text), None, "{text}");
        }
    }
}
