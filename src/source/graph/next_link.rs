//! Where the next page is, as long as that stands before the rows of a page.

use std::fmt;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use crate::source::word::Word;

/// The link of a page, read no further than to its rows; `None` where it does not stand before them.
pub(super) fn next_link(body: &[u8]) -> Option<String> {
    let mut link = None;
    let mut page = serde_json::Deserializer::from_slice(body);
    // The rows end it with an error, and so does what is no page: whoever reads it whole will say so.
    let _ = page.deserialize_map(Head(&mut link));
    link
}

struct Head<'l>(&'l mut Option<String>);

impl<'de> Visitor<'de> for Head<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut page: A) -> Result<(), A::Error> {
        while let Some(key) = page.next_key::<Word<'de>>()? {
            match key.get() {
                "@odata.nextLink" => {
                    *self.0 = Some(page.next_value::<Word<'de>>()?.get().to_owned());
                    return Err(A::Error::custom("found"));
                }
                "value" => return Err(A::Error::custom("not before the rows")),
                _ => drop(page.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_before_the_rows_alone() {
        for (body, link) in [
            (
                r#"{"@odata.context":{"a":[1]},"@odata.nextLink":"https://x/y","value":[{"#,
                Some("https://x/y"),
            ),
            (r#"{"value":[],"@odata.nextLink":"https://x/y"}"#, None),
            (r#"{"@odata.context":"c","value":[]}"#, None),
            (
                r#"{"a":{"@odata.nextLink":"https://x/y"},"value":[]}"#,
                None,
            ),
            (r#"{"@odata.nextLink":null,"value":[]}"#, Some("")),
            ("<html>", None),
            ("", None),
        ] {
            assert_eq!(next_link(body.as_bytes()).as_deref(), link, "{body}");
        }
    }
}
