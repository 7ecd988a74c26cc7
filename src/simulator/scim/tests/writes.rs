//! Edits by hand.

use super::*;

#[test]
fn users_can_be_edited_by_hand() -> Outcome {
    let mut tenant = Tenant::new(1, &[], false)?;
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let eve = json!({
        "userName": "eve",
        "name": {"givenName": "Eve"},
        "emails": [{"value": "eve@x.org", "type": "work"}],
        "active": true,
        enterprise: {"department": "Ops"},
    });
    let (status, created) = tenant.send("POST", "/Users", &eve)?;
    assert_eq!(status, 201);
    for attribute in ["userName", "name", "active", enterprise] {
        assert_eq!(created[attribute], eve[attribute], "{attribute}");
    }
    let (status, error) = tenant.send("POST", "/Users", &json!({"userName": "EVE"}))?;
    assert_eq!((status, &error["scimType"]), (409, &json!("uniqueness")));
    let target = format!("/Users/{}", created["id"].as_str().unwrap_or_default());
    let patch = json!({"Operations": [
        {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "new@x.org"},
        {"op": "Add", "value": {"title": "Boss", "name": {"familyName": "Adams"}}},
        {"op": "remove", "path": "name.givenName"},
        {"op": "add", "path": "name", "value": {"formatted": "E. Adams"}},
        {"op": "replace", "path": format!("{enterprise}:department"), "value": "Law"},
    ]});
    let (_, patched) = tenant.send("PATCH", &target, &patch)?;
    assert_eq!(patched["emails"][0]["value"], "new@x.org");
    assert_eq!(
        (&patched["title"], &patched["name"]),
        (
            &json!("Boss"),
            &json!({"familyName": "Adams", "formatted": "E. Adams"})
        )
    );
    assert_eq!(patched[enterprise]["department"], "Law");
    let (status, _) = tenant.send(
        "PATCH",
        &target,
        &json!({"Operations": [{"op": "add", "path": "nickName", "value": "e"}]}),
    )?;
    assert_eq!(status, 400);
    Ok(())
}

#[test]
fn groups_can_be_edited_by_hand() -> Outcome {
    let mut tenant = Tenant::new(3, &[], false)?;
    let ids = [0, 1, 2].map(|number| {
        tenant
            .provider
            .find_user(&format!("user-{number}"))
            .unwrap_or_default()
    });
    let (status, group) = tenant.send(
        "POST",
        "/Groups",
        &json!({"displayName": "New", "members": [{"value": ids[0]}]}),
    )?;
    assert_eq!(status, 201);
    let target = format!("/Groups/{}", group["id"].as_str().unwrap_or_default());
    let member = |id: &String| json!({"value": id});
    for (operation, expected) in [
        (
            json!({"op": "Add", "path": "members", "value": [member(&ids[1]), member(&ids[2])]}),
            vec![0, 1, 2],
        ),
        (
            json!({"op": "remove", "path": format!("members[value eq \"{}\"]", ids[1])}),
            vec![0, 2],
        ),
        (
            json!({"op": "Remove", "path": "members", "value": [member(&ids[0])]}),
            vec![2],
        ),
        (
            json!({"op": "replace", "path": "members", "value": [member(&ids[0]), member(&ids[1])]}),
            vec![0, 1],
        ),
        (
            json!({"op": "replace", "value": {"displayName": "Renamed"}}),
            vec![0, 1],
        ),
        (json!({"op": "remove", "path": "members"}), vec![]),
    ] {
        let (status, group) = tenant.send("PATCH", &target, &json!({"Operations": [operation]}))?;
        assert_eq!(status, 200);
        let members = group["members"].as_array().ok_or("no members")?;
        let found: Vec<_> = members
            .iter()
            .map(|member| ids.iter().position(|id| member["value"] == id.as_str()))
            .collect();
        assert_eq!(found, expected.into_iter().map(Some).collect::<Vec<_>>());
    }
    let unknown = json!({"displayName": "Broken", "members": [{"value": "nobody"}]});
    assert_eq!(tenant.send("POST", "/Groups", &unknown)?.0, 400);
    assert_eq!(tenant.provider.find_group("Broken"), None);
    assert_eq!(tenant.get(&target)?["displayName"], "Renamed");
    assert_eq!(tenant.send("DELETE", &target, &Value::Null)?.0, 204);
    assert_eq!(tenant.send("GET", &target, &Value::Null)?.0, 404);
    Ok(())
}
