//! Whether a target heeds letter case where the schema does not say so.

/// What comes before the name of an attribute that is written in full.
const SCHEMAS: [&str; 3] = [
    "urn:ietf:params:scim:schemas:core:2.0:User:",
    "urn:ietf:params:scim:schemas:core:2.0:Group:",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:",
];

/// The attributes that heed case, in lower case, with the section of RFC 7643 that says so. Names
/// themselves do not (2.1). Every other one, userName (4.1.1), displayName, emails and name among
/// them, is defined without (8.7.1), and so is what a schema says nothing of (2.2).
const EXACT: [(&str, &str); 14] = [
    ("id", "3.1"),
    ("externalid", "3.1"),
    ("meta.resourcetype", "3.1"),
    ("meta.version", "3.1"),
    // References.
    ("meta.location", "2.3.7"),
    ("profileurl", "2.3.7"),
    ("photos.value", "2.3.7"),
    // Binary values.
    ("x509certificates.value", "2.3.6"),
    // Identifiers of other resources, so exact as those are.
    ("manager", "4.3"),
    ("manager.value", "4.3"),
    ("members", "4.2"),
    ("members.value", "4.2"),
    ("groups", "4.1.2"),
    ("groups.value", "4.1.2"),
];

pub(super) fn is_exact(target: &str) -> bool {
    let name = SCHEMAS
        .iter()
        .find_map(|schema| target.strip_prefix(schema))
        .unwrap_or(target);
    let name = without_filter(name);
    EXACT
        .iter()
        .any(|(exact, _)| name.eq_ignore_ascii_case(exact))
}

/// `photos[type eq "photo"].value` is a `photos.value`.
fn without_filter(name: &str) -> String {
    match (name.split_once('['), name.rsplit_once(']')) {
        (Some((before, _)), Some((_, after))) => format!("{before}{after}"),
        _ => name.to_owned(),
    }
}
