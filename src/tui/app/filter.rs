//! The filter of a list: words, `column:value`, `re:` before a pattern, `!` before any of them for
//! "not", and quotes around what holds spaces.

use std::borrow::Cow;
use std::sync::Arc;

use fancy_regex::{Regex, RegexBuilder};

/// The texts of one row by column.
pub(in crate::tui) type Fields<'a> = [(&'static str, Cow<'a, str>)];

/// Steps that a pattern may take over one text; past them it does not match.
const PATIENCE: usize = 20_000;
/// Bytes that a compiled pattern may take.
const LARGEST: usize = 1 << 20;

/// A filter as typed and as understood. All of its terms must hold; a pattern that is not
/// understood is left out, and told.
#[derive(Clone, Default, Debug)]
pub(in crate::tui) struct Filter {
    text: String,
    terms: Vec<Term>,
    mistake: Option<String>,
}

/// What is typed says all.
impl PartialEq for Filter {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Filter {}

#[derive(Clone, Debug)]
struct Term {
    negated: bool,
    /// The start of a column's name; `None` looks into all columns.
    column: Option<String>,
    wanted: Wanted,
}

#[derive(Clone, Debug)]
enum Wanted {
    /// In lower case.
    Text(String),
    Pattern(Arc<Regex>),
}

impl Filter {
    pub(in crate::tui) fn parse(text: &str) -> Self {
        let mut filter = Self {
            text: text.to_owned(),
            ..Self::default()
        };
        for word in words(text) {
            match Term::parse(&word) {
                Ok(term) => filter.terms.extend(term),
                Err(mistake) => filter.mistake = Some(mistake),
            }
        }
        filter
    }

    pub(in crate::tui) fn text(&self) -> &str {
        &self.text
    }

    /// What is not understood of it.
    pub(in crate::tui) fn mistake(&self) -> Option<&str> {
        self.mistake.as_deref()
    }

    /// What is looked for, in lower case; not what must be absent, and no patterns.
    pub(in crate::tui) fn words(&self) -> impl Iterator<Item = &str> {
        let wanted = self.terms.iter().filter(|term| !term.negated);
        wanted.filter_map(|term| match &term.wanted {
            Wanted::Text(text) => Some(text.as_str()),
            Wanted::Pattern(_) => None,
        })
    }

    /// Whether it leaves nothing out.
    pub(in crate::tui) fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.mistake.is_none()
    }

    /// Whether a row passes. Letter case makes no difference.
    pub(in crate::tui) fn matches(&self, fields: &Fields<'_>) -> bool {
        self.terms.iter().all(|term| term.matches(fields))
    }
}

/// `value` as one word of a filter.
pub(in crate::tui) fn quoted(value: &str) -> String {
    let plain = !value.is_empty() && !value.contains([' ', '"', '\\']);
    if plain {
        return value.to_owned();
    }
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// The words of a filter, parted by spaces outside of quotes. Inside of quotes, and there alone, a
/// backslash keeps a quote or a backslash.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            '\\' if quoted => {
                let kept = chars.next_if(|next| matches!(next, '"' | '\\'));
                word.push(kept.unwrap_or(c));
            }
            c if c.is_whitespace() && !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

impl Term {
    /// `None` where nothing is asked yet.
    fn parse(word: &str) -> Result<Option<Self>, String> {
        let (negated, word) = match word.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, word),
        };
        let (column, value) = match word.split_once(':') {
            Some(("re", _)) => (None, word),
            Some((column, value)) if !column.is_empty() => (Some(column.to_lowercase()), value),
            _ => (None, word),
        };
        let wanted = match value.strip_prefix("re:") {
            Some(pattern) => Wanted::Pattern(Arc::new(regex(pattern)?)),
            None => Wanted::Text(value.to_lowercase()),
        };
        let asks = match &wanted {
            Wanted::Text(text) => !text.is_empty(),
            Wanted::Pattern(pattern) => !pattern.as_str().is_empty(),
        };
        Ok(asks.then_some(Self {
            negated,
            column,
            wanted,
        }))
    }

    fn matches(&self, fields: &Fields<'_>) -> bool {
        let found = match &self.column {
            None => fields.iter().any(|(_, text)| self.wanted.is_in(text)),
            Some(column) => self.is_in_column(column, fields),
        };
        found != self.negated
    }

    fn is_in_column(&self, column: &str, fields: &Fields<'_>) -> bool {
        let mut named = fields.iter().filter(|(name, _)| name.starts_with(column));
        let mut named = named.by_ref().peekable();
        if named.peek().is_some() {
            return named.any(|(_, text)| self.wanted.is_in(text));
        }
        // No such column: what was typed is a word with a colon, such as an URN.
        match &self.wanted {
            Wanted::Text(value) => {
                let word = format!("{column}:{value}");
                fields.iter().any(|(_, text)| contains(text, &word))
            }
            Wanted::Pattern(_) => false,
        }
    }
}

impl Wanted {
    fn is_in(&self, text: &str) -> bool {
        match self {
            Self::Text(part) => contains(text, part),
            Self::Pattern(pattern) => pattern.is_match(text).unwrap_or(false),
        }
    }
}

fn regex(pattern: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(pattern)
        .case_insensitive(true)
        .backtrack_limit(PATIENCE)
        .delegate_size_limit(LARGEST)
        .build();
    // Some errors tell the pattern again over several lines: the last one says what is wrong.
    built.map_err(|error| {
        let told = error.to_string();
        let last = told.lines().rfind(|line| !line.trim().is_empty());
        let last = last.unwrap_or("not understood").trim();
        let last = last.strip_prefix("error: ").unwrap_or(last);
        format!("re:{pattern} is no pattern: {last}")
    })
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
            ("re:^ORPHAN_", true),
            ("re:^user", false),
            ("!re:^user", true),
            ("kind:re:user$", true),
            ("subject:re:user$", false),
            ("subject:re:^zo.@ex", true),
            ("nosuch:re:orphan", false),
            ("re:", true),
            ("\"urn:ietf:department\"", true),
            ("attribute:\"ietf department\"", false),
            ("\"orphan", true),
        ] {
            assert_eq!(passes(filter), expected, "{filter}");
        }
    }

    #[test]
    fn a_pattern_that_is_none_leaves_nothing_out_and_says_why() {
        let filter = Filter::parse("re:( orphan");
        assert!(passes("re:( orphan") && !passes("re:( nobody"));
        let mistake = filter.mistake().unwrap_or_default();
        assert!(mistake.starts_with("re:( is no pattern: "), "{mistake}");
        assert!(!mistake.contains('\n') && mistake.len() > 25, "{mistake}");
        assert!(Filter::parse("re:(a)").mistake().is_none());
    }

    #[test]
    fn a_pattern_that_never_ends_ends() {
        let long = "a".repeat(4_000);
        let fields = [("name", Cow::Borrowed(long.as_str()))];
        assert!(!Filter::parse("re:(a+)+\\1b$").matches(&fields));
    }

    #[test]
    fn whatever_is_quoted_is_one_word_again() {
        for value in [
            "emails[type eq \"work\"].value",
            "a\\b c",
            "plain",
            "\"",
            "",
        ] {
            let text = format!("x:{}", quoted(value));
            assert_eq!(words(&text), [format!("x:{value}")]);
        }
    }
}
