//! What is known of providers before they are asked: where to begin, never what to believe.

use url::Url;

use super::capabilities::{Capabilities, MembersShown};
use super::crawl::Paging;

/// What is known of one provider; `None` is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Profile {
    pub name: &'static str,
    /// Hosts, each whole or by its end, which begins with a dot.
    hosts: &'static [&'static str],
    /// Most rows of a page.
    pub page: Option<u32>,
    pub paging: Option<Paging>,
    pub members: Option<MembersShown>,
    /// Requests that the provider allows, and in how many seconds.
    pub rate: Option<(u32, u32)>,
    /// The attributes that it keeps, in words.
    pub keeps: &'static str,
    /// Where this is known from.
    pub source: &'static str,
}

const UNKNOWN: Profile = Profile {
    name: "generic",
    hosts: &[],
    page: None,
    paging: None,
    members: None,
    rate: None,
    keeps: "",
    source: "nothing is taken for known",
};

/// Every profile; the last fits all.
pub const PROFILES: [Profile; 9] = [
    Profile {
        name: "kandji",
        hosts: &[".kandji.io", ".iru.com"],
        rate: Some((10_000, 3600)),
        keeps: "userName, displayName, name, emails, title, department, active",
        source: "Kandji API: 10,000 requests an hour for a customer, SCIM assumed among them; \
                 page and filters are not published",
        ..UNKNOWN
    },
    Profile {
        name: "aws",
        hosts: &[".amazonaws.com"],
        page: Some(100),
        paging: Some(Paging::Cursor),
        members: Some(MembersShown::Nowhere),
        source: "AWS IAM Identity Center SCIM developer guide: ListUsers, ListGroups, limitations",
        ..UNKNOWN
    },
    Profile {
        name: "github",
        hosts: &["api.github.com", ".ghe.com"],
        paging: Some(Paging::Index),
        members: Some(MembersShown::InList),
        source: "GitHub REST API: enterprise-admin/scim; excludedAttributes=members is taken",
        ..UNKNOWN
    },
    Profile {
        name: "slack",
        hosts: &["api.slack.com"],
        page: Some(1000),
        paging: Some(Paging::Index),
        rate: Some((1000, 60)),
        source: "Slack: SCIM API rate limits (for all applications of an organization together), \
                 changelog 2019-06",
        ..UNKNOWN
    },
    Profile {
        name: "atlassian",
        hosts: &["api.atlassian.com"],
        page: Some(100),
        paging: Some(Paging::Index),
        source: "Atlassian support: fetch all users via the user provisioning SCIM API",
        ..UNKNOWN
    },
    Profile {
        name: "databricks",
        hosts: &[".databricks.com", ".azuredatabricks.net"],
        paging: Some(Paging::Index),
        source: "Databricks SCIM 2.1 reference; databrickslabs/ucx 638: heavy lists time out",
        ..UNKNOWN
    },
    Profile {
        name: "snowflake",
        hosts: &[".snowflakecomputing.com"],
        paging: Some(Paging::Index),
        source: "Snowflake BCR-2276: before it an unfiltered list is one made-up user",
        ..UNKNOWN
    },
    Profile {
        name: "zscaler",
        hosts: &[".zscaler.com", ".zslogin.net", ".zsapi.net"],
        paging: Some(Paging::Index),
        rate: Some((50, 1)),
        source: "Zscaler ZIdentity SCIM API examples; ZPA says 10 in itemsPerPage for any page",
        ..UNKNOWN
    },
    UNKNOWN,
];

impl Default for Profile {
    fn default() -> Self {
        UNKNOWN
    }
}

impl Profile {
    /// The profile with this name.
    pub fn named(name: &str) -> Option<Self> {
        PROFILES.into_iter().find(|profile| profile.name == name)
    }

    /// The profile of the provider at this address; the generic one where none fits.
    pub fn of(base: &Url) -> Self {
        let host = base.host_str().unwrap_or_default();
        let fits = |known: &str| match known.strip_prefix('.') {
            Some(domain) => host == domain || host.ends_with(known),
            None => host == known,
        };
        let mut profiles = PROFILES.into_iter();
        let found = profiles.find(|profile| profile.hosts.iter().any(|known| fits(known)));
        found.unwrap_or(UNKNOWN)
    }

