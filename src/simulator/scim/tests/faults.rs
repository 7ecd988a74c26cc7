//! Lists that are wrong on purpose.

use super::*;

#[test]
fn faults_of_lists_do_what_they_say() -> Outcome {
    let mut ignoring = Tenant::new(5, &["start-index-ignored"], false)?;
    assert_eq!(ignoring.names("/Users?startIndex=4&count=2")?, users(0..2));
    let mut wrong = Tenant::new(5, &["total-wrong=-2"], false)?;
    assert_eq!(wrong.get("/Users")?["totalResults"], 3);
    let mut twice = Tenant::new(5, &["duplicate-rows"], false)?;
    assert_eq!(twice.names("/Users?count=2")?, users([0, 1, 1]));
    Ok(())
}

#[test]
fn a_start_index_is_taken_in_each_wrong_way() -> Outcome {
    for (fault, target, expected) in [
        (
            "start-index-zero",
            "/Users?startIndex=1&count=2",
            users(1..3),
        ),
        (
            "start-index-zero",
            "/Users?startIndex=0&count=2",
            users(0..2),
        ),
        ("start-index-zero", "/Users?count=2", users(0..2)),
        (
            "start-index-clamped=3",
            "/Users?startIndex=9&count=2",
            users(2..4),
        ),
        (
            "past-end-repeats",
            "/Users?startIndex=9&count=2",
            users(0..2),
        ),
        (
            "pages-overlap=2",
            "/Users?startIndex=6&count=3",
            users(3..6),
        ),
        (
            "rows-withheld=4",
            "/Users?startIndex=3&count=3",
            users([2, 4]),
        ),
    ] {
        assert_eq!(
            Tenant::new(8, &[fault], false)?.names(target)?,
            expected,
            "{fault}"
        );
    }
    for (fault, status) in [("start-index-refused", 501), ("start-index-limit=3", 400)] {
        let mut tenant = Tenant::new(8, &[fault], false)?;
        let reply = tenant.ask("GET", "/Users?startIndex=4&count=2", &Value::Null);
        assert_eq!(reply.map(|reply| reply.status), Some(status), "{fault}");
        assert_eq!(
            tenant.names("/Users?cursor=&count=2")?,
            users(0..2),
            "{fault}"
        );
    }
    Ok(())
}

#[test]
fn counts_and_cursors_fail_when_told_to() -> Outcome {
    let status = |tenant: &mut Tenant, target: &str| {
        let reply = tenant.ask("GET", target, &Value::Null);
        reply.map(|reply| (reply.status, reply.content_type))
    };
    let scim = "application/scim+json";
    let mut tenant = Tenant::new(8, &["count-refused=5"], false)?;
    assert_eq!(status(&mut tenant, "/Users?count=6"), Some((500, scim)));
    assert_eq!(status(&mut tenant, "/Users?count=5"), Some((200, scim)));
    let mut tenant = Tenant::new(8, &["count-fixed"], false)?;
    assert_eq!(status(&mut tenant, "/Users?count=4"), Some((200, scim)));
    assert_eq!(
        status(&mut tenant, "/Users?count=3&startIndex=4"),
        Some((400, scim))
    );
    let mut tenant = Tenant::new(8, &["poison-row=4"], false)?;
    assert_eq!(status(&mut tenant, "/Users?count=4"), Some((500, scim)));
    assert_eq!(
        status(&mut tenant, "/Users?count=4&startIndex=5"),
        Some((200, scim))
    );
    let mut tenant = Tenant::new(8, &["cursors-absent"], false)?;
    assert_eq!(
        tenant.get("/Users?cursor=&count=2")?["nextCursor"],
        Value::Null
    );
    let mut tenant = Tenant::new(8, &["cursor-loop", "cursor-expired=2"], false)?;
    let mut target = "/Users?count=4&cursor=".to_owned();
    for expected in [200, 200, 400, 200] {
        let reply = tenant.ask("GET", &target, &Value::Null).ok_or("no reply")?;
        assert_eq!(reply.status, expected);
        let page: Value = serde_json::from_slice(&reply.body)?;
        if let Some(next) = page["nextCursor"].as_str() {
            target = format!("/Users?count=4&cursor={next}");
        }
    }
    Ok(())
}

