//! The verdict on one finding: what no cycle will heal, what stops them all, what the log says, and
//! else the clock.

use chrono::{DateTime, Utc};

use super::changed::{Changed, Dated, is_membership};
use super::logged::{Stopped, left_in_entra, rule_of, rule_of_skip, silent, stopped};
use super::{Evidence, Heals, Outlook, Rule, rules};
use crate::drift::{Finding, Kind, Subject};
use crate::entra::Due;
use crate::model::{Event, Foreign, Job, JobCode, ScheduleState};

/// What becomes of `finding`.
pub fn foresee(finding: &Finding, evidence: &Evidence) -> Outlook {
    let case = Case {
        finding,
        evidence,
        changed: Changed::in_entra(finding, evidence),
    };
    let outlook = case
        .never()
        .or_else(|| case.blocked())
        .or_else(|| case.stopped())
        .unwrap_or_else(|| case.by_clock());
    Outlook {
        leaver: is_leaver(finding),
        ..outlook
    }
}

/// Someone who should be out and is still active at the provider.
fn is_leaver(finding: &Finding) -> bool {
    match finding.kind {
        Kind::OrphanUser => is_known_to_entra(finding),
        Kind::ActiveMismatch => {
            let expected = finding.expected.as_ref();
            expected.is_some_and(|expected| expected.raw() == "false")
        }
        _ => false,
    }
}

fn is_known_to_entra(finding: &Finding) -> bool {
    let detail = finding.detail.raw();
    detail.starts_with("out_of_scope") || detail.starts_with("deleted_in_entra")
}

struct Case<'e, 'a> {
    finding: &'e Finding,
    evidence: &'e Evidence<'a>,
    changed: Changed,
}

impl Case<'_, '_> {
    fn outlook(&self, rule: &'static Rule, heals: Heals) -> Outlook {
        Outlook {
            phase: rule.phase,
            heals,
            rule,
            changed: self.changed,
            ..Outlook::unknown()
        }
    }

    /// What nobody but a person will touch again.
    fn never(&self) -> Option<Outlook> {
        let rule = match self.finding.kind {
            Kind::DuplicateUser | Kind::DuplicateGroup => &rules::DUPLICATE,
            Kind::OrphanUser if !is_known_to_entra(self.finding) => &rules::UNMANAGED_USER,
            Kind::OrphanGroup if !self.was_assigned() => &rules::UNMANAGED_GROUP,
            Kind::ExtraMember if self.is_strange() => &rules::STRANGE_MEMBER,
            _ => return self.moved(),
        };
        Some(self.outlook(rule, Heals::Never))
    }

    fn moved(&self) -> Option<Outlook> {
        if let Some(silent) = silent(self.finding, self.evidence, self.changed) {
            let by = if silent.by_provider {
                Dated::ProviderAudit
            } else {
                self.changed.by
            };
            let changed = Changed {
                at: if silent.by_provider {
                    Some(silent.at)
                } else {
                    self.changed.at
                },
                by,
            };
            return Some(Outlook {
                changed,
                because: silent.because,
                ..self.outlook(silent.rule, Heals::Never)
            });
        }
        if self.was_added_by_hand() {
            return Some(self.outlook(&rules::MEMBER_ADDED, Heals::Never));
        }
        let missed = self.reference_missed()?;
        Some(Outlook {
            because: missed,
            ..self.outlook(&rules::REFERENCE_MISSED, Heals::Never)
        })
    }

    /// An extra member whom Entra's audit, which reaches back to before it was seen, never took out. Of one
    /// who came between two looks that is known once a cycle is over, and only where Entra knows them.
    fn was_added_by_hand(&self) -> bool {
        let member = self.finding.member.as_ref();
        let is_known = member.is_some_and(|member| self.evidence.book.entra_id(member).is_some());
        let is_settled = self.changed.at.is_some_and(|at| self.passed(at) > 0);
        self.finding.kind == Kind::ExtraMember
            && (self.changed.by == Dated::Before
                || self.appeared_by_itself() && is_known && is_settled)
            && left_in_entra(self.finding, self.evidence).is_none()
    }

    /// It came between two looks, and Entra's audit, which has all of that time, does not say why.
    fn appeared_by_itself(&self) -> bool {
        let (absent, from) = (self.finding.absent, self.evidence.changes_from);
        let is_covered = from
            .zip(absent)
            .is_some_and(|(from, absent)| from <= absent);
        self.changed.by == Dated::FirstSight && is_covered
    }

    /// The group's deletion or un-assignment in Entra, if its audit has one.
    fn was_assigned(&self) -> bool {
        self.changed.by == Dated::DirectoryAudit
    }

    fn is_strange(&self) -> bool {
        let member = self.finding.member.as_ref();
        member.is_some_and(|member| member.entra_id.is_none() && member.name.is_empty())
    }

    /// A member whose account came after the last row that wrote the group's members.
    fn reference_missed(&self) -> Option<Foreign> {
        if self.finding.kind != Kind::MissingMember {
            return None;
        }
        let entra_id = |subject: &Option<Subject>| {
            let subject = subject.as_ref()?;
            self.evidence.book.entra_id(subject).cloned()
        };
        let (group, member) = (
            entra_id(&self.finding.group),
            entra_id(&self.finding.member),
        );
        let book = &self.evidence.book;
        let written = book.provisioning(group.as_ref()).first()?;
        let rows = book.provisioning(member.as_ref()).iter();
        let mut made = rows.filter(|row| row.action.raw().eq_ignore_ascii_case("create"));
        let made = made.next().filter(|made| made.at > written.at)?;
        let passed = self.passed(made.at) > 0;
        (self.joined_before(written.at, member.as_ref()) && passed).then(|| {
            let at = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M UTC");
            Foreign::new(format!(
                "the group was written at {}, the person made at {}",
                at(written.at),
                at(made.at)
            ))
        })
    }

