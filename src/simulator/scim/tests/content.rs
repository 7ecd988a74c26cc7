//! What is in an answer.

use super::*;

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key.as_str())
        .collect()
}

#[test]
fn attributes_are_returned_as_asked() -> Outcome {
    let mut tenant = Tenant::new(3, &[], false)?;
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    for (parameter, expected) in [
        (
            "attributes=userName,Name.familyName,nonsense",
            vec!["id", "name", "schemas", "userName"],
        ),
        (
            &format!("attributes={enterprise}:department"),
            vec!["id", "schemas", enterprise],
        ),
        (
            &format!("attributes={enterprise}"),
            vec!["id", "schemas", enterprise],
        ),
        (
            "attributes=urn:ietf:params:scim:schemas:core:2.0:User:active",
            vec!["active", "id", "schemas"],
        ),
        ("attributes=emails,externalId", vec!["id", "schemas"]),
        (
            "excludedAttributes=id,name,meta,active,displayName,title",
            vec!["id", "schemas", enterprise, "userName"],
        ),
    ] {
        let list = tenant.get(&format!("/Users?{parameter}"))?;
        assert_eq!(keys(&list["Resources"][2]), expected, "{parameter}");
    }
    let list = tenant.get("/Users?attributes=name.familyName")?;
    assert_eq!(
        list["Resources"][0]["name"],
        json!({"familyName": "Family"})
    );
    let list = tenant.get("/Users?excludedAttributes=name.familyName,meta.location")?;
    assert_eq!(list["Resources"][0]["name"], json!({"givenName": "Given"}));
    assert_eq!(
        keys(&list["Resources"][0]["meta"]),
        ["created", "lastModified", "resourceType"]
    );
    Ok(())
}

#[test]
fn members_are_listed_absent_or_empty() -> Outcome {
    let mut tenant = Tenant::new(3, &[], false)?;
    let list = tenant.get("/Groups")?;
    let id = tenant.provider.find_user("user-2").ok_or("lost")?;
    let member = json!({
        "value": id,
        "display": "User \"2\"",
        "$ref": format!("http://localhost/api/v1/scim/Users/{id}"),
    });
    assert_eq!(list["Resources"][0]["members"][1], member);
    assert_eq!(list["Resources"][1]["members"], json!([]));
    assert_eq!(
        tenant.get("/Groups?excludedAttributes=members")?["Resources"][0].get("members"),
        None
    );
    let values = tenant.get("/Groups?attributes=members.value")?;
    assert_eq!(values["Resources"][0]["members"][1], json!({"value": id}));

    let types = tenant.get("/Groups?attributes=members.type")?;
    assert_eq!(types["Resources"][0]["members"], json!([]));

    let mut absent = Tenant::new(3, &["members-absent"], false)?;
    assert_eq!(absent.get("/Groups")?["Resources"][0].get("members"), None);
    let mut empty = Tenant::new(3, &["members-empty"], false)?;
    assert_eq!(empty.get("/Groups")?["Resources"][0]["members"], json!([]));
    Ok(())
}

#[test]
fn sorting_puts_the_missing_last_or_descending_first() -> Outcome {
    let mut tenant = Tenant::new(4, &[], false)?;
    assert_eq!(tenant.names("/Users?sortBy=title")?, users([1, 2, 0, 3]));
    let descending = tenant.names("/Users?sortBy=title&sortOrder=descending")?;
    assert_eq!(descending[2..], users([2, 1]));
    let ids = tenant.get("/Users?sortBy=id&attributes=id")?;
    let ids: Vec<_> = ids["Resources"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| row["id"].to_string())
        .collect();
    assert!(ids.is_sorted() && ids.len() == 4, "{ids:?}");
    assert_eq!(
        tenant.get("/Users?sortBy=nonsense")?["scimType"],
        "invalidPath"
    );
    Ok(())
}

