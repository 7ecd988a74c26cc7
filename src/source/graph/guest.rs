//! Guests: under which name Entra provisions them.

/// The external address inside the userPrincipalName of a guest, which is what Entra sends as
/// `userPrincipalName` (Microsoft: "How Application Provisioning works in Microsoft Entra ID"):
/// `ann_example.org#EXT#@tenant.onmicrosoft.com` is `ann@example.org`. `None` for anyone else.
pub fn stripped(principal_name: &str) -> Option<String> {
    const MARK: &str = "#EXT#";
    if !principal_name.contains('#') {
        return None;
    }
    let at = principal_name
        .as_bytes()
        .windows(MARK.len())
        .position(|part| part.eq_ignore_ascii_case(MARK.as_bytes()))?;
    // The domain holds no underscore, so the last one was the at sign.
    let (local, domain) = principal_name[..at].rsplit_once('_')?;
    (!local.is_empty() && !domain.is_empty()).then(|| format!("{local}@{domain}"))
}

/// How the userPrincipalName of a guest with this external address begins.
pub(super) fn prefix(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    Some(format!("{local}_{domain}#EXT#"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn guests_have_an_address_of_their_own() {
        for (name, address) in [
            (
                "ann_example.org#EXT#@t.onmicrosoft.com",
                Some("ann@example.org"),
            ),
            ("ann_b_example.org#ext#@t", Some("ann_b@example.org")),
            ("田_例.jp#EXT#@t", Some("田@例.jp")),
            ("ann@example.org", None),
            ("ann#EXT#@t", None),
            ("_example.org#EXT#@t", None),
            ("ann_#EXT#@t", None),
            ("", None),
        ] {
            assert_eq!(stripped(name).as_deref(), address, "{name}");
        }
    }

    proptest! {
        #[test]
        fn an_address_comes_back(local in "[a-z._]{1,12}", domain in "[a-z.-]{1,12}") {
            let address = format!("{local}@{domain}");
            let name = format!("{}@tenant", prefix(&address).unwrap());
            prop_assert_eq!(stripped(&name), Some(address));
        }

        #[test]
        fn no_name_breaks_it(name in "\\PC*") {
            let _ = stripped(&name);
        }
    }
}
