//! Resources in another shape than the RFC has it, on purpose: an answer is read back, changed and
//! written again, where a fault asks for it.

use serde_json::{Map, Value, json};

use super::super::fault::FaultKind;
use super::super::faults::Faults;
use super::super::http::Reply;
use super::super::part::Part::Scim;
use super::super::provider::{Provider, Resource};
use super::kind::Kind;

/// The faults that act here.
const ACTING: [FaultKind; 13] = [
    FaultKind::ResourcesNull,
    FaultKind::ResourcesAbsent,
    FaultKind::ResourcesLost,
    FaultKind::SchemasMissing,
    FaultKind::DuplicateIds,
    FaultKind::NumericIds,
    FaultKind::StringBooleans,
    FaultKind::InvisibleCharacters,
    FaultKind::HugeNames,
    FaultKind::DeepNesting,
    FaultKind::RelativeLocations,
    FaultKind::MembersByName,
    FaultKind::MembersCut,
];

/// Characters that hide, join or turn around what stands beside them.
const INVISIBLE: &str = "\u{200b}\u{202e}\u{2066}\u{feff}\u{00ad}\u{e0041}";
const MEGABYTE: usize = 1 << 20;

/// A page or a resource that is being changed.
struct Disguise<'a> {
    provider: &'a Provider,
    faults: &'a Faults,
}

/// The answer as the faults have it.
pub fn disguised(provider: &Provider, faults: &Faults, reply: Reply) -> Reply {
    let acts = ACTING.into_iter().any(|kind| faults.on(Scim, kind));
    if !acts || !(200..300).contains(&reply.status) {
        return reply;
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(&reply.body) else {
        return reply;
    };
    let disguise = Disguise { provider, faults };
    match body.as_object_mut() {
        Some(list) if list.contains_key("Resources") => disguise.list(list),
        Some(resource) => disguise.resource(resource),
        None => {}
    }
    let text = disguise.nested(body.to_string());
    Reply {
        body: text.into(),
        ..reply
    }
}

/// The id that the client knows, as the provider knows it.
pub fn real_id(provider: &Provider, faults: &Faults, kind: Kind, id: &str) -> String {
    let slot = id.parse::<u32>().ok();
    let slot = slot.filter(|_| faults.on(Scim, FaultKind::NumericIds));
    let known = slot.and_then(|slot| match kind {
        Kind::User => provider.users.get(slot).map(|user| user.id().into_owned()),
        Kind::Group => provider
            .groups
            .get(slot)
            .map(|group| group.id().into_owned()),
    });
    known.unwrap_or_else(|| id.to_owned())
}

impl Disguise<'_> {
    fn on(&self, kind: FaultKind) -> bool {
        self.faults.on(Scim, kind)
    }

    fn list(&self, list: &mut Map<String, Value>) {
        if self.on(FaultKind::SchemasMissing) {
            list.remove("schemas");
        }
        let Some(rows) = list.get_mut("Resources").and_then(Value::as_array_mut) else {
            return;
        };
        for (at, row) in rows.iter_mut().filter_map(Value::as_object_mut).enumerate() {
            self.resource(row);
            let huge = self.faults.rows(Scim, FaultKind::HugeNames);
            if huge.is_some_and(|huge| at < huge) {
                row.insert("nickName".to_owned(), "x".repeat(MEGABYTE).into());
            }
            if at == 0 && self.on(FaultKind::DeepNesting) {
                row.insert("nested".to_owned(), DEEP.into());
            }
        }
        if let (true, [first, .., last]) = (self.on(FaultKind::DuplicateIds), rows.as_mut_slice()) {
            last["id"] = first["id"].clone();
        }
        let empty = rows.is_empty();
        if empty && self.on(FaultKind::ResourcesAbsent) {
            list.remove("Resources");
        } else if self.on(FaultKind::ResourcesLost) || (empty && self.on(FaultKind::ResourcesNull))
        {
            list.insert("Resources".to_owned(), Value::Null);
        }
    }

    fn resource(&self, row: &mut Map<String, Value>) {
        if self.on(FaultKind::SchemasMissing) {
            row.remove("schemas");
            remove(row.get_mut("meta"), "resourceType");
        }
        if self.on(FaultKind::InvisibleCharacters) {
            row.insert("nickName".to_owned(), INVISIBLE.into());
        }
        if let (true, Some(active)) = (self.on(FaultKind::StringBooleans), row.get_mut("active")) {
            let text = if *active == Value::Bool(true) {
                "True"
            } else {
                "False"
            };
            *active = text.into();
        }
        if self.on(FaultKind::RelativeLocations) {
            self.shorten(row.get_mut("meta"), "location");
        }
        if let Some(members) = row.get_mut("members").and_then(Value::as_array_mut) {
            self.members(members);
        }
        self.number(row);
    }

    fn members(&self, members: &mut Vec<Value>) {
        if let Some(most) = self.faults.rows(Scim, FaultKind::MembersCut) {
            members.truncate(most);
        }
        for member in members {
            if self.on(FaultKind::RelativeLocations) {
                self.shorten(Some(&mut *member), "$ref");
            }
            let found = member["value"].as_str();
            let found = found.and_then(|id| self.provider.users.find(id));
            let Some((slot, user)) = found else { continue };
            if self.on(FaultKind::MembersByName) {
                member["value"] = user.name().as_ref().into();
                remove(Some(&mut *member), "$ref");
            } else if self.on(FaultKind::NumericIds) {
                member["value"] = json!(slot);
                remove(Some(&mut *member), "$ref");
            }
        }
    }

    /// Users and groups are counted each for themselves, so that a number means two resources.
    fn number(&self, row: &mut Map<String, Value>) {
        if !self.on(FaultKind::NumericIds) {
            return;
        }
        let slot = row.get("id").and_then(Value::as_str).and_then(|id| {
            let user = self.provider.users.find(id).map(|(slot, _)| slot);
            user.or_else(|| self.provider.groups.find(id).map(|(slot, _)| slot))
        });
        if let Some(slot) = slot {
            row.insert("id".to_owned(), json!(slot));
        }
    }

    fn shorten(&self, holder: Option<&mut Value>, name: &str) {
        let base = self.provider.base();
        let place = holder.and_then(|holder| holder.get_mut(name));
        if let Some(Value::String(place)) = place
            && let Some(path) = place.strip_prefix(base)
        {
            *place = path.to_owned();
        }
    }

    /// Puts the nest in place as text: values are not built so deep.
    fn nested(&self, text: String) -> String {
        match self.faults.rows(Scim, FaultKind::DeepNesting) {
            Some(depth) => {
                let nest = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
                text.replace(&format!("\"{DEEP}\""), &nest)
            }
            None => text,
        }
    }
}

/// Stands for the nest until the page is text.
const DEEP: &str = "the nest goes here";

fn remove(holder: Option<&mut Value>, name: &str) {
    if let Some(holder) = holder.and_then(Value::as_object_mut) {
        holder.remove(name);
    }
}
