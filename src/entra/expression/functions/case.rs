//! Letter case, as .NET changes it: one letter for one letter, so ß has no upper case.

use unicode_general_category::{GeneralCategory as Category, get_general_category};

use super::super::arguments::{Arguments, Outcome, Stop};
use super::super::value::Value;

/// Whose rules apply to the letter i [from memory: .NET's cultures differ in no other letter].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Culture {
    /// Neither İ nor ı changes.
    Invariant,
    /// i and İ, ı and I are pairs.
    Turkic,
    Other,
}

pub fn lower(arguments: &Arguments<'_>) -> Outcome {
    changed(arguments, lower_letter)
}

pub fn upper(arguments: &Arguments<'_>) -> Outcome {
    changed(arguments, upper_letter)
}

fn changed(arguments: &Arguments<'_>, change: fn(char, Culture) -> char) -> Outcome {
    let source = arguments.flowing(0)?;
    let culture = culture(arguments)?;
    let changed = source.chars().map(|letter| change(letter, culture));
    Ok(Value::Text(changed.collect()))
}

fn culture(arguments: &Arguments<'_>) -> Result<Culture, Stop> {
    if !arguments.given(1) {
        return Ok(Culture::Invariant);
    }
    let name = arguments.certain(1)?;
    let language = name.split('-').next().unwrap_or_default();
    let well_formed = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    match language.to_ascii_lowercase().as_str() {
        "" if name.is_empty() => Ok(Culture::Invariant),
        "tr" | "az" => Ok(Culture::Turkic),
        language if well_formed && matches!(language.len(), 2 | 3) => Ok(Culture::Other),
        _ => Err(arguments.unknown(1, "is not the name of a culture such as en-US")),
    }
}

fn lower_letter(letter: char, culture: Culture) -> char {
    match (letter, culture) {
        ('I', Culture::Turkic) => 'ı',
        ('İ', Culture::Invariant) => letter,
        ('İ', _) => 'i',
        _ => single(letter.to_lowercase(), letter),
    }
}

fn upper_letter(letter: char, culture: Culture) -> char {
    match (letter, culture) {
        ('i', Culture::Turkic) => 'İ',
        ('ı', Culture::Invariant) => letter,
        _ => single(letter.to_uppercase(), letter),
    }
}

/// The one letter that a letter becomes, itself if it would become several.
fn single(mut changed: impl Iterator<Item = char>, letter: char) -> char {
    match (changed.next(), changed.next()) {
        (Some(changed), None) => changed,
        _ => letter,
    }
}

/// For a comparison without regard to case, unit by unit.
pub fn folded(text: &str) -> String {
    text.chars()
        .map(|letter| lower_letter(letter, Culture::Invariant))
        .collect()
}

/// Everything in lower case, then the first letter of each word in upper case.
pub fn proper(arguments: &Arguments<'_>) -> Outcome {
    let source = arguments.flowing(0)?;
    let separators = arguments
        .given(1)
        .then(|| arguments.certain(1))
        .transpose()?;
    let proper = match separators {
        Some(separators) => capitalised(&source, |c| Some(!separators.contains(c))),
        None => capitalised(&source, word_of_net),
    };
    Ok(Value::Text(proper))
}

/// `belongs` tells of a character whether it is of a word or parts words; what it cannot tell leaves
/// things as they are.
fn capitalised(source: &str, belongs: impl Fn(char) -> Option<bool>) -> String {
    let mut inside = false;
    let capitalise = |letter: char| {
        let begins = !inside && belongs(letter) == Some(true);
        inside = belongs(letter).unwrap_or(inside);
        if begins {
            upper_letter(letter, Culture::Invariant)
        } else {
            lower_letter(letter, Culture::Invariant)
        }
    };
    source.chars().map(capitalise).collect()
}

/// The words of .NET's `ToTitleCase` [its rules from memory]: a letter begins one; digits, marks and the
/// apostrophe neither begin nor end one, so "o'brien" is one word and "3com" begins with the c.
fn word_of_net(c: char) -> Option<bool> {
    match get_general_category(c) {
        _ if c == '\'' => None,
        Category::UppercaseLetter
        | Category::LowercaseLetter
        | Category::TitlecaseLetter
        | Category::ModifierLetter
        | Category::OtherLetter => Some(true),
        Category::NonspacingMark
        | Category::SpacingMark
        | Category::EnclosingMark
        | Category::DecimalNumber
        | Category::LetterNumber
        | Category::OtherNumber
        | Category::Surrogate
        | Category::PrivateUse
        | Category::Unassigned => None,
        _ => Some(false),
    }
}
