//! Base64 for urls and for the parts of a JSON Web Token (RFC 4648 section 5, without padding).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Encodes bytes.
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        let digits =
            (0..=chunk.len()).map(|digit| ALPHABET[(bits >> (18 - 6 * digit)) as usize & 63]);
        out.extend(digits.map(char::from));
    }
    out
}

/// Decodes text; `None` if it is not base64url.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        let mut bits = 0u32;
        for byte in chunk {
            bits = bits << 6 | ALPHABET.iter().position(|letter| letter == byte)? as u32;
        }
        bits <<= 6 * (4 - chunk.len());
        let whole = chunk.len().checked_sub(1).filter(|bytes| *bytes > 0)?;
        out.extend_from_slice(&bits.to_be_bytes()[1..=whole]);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard_hold() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
        ] {
            assert_eq!(encode(text.as_bytes()), encoded);
            assert_eq!(decode(encoded).as_deref(), Some(text.as_bytes()));
        }
        assert_eq!(encode(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn other_text_is_refused() {
        assert_eq!(decode("a+b/"), None);
        assert_eq!(decode("Zm9vY"), None);
    }
}
