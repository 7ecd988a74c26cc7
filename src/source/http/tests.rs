use std::time::Duration;

use secrecy::SecretString;

use super::loopback::{Loopback, json, reply};
use super::{Allowed, Challenge, Client, ClientOptions, Credential, Patience, Sent};
use crate::model::{Foreign, SourceError};

const CANARY: &str = "canary-5up3r-s3cr3t";

fn patience() -> Patience {
    Patience {
        first_wait: Duration::from_millis(1),
        ..Patience::default()
    }
}

fn client(server: &Loopback, patience: Patience) -> Client {
    let bearer = Credential::Bearer(SecretString::from(CANARY));
    let options = ClientOptions::new(server.base.join("/v1.0").unwrap(), bearer);
    Client::new(ClientOptions {
        patience,
        ..options
    })
    .unwrap()
}

async fn get(server: &Loopback, patience: Patience) -> Result<String, SourceError> {
    let client = client(server, patience);
    let answer = client.get(&client.at("/users?$top=1")).await?;
    Ok(String::from_utf8_lossy(&answer.body).into_owned())
}

#[tokio::test]
async fn a_request_carries_the_token_and_no_referer() {
    let server = Loopback::start(|_, _| json("{}")).await;
    get(&server, patience()).await.unwrap();
    let asked = &server.asked()[0];
    assert_eq!(asked.line, "GET /v1.0/users?$top=1");
    let head = asked.head.to_ascii_lowercase();
    assert!(head.contains(&format!("authorization: bearer {CANARY}")));
    assert!(head.contains("accept: application/json"));
    assert!(!head.contains("referer"), "{head}");
}

#[tokio::test]
async fn busy_services_are_asked_again_and_counted() {
    let server = Loopback::start(|_, number| match number {
        0 => reply(429, &["Retry-After: 0"], ""),
        1 => reply(503, &["Retry-After: 0"], ""),
        2 => reply(429, &[], ""),
        _ => json("{}"),
    })
    .await;
    let client = client(&server, patience()).counted();
    client.get(&client.at("/users")).await.unwrap();
    assert_eq!((client.sent(), client.budget().total), (4, 4));
    assert_eq!(client.counted().sent(), 0);
}

#[tokio::test]
async fn patience_ends() {
    for (status, tries) in [
        (429, 6),
        (503, 6),
        (500, 3),
        (504, 3),
        (501, 1),
        (400, 1),
        (404, 1),
    ] {
        let server = Loopback::start(move |_, _| reply(status, &[], "")).await;
        let error = get(&server, patience()).await.unwrap_err();
        assert_eq!(server.lines().len(), tries, "{status}");
        assert!(error.to_string().contains(&status.to_string()), "{error}");
    }
}

#[tokio::test]
async fn a_refused_token_is_not_tried_again() {
    for status in [401, 403] {
        let server = Loopback::start(move |_, _| reply(status, &[], "")).await;
        let error = get(&server, patience()).await.unwrap_err();
        assert_eq!(server.lines().len(), 1);
        assert!(matches!(
            error,
            SourceError::Unauthorized { .. } | SourceError::Forbidden { .. }
        ));
    }
}

#[tokio::test]
async fn redirects_are_errors_and_the_token_stays() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = Loopback::start(|_, _| json("{}")).await;
        let there = format!("Location: {}", elsewhere.base);
        let server = Loopback::start(move |_, _| reply(status, &[&there], "")).await;
        let error = get(&server, patience()).await.unwrap_err();
        assert!(matches!(error, SourceError::Redirected { .. }), "{error}");
        assert!(elsewhere.lines().is_empty());
    }
}

#[tokio::test]
async fn a_cut_or_missing_answer_is_asked_for_again() {
    let server = Loopback::start(|_, number| match number {
        0 => "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".into(),
        1 => "nonsense\r\n\r\n".into(),
        _ => json("[]"),
    })
    .await;
    assert_eq!(get(&server, patience()).await.unwrap(), "[]");
}

