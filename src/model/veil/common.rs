//! What is no personal string, though it stands in somebody's name or attributes.

/// The last parts of attributes that tell of an organisation rather than of a person.
const IMPERSONAL: &[&str] = &[
    "accountenabled",
    "active",
    "approleassignments",
    "companyname",
    "costcenter",
    "country",
    "department",
    "division",
    "employeetype",
    "issoftdeleted",
    "jobtitle",
    "locale",
    "manager",
    "objectid",
    "organization",
    "physicaldeliveryofficename",
    "preferredlanguage",
    "primary",
    "region",
    "roles",
    "state",
    "timezone",
    "title",
    "type",
    "usagelocation",
    "usertype",
];

/// Words that stand in names of accounts and in everything else.
const WORDS: &[&str] = &[
    "account",
    "admin",
    "administrator",
    "and",
    "application",
    "assigned",
    "break",
    "canary",
    "contact",
    "demo",
    "desk",
    "device",
    "entra",
    "external",
    "for",
    "from",
    "front",
    "glass",
    "group",
    "guest",
    "help",
    "info",
    "iru",
    "kandji",
    "kiosk",
    "mail",
    "member",
    "microsoft",
    "name",
    "new",
    "none",
    "office",
    "old",
    "person",
    "provider",
    "provisioning",
    "read",
    "room",
    "sales",
    "scim",
    "scimtop",
    "service",
    "shared",
    "staff",
    "support",
    "sync",
    "system",
    "team",
    "temp",
    "test",
    "the",
    "training",
    "unknown",
    "user",
    "value",
    "will",
    "with",
];

/// Whether nobody is told by the values of `attribute`: a source attribute or a target path.
pub(super) fn is_impersonal(attribute: &str) -> bool {
    let last = attribute.rsplit(['.', ':']).next().unwrap_or(attribute);
    // An address has parts, and the last one says which.
    let personal = attribute.starts_with("emails") || attribute.starts_with("phoneNumbers");
    let last = last.split('[').next().unwrap_or(last).to_ascii_lowercase();
    !personal && IMPERSONAL.contains(&last.as_str())
}

/// Whether `attribute` holds somebody's name, whose words are names too.
pub(super) fn is_name(attribute: &str) -> bool {
    attribute.to_ascii_lowercase().contains("name")
}

/// Whether a folded word says nothing of whom it is about.
pub(super) fn is_common(word: &str) -> bool {
    WORDS.contains(&word)
}

/// Whether a folded value is one that anything may have.
pub(super) fn is_plain(value: &str) -> bool {
    matches!(value, "true" | "false" | "null" | "none" | "yes" | "no") || value.chars().count() < 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_of_a_person_are_told_from_those_of_a_place() {
        for impersonal in [
            "department",
            "jobTitle",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            "active",
        ] {
            assert!(is_impersonal(impersonal), "{impersonal}");
        }
        for personal in [
            "displayName",
            "emails[type eq \"work\"].value",
            "phoneNumbers[type eq \"mobile\"].value",
            "name.givenName",
            "employeeId",
        ] {
            assert!(!is_impersonal(personal), "{personal}");
        }
    }
}
