//! What the error codes of the sign-in service mean, in plain words.

use crate::model::{Foreign, SourceError};

/// Codes of "Microsoft Entra authentication and authorization error codes" that a monitor meets.
const CODES: [(&str, &str); 10] = [
    (
        "AADSTS7000215",
        "the client secret is wrong: it is the secret's value that is asked for, not its id",
    ),
    (
        "AADSTS7000222",
        "the client secret has expired: make a new one for the app registration",
    ),
    (
        "AADSTS700016",
        "this tenant knows no application with this client id: check both",
    ),
    (
        "AADSTS90002",
        "there is no such tenant: check its id, and the cloud",
    ),
    (
        "AADSTS65001",
        "nobody has consented: an administrator grants the read permissions to the application",
    ),
    (
        "AADSTS50076",
        "this person must use a second factor, which this sign-in cannot offer",
    ),
    (
        "AADSTS700027",
        "the certificate is not one of the app registration: upload its public part",
    ),
    (
        "AADSTS700024",
        "the assertion is out of its time: check this machine's clock",
    ),
    (
        "AADSTS7000218",
        "the app registration does not allow public clients, which a device code needs",
    ),
    (
        "AADSTS53003",
        "a conditional access policy blocks this sign-in",
    ),
];

/// The refusal of the sign-in service with advice in front of its own words. Other errors, of the
/// network say, stay what they are.
pub(super) fn explained(error: SourceError) -> SourceError {
    match error {
        SourceError::Status {
            at,
            status: 400..=499,
            detail,
        }
        | SourceError::Unauthorized { at, detail }
        | SourceError::Forbidden { at, detail } => SourceError::SignIn {
            at,
            detail: Foreign::new(with_advice(detail.raw())),
        },
        other => other,
    }
}

fn with_advice(said: &str) -> String {
    // What follows are ids for the service's support, on lines of their own or in one.
    let said = said.split(" Trace ID:").next().unwrap_or_default();
    let said = said.lines().next().unwrap_or_default();
    match code(said) {
        Some(advice) => format!("{advice}; {said}"),
        None => said.to_owned(),
    }
}

/// The whole code counts: AADSTS700016 is not AADSTS7000161.
fn code(said: &str) -> Option<&'static str> {
    let words = said.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .filter(|word| word.starts_with("AADSTS"))
        .find_map(|word| CODES.iter().find(|(code, _)| *code == word))
        .map(|(_, advice)| *advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(said: &str) -> String {
        let (at, detail) = ("POST /t/oauth2/v2.0/token".into(), Foreign::new(said));
        explained(SourceError::Unauthorized { at, detail }).to_string()
    }

    #[test]
    fn codes_come_with_advice() {
        for (code, advice) in CODES {
            let said = told(&format!(
                "invalid_client: {code}: Words. Trace ID: 1 Correlation ID: 2"
            ));
            assert!(said.contains(advice) && said.contains(code), "{said}");
            assert!(!said.contains("Trace"), "{said}");
        }
    }

    #[test]
    fn unknown_codes_are_passed_on() {
        let said = told("invalid_request: AADSTS7000161: Words.");
        assert!(
            said.ends_with("failed (invalid_request: AADSTS7000161: Words.)"),
            "{said}"
        );
    }

    #[test]
    fn failures_of_the_way_are_no_refusals() {
        let error = explained(SourceError::Timeout {
            at: "POST /x".into(),
        });
        assert!(matches!(error, SourceError::Timeout { .. }));
    }
}
