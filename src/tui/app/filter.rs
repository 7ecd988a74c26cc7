//! The filter of a list: words, `column:value`, and `!` before either for "not".

use std::borrow::Cow;

/// The texts of one row by column.
pub(in crate::tui) type Fields<'a> = [(&'static str, Cow<'a, str>)];

/// A filter as typed and as understood. All of its terms must hold.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(in crate::tui) struct Filter {
    text: String,
    terms: Vec<Term>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Term {
    negated: bool,
    /// The start of a column's name; `None` looks into all columns.
    column: Option<String>,
    value: String,
}

impl Filter {
    pub(in crate::tui) fn parse(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            terms: text.split_whitespace().filter_map(Term::parse).collect(),
        }
    }

    pub(in crate::tui) fn text(&self) -> &str {
        &self.text
    }

    /// What is looked for, in lower case; not what must be absent.
    pub(in crate::tui) fn words(&self) -> impl Iterator<Item = &str> {
        let wanted = self.terms.iter().filter(|term| !term.negated);
        wanted.map(|term| term.value.as_str())
    }

    pub(in crate::tui) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether a row passes. Letter case makes no difference.
    pub(in crate::tui) fn matches(&self, fields: &Fields<'_>) -> bool {
        self.terms.iter().all(|term| term.matches(fields))
    }
}

impl Term {
    fn parse(word: &str) -> Option<Self> {
        let (negated, word) = match word.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, word),
        };
        let word = word.to_lowercase();
        let (column, value) = match word.split_once(':') {
            Some((column, value)) if !column.is_empty() => (Some(column.to_owned()), value),
            _ => (None, word.as_str()),
        };
        let value = value.to_owned();
        (!value.is_empty()).then_some(Self {
            negated,
            column,
            value,
        })
    }

    fn matches(&self, fields: &Fields<'_>) -> bool {
        let found = match &self.column {
            Some(column)
                if fields
                    .iter()
                    .any(|(name, _)| name.starts_with(column.as_str())) =>
            {
                let mut named = fields
                    .iter()
                    .filter(|(name, _)| name.starts_with(column.as_str()));
                named.any(|(_, text)| contains(text, &self.value))
            }
            // No such column: what was typed is a word with a colon, such as an URN.
            Some(column) => {
                let word = format!("{column}:{}", self.value);
                fields.iter().any(|(_, text)| contains(text, &word))
            }
            None => fields.iter().any(|(_, text)| contains(text, &self.value)),
        };
        found != self.negated
    }
}

/// Whether `text` holds `part`, which is in lower case already.
fn contains(text: &str, part: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(part);
    }
    let (text, part) = (text.as_bytes(), part.as_bytes());
    text.windows(part.len().max(1))
        .any(|window| window.eq_ignore_ascii_case(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(filter: &str) -> bool {
        let fields = [
            ("kind", Cow::Borrowed("orphan_user")),
            ("subject", Cow::Borrowed("Zoë@ex.com")),
            ("attribute", Cow::Borrowed("urn:ietf:department")),
        ];
        Filter::parse(filter).matches(&fields)
    }

    #[test]
    fn every_term_must_hold() {
        for (filter, expected) in [
            ("", true),
            ("ORPHAN", true),
            ("orphan zoË", true),
            ("orphan nobody", false),
            ("kind:orphan", true),
            ("k:orphan", true),
            ("subject:orphan", false),
            ("!nobody", true),
            ("!orphan", false),
            ("!kind:missing zoë", true),
            ("urn:ietf", true),
            ("nosuch:orphan", false),
            ("kind:", true),
            ("!", true),
        ] {
            assert_eq!(passes(filter), expected, "{filter}");
        }
    }
}
