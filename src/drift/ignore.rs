//! Rules for findings that somebody answers for: counted and shown apart, never hidden.

use std::fmt;

use chrono::{DateTime, Utc};
use wildmatch::WildMatch;

/// The globs of a rule (`*` any text, `?` one character); all that are given must match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IgnoreMatch<'a> {
    pub kind: Option<&'a str>,
    pub user: Option<&'a str>,
    pub group: Option<&'a str>,
    pub attribute: Option<&'a str>,
}

/// What a rule is held against: one finding, by the names that people write in a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IgnoreSubject<'a> {
    /// The kind as the report writes it, `missing_user` say.
    pub kind: &'a str,
    /// userPrincipalName, else the provider's userName; for a member finding the member's.
    pub user: Option<&'a str>,
    /// The group's display name.
    pub group: Option<&'a str>,
    /// The target path as Entra writes it.
    pub attribute: Option<&'a str>,
}

/// A drift that somebody owns, with the reason and, if it is not for ever, its end.
#[derive(Clone, Debug, PartialEq)]
pub struct IgnoreRule {
    kind: Option<WildMatch>,
    user: Option<WildMatch>,
    group: Option<WildMatch>,
    attribute: Option<WildMatch>,
    /// Who answers for the rule.
    pub owner: String,
    /// Why the finding may stay.
    pub reason: String,
    /// The first moment at which the rule no longer holds.
    pub until: Option<DateTime<Utc>>,
}

impl IgnoreRule {
    /// Compiles the globs. User and group names compare without regard to case.
    pub fn new(
        globs: &IgnoreMatch<'_>,
        owner: &str,
        reason: &str,
        until: Option<DateTime<Utc>>,
    ) -> Self {
        Self {
            kind: globs.kind.map(WildMatch::new),
            user: globs.user.map(WildMatch::new_case_insensitive),
            group: globs.group.map(WildMatch::new_case_insensitive),
            attribute: globs.attribute.map(WildMatch::new),
            owner: owner.to_owned(),
            reason: reason.to_owned(),
            until,
        }
    }

    /// Whether every glob of the rule fits the finding. A finding without a user is not met by a
    /// rule that names one, whatever the glob.
    pub fn matches(&self, subject: &IgnoreSubject<'_>) -> bool {
        fits(self.kind.as_ref(), Some(subject.kind))
            && fits(self.user.as_ref(), subject.user)
            && fits(self.group.as_ref(), subject.group)
            && fits(self.attribute.as_ref(), subject.attribute)
    }

    /// Whether the rule has ended: what it covered is drift again.
    pub fn expired(&self, now: DateTime<Utc>) -> bool {
        self.until.is_some_and(|end| now >= end)
    }
}

fn fits(glob: Option<&WildMatch>, text: Option<&str>) -> bool {
    glob.is_none_or(|glob| text.is_some_and(|text| glob.matches(text)))
}

/// The globs, as somebody would say them: `kind=orphan_user user=svc-*`.
impl fmt::Display for IgnoreRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let globs = [
            ("kind", &self.kind),
            ("user", &self.user),
            ("group", &self.group),
            ("attribute", &self.attribute),
        ];
        let mut gap = "";
        for (name, glob) in globs {
            if let Some(glob) = glob {
                write!(f, "{gap}{name}={glob}")?;
                gap = " ";
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(globs: IgnoreMatch<'_>) -> IgnoreRule {
        IgnoreRule::new(&globs, "it-ops", "made by hand", None)
    }

    const ORPHAN: IgnoreSubject<'_> = IgnoreSubject {
        kind: "orphan_user",
        user: Some("Svc-Backup@contoso.com"),
        group: None,
        attribute: None,
    };

    #[test]
    fn every_given_glob_must_fit() {
        let kind = Some("orphan_*");
        let cases = [
            (
                IgnoreMatch {
                    kind,
                    ..Default::default()
                },
                true,
            ),
            (
                IgnoreMatch {
                    kind,
                    user: Some("svc-*"),
                    ..Default::default()
                },
                true,
            ),
            (
                IgnoreMatch {
                    kind,
                    user: Some("adm-*"),
                    ..Default::default()
                },
                false,
            ),
            (
                IgnoreMatch {
                    kind: Some("missing_*"),
                    user: Some("svc-*"),
                    ..Default::default()
                },
                false,
            ),
            (
                IgnoreMatch {
                    kind: Some("ORPHAN_USER"),
                    ..Default::default()
                },
                false,
            ),
            (
                IgnoreMatch {
                    user: Some("svc-backup@contoso.co?"),
                    ..Default::default()
                },
                true,
            ),
        ];
        for (globs, expected) in cases {
            assert_eq!(rule(globs).matches(&ORPHAN), expected, "{globs:?}");
        }
    }

    #[test]
    fn a_glob_asks_for_the_part_it_names() {
        let any_group = rule(IgnoreMatch {
            group: Some("*"),
            ..Default::default()
        });
        assert!(!any_group.matches(&ORPHAN));
        assert!(any_group.matches(&IgnoreSubject {
            group: Some("Sales"),
            ..ORPHAN
        }));
    }

    #[test]
    fn brackets_of_a_target_path_are_plain_text() {
        let path = "emails[type eq \"work\"].value";
        let mail = rule(IgnoreMatch {
            attribute: Some("emails[type eq *].value"),
            ..Default::default()
        });
        assert!(mail.matches(&IgnoreSubject {
            attribute: Some(path),
            ..ORPHAN
        }));
        assert!(!mail.matches(&IgnoreSubject {
            attribute: Some("title"),
            ..ORPHAN
        }));
    }

    #[test]
    fn a_rule_ends_at_its_moment() {
        let end = DateTime::UNIX_EPOCH + chrono::TimeDelta::days(1);
        let mut ending = rule(IgnoreMatch {
            kind: Some("*"),
            ..Default::default()
        });
        assert!(!ending.expired(end));
        ending.until = Some(end);
        assert!(!ending.expired(end - chrono::TimeDelta::seconds(1)));
        assert!(ending.expired(end));
    }

    #[test]
    fn a_rule_reads_as_it_was_written() {
        let globs = IgnoreMatch {
            kind: Some("orphan_*"),
            user: Some("svc-*"),
            ..Default::default()
        };
        assert_eq!(rule(globs).to_string(), "kind=orphan_* user=svc-*");
    }
}