    /// Whether the membership in Entra is older than `at`: its audit, which reaches back further, has no row of
    /// one since.
    fn joined_before(&self, at: DateTime<Utc>, member: Option<&Foreign>) -> bool {
        let group = self.finding.group.as_ref();
        let group = group.and_then(|group| group.entra_id.as_ref());
        let rows = self.evidence.book.directory(member).iter();
        let of_group = |event: &Event| {
            [&event.target_id, &event.source_id]
                .map(Some)
                .contains(&group)
        };
        let mut memberships = rows.filter(|event| is_membership(event) && of_group(event));
        let is_whole = self.evidence.changes_from.is_some_and(|from| from < at);
        is_whole && memberships.all(|event| event.at < at)
    }

    fn blocked(&self) -> Option<Outlook> {
        let job = self.evidence.job.filter(|job| job.is_blocked())?;
        let reason = job.quarantine.as_ref().map(|quarantine| &quarantine.reason);
        Some(Outlook {
            because: told(job),
            ..self.outlook(blocked_by(reason), Heals::Blocked)
        })
    }

    fn stopped(&self) -> Option<Outlook> {
        match stopped(self.finding, self.evidence, self.changed.at)? {
            Stopped::Failed(held) => {
                let (rule, heals) = match held.next {
                    Some(next) => (rule_of(held.code()), Heals::RetryAt(next)),
                    None => (&rules::GIVEN_UP, Heals::Never),
                };
                Some(Outlook {
                    because: held.error.clone(),
                    ..self.outlook(rule, heals)
                })
            }
            Stopped::Skipped(row) => Some(Outlook {
                because: row.detail.clone(),
                ..self.outlook(rule_of_skip(row), Heals::Never)
            }),
        }
    }

    fn by_clock(&self) -> Outlook {
        let Some(at) = self.changed.at else {
            return Outlook::unknown();
        };
        let missed = self.passed(at);
        if missed > 0 && self.is_left_alone() {
            return Outlook {
                missed,
                ..self.outlook(&rules::LEFT_ALONE, Heals::Never)
            };
        }
        if missed > 0 {
            let first = self.evidence.clock.passed(at).last();
            return Outlook {
                missed,
                ..self.outlook(
                    self.overdue(),
                    Heals::ShouldHave(first.and_then(|cycle| cycle.ended)),
                )
            };
        }
        let due = self.evidence.clock.sees(at);
        match due.or_else(|| self.nominal(at)) {
            Some(due) if self.is_late(due) => {
                self.outlook(&rules::CYCLE_LATE, Heals::ShouldHave(Some(due.p90)))
            }
            due => self.outlook(&rules::PENDING, Heals::Yes(due)),
        }
    }

    /// Nothing in Entra has moved since its audit reaches back, so no cycle has anything to look at.
    fn is_left_alone(&self) -> bool {
        let is_part = matches!(
            self.finding.kind,
            Kind::AttributeMismatch | Kind::MissingMember
        );
        let seen_before =
            self.changed.by == Dated::FirstSight && self.changed.at < self.evidence.changes_from;
        is_part && (self.changed.by == Dated::Before || seen_before || self.appeared_by_itself())
    }

    /// Cycles that saw the change, and were over before the provider was read.
    fn passed(&self, at: DateTime<Utc>) -> usize {
        let passed = self.evidence.clock.passed(at);
        let read = |ended: Option<DateTime<Utc>>| ended.is_some_and(|at| at <= self.evidence.read);
        passed.filter(|cycle| read(cycle.ended)).count()
    }

    /// Where no cycle was ever seen: two intervals after the change it is late.
    fn nominal(&self, at: DateTime<Utc>) -> Option<Due> {
        let by = at.checked_add_signed(self.evidence.clock.interval * 2)?;
        let known = !self.evidence.clock.cycles.is_empty();
        (!known).then_some(Due { p50: by, p90: by })
    }

    fn is_late(&self, due: Due) -> bool {
        self.evidence.clock.running().is_none()
            && self.evidence.now > due.p90 + self.evidence.clock.interval / 2
    }

    fn overdue(&self) -> &'static Rule {
        match self.finding.kind {
            _ if is_leaver(self.finding) => &rules::OVERDUE_LEAVER,
            Kind::MissingMember | Kind::ExtraMember => &rules::OVERDUE_MEMBER,
            Kind::MissingGroup | Kind::OrphanGroup => &rules::OVERDUE_GROUP,
            Kind::AttributeMismatch if self.finding.user.is_none() => &rules::OVERDUE_GROUP,
            _ => &rules::OVERDUE_USER,
        }
    }
}

fn blocked_by(reason: Option<&Foreign>) -> &'static Rule {
    match reason.map(|reason| reason.raw().to_ascii_lowercase()) {
        None => &rules::JOB_OFF,
        Some(reason) if reason.contains("toomanydeletes") => &rules::QUARANTINE_DELETES,
        Some(reason) if reason.contains("quarantineexception") => &rules::QUARANTINE_CREDENTIALS,
        Some(_) => &rules::QUARANTINE_FAILURES,
    }
}

/// How the job stands, in its own words.
fn told(job: &Job) -> Foreign {
    let mut words = Vec::new();
    if job.code != JobCode::Active {
        words.push(format!("job {}", job.code.raw()));
    }
    if job.schedule != ScheduleState::Active {
        words.push(format!("schedule {}", job.schedule.raw()));
    }
    if let Some(quarantine) = &job.quarantine {
        words.push(quarantine.reason.raw().to_owned());
        words.push(quarantine.error.raw().to_owned());
    }
    words.retain(|word| !word.is_empty());
    Foreign::new(words.join(", "))
}
