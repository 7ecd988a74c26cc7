//! Groups whose members do not come with the list: each is asked for by itself.

use futures_util::StreamExt;
use futures_util::stream;

use super::Scim;
use super::capabilities::MembersShown;
use super::group_draft::MembersRow;
use super::group_fields::GroupFields;
use super::group_intake::GroupIntake;
use super::intake::Intake;
use super::list::{Endpoint, List};
use super::page::resource;
use super::reader::{Crawled, Link};
use crate::model::{Grade, Id, Interner, Reason, SourceError};
use crate::source::http::Answer;
use crate::source::ingest::Store;
use crate::source::progress::Progress;

/// Groups asked for at the same time.
const IN_FLIGHT: usize = 4;

impl Scim {
    /// The list of groups with their members, in two phases where one does not do.
    pub(super) async fn read_groups(
        &self,
        link: &Link,
        progress: &mut Progress,
    ) -> Result<GroupIntake, SourceError> {
        let found = self.capabilities_by(link).await?;
        let plan = || self.plan(&found, Endpoint::Groups);
        let list = |without_members| List {
            endpoint: Endpoint::Groups,
            without_members,
        };
        let before = self.groups_before.lock().await.clone();
        let mut groups = link
            .crawl(list(false), plan(), GroupIntake::new(before))
            .await?;
        let mut by_id = found.members == Some(MembersShown::ById) && !groups.intake.has_members();
        if groups.was_too_much() {
            let lean = link
                .crawl(list(true), plan(), GroupIntake::new(None))
                .await?;
            if lean.verdict().grade < groups.verdict().grade {
                groups = lean;
                by_id = true;
            }
        }
        let held = groups.intake.count();
        self.learn(Endpoint::Groups, &groups.crawl, held).await;
        if found.members.is_none() && groups.intake.count() > 0 {
            // There was no group to be asked when the provider was; now there is.
            self.forget().await;
        }
        groups.report(progress);
        let Crawled { mut intake, .. } = groups;
        if by_id {
            intake.forget_members();
            intake = self.fill(link, intake, progress).await?;
        }
        Ok(intake)
    }

    /// Takes the members of every group from its own answer.
    async fn fill(
        &self,
        link: &Link,
        mut intake: GroupIntake,
        progress: &mut Progress,
    ) -> Result<GroupIntake, SourceError> {
        let ids: Vec<Id> = intake.ids().collect();
        let asks = ids
            .into_iter()
            .enumerate()
            .map(|(at, id)| async move { (at, link.resource(Endpoint::Groups, id).await) });
        let mut answers = stream::iter(asks).buffer_unordered(IN_FLIGHT);
        while let Some((at, answer)) = answers.next().await {
            match answer {
                Ok(Some(answer)) => {
                    let filled = refill(link, intake, at, answer).await?;
                    intake = filled.0;
                    if let Err(refused) = filled.1 {
                        progress.lose(refused, Reason::GroupUnread);
                    }
                }
                Ok(None) => progress.lower(Grade::Doubtful, Reason::GroupUnread),
                Err(error) => progress.lose(error, Reason::GroupUnread),
            }
        }
        Ok(intake)
    }
}

async fn refill(
    link: &Link,
    mut intake: GroupIntake,
    at: usize,
    answer: Answer,
) -> Result<(GroupIntake, Result<(), SourceError>), SourceError> {
    let place = answer.at.clone();
    let read = move || {
        let group = resource::<GroupFields>(&answer.body);
        let mut texts = Interner::listing();
        let members = group.map(|group| MembersRow::of(&mut texts, &group.members));
        let members = members.map_err(|refusal| refusal.of(&answer.at))?;
        Ok((members, texts))
    };
    let (members, texts) = match link.ingest.read(read).await? {
        Ok(read) => read,
        Err(refused) => return Ok((intake, Err(refused))),
    };
    let fill = move |store: &mut Store| {
        let kept = store.room(&place).map(|()| {
            let here = store.interner.adopt(&texts);
            intake.refill(store, at, &here, members);
        });
        (intake, kept)
    };
    link.ingest.run(fill).await
}
