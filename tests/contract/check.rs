//! One request with its answer, held against the contract.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use jsonschema::Validator;
use serde_json::Value;
use url::Url;
use url::form_urlencoded;

use crate::json_schema::{errors, validator};
use crate::openapi::{Contract, Operation};

/// The two operations that read although they are a POST.
const READS_BY_POST: [&str; 2] = ["/$batch", "/directoryObjects/getByIds"];

/// What acts on a job: only a person's confirmation sends it.
const ACTIONS: [&str; 4] = ["/start", "/pause", "/restart", "/provisionOnDemand"];

/// What went over the wire.
pub struct Exchange<'a> {
    pub method: &'a str,
    /// Path and query as sent.
    pub target: &'a str,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub request: Option<Value>,
    pub status: u16,
    pub response: Value,
}

/// Holds exchanges against the contract, and keeps the validators it has built.
pub struct Checker {
    pub contract: Contract,
    validators: RefCell<HashMap<String, Rc<Validator>>>,
}

impl Checker {
    /// `None` where the contract does not lie beside the project.
    pub fn load() -> Option<Self> {
        let contract = Contract::load()?;
        let validators = RefCell::default();
        Some(Self {
            contract,
            validators,
        })
    }

    /// Checks one exchange with Graph, the inner ones of a batch too.
    ///
    /// # Errors
    /// What the contract does not allow, as text.
    pub fn check(&self, exchange: &Exchange<'_>) -> Result<(), String> {
        let place = format!("{} {}", exchange.method, exchange.target);
        self.check_parts(exchange, &[])
            .map_err(|wrong| format!("{place} ({}): {wrong}", exchange.status))
    }

    /// The same, where the confirmed actions may be among what was sent.
    pub fn check_acting(&self, exchange: &Exchange<'_>) -> Result<(), String> {
        let place = format!("{} {}", exchange.method, exchange.target);
        self.check_parts(exchange, &ACTIONS)
            .map_err(|wrong| format!("{place} ({}): {wrong}", exchange.status))
    }

    fn check_parts(&self, exchange: &Exchange<'_>, actions: &[&str]) -> Result<(), String> {
        let operation = self.find(exchange.method, exchange.target)?;
        let acts = actions.iter().any(|end| operation.template.ends_with(end));
        if exchange.method != "GET" && !READS_BY_POST.contains(&operation.template) && !acts {
            return Err("a monitor only reads".to_owned());
        }
        self.check_query(&operation, exchange)?;
        self.check_request(&operation, exchange)?;
        if exchange.status == 204 && operation.responses().any(|(status, _)| status == 204) {
            return match &exchange.response {
                Value::Null => Ok(()),
                body => Err(format!("204 has no body, and this has {body}")),
            };
        }
        let answer = operation
            .response_schema(exchange.status)
            .ok_or("the status is not declared")?;
        let key = format!("{} {}", operation.template, exchange.status);
        self.validate(&key, answer, &exchange.response)?;
        self.check_links(operation.template, &exchange.response)?;
        if operation.template == "/$batch" && exchange.status == 200 {
            self.check_batch(exchange)?;
        }
        Ok(())
    }

