use chrono::TimeDelta;

use super::super::provider::{Actor, Change, NewUser};
use super::*;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

/// So many users, created one a second.
fn provider(users: i64) -> Provider {
    let mut provider = Provider::new(1, "http://localhost/api/v1/scim");
    for number in 0..users {
        let user = NewUser {
            user_name: format!("user-{number}@x.org"),
            display_name: format!("User {number}"),
            active: true,
            ..NewUser::default()
        };
        provider.plant_user(&user, &Actor::new("entra", "api_token"), at(number));
    }
    provider
}

fn get(provider: &Provider, target: &str) -> Result<Value, Box<dyn std::error::Error>> {
    let ask = Ask::new("GET", target);
    let path = ask.path.trim_start_matches("/api/v1").to_owned();
    let reply = answer(provider, &Faults::new(Vec::new(), 1), &ask, &path, at(0));
    Ok(serde_json::from_slice(&reply.body)?)
}

/// Follows the links, on our own host, and returns the rows' values of one key.
fn crawl(
    provider: &Provider,
    first: &str,
    key: &str,
) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let (mut found, mut target) = (Vec::new(), first.to_owned());
    loop {
        let page = get(provider, &target)?;
        let rows = page["results"].as_array().into_iter().flatten();
        found.extend(rows.filter_map(|row| row[key].as_str()).map(str::to_owned));
        let Some(next) = page["next"].as_str() else {
            return Ok(found);
        };
        target = next
            .strip_prefix(LINK_HOST)
            .ok_or("another host")?
            .to_owned();
    }
}

#[test]
fn users_come_in_pages_of_three_hundred() -> Outcome {
    let provider = provider(650);
    let page = get(&provider, "/api/v1/users")?;
    assert_eq!(page["results"].as_array().map(Vec::len), Some(300));
    let emails = crawl(&provider, "/api/v1/users", "email")?;
    assert_eq!(emails.len(), 650);
    assert_eq!(emails[649], "user-649@x.org");
    let some = crawl(&provider, "/api/v1/users?email=R-64&sizePerPage=2", "name")?;
    assert_eq!(some.len(), 11);
    Ok(())
}

#[test]
fn a_user_has_an_id_of_its_own_here() -> Outcome {
    let mut provider = provider(2);
    let id = provider.find_user("user-1@x.org").ok_or("lost")?;
    provider.patch_user(
        &id,
        &Change::of_active(false),
        &Actor::new("a", "user"),
        at(9),
    )?;
    let archived = get(&provider, "/api/v1/users?archived=true")?;
    let user = &archived["results"][0];
    assert_eq!(archived["results"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&user["active"], &user["updated_at"]),
        (&json!(false), &json!("1970-01-01T00:00:09.000000Z"))
    );
    let other = user["id"].as_str().ok_or("no id")?;
    assert_ne!(other, id);
    assert_eq!(get(&provider, &format!("/api/v1/users/{other}"))?, *user);
    assert_eq!(
        get(&provider, &format!("/api/v1/users?id={other}"))?["results"][0],
        *user
    );
    assert_eq!(
        get(&provider, &format!("/api/v1/users/{id}"))?,
        json!({"detail": "Not found."})
    );
    Ok(())
}

#[test]
fn devices_agree_with_the_counts_of_their_users() -> Outcome {
    let provider = provider(60);
    let all = get(&provider, "/api/v1/devices?limit=300")?;
    let devices = all.as_array().ok_or("no array")?;
    let users = get(&provider, "/api/v1/users")?;
    for user in users["results"].as_array().into_iter().flatten() {
        let own = devices
            .iter()
            .filter(|device| device["user"]["id"] == user["id"]);
        assert_eq!(Some(own.count() as u64), user["device_count"].as_u64());
    }
    let pages = [0, 30, 60].map(|offset| {
        get(
            &provider,
            &format!("/api/v1/devices?limit=30&offset={offset}"),
        )
    });
    let joined: Vec<_> = pages
        .into_iter()
        .flatten()
        .filter_map(|page| page.as_array().cloned())
        .flatten()
        .collect();
    assert_eq!(joined, *devices);
    let exact = get(&provider, "/api/v1/devices?user_email_exact=USER-1@x.org")?;
    assert!(exact.as_array().is_some_and(|found| {
        found
            .iter()
            .all(|device| device["user"]["name"] == "User 1")
    }));
    Ok(())
}

#[test]
fn audit_events_are_paged_in_both_directions() -> Outcome {
    let provider = provider(9);
    let rising = crawl(&provider, "/api/v1/audit/events?limit=4", "id")?;
    assert_eq!(rising.len(), 9);
    assert!(rising.is_sorted());
    let mut falling = crawl(
        &provider,
        "/api/v1/audit/events?limit=4&sort_by=-occurred_at",
        "id",
    )?;
    falling.reverse();
    assert_eq!(falling, rising);
    Ok(())
}

#[test]
fn audit_events_are_bounded_by_dates() -> Outcome {
    let provider = provider(9);
    let count = |query: &str| {
        crawl(&provider, &format!("/api/v1/audit/events?{query}"), "id").map(|ids| ids.len())
    };
    assert_eq!(
        count("start_date=1970-01-01T00:00:03Z&end_date=1970-01-01T01:00:05%2B01:00")?,
        3
    );
    assert_eq!(count("start_date=1970-01-01&end_date=1970-01-01")?, 9);
    assert_eq!(count("start_date=1970-01-02")?, 0);
    assert!(get(&provider, "/api/v1/audit/events?start_date=soon")?["detail"].is_string());
    assert!(get(&provider, "/api/v1/audit/events?sort_by=actor")?["detail"].is_string());
    Ok(())
}

#[test]
fn what_is_not_there_is_said() -> Outcome {
    let provider = provider(1);
    for target in ["/api/v1/groups", "/api/v1/users/1"] {
        assert_eq!(
            get(&provider, target)?,
            json!({"detail": "Not found."}),
            "{target}"
        );
    }
    assert_eq!(get(&provider, "/api/v1/devices?user_id=1")?, json!([]));
    assert!(get(&provider, "/api/v1/users?cursor=x")?["detail"].is_string());
    let faults = Faults::new(Vec::new(), 1);
    let reply = answer(
        &provider,
        &faults,
        &Ask::new("DELETE", "/api/v1/users/1"),
        "/users/1",
        at(0),
    );
    assert_eq!(reply.status, 405);
    Ok(())
}

#[test]
fn the_page_cap_holds_here_too() -> Outcome {
    let provider = provider(3);
    let faults = Faults::new(vec!["rest:page-cap=2".parse()?], 1);
    let reply = answer(
        &provider,
        &faults,
        &Ask::new("GET", "/api/v1/users"),
        "/users",
        at(0),
    );
    let page: Value = serde_json::from_slice(&reply.body)?;
    assert_eq!(page["results"].as_array().map(Vec::len), Some(2));
    Ok(())
}
