//! How a mask is spelled: a code that hangs on the secret, and what it stands for.

use std::fmt::Write;

use ring::hmac;

/// Letters and digits that are not taken for each other.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// Letters of a code: one in a thousand million.
const CODE: usize = 6;
/// Letters of the code of a domain, of which there are few.
const SHORT: usize = 4;

/// Makes codes.
pub(super) struct Codes(hmac::Key);

impl Codes {
    pub(super) fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// The number that belongs to `text` among what is called `what`.
    pub(super) fn number(&self, what: &str, text: &str) -> u64 {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(what.as_bytes());
        context.update(&[0]);
        context.update(text.as_bytes());
        let tag = context.sign();
        let start = tag.as_ref().first_chunk::<8>();
        start.map_or(0, |start| u64::from_be_bytes(*start))
    }

    /// The mask of a folded address that belongs to `owner`, or to nobody who is known.
    pub(super) fn address(&self, owner: Option<Owned>, folded: &str) -> String {
        let (_, domain) = folded.rsplit_once('@').unwrap_or((folded, ""));
        let owner = owner.unwrap_or_else(|| Owned {
            owner: self.number("person", folded),
            variant: 0,
            what: What::Local,
        });
        let mut mask = owner.mask();
        if !domain.is_empty() {
            let domain = letters(self.number("domain", domain), SHORT);
            // Writing into a String cannot fail.
            let _ = write!(mask, "@domain-{domain}");
        }
        mask
    }

    /// The mask of a word or of words joined by dots and hyphens in which somebody's name stands.
    pub(super) fn word(&self, folded: &str) -> String {
        format!("name-{}", letters(self.number("word", folded), CODE))
    }
}

/// What a personal string is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum What {
    /// An address, or what stands before its `@`.
    Local,
    Name,
    Other,
}

/// Whose a personal string is, and which of those that they have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Owned {
    pub owner: u64,
    pub variant: u8,
    pub what: What,
}

impl Owned {
    pub(super) fn mask(self) -> String {
        let code = letters(self.owner, CODE);
        let number = u32::from(self.variant) + 1;
        match (self.what, self.variant) {
            (What::Local, 0) => format!("person-{code}"),
            (What::Local, _) => format!("person-{code}.{number}"),
            (What::Name, 0) => format!("Person {code}"),
            (What::Name, _) => format!("Person {code} ({number})"),
            (What::Other, _) => format!("value-{code}.{number}"),
        }
    }
}

/// Whether `token` is the mask of an address: text may pass the gate twice.
pub(super) fn is_mask(token: &str) -> bool {
    token
        .strip_prefix("person-")
        .is_some_and(|rest| rest.contains("@domain-") || rest.len() >= CODE && !rest.contains('@'))
}

fn letters(number: u64, count: usize) -> String {
    let letter = |at: usize| {
        let bits = number >> (64 - 5 * (at + 1));
        char::from(LETTERS[(bits & 31) as usize])
    };
    (0..count).map(letter).collect()
}
