//! A person or a group as it is held, on both sides, as JSON. It is what was kept of each answer,
//! not the answer.

use serde_json::{Map, Value, json};

use crate::model::{Group, Id, MembersRead, Person, Side, Sym, Users};
use crate::tui::app::{GroupKey, World, group_rows};

/// The lines of a person.
pub(super) fn person(person: Person, world: World<'_>) -> Vec<String> {
    let status = world.status;
    let sides = [
        (
            &*status.directory.users.data,
            "userPrincipalName",
            "accountEnabled",
        ),
        (&*status.provider.users.data, "userName", "active"),
    ];
    let [entra, provider] =
        sides.map(|(users, name, active)| user(users, person, [name, active], world));
    lines(&entra, &provider)
}

fn user(users: &Users, person: Person, [name, active]: [&str; 2], world: World<'_>) -> Value {
    let Some(row) = users.row(person) else {
        return Value::Null;
    };
    let text = |sym: Sym| held(sym, world);
    let mut fields = Map::new();
    fields.insert("id".into(), id(row.id, world));
    fields.insert(name.into(), text(row.name));
    fields.insert(active.into(), json!(row.state.active()));
    if !row.external_id.is_absent() {
        fields.insert("externalId".into(), id(row.external_id, world));
    }
    if row.created > 0 {
        let at = chrono::DateTime::from_timestamp(i64::from(row.created), 0);
        fields.insert("created".into(), json!(at.map(|at| at.to_rfc3339())));
    }
    for (name, value) in users.layout().iter().zip(users.values_of(person)) {
        fields.entry(name.as_str()).or_insert_with(|| text(*value));
    }
    Value::Object(fields)
}

/// The lines of a group.
pub(super) fn group(key: GroupKey, world: World<'_>) -> Vec<String> {
    let pair = world.roster.pair(key);
    let rows = pair.map_or([None, None], |pair| group_rows(world.status, pair));
    let sides = [Side::Entra, Side::Provider];
    let [entra, provider] = [0, 1].map(|at| match rows[at] {
        Some(row) => of_group(row, sides[at], world),
        None => Value::Null,
    });
    lines(&entra, &provider)
}

/// How many lines that may take.
pub(super) fn effort(key: GroupKey, world: World<'_>) -> usize {
    let pair = world.roster.pair(key);
    let rows = pair.map_or([None, None], |pair| group_rows(world.status, pair));
    let sizes = rows.iter().flatten().map(|group| group.members.len());
    sizes.sum::<usize>() * 2
}

fn of_group(group: &Group, side: Side, world: World<'_>) -> Value {
    let status = world.status;
    let users = match side {
        Side::Entra => &status.directory.users.data,
        Side::Provider => &status.provider.users.data,
    };
    let member = |&person: &Person| {
        let row = users.row(person);
        row.map(|row| json!({ "value": id(row.id, world), "display": held(row.name, world) }))
    };
    let strangers = group.strangers.iter();
    let strangers = strangers.map(|&stranger| json!({ "value": id(stranger, world) }));
    let mut fields = Map::new();
    fields.insert("id".into(), id(group.id, world));
    fields.insert("displayName".into(), held(group.name, world));
    if !group.external_id.is_absent() {
        fields.insert("externalId".into(), id(group.external_id, world));
    }
    if side == Side::Entra {
        fields.insert(
            "securityEnabled".into(),
            json!(group.state.security_enabled),
        );
        fields.insert("dynamic".into(), json!(group.state.dynamic));
    }
    let members: Vec<Value> = match group.members_read {
        MembersRead::Listed | MembersRead::Full => {
            let known = group.members.iter().filter_map(member);
            known.chain(strangers).collect()
        }
        MembersRead::Absent | MembersRead::NotAsked => Vec::new(),
    };
    let told = match group.members_read {
        MembersRead::Listed | MembersRead::Full => json!(members),
        MembersRead::Absent => json!("withheld: the answer had no members"),
        MembersRead::NotAsked => json!("not asked for"),
    };
    fields.insert("members".into(), told);
    Value::Object(fields)
}

fn id(id: Id, world: World<'_>) -> Value {
    json!(id.to_text(&world.status.text))
}

fn held(sym: Sym, world: World<'_>) -> Value {
    match sym {
        Sym::UNKNOWN => json!("(not told)"),
        sym if sym.is_absent() => Value::Null,
        sym => json!(world.status.text.get(sym)),
    }
}

fn lines(entra: &Value, provider: &Value) -> Vec<String> {
    let both = json!({ "entra": entra, "provider": provider });
    let text = serde_json::to_string_pretty(&both).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_that_holds_nothing_says_null() {
        let shown = lines(&Value::Null, &json!({ "id": "1" })).join(" ");
        assert!(
            shown.contains("\"entra\": null") && shown.contains("\"id\": \"1\""),
            "{shown}"
        );
    }
}