#[test]
fn what_a_page_says_of_itself_can_be_wrong() -> Outcome {
    for (fault, key, value) in [
        ("items-per-page-wrong=9", "itemsPerPage", json!(9)),
        ("total-absent", "totalResults", Value::Null),
        ("total-of-page", "totalResults", json!(2)),
        ("resources-lost", "Resources", Value::Null),
        ("schemas-missing", "schemas", Value::Null),
    ] {
        let page = Tenant::new(8, &[fault], false)?.get("/Users?count=2")?;
        assert_eq!(page[key], value, "{fault}");
    }
    for fault in ["resources-null", "resources-absent"] {
        let mut tenant = Tenant::new(8, &[fault], false)?;
        assert_eq!(tenant.names("/Users?count=2")?.len(), 2);
        let empty = tenant.get("/Users?startIndex=9")?;
        let has = empty.get("Resources").is_some();
        assert_eq!(
            (has, empty["Resources"].is_null()),
            (fault == "resources-null", true)
        );
    }
    Ok(())
}

#[test]
fn rows_come_in_each_wrong_shape() -> Outcome {
    let row = |fault: &str, at: usize| -> Result<Value, Box<dyn std::error::Error>> {
        let page = Tenant::new(8, &[fault], false)?.get("/Users?count=3")?;
        Ok(page["Resources"][at].clone())
    };
    let first = row("page-cap=3", 0)?;
    assert_eq!(row("duplicate-ids", 2)?["id"], first["id"]);
    assert_eq!(row("numeric-ids", 1)?["id"], json!(2));
    assert_eq!(row("string-booleans", 0)?["active"], json!("False"));
    assert_eq!(
        row("relative-locations", 0)?["meta"]["location"]
            .as_str()
            .map(|at| &at[..7]),
        Some("/Users/")
    );
    assert!(
        row("invisible-characters", 0)?["nickName"]
            .as_str()
            .is_some_and(|name| name.contains('\u{202e}'))
    );
    assert_eq!(
        row("huge-names=1", 0)?["nickName"].as_str().map(str::len),
        Some(1 << 20)
    );
    assert_eq!(row("huge-names=1", 1)?["nickName"], Value::Null);
    let mut tenant = Tenant::new(8, &["deep-nesting=300"], false)?;
    let reply = tenant
        .ask("GET", "/Users?count=3", &Value::Null)
        .ok_or("no reply")?;
    assert!(String::from_utf8_lossy(&reply.body).contains(&"[".repeat(300)));
    Ok(())
}

#[test]
fn members_come_in_each_wrong_shape() -> Outcome {
    let members = |fault: &str| -> Result<Vec<Value>, Box<dyn std::error::Error>> {
        let page = Tenant::new(8, &[fault], false)?.get("/Groups?count=1")?;
        Ok(page["Resources"][0]["members"]
            .as_array()
            .cloned()
            .unwrap_or_default())
    };
    assert_eq!(members("members-cut=3")?.len(), 3);
    assert_eq!(members("members-by-name")?[1]["value"], "user-2");
    assert_eq!(members("numeric-ids")?[1]["value"], json!(3));
    let path = members("relative-locations")?[0]["$ref"].clone();
    assert!(
        path.as_str()
            .is_some_and(|path| path.starts_with("/Users/")),
        "{path}"
    );
    let mut tenant = Tenant::new(8, &["numeric-ids"], false)?;
    assert_eq!(tenant.get("/Users/3")?["userName"], "user-2");
    Ok(())
}

#[test]
fn an_unstable_order_changes_pages_and_not_their_length() -> Outcome {
    let pages = |seed: usize| -> Result<_, Box<dyn std::error::Error>> {
        let mut tenant = Tenant::new(60, &["order-unstable"], false)?;
        (0..seed).for_each(|_| drop(tenant.ask("GET", "/Users?count=1", &Value::Null)));
        let mut pages = Vec::new();
        for start in [1, 21, 41] {
            pages.push(tenant.names(&format!("/Users?startIndex={start}&count=20"))?);
        }
        Ok(pages)
    };
    let first = pages(0)?;
    assert_eq!(first, pages(0)?);
    assert_ne!(first, pages(1)?);
    for page in first {
        let mut unique = page.clone();
        unique.sort();
        unique.dedup();
        assert_eq!((page.len(), unique.len()), (20, 20));
    }
    Ok(())
}

