//! Finding people in text: the whole of it, an address, a name of several words, a word of a name.

use std::borrow::Cow;

use super::book::Book;
use super::is_made_up;
use super::mask::is_mask;
use crate::model::folded;

/// The fewest digits that are looked for within a text: fewer are counts.
const DIGITS: usize = 7;

pub(super) fn masked<'a>(book: &Book, raw: &'a str) -> Cow<'a, str> {
    if raw.is_empty() || is_made_up(raw) || book.is_spared(raw) {
        return Cow::Borrowed(raw);
    }
    if let Some(whole) = whole(book, raw) {
        return Cow::Owned(whole);
    }
    let tokens = tokens(raw);
    let (mut out, mut from, mut at) = (String::new(), 0, 0);
    while at < tokens.len() {
        let Some((mask, taken)) = mask_at(book, raw, &tokens[at..]) else {
            at += 1;
            continue;
        };
        out.push_str(&raw[from..tokens[at].0]);
        out.push_str(&mask);
        from = tokens[at + taken - 1].1;
        at += taken;
    }
    if from == 0 {
        return Cow::Borrowed(raw);
    }
    out.push_str(&raw[from..]);
    Cow::Owned(out)
}

/// The mask of a text that is a personal string as a whole.
fn whole(book: &Book, raw: &str) -> Option<String> {
    if let Some(owned) = book.owner(raw) {
        let address = raw.contains('@');
        return Some(if address {
            book.codes.address(Some(owned), &folded(raw))
        } else {
            owned.mask()
        });
    }
    let word = folded(raw);
    book.is_word(&word).then(|| book.codes.word(&word))
}

/// The mask for what begins at the first of `tokens`, and how many of them it stands for.
fn mask_at(book: &Book, raw: &str, tokens: &[(usize, usize)]) -> Option<(String, usize)> {
    let (start, end) = tokens[0];
    let first = &raw[start..end];
    if is_mask(first) || is_made_up(first) {
        return None;
    }
    if is_address(first) {
        let whole = folded(first);
        return Some((book.codes.address(book.owner(first), &whole), 1));
    }
    let most = book.longest().min(tokens.len());
    for count in (2..=most).rev() {
        let beside = tokens[..count].windows(2).all(|pair| {
            let between = &raw[pair[0].1..pair[1].0];
            between == " " || between == ", "
        });
        let text = &raw[start..tokens[count - 1].1];
        if beside && let Some(owned) = book.owner(text) {
            return Some((owned.mask(), count));
        }
    }
    single(book, first).map(|mask| (mask, 1))
}

/// One token that is no address.
fn single(book: &Book, token: &str) -> Option<String> {
    let digits = token.chars().all(|c| !c.is_alphabetic());
    if (!digits || token.len() >= DIGITS)
        && let Some(owned) = book.owner(token)
    {
        return Some(owned.mask());
    }
    let whole = folded(token);
    let joined = token.contains(['.', '_', '-', '\'', '’', '+']);
    let named = |word: &str| book.is_word(&folded(word));
    let is_name = if joined {
        token.split(|c: char| !c.is_alphabetic()).any(named)
    } else {
        // A word in lower case may be any; a name is written large.
        !token.starts_with(char::is_lowercase) && named(token)
    };
    is_name.then(|| book.codes.word(&whole))
}

