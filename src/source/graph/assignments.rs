//! Who is assigned to the application (Microsoft Graph: appRoleAssignedTo).

use std::sync::Arc;

use serde::Deserialize;

use super::page::{Listing, Page};
use super::time::moment;
use super::{Application, Graph};
use crate::model::{Assignment, Grade, Principal, Read, Reason, SourceError};
use crate::source::http::Answer;
use crate::source::ingest::Store;
use crate::source::word::Word;

#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow, default, rename = "principalId")]
    principal: Word<'a>,
    #[serde(borrow, default, rename = "principalType")]
    kind: Word<'a>,
    #[serde(borrow, default, rename = "appRoleId")]
    role: Word<'a>,
    #[serde(borrow, default, rename = "createdDateTime")]
    created: Word<'a>,
}

/// What was read so far.
#[derive(Default)]
struct Taken {
    rows: Vec<Assignment>,
    unreadable: bool,
}

impl Graph {
    /// Every assignment to `application`, one for each principal and role.
    pub(super) async fn assignments(
        &self,
        application: &Arc<Application>,
    ) -> Read<Vec<Assignment>> {
        let mut progress = self.begin();
        let place = format!(
            "/servicePrincipals/{}/appRoleAssignedTo?$top=999",
            application.id
        );
        let client = progress.client.clone();
        let listing = Listing::of(&client, client.at(&place));
        let application = Arc::clone(application);
        let take = move |store: &mut Store, taken: &mut Taken, answer: &Answer| {
            take(store, taken, answer, &application)
        };
        let (taken, stop) = self.list(listing, Taken::default(), take).await;
        if taken.unreadable {
            progress.lower(Grade::Partial, Reason::RowsUnreadable);
        }
        if let Some(stop) = stop {
            let reason = stop.reason;
            progress.lose(stop, reason);
        }
        Read {
            reading: progress.end(taken.rows.len()),
            data: Arc::new(taken.rows),
        }
    }
}

fn take(
    store: &mut Store,
    taken: &mut Taken,
    answer: &Answer,
    application: &Application,
) -> Result<(), SourceError> {
    let page: Page<Row> = answer.json()?;
    for row in page.value {
        if row.principal.is_empty() {
            taken.unreadable = true;
            continue;
        }
        taken.rows.push(Assignment {
            principal: store.interner.id(row.principal.get()),
            kind: kind(&row.kind),
            role: application.role(row.role.get()),
            created: moment(row.created.get()),
        });
    }
    Ok(())
}

fn kind(kind: &Word) -> Principal {
    match kind.get() {
        "User" => Principal::User,
        "Group" => Principal::Group,
        "ServicePrincipal" => Principal::ServicePrincipal,
        _ => Principal::Other,
    }
}
