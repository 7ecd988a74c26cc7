//! The token endpoint: client credentials with a secret or a signed assertion, and the device code flow.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::base64url;
use super::clock::wall_instant;
use super::guid::Guid;
use super::http::{Ask, Reply, decode_query};
use super::setup::Setup;

/// Wall seconds for which a token is good.
const TOKEN_LIFE: u64 = 3599;
/// Wall seconds for which a device code is good.
const DEVICE_CODE_LIFE: u64 = 900;
/// Polls that a device code answers with "pending" before the sign-in is done.
const PENDING_POLLS: u8 = 2;
/// What the application may read, as the token says it.
const ROLES: &[&str] = &[
    "Application.Read.All",
    "AuditLog.Read.All",
    "GroupMember.Read.All",
    "LicenseAssignment.Read.All",
    "Organization.Read.All",
    "ProvisioningLog.Read.All",
    "Synchronization.Read.All",
    "User.Read.All",
];
/// What it needs besides to act on the job.
const WRITE_ROLE: &str = "Synchronization.ReadWrite.All";
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const DEVICE_CODE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A registered client and the tokens it holds.
pub struct Login {
    pub tenant_id: Guid,
    pub client_id: Guid,
    pub client_secret: String,
    /// Whether tokens carry the permission to act on the job.
    pub may_act: bool,
    /// Scheme, host and port: the audience of an assertion begins with it.
    origin: String,
    /// Wall seconds for which a token is good.
    life: u64,
    /// What the application may read, as its tokens say it.
    roles: Vec<String>,
    /// Tokens with the wall time at which each ends.
    tokens: HashMap<String, Instant>,
    device_codes: HashMap<String, DeviceCode>,
    rng: fastrand::Rng,
}

struct DeviceCode {
    polls: u8,
    ends: Instant,
}

/// An OAuth error: code, AADSTS number and text.
type Refused = (&'static str, u32, &'static str);

impl Login {
    pub fn new(tenant_id: Guid, origin: &str, mut rng: fastrand::Rng) -> Self {
        let client_id = Guid::random(&mut rng);
        let client_secret = format!("sim~{}", Guid::random(&mut rng).digits());
        let (tokens, device_codes) = (HashMap::new(), HashMap::new());
        Self {
            tenant_id,
            client_id,
            client_secret,
            may_act: false,
            origin: origin.to_owned(),
            life: TOKEN_LIFE,
            roles: ROLES.iter().map(|role| (*role).to_owned()).collect(),
            tokens,
            device_codes,
            rng,
        }
    }

    /// Takes away the permissions that the setup does not grant, and shortens the life of tokens.
    pub fn restrict(&mut self, setup: &Setup, life: Option<u64>) {
        self.life = life.unwrap_or(self.life);
        let refused = |role: &str| setup.refused.iter().any(|name| name == role);
        self.roles.retain(|role| !refused(role));
        self.roles.extend(setup.granted.iter().cloned());
    }

    /// Whether a bearer token is one of ours and has not ended.
    pub fn accepts(&self, token: Option<&str>) -> bool {
        token
            .and_then(|token| self.tokens.get(token))
            .is_some_and(|ends| wall_instant() < *ends)
    }

    /// Answers `POST /{tenant}/oauth2/v2.0/token` and `/devicecode`; `None` for any other path.
    pub fn answer(&mut self, ask: &Ask, now: DateTime<Utc>) -> Option<Reply> {
        let (tenant, endpoint) = ask.path.strip_prefix('/')?.split_once("/oauth2/v2.0/")?;
        if ask.method != "POST" {
            return Some(Reply::empty(405));
        }
        let form = decode_query(&String::from_utf8_lossy(&ask.body));
        let form = Form(&form);
        let known =
            tenant == self.tenant_id.to_string() || matches!(tenant, "common" | "organizations");
        let result = match endpoint {
            _ if !known => Err(("invalid_request", 90002, "Tenant not found.")),
            "token" => self.token(&form, now),
            "devicecode" => self.device_code(&form),
            _ => return None,
        };
        Some(match result {
            Ok(body) => Reply::json(200, &body),
            Err(refused) => self.refuse(refused, now),
        })
    }

    fn token(&mut self, form: &Form, now: DateTime<Utc>) -> Result<Value, Refused> {
        if form.get("client_id") != Some(&self.client_id.to_string()) {
            return Err((
                "unauthorized_client",
                700_016,
                "Application was not found in the directory.",
            ));
        }
        match form.get("grant_type") {
            Some("client_credentials") => self.check_client(form)?,
            Some(DEVICE_CODE_GRANT) => self.check_device_code(form)?,
            _ => {
                return Err((
                    "unsupported_grant_type",
                    70_003,
                    "The grant type is not supported.",
                ));
            }
        }
        let token = self.issue(now);
        Ok(json!({
            "token_type": "Bearer",
            "expires_in": self.life,
            "ext_expires_in": self.life,
            "access_token": token,
        }))
    }

