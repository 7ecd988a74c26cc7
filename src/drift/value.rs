//! How alike two values are, once two different spellings have been met.

use unicase::UniCase;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The outcome of comparing two texts that are not the same bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Likeness {
    /// Equal after normalisation to NFC.
    Same,
    /// Equal but for letter case.
    CaseOnly,
    Different,
}

/// Compares by NFC, then by Unicode's full case folding.
pub fn likeness(left: &str, right: &str) -> Likeness {
    if left == right {
        return Likeness::Same;
    }
    if left.is_ascii() && right.is_ascii() {
        // Nearly all: nothing of them can be written in two ways but for case.
        return if left.eq_ignore_ascii_case(right) {
            Likeness::CaseOnly
        } else {
            Likeness::Different
        };
    }
    let (left, right) = (normal(left), normal(right));
    if left == right {
        Likeness::Same
    } else if UniCase::unicode(&*left) == UniCase::unicode(&*right) {
        Likeness::CaseOnly
    } else {
        Likeness::Different
    }
}

fn normal(text: &str) -> std::borrow::Cow<'_, str> {
    if is_nfc(text) {
        text.into()
    } else {
        text.nfc().collect::<String>().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_case_and_substance_are_told_apart() {
        let cases = [
            ("Zoë", "Zoe\u{308}", Likeness::Same),
            ("straße", "STRASSE", Likeness::CaseOnly),
            ("SRE", "sre", Likeness::CaseOnly),
            ("SRE", "SRE II", Likeness::Different),
            ("Ａ", "A", Likeness::Different),
            ("a", "", Likeness::Different),
        ];
        for (left, right, expected) in cases {
            assert_eq!(likeness(left, right), expected, "{left} {right}");
            assert_eq!(likeness(right, left), expected, "{right} {left}");
        }
    }
}
