//! The first cycle: everything that is in scope, written to an empty provider.

use chrono::{DateTime, Utc};

use super::link::{Links, UserLink};
use super::mapping::as_new_user;
use crate::simulator::population::{Standing, standing};
use crate::simulator::provider::{Actor, Provider, Refusal};
use crate::simulator::world::{User, World};

/// Writes a fresh population to an empty provider as if it had been synchronized for long:
/// leavers and some of the disabled people have an inactive account.
pub fn provision(
    world: &World,
    provider: &mut Provider,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<Links, Refusal> {
    let mut users = Vec::with_capacity(world.users.len());
    let mut slots = Vec::with_capacity(world.users.len());
    for (number, user) in world.users.iter().enumerate() {
        let account = account(world, number as u32, user);
        let link = account.map(|(active, managed)| {
            let id = provider.plant_user(
                &as_new_user(&world.provisioning.flow(user, None), active),
                actor,
                at,
            );
            UserLink {
                id: Some(id.into()),
                active,
                managed,
            }
        });
        slots.push(
            link.as_ref()
                .and_then(|_| provider.users.order().last().copied()),
        );
        users.push(link.unwrap_or_default());
    }
    let mut groups = vec![None; world.groups.len()];
    for (number, group) in world.groups.iter().enumerate() {
        if world.provisions_group(number as u32) {
            let id =
                provider.create_group(&group.display_name, &group.id.to_string(), actor, at)?;
            let seats = group
                .users
                .iter()
                .filter_map(|user| *slots.get(*user as usize)?);
            provider.fill_group(&id, &seats.collect::<Vec<u32>>(), at)?;
            groups[number] = Some(id.into());
        }
    }
    Ok(Links { users, groups })
}

/// Whether the user has an account at the provider, and then whether it is active and still managed.
fn account(world: &World, number: u32, user: &User) -> Option<(bool, bool)> {
    match standing(number) {
        _ if world.in_scope(number) => Some((true, true)),
        // Half of the disabled people were never provisioned.
        Standing::Entitled if !user.account_enabled && number.is_multiple_of(2) => {
            Some((false, true))
        }
        Standing::Leaver | Standing::Deleted => Some((false, false)),
        Standing::Entitled | Standing::Stranger => None,
    }
}
