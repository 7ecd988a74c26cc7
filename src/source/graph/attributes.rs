//! The source attributes of mappings, and where Graph holds each: mappings use the older names of
//! Azure AD Graph.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::guest;
use super::user_row::Row;
use crate::model::{Interner, Sym, is_list};

/// What every read of users needs by itself.
const ALWAYS: [&str; 5] = [
    "id",
    "userPrincipalName",
    "accountEnabled",
    "userType",
    "createdDateTime",
];

/// Attributes that are called otherwise in Graph (Microsoft Graph: user).
const RENAMED: [(&str, &str); 9] = [
    ("objectId", "id"),
    ("originalUserPrincipalName", "userPrincipalName"),
    ("mobile", "mobilePhone"),
    ("telephoneNumber", "businessPhones"),
    ("physicalDeliveryOfficeName", "officeLocation"),
    ("facsimileTelephoneNumber", "faxNumber"),
    ("dirSyncEnabled", "onPremisesSyncEnabled"),
    ("immutableId", "onPremisesImmutableId"),
    ("onPremisesObjectIdentifier", "onPremisesImmutableId"),
];

/// Attributes of the same name on both sides.
const SAME: [&str; 34] = [
    "accountEnabled",
    "ageGroup",
    "city",
    "companyName",
    "consentProvidedForMinor",
    "country",
    "createdDateTime",
    "department",
    "displayName",
    "employeeHireDate",
    "employeeId",
    "employeeLeaveDateTime",
    "employeeType",
    "externalUserState",
    "givenName",
    "jobTitle",
    "mail",
    "mailNickname",
    "onPremisesDistinguishedName",
    "onPremisesDomainName",
    "onPremisesImmutableId",
    "onPremisesSamAccountName",
    "onPremisesSecurityIdentifier",
    "onPremisesSyncEnabled",
    "onPremisesUserPrincipalName",
    "otherMails",
    "passwordPolicies",
    "postalCode",
    "preferredLanguage",
    "proxyAddresses",
    "state",
    "streetAddress",
    "surname",
    "usageLocation",
];

/// How a value is found in a user.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Read {
    Property(String),
    /// The userPrincipalName as Entra sends it: without the mark of a guest.
    PrincipalName,
    /// The first of several values.
    First(String),
    List(String),
    /// One of `onPremisesExtensionAttributes`.
    OnPremises(String),
    Manager,
    /// It is not known where Graph holds it: the column is left out.
    Nowhere,
}

/// The columns of a read of users.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub layout: Arc<[String]>,
    reads: Arc<[Read]>,
    /// `$select`, and `$expand` where a manager is wanted.
    pub query: Arc<str>,
}

impl Columns {
    /// Columns for the source attributes called `names`; those that Graph does not hold are left out.
    pub fn new(names: &[String]) -> Self {
        let known: Vec<(String, Read)> = names
            .iter()
            .map(|name| (name.clone(), Read::of(name)))
            .filter(|(_, read)| *read != Read::Nowhere)
            .collect();
        let own = known.iter().filter_map(|(_, read)| read.property());
        let select: BTreeSet<&str> = ALWAYS.into_iter().chain(own).collect();
        let select: Vec<&str> = select.into_iter().collect();
        let manager = known.iter().any(|(_, read)| *read == Read::Manager);
        let expand = if manager {
            "&$expand=manager($select=id)"
        } else {
            ""
        };
        Self {
            query: format!("$select={}{expand}", select.join(",")).into(),
            layout: known.iter().map(|(name, _)| name.clone()).collect(),
            reads: known.into_iter().map(|(_, read)| read).collect(),
        }
    }

    /// The same columns but the manager's, which takes another kind of request.
    pub fn without_manager(names: &[String]) -> Self {
        let others = names.iter().filter(|name| Read::of(name) != Read::Manager);
        Self::new(&others.cloned().collect::<Vec<String>>())
    }

    /// The properties whose changes matter: `$select` of a delta query, which takes no `$expand`
    /// but may select the manager (Microsoft: "user: delta").
    pub fn watched(&self) -> String {
        let select = self.query.split('&').next().unwrap_or_default();
        let manager = if self.wants_manager() { ",manager" } else { "" };
        format!("{select}{manager}")
    }

    pub fn wants_manager(&self) -> bool {
        self.reads.contains(&Read::Manager)
    }

    /// A value for each column.
    pub fn values(&self, interner: &mut Interner, row: &Row<'_>) -> Vec<Sym> {
        let reads = self.reads.iter();
        reads
            .map(|read| {
                read.value(row)
                    .map_or(Sym::ABSENT, |text| interner.intern(&text))
            })
            .collect()
    }
}

