//! What was given so far, whether or not it is enough to start with.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::clock::ClockSetting;
use super::face::Face;
use super::interval::Intervals;
use super::mistake::{Mistake, Severity};
use super::screen::Screen;
use super::secret::SecretOrigin;
use super::settings::{Audit, AuditSource, EntraAccess, Settings, Way};
use super::sign_in::SignIn;
use crate::drift::Normalisation;
use crate::drift::ignore::IgnoreRule;
use crate::entra::Scope;
use crate::source::scim::Paging;
use crate::source::scim::profile::Profile;
use crate::tui::Keymap;

/// The settings of one profile: what has no default may be missing.
#[derive(Clone, Debug, Default)]
pub struct Partial {
    pub profile: String,
    pub scim_url: Option<Url>,
    pub scim_token: Option<SecretString>,
    pub provider: Option<Profile>,
    pub scim_paging: Option<Paging>,
    pub scim_page: Option<u32>,
    pub scim_share: u32,
    pub tenant: Option<String>,
    pub client_id: Option<String>,
    pub sign_in: Option<SignIn>,
    pub app: Option<String>,
    pub graph_url: Option<Url>,
    pub login_url: Option<Url>,
    pub job: Option<String>,
    pub scope: Scope,
    pub skip_out_of_scope_deletions: bool,
    pub premium: Option<bool>,
    pub allow_actions: bool,
    pub rule_groups: Vec<String>,
    pub test_user: Option<String>,
    pub audit: Option<Audit>,
    pub audit_source: Option<AuditSource>,
    pub ca_file: Option<PathBuf>,
    pub proxy: Option<Url>,
    pub ignore: Vec<IgnoreRule>,
    pub normalisations: Vec<Normalisation>,
    pub keys: Keymap,
    pub clock: ClockSetting,
    pub poll: Intervals,
    pub face: Face,
    pub screen: Screen,
    pub secret_origins: Vec<SecretOrigin>,
}

/// A profile as far as it goes, and everything that is missing or wrong.
#[derive(Clone, Debug)]
pub struct Survey {
    /// Nothing but defaults where the file cannot be read.
    pub partial: Partial,
    /// In the order of the file; what is missing comes last, in the order of a set-up.
    pub mistakes: Vec<Mistake>,
}

impl Survey {
    /// Settings that [`super::load`] would give, too.
    pub fn settings(&self) -> Option<Settings> {
        let harmless = |mistake: &Mistake| mistake.severity == Severity::Warning;
        let usable = self.mistakes.iter().all(harmless);
        usable.then(|| self.partial.complete()).flatten()
    }
}

impl Partial {
    /// The settings, if nothing is missing.
    pub(super) fn complete(&self) -> Option<Settings> {
        let given = self.clone();
        Some(Settings {
            profile: given.profile,
            scim_url: given.scim_url?,
            scim_token: given.scim_token?,
            tenant: given.tenant?,
            client_id: given.client_id?,
            sign_in: given.sign_in?,
            app: given.app?,
            graph_url: given.graph_url?,
            login_url: given.login_url?,
            job: given.job,
            scope: given.scope,
            skip_out_of_scope_deletions: given.skip_out_of_scope_deletions,
            provider: given.provider,
            scim_paging: given.scim_paging,
            scim_page: given.scim_page,
            scim_share: given.scim_share,
            premium: given.premium,
            allow_actions: given.allow_actions,
            rule_groups: given.rule_groups,
            test_user: given.test_user,
            audit: given.audit,
            audit_source: given.audit_source,
            ca_file: given.ca_file,
            proxy: given.proxy,
            ignore: given.ignore,
            normalisations: given.normalisations,
            keys: given.keys,
            clock: given.clock,
            poll: given.poll,
            face: given.face,
            screen: given.screen,
            secret_origins: given.secret_origins,
        })
    }

    /// What it takes to reach Microsoft Graph, if all of it is there.
    pub fn entra(&self) -> Option<EntraAccess> {
        Some(EntraAccess {
            tenant: self.tenant.clone()?,
            client_id: self.client_id.clone()?,
            sign_in: self.sign_in.clone()?,
            graph_url: self.graph_url.clone()?,
            login_url: self.login_url.clone()?,
        })
    }

    pub fn way(&self) -> Way {
        Way {
            ca_file: self.ca_file.clone(),
            proxy: self.proxy.clone(),
        }
    }

    /// Whether the token of the SCIM interface was given as that of the REST interface, too.
    pub fn has_one_token(&self) -> bool {
        match (&self.scim_token, &self.audit) {
            (Some(scim), Some(audit)) => scim.expose_secret() == audit.token.expose_secret(),
            _ => false,
        }
    }
}
