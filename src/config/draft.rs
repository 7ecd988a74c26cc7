//! What the layers have said so far, before anything is missing or opened.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::audit_table::Written;
use super::clock::ClockSetting;
use super::cloud::Cloud;
use super::mistake::Fault;
use super::place::Place;
use super::raw::Raw;
use super::secret::SecretSource;
use super::sign_in::SignInChoice;
use crate::entra::Scope;
use crate::export::Clipboard;
use crate::source::scim::Paging;
use crate::source::scim::profile::Profile;

/// A value and where it was written.
#[derive(Clone, Debug)]
pub(super) struct Given<T> {
    pub value: T,
    pub place: Place,
}

/// The strongest layer's word on one key.
#[derive(Clone, Debug, Default)]
pub(super) enum Slot<T> {
    #[default]
    Empty,
    /// Written, but wrong: named once already, so it does not count as missing too.
    Refused,
    Given(Given<T>),
}

impl<T> Slot<T> {
    pub fn fill(
        &mut self,
        raw: Raw<'_>,
        place: Place,
        read: fn(Raw<'_>) -> Result<T, Fault>,
    ) -> Result<(), Fault> {
        let value = read(raw).inspect_err(|_| *self = Self::Refused)?;
        *self = Self::Given(Given { value, place });
        Ok(())
    }

    pub fn given(&self) -> Option<&Given<T>> {
        match self {
            Self::Given(given) => Some(given),
            Self::Empty | Self::Refused => None,
        }
    }

    pub fn value(&self) -> Option<&T> {
        self.given().map(|given| &given.value)
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }
}

impl Slot<SecretSource> {
    /// As [`Slot::fill`], but one layer may name a secret in one form only.
    pub fn fill_secret(
        &mut self,
        raw: Raw<'_>,
        place: Place,
        read: fn(Raw<'_>) -> Result<SecretSource, Fault>,
    ) -> Result<(), Fault> {
        let before = self.given().map(|given| &given.place);
        let twice = before
            .filter(|before| before.layer() == place.layer())
            .map(|before| {
                Fault::new(
                    format!("is a second form of the secret at {before}"),
                    "keep one of the two",
                )
            });
        self.fill(raw, place, read)?;
        twice.map_or(Ok(()), Err)
    }
}

/// One slot a key. `config` and `profile` choose the file and the table that fill the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub config: Slot<PathBuf>,
    pub profile: Slot<String>,
    pub scim_url: Slot<Url>,
    pub scim_token: Slot<SecretSource>,
    pub provider: Slot<Profile>,
    pub scim_paging: Slot<Paging>,
    pub scim_page: Slot<u32>,
    pub scim_share: Slot<u32>,
    pub tenant: Slot<String>,
    pub client_id: Slot<String>,
    pub client_secret: Slot<SecretSource>,
    pub client_certificate: Slot<PathBuf>,
    pub sign_in: Slot<SignInChoice>,
    pub app: Slot<String>,
    pub job: Slot<String>,
    pub scope: Slot<Scope>,
    pub skip_out_of_scope_deletions: Slot<bool>,
    pub premium: Slot<bool>,
    pub allow_actions: Slot<bool>,
    pub rule_groups: Slot<Vec<String>>,
    pub test_user: Slot<String>,
    pub cloud: Slot<Cloud>,
    pub graph_url: Slot<Url>,
    pub login_url: Slot<Url>,
    pub audit_url: Slot<Url>,
    pub audit_token: Slot<SecretSource>,
    /// `[audit]`, which only the file holds.
    pub audit: Slot<Written>,
    pub ca_file: Slot<PathBuf>,
    pub proxy: Slot<Url>,
    pub clock: Slot<ClockSetting>,
    pub poll_directory: Slot<Duration>,
    pub poll_scim: Slot<Duration>,
    pub poll_job: Slot<Duration>,
    pub poll_logs: Slot<Duration>,
    pub poll_audit: Slot<Duration>,
    pub poll_hints: Slot<Option<Duration>>,
    pub poll_idle: Slot<Option<Duration>>,
    pub theme: Slot<String>,
    pub link_rate: Slot<NonZeroU32>,
    pub clipboard: Slot<Clipboard>,
    pub export_directory: Slot<PathBuf>,
    pub privacy: Slot<bool>,
}

impl Draft {
    /// Where secrets themselves stand, as opposed to files or commands that hold them.
    pub fn inline_secrets(&self) -> impl Iterator<Item = (&'static str, &Place)> {
        [
            ("scim_token", &self.scim_token),
            ("client_secret", &self.client_secret),
            ("audit_token", &self.audit_token),
        ]
        .into_iter()
        .filter_map(|(key, slot)| Some((key, slot.given()?)))
        .filter(|(_, given)| matches!(given.value, SecretSource::Inline(_)))
        .map(|(key, given)| (key, &given.place))
    }
}