#[tokio::test]
async fn silence_and_dripping_run_out_of_time() {
    let brief = Patience {
        head: Duration::from_millis(50),
        body: Duration::from_millis(50),
        tries: 2,
        ..patience()
    };
    let silent = Loopback::start(|_, _| String::new()).await;
    let error = get(&silent, brief).await.unwrap_err();
    assert!(matches!(error, SourceError::Timeout { .. }), "{error}");
    assert_eq!(silent.lines().len(), 2);
}

#[tokio::test]
async fn a_body_keeps_to_its_limit() {
    let small = Patience {
        bytes: 10,
        ..patience()
    };
    let server = Loopback::start(|_, _| json("[1,2,3,4,5]")).await;
    let error = get(&server, small).await.unwrap_err();
    assert!(
        error.to_string().contains("larger than 10 bytes"),
        "{error}"
    );
    assert_eq!(server.lines().len(), 1);
    let server = Loopback::start(|_, _| json("[1,2,3,45]")).await;
    assert!(get(&server, small).await.is_ok());
    // What is promised need not come to be too much.
    let promising = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[";
    let server = Loopback::start(move |_, _| promising.into()).await;
    let error = get(&server, small).await.unwrap_err();
    assert!(matches!(error, SourceError::TooLarge { .. }), "{error}");
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn many_large_bodies_at_once_are_refused_or_come_whole_one_after_the_other() {
    let narrow = Patience {
        bytes: 100_000,
        together: 100_000,
        ..patience()
    };
    // Of these every other one has no end that is within its limit, and none says how long it is.
    let server = Loopback::start(|asked, _| {
        let length = if asked.line.contains("large") {
            900_000
        } else {
            90_000
        };
        let body = "x".repeat(length);
        format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{body}")
    })
    .await;
    let client = client(&server, narrow);
    let gets = (0..16).map(|number| {
        let path = if number % 2 == 0 { "/large" } else { "/whole" };
        let target = client.at(path);
        let client = &client;
        async move { client.get(&target).await }
    });
    let answers = futures_util::future::join_all(gets).await;
    for (number, answer) in answers.into_iter().enumerate() {
        match answer {
            Ok(answer) => assert_eq!((number % 2, answer.body.len()), (1, 90_000)),
            Err(error) => assert!(
                number % 2 == 0 && matches!(error, SourceError::TooLarge { .. }),
                "{number}: {error}"
            ),
        }
    }
    assert_eq!(server.lines().len(), 16);
}

#[tokio::test]
async fn nothing_but_reads_leaves() {
    let server = Loopback::start(|_, _| json("{}")).await;
    let client = client(&server, patience());
    let body =
        serde_json::json!({"requests": [{"id": "1", "method": "DELETE", "url": "/users/1"}]});
    for path in ["/$batch", "/users", "/../oauth2/v2.0/$batch"] {
        let sent = client.post_json(&client.at(path), &body).await;
        assert!(matches!(sent, Err(SourceError::Bug { .. })), "{path}");
    }
    let form = client.post_form(&client.at("/users"), &[]).await;
    assert!(matches!(form, Err(SourceError::Bug { .. })));
    assert!(server.lines().is_empty());
    let body = serde_json::json!({"requests": [{"id": "1", "method": "GET", "url": "/users/1"}]});
    client
        .post_json(&client.at("/$batch"), &body)
        .await
        .unwrap();
    assert_eq!(server.lines(), ["POST /v1.0/$batch"]);
}

/// A confirmed request to this place.
async fn act(client: &Client, place: &str) -> Sent {
    let allowed = Allowed::by(true, true).unwrap();
    let challenge = Challenge::new(allowed, place.to_owned(), None, Foreign::new("Iru"));
    client
        .post_confirmed(challenge.answer("Iru").unwrap())
        .await
}

const START: &str = "/servicePrincipals/1/synchronization/jobs/2/start";

#[tokio::test]
async fn what_acts_is_sent_again_only_where_it_was_surely_not_carried_out() {
    for (first, asked) in [
        (429, 2),
        (503, 2),
        (500, 1),
        (502, 1),
        (504, 1),
        (408, 1),
        (403, 1),
    ] {
        let server = Loopback::start(move |_, number| match number {
            0 => reply(first, &["Retry-After: 0", "request-id: r1"], ""),
            _ => reply(204, &["request-id: r2"], ""),
        })
        .await;
        let sent = act(&client(&server, patience()), START).await;
        assert_eq!(server.asked().len(), asked, "{first}");
        let (status, id) = if asked == 2 {
            (204, "r2")
        } else {
            (first, "r1")
        };
        assert_eq!(sent.status, Some(status));
        assert_eq!(sent.request_id.as_deref(), Some(id));
        assert_eq!(sent.result.is_ok(), asked == 2, "{first}");
    }
    let cut = Loopback::start(|_, _| String::new()).await;
    let short = Patience {
        head: Duration::from_millis(200),
        ..patience()
    };
    let sent = act(&client(&cut, short), START).await;
    assert_eq!((cut.asked().len(), sent.status), (1, None));
    assert!(sent.result.is_err());
}

#[tokio::test]
async fn a_confirmation_opens_the_actions_of_a_job_and_nothing_else() {
    let server = Loopback::start(|_, _| reply(204, &[], "")).await;
    let client = client(&server, patience());
    for place in [
        "/users/1",
        "/servicePrincipals/1/synchronization/secrets",
        "/Users",
    ] {
        let sent = act(&client, place).await;
        assert!(
            matches!(sent.result, Err(SourceError::Bug { .. })),
            "{place}"
        );
    }
    assert_eq!(server.asked().len(), 0);
    assert!(act(&client, START).await.result.is_ok());
    assert_eq!(server.asked()[0].line, format!("POST /v1.0{START}"));
}

#[tokio::test]
async fn no_failure_tells_the_token_or_the_query() {
    let echo = format!(r#"{{"detail":"who is {CANARY}?"}}"#);
    let mut told = Vec::new();
    for status in [301, 400, 401, 403, 404, 429, 500, 503] {
        let echo = echo.clone();
        let server = Loopback::start(move |_, _| reply(status, &["Retry-After: 0"], &echo)).await;
        let client = client(&server, patience());
        let error = client
            .get(&client.at("/u?x=secret-query"))
            .await
            .unwrap_err();
        told.push(format!("{error} {error:?} {}", error.advice()));
    }
    let nobody = Loopback::start(|_, _| "x".into()).await;
    let error = get(&nobody, patience()).await.unwrap_err();
    told.push(format!("{error} {error:?}"));
    let options = ClientOptions::new(
        nobody.base.clone(),
        Credential::Bearer(SecretString::from(format!("{CANARY}\n"))),
    );
    told.push(format!("{options:?}"));
    let broken = Client::new(options).unwrap();
    let error = broken.get(&broken.at("/")).await.unwrap_err();
    told.push(format!("{error} {error:?}"));
    for text in told {
        assert!(
            !text.contains(CANARY) && !text.contains("secret-query"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_target_of_another_client_is_not_called() {
    let (ours, theirs) = (
        Loopback::start(|_, _| json("{}")).await,
        Loopback::start(|_, _| json("{}")).await,
    );
    let there = client(&theirs, patience()).at("/users");
    let error = client(&ours, patience()).get(&there).await.unwrap_err();
    assert!(matches!(error, SourceError::ForeignLink { .. }), "{error}");
    assert!(theirs.lines().is_empty());
}

#[tokio::test]
async fn an_unusable_ca_file_is_named() {
    let mut options = ClientOptions::new("https://ex.com".parse().unwrap(), Credential::None);
    options.ca_file = Some("/nowhere/ca.pem".into());
    let error = Client::new(options).err().unwrap().to_string();
    assert!(error.contains("/nowhere/ca.pem"), "{error}");
}
