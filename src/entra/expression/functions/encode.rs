//! Texts in other alphabets.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_normalization::UnicodeNormalization;

use super::super::arguments::{Arguments, Outcome};
use super::super::value::Value;

/// "Unicode" is what .NET calls UTF-16, low byte first.
pub fn base64(arguments: &Arguments<'_>) -> Outcome {
    let source = arguments.flowing(0)?;
    let bytes: Vec<u8> = source.encode_utf16().flat_map(u16::to_le_bytes).collect();
    Ok(Value::Text(STANDARD.encode(bytes)))
}

pub fn utf8_hex(arguments: &Arguments<'_>) -> Outcome {
    let source = arguments.flowing(0)?;
    let mut hex = String::with_capacity(2 * source.len());
    for byte in source.bytes() {
        let _ = write!(hex, "{byte:02X}");
    }
    Ok(Value::Text(hex))
}

/// Letters of the page's table first that are no base letter with a mark, then all marks go. What the
/// table lacks and no mark makes (đ, ð, þ) stays as it is.
pub fn without_diacritics(arguments: &Arguments<'_>) -> Outcome {
    let source = arguments.flowing(0)?;
    let mut plain = String::with_capacity(source.len());
    let mut letters = source.nfd().peekable();
    while let Some(letter) = letters.next() {
        // The table has the ligature only with a macron.
        let macron = letters.peek() == Some(&'\u{304}');
        match special(letter, macron) {
            Some(letters) => plain.push_str(letters),
            None if get_general_category(letter) == GeneralCategory::NonspacingMark => {}
            None => plain.push(letter),
        }
    }
    Ok(Value::Text(plain.nfc().collect()))
}

fn special(letter: char, macron: bool) -> Option<&'static str> {
    Some(match letter {
        'æ' => "ae",
        'Æ' => "AE",
        'ø' => "oe",
        'Ø' => "OE",
        'œ' if macron => "oe",
        'Œ' if macron => "OE",
        'ß' => "ss",
        'ł' => "l",
        'Ł' => "L",
        'ı' => "i",
        _ => return None,
    })
}
