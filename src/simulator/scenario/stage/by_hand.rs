//! What somebody does at the provider by hand, and what the provider gets wrong.

use super::{Done, Stage, refused};
use crate::simulator::provider::{Change, NewUser, Text};
use crate::simulator::scenario::verb::{Address, ProviderAttribute};
use crate::simulator::world::Object;

impl Stage<'_> {
    /// The provider's id of a user's account, which a name may also mean directly.
    pub(super) fn account(&self, address: &Address) -> Result<String, String> {
        let linked = self
            .user(address)
            .map(|user| self.engine.target_id(Object::User(user)));
        match (linked, address) {
            (Ok(id), _) if !id.is_empty() => Ok(id),
            (_, Address::Name(name)) => {
                let name = self.world.full_principal_name(name);
                self.provider
                    .find_user(&name)
                    .ok_or_else(|| format!("the provider has no account {name}"))
            }
            (_, Address::Index(_)) => Err("the user has no account at the provider".to_owned()),
        }
    }

    fn target_group(&self, group: u32) -> Result<String, String> {
        let id = self.engine.target_id(Object::Group(group));
        if id.is_empty() {
            Err("the provider does not have the group".to_owned())
        } else {
            Ok(id)
        }
    }

    pub(super) fn provider_add_member(&mut self, user: &Address, group: &Address) -> Done {
        let (user, group) = self.newcomer(user, group)?;
        let (id, group) = (
            self.engine.target_id(Object::User(user)),
            self.target_group(group)?,
        );
        refused(
            self.provider
                .add_members(&group, &[id], self.administrator, self.at),
        )
    }

    pub(super) fn provider_remove_member(&mut self, user: &Address, group: &Address) -> Done {
        let (user, group) = self.member(user, group)?;
        let (id, group) = (
            self.engine.target_id(Object::User(user)),
            self.target_group(group)?,
        );
        refused(
            self.provider
                .remove_members(&group, &[id], self.administrator, self.at),
        )
    }

    pub(super) fn provider_edit(
        &mut self,
        user: &Address,
        attribute: ProviderAttribute,
        value: &str,
    ) -> Done {
        let id = self.account(user)?;
        let mut change = Change::default();
        let text = Some(value.to_owned());
        match attribute {
            ProviderAttribute::Active => change.active = Some(value == "true"),
            ProviderAttribute::UserName => change.user_name = text,
            ProviderAttribute::DisplayName => change.display_name = text,
            ProviderAttribute::Email => change.email = text,
            ProviderAttribute::Title => change.title = text,
            ProviderAttribute::Department => change.department = text,
        }
        refused(
            self.provider
                .patch_user(&id, &change, self.administrator, self.at),
        )
    }

    pub(super) fn create_by_hand(&mut self, user_name: &str, name: &str) -> Done {
        let user = NewUser {
            user_name: user_name.to_owned(),
            active: true,
            display_name: name.to_owned(),
            email: user_name.to_lowercase(),
            ..NewUser::default()
        };
        refused(
            self.provider
                .create_user(&user, self.administrator, self.at)
                .map(|_| ()),
        )
    }

    /// A second account with the same names, as where a uniqueness check was lost.
    pub(super) fn duplicate(&mut self, user: &Address) -> Done {
        let id = self.account(user)?;
        let (_, first) = self.provider.users.find(&id).ok_or("the account is gone")?;
        let text = |text| first.text(text).into_owned();
        let second = NewUser {
            user_name: text(Text::UserName),
            active: first.active,
            display_name: text(Text::DisplayName),
            email: text(Text::Email),
            ..NewUser::default()
        };
        self.provider
            .plant_user(&second, self.administrator, self.at);
        Ok(())
    }

    pub(super) fn lie(&mut self, user: Option<&Address>, group: Option<&Address>) -> Done {
        let user = user.map(|user| self.user(user).map(Object::User));
        let object = user.or_else(|| group.map(|group| self.group(group).map(Object::Group)));
        if let Some(object) = object.transpose()? {
            self.engine.lie_about(object);
        }
        Ok(())
    }

    /// The account is made first, so that the service's own create finds the name taken. Its filter
    /// compares userName exactly and does not see the capitals; its uniqueness check does.
    pub(super) fn conflict(&mut self, upn: &str, name: &str, group: &Address) -> Done {
        let group = self.group(group)?;
        let full = self.world.full_principal_name(upn);
        let (local, domain) = full.split_once('@').unwrap_or((&full, ""));
        self.create_by_hand(&format!("{}@{domain}", local.to_uppercase()), name)?;
        self.join(upn, name, (None, None), Some(group))
    }
}
