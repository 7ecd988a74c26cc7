//! What a token says of itself. It is looked at for the doctor alone, and decides nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

#[derive(Deserialize)]
struct Claims {
    /// Application permissions.
    #[serde(default)]
    roles: Vec<String>,
    /// Delegated permissions, with spaces between them.
    #[serde(default)]
    scp: String,
}

/// The permissions in a JSON Web Token (RFC 7519), whose signature is not ours to check; `None` where
/// it is something else.
pub(super) fn permissions(token: &str) -> Option<Vec<String>> {
    let payload = token.split('.').nth(1)?;
    let json = URL_SAFE_NO_PAD.decode(payload).ok()?;
    let claims: Claims = serde_json::from_slice(&json).ok()?;
    let delegated = claims.scp.split_whitespace().map(str::to_owned);
    Some(claims.roles.into_iter().chain(delegated).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_permission_are_found_and_an_opaque_token_has_none() {
        let token = |claims: &str| format!("e30.{}.x", URL_SAFE_NO_PAD.encode(claims));
        for (claims, expected) in [
            (r#"{"roles":["User.Read.All"]}"#, &["User.Read.All"][..]),
            (
                r#"{"scp":"User.Read.All openid"}"#,
                &["User.Read.All", "openid"],
            ),
            ("{}", &[]),
        ] {
            assert_eq!(
                permissions(&token(claims)).as_deref(),
                Some(expected)
                    .map(|all| all
                        .iter()
                        .map(|name| (*name).to_owned())
                        .collect::<Vec<_>>())
                    .as_deref()
            );
        }
        for opaque in ["", "token-0", "a.b.c", "a.!.c"] {
            assert_eq!(permissions(opaque), None, "{opaque}");
        }
    }
}
