//! Which of a user's e-mail addresses is compared: the one of type work, else the primary one,
//! else the only one.

use std::borrow::Cow;

use serde::de::{MapAccess, SeqAccess};

use super::fields::{Fields, Object};
use super::loose::{Flag, Found, Loose, Word, value};

/// `emails`, written as objects, as bare strings or as a single one of either.
#[derive(Default)]
pub struct Emails<'a> {
    best: Email<'a>,
    count: u32,
}

#[derive(Default)]
struct Email<'a> {
    value: Word<'a>,
    kind: Word<'a>,
    primary: Flag,
}

impl<'a> Emails<'a> {
    /// The address that is compared; empty where none is, or where several say nothing that
    /// chooses between them.
    pub fn chosen(&self) -> &str {
        if self.count == 1 || self.best.rank() > 0 {
            self.best.value.get()
        } else {
            ""
        }
    }

    fn add(&mut self, email: Email<'a>) {
        if email.value.is_absent() {
            return;
        }
        self.count += 1;
        if self.count == 1 || email.rank() > self.best.rank() {
            self.best = email;
        }
    }

    fn only(email: Email<'a>) -> Self {
        let mut emails = Self::default();
        emails.add(email);
        emails
    }
}

impl Email<'_> {
    fn rank(&self) -> u8 {
        let work = self.kind.get().eq_ignore_ascii_case("work");
        let primary = self.primary.0 == Some(true);
        2 * u8::from(work) + u8::from(primary)
    }
}

impl<'de> Loose<'de> for Emails<'de> {
    fn text(text: Cow<'de, str>) -> Self {
        Self::only(Email::text(text))
    }

    fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        Email::object(object).map(Self::only)
    }

    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut emails = Self::default();
        while let Some(Found(email)) = list.next_element()? {
            emails.add(email);
        }
        Ok(emails)
    }
}

impl<'de> Loose<'de> for Email<'de> {
    fn text(text: Cow<'de, str>) -> Self {
        Self {
            value: Word::text(text),
            ..Self::default()
        }
    }

    fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        Object::object(object).map(|Object(email)| email.unwrap_or_default())
    }
}

#[derive(Clone, Copy)]
enum Key {
    Value,
    Type,
    Primary,
}

impl<'de> Fields<'de> for Email<'de> {
    type Field = Key;
    const NAMES: &'static [(&'static str, Key)] = &[
        ("value", Key::Value),
        ("type", Key::Type),
        ("primary", Key::Primary),
    ];

    fn read<A: MapAccess<'de>>(&mut self, field: Key, object: &mut A) -> Result<(), A::Error> {
        match field {
            Key::Value => self.value = value(object)?,
            Key::Type => self.kind = value(object)?,
            Key::Primary => self.primary = value(object)?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_is_work_then_primary_then_the_only_one() {
        let cases = [
            (r#"[{"value":"a"},{"value":"b","type":"work"}]"#, "b"),
            (
                r#"[{"value":"a","primary":true},{"value":"b","type":"Work"}]"#,
                "b",
            ),
            (
                r#"[{"value":"a","type":"home"},{"value":"b","primary":"True"}]"#,
                "b",
            ),
            (
                r#"[{"value":"a","type":"work"},{"value":"b","type":"work","primary":true}]"#,
                "b",
            ),
            (
                r#"[{"value":"a","type":"work"},{"value":"b","type":"work"}]"#,
                "a",
            ),
            (r#"[{"value":"a","type":"home"}]"#, "a"),
            (r#"[{"value":"","primary":true},{"value":"b"}]"#, "b"),
            (r#"[{"value":"a"},{"value":"b"}]"#, ""),
            (r#"["a"]"#, "a"),
            (r#"["a","b"]"#, ""),
            (r#""a""#, "a"),
            (r#"{"value":"a"}"#, "a"),
            (r#"[[],{},null,{"value":null}]"#, ""),
            ("null", ""),
        ];
        for (json, chosen) in cases {
            let Found(emails) = serde_json::from_str::<Found<Emails>>(json).unwrap();
            assert_eq!(emails.chosen(), chosen, "{json}");
        }
    }
}
