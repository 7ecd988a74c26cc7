//! What provisioning on demand answers: two strings that hold JSON (Microsoft Graph:
//! stringKeyStringValuePair).

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::model::{Foreign, SourceError};
use crate::source::http::Answer;
use crate::source::word::Word;

/// How one object was provisioned on demand.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct OnDemand {
    /// `Success`, `Skipped`, `Failure` or another word, as it came.
    pub result: Foreign,
    /// `Create`, `Update`, `Disable`, `Other`, as it came.
    pub action: Foreign,
    /// Error or skip reason: code and words; empty where there is none.
    pub error: Foreign,
    /// The provider's id of the object; empty where it has none.
    pub target_id: Foreign,
    pub steps: Vec<OnDemandStep>,
    /// Names of the attributes that were written.
    pub modified: Vec<Foreign>,
}

/// One step on the way.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct OnDemandStep {
    pub name: Foreign,
    pub status: Foreign,
    pub description: Foreign,
    /// `SkipReason` of its details; empty where there is none.
    pub skip_reason: Foreign,
}

#[derive(Deserialize)]
struct Pair {
    #[serde(default)]
    key: String,
    #[serde(default)]
    value: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Key<'a> {
    #[serde(borrow)]
    result: Word<'a>,
    #[serde(borrow)]
    details: Option<Details<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Details<'a> {
    #[serde(borrow)]
    error_code: Word<'a>,
    #[serde(borrow)]
    error_message: Word<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Value<'a> {
    #[serde(borrow)]
    action: Word<'a>,
    #[serde(borrow)]
    target_identity: Option<Identity<'a>>,
    #[serde(borrow)]
    provisioning_steps: Option<Vec<Step<'a>>>,
    #[serde(borrow)]
    modified_properties: Option<Vec<Modified<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Identity<'a> {
    #[serde(borrow)]
    id: Word<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Step<'a> {
    #[serde(borrow)]
    name: Word<'a>,
    #[serde(borrow)]
    status: Word<'a>,
    #[serde(borrow)]
    description: Word<'a>,
    /// A map with any keys, or null.
    #[serde(borrow)]
    details: Option<&'a RawValue>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Skip<'a> {
    #[serde(borrow, rename = "SkipReason")]
    reason: Word<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Modified<'a> {
    #[serde(borrow)]
    display_name: Word<'a>,
}

impl OnDemand {
    /// Reads the answer. What `value` does not hold stays empty: the result in `key` says enough.
    ///
    /// [`SourceError::Protocol`] where there is no result.
    pub fn of(answer: &Answer) -> Result<Self, SourceError> {
        let pair: Pair = answer.json()?;
        let broken = |what: &str| SourceError::Protocol {
            at: answer.at.clone(),
            what: Foreign::new(what),
        };
        let key: Key = serde_json::from_str(&pair.key)
            .map_err(|_| broken("the key of the answer holds no JSON"))?;
        if key.result.is_empty() {
            return Err(broken("the answer says no result"));
        }
        let value: Value = serde_json::from_str(&pair.value).unwrap_or_default();
        let details = key.details.unwrap_or_default();
        let said = [details.error_code.get(), details.error_message.get()];
        let said: Vec<&str> = said.into_iter().filter(|part| !part.is_empty()).collect();
        let modified = value.modified_properties.unwrap_or_default();
        Ok(Self {
            result: foreign(&key.result),
            action: foreign(&value.action),
            error: Foreign::new(said.join(": ")),
            target_id: foreign(&value.target_identity.unwrap_or_default().id),
            steps: value
                .provisioning_steps
                .iter()
                .flatten()
                .map(step)
                .collect(),
            modified: modified
                .iter()
                .map(|one| foreign(&one.display_name))
                .collect(),
        })
    }

    /// Whether the service says that it wrote.
    pub fn succeeded(&self) -> bool {
        self.result.raw().eq_ignore_ascii_case("Success")
    }

    /// Whether nothing had to be written, because the provider holds it already.
    pub fn is_redundant(&self) -> bool {
        let skipped = self.result.raw().eq_ignore_ascii_case("Skipped");
        skipped && self.error.raw().starts_with("RedundantExport")
    }
}

fn step(step: &Step) -> OnDemandStep {
    let skip: Option<Skip> = step
        .details
        .and_then(|details| serde_json::from_str(details.get()).ok());
    OnDemandStep {
        name: foreign(&step.name),
        status: foreign(&step.status),
        description: foreign(&step.description),
        skip_reason: skip.map_or_else(Foreign::default, |skip| foreign(&skip.reason)),
    }
}

fn foreign(word: &Word) -> Foreign {
    Foreign::new(word.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<OnDemand, SourceError> {
        let answer = Answer {
            at: "POST /x".into(),
            status: 200,
            headers: reqwest::header::HeaderMap::new(),
            body: body.into(),
            date: None,
            request_id: None,
        };
        OnDemand::of(&answer)
    }

    #[test]
    fn json_within_strings_is_read() {
        let done = read(
            r#"{"key":"{\"result\":\"Skipped\",\"details\":{\"errorCode\":\"RedundantExport\",\"errorMessage\":\"states match\"}}",
                "value":"{\"action\":\"Other\",\"targetIdentity\":{\"id\":\"7\"},\"provisioningSteps\":[{\"name\":\"EntrySynchronizationSkip\",\"type\":\"Export\",\"status\":\"Skipped\",\"description\":\"d\",\"details\":{\"SkipReason\":\"RedundantExport\"}},{\"name\":\"x\",\"details\":null}],\"modifiedProperties\":null}"}"#,
        )
        .unwrap();
        assert!(done.is_redundant() && !done.succeeded());
        assert_eq!(done.error.raw(), "RedundantExport: states match");
        assert_eq!((done.target_id.raw(), done.steps.len()), ("7", 2));
        assert_eq!(done.steps[0].skip_reason.raw(), "RedundantExport");
    }

    #[test]
    fn a_result_is_needed_and_nothing_else() {
        let done = read(r#"{"key":"{\"result\":\"Success\"}","value":"?"}"#).unwrap();
        assert!(done.succeeded() && done.steps.is_empty());
        for body in ["{}", r#"{"key":"x","value":"{}"}"#, r#"{"key":"{}"}"#, "[]"] {
            assert!(read(body).is_err(), "{body}");
        }
    }
}
