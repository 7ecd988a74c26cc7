//! What people do at the source. Each edit goes into the change feed and into the audit log;
//! one that would change nothing returns false and leaves no trace.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::audit::{Activity, Target};
use super::{Attribute, Object, Presence, SourceChange, User, World};
use crate::simulator::guid::Guid;

/// A new account, as an administrator fills it in.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub user_principal_name: String,
    pub given_name: String,
    pub surname: String,
    pub job_title: Option<String>,
    pub department: Option<String>,
}

impl World {
    /// A new, enabled account; its number.
    pub fn hire(&mut self, person: NewPerson, at: DateTime<Utc>) -> u32 {
        let user = User {
            id: self.new_id(),
            mail: Some(person.user_principal_name.as_str().into()),
            display_name: format!("{} {}", person.given_name, person.surname)
                .trim()
                .into(),
            user_principal_name: person.user_principal_name.into(),
            given_name: Cow::Owned(person.given_name),
            surname: Cow::Owned(person.surname),
            job_title: person.job_title.map(Cow::Owned),
            department: person.department.map(Cow::Owned),
            account_enabled: true,
            guest: false,
            manager: None,
            created: at,
            presence: Presence::Present,
        };
        let number = self.insert_user(user);
        self.note_user(
            number,
            Attribute::Existence,
            Activity::ADD_USER,
            Vec::new(),
            at,
        );
        number
    }

    /// Blocks or allows sign-in.
    pub fn set_enabled(&mut self, number: u32, enabled: bool, at: DateTime<Utc>) -> bool {
        let Some(user) = self
            .present_user(number)
            .filter(|user| user.account_enabled != enabled)
        else {
            return false;
        };
        user.account_enabled = enabled;
        let activity = if enabled {
            Activity::ENABLE_USER
        } else {
            Activity::DISABLE_USER
        };
        let modified = vec![(
            "AccountEnabled",
            Some(format!("[{}]", !enabled)),
            Some(format!("[{enabled}]")),
        )];
        self.note_user(number, Attribute::AccountEnabled, activity, modified, at);
        true
    }

    /// Moves the account to the recycle bin.
    pub fn delete_user(&mut self, number: u32, at: DateTime<Utc>) -> bool {
        let Some(user) = self.present_user(number) else {
            return false;
        };
        user.presence = Presence::SoftDeleted(at);
        let name = user.user_principal_name.clone();
        self.present -= 1;
        self.forget_principal_name(&name, number);
        self.note_user(
            number,
            Attribute::Existence,
            Activity::DELETE_USER,
            Vec::new(),
            at,
        );
        true
    }

    /// Takes the account out of the recycle bin.
    pub fn restore_user(&mut self, number: u32, at: DateTime<Utc>) -> bool {
        let Some(user) = self.users.get_mut(number as usize) else {
            return false;
        };
        if !matches!(user.presence, Presence::SoftDeleted(_)) {
            return false;
        }
        user.presence = Presence::Present;
        let name = user.user_principal_name.clone();
        self.present += 1;
        self.learn_principal_name(&name, number);
        self.note_user(
            number,
            Attribute::Existence,
            Activity::RESTORE_USER,
            Vec::new(),
            at,
        );
        true
    }

    /// Empties the recycle bin of this account: it leaves its groups and its assignment.
    pub fn purge_user(&mut self, number: u32, at: DateTime<Utc>) -> bool {
        self.delete_user(number, at);
        let Some(user) = self
            .users
            .get_mut(number as usize)
            .filter(|user| user.presence != Presence::Purged)
        else {
            return false;
        };
        user.presence = Presence::Purged;
        for group in 0..self.groups.len() as u32 {
            if self.set_member(group, number, false) {
                self.record(SourceChange::Member {
                    group,
                    member: Object::User(number),
                    added: false,
                });
            }
        }
        self.remove_assignment(Object::User(number));
        self.note_user(
            number,
            Attribute::Existence,
            Activity::PURGE_USER,
            Vec::new(),
            at,
        );
        true
    }

    /// Sets displayName, jobTitle or department; other attributes have their own edits.
    pub fn edit_user(
        &mut self,
        number: u32,
        attribute: Attribute,
        value: &str,
        at: DateTime<Utc>,
    ) -> bool {
        let Some(user) = self.present_user(number) else {
            return false;
        };
        let new = (!value.is_empty()).then(|| value.to_owned());
        let (name, old) = match attribute {
            Attribute::DisplayName => (
                "DisplayName",
                Some(std::mem::replace(&mut user.display_name, value.into()).into_string()),
            ),
            Attribute::JobTitle => (
                "JobTitle",
                std::mem::replace(&mut user.job_title, new.clone().map(Cow::Owned))
                    .map(Cow::into_owned),
            ),
            Attribute::Department => {
                let department =
                    std::mem::replace(&mut user.department, new.clone().map(Cow::Owned));
                ("Department", department.map(Cow::into_owned))
            }
            _ => return false,
        };
        if old == new {
            return false;
        }
        self.note_user(
            number,
            attribute,
            Activity::UPDATE_USER,
            vec![(name, old, new)],
            at,
        );
        true
    }

