//! What a job maps, as far as a comparison needs it: the job's own schema, or the default mapping in
//! its place.

use super::Licence;
use super::mapping::{Chosen, Plan, Rule, Source, compile, group_mapping, user_mapping};
use crate::model::{FlowType, Foreign, ObjectFlows, Schema, ScopeFilter, Target, TargetRead};

/// Source attributes that every screen needs, whatever is mapped.
const SHOWN: [&str; 2] = ["displayName", "mail"];

const WORK_EMAIL: &str = "emails[type eq \"work\"].value";
const DEPARTMENT: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

/// What is compared where the job's mappings are not known (the contract's rule 7).
const ASSUMED: [(&str, &str); 4] = [
    ("displayName", "displayName"),
    ("mail", WORK_EMAIL),
    ("jobTitle", "title"),
    ("department", DEPARTMENT),
];

/// The mappings of one job.
#[derive(Clone, PartialEq, Debug)]
pub struct Mappings {
    pub users: Plan,
    /// `None` where the mapping of groups is disabled: groups are not compared.
    pub groups: Option<Plan>,
    /// Whether assigned groups count.
    pub licence: Licence,
    /// Why the default mapping stands here in place of the job's; `None` where it is the job's own.
    pub assumed: Option<Foreign>,
}

impl Mappings {
    /// The default mapping, for this reason.
    pub fn assumed(why: &str) -> Self {
        let rule = |(source, target): (&str, &str)| Rule::direct(source, target);
        Self {
            users: Plan {
                rules: ASSUMED.into_iter().map(rule).collect(),
                scope: ScopeFilter::default(),
                flows: ObjectFlows::default(),
            },
            groups: Some(Plan {
                rules: [
                    ("displayName", "displayName"),
                    ("objectId", "externalId"),
                    ("members", "members"),
                ]
                .into_iter()
                .map(rule)
                .collect(),
                scope: ScopeFilter::default(),
                flows: ObjectFlows::default(),
            }),
            licence: Licence::Unknown,
            assumed: Some(Foreign::new(why)),
        }
    }

    /// The job's own mappings. A user mapping that is not the only one cannot be told from the
    /// others: the default stands in for it.
    pub fn of(schema: &Schema) -> Self {
        let groups = match group_mapping(schema) {
            Chosen::One(mapping) => Some(compile(mapping)),
            Chosen::Disabled | Chosen::None | Chosen::Several(_) => None,
        };
        let users = match user_mapping(schema) {
            Chosen::One(mapping) => compile(mapping),
            Chosen::Disabled => return Self::assumed("the mapping of users is switched off"),
            Chosen::None => return Self::assumed("the job's schema maps no users"),
            Chosen::Several(count) => {
                return Self::assumed(&format!("the job's schema has {count} mappings of users"));
            }
        };
        Self {
            users,
            groups,
            licence: Licence::Unknown,
            assumed: None,
        }
    }

    /// The source attributes to read of each user, once each.
    pub fn sources(&self) -> Vec<String> {
        let of_rules = self.users.rules.iter().flat_map(Rule::attributes);
        let of_filters = self.users.scope.attributes();
        let mut names: Vec<String> = Vec::new();
        for name in SHOWN.into_iter().chain(of_rules).chain(of_filters) {
            if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// The columns to read of the provider's users. A target that is no path has none.
    pub fn targets(&self) -> Vec<Target> {
        let mut targets: Vec<Target> = Vec::new();
        for rule in &self.users.rules {
            let name = rule.target.raw();
            let known = targets.iter().any(|target| target.name == name);
            if let Some(target) = self.target(name).filter(|_| !known) {
                targets.push(target);
            }
        }
        targets
    }

    /// Whether the members of groups are sent.
    pub fn maps_members(&self) -> bool {
        let groups = self.groups.as_ref();
        groups.is_some_and(|groups| groups.rule("members").is_some())
    }

    fn target(&self, name: &str) -> Option<Target> {
        let shown = |read| {
            Some(Target {
                name: name.to_owned(),
                read,
            })
        };
        match name {
            "displayName" if self.assumed.is_some() => shown(TargetRead::ShownName),
            WORK_EMAIL if self.assumed.is_some() => shown(TargetRead::ShownEmail),
            _ => Target::exact(name),
        }
    }
}

impl Plan {
    /// The rule for the target called `name`, in any case.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        let mut rules = self.rules.iter();
        rules.find(|rule| rule.target.raw().eq_ignore_ascii_case(name))
    }
}

impl Rule {
    /// A source attribute that flows as it is.
    pub fn direct(source: &str, target: &str) -> Self {
        Self {
            target: Foreign::new(target),
            source: Source::Direct(source.to_owned()),
            flow: FlowType::Always,
            matching: 0,
            case_exact: false,
            default: None,
        }
    }

    /// The source attributes that it reads.
    pub fn attributes(&self) -> Vec<&str> {
        match &self.source {
            Source::Direct(name) => vec![name],
            Source::Computed(expression) => expression.attributes().into_iter().collect(),
            Source::Constant(_) | Source::Nothing | Source::Unknown(_) => Vec::new(),
        }
    }

    /// Whether it is compared: only what flows at every change, into a target of its own.
    pub fn is_compared(&self) -> bool {
        self.flow == FlowType::Always
            && self.source != Source::Nothing
            && !self.target.raw().eq_ignore_ascii_case("active")
            && !self.target.raw().eq_ignore_ascii_case("externalId")
    }
}
