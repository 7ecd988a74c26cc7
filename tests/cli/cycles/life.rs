//! One thing that is planted: what happens in the tenant, and what stands from when to when because of it.

use std::fmt::Write;
use std::ops::Range;

use super::calendar::Calendar;

/// The two groups that the scenario counts as 0 and 1.
pub const GROUPS: [&str; 2] = ["All Staff", "Engineering"];

/// What is planted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    Joiner,
    Mover,
    Renamed,
    Disabled,
    Deleted,
    Unassigned,
    Returned,
    MovedGroup,
    MemberRemovedByHand,
    MemberAddedByHand,
    EditedByHand,
    ReactivatedByHand,
    DeletedByHand,
    LostWrite,
    Conflict,
    Skipped,
    NeverLinked,
    Stranger,
}

/// A finding that must be there from one time to another, and at no other time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stand {
    pub kind: &'static str,
    /// The attribute, or the place of the group.
    pub part: &'static str,
    pub when: Range<i64>,
    pub phase: &'static str,
}

/// Somebody and what happens to them.
pub struct Life {
    pub kind: Kind,
    pub who: String,
    /// When what it is named after happens; what makes it possible comes before.
    pub at: i64,
    pub stands: Vec<Stand>,
    events: Vec<(i64, String)>,
}

/// The times of a life: it begins, what it is named after happens, somebody puts it right.
#[derive(Clone, Copy)]
pub struct Times {
    pub begins: i64,
    pub at: i64,
    pub righted: i64,
}

impl Kind {
    pub const ALL: [Self; 18] = [
        Self::Joiner,
        Self::Mover,
        Self::Renamed,
        Self::Disabled,
        Self::Deleted,
        Self::Unassigned,
        Self::Returned,
        Self::MovedGroup,
        Self::MemberRemovedByHand,
        Self::MemberAddedByHand,
        Self::EditedByHand,
        Self::ReactivatedByHand,
        Self::DeletedByHand,
        Self::LostWrite,
        Self::Conflict,
        Self::Skipped,
        Self::NeverLinked,
        Self::Stranger,
    ];

    /// In words, for the table.
    pub fn words(self) -> &'static str {
        match self {
            Self::Joiner => "somebody joins",
            Self::Mover => "another title in Entra",
            Self::Renamed => "another userPrincipalName in Entra",
            Self::Disabled => "somebody leaves: disabled",
            Self::Deleted => "somebody leaves: deleted",
            Self::Unassigned => "somebody leaves: out of the assigned group",
            Self::Returned => "a disabled account is enabled again",
            Self::MovedGroup => "from one assigned group to another",
            Self::MemberRemovedByHand => "a member taken out at the provider",
            Self::MemberAddedByHand => "a member added at the provider",
            Self::EditedByHand => "a title edited at the provider",
            Self::ReactivatedByHand => "a leaver activated at the provider",
            Self::DeletedByHand => "an account deleted at the provider",
            Self::LostWrite => "a write confirmed and not stored",
            Self::Conflict => "a joiner whose name is taken: 409",
            Self::Skipped => "disabled before there was an account: skipped",
            Self::NeverLinked => "an account by hand of somebody never assigned",
            Self::Stranger => "an account by hand of nobody in Entra",
        }
    }
}

impl Life {
    /// What happens to `who`, and what must be found because of it. `None` where something would have to
    /// happen before a cycle has made it possible.
    pub fn of(kind: Kind, who: &str, times: Times, calendar: &Calendar) -> Option<Self> {
        let mut life = Self {
            kind,
            who: who.to_owned(),
            at: times.at,
            stands: Vec::new(),
            events: Vec::new(),
        };
        let starts_alone = matches!(
            kind,
            Kind::Joiner | Kind::Conflict | Kind::Skipped | Kind::NeverLinked | Kind::Stranger
        );
        if !starts_alone {
            life.joins(times.begins, calendar);
        }
        life.goes_on(times, calendar);
        let ready = |from: i64, until: i64| calendar.between(from, until) > 0;
        let half = i64::midpoint(times.begins, times.at);
        let possible = (starts_alone || ready(times.begins, half) && ready(half, times.at))
            && ready(times.at, times.righted);
        possible.then_some(life)
    }

