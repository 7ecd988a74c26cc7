mod content;
mod faults;
mod paging;
mod writes;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::super::faults::Faults;
use super::super::http::{Ask, Reply};
use super::super::provider::{Actor, NewUser, Provider};
use super::super::routes::{Routes, SCIM_PATH};

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A provider with users and groups behind its routes.
struct Tenant {
    routes: Routes,
    provider: Provider,
    faults: Faults,
}

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

impl Tenant {
    /// So many users (user-0, user-1, ...), the even ones in the group "Even".
    fn new(
        users: usize,
        faults: &[&str],
        cursors_only: bool,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let mut provider = Provider::new(1, "http://localhost/api/v1/scim");
        let actor = Actor::new("test", "api_token");
        let mut even = Vec::new();
        for number in 0..users {
            let title = if number % 3 == 0 {
                String::new()
            } else {
                format!("Title {}", number % 3)
            };
            let user = NewUser {
                user_name: format!("user-{number}"),
                display_name: format!("User \"{number}\""),
                family_name: "Family".to_owned(),
                given_name: "Given".to_owned(),
                title,
                department: "R&D".to_owned(),
                ..NewUser::default()
            };
            let id = provider.create_user(&user, &actor, NOW)?;
            if number % 2 == 0 {
                even.push(id);
            }
        }
        let group = provider.create_group("Even", "g-even", &actor, NOW)?;
        provider.add_members(&group, &even, &actor, NOW)?;
        provider.create_group("Empty", "", &actor, NOW)?;
        let faults = faults
            .iter()
            .map(|name| name.parse())
            .collect::<Result<Vec<_>, _>>()?;
        let routes = Routes::new("secret", "other", cursors_only);
        Ok(Self {
            routes,
            provider,
            faults: Faults::new(faults, 1),
        })
    }

    fn ask(&mut self, method: &str, target: &str, body: &Value) -> Option<Reply> {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let ask = Ask::new(method, &format!("{SCIM_PATH}{target}"))
            .with_header("authorization", "Bearer secret")
            .with_body(body);
        self.routes
            .answer(&mut self.provider, &mut self.faults, &ask, NOW)
    }

    fn get(&mut self, target: &str) -> Result<Value, Box<dyn std::error::Error>> {
        let reply = self.ask("GET", target, &Value::Null).ok_or("not a route")?;
        Ok(serde_json::from_slice(&reply.body)?)
    }

    fn send(
        &mut self,
        method: &str,
        target: &str,
        body: &Value,
    ) -> Result<(u16, Value), Box<dyn std::error::Error>> {
        let reply = self.ask(method, target, body).ok_or("not a route")?;
        let body = if reply.body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&reply.body)?
        };
        Ok((reply.status, body))
    }

    /// The userNames, or displayNames, of a list.
    fn names(&mut self, target: &str) -> Result<Vec<String>, Box<dyn std::error::Error>> {
        Ok(names(&self.get(target)?))
    }
}

fn names(list: &Value) -> Vec<String> {
    let rows = list["Resources"].as_array().into_iter().flatten();
    let name = |row: &Value| {
        row["userName"]
            .as_str()
            .or(row["displayName"].as_str())
            .map(str::to_owned)
    };
    rows.filter_map(name).collect()
}

fn users(numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
    numbers
        .into_iter()
        .map(|number| format!("user-{number}"))
        .collect()
}
