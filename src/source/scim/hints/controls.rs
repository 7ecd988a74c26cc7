//! Which hints a provider gives, each tried where it must show something and where it must not.

use chrono::{DateTime, Utc};

use super::super::Scim;
use super::super::list::Endpoint;
use super::super::moment;
use super::super::page::Page;
use super::Stamp;
use super::stamp::tag;
use crate::model::SourceError;
use crate::source::ingest::Store;

/// A tag that no resource has.
const NO_TAG: &str = "\"of-nobody.scimtop.invalid\"";
/// 2100-01-01: nothing was changed since.
const NEVER: i64 = 4_102_444_800;

/// How far the totals that are asked for by themselves can be trusted.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Totals {
    #[default]
    Untried,
    /// Was once another than that of the crawl before it.
    Doubted,
    /// Was told as it was in a crawl.
    Proven,
    Wrong,
}

impl Totals {
    /// After one more that did not fit.
    pub fn doubted(self) -> Self {
        match self {
            Self::Untried => Self::Doubted,
            Self::Doubted | Self::Wrong => Self::Wrong,
            Self::Proven => Self::Proven,
        }
    }
}

/// How it is asked what was changed since a crawl: the best way that works.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum ByTime {
    /// Not at all: the total alone tells, or nothing.
    #[default]
    No,
    /// Lists come in the order of `meta.lastModified`.
    Sorted,
    /// `meta.lastModified gt` finds what was changed and nothing else.
    Filtered,
}

/// What works, of users and of groups.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Controlled {
    /// The count with which a list tells its total; `None` where it does not.
    pub count: Option<u32>,
    pub totals: [Totals; 2],
    /// How it is asked what was changed since a crawl.
    pub by_time: [ByTime; 2],
    /// Whether a resource is answered with 304 where it has its `ETag` still, and only there.
    pub tags: [bool; 2],
}

impl Controlled {
    /// For people.
    pub fn words(&self) -> String {
        let wrong = self.totals.contains(&Totals::Wrong);
        let totals = self.count.filter(|_| !wrong).map(|_| "totals");
        let times = self.times();
        let tags = match self.tags {
            [true, true] => Some("ETags"),
            [true, false] => Some("ETags of users"),
            [false, true] => Some("ETags of groups"),
            [false, false] => None,
        };
        let others = [totals, tags].map(|told| told.map(str::to_owned));
        let [totals, tags] = others.map(Option::into_iter);
        let works: Vec<String> = totals.chain(times).chain(tags).collect();
        if works.is_empty() {
            "no hint of a change can be trusted here".to_owned()
        } else {
            works.join(", ")
        }
    }

    fn times(&self) -> Vec<String> {
        let [users, groups] = self.by_time.map(|way| match way {
            ByTime::No => None,
            ByTime::Sorted => Some("by the order of time"),
            ByTime::Filtered => Some("by time"),
        });
        if let Some(way) = users.filter(|_| users == groups) {
            return vec![format!("changes {way}")];
        }
        let users = users.map(|way| format!("changes of users {way}"));
        let groups = groups.map(|way| format!("changes of groups {way}"));
        users.into_iter().chain(groups).collect()
    }
}

impl Scim {
    /// Tries every hint.
    pub(super) async fn controlled(&self) -> Result<Controlled, SourceError> {
        let mut found = Controlled::default();
        for count in [0, 1] {
            let total = unless_refused(self.total(Endpoint::Users, count).await)?;
            if total.flatten().is_some() {
                found.count = Some(count);
                break;
            }
        }
        for endpoint in [Endpoint::Users, Endpoint::Groups] {
            found.by_time[endpoint as usize] = if self.tells_by_time(endpoint).await? {
                ByTime::Filtered
            } else if self.sorts_by_time(endpoint).await? {
                ByTime::Sorted
            } else {
                ByTime::No
            };
            found.tags[endpoint as usize] = self.heeds_tags(endpoint).await?;
        }
        Ok(found)
    }

    /// Somebody was changed since 1970, and nobody will be before 2100.
    async fn tells_by_time(&self, endpoint: Endpoint) -> Result<bool, SourceError> {
        for (since, expected) in [(0, true), (NEVER, false)] {
            let Some(since) = DateTime::<Utc>::from_timestamp(since, 0) else {
                return Ok(false);
            };
            let place = self.since(endpoint, since, 1).await;
            let answer = self.client.get(&self.client.at(&place)).await;
            let Some(answer) = unless_refused(answer)? else {
                return Ok(false);
            };
            let Ok(page) = Page::<Stamp>::parse(&answer.body) else {
                return Ok(false);
            };
            let mut times = page.rows.iter().map(|row| row.modified.get());
            if times.any(|time| moment::seconds(time) > 0) != expected
                || page.rows.is_empty() == expected
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A resource's own tag is answered with 304, another with the resource.
    async fn heeds_tags(&self, endpoint: Endpoint) -> Result<bool, SourceError> {
        let Some(id) = self.somebody(endpoint).await? else {
            return Ok(false);
        };
        let target = self.client.at(&endpoint.resource(&id));
        let Some(answer) = unless_refused(self.client.get(&target).await)? else {
            return Ok(false);
        };
        let Some(tag) = tag(&answer) else {
            return Ok(false);
        };
        let own = unless_refused(self.client.get_if_changed(&target, &tag).await)?;
        let other = unless_refused(self.client.get_if_changed(&target, NO_TAG).await)?;
        Ok(matches!((own, other), (Some(None), Some(Some(_)))))
    }

    /// The identifier of some user or group.
    async fn somebody(&self, endpoint: Endpoint) -> Result<Option<String>, SourceError> {
        if endpoint == Endpoint::Groups {
            return Ok(self.next_groups(&mut 0, 1).await?.into_iter().next());
        }
        let Some(held) = self.users_before.lock().await.clone() else {
            return Ok(None);
        };
        let spell = move |store: &mut Store| {
            let users = held.users();
            let first = users.people().find_map(|person| users.row(person));
            first.map(|row| row.id.spelled(&store.interner))
        };
        self.ingest.run(spell).await
    }
}

/// A refusal says that it does not work; any other failure that it could not be tried.
pub(super) fn unless_refused<T>(answer: Result<T, SourceError>) -> Result<Option<T>, SourceError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(
            SourceError::Status { .. }
            | SourceError::Protocol { .. }
            | SourceError::Redirected { .. },
        ) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_that_never_fits_is_given_up_after_two_crawls() {
        assert_eq!(Totals::Untried.doubted(), Totals::Doubted);
        assert_eq!(Totals::Untried.doubted().doubted(), Totals::Wrong);
        assert_eq!(Totals::Proven.doubted(), Totals::Proven);
    }

    #[test]
    fn what_works_is_said_in_words() {
        let mut found = Controlled::default();
        assert_eq!(found.words(), "no hint of a change can be trusted here");
        found.by_time = [ByTime::Filtered, ByTime::No];
        found.count = Some(0);
        found.tags = [false, true];
        assert_eq!(
            found.words(),
            "totals, changes of users by time, ETags of groups"
        );
        found.totals = [Totals::Proven, Totals::Wrong];
        found.tags = [true, true];
        assert_eq!(found.words(), "changes of users by time, ETags");
        found.by_time = [ByTime::Filtered, ByTime::Sorted];
        assert_eq!(
            found.words(),
            "changes of users by time, changes of groups by the order of time, ETags"
        );
        found.by_time = [ByTime::Sorted; 2];
        assert_eq!(found.words(), "changes by the order of time, ETags");
    }
}
