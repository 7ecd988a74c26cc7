//! Names as they are matched: without regard to letter case or Unicode composition.

use std::borrow::Cow;

use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;

use super::{Interner, Sym};

/// The symbol that `name` is matched by. Names that need no folding, which are most, are their
/// own.
pub fn fold(interner: &mut Interner, name: Sym) -> Sym {
    let text = interner.get(name);
    if is_folded(text) {
        return name;
    }
    let folded = folded(text).into_owned();
    interner.intern(&folded)
}

/// `text` as it is matched: outer white space trimmed, then NFC, full case folding, NFC. Never
/// NFKC, which would make different people one.
pub fn folded(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_folded(text) {
        Cow::Borrowed(text)
    } else if text.is_ascii() {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        let composed: String = text.nfc().collect();
        let cased = UniCase::unicode(composed).to_folded_case();
        Cow::Owned(cased.nfc().collect())
    }
}

/// Decided in one pass over bytes: lower-case ASCII without white space at its ends.
fn is_folded(text: &str) -> bool {
    let bytes = text.as_bytes();
    let outer = [bytes.first(), bytes.last()];
    bytes
        .iter()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
        && !outer.iter().flatten().any(|byte| **byte <= b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_one_fold_to_one() {
        let same = [
            ("ann@example.com", "ann@example.com"),
            ("Ann@Example.COM", "ann@example.com"),
            (" ann@example.com\t", "ann@example.com"),
            ("\u{a0}ann\u{3000}", "ann"),
            ("Zo\u{eb}", "zoe\u{308}"),
            ("Stra\u{df}e", "STRASSE"),
            (
                "\u{39f}\u{3b4}\u{3cc}\u{3c2}",
                "\u{3bf}\u{3b4}\u{3bf}\u{301}\u{3c3}",
            ),
        ];
        for (left, right) in same {
            assert_eq!(folded(left), folded(right), "{left:?} {right:?}");
        }
    }

    #[test]
    fn names_that_only_look_alike_stay_apart() {
        let apart = [
            ("a+b@x", "a@x"),
            ("\u{ff21}nn", "ann"),
            ("\u{430}nn", "ann"),
            ("a n", "an"),
            ("\u{fb01}n", "\u{fb02}n"),
        ];
        for (left, right) in apart {
            assert_ne!(folded(left), folded(right), "{left:?} {right:?}");
        }
    }

    #[test]
    fn a_folded_name_keeps_its_symbol_and_folding_is_done_once() {
        let mut interner = Interner::default();
        let plain = interner.intern("ann@example.com");
        assert_eq!(fold(&mut interner, plain), plain);
        for raw in [
            "Ann@Example.com ",
            "\u{1e9e}\u{130}i\u{307}",
            "ﬀ",
            "\u{345}\u{1f80}",
        ] {
            let raw = interner.intern(raw);
            let once = fold(&mut interner, raw);
            assert_eq!(fold(&mut interner, once), once);
        }
        assert!(fold(&mut interner, Sym::ABSENT).is_absent());
    }
}
