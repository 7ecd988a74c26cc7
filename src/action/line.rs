//! One line of the audit file.

use std::fmt::Write;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::{Value, json};

use crate::model::{Action, Demand, Foreign, Named};

/// What the line says of its action.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// It was confirmed, and is sent next.
    Sending,
    /// It was confirmed, and not sent.
    Refused,
    /// The service answered, or did not, and its effect was looked for.
    Done,
}

/// One line: every key is always there.
#[derive(Serialize)]
pub struct Line<'a> {
    pub format: &'static str,
    /// The same in all lines of one action.
    pub id: String,
    pub phase: Phase,
    #[serde(serialize_with = "time")]
    pub time: DateTime<Utc>,
    pub os_user: String,
    pub os_uid: u32,
    pub profile: &'a str,
    pub application: Subject<'a>,
    pub job: &'a str,
    pub action: &'static str,
    pub parameters: Value,
    /// Of the answer; null where none came.
    pub status: Option<u16>,
    pub request_id: Option<&'a str>,
    /// `seen`, `not_seen`, `failed` or `unknown`; null before it was looked for.
    pub verification: Option<&'static str>,
    pub told: Vec<String>,
}

#[derive(Serialize)]
pub struct Subject<'a> {
    pub id: &'a str,
    pub name: &'a str,
}

impl Line<'_> {
    /// The line with its end, in ASCII: what could act on a terminal is an escape.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        let json = serde_json::to_string(self)?;
        let mut out = String::with_capacity(json.len() + 1);
        for c in json.chars() {
            if c.is_ascii() && c != '\u{7f}' {
                out.push(c);
                continue;
            }
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
        out.push('\n');
        Ok(out)
    }
}

/// What an action was asked to do, without any secret: there is none in it.
pub fn parameters(action: &Action) -> Value {
    match action {
        Action::Start | Action::Pause => json!({}),
        Action::Restart(_) => json!({"resetScope": action.reset_scope()}),
        Action::ProvisionOnDemand(Demand::Person(person)) => json!({"user": named(person)}),
        Action::ProvisionOnDemand(Demand::Group { group, members }) => {
            let members: Vec<Value> = members.iter().map(named).collect();
            json!({"group": named(group), "members": members})
        }
    }
}

fn named(object: &Named) -> Value {
    json!({"id": object.id, "name": Foreign::raw(&object.name)})
}

fn time<S: serde::Serializer>(at: &DateTime<Utc>, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

#[cfg(test)]
impl Line<'_> {
    /// Some line.
    pub fn for_tests() -> Self {
        Self {
            format: "scimtop.action/1",
            id: "1".into(),
            phase: Phase::Sending,
            time: DateTime::UNIX_EPOCH,
            os_user: "ann".into(),
            os_uid: 7,
            profile: "default",
            application: Subject {
                id: "a",
                name: "Iru",
            },
            job: "scim.1",
            action: "start",
            parameters: json!({}),
            status: None,
            request_id: None,
            verification: None,
            told: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_of_ascii_that_reads_back() {
        let name = "I\u{202e}ru \n\u{7f} \u{1F600}";
        let line = Line {
            application: Subject { id: "a", name },
            ..Line::for_tests()
        };
        let text = line.text().unwrap();
        assert!(text.is_ascii() && text.ends_with('\n'));
        assert_eq!(text.lines().count(), 1);
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["application"]["name"], name);
        assert_eq!(
            (&read["phase"], &read["status"]),
            (&json!("sending"), &Value::Null)
        );
        assert_eq!(read["time"], "1970-01-01T00:00:00Z");
    }
}
