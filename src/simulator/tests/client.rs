//! A client of a few lines, so that no test shares code with the program's own client.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use crate::simulator::Simulator;

/// Speaks to one simulator, with or without a token.
pub struct Client {
    origin: String,
    token: Option<String>,
}

impl Client {
    pub fn anonymous(simulator: &Simulator) -> Self {
        Self {
            origin: simulator.origin(),
            token: None,
        }
    }

    /// A client whose token stands in the environment.
    pub fn with_setting(simulator: &Simulator, name: &str) -> Self {
        Self {
            token: Some(setting(simulator, name)),
            ..Self::anonymous(simulator)
        }
    }

    /// A client of Graph with the secret of the environment.
    pub fn signed_in(simulator: &Simulator) -> Self {
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}&scope=x%2F.default",
            setting(simulator, "SCIMTOP_CLIENT_ID"),
            setting(simulator, "SCIMTOP_CLIENT_SECRET"),
        );
        let anonymous = Self::anonymous(simulator);
        let (_, body) = anonymous.post(
            &format!(
                "/{}/oauth2/v2.0/token",
                setting(simulator, "SCIMTOP_TENANT")
            ),
            &form,
        );
        Self {
            token: body["access_token"].as_str().map(str::to_owned),
            ..anonymous
        }
    }

    /// A body, of an answer that must be 200.
    pub fn get(&self, target: &str) -> Value {
        let (status, body) = self.try_get(target);
        assert_eq!(status, 200, "{target}: {body}");
        body
    }

    pub fn try_get(&self, target: &str) -> (u16, Value) {
        self.send("GET", target, "")
    }

    pub fn post(&self, target: &str, body: &str) -> (u16, Value) {
        self.send("POST", target, body)
    }

    /// All rows of a collection, page after page.
    pub fn all(&self, target: &str) -> Vec<Value> {
        let (mut rows, mut target) = (Vec::new(), target.to_owned());
        loop {
            let page = self.get(&target);
            rows.extend(page["value"].as_array().cloned().unwrap_or_default());
            match page["@odata.nextLink"].as_str() {
                Some(next) => target = next.strip_prefix(&self.origin).unwrap().to_owned(),
                None => return rows,
            }
        }
    }

    fn send(&self, method: &str, target: &str, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(self.origin.trim_start_matches("http://")).unwrap();
        let token = self
            .token
            .as_ref()
            .map(|token| format!("authorization: Bearer {token}\r\n"))
            .unwrap_or_default();
        let length = body.len();
        write!(
            stream,
            "{method} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n\
             consistencylevel: eventual\r\n{token}\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }
}

/// A value of the environment that points a client at the simulator.
fn setting(simulator: &Simulator, wanted: &str) -> String {
    let all = simulator.environment();
    all.into_iter()
        .find(|(name, _)| name == wanted)
        .map(|(_, value)| value)
        .unwrap()
}