#[test]
fn churn_shifts_the_rows_between_pages() -> Outcome {
    let mut tenant = Tenant::new(6, &["churn"], false)?;
    let page = |tenant: &mut Tenant, start: usize| {
        tenant.names(&format!("/Users?startIndex={start}&count=2"))
    };
    assert_eq!(page(&mut tenant, 1)?, users(0..2));
    assert_eq!(page(&mut tenant, 3)?, users(1..3), "a row came before them");
    assert_eq!(
        page(&mut tenant, 5)?,
        users(4..6),
        "and went: user-3 was never seen"
    );
    Ok(())
}

#[test]
fn changes_are_told_or_hidden_by_time() -> Outcome {
    let since =
        |year: &str| format!("/Users?filter=meta.lastModified%20gt%20%22{year}-01-01T00:00:00Z%22");
    let [ever, never] = ["1960", "2100"].map(since);
    for (fault, found) in [
        ("churn", [5, 0]),
        ("modified-blind", [0, 0]),
        ("modified-ignored", [5, 5]),
        ("modified-stale", [5, 0]),
    ] {
        let mut tenant = Tenant::new(5, &[fault], false)?;
        assert_eq!(tenant.get(&ever)?["totalResults"], found[0], "{fault}");
        assert_eq!(tenant.get(&never)?["totalResults"], found[1], "{fault}");
        // Other filters are heeded all the same.
        let nobody = tenant.get("/Users?filter=title%20eq%20%22nobody%22")?;
        assert_eq!(nobody["totalResults"], 0, "{fault}");
    }
    Ok(())
}

#[test]
fn rows_come_in_the_order_that_was_asked_for_unless_that_is_ignored() -> Outcome {
    let sorted = |order: &str| format!("/Users?sortBy=userName&sortOrder={order}");
    for (fault, turns) in [("churn", true), ("sort-ignored", false)] {
        let mut tenant = Tenant::new(5, &[fault], false)?;
        let mut up = tenant.names(&sorted("ascending"))?;
        let down = tenant.names(&sorted("descending"))?;
        assert_eq!(up != down, turns, "{fault}");
        up.reverse();
        assert_eq!(up == down, turns, "{fault}");
    }
    Ok(())
}

#[test]
fn a_frozen_total_misses_who_goes() -> Outcome {
    let mut tenant = Tenant::new(5, &["total-frozen"], false)?;
    let id = tenant.get("/Users?count=1")?["Resources"][0]["id"].clone();
    let place = format!("/Users/{}", id.as_str().unwrap_or_default());
    tenant.send("DELETE", &place, &Value::Null)?;
    let list = tenant.get("/Users?count=0")?;
    assert_eq!(
        (&list["totalResults"], tenant.names("/Users")?.len()),
        (&json!(5), 4)
    );
    assert_eq!(tenant.get("/Groups?count=0")?["totalResults"], 2);
    Ok(())
}

#[test]
fn a_tag_tells_whether_a_resource_has_changed() -> Outcome {
    for (faults, statuses) in [
        (&[][..], [200, 304, 200]),
        (&["etag-lying"], [200, 304, 304]),
        (&["etag-absent"], [200, 200, 200]),
    ] {
        let mut tenant = Tenant::new(5, faults, false)?;
        let list = tenant.get("/Groups?count=1")?;
        let id = list["Resources"][0]["id"].as_str().unwrap_or_default();
        let place = format!("/Groups/{id}");
        let mut tag = String::new();
        let mut seen = Vec::new();
        for step in 0..3 {
            if step == 2 {
                let rename = json!({"Operations": [
                    {"op": "Replace", "path": "displayName", "value": "Odd"}]});
                assert_eq!(tenant.send("PATCH", &place, &rename)?.0, 200);
            }
            let ask = Ask::new("GET", &format!("{SCIM_PATH}{place}"))
                .with_header("authorization", "Bearer secret")
                .with_header("if-none-match", &tag);
            let Tenant {
                routes,
                provider,
                faults,
            } = &mut tenant;
            let reply = routes
                .answer(provider, faults, &ask, NOW)
                .ok_or("no route")?;
            let found = reply.headers.iter().find(|(name, _)| name == "etag");
            tag = found.map_or(String::new(), |(_, tag)| tag.clone());
            seen.push(reply.status);
        }
        assert_eq!(seen, statuses, "{faults:?}");
    }
    Ok(())
}