    fn goes_on(&mut self, times: Times, calendar: &Calendar) {
        let Times { at, righted, .. } = times;
        let next = calendar.next(at);
        match self.kind {
            Kind::Joiner => self.joins(at, calendar),
            Kind::Mover => {
                self.happens(at, "move", "title = \"Lead\"");
                self.stands("attribute_mismatch", "title", at..next, "pending");
            }
            Kind::Renamed => {
                let upn = format!("upn = \"{}.renamed\"", self.who);
                self.happens(at, "rename", &upn);
                // The mail address follows.
                for attribute in ["userName", "emails[type eq \"work\"].value"] {
                    self.stands("attribute_mismatch", attribute, at..next, "pending");
                }
            }
            Kind::Disabled => self.leaves(at, "disable", calendar),
            Kind::Deleted | Kind::Unassigned => {
                let how = if self.kind == Kind::Deleted {
                    "delete"
                } else {
                    "unassign"
                };
                self.leaves(at, how, calendar);
                self.stands("extra_member", GROUPS[0], at..next, "pending");
            }
            Kind::Returned => {
                self.leaves(at, "disable", calendar);
                self.happens(righted, "return", "");
                self.stands(
                    "active_mismatch",
                    "active",
                    righted..calendar.next(righted),
                    "pending",
                );
            }
            Kind::MovedGroup => {
                self.happens(at, "member_add", "group = 1");
                self.stands("missing_member", GROUPS[1], at..next, "pending");
                self.happens(righted, "member_remove", "group = 0");
                self.stands(
                    "extra_member",
                    GROUPS[0],
                    righted..calendar.next(righted),
                    "pending",
                );
            }
            _ => self.goes_on_by_hand(times, calendar),
        }
    }

    /// What somebody does at the provider.
    fn goes_on_by_hand(&mut self, times: Times, calendar: &Calendar) {
        let Times {
            begins,
            at,
            righted,
        } = times;
        match self.kind {
            Kind::MemberRemovedByHand => {
                self.happens(at, "provider_remove_member", "group = 0");
                self.stands("missing_member", GROUPS[0], at..righted, "silent");
                self.happens(righted, "provider_add_member", "group = 0");
            }
            Kind::MemberAddedByHand => {
                self.happens(at, "provider_add_member", "group = 1");
                self.stands("extra_member", GROUPS[1], at..righted, "silent");
                self.happens(righted, "provider_remove_member", "group = 1");
            }
            Kind::EditedByHand => {
                self.edited(at, "title", "By hand");
                self.stands("attribute_mismatch", "title", at..righted, "silent");
                self.edited(righted, "title", "Clerk");
            }
            Kind::ReactivatedByHand => {
                self.leaves(i64::midpoint(begins, at), "disable", calendar);
                self.edited(at, "active", "true");
                self.stands("active_mismatch", "active", at..righted, "silent");
                self.edited(righted, "active", "false");
            }
            Kind::DeletedByHand => {
                self.happens(at, "provider_delete_user", "");
                self.stands("missing_user", "", at..righted, "silent");
                self.happens(righted, "leave", "how = \"delete\"");
            }
            Kind::Stranger => {
                self.stranger(at);
                self.stands("orphan_user", "", at..righted, "silent");
                self.happens(righted, "provider_delete_user", "");
            }
            _ => self.goes_wrong(times, calendar),
        }
    }

    /// What the service or the provider does not do.
    fn goes_wrong(&mut self, times: Times, calendar: &Calendar) {
        let Times {
            begins,
            at,
            righted,
        } = times;
        let next = calendar.next(at);
        match self.kind {
            Kind::LostWrite => {
                self.happens(at, "lie", "");
                self.happens(at, "move", "title = \"Lead\"");
                self.stands("attribute_mismatch", "title", at..next, "pending");
                self.stands("attribute_mismatch", "title", next..righted, "silent");
                self.happens(righted, "move", "title = \"Head\"");
                let next = calendar.next(righted);
                self.stands("attribute_mismatch", "title", righted..next, "pending");
            }
            Kind::Conflict => self.conflicts(at, righted, calendar),
            Kind::Skipped => {
                self.stranger(begins);
                self.stands("orphan_user", "", begins..at, "silent");
                self.joins_as(at, "group = 0");
                self.happens(at, "leave", "how = \"disable\"");
                self.stands("active_mismatch", "active", at..next, "pending");
                self.stands("active_mismatch", "active", next..righted, "skipped");
                self.edited(righted, "active", "false");
            }
            Kind::NeverLinked => {
                self.stranger(begins);
                self.stands("orphan_user", "", begins..at, "silent");
                self.joins_as(at, "");
                let promised = calendar.promised(at);
                self.stands("orphan_user", "", at..promised, "pending");
                self.stands("orphan_user", "", promised..righted, "overdue");
                self.edited(righted, "active", "false");
            }
            _ => {}
        }
    }

