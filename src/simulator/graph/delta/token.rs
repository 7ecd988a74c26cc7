//! What a delta link carries.

use chrono::{DateTime, Utc};

use super::GraphError;
use crate::simulator::base64url;

/// The state of a delta round, as the opaque text that stands in its links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeltaToken {
    /// Whether the round shows everything; else what changed from `from` on.
    pub full: bool,
    /// The part of the change feed that the round shows.
    pub from: usize,
    pub to: usize,
    /// Where the next page begins.
    pub position: usize,
    /// When the round began.
    pub issued: DateTime<Utc>,
    /// The selected properties.
    pub select: Option<Vec<String>>,
    /// The only objects that the round shows.
    pub ids: Option<Vec<String>>,
}

impl DeltaToken {
    pub fn encode(&self) -> String {
        let list = |names: &Option<Vec<String>>| {
            names
                .as_ref()
                .map_or_else(|| "*".to_owned(), |names| names.join(","))
        };
        let text = format!(
            "{}|{}|{}|{}|{}|{}|{}",
            u8::from(self.full),
            self.from,
            self.to,
            self.position,
            self.issued.timestamp(),
            list(&self.select),
            list(&self.ids),
        );
        base64url::encode(text.as_bytes())
    }

    pub fn decode(text: &str) -> Result<Self, GraphError> {
        let token =
            base64url::decode(text).and_then(|bytes| Self::read(&String::from_utf8(bytes).ok()?));
        token.ok_or_else(|| GraphError::bad_request("The delta token is not valid."))
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('|');
        let list = |text: &str| (text != "*").then(|| text.split(',').map(str::to_owned).collect());
        Some(Self {
            full: parts.next()? == "1",
            from: parts.next()?.parse().ok()?,
            to: parts.next()?.parse().ok()?,
            position: parts.next()?.parse().ok()?,
            issued: DateTime::from_timestamp(parts.next()?.parse().ok()?, 0)?,
            select: list(parts.next()?),
            ids: list(parts.next()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back() {
        let token = DeltaToken {
            full: true,
            to: 7,
            position: 200,
            issued: DateTime::UNIX_EPOCH,
            select: Some(vec!["id".to_owned(), "members".to_owned()]),
            ..DeltaToken::default()
        };
        assert_eq!(DeltaToken::decode(&token.encode()), Ok(token));
        assert_eq!(DeltaToken::decode("zzzz").unwrap_err().status, 400);
    }
}
