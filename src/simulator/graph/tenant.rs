//! The tenant itself: licences, organization, objects by id.

use serde::Deserialize;
use serde_json::json;

use super::application::selected;
use super::call::{Answer, Call};
use super::error::GraphError;
use super::rows::Rows;
use crate::simulator::guid::Guid;
use crate::simulator::http::Reply;
use crate::simulator::world::{Object, User};

/// The service plan that allows groups to be assigned (Entra ID P1).
const PREMIUM_PLAN: &str = "41781fb2-bc02-4b7c-bd55-b576c07bb09d";
/// A plan without group assignment.
const BASIC_PLAN: &str = "c4da7f8a-5ee2-4c99-a7e1-87d2df57f6fe";
/// The licence that contains it.
const PREMIUM_SKU: &str = "078d2b04-f1bd-4111-bbd4-b4b1b354cef4";
/// Most ids of one getByIds.
const MAX_IDS: usize = 1000;

/// `GET /subscribedSkus`.
pub fn licences(call: &Call) -> Reply {
    let tenant = call.world().tenant_id;
    let (plan, plan_id) = if call.world().provisioning.premium {
        ("AAD_PREMIUM", PREMIUM_PLAN)
    } else {
        ("AAD_BASIC", BASIC_PLAN)
    };
    let row = json!({
        "id": format!("{tenant}_{PREMIUM_SKU}"),
        "accountId": tenant.to_string(),
        "accountName": "northwind",
        "appliesTo": "User",
        "capabilityStatus": "Enabled",
        "consumedUnits": call.world().users.len(),
        "prepaidUnits": {"enabled": call.world().users.len() + 25, "suspended": 0, "warning": 0, "lockedOut": 0},
        "servicePlans": [{
            "servicePlanId": plan_id,
            "servicePlanName": plan,
            "provisioningStatus": "Success",
            "appliesTo": "User",
        }],
        "skuId": PREMIUM_SKU,
        "skuPartNumber": plan,
        "subscriptionIds": [],
    });
    let row = selected(&row, call.query.select.as_deref());
    call.page_of("subscribedSkus", None, None, &[row])
}

/// `GET /organization`.
pub fn organization(call: &Call) -> Reply {
    let world = call.world();
    let row = json!({
        "id": world.tenant_id.to_string(),
        "displayName": "Northwind",
        "tenantType": "AAD",
        "assignedPlans": [{
            "assignedDateTime": "2024-01-01T00:00:00Z",
            "capabilityStatus": "Enabled",
            "service": "AADPremiumService",
            "servicePlanId": PREMIUM_PLAN,
        }],
        "verifiedDomains": [{"name": world.domain, "isDefault": true, "isInitial": false, "type": "Managed"}],
    });
    let row = selected(&row, call.query.select.as_deref());
    call.page_of("organization", None, None, &[row])
}

/// The body of getByIds.
#[derive(Deserialize)]
struct Wanted {
    ids: Vec<String>,
    #[serde(default)]
    types: Vec<String>,
}

/// `POST /directoryObjects/getByIds`: those that exist, in any order.
pub fn by_ids(rows: &mut Rows, call: &Call) -> Answer {
    let wanted: Wanted = serde_json::from_slice(&call.ask.body).map_err(|error| {
        GraphError::bad_request(format!("Unable to read the request body: {error}"))
    })?;
    if wanted.ids.is_empty() || wanted.ids.len() > MAX_IDS {
        return Err(GraphError::bad_request(format!(
            "ids must hold between 1 and {MAX_IDS} values."
        )));
    }
    let world = call.world();
    let mut found = Vec::new();
    for id in &wanted.ids {
        let id = Guid::parse(id)
            .ok_or_else(|| GraphError::bad_request(format!("Invalid GUID: {id}")))?;
        found.extend(
            world
                .object(id)
                .filter(|object| is_wanted(&wanted.types, *object)),
        );
    }
    found.retain(|object| !matches!(object, Object::User(n) if !world.user(*n).is_some_and(User::is_present)));
    let select = call.query.select.as_deref();
    Ok(call.page("directoryObjects", None, None, |out| {
        rows.objects(out, select, world, &found);
    }))
}

fn is_wanted(types: &[String], object: Object) -> bool {
    let name = object.odata_type().trim_start_matches("#microsoft.graph.");
    types.is_empty()
        || types
            .iter()
            .any(|wanted| wanted == name || wanted == "directoryObject")
}