#[test]
fn filters_select_before_pages_are_cut() -> Outcome {
    let mut tenant = Tenant::new(9, &[], false)?;
    let page = tenant.get("/Users?filter=not+(title+pr)&startIndex=2&count=1")?;
    assert_eq!(
        (names(&page), &page["totalResults"]),
        (users([3]), &json!(3))
    );
    assert_eq!(
        tenant.names("/Users?filter=userName+eq+%22USER-4%22")?,
        users([4])
    );
    assert_eq!(
        tenant.names("/Groups?filter=externalId+eq+%22g-even%22")?,
        ["Even"]
    );
    let none = tenant.get("/Users?filter=userName+eq+%22nobody%22")?;
    assert_eq!(none["totalResults"], 0);
    assert_eq!(
        tenant.get("/Users?filter=userName+is+4")?["scimType"],
        "invalidFilter"
    );
    Ok(())
}

#[test]
fn a_selection_does_not_outlive_a_write() -> Outcome {
    let mut tenant = Tenant::new(3, &[], false)?;
    let inactive = "/Users?filter=active+eq+false";
    assert_eq!(tenant.names(inactive)?, users(0..3));
    let id = tenant.provider.find_user("user-1").ok_or("lost")?;
    assert_eq!(
        tenant
            .send("DELETE", &format!("/Users/{id}"), &Value::Null)?
            .0,
        204
    );
    assert_eq!(tenant.names(inactive)?, users([0, 2]));
    Ok(())
}

#[test]
fn a_search_takes_its_query_from_the_body() -> Outcome {
    let mut tenant = Tenant::new(3, &[], false)?;
    let query = json!({"filter": "displayName co \"E\"", "count": 4, "startIndex": 2});
    let (status, list) = tenant.send("POST", "/.search", &query)?;
    assert_eq!((status, &list["totalResults"]), (200, &json!(5)));
    assert_eq!(names(&list), ["user-1", "user-2", "Even", "Empty"]);
    let (_, list) = tenant.send("POST", "/Users/.search", &json!({"cursor": "", "count": 2}))?;
    assert_eq!(names(&list), users(0..2));
    assert!(list["nextCursor"].is_string());
    Ok(())
}

#[test]
fn the_token_is_asked_for_and_errors_have_their_shape() -> Outcome {
    let mut tenant = Tenant::new(1, &[], false)?;
    for header in ["Bearer other", "Basic secret", ""] {
        let ask = Ask::new("GET", "/api/v1/scim/Users").with_header("authorization", header);
        let reply = tenant
            .routes
            .answer(&mut tenant.provider, &mut tenant.faults, &ask, NOW);
        let reply = reply.ok_or("not a route")?;
        assert_eq!(reply.status, 401, "{header}");
        assert!(
            reply
                .headers
                .iter()
                .any(|(name, _)| name == "www-authenticate")
        );
    }
    let (status, error) = tenant.send("GET", "/Users/nobody", &Value::Null)?;
    assert_eq!((status, &error["status"]), (404, &json!("404")));
    assert_eq!(tenant.send("PUT", "/Users/nobody", &Value::Null)?.0, 405);
    assert_eq!(tenant.send("GET", "/users", &Value::Null)?.0, 404);
    let elsewhere = Ask::new("GET", "/v1.0/users");
    assert!(
        tenant
            .routes
            .answer(&mut tenant.provider, &mut tenant.faults, &elsewhere, NOW)
            .is_none()
    );
    Ok(())
}

#[test]
fn the_provider_says_what_it_can() -> Outcome {
    let mut tenant = Tenant::new(0, &["page-cap=30"], false)?;
    let config = tenant.get("/ServiceProviderConfig")?;
    assert_eq!(config["pagination"]["maxPageSize"], 30);
    assert_eq!(config["filter"]["maxResults"], 30);
    let types = tenant.get("/ResourceTypes")?;
    assert_eq!(types["totalResults"], 2);
    assert_eq!(tenant.get("/ResourceTypes/Group")?["endpoint"], "/Groups");
    let schemas = tenant.get("/Schemas")?;
    assert_eq!(
        schemas["Resources"][1]["attributes"][1]["subAttributes"][0]["mutability"],
        "immutable"
    );
    let user = tenant.get("/Schemas/urn:ietf:params:scim:schemas:core:2.0:User")?;
    assert_eq!(user["attributes"][0]["uniqueness"], "server");
    Ok(())
}
