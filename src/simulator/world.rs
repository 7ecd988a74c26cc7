//! The Entra tenant: who is in the directory, who is in which group, who is assigned to the application.

mod application;
mod audit;
mod change;
mod edit;
mod group;
mod membership;
mod user;

use std::collections::{HashMap, HashSet};

pub use application::{Application, Assignment, TEMPLATE_ID};
pub use audit::{Activity, DirectoryAudit};
pub use change::{Attribute, SourceChange};
pub use edit::NewPerson;
pub use group::{Group, GroupKind};
pub use user::{Presence, User};

use super::guid::Guid;
use super::mapping::Provisioning;
use super::setup::Setup;

/// A directory object, by its number among those of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Object {
    User(u32),
    Group(u32),
    Device(u32),
    ServicePrincipal(u32),
}

impl Object {
    /// The type as `@odata.type` spells it.
    pub fn odata_type(self) -> &'static str {
        match self {
            Self::User(_) => "#microsoft.graph.user",
            Self::Group(_) => "#microsoft.graph.group",
            Self::Device(_) => "#microsoft.graph.device",
            Self::ServicePrincipal(_) => "#microsoft.graph.servicePrincipal",
        }
    }
}

/// A device or a service principal: all that a member list shows of it.
#[derive(Clone, Debug)]
pub struct Thing {
    pub id: Guid,
    /// `deviceId` of a device, `appId` of a service principal.
    pub alternate_id: Guid,
    pub display_name: Box<str>,
}

/// The tenant. Users and groups are numbered in the order in which they were made and keep their number,
/// also when they are purged, so that a number may stand in a paging token.
pub struct World {
    pub tenant_id: Guid,
    /// Domain of the members' user principal names.
    pub domain: &'static str,
    pub application: Application,
    pub users: Vec<User>,
    pub groups: Vec<Group>,
    pub devices: Vec<Thing>,
    pub service_principals: Vec<Thing>,
    pub assignments: Vec<Assignment>,
    /// Everything that changed at the source since the world was made.
    pub changes: Vec<SourceChange>,
    pub audit: DirectoryAudit,
    /// How the job is set up.
    pub provisioning: Provisioning,
    /// How the application was made.
    pub setup: Setup,
    rng: fastrand::Rng,
    by_id: HashMap<Guid, Object>,
    by_principal_name: HashMap<Box<str>, u32>,
    /// For each user the number of assignments that reach it: its own, and those of groups it is directly in.
    entitlements: Vec<u32>,
    present: usize,
    assigned: HashSet<Object>,
}

impl World {
    /// An empty tenant. All ids come from the seed.
    pub fn empty(mut rng: fastrand::Rng) -> Self {
        let tenant_id = Guid::random(&mut rng);
        let application = Application::random(&mut rng, tenant_id);
        Self {
            tenant_id,
            domain: "northwind.example",
            application,
            users: Vec::new(),
            groups: Vec::new(),
            devices: Vec::new(),
            service_principals: Vec::new(),
            assignments: Vec::new(),
            changes: Vec::new(),
            audit: DirectoryAudit::new(rng.fork()),
            provisioning: Provisioning::default(),
            setup: Setup::default(),
            rng,
            by_id: HashMap::new(),
            by_principal_name: HashMap::new(),
            entitlements: Vec::new(),
            present: 0,
            assigned: HashSet::new(),
        }
    }

    /// A fresh object id.
    pub fn new_id(&mut self) -> Guid {
        Guid::random(&mut self.rng)
    }

    /// The object with this id, also if it was deleted.
    pub fn object(&self, id: Guid) -> Option<Object> {
        self.by_id.get(&id).copied()
    }

    /// The user with this userPrincipalName; case does not matter.
    pub fn user_by_principal_name(&self, name: &str) -> Option<u32> {
        self.by_principal_name
            .get(name.to_lowercase().as_str())
            .copied()
    }

    /// A userPrincipalName whose domain may have been left out.
    pub fn full_principal_name(&self, name: &str) -> String {
        if name.contains('@') {
            name.to_owned()
        } else {
            format!("{name}@{}", self.domain)
        }
    }

    /// The first group with this displayName.
    pub fn group_by_name(&self, name: &str) -> Option<u32> {
        self.groups
            .iter()
            .position(|group| &*group.display_name == name)
            .map(|place| place as u32)
    }

    pub fn user(&self, number: u32) -> Option<&User> {
        self.users.get(number as usize)
    }

    /// How many users are in the directory, the recycle bin aside.
    pub fn present_users(&self) -> usize {
        self.present
    }

    pub fn group(&self, number: u32) -> Option<&Group> {
        self.groups.get(number as usize)
    }

    /// Id and display name of any object.
    pub fn name_of(&self, object: Object) -> Option<(Guid, &str)> {
        match object {
            Object::User(n) => self.user(n).map(|user| (user.id, &*user.display_name)),
            Object::Group(n) => self.group(n).map(|group| (group.id, &*group.display_name)),
            Object::Device(n) => self
                .devices
                .get(n as usize)
                .map(|thing| (thing.id, &*thing.display_name)),
            Object::ServicePrincipal(n) => self
                .service_principals
                .get(n as usize)
                .map(|thing| (thing.id, &*thing.display_name)),
        }
    }

    /// Whether an assignment reaches the user: its own, or that of a group it is directly in, which
    /// takes the licence; or everybody is in scope.
    pub fn is_entitled(&self, user: u32) -> bool {
        if self.provisioning.all {
            return true;
        }
        if !self.provisioning.premium {
            return self.is_assigned(Object::User(user));
        }
        self.entitlements
            .get(user as usize)
            .is_some_and(|paths| *paths > 0)
    }

    /// Whether the provisioning service wants this user active at the provider ("How provisioning works").
    pub fn in_scope(&self, user: u32) -> bool {
        self.is_entitled(user)
            && self.user(user).is_some_and(|user| {
                user.is_present() && user.account_enabled && self.provisioning.passes(user)
            })
    }

    /// Whether the provisioning service wants this group at the provider.
    pub fn provisions_group(&self, group: u32) -> bool {
        let kind = self.group(group).map(|group| group.kind);
        let assigned = self.provisioning.premium && self.is_assigned(Object::Group(group));
        let security = kind.is_some_and(|kind| kind != GroupKind::Unified);
        self.provisioning.groups && (assigned || (self.provisioning.all && security))
    }

    /// Whether this user, group or service principal is itself assigned to the application.
    pub fn is_assigned(&self, principal: Object) -> bool {
        self.assigned.contains(&principal)
    }

    fn record(&mut self, change: SourceChange) {
        self.changes.push(change);
    }
}
