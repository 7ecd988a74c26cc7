//! Pages, by index and by cursor.

use super::*;

#[test]
fn index_pages_follow_each_other_to_the_end() -> Outcome {
    let mut tenant = Tenant::new(5, &[], false)?;
    let page = tenant.get("/Users?startIndex=3&count=2")?;
    assert_eq!(names(&page), users(2..4));
    let counts = ["totalResults", "startIndex", "itemsPerPage"].map(|name| page[name].as_u64());
    assert_eq!(counts, [Some(5), Some(3), Some(2)]);
    assert_eq!(tenant.names("/Users?startIndex=5&count=2")?, users(4..5));
    assert_eq!(tenant.names("/Users?startIndex=6")?, users(0..0));
    assert_eq!(tenant.names("/Users?startIndex=0")?, users(0..5));
    let counted = tenant.get("/Users?count=0")?;
    assert_eq!(
        (&counted["totalResults"], &counted["Resources"]),
        (&json!(5), &json!([]))
    );
    Ok(())
}

#[test]
fn a_page_has_a_hundred_rows_unless_asked_and_two_hundred_at_most() -> Outcome {
    let mut tenant = Tenant::new(201, &[], false)?;
    assert_eq!(tenant.names("/Users")?.len(), 100);
    assert_eq!(tenant.names("/Users?count=1000")?.len(), 200);
    let mut capped = Tenant::new(201, &["page-cap=7"], false)?;
    assert_eq!(capped.names("/Users")?.len(), 7);
    let mut wide = Tenant::new(201, &["page-cap=1000"], false)?;
    assert_eq!(wide.names("/Users?count=999")?.len(), 201);
    Ok(())
}

/// Follows the cursors from a target that ends in `cursor=`.
fn crawl(tenant: &mut Tenant, first: &str) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let (mut all, mut target) = (Vec::new(), first.to_owned());
    loop {
        let page = tenant.get(&target)?;
        all.extend(names(&page));
        let Some(next) = page["nextCursor"].as_str() else {
            return Ok(all);
        };
        target = format!("{first}{next}");
    }
}

#[test]
fn cursors_reach_every_row_once() -> Outcome {
    let mut tenant = Tenant::new(7, &[], false)?;
    assert_eq!(crawl(&mut tenant, "/Users?count=3&cursor=")?, users(0..7));
    assert_eq!(crawl(&mut tenant, "/Users?count=7&cursor=")?, users(0..7));
    let sorted = crawl(
        &mut tenant,
        "/Users?count=2&sortBy=userName&sortOrder=descending&cursor=",
    )?;
    assert_eq!(sorted, users((0..7).rev()));
    let filtered = crawl(
        &mut tenant,
        "/Users?count=1&filter=title+eq+%22title+1%22&cursor=",
    )?;
    assert_eq!(filtered, users([1, 4]));
    Ok(())
}

#[test]
fn a_provider_of_cursors_only_gives_one_without_being_asked() -> Outcome {
    let mut tenant = Tenant::new(5, &[], true)?;
    let page = tenant.get("/Users?startIndex=1&count=2")?;
    assert!(page["nextCursor"].is_string());
    assert_eq!(page.get("startIndex"), None);
    assert_eq!(
        tenant.get("/ServiceProviderConfig")?["pagination"]["index"],
        false
    );
    Ok(())
}

#[test]
fn a_cursor_belongs_to_its_query() -> Outcome {
    let mut tenant = Tenant::new(5, &[], false)?;
    let page = tenant.get("/Users?count=2&cursor=")?;
    let next = page["nextCursor"].as_str().ok_or("no cursor")?.to_owned();
    for (target, scim_type) in [
        (format!("/Users?count=3&cursor={next}"), "invalidCount"),
        (
            format!("/Users?count=2&filter=title+pr&cursor={next}"),
            "invalidCursor",
        ),
        ("/Users?count=2&cursor=nonsense".to_owned(), "invalidCursor"),
    ] {
        let error = tenant.get(&target)?;
        assert_eq!(
            (&error["status"], &error["scimType"]),
            (&json!("400"), &json!(scim_type)),
            "{target}"
        );
    }
    Ok(())
}

#[test]
fn a_page_is_the_same_bytes_until_one_of_its_rows_changes() -> Outcome {
    let mut tenant = Tenant::new(6, &[], false)?;
    let pages = |tenant: &mut Tenant| {
        [1, 3, 5]
            .map(|start| {
                tenant.ask(
                    "GET",
                    &format!("/Users?startIndex={start}&count=2"),
                    &Value::Null,
                )
            })
            .map(|reply| reply.map(|reply| reply.body))
    };
    let before = pages(&mut tenant);
    assert_eq!(pages(&mut tenant), before);
    let id = tenant.provider.find_user("user-3").ok_or("lost")?;
    let patch = json!({"Operations": [{"op": "Replace", "path": "active", "value": "True"}]});
    assert_eq!(
        tenant.send("PATCH", &format!("/Users/{id}"), &patch)?.0,
        200
    );
    let after = pages(&mut tenant);
    let same: Vec<_> = before
        .iter()
        .zip(&after)
        .map(|(before, after)| before == after)
        .collect();
    assert_eq!(same, [true, false, true]);
    Ok(())
}

#[test]
fn a_cursor_that_someone_changed_leads_nowhere_at_worst() -> Outcome {
    let mut tenant = Tenant::new(5, &[], false)?;
    for query in ["/Users?count=2&cursor=", "/Users?count=2&sortBy=id&cursor="] {
        let page = tenant.get(query)?;
        let next = page["nextCursor"].as_str().ok_or("no cursor")?;
        let (_, rest) = next.split_once('.').ok_or("no dot")?;
        let page = tenant.get(&format!("{query}ffffffffffffffff.{rest}"))?;
        assert_eq!(page["Resources"], json!([]), "{query}");
        assert_eq!(page.get("nextCursor"), None);
    }
    Ok(())
}
