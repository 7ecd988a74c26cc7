//! One page of a list (RFC 7644, 3.4.2), read loosely and borrowed from its bytes.

use serde::Deserialize;
use serde::de::{MapAccess, SeqAccess};

use super::fields::{CutOut, Fields, InPlace, Object, Row};
use super::loose::{Count, Found, Loose, Word, skip, value};
use super::refusal::Refusal;
use crate::model::Foreign;

/// Bytes of one answer.
const LARGEST: usize = 32 << 20;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A page: what it says of the list, and its rows in order. A row that is no object is an empty
/// one, so that places are kept.
pub struct Page<'a, F> {
    pub rows: Vec<F>,
    pub total: Option<u64>,
    pub next_cursor: Word<'a>,
}

impl<'a, F: Fields<'a>> Page<'a, F> {
    /// Reads `body`; what it is instead of a list has a name.
    pub fn parse(body: &'a [u8]) -> Result<Self, Refusal> {
        let text = text_of(body)?;
        let first = json::<Found<Body<F, InPlace<F>>>>(text);
        let body = match first {
            Err(Refusal::NotJson) => json::<Found<Body<F, CutOut<F>>>>(text)?.0.into(),
            other => other?.0.into(),
        };
        Self::of(body)
    }

    fn of(body: Plain<'a, F>) -> Result<Self, Refusal> {
        match body {
            Plain::List(page) => Ok(page),
            Plain::Error(detail) => Err(Refusal::ErrorBody(Foreign::new(detail))),
            Plain::Other => Err(Refusal::NotAList),
        }
    }
}

/// The answer to a GET of one resource.
pub fn resource<'a, F: Fields<'a>>(body: &'a [u8]) -> Result<F, Refusal> {
    let Found(Object(fields)) = json(text_of(body)?)?;
    fields.ok_or(Refusal::NotAResource)
}

fn text_of(body: &[u8]) -> Result<&str, Refusal> {
    if body.len() > LARGEST {
        return Err(Refusal::TooLarge(body.len()));
    }
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    simdutf8::compat::from_utf8(body).map_err(|error| match error.error_len() {
        Some(_) => Refusal::NotUtf8,
        None => Refusal::CutOff,
    })
}

fn json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Refusal> {
    serde_json::from_str(text).map_err(|error| match text.trim_start().bytes().next() {
        None => Refusal::Empty,
        Some(b'<') => Refusal::Html,
        Some(_) if error.is_eof() => Refusal::CutOff,
        Some(_) => Refusal::NotJson,
    })
}

/// What came, apart from how its rows were read.
enum Plain<'a, F> {
    List(Page<'a, F>),
    Error(String),
    Other,
}

/// An answer that should be a list, with rows read as `R`.
struct Body<'a, F, R> {
    rows: Rows<F, R>,
    total: Count,
    next_cursor: Word<'a>,
    detail: Word<'a>,
    is_list: bool,
    is_error: bool,
}

impl<F, R> Default for Body<'_, F, R> {
    fn default() -> Self {
        Self {
            rows: Rows::default(),
            total: Count::default(),
            next_cursor: Word::default(),
            detail: Word::default(),
            is_list: false,
            is_error: false,
        }
    }
}

impl<'a, F, R> From<Body<'a, F, R>> for Plain<'a, F> {
    fn from(body: Body<'a, F, R>) -> Self {
        if body.is_list {
            Self::List(Page {
                rows: body.rows.0,
                total: body.total.0,
                next_cursor: body.next_cursor,
            })
        } else if body.is_error {
            Self::Error(body.detail.get().to_owned())
        } else {
            Self::Other
        }
    }
}

#[derive(Clone, Copy)]
enum Key {
    Resources,
    Total,
    ListMark,
    NextCursor,
    Detail,
    ErrorMark,
}

impl<'de, F: Fields<'de>, R: Row<'de, F>> Fields<'de> for Body<'de, F, R> {
    type Field = Key;
    const NAMES: &'static [(&'static str, Key)] = &[
        ("Resources", Key::Resources),
        ("totalResults", Key::Total),
        ("startIndex", Key::ListMark),
        ("itemsPerPage", Key::ListMark),
        ("nextCursor", Key::NextCursor),
        ("detail", Key::Detail),
        ("status", Key::ErrorMark),
        ("scimType", Key::ErrorMark),
        // SCIM 1.1, and Slack beside the resources of a list that is none the worse for it.
        ("Errors", Key::ErrorMark),
    ];

    fn read<A: MapAccess<'de>>(&mut self, field: Key, object: &mut A) -> Result<(), A::Error> {
        match field {
            Key::Resources => self.rows = value(object)?,
            Key::Total => self.total = value(object)?,
            Key::NextCursor => self.next_cursor = value(object)?,
            Key::Detail => self.detail = value(object)?,
            // Rows are counted: some send the page size as itemsPerPage.
            Key::ListMark | Key::ErrorMark => skip(object)?,
        }
        match field {
            Key::Detail | Key::ErrorMark => self.is_error = true,
            _ => self.is_list = true,
        }
        Ok(())
    }
}

impl<'de, F: Fields<'de>, R: Row<'de, F>> Loose<'de> for Body<'de, F, R> {
    fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        Object::object(object).map(|Object(body)| body.unwrap_or_default())
    }

    /// A bare array: the rows without the list around them.
    fn list<A: SeqAccess<'de>>(list: A) -> Result<Self, A::Error> {
        Ok(Self {
            rows: Rows::list(list)?,
            is_list: true,
            ..Self::default()
        })
    }
}

/// The rows of a page; `R` is how they are read.
struct Rows<F, R>(Vec<F>, std::marker::PhantomData<R>);

impl<F, R> Default for Rows<F, R> {
    fn default() -> Self {
        Self(Vec::new(), std::marker::PhantomData)
    }
}

impl<'de, F, R: Row<'de, F>> Loose<'de> for Rows<F, R> {
    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut rows = Self::default();
        while let Some(row) = list.next_element::<R>()? {
            rows.0.push(row.fields());
        }
        Ok(rows)
    }
}
