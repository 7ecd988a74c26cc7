//! Where a request goes.

use url::Url;

/// An address on the client's own origin; only the client makes one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target(Url);

impl Target {
    pub(super) fn new(url: Url) -> Self {
        Self(url)
    }

    pub(super) fn url(&self) -> &Url {
        &self.0
    }

    /// The path, without the query: fit for errors and logs.
    pub fn path(&self) -> &str {
        self.0.path()
    }

    /// The query, without its question mark.
    pub fn query(&self) -> Option<&str> {
        self.0.query()
    }
}

/// `value` for a segment of a path or a value of a query: everything but RFC 3986's unreserved
/// characters is percent-encoded, quotes and number signs of user names among them.
pub fn encoded(value: &str) -> String {
    let digit = |nibble: u8| char::from(b"0123456789ABCDEF"[usize::from(nibble & 0xf)]);
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte)]);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_can_leave_its_segment() {
        assert_eq!(encoded("o'hara@ex.com"), "o%27hara%40ex.com");
        assert_eq!(encoded("x_y#EXT#@t"), "x_y%23EXT%23%40t");
        assert_eq!(encoded("a/../b?c&d+e f"), "a%2F..%2Fb%3Fc%26d%2Be%20f");
        assert_eq!(encoded("田"), "%E7%94%B0");
    }
}
