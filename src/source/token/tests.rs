use std::path::Path;
use std::sync::{Arc, Mutex};

use secrecy::{ExposeSecret, SecretString};

use super::{Certificate, DevicePrompt, Proof, TokenOptions, Tokens};
use crate::model::SourceError;
use crate::source::clock::Clock;
use crate::source::http::loopback::{Loopback, json, reply};
use crate::source::http::{Client, ClientOptions, Credential};

const CANARY: &str = "canary~s3cr3t/+=";

fn tokens(server: &Loopback, proof: Proof) -> Arc<Tokens> {
    let client = Client::new(ClientOptions::new(server.base.clone(), Credential::None)).unwrap();
    let options = TokenOptions {
        tenant: "contoso".into(),
        client_id: "app".into(),
        graph: "https://graph.microsoft.com".into(),
        proof,
    };
    Arc::new(Tokens::new(client, options, Clock::wall()))
}

fn secret() -> Proof {
    Proof::ClientSecret(CANARY.into())
}

fn grant(number: usize, life: u64) -> String {
    json(&format!(
        r#"{{"token_type":"Bearer","expires_in":{life},"access_token":"token-{number}"}}"#
    ))
}

async fn token(tokens: &Tokens) -> String {
    tokens.token().await.unwrap().expose_secret().to_owned()
}

#[tokio::test]
async fn a_token_is_asked_for_once_however_many_wait() {
    let server = Loopback::start(|_, number| grant(number, 3600)).await;
    let tokens = tokens(&server, secret());
    let all = futures_util::future::join_all((0..8).map(|_| token(&tokens))).await;
    assert!(all.iter().all(|token| token == "token-0"), "{all:?}");
    let asked = &server.asked()[0];
    assert_eq!(asked.line, "POST /contoso/oauth2/v2.0/token");
    for field in [
        "client_id=app",
        "client_secret=canary%7Es3cr3t%2F%2B%3D",
        "grant_type=client_credentials",
        "scope=https%3A%2F%2Fgraph.microsoft.com%2F.default",
    ] {
        assert!(asked.body.contains(field), "{}", asked.body);
    }
}

#[tokio::test]
async fn a_token_without_life_is_renewed() {
    let server = Loopback::start(|_, number| grant(number, 0)).await;
    let tokens = tokens(&server, secret());
    assert_eq!(token(&tokens).await, "token-0");
    assert_eq!(token(&tokens).await, "token-1");
}

#[tokio::test]
async fn a_certificate_signs_in_without_a_secret() {
    let server = Loopback::start(|_, number| grant(number, 3600)).await;
    let pem = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/sign-in.pem");
    let certificate = Certificate::read(Path::new(pem)).unwrap();
    let tokens = tokens(&server, Proof::ClientCertificate(Arc::new(certificate)));
    assert_eq!(token(&tokens).await, "token-0");
    let body = &server.asked()[0].body;
    assert!(body.contains("client_assertion=ey") && !body.contains("client_secret"));
    assert!(body.contains("client_assertion_type=urn%3Aietf%3Aparams%3Aoauth"));
}

#[tokio::test]
async fn graph_gets_one_fresh_token_when_it_refuses_one() {
    let login = Loopback::start(|_, number| grant(number, 3600)).await;
    let tokens = tokens(&login, secret());
    let graph = Loopback::start(|asked, _| {
        if asked.head.contains("Bearer token-1") {
            json("{}")
        } else {
            reply(401, &[], "")
        }
    })
    .await;
    let options = ClientOptions::new(graph.base.clone(), Credential::Tokens(tokens));
    let client = Client::new(options).unwrap();
    client.get(&client.at("/users")).await.unwrap();
    assert_eq!((login.lines().len(), graph.lines().len()), (2, 2));
}

#[tokio::test]
async fn graph_is_not_asked_for_ever() {
    let login = Loopback::start(|_, number| grant(number, 3600)).await;
    let graph = Loopback::start(|_, _| reply(401, &[], "")).await;
    let credential = Credential::Tokens(tokens(&login, secret()));
    let client = Client::new(ClientOptions::new(graph.base.clone(), credential)).unwrap();
    let error = client.get(&client.at("/users")).await.unwrap_err();
    assert!(matches!(error, SourceError::Unauthorized { .. }));
    assert_eq!(graph.lines().len(), 2);
}

#[tokio::test]
async fn a_refusal_is_explained_once_and_tells_no_secret() {
    let said = format!(
        r#"{{"error":"invalid_client","error_description":"AADSTS7000215: Not {CANARY} then"}}"#
    );
    let server = Loopback::start(move |_, _| reply(401, &[], &said)).await;
    let tokens = tokens(&server, secret());
    let first = tokens.token().await.unwrap_err();
    let again = tokens.token().await.unwrap_err();
    assert_eq!(server.lines().len(), 1);
    let told = format!("{first} {first:?} {again:?} {tokens:?}");
    assert!(told.contains("the secret's value"), "{told}");
    assert!(!told.contains(CANARY), "{told}");
}

#[tokio::test]
async fn an_answer_that_is_no_token_is_not_repeated() {
    let server = Loopback::start(|_, _| json(r#"{"access_token":["canary"]}"#)).await;
    let error = tokens(&server, secret()).token().await.unwrap_err();
    let told = format!("{error} {error:?}");
    assert!(
        told.contains("no token") && !told.contains("canary"),
        "{told}"
    );
}

/// A sign-in service whose person hesitates, and then does what `end` says.
async fn person(end: &'static str) -> Loopback {
    Loopback::start(move |asked, number| {
        if asked.line.ends_with("devicecode") {
            return json(
                r#"{"device_code":"canary-code","user_code":"ABCD","interval":0,
                    "verification_uri":"https://microsoft.com/devicelogin","expires_in":900}"#,
            );
        }
        match (number, asked.body.contains("refresh_token=again")) {
            (_, true) => grant(number, 3600),
            (1, _) => reply(400, &[], r#"{"error":"authorization_pending"}"#),
            _ if end.is_empty() => {
                json(r#"{"access_token":"token","expires_in":"0","refresh_token":"again"}"#)
            }
            _ => reply(
                400,
                &[],
                &format!(r#"{{"error":"{end}","error_description":"canary-code"}}"#),
            ),
        }
    })
    .await
}

fn device() -> (Proof, Arc<Mutex<Vec<DevicePrompt>>>) {
    let shown: Arc<Mutex<Vec<DevicePrompt>>> = Arc::default();
    let told = Arc::clone(&shown);
    let prompt = move |prompt| told.lock().unwrap().push(prompt);
    (Proof::DeviceCode(Arc::new(prompt)), shown)
}

#[tokio::test]
async fn a_person_signs_in_once_and_is_refreshed_after() {
    let server = person("").await;
    let (proof, shown) = device();
    let tokens = tokens(&server, proof);
    assert_eq!(token(&tokens).await, "token");
    assert_eq!(token(&tokens).await, "token-3");
    let shown = shown.lock().unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].user_code.raw(), "ABCD");
}

#[tokio::test]
async fn a_person_who_declines_or_dawdles_ends_the_sign_in() {
    for end in ["authorization_declined", "expired_token"] {
        let server = person(end).await;
        let error = tokens(&server, device().0).token().await.unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(told.contains(end) && !told.contains("canary"), "{told}");
        assert_eq!(server.lines().len(), 3);
    }
}

#[test]
fn no_proof_shows_itself() {
    let told = format!("{:?}", Proof::ClientSecret(SecretString::from(CANARY)));
    assert_eq!(told, "client secret");
}