    /// Gives the account a new userPrincipalName; a mail address equal to the old one follows.
    pub fn rename_user(&mut self, number: u32, name: &str, at: DateTime<Utc>) -> bool {
        let Some(user) = self
            .present_user(number)
            .filter(|user| &*user.user_principal_name != name)
        else {
            return false;
        };
        let old = std::mem::replace(&mut user.user_principal_name, name.into());
        let mail_follows = user.mail.as_deref() == Some(&*old);
        if mail_follows {
            user.mail = Some(name.into());
        }
        self.forget_principal_name(&old, number);
        self.learn_principal_name(name, number);
        let modified = vec![(
            "UserPrincipalName",
            Some(old.into_string()),
            Some(name.to_owned()),
        )];
        self.note_user(
            number,
            Attribute::UserPrincipalName,
            Activity::UPDATE_USER,
            modified,
            at,
        );
        if mail_follows {
            self.record(SourceChange::User {
                user: number,
                attribute: Attribute::Mail,
            });
        }
        true
    }

    /// Gives a group a new displayName.
    pub fn rename_group(&mut self, number: u32, name: &str, at: DateTime<Utc>) -> bool {
        let Some(group) = self
            .groups
            .get_mut(number as usize)
            .filter(|group| &*group.display_name != name)
        else {
            return false;
        };
        let old = std::mem::replace(&mut group.display_name, name.into());
        self.record(SourceChange::Group { group: number });
        let mut target = self.target(Object::Group(number));
        target.modified = vec![(
            "DisplayName",
            Some(old.into_string()),
            Some(name.to_owned()),
        )];
        self.audit.write(at, Activity::UPDATE_GROUP, &[target]);
        true
    }

    /// Adds a user to a group.
    pub fn add_member(&mut self, group: u32, user: u32, at: DateTime<Utc>) -> bool {
        self.change_member(group, user, true, at)
    }

    /// Takes a user out of a group.
    pub fn remove_member(&mut self, group: u32, user: u32, at: DateTime<Utc>) -> bool {
        self.change_member(group, user, false, at)
    }

    fn change_member(&mut self, group: u32, user: u32, added: bool, at: DateTime<Utc>) -> bool {
        // The directory knows nobody by the id of an account that is gone.
        let absent = !self.user(user).is_some_and(User::is_present);
        if (added && absent) || !self.set_member(group, user, added) {
            return false;
        }
        let member = Object::User(user);
        self.record(SourceChange::Member {
            group,
            member,
            added,
        });
        let group = self.target(Object::Group(group));
        let mut target = self.target(member);
        let value = |present: bool, text: &str| (present == added).then(|| text.to_owned());
        let id = group.id.to_string();
        target.modified = vec![
            ("Group.ObjectID", value(false, &id), value(true, &id)),
            (
                "Group.DisplayName",
                value(false, &group.display_name),
                value(true, &group.display_name),
            ),
        ];
        let activity = if added {
            Activity::ADD_MEMBER
        } else {
            Activity::REMOVE_MEMBER
        };
        self.audit.write(at, activity, &[target, group]);
        true
    }

    /// Assigns a user or group to the application, with its user role.
    pub fn assign(&mut self, principal: Object, at: DateTime<Utc>) -> bool {
        let role = self.application.user_role;
        let done = self.insert_assignment(principal, role, at);
        if done {
            self.note_assignment(principal, true, at);
        }
        done
    }

    /// Takes the assignment of a user or group away.
    pub fn unassign(&mut self, principal: Object, at: DateTime<Utc>) -> bool {
        let done = self.remove_assignment(principal);
        if done {
            self.note_assignment(principal, false, at);
        }
        done
    }

    /// Writes an audit row about the application itself.
    pub fn note_application(&mut self, activity: Activity, at: DateTime<Utc>) {
        let target = self.application_target();
        self.audit.write(at, activity, &[target]);
    }

    fn note_assignment(&mut self, principal: Object, added: bool, at: DateTime<Utc>) {
        self.record(SourceChange::Assignment { principal });
        let activity = match (principal, added) {
            (Object::Group(_), true) => Activity::ASSIGN_GROUP,
            (Object::Group(_), false) => Activity::UNASSIGN_GROUP,
            (_, true) => Activity::ASSIGN_USER,
            (_, false) => Activity::UNASSIGN_USER,
        };
        let mut application = self.application_target();
        let role = self.application.user_role.to_string();
        application.modified = vec![(
            "AppRole.Id",
            (!added).then(|| role.clone()),
            added.then_some(role),
        )];
        let target = self.target(principal);
        self.audit.write(at, activity, &[application, target]);
    }

    fn note_user(
        &mut self,
        user: u32,
        attribute: Attribute,
        activity: Activity,
        modified: Vec<(&'static str, Option<String>, Option<String>)>,
        at: DateTime<Utc>,
    ) {
        self.record(SourceChange::User { user, attribute });
        let target = Target {
            modified,
            ..self.target(Object::User(user))
        };
        self.audit.write(at, activity, &[target]);
    }

    fn present_user(&mut self, number: u32) -> Option<&mut User> {
        self.users
            .get_mut(number as usize)
            .filter(|user| user.is_present())
    }

    fn application_target(&self) -> Target {
        let display_name = self.application.display_name.into();
        Target {
            id: self.application.id,
            kind: "ServicePrincipal",
            display_name,
            user_principal_name: None,
            modified: Vec::new(),
        }
    }

    fn target(&self, object: Object) -> Target {
        let (id, display_name) = self.name_of(object).unwrap_or((Guid::NIL, ""));
        let (kind, user_principal_name) = match object {
            Object::User(n) => (
                "User",
                self.user(n).map(|user| user.user_principal_name.clone()),
            ),
            Object::Group(_) => ("Group", None),
            Object::Device(_) => ("Device", None),
            Object::ServicePrincipal(_) => ("ServicePrincipal", None),
        };
        Target {
            id,
            kind,
            display_name: display_name.into(),
            user_principal_name,
            modified: Vec::new(),
        }
    }
}