fn is_address(token: &str) -> bool {
    token
        .rsplit_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

/// Where the words of `raw` are, addresses among them, without the marks around them.
fn tokens(raw: &str) -> Vec<(usize, usize)> {
    let mut tokens = Vec::new();
    let mut start = None;
    for (at, c) in raw.char_indices().chain([(raw.len(), ' ')]) {
        match (is_part(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                tokens.extend(trimmed(raw, from, at));
                start = None;
            }
            _ => {}
        }
    }
    tokens
}

fn is_part(c: char) -> bool {
    let mark = !c.is_ascii() && !c.is_whitespace() && !c.is_control() && !"“”«»‘、。…".contains(c);
    c.is_alphanumeric() || mark || "@._-'+#%~!$*".contains(c)
}

/// A run without the dots and quotes that end sentences.
fn trimmed(raw: &str, from: usize, to: usize) -> Option<(usize, usize)> {
    let run = &raw[from..to];
    let ends = |c: char| !c.is_alphanumeric();
    let start = from + (run.len() - run.trim_start_matches(ends).len());
    let end = to - (run.len() - run.trim_end_matches(ends).len());
    let owner = ["'s", "’s", "'S", "’S"]
        .iter()
        .find_map(|suffix| raw.get(start..end)?.strip_suffix(suffix));
    let end = owner.map_or(end, |owner| start + owner.len());
    (start < end).then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> Book {
        let mut book = Book::new(b"a secret");
        book.person(0, "haruka.mori@contoso.com");
        for (attribute, value) in [
            ("displayName", "Haruka Mori"),
            ("displayName", "Haruka Tanaka"),
            ("mail", "h.mori@contoso.com"),
            ("mobile", "+81 3 1234 5678"),
            ("employeeId", "4001"),
            ("department", "Mori Research"),
        ] {
            book.value(Some(0), attribute, value);
        }
        book.person(1, "will.user@contoso.com");
        book.value(Some(1), "displayName", "Will User");
        book.spare("Mori Research");
        book
    }

    fn mask(raw: &str) -> String {
        masked(&book(), raw).into_owned()
    }

    #[test]
    fn one_person_has_one_code_everywhere() {
        let upn = mask("haruka.mori@contoso.com");
        let code = &upn["person-".len()..][..6];
        for text in [
            "Haruka Mori",
            "HARUKA MORI",
            "h.mori@contoso.com",
            "haruka.mori",
            "+81 3 1234 5678",
            "Haruka Tanaka",
        ] {
            assert!(mask(text).contains(code), "{text}: {}", mask(text));
        }
        let told = mask("User 'haruka.mori@contoso.com' (Haruka Mori) was created.");
        assert_eq!(told, format!("User '{upn}' (Person {code}) was created."));
    }

    #[test]
    fn nothing_of_a_name_is_left() {
        for text in [
            "Mori, Haruka was there",
            "haruka-mori came of it",
            "the nickname Haruka",
            "\"Haruka Mori\"",
            "HARUKA.MORI@CONTOSO.COM.",
            "Mori's account",
            "[Haruka Mori, Haruka Tanaka]",
            "mori",
            "Haruka Mori's iPhone",
        ] {
            let told = mask(text).to_lowercase();
            let left = ["haruka", "mori", "tanaka", "contoso"];
            assert!(
                !left.iter().any(|name| told.contains(name)),
                "{text}: {told}"
            );
        }
    }

    #[test]
    fn a_name_without_letter_case_is_found_beside_other_words() {
        let mut book = Book::new(b"a secret");
        book.person(0, "x1@contoso.com");
        book.value(Some(0), "displayName", "김 健太");
        for text in ["김 健太's iPhone", "健太 was here", "'김 健太'"] {
            let told = masked(&book, text).into_owned();
            assert!(!told.contains("健太"), "{text}: {told}");
        }
    }

    #[test]
    fn an_address_that_nobody_knows_is_masked_the_same_once_it_is_known() {
        let mut book = Book::new(b"a secret");
        let before = masked(&book, "ada@fabrikam.com").into_owned();
        book.person(9, "Ada@fabrikam.com");
        assert_eq!(masked(&book, "ada@fabrikam.com"), before);
        assert!(!before.contains("ada") && !before.contains("fabrikam"));
    }

    #[test]
    fn two_values_that_differ_do_not_look_the_same() {
        assert_ne!(mask("Haruka Mori"), mask("Haruka Tanaka"));
        assert_ne!(mask("haruka.mori@contoso.com"), mask("h.mori@contoso.com"));
        assert_ne!(
            mask("haruka.mori@contoso.com"),
            mask("haruka.mori@fabrikam.com")
        );
    }

    #[test]
    fn masks_pass_the_gate_again_unchanged() {
        for text in [
            "haruka.mori@contoso.com",
            "Haruka Mori",
            "x haruka-mori y",
            "Haruka Tanaka",
        ] {
            let once = mask(text);
            assert_eq!(mask(&once), once);
        }
    }

    #[test]
    fn groups_identifiers_counts_and_common_words_stay() {
        for text in [
            "Mori Research",
            "4001 users",
            "User will be created",
            "5f0e8a52-1d1f-4c7e-9d7f-0c6f0a1b2c3d",
            "emails[type eq \"work\"].value",
            "missing_user",
        ] {
            assert_eq!(mask(text), text);
        }
    }

    #[test]
    fn other_secrets_make_other_masks() {
        let other = Book::new(b"another");
        let told = masked(&other, "haruka.mori@contoso.com").into_owned();
        assert_ne!(told, mask("haruka.mori@contoso.com"));
    }

    #[test]
    fn who_is_only_in_a_log_is_masked_until_it_turns_out_to_be_a_group() {
        let mut book = Book::new(b"a secret");
        book.value(None, "displayName", "Engineering");
        assert_ne!(masked(&book, "Engineering"), "Engineering");
        book.spare("Engineering");
        assert_eq!(masked(&book, "Engineering"), "Engineering");
        assert_eq!(masked(&book, "in Engineering"), "in Engineering");
    }
}
