//! Identifiers in 16 bytes.

use super::{Interner, Sym, Text};

/// An identifier of either side. UUIDs in their usual spelling (lower case, hyphens) are held as
/// their bits; any other text as its symbol. Identifiers are case-exact (RFC 7643, 3.1), so two
/// spellings are two identifiers.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Id(u128);

/// UUIDs below this would collide with symbols; they are held as text.
const FIRST_UUID: u128 = 1 << 32;

/// What each byte is as a digit of a UUID in its usual spelling; more than 15: none.
const DIGITS: [u8; 256] = {
    let mut digits = [u8::MAX; 256];
    let mut digit = 0;
    while digit < 16 {
        digits[b"0123456789abcdef"[digit] as usize] = digit as u8;
        digit += 1;
    }
    digits
};

impl Id {
    pub const ABSENT: Id = Id(0);

    pub fn is_absent(self) -> bool {
        self == Self::ABSENT
    }

    /// The number of its text, where it is no UUID.
    pub fn symbol(self) -> Option<u32> {
        u32::try_from(self.0).ok()
    }

    pub(super) fn from_sym(sym: Sym) -> Self {
        Self(sym.index() as u128)
    }

    /// `None` where `text` is no UUID in its usual spelling.
    pub fn from_uuid(text: &str) -> Option<Self> {
        let bytes: &[u8; 36] = text.as_bytes().try_into().ok()?;
        if [bytes[8], bytes[13], bytes[18], bytes[23]] != *b"----" {
            return None;
        }
        // Five runs of digits without a branch: there are as many of these as there are memberships.
        let mut seen = 0;
        let mut run = |from: usize, to: usize| {
            bytes[from..to].iter().fold(0u64, |bits, &byte| {
                let digit = DIGITS[usize::from(byte)];
                seen |= digit;
                bits << 4 | u64::from(digit)
            })
        };
        let high = run(0, 8) << 32 | run(9, 13) << 16 | run(14, 18);
        let low = run(19, 23) << 48 | run(24, 36);
        let bits = u128::from(high) << 64 | u128::from(low);
        (seen < 16 && bits >= FIRST_UUID).then_some(Self(bits))
    }

    /// The identifier as it came.
    pub fn to_text(self, text: &Text) -> String {
        self.spell(|sym| text.get(sym).to_owned())
    }

    /// The identifier as it came, for the thread that parses.
    pub fn spelled(self, interner: &Interner) -> String {
        self.spell(|sym| interner.get(sym).to_owned())
    }

    /// Whether it begins so, in either case.
    pub fn starts_with(self, start: &IdStart, text: &Text) -> bool {
        match self.symbol() {
            Some(sym) => start.begins(text.get(Sym::from_index(sym))),
            None => start
                .digits
                .is_some_and(|(bits, shift)| self.0 >> shift == bits),
        }
    }

    fn spell(self, known: impl Fn(Sym) -> String) -> String {
        match self.symbol() {
            Some(sym) => known(Sym::from_index(sym)),
            None => hyphenated(self.0),
        }
    }
}

/// How an identifier may begin, ready to be asked of many: a UUID is compared as a number.
#[derive(Clone, Debug)]
pub struct IdStart {
    text: String,
    /// The leading digits of a UUID, and by how many bits the rest of it is longer; `None` where no
    /// UUID begins so.
    digits: Option<(u128, u32)>,
}

impl IdStart {
    /// `None` for an empty text: everything begins so.
    pub fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self {
            text: text.to_owned(),
            digits: leading_digits(text),
        })
    }

    fn begins(&self, id: &str) -> bool {
        let head = id.as_bytes().get(..self.text.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(self.text.as_bytes()))
    }
}

fn leading_digits(text: &str) -> Option<(u128, u32)> {
    let mut bits = 0u128;
    let mut shift = 128u32;
    for (at, byte) in text.chars().enumerate() {
        match (byte.to_digit(16), matches!(at, 8 | 13 | 18 | 23)) {
            (None, true) if byte == '-' => {}
            (Some(digit), false) => {
                shift = shift.checked_sub(4)?;
                bits = bits << 4 | u128::from(digit);
            }
            _ => return None,
        }
    }
    (shift < 128).then_some((bits, shift))
}

fn hyphenated(bits: u128) -> String {
    let hex = format!("{bits:032x}");
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_comes_back_as_it_was() {
        let mut interner = Interner::default();
        let spellings = [
            "7a31c0de-0000-4000-8000-0123456789ab",
            "00000000-0000-0000-0000-00000000a001",
            "7A31C0DE-0000-4000-8000-0123456789AB",
            "{7a31c0de-0000-4000-8000-0123456789a}",
            "4711",
            "",
        ];
        let ids: Vec<Id> = spellings.iter().map(|text| interner.id(text)).collect();
        let text = interner.text();
        for (id, spelling) in ids.iter().zip(spellings) {
            assert_eq!(id.to_text(&text), spelling);
        }
        assert_ne!(ids[0], ids[2], "identifiers are case-exact");
        assert!(ids[5].is_absent());
    }

    #[test]
    fn an_identifier_is_known_by_how_it_begins() {
        let mut interner = Interner::default();
        let spellings = ["7a31c0de-0000-4000-8000-0123456789ab", "4711-Ab"];
        let [uuid, other] = spellings.map(|text| interner.id(text));
        let text = interner.text();
        let begins = |id: Id, start: &str| {
            IdStart::new(start).is_some_and(|start| id.starts_with(&start, &text))
        };
        for start in [
            "7",
            "7A31C0DE",
            "7a31c0de-",
            "7a31c0de-0000-4",
            spellings[0],
        ] {
            assert!(begins(uuid, start) && !begins(other, start), "{start}");
        }
        for start in [
            "",
            "-",
            "7a31c0de0",
            "7a31c0de-0001",
            "7a31c0de-0000-4000-8000-0123456789ab0",
            "é",
        ] {
            assert!(!begins(uuid, start) && !begins(other, start), "{start}");
        }
        assert!(begins(other, "4711-aB") && !begins(uuid, "4711"));
    }
}
