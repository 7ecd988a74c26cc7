use super::mistake::Fault;
use super::raw::{Raw, choice};

/// The Microsoft cloud that holds the tenant. Tokens of one are worth nothing in another.
/// Source: Microsoft Graph, "National cloud deployments".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cloud {
    /// Also GCC.
    #[default]
    Global,
    /// US Government L4 (GCC High).
    UsGov,
    /// US Government L5 (Department of Defense).
    Dod,
    /// Operated by 21Vianet.
    China,
}

impl Cloud {
    /// The origin that gives tokens.
    pub fn login_url(self) -> &'static str {
        match self {
            Self::Global => "https://login.microsoftonline.com",
            Self::UsGov | Self::Dod => "https://login.microsoftonline.us",
            Self::China => "https://login.chinacloudapi.cn",
        }
    }

    /// The origin that answers for the directory.
    pub fn graph_url(self) -> &'static str {
        match self {
            Self::Global => "https://graph.microsoft.com",
            Self::UsGov => "https://graph.microsoft.us",
            Self::Dod => "https://dod-graph.microsoft.us",
            Self::China => "https://microsoftgraph.chinacloudapi.cn",
        }
    }
}

pub(super) fn cloud(raw: Raw<'_>) -> Result<Cloud, Fault> {
    let clouds = [
        ("global", Cloud::Global),
        ("usgov", Cloud::UsGov),
        ("dod", Cloud::Dod),
        ("china", Cloud::China),
    ];
    choice(raw, &clouds)
}
