//! Source attributes that hold several values.

/// Those a mapping may read that are lists (Microsoft Graph: user).
const LISTS: [&str; 3] = ["proxyAddresses", "otherMails", "businessPhones"];

/// Whether a column called `name` holds lists, each as a JSON array of its values.
pub fn is_list(name: &str) -> bool {
    LISTS.iter().any(|list| list.eq_ignore_ascii_case(name))
}