    fn joins(&mut self, at: i64, calendar: &Calendar) {
        self.joins_as(at, "group = 0");
        self.stands("missing_user", "", at..calendar.next(at), "pending");
    }

    fn joins_as(&mut self, at: i64, group: &str) {
        let who = &self.who;
        let words = format!("upn = \"{who}\"\nname = \"{who} One\"\ntitle = \"Clerk\"\n{group}");
        self.events.push((at, format!("do = \"join\"\n{words}")));
    }

    fn stranger(&mut self, at: i64) {
        let who = &self.who;
        let words = format!("upn = \"{who}\"\nname = \"{who} One\"");
        self.events
            .push((at, format!("do = \"provider_create_user\"\n{words}")));
    }

    fn leaves(&mut self, at: i64, how: &str, calendar: &Calendar) {
        self.happens(at, "leave", &format!("how = \"{how}\""));
        let (kind, part) = match how {
            "disable" => ("active_mismatch", "active"),
            _ => ("orphan_user", ""),
        };
        self.stands(kind, part, at..calendar.next(at), "pending");
    }

    /// The account in capitals stands in the way until somebody deletes it; then a retry makes the right one:
    /// six, twelve and 24 hours after the first failure, then daily.
    fn conflicts(&mut self, at: i64, righted: i64, calendar: &Calendar) {
        let who = &self.who;
        let words = format!("upn = \"{who}\"\nname = \"{who} One\"\ngroup = 0");
        self.events
            .push((at, format!("do = \"conflict\"\n{words}")));
        let deletes = format!(
            "do = \"provider_delete_user\"\nuser = \"{}\"",
            who.to_uppercase()
        );
        self.events.push((righted, deletes));
        let failed = calendar.next(at);
        let waits = [6, 12].into_iter().chain((1..9).map(|day| day * 24));
        let retries = waits.map(|hours| calendar.next(failed.saturating_add(hours * 3600 + 120)));
        let healed = retries.into_iter().find(|retry| *retry > righted);
        // Until then it is taken for the joiner's: its name is another, and it is in no group.
        for (kind, part) in [
            ("attribute_mismatch", "name.formatted"),
            ("missing_member", GROUPS[0]),
        ] {
            self.stands(kind, part, at..failed, "pending");
            self.stands(kind, part, failed..righted, "failing");
        }
        self.stands(
            "missing_user",
            "",
            righted..healed.unwrap_or(i64::MAX),
            "failing",
        );
    }

    fn edited(&mut self, at: i64, attribute: &str, value: &str) {
        let words = format!("attribute = \"{attribute}\"\nvalue = \"{value}\"");
        self.happens(at, "provider_edit", &words);
    }

    fn happens(&mut self, at: i64, verb: &str, words: &str) {
        let who = &self.who;
        self.events
            .push((at, format!("do = \"{verb}\"\nuser = \"{who}\"\n{words}")));
    }

    fn stands(
        &mut self,
        kind: &'static str,
        part: &'static str,
        when: Range<i64>,
        phase: &'static str,
    ) {
        self.stands.push(Stand {
            kind,
            part,
            when,
            phase,
        });
    }

    /// What must stand of it at this time.
    pub fn standing(&self, at: i64) -> impl Iterator<Item = &Stand> {
        self.stands
            .iter()
            .filter(move |stand| stand.when.contains(&at))
    }

    /// Whether nothing is to come any more.
    pub fn is_over(&self, at: i64) -> bool {
        self.stands.iter().all(|stand| stand.when.end <= at)
    }

    /// The events, as a scenario writes them.
    pub fn write(&self, scenario: &mut String) {
        for (at, words) in &self.events {
            let _ = writeln!(scenario, "[[event]]\nat = \"{at}s\"\n{words}");
        }
    }
}
