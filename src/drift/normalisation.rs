//! How providers rewrite what they are sent without harm: a value in such a form is no drift.

use std::borrow::Cow;

use wildmatch::WildMatch;

/// A form in which two values may be one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Digits alone count, and a leading plus.
    Digits,
    /// Outer white space does not count, and inner white space counts as one space.
    Spaces,
    /// Letter case does not count.
    LetterCase,
    /// Hyphens and underscores are one, and letter case does not count: `en-US`, `en_us`.
    Locale,
}

/// A form that is harmless for some attributes.
#[derive(Clone, PartialEq, Debug)]
pub struct Normalisation {
    /// A glob over target paths.
    pub attribute: WildMatch,
    pub form: Form,
    pub reason: Cow<'static, str>,
}

/// The forms that are known to be harmless, each with why.
const KNOWN: [(&str, Form, &str); 3] = [
    (
        "phoneNumbers*",
        Form::Digits,
        "phone numbers are stored without spaces and punctuation",
    ),
    (
        "preferredLanguage",
        Form::Locale,
        "language tags are written with a hyphen or an underscore",
    ),
    (
        "*",
        Form::Spaces,
        "white space at the ends is trimmed, and runs of it become one space",
    ),
];

impl Form {
    pub const ALL: [(&'static str, Form); 4] = [
        ("digits", Form::Digits),
        ("spaces", Form::Spaces),
        ("letter_case", Form::LetterCase),
        ("locale", Form::Locale),
    ];

    /// The form by its name in the configuration.
    pub fn named(name: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, form)| form)
    }

    fn of(self, text: &str) -> String {
        match self {
            Self::Digits => text
                .chars()
                .filter(|c| c.is_ascii_digit() || *c == '+')
                .collect(),
            Self::Spaces => text.split_whitespace().collect::<Vec<_>>().join(" "),
            Self::LetterCase => text.to_lowercase(),
            Self::Locale => text.to_lowercase().replace('_', "-"),
        }
    }
}

impl Normalisation {
    /// Those that are known, to which the configuration adds.
    pub fn known() -> Vec<Self> {
        let row = |(attribute, form, reason)| Self {
            attribute: WildMatch::new(attribute),
            form,
            reason: Cow::Borrowed(reason),
        };
        KNOWN.into_iter().map(row).collect()
    }

    /// Whether both values are one in this form. A form that leaves nothing says nothing.
    pub fn equates(&self, attribute: &str, sent: &str, held: &str) -> bool {
        self.attribute.matches(attribute) && {
            let (sent, held) = (self.form.of(sent), self.form.of(held));
            sent == held && !sent.is_empty()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_harmless_where_it_belongs_and_nowhere_else() {
        let phone = "phoneNumbers[type eq \"work\"].value";
        let cases = [
            (phone, "+46 8 123-456", "+468123456", true),
            (phone, "+46 8 123-456", "+468123457", false),
            (phone, "none", "unknown", false),
            ("title", "+46 8", "+468", false),
            ("preferredLanguage", "en-US", "en_us", true),
            ("title", " Head  of IT", "Head of IT", true),
            ("title", "Head of IT", "Head of I T", false),
            ("title", "  ", "", false),
        ];
        let known = Normalisation::known();
        for (attribute, sent, held, harmless) in cases {
            let equated = known.iter().any(|rule| rule.equates(attribute, sent, held));
            assert_eq!(equated, harmless, "{attribute} {sent:?} {held:?}");
        }
    }
}
