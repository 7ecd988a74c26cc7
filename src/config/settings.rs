use std::path::{Path, PathBuf};

use secrecy::SecretString;
use url::Url;

use super::clock::ClockSetting;
use super::face::Face;
use super::interval::Intervals;
use super::screen::Screen;
use super::secret::SecretOrigin;
use super::sign_in::SignIn;
use crate::drift::Normalisation;
use crate::drift::ignore::IgnoreRule;
use crate::entra::Scope;
use crate::source::audit::{CommandLine, Listing};
use crate::source::scim::Paging;
use crate::source::scim::profile::Profile;
use crate::tui::Keymap;

/// Everything that somebody decides about one tenant and its provider, checked and complete.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The profile's name in the file, or "default".
    pub profile: String,
    /// The SCIM base as it was given, without a trailing slash; requests use [`Self::scim_base`].
    pub scim_url: Url,
    /// Bearer token of the provider's SCIM interface. It can also write.
    pub scim_token: SecretString,
    /// Directory id or domain name.
    pub tenant: String,
    /// Application (client) id of the app registration.
    pub client_id: String,
    pub sign_in: SignIn,
    /// Service principal: object id, application id or display name.
    pub app: String,
    /// Synchronization job id, where the application has several.
    pub job: Option<String>,
    pub scope: Scope,
    /// Entra's `SkipOutOfScopeDeletions`.
    pub skip_out_of_scope_deletions: bool,
    /// What is known of the provider beforehand; `None`: by its address.
    pub provider: Option<Profile>,
    /// How to page, whatever profile and probe say.
    pub scim_paging: Option<Paging>,
    /// Most rows of a page to ask for.
    pub scim_page: Option<u32>,
    /// How many percent of the provider's known rate are asked for without a person's wish.
    pub scim_share: u32,
    /// Whether the tenant has Entra ID P1 or P2; `None`: it is read.
    pub premium: Option<bool>,
    /// Whether this profile may act on the job; it takes `--allow-actions` too.
    pub allow_actions: bool,
    /// displayNames of groups that assignment rules of the provider need.
    pub rule_groups: Vec<String>,
    /// userPrincipalName of a test user.
    pub test_user: Option<String>,
    /// Origin of Microsoft Graph, without `/v1.0`.
    pub graph_url: Url,
    /// Origin that gives tokens, without the tenant.
    pub login_url: Url,
    /// Kandji's audit log.
    pub audit: Option<Audit>,
    /// Another provider's audit log; never beside Kandji's.
    pub audit_source: Option<AuditSource>,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// For what leaves this machine; loopback never goes through it.
    pub proxy: Option<Url>,
    /// The rules of this profile and those for all.
    pub ignore: Vec<IgnoreRule>,
    /// The known harmless forms, and those of the file.
    pub normalisations: Vec<Normalisation>,
    /// The keys of the dashboard.
    pub keys: Keymap,
    pub clock: ClockSetting,
    pub poll: Intervals,
    pub face: Face,
    pub screen: Screen,
    /// Where each secret came from, for display.
    pub secret_origins: Vec<SecretOrigin>,
}

/// The audit log of a provider that the file describes.
#[derive(Clone, Debug)]
pub enum AuditSource {
    /// A list over HTTP; the token goes behind `scheme` in the Authorization header.
    Listing {
        listing: Box<Listing>,
        scheme: String,
        token: SecretString,
    },
    /// What a command prints.
    Command(Box<CommandLine>),
}

/// Kandji's audit log.
#[derive(Clone, Debug)]
pub struct Audit {
    /// REST base, ending in `/api/v1`.
    pub url: Url,
    pub token: SecretString,
}

/// What it takes to sign in to Entra and to reach Microsoft Graph.
#[derive(Clone, Debug)]
pub struct EntraAccess {
    pub tenant: String,
    pub client_id: String,
    pub sign_in: SignIn,
    pub graph_url: Url,
    pub login_url: Url,
}

/// How anything is reached.
#[derive(Clone, Debug, Default)]
pub struct Way {
    pub ca_file: Option<PathBuf>,
    pub proxy: Option<Url>,
}

impl Settings {
    pub fn entra(&self) -> EntraAccess {
        EntraAccess {
            tenant: self.tenant.clone(),
            client_id: self.client_id.clone(),
            sign_in: self.sign_in.clone(),
            graph_url: self.graph_url.clone(),
            login_url: self.login_url.clone(),
        }
    }

    pub fn way(&self) -> Way {
        Way {
            ca_file: self.ca_file.clone(),
            proxy: self.proxy.clone(),
        }
    }

    /// The SCIM base that resources are joined to: no query, no trailing slash but the root's.
    pub fn scim_base(&self) -> Url {
        scim_base(&self.scim_url)
    }
}

/// The base that resources are joined to, of a SCIM URL as it was given.
pub fn scim_base(scim_url: &Url) -> Url {
    let mut base = scim_url.clone();
    base.set_query(None);
    base
}

/// Settings that can be used, and what somebody should know about them all the same.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub settings: Settings,
    /// All of severity Warning.
    pub warnings: Vec<super::mistake::Mistake>,
}

/// The default place of the file: `scimtop/config.toml` in the XDG configuration folder, on every
/// system. None without a home folder.
pub fn default_file() -> Option<PathBuf> {
    use etcetera::base_strategy::{BaseStrategy, Xdg};
    let folders = Xdg::new().ok()?;
    Some(folders.config_dir().join(Path::new("scimtop/config.toml")))
}