    fn find(&self, method: &str, target: &str) -> Result<Operation<'_>, String> {
        let path = target.split('?').next().unwrap_or_default();
        let path = decoded(path);
        let path = path
            .strip_prefix("/v1.0")
            .ok_or_else(|| format!("{path} does not begin with /v1.0"))?;
        self.contract
            .operation(method, path)
            .ok_or_else(|| "the contract has no such operation".to_owned())
    }

    fn check_query(
        &self,
        operation: &Operation<'_>,
        exchange: &Exchange<'_>,
    ) -> Result<(), String> {
        let query = exchange
            .target
            .split_once('?')
            .map_or("", |(_, query)| query);
        let mut seen = BTreeSet::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if !seen.insert(name.clone()) {
                return Err(format!("{name} is given twice"));
            }
            let (_, schema) = operation
                .query_parameters()
                .find(|(declared, _)| *declared == name)
                .ok_or_else(|| format!("the parameter {name} is not declared"))?;
            self.validate(&format!("parameter {name}"), schema, &typed(&value, schema))?;
            if name == "$select" {
                self.check_select(operation, &value)?;
            }
        }
        let advanced = seen.contains("$count") || seen.contains("$search");
        let eventual = exchange.headers.iter().any(|(name, value)| {
            name == "consistencylevel" && value.eq_ignore_ascii_case("eventual")
        });
        // "Advanced query capabilities on Microsoft Entra ID objects": refused without the header.
        if advanced && !eventual {
            return Err("$count and $search need ConsistencyLevel: eventual".to_owned());
        }
        Ok(())
    }

    /// A misspelt property in `$select` reads as an empty attribute of everyone.
    fn check_select(&self, operation: &Operation<'_>, names: &str) -> Result<(), String> {
        let types: &[&str] = match operation.row_type() {
            Some("microsoft.graph.directoryObject") => {
                &["microsoft.graph.user", "microsoft.graph.group"]
            }
            Some(name) => &[name],
            None => return Err("nothing can be selected here".to_owned()),
        };
        let declared = |name: &str| {
            types.iter().any(|of| {
                let properties = &self.contract.schemas()[*of]["properties"];
                properties.get(name).is_some() || properties.get(format!("{name}@delta")).is_some()
            })
        };
        match names.split(',').find(|name| !declared(name)) {
            Some(unknown) => Err(format!("$select names {unknown:?}, which {types:?} lacks")),
            None => Ok(()),
        }
    }

    fn check_request(
        &self,
        operation: &Operation<'_>,
        exchange: &Exchange<'_>,
    ) -> Result<(), String> {
        match (operation.request_schema(), &exchange.request) {
            (Some(schema), Some(body)) => {
                let key = format!("{} request", operation.template);
                self.validate(&key, schema, body)
            }
            (None, None) => Ok(()),
            (Some(_), None) => Err("the request lacks its body".to_owned()),
            (None, Some(_)) => Err("the request has a body".to_owned()),
        }
    }

    /// A link must lead to the same operation with parameters that it declares.
    fn check_links(&self, template: &str, response: &Value) -> Result<(), String> {
        for name in ["@odata.nextLink", "@odata.deltaLink"] {
            let Some(link) = response[name].as_str() else {
                continue;
            };
            let url = Url::parse(link).map_err(|e| format!("{name} {link}: {e}"))?;
            let to = self.find("GET", url.path())?;
            let undeclared = url
                .query_pairs()
                .find(|(given, _)| !to.query_parameters().any(|(name, _)| name == given));
            if to.template != template || undeclared.is_some() {
                return Err(format!("{name} leads elsewhere: {link}"));
            }
        }
        Ok(())
    }

    fn validate(&self, key: &str, schema: &Value, instance: &Value) -> Result<(), String> {
        let known = self.validators.borrow().get(key).cloned();
        let validator = known.unwrap_or_else(|| {
            let built = Rc::new(validator(&self.contract, schema));
            self.validators
                .borrow_mut()
                .insert(key.to_owned(), Rc::clone(&built));
            built
        });
        errors(&validator, instance)
    }
}

/// The text of a parameter as the JSON value that its schema speaks of.
fn typed(text: &str, schema: &Value) -> Value {
    match schema["type"].as_str() {
        Some("integer" | "boolean") => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
        _ => text.into(),
    }
}

/// A path with its percent-encoding undone; a plus stands for itself there.
fn decoded(path: &str) -> String {
    let escaped = path
        .replace('+', "%2B")
        .replace('&', "%26")
        .replace('=', "%3D");
    form_urlencoded::parse(escaped.as_bytes())
        .map(|(text, _)| text.into_owned())
        .collect()
}