impl Read {
    fn of(name: &str) -> Self {
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if is("userPrincipalName") {
            return Self::PrincipalName;
        }
        if is("manager") {
            return Self::Manager;
        }
        if name.starts_with("extension_") {
            return Self::Property(name.to_owned());
        }
        if on_premises(name) {
            return Self::OnPremises(format!(
                "extensionAttribute{}",
                &name["extensionAttribute".len()..]
            ));
        }
        let renamed = RENAMED.iter().find(|(old, _)| is(old));
        let same = SAME.iter().find(|same| is(same));
        match renamed.map(|(_, property)| *property).or(same.copied()) {
            Some(property) if is_list(name) => Self::List(property.to_owned()),
            Some(property) if is_list(property) => Self::First(property.to_owned()),
            Some(property) => Self::Property(property.to_owned()),
            None => Self::Nowhere,
        }
    }

    /// The property to select, if it is one.
    fn property(&self) -> Option<&str> {
        match self {
            Self::Property(name) | Self::First(name) | Self::List(name) => Some(name),
            Self::OnPremises(_) => Some("onPremisesExtensionAttributes"),
            Self::PrincipalName | Self::Manager | Self::Nowhere => None,
        }
    }

    fn value<'a>(&self, row: &'a Row<'_>) -> Option<Cow<'a, str>> {
        match self {
            Self::Property(name) => row.text(name),
            Self::PrincipalName => {
                let name = row.name.get();
                let own = (!name.is_empty()).then_some(Cow::Borrowed(name));
                guest::stripped(name).map(Cow::Owned).or(own)
            }
            Self::First(name) => row.list(name).into_iter().next().map(Cow::Owned),
            Self::List(name) => {
                let values = row.list(name);
                let json = || serde_json::Value::from(values.clone()).to_string();
                (!values.is_empty()).then(|| Cow::Owned(json()))
            }
            Self::OnPremises(name) => row.within("onPremisesExtensionAttributes", name),
            Self::Manager => row.within("manager", "id"),
            Self::Nowhere => None,
        }
    }
}

/// `extensionAttribute1` to `extensionAttribute15`
fn on_premises(name: &str) -> bool {
    const STEM: &str = "extensionAttribute";
    let (stem, number) = name.split_at_checked(STEM.len()).unwrap_or(("", ""));
    let number: Option<u8> = number.parse().ok();
    stem.eq_ignore_ascii_case(STEM) && number.is_some_and(|number| (1..=15).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = r##"{"id":"1","userPrincipalName":"ann_b.org#EXT#@t.example","accountEnabled":true,
        "jobTitle":null,"surname":"B\u00e9","businessPhones":["1","2"],"mobilePhone":"3",
        "proxyAddresses":["SMTP:a","smtp:b"],"otherMails":[],"employeeId":17,
        "onPremisesExtensionAttributes":{"extensionAttribute7":"seven","extensionAttribute8":null},
        "manager":{"@odata.type":"#microsoft.graph.user","id":"9"},"extension_ab_badge":"x"}"##;

    fn read(name: &str) -> Option<String> {
        let row: Row = serde_json::from_str(USER).unwrap();
        let columns = Columns::new(&[name.to_owned()]);
        let mut interner = Interner::default();
        let values = columns.values(&mut interner, &row);
        values.first().map(|&sym| interner.get(sym).to_owned())
    }

    #[test]
    fn each_attribute_is_found_where_graph_holds_it() {
        let cases = [
            ("userPrincipalName", Some("ann@b.org")),
            (
                "originalUserPrincipalName",
                Some("ann_b.org#EXT#@t.example"),
            ),
            ("objectId", Some("1")),
            ("surname", Some("Bé")),
            ("jobTitle", Some("")),
            ("city", Some("")),
            ("accountEnabled", Some("True")),
            ("telephoneNumber", Some("1")),
            ("mobile", Some("3")),
            ("employeeId", Some("17")),
            ("proxyAddresses", Some(r#"["SMTP:a","smtp:b"]"#)),
            ("otherMails", Some("")),
            ("extensionAttribute7", Some("seven")),
            ("extensionAttribute8", Some("")),
            ("extension_ab_badge", Some("x")),
            ("manager", Some("9")),
            ("IsSoftDeleted", None),
            ("extensionAttribute16", None),
        ];
        for (name, value) in cases {
            assert_eq!(read(name).as_deref(), value, "{name}");
        }
    }

    #[test]
    fn only_what_is_wanted_is_asked_for() {
        let columns = Columns::new(&[
            "manager".into(),
            "telephoneNumber".into(),
            "nonsense".into(),
        ]);
        assert_eq!(
            &*columns.query,
            "$select=accountEnabled,businessPhones,createdDateTime,id,userPrincipalName,userType\
             &$expand=manager($select=id)"
        );
        assert_eq!(columns.layout.len(), 2);
        assert_eq!(
            columns.watched(),
            "$select=accountEnabled,businessPhones,createdDateTime,id,userPrincipalName,userType,manager"
        );
    }
}