    fn check_client(&self, form: &Form) -> Result<(), Refused> {
        if !form
            .get("scope")
            .is_some_and(|scope| scope.ends_with("/.default"))
        {
            return Err((
                "invalid_scope",
                1_002_012,
                "The scope must end in /.default.",
            ));
        }
        if let Some(secret) = form.get("client_secret") {
            let right = secret == self.client_secret;
            return right.then_some(()).ok_or((
                "invalid_client",
                7_000_215,
                "Invalid client secret provided.",
            ));
        }
        let typed = form.get("client_assertion_type") == Some(ASSERTION_TYPE);
        let assertion = form.get("client_assertion").filter(|_| typed);
        match assertion.map(|assertion| self.is_assertion(assertion)) {
            Some(Some(true)) => Ok(()),
            Some(_) => Err((
                "invalid_client",
                700_027,
                "Client assertion failed validation.",
            )),
            None => Err((
                "invalid_client",
                7_000_218,
                "client_assertion or client_secret is required.",
            )),
        }
    }

    /// Whether header and claims of the assertion are those of this client. The signature is not
    /// checked: no certificate is registered here.
    fn is_assertion(&self, assertion: &str) -> Option<bool> {
        let mut parts = assertion.split('.');
        let mut read = || serde_json::from_slice::<Value>(&base64url::decode(parts.next()?)?).ok();
        let (header, claims) = (read()?, read()?);
        let signed = !parts.next()?.is_empty() && parts.next().is_none();
        let key = ["x5t#S256", "x5t"]
            .iter()
            .any(|name| header[*name].is_string());
        let algorithm = matches!(header["alg"].as_str(), Some("PS256" | "RS256"));
        let client = Value::from(self.client_id.to_string());
        let audience = format!("{}/{}/oauth2/v2.0/token", self.origin, self.tenant_id);
        let claimed = claims["iss"] == client
            && claims["sub"] == client
            && claims["aud"] == audience.as_str();
        let timed = claims["exp"].is_number() && claims["jti"].is_string();
        Some(signed && key && algorithm && claimed && timed)
    }

    fn device_code(&mut self, form: &Form) -> Result<Value, Refused> {
        if form.get("client_id") != Some(&self.client_id.to_string()) {
            return Err((
                "unauthorized_client",
                700_016,
                "Application was not found in the directory.",
            ));
        }
        let device_code = Guid::random(&mut self.rng).digits();
        let user_code: String = (0..9).map(|_| self.rng.uppercase()).collect();
        let ends = wall_instant() + Duration::from_secs(DEVICE_CODE_LIFE);
        self.device_codes
            .insert(device_code.clone(), DeviceCode { polls: 0, ends });
        let page = format!("{}/device", self.origin);
        Ok(json!({
            "device_code": device_code,
            "user_code": user_code,
            "verification_uri": page,
            "expires_in": DEVICE_CODE_LIFE,
            "interval": 1,
            "message": format!("To sign in, open the page {page} and enter the code {user_code} to authenticate."),
        }))
    }

    fn check_device_code(&mut self, form: &Form) -> Result<(), Refused> {
        let name = form.get("device_code").unwrap_or_default();
        let Some(code) = self.device_codes.get_mut(name) else {
            return Err((
                "bad_verification_code",
                70_000,
                "The device code is not known.",
            ));
        };
        if wall_instant() >= code.ends {
            return Err(("expired_token", 70_020, "The device code has expired."));
        }
        code.polls += 1;
        if code.polls <= PENDING_POLLS {
            return Err((
                "authorization_pending",
                70_016,
                "The user has not signed in yet.",
            ));
        }
        self.device_codes.remove(name);
        Ok(())
    }

