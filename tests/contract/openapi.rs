//! The contract as a document: which operation a request asks for, and what it declares.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

const FILE: &str = "../shared/contract/graph-v1.0-subset.yaml";

/// The OpenAPI document of the Graph subset.
pub struct Contract {
    document: Value,
}

/// One method on one path template.
pub struct Operation<'c> {
    contract: &'c Contract,
    pub template: &'c str,
    pub method: &'c str,
    declared: &'c Value,
}

impl Contract {
    /// Reads the contract beside the project; says so and returns `None` where there is none.
    pub fn load() -> Option<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
        let Ok(text) = fs::read_to_string(&path) else {
            println!("skipped: there is no {FILE} beside the project");
            return None;
        };
        let document = serde_norway::from_str(&text).expect("the contract is YAML");
        Some(Self { document })
    }

    pub fn schemas(&self) -> &Map<String, Value> {
        object(&self.document["components"]["schemas"])
    }

    /// Every operation of the document.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        object(&self.document["paths"])
            .iter()
            .flat_map(move |(template, methods)| {
                object(methods)
                    .iter()
                    .map(move |(method, declared)| Operation {
                        contract: self,
                        template,
                        method,
                        declared,
                    })
            })
    }

    /// The operation that a method and a decoded path (without `/v1.0`) ask for. A literal segment
    /// wins over a placeholder, so that `/groups/delta` is no group called delta.
    pub fn operation(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        self.operations()
            .filter(|operation| operation.method.eq_ignore_ascii_case(method))
            .filter(|operation| matches(operation.template, path))
            .min_by_key(|operation| operation.template.matches('{').count())
    }

    /// Follows a `$ref` into the components; anything else is returned as it is.
    fn resolve<'c>(&'c self, value: &'c Value) -> &'c Value {
        let Some(reference) = value["$ref"].as_str() else {
            return value;
        };
        let pointer = reference.trim_start_matches('#');
        self.document
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }
}

impl<'c> Operation<'c> {
    /// The declared query parameters: name and schema.
    pub fn query_parameters(&self) -> impl Iterator<Item = (&'c str, &'c Value)> {
        list(&self.declared["parameters"])
            .map(|parameter| self.contract.resolve(parameter))
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| {
                let name = parameter["name"].as_str().unwrap_or_default();
                (name, &parameter["schema"])
            })
    }

    /// The schema of the request body, if the operation takes one.
    pub fn request_schema(&self) -> Option<&'c Value> {
        self.declared
            .pointer("/requestBody/content/application~1json/schema")
    }

    /// The declared answers: status and what it holds.
    pub fn responses(&self) -> impl Iterator<Item = (u16, &'c Value)> {
        object(&self.declared["responses"])
            .iter()
            .map(|(status, response)| {
                let status = status.parse().expect("a status is a number");
                (status, self.contract.resolve(response))
            })
    }

    /// The JSON that an answer of that status holds: `None` for an undeclared status.
    pub fn response_schema(&self, status: u16) -> Option<&'c Value> {
        let (_, response) = self.responses().find(|(declared, _)| *declared == status)?;
        response.pointer("/content/application~1json/schema")
    }

    /// The name of the type whose properties `$select` chooses from.
    pub fn row_type(&self) -> Option<&'c str> {
        let answer = self.contract.resolve(self.response_schema(200)?);
        let rows = answer.pointer("/properties/value/items");
        let row = rows.or_else(|| self.response_schema(200))?;
        row["$ref"].as_str()?.rsplit('/').next()
    }
}

pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn object(value: &Value) -> &Map<String, Value> {
    value
        .as_object()
        .expect("the contract has an object in this place")
}

fn matches(template: &str, path: &str) -> bool {
    let mut given = path.split('/');
    let all = template
        .split('/')
        .all(|segment| given.next().is_some_and(|given| fits(segment, given)));
    all && given.next().is_none()
}

/// `{id}` takes any text, and so does the placeholder inside a key such as `users(id='{id}')`.
fn fits(template: &str, given: &str) -> bool {
    let Some((before, rest)) = template.split_once('{') else {
        return template == given;
    };
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    given
        .strip_prefix(before)
        .and_then(|rest| rest.strip_suffix(after))
        .is_some_and(|key| !key.is_empty())
}

#[test]
fn a_placeholder_takes_one_whole_segment_or_key() {
    assert!(matches("/users/{id}/manager", "/users/7/manager"));
    assert!(matches("/apps(appId='{appId}')", "/apps(appId='x')"));
    assert!(!matches("/apps(appId='{appId}')", "/apps(appId='')"));
    assert!(!matches("/users/{id}", "/users/7/manager"));
    assert!(!matches("/users/{id}", "/users"));
    assert!(!matches("/users/{id}", "/users/"));
}
