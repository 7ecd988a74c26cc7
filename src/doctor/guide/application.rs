//! Rows 5 to 10: the enterprise application and its job.

use crate::doctor::answer::Answer;
use crate::doctor::evidence::{Application, Evidence};
use crate::doctor::table::Check;
use crate::doctor::trouble::{failed, no_entra, unread};
use crate::model::{Source, SourceError};

const APPLICATIONS: &str = "Entra admin center > Enterprise applications > New application > Create \
     your own application > Integrate any other application you don't find in the gallery; then set \
     app to its object id or name";
const PROVISIONING: &str = "Entra admin center > Enterprise applications > the application > \
     Provisioning > Get started, Provisioning Mode: Automatic";

/// The template of applications that one makes oneself. From memory: no document that was read
/// states it.
const CUSTOM_TEMPLATE: &str = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

pub(super) const CHECKS: [Check; 6] = [
    Check {
        id: "guide-05",
        title: "Somebody can sign in to Entra",
        how: "our own sign-in, and the first answer of Microsoft Graph",
        fix: "check tenant, client_id and the credential: Entra admin center > App registrations > \
              the registration of scimtop > Certificates & secrets",
        look: sign_in,
    },
    Check {
        id: "guide-06",
        title: "A new application, or the one of single sign-on",
        how: "the service principal, and its `preferredSingleSignOnMode`",
        fix: APPLICATIONS,
        look: application,
    },
    Check {
        id: "guide-07",
        title: "The application has a name of its own",
        how: "exactly one service principal has the configured id or name",
        fix: "set app to the object id of the application: Entra admin center > Enterprise \
              applications > the application > Properties > Object ID",
        look: name,
    },
    Check {
        id: "guide-08",
        title: "The application is not from the gallery",
        how: "`applicationTemplateId`, else the kind of the job",
        fix: "Kandji's application in the gallery is for single sign-on; make one of your own beside \
              it: Enterprise applications > New application > Create your own application",
        look: non_gallery,
    },
    Check {
        id: "guide-09",
        title: "The application is enabled",
        how: "`accountEnabled` of the service principal",
        fix: "Entra admin center > Enterprise applications > the application > Properties > Enabled \
              for users to sign-in: Yes",
        look: enabled,
    },
    Check {
        id: "guide-10",
        title: "Provisioning was started, in automatic mode",
        how: "the application has a synchronization job",
        fix: PROVISIONING,
        look: automatic,
    },
];

/// Whether the failure says that Graph took our token.
fn is_of_graph(error: &SourceError) -> bool {
    matches!(
        error,
        SourceError::Forbidden { .. }
            | SourceError::NotFound { .. }
            | SourceError::Throttled { .. }
    )
}

fn sign_in(evidence: &Evidence) -> Answer {
    let Some(entra) = &evidence.entra else {
        return no_entra();
    };
    match &entra.application {
        Ok(_) => Answer::pass("Microsoft Graph answers"),
        Err(error) if is_of_graph(error) => Answer::pass("Microsoft Graph takes the token"),
        Err(error @ (SourceError::SignIn { .. } | SourceError::Unauthorized { .. })) => {
            Answer::fail(error.to_string())
        }
        Err(error) => failed(error),
    }
}

fn read(evidence: &Evidence) -> Result<&Application, Answer> {
    let entra = evidence.entra.as_ref().ok_or_else(no_entra)?;
    entra.application.as_ref().map_err(|error| match error {
        SourceError::NotFound { .. } => Answer::skip("no one application was found: see guide-07"),
        error => failed(error),
    })
}

fn application(evidence: &Evidence) -> Answer {
    let application = match read(evidence) {
        Ok(application) => application,
        Err(answer) => return answer,
    };
    let name = application.name.shown();
    match application.sign_on.raw() {
        "" => Answer::pass(format!("{name}, which nobody signs in through")),
        "saml" => Answer::pass(format!("{name}, which is the SAML application too")),
        _ => {
            let mode = application.sign_on.shown();
            Answer::pass(format!("{name}, with single sign-on by {mode}"))
        }
    }
}

fn name(evidence: &Evidence) -> Answer {
    let Some(entra) = &evidence.entra else {
        return no_entra();
    };
    match &entra.application {
        Ok(application) => {
            let (name, id) = (application.name.shown(), application.id.shown());
            Answer::pass(format!("{name}, object id {id}"))
        }
        Err(error @ SourceError::NotFound { .. }) => Answer::fail(error.to_string()),
        Err(error) => failed(error),
    }
}

fn non_gallery(evidence: &Evidence) -> Answer {
    let application = match read(evidence) {
        Ok(application) => application,
        Err(answer) => return answer,
    };
    let template = &application.template;
    if template.raw().eq_ignore_ascii_case(CUSTOM_TEMPLATE) {
        return Answer::pass("it was made as an application of your own");
    }
    let job = evidence.status.job.as_deref();
    let kind = job.and_then(|job| job.id.raw().split('.').next());
    if matches!(kind, Some("scim" | "customappsso")) {
        return Answer::pass("its job is one of a generic SCIM application");
    }
    if template.is_empty() {
        return Answer::warn("it was not made from a template: an app registration perhaps");
    }
    Answer::warn(format!(
        "it was made from the template {}",
        template.shown()
    ))
}

fn enabled(evidence: &Evidence) -> Answer {
    match read(evidence).map(|application| application.enabled) {
        Ok(Some(true)) => Answer::pass("it is enabled"),
        Ok(Some(false)) => Answer::fail("it is disabled"),
        Ok(None) => Answer::unread("the answer does not say whether it is enabled"),
        Err(answer) => answer,
    }
}

fn automatic(evidence: &Evidence) -> Answer {
    if let Some(job) = evidence.status.job.as_deref() {
        return Answer::pass(format!("the job is {}", job.id.shown()));
    }
    let found = evidence
        .entra
        .as_ref()
        .is_some_and(|entra| entra.application.is_ok());
    match &evidence.reading(Source::Job).error {
        Some(error @ SourceError::NotFound { .. }) if found => Answer::fail(error.to_string()),
        _ => unread(evidence, Source::Job),
    }
}
