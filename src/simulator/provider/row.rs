//! One resource as JSON, cut into its attributes.

use chrono::{DateTime, SecondsFormat, Utc};

/// A resource's JSON object, ready to be sent, with the place of each of its `N` attributes, so
/// that a projection copies bytes too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<const N: usize> {
    bytes: Box<[u8]>,
    ends: [u32; N],
}

impl<const N: usize> Row<N> {
    /// The whole object.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `"name":value` of the attribute with this number; empty when the resource lacks it.
    pub fn attribute(&self, number: usize) -> &[u8] {
        let end = |number: usize| self.ends.get(number).map_or(0, |end| *end as usize);
        let before = number.checked_sub(1).map_or(0, end);
        self.bytes.get(before + 1..end(number)).unwrap_or_default()
    }
}

/// Writes a row, attribute after attribute.
pub(super) struct RowWriter<const N: usize> {
    bytes: Vec<u8>,
    ends: [u32; N],
    written: usize,
}

impl<const N: usize> RowWriter<N> {
    pub(super) fn new() -> Self {
        Self {
            bytes: Vec::with_capacity(768),
            ends: [0; N],
            written: 0,
        }
    }

    /// The next attribute: pieces of JSON, which together are `"name":value`. None at all means
    /// that the resource lacks it.
    pub(super) fn attribute(&mut self, pieces: &[&str]) {
        if !pieces.is_empty() {
            self.bytes
                .push(if self.bytes.is_empty() { b'{' } else { b',' });
            for piece in pieces {
                self.bytes.extend_from_slice(piece.as_bytes());
            }
        }
        if let Some(end) = self.ends.get_mut(self.written) {
            *end = self.bytes.len() as u32;
        }
        self.written += 1;
    }

    /// The next attribute with text between two pieces of JSON; empty text means none.
    pub(super) fn text(&mut self, before: &str, text: &str, after: &str) {
        if text.is_empty() {
            self.attribute(&[]);
        } else {
            self.attribute(&[before, &quoted(text), after]);
        }
    }

    pub(super) fn finish(mut self) -> Row<N> {
        self.bytes.push(b'}');
        Row {
            bytes: self.bytes.into_boxed_slice(),
            ends: self.ends,
        }
    }
}

/// Text as a JSON string, quotes included.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The `meta` attribute (RFC 7643 3.1).
pub(super) fn meta(
    resource_type: &str,
    location: &str,
    created: DateTime<Utc>,
    modified: DateTime<Utc>,
) -> String {
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let (created, modified, location) = (time(created), time(modified), quoted(location));
    format!(
        "\"meta\":{{\"resourceType\":\"{resource_type}\",\"created\":\"{created}\",\
         \"lastModified\":\"{modified}\",\"location\":{location}}}"
    )
}
