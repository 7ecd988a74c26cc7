//! What the checks look at: what the configuration says, what a report reads, and a few probes.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::entra::Scope;
use crate::model::{Foreign, Grade, Reading, Reason, Schema, Source, SourceError};
use crate::status::Status;

/// Everything that is known when the rows are made.
pub struct Evidence {
    pub now: DateTime<Utc>,
    pub setup: Setup,
    /// What was read of both sides; each source that was not says so.
    pub status: Status,
    /// `None` where it is not configured.
    pub entra: Option<Entra>,
    /// `None` where it is not configured.
    pub scim: Option<Provider>,
    /// `None` where it is not configured.
    pub rest: Option<Rest>,
}

/// What the configuration says.
#[derive(Clone, Default, Debug)]
pub struct Setup {
    /// What is not set yet and how to set it, a sentence each, in the order of the set-up.
    pub missing: Vec<String>,
    /// What is wrong, a sentence each.
    pub wrong: Vec<String>,
    /// What could not be looked at: a file, say.
    pub unreadable: Vec<String>,
    pub warnings: Vec<String>,
    pub scim_url: Option<Address>,
    pub scim_token: ScimToken,
    pub scope: Scope,
    pub skip_out_of_scope_deletions: bool,
    /// Whether the licence comes from the configuration.
    pub premium_is_set: bool,
    /// displayNames of groups that assignment rules need.
    pub rule_groups: Vec<String>,
    /// userPrincipalName of somebody whose provisioning stands for everybody's.
    pub canary: Option<String>,
    /// Scheme, host and port of the configured proxy.
    pub proxy: Option<String>,
    /// Proxy variables of the system that are set, and not used.
    pub proxy_variables: Vec<&'static str>,
    /// The pauses between two reads of the provider's SCIM and REST interfaces.
    pub poll_scim: Duration,
    pub poll_audit: Duration,
}

/// What is known of the SCIM token.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum ScimToken {
    #[default]
    Missing,
    Given,
    /// The same was given as the token of the REST interface.
    SameAsRest,
}

/// The parts of a URL that are looked at.
#[derive(Clone, Default, Debug)]
pub struct Address {
    pub host: String,
    pub path: String,
    pub is_https: bool,
    pub is_loopback: bool,
}

/// What was asked of Entra beside the reads of a report.
#[derive(Clone, Debug)]
pub struct Entra {
    pub application: Result<Application, SourceError>,
    pub schema: Result<Schema, SourceError>,
    pub premium: Result<bool, SourceError>,
    /// Wall time for which the token is good.
    pub token_life: Option<Duration>,
    /// The permissions that the token names; `None` where it cannot be looked into.
    pub permissions: Option<Vec<String>>,
    /// How far Graph's clock is ahead of ours.
    pub skew: Option<TimeDelta>,
    /// Wall time spent waiting because Graph said so.
    pub throttled: Duration,
    pub rule_groups: Vec<RuleGroup>,
}

/// The enterprise application (Microsoft Graph: servicePrincipal).
#[derive(Clone, Default, Debug)]
pub struct Application {
    pub id: Foreign,
    pub name: Foreign,
    pub enabled: Option<bool>,
    /// `applicationTemplateId`; empty where there is none.
    pub template: Foreign,
    /// `preferredSingleSignOnMode`; empty where there is none.
    pub sign_on: Foreign,
}

/// A group that assignment rules need, by its name in Entra.
#[derive(Clone, Debug)]
pub struct RuleGroup {
    pub name: String,
    /// The object ids of all groups of this name.
    pub ids: Result<Vec<Foreign>, SourceError>,
}

/// How the provider takes a filter by equality.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Filter {
    Works,
    /// A user of the list is not found.
    Blind,
    /// Others come than those asked for.
    Ignored,
    Refused,
}

/// Where the provider shows the members of a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Members {
    InList,
    ById,
    Nowhere,
}

/// How the provider takes `startIndex`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Start {
    Works,
    FromZero,
    Ignored,
    /// Only cursors are taken.
    Refused,
}

/// Whether two answers to one question list rows in one order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    Stable,
    Unstable,
    Unknown,
}

/// What was asked of the SCIM interface beside the reads of a report.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Why not even a list of users came.
    pub error: Option<SourceError>,
    /// How many rows came for a userName that nobody has.
    pub nobody: Result<usize, SourceError>,
    pub filter: Option<Filter>,
    pub members: Option<Members>,
    pub start: Option<Start>,
    /// Lists are paged by cursor (RFC 9865), so `startIndex` was not tried.
    pub by_cursor: bool,
    pub order: Order,
    pub skew: Option<TimeDelta>,
    pub throttled: Duration,
}

/// What the provider's REST interface says.
#[derive(Clone, Debug)]
pub struct Rest {
    pub users: Result<Vec<RestUser>, SourceError>,
    pub devices: Result<Vec<Device>, SourceError>,
    pub skew: Option<TimeDelta>,
}

/// A user as the REST interface shows it.
#[derive(Clone, Default, Debug)]
pub struct RestUser {
    pub email: Foreign,
    pub archived: bool,
    /// `None` where the answer did not say.
    pub devices: Option<u64>,
    /// Identifier and kind of the directory integration it came from.
    pub integration: Foreign,
    pub integration_kind: Foreign,
}

/// A device and whose it is.
#[derive(Clone, Default, Debug)]
pub struct Device {
    pub name: Foreign,
    /// Empty where nobody is assigned.
    pub email: Foreign,
    pub archived_owner: bool,
}

impl Evidence {
    pub fn reading(&self, source: Source) -> &Reading {
        &self.status.source(source).latest
    }

    /// Whether this source was read soundly now.
    pub fn is_sound(&self, source: Source) -> bool {
        self.reading(source).grade.is_sound()
    }

    /// Whether some of this source was read.
    pub fn has_some(&self, source: Source) -> bool {
        self.reading(source).grade != Grade::None
    }

    /// Whether the read of this source met with `reason`.
    pub fn met(&self, source: Source, reason: Reason) -> bool {
        self.reading(source).reasons.contains(&reason)
    }
}