    /// An access token: a JSON Web Token with the claims that a client may look at. Its times are
    /// the tenant's, its life is counted in wall seconds. The signature is random, for nobody checks it.
    fn issue(&mut self, now: DateTime<Utc>) -> String {
        let header = json!({"typ": "JWT", "alg": "RS256"});
        let claims = json!({
            "aud": "https://graph.microsoft.com",
            "tid": self.tenant_id.to_string(),
            "appid": self.client_id.to_string(),
            "roles": self.roles.iter().map(String::as_str)
                .chain(self.may_act.then_some(WRITE_ROLE)).collect::<Vec<_>>(),
            "iat": now.timestamp(),
            "exp": now.timestamp() + self.life.cast_signed(),
            "uti": Guid::random(&mut self.rng).digits(),
        });
        let part = |value: &Value| base64url::encode(value.to_string().as_bytes());
        let signature = base64url::encode(Guid::random(&mut self.rng).digits().as_bytes());
        let token = format!("{}.{}.{signature}", part(&header), part(&claims));
        let wall = wall_instant();
        self.tokens.retain(|_, ends| wall < *ends);
        self.tokens
            .insert(token.clone(), wall + Duration::from_secs(self.life));
        token
    }

    fn refuse(&mut self, (error, number, text): Refused, now: DateTime<Utc>) -> Reply {
        let status = if error == "invalid_client" { 401 } else { 400 };
        let trace = Guid::random(&mut self.rng).to_string();
        let body = json!({
            "error": error,
            "error_description": format!("AADSTS{number}: {text} Trace ID: {trace}"),
            "error_codes": [number],
            "timestamp": now.format("%Y-%m-%d %H:%M:%SZ").to_string(),
            "trace_id": trace,
            "correlation_id": trace,
        });
        Reply::json(status, &body)
    }
}

/// The fields of a form.
struct Form<'a>(&'a [(String, String)]);

impl<'a> Form<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "http://127.0.0.1:1";

    fn login() -> Login {
        let mut rng = fastrand::Rng::with_seed(1);
        Login::new(Guid::random(&mut rng), ORIGIN, rng)
    }

    fn post(login: &mut Login, endpoint: &str, form: &str) -> (u16, Value) {
        let path = format!("/{}/oauth2/v2.0/{endpoint}", login.tenant_id);
        let form = form
            .replace("CLIENT", &login.client_id.to_string())
            .replace("SECRET", &login.client_secret);
        let ask = Ask::new("POST", &path).with_body(form);
        let reply = login.answer(&ask, DateTime::UNIX_EPOCH).unwrap();
        (reply.status, serde_json::from_slice(&reply.body).unwrap())
    }

    #[test]
    fn a_secret_buys_a_token() {
        let mut login = login();
        let form = "client_id=CLIENT&client_secret=SECRET&grant_type=client_credentials&scope=https%3A%2F%2Fx%2F.default";
        let (status, body) = post(&mut login, "token", form);
        assert_eq!((status, &body["token_type"]), (200, &json!("Bearer")));
        assert!(login.accepts(body["access_token"].as_str()));
        assert!(!login.accepts(Some("other")) && !login.accepts(None));
        let (status, body) = post(&mut login, "token", &form.replace("SECRET", "wrong"));
        assert_eq!((status, &body["error_codes"]), (401, &json!([7_000_215])));
    }

    #[test]
    fn an_assertion_must_be_about_this_client() {
        let mut login = login();
        let part = |value: Value| base64url::encode(value.to_string().as_bytes());
        let (client, tenant) = (login.client_id.to_string(), login.tenant_id);
        let header = part(json!({"alg": "PS256", "typ": "JWT", "x5t#S256": "abc"}));
        let mut ask = |subject: &str| {
            let audience = format!("{ORIGIN}/{tenant}/oauth2/v2.0/token");
            let claims =
                part(json!({"iss": client, "sub": subject, "aud": audience, "exp": 1, "jti": "j"}));
            let form = format!(
                "client_id=CLIENT&grant_type=client_credentials&scope=x%2F.default\
                 &client_assertion_type={ASSERTION_TYPE}&client_assertion={header}.{claims}.c2ln"
            );
            post(&mut login, "token", &form).0
        };
        assert_eq!(ask(&client), 200);
        assert_eq!(ask("someone"), 401);
    }

    #[test]
    fn a_device_code_is_pending_twice() {
        let mut login = login();
        let (_, begun) = post(&mut login, "devicecode", "client_id=CLIENT&scope=x");
        let form = format!(
            "client_id=CLIENT&grant_type={DEVICE_CODE_GRANT}&device_code={}",
            begun["device_code"].as_str().unwrap()
        );
        for _ in 0..2 {
            assert_eq!(
                post(&mut login, "token", &form).1["error"],
                "authorization_pending"
            );
        }
        let (_, body) = post(&mut login, "token", &form);
        assert!(login.accepts(body["access_token"].as_str()));
        assert_eq!(
            post(&mut login, "token", &form).1["error"],
            "bad_verification_code"
        );
    }
}
