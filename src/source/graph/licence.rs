//! Whether the tenant may assign groups (Microsoft Graph: subscribedSku).

use serde::Deserialize;

use super::Graph;
use super::page::{Listing, Page};
use crate::model::SourceError;
use crate::source::http::Answer;
use crate::source::ingest::Store;
use crate::source::word::Word;

/// The service plans of Microsoft Entra ID P1 and P2, by name and by id (Microsoft: "Product names
/// and service plan identifiers for licensing").
const PREMIUM: [[&str; 2]; 2] = [
    ["AAD_PREMIUM", "41781fb2-bc02-4b7c-bd55-b576c07bb09d"],
    ["AAD_PREMIUM_P2", "eec0eb4f-6444-4f95-aba0-50c24d67f998"],
];

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Sku<'a> {
    #[serde(borrow)]
    capability_status: Word<'a>,
    #[serde(borrow)]
    service_plans: Option<Vec<Plan<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Plan<'a> {
    #[serde(borrow)]
    service_plan_id: Word<'a>,
    #[serde(borrow)]
    service_plan_name: Word<'a>,
    #[serde(borrow)]
    provisioning_status: Word<'a>,
}

impl Graph {
    /// Whether a licence of Microsoft Entra ID P1 or P2 is in use, without which the assignment of
    /// a group gives nothing to its members.
    ///
    /// [`SourceError::Forbidden`] where the licences may not be read: then it is not known.
    pub async fn premium(&self) -> Result<bool, SourceError> {
        let first = self.client.at("/subscribedSkus");
        let listing = Listing::of(&self.client, first);
        match self.list(listing, false, take).await {
            (true, _) => Ok(true),
            (false, None) => Ok(false),
            (false, Some(stop)) => Err(stop.error),
        }
    }
}

fn take(_: &mut Store, premium: &mut bool, answer: &Answer) -> Result<(), SourceError> {
    let page: Page<Sku> = answer.json()?;
    *premium |= page.value.iter().any(is_premium);
    Ok(())
}

/// A licence in its grace time (Warning) still counts.
fn is_premium(sku: &Sku) -> bool {
    let usable = sku.capability_status.is("Enabled") || sku.capability_status.is("Warning");
    usable && sku.service_plans.iter().flatten().any(is_in_use)
}

fn is_in_use(plan: &Plan) -> bool {
    let known = PREMIUM
        .iter()
        .any(|[name, id]| plan.service_plan_name.is(name) || plan.service_plan_id.is(id));
    known && plan.provisioning_status.is("Success")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_counts_while_it_can_be_used() {
        let premium = |sku: &str| is_premium(&serde_json::from_str(sku).unwrap());
        let plan = |status: &str, plan: &str| {
            format!(
                r#"{{"capabilityStatus":"{status}","servicePlans":[{{"servicePlanName":"EXCHANGE_S_FOUNDATION","provisioningStatus":"Success"}},{plan}]}}"#
            )
        };
        let p1 = r#"{"servicePlanName":"AAD_PREMIUM","provisioningStatus":"Success"}"#;
        let by_id = r#"{"servicePlanId":"EEC0EB4F-6444-4f95-aba0-50c24d67f998","provisioningStatus":"Success"}"#;
        let waiting = r#"{"servicePlanName":"AAD_PREMIUM_P2","provisioningStatus":"PendingInput"}"#;
        let basic = r#"{"servicePlanName":"AAD_BASIC","provisioningStatus":"Success"}"#;
        for (sku, expected) in [
            (plan("Enabled", p1), true),
            (plan("Warning", by_id), true),
            (plan("Suspended", p1), false),
            (plan("Enabled", waiting), false),
            (plan("Enabled", basic), false),
            (
                r#"{"capabilityStatus":"Enabled","servicePlans":null}"#.into(),
                false,
            ),
            ("{}".into(), false),
        ] {
            assert_eq!(premium(&sku), expected, "{sku}");
        }
    }
}
