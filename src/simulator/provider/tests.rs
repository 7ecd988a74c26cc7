use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::*;

fn actor() -> Actor {
    Actor::new("entra", "api_token")
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

fn named(name: &str) -> NewUser {
    NewUser {
        user_name: name.to_owned(),
        display_name: format!("\"{name}\" \\ 名"),
        email: format!("{name}@example.com"),
        active: true,
        ..NewUser::default()
    }
}

fn provider() -> Provider {
    Provider::new(7, "http://127.0.0.1:1/api/v1/scim/")
}

fn row(user: &User) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(user.row.bytes())
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[test]
fn a_user_is_held_as_the_json_that_is_sent() -> Outcome {
    let mut provider = provider();
    let ada = NewUser {
        department: "R&D".into(),
        title: "Boss".into(),
        ..named("ada")
    };
    let id = provider.create_user(&ada, &actor(), at(1))?;
    let (_, user) = provider.users.find(&id).ok_or("lost")?;
    let row = row(user)?;
    assert_eq!(row["id"], id.as_str());
    assert_eq!(row["displayName"], ada.display_name.as_str());
    assert_eq!(row["emails"][0]["value"], "ada@example.com");
    assert_eq!(
        row["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]["department"],
        "R&D"
    );
    assert_eq!(
        row["meta"]["location"],
        format!("http://127.0.0.1:1/api/v1/scim/Users/{id}")
    );
    assert_eq!((row.get("externalId"), row.get("name")), (None, None));
    assert_eq!(user.text(Text::DisplayName), ada.display_name);
    assert_eq!(user.text(Text::Department), "R&D");
    assert_eq!(user.text(Text::GivenName), "");
    Ok(())
}

#[test]
fn a_user_name_is_taken_case_aside_unless_planted() -> Outcome {
    let mut provider = provider();
    let first = provider.create_user(&named("Ærlig"), &actor(), at(1))?;
    let again = provider.create_user(&named("æRLIG"), &actor(), at(2));
    assert_eq!(again, Err(Refusal::Uniqueness("æRLIG".into())));
    let twin = provider.plant_user(&named("ærlig"), &actor(), at(3));
    let found: Vec<_> = provider
        .users
        .named("ÆRLIG")
        .map(|(_, user)| user.id())
        .collect();
    assert_eq!(found, [first.as_str(), twin.as_str()]);
    Ok(())
}

#[test]
fn a_patch_changes_what_it_names_and_nothing_else() -> Outcome {
    let mut provider = provider();
    let id = provider.create_user(&named("ada"), &actor(), at(1))?;
    let eve = provider.create_user(&named("eve"), &actor(), at(1))?;
    let rename = |name: &str| Change {
        user_name: Some(name.into()),
        ..Change::default()
    };
    provider.patch_user(&id, &rename("ADA"), &actor(), at(5))?;
    let taken = provider.patch_user(&eve, &rename("ada"), &actor(), at(6));
    assert_eq!(taken, Err(Refusal::Uniqueness("ada".into())));
    let (_, user) = provider.users.find(&id).ok_or("lost")?;
    let expected = User::new(
        provider.base(),
        &id,
        &NewUser {
            user_name: "ADA".into(),
            ..named("ada")
        },
        at(1),
    );
    assert_eq!(user.text(Text::Email), expected.text(Text::Email));
    assert_eq!(user.text(Text::UserName), "ADA");
    assert_eq!((user.created, user.modified), (at(1), at(5)));
    assert_eq!(provider.users.named("Ada").count(), 1);
    Ok(())
}

#[test]
fn a_deleted_user_leaves_its_groups_and_a_lost_one_does_not() -> Outcome {
    let mut provider = provider();
    let ids = ["ada", "eve", "joe"].map(|name| provider.plant_user(&named(name), &actor(), at(1)));
    let group = provider.create_group("All", "g-1", &actor(), at(1))?;
    provider.add_members(&group, &ids, &actor(), at(2))?;
    provider.add_members(&group, &ids[1..], &actor(), at(3))?;
    provider.delete_user(&ids[0], &actor(), at(4))?;
    provider.lose_user(&ids[1], &actor(), at(5))?;
    let members = |provider: &Provider| {
        provider
            .groups
            .with_external_id("g-1")
            .flat_map(|(_, group)| group.members.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(members(&provider), [2, 3]);
    assert_eq!(provider.users.order(), [3]);
    assert_eq!(
        provider
            .users
            .get(2)
            .map(|user| user.text(Text::UserName).into_owned()),
        Some("eve".into())
    );
    provider.remove_members(&group, &ids[1..2], &actor(), at(6))?;
    assert_eq!(members(&provider), [3]);
    assert!(
        provider
            .add_members(&group, &["nobody"], &actor(), at(7))
            .is_err()
    );
    Ok(())
}

#[test]
fn events_sort_by_id_and_name_their_doer() -> Outcome {
    let mut provider = provider();
    for second in [5, 5, 6, 6] {
        provider.plant_user(&named("twin"), &actor(), at(second));
    }
    let events = provider.events.events();
    assert!(
        events
            .iter()
            .zip(events.iter().skip(1))
            .all(|(one, next)| one.id < next.id)
    );
    let last = events.back().ok_or("none")?.as_json();
    assert_eq!(last["occurred_at"], "1970-01-01T00:00:06.000000Z");
    assert_eq!(last["actor_type"], "api_token");
    assert_eq!(last["new_state"]["email"], "twin@example.com");
    assert_eq!(last["id"].as_str().map(str::len), Some(26));
    Ok(())
}

#[test]
fn ids_are_version_4_uuids_and_depend_on_the_seed_alone() {
    let ids = || {
        let mut provider = provider();
        [0, 1].map(|_| provider.plant_user(&named("ada"), &actor(), at(1)))
    };
    let [first, second] = ids();
    assert_ne!(first, second);
    assert_eq!(ids(), [first.clone(), second]);
    let shape: Vec<_> = first.split('-').map(str::len).collect();
    assert_eq!(shape, [8, 4, 4, 4, 12]);
    assert_eq!(&first[14..15], "4");
    assert!("89ab".contains(&first[19..20]), "{first}");
}

#[test]
fn a_leaver_comes_before_all_others_and_goes_again() {
    let mut provider = provider();
    provider.plant_user(&named("ada"), &actor(), at(1));
    let orders = [0, 1, 2].map(|_| {
        provider.come_and_go(at(2));
        provider.users.order().to_vec()
    });
    assert_eq!(orders, [vec![0, 1], vec![1], vec![0, 1]]);
    assert_eq!(provider.users.get(0).map(|user| user.active), Some(false));
}