    /// Fills in what the probe left open, and says where it found something else: the probe is right.
    pub fn complete(&self, found: &mut Capabilities) -> Vec<String> {
        let mut overruled = Vec::new();
        let probed = [
            ("users on a page", found.users_cap),
            ("groups on a page", found.groups_cap),
        ];
        for (what, cap) in probed {
            if let (Some(known), Some(cap)) = (self.page, cap)
                && known != cap
            {
                overruled.push(format!("{cap} {what}, not {known}"));
            }
        }
        found.users_cap = found.users_cap.or(self.page);
        found.groups_cap = found.groups_cap.or(self.page);
        let known = self.paging.map(|paging| paging == Paging::Cursor);
        if let (Some(known), Some(cursor)) = (known, found.cursor)
            && known != cursor
        {
            let way = |cursor| if cursor { "cursor" } else { "index" };
            overruled.push(format!("pages by {}, not by {}", way(cursor), way(known)));
        }
        found.cursor = found.cursor.or(known);
        if let (Some(known), Some(members)) = (self.members, found.members)
            && known != members
        {
            let (members, known) = (members.words(), known.words());
            overruled.push(format!(
                "members {members}, where they were known to be {known}"
            ));
        }
        overruled
    }

    /// What is known, in words.
    pub fn words(&self) -> String {
        let page = self.page.map(|page| format!("{page} rows a page"));
        let paging = self.paging.map(|paging| paging.words().to_owned());
        let members = self
            .members
            .map(|members| format!("members {}", members.words()));
        let rate = self.rate.map(|(requests, seconds)| match seconds {
            1 => format!("{requests} requests a second"),
            60 => format!("{requests} requests a minute"),
            _ => format!("{requests} requests an hour"),
        });
        let known: Vec<_> = [page, paging, members, rate]
            .into_iter()
            .flatten()
            .collect();
        if known.is_empty() {
            "nothing is known beforehand".to_owned()
        } else {
            known.join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_profile() {
        for (url, name) in [
            ("https://acme.api.kandji.io/api/v1/scim", "kandji"),
            ("https://scim.us-east-1.amazonaws.com/x/scim/v2", "aws"),
            ("https://api.github.com/scim/v2/enterprises/e", "github"),
            ("https://api.slack.com/scim/v2", "slack"),
            ("https://api.atlassian.com/scim/directory/d", "atlassian"),
            (
                "https://adb-1.azuredatabricks.net/api/2.1/preview/scim/v2",
                "databricks",
            ),
            ("https://acme.snowflakecomputing.com/scim/v2", "snowflake"),
            ("https://config.private.zscaler.com/scim/1/2/v2", "zscaler"),
            ("https://evilkandji.io/scim", "generic"),
            ("https://api.slack.com.example/scim", "generic"),
            ("http://127.0.0.1:8080/api/v1/scim", "generic"),
        ] {
            let profile = Profile::of(&Url::parse(url).unwrap());
            assert_eq!(profile.name, name, "{url}");
            assert_eq!(Profile::named(name), Some(profile));
        }
    }

    #[test]
    fn a_profile_fills_in_and_the_probe_overrules_it() {
        let aws = Profile::named("aws").unwrap();
        let mut found = Capabilities::default();
        assert_eq!(aws.complete(&mut found), Vec::<String>::new());
        assert_eq!((found.users_cap, found.cursor), (Some(100), Some(true)));
        let mut found = Capabilities {
            users_cap: Some(50),
            cursor: Some(false),
            members: Some(MembersShown::InList),
            ..Capabilities::default()
        };
        let overruled = aws.complete(&mut found);
        assert_eq!((found.users_cap, found.cursor), (Some(50), Some(false)));
        assert_eq!(
            overruled,
            [
                "50 users on a page, not 100",
                "pages by index, not by cursor",
                "members with the list, where they were known to be not shown at all"
            ]
        );
    }
}
