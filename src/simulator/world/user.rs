//! A person of the tenant.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::simulator::guid::Guid;

/// Where a user stands in the life of a directory object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// In the directory.
    Present,
    /// In the recycle bin since this moment; it can be restored for 30 days.
    SoftDeleted(DateTime<Utc>),
    /// Gone for good.
    Purged,
}

/// A user resource, cut to what provisioning looks at (user resource type, Microsoft Graph v1.0).
#[derive(Clone, Debug)]
#[expect(clippy::struct_field_names, reason = "the names are those of Graph")]
pub struct User {
    pub id: Guid,
    pub user_principal_name: Box<str>,
    pub mail: Option<Box<str>>,
    pub display_name: Box<str>,
    pub given_name: Cow<'static, str>,
    pub surname: Cow<'static, str>,
    pub job_title: Option<Cow<'static, str>>,
    pub department: Option<Cow<'static, str>>,
    pub account_enabled: bool,
    /// Invited from another tenant: `userType` is Guest.
    pub guest: bool,
    /// Number of the manager in the directory.
    pub manager: Option<u32>,
    pub created: DateTime<Utc>,
    pub presence: Presence,
}

impl User {
    /// Whether lists and reads of the directory show this user.
    pub fn is_present(&self) -> bool {
        self.presence == Presence::Present
    }

    /// `mailNickname`: the part of the userPrincipalName before the `@`, as a new account gets it.
    pub fn mail_nickname(&self) -> &str {
        self.user_principal_name
            .rsplit_once('@')
            .map_or(&*self.user_principal_name, |(local, _)| local)
    }

    /// The userPrincipalName as the provisioning service maps it: of a guest the home address,
    /// without `#EXT#` and the inviting tenant ("How provisioning works").
    pub fn mapped_user_principal_name(&self) -> Cow<'_, str> {
        match self
            .mail_nickname()
            .strip_suffix("#EXT#")
            .and_then(|home| home.rsplit_once('_'))
        {
            Some((local, domain)) => Cow::Owned(format!("{local}@{domain}")),
            None => Cow::Borrowed(&self.user_principal_name),
        }
    }

    /// The name under which the recycle bin shows a deleted user: the object id comes before it.
    pub fn listed_user_principal_name(&self) -> Cow<'_, str> {
        if self.is_present() {
            Cow::Borrowed(&self.user_principal_name)
        } else {
            Cow::Owned(format!("{}{}", self.id.digits(), self.user_principal_name))
        }
    }
}
