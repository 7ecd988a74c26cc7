//! The table of rules: under which condition a finding gets which verdict, what the cheapest fix is,
//! and how sure that is. docs/drift-rules.md is made of it.

use super::Phase;

/// How sure a rule is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Confidence {
    /// Microsoft's or the provider's documentation says so.
    Documented,
    /// It follows from what is documented.
    Inferred,
    /// People report it; no documentation says so.
    Reported,
    /// Nothing proves it.
    Unproven,
}

/// One row.
#[derive(Debug)]
pub struct Rule {
    pub id: &'static str,
    /// When it applies.
    pub condition: &'static str,
    pub phase: Phase,
    /// The cheapest thing that helps first, each on a line of its own.
    pub fixes: &'static [&'static str],
    /// What else that touches.
    pub touches: &'static str,
    pub source: &'static str,
    pub confidence: Confidence,
    /// Rows of docs/assumptions.md on which the verdict, or what helps, leans: no real tenant has confirmed
    /// them.
    pub assumptions: &'static [&'static str],
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Rule {
    /// What it leans on, in words; `None` where that is nothing.
    pub fn leans_on(&self) -> Option<String> {
        let rows = self.assumptions.join(", ");
        let words = || format!("{rows} of docs/assumptions.md, which no real tenant has confirmed");
        (!rows.is_empty()).then(words)
    }
}

impl Confidence {
    pub fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Inferred => "inferred",
            Self::Reported => "reported, not documented",
            Self::Unproven => "not proven",
        }
    }
}

const HOW: &str = "How Application Provisioning works in Microsoft Entra ID";
const KNOWN: &str = "Known issues for provisioning in Microsoft Entra ID";
const QUARANTINE: &str = "Application provisioning in quarantine status";
const LOGS: &str = "Analyze provisioning logs";
const ON_DEMAND: &str = "On-demand provisioning in Microsoft Entra ID";
const NOBODY: &str = "nobody else";
const ONE: &str = "that one person";

macro_rules! rules {
    ($($name:ident: $id:literal, $condition:literal, $phase:ident, $fixes:expr, $touches:expr, $source:expr, $confidence:ident, $assumptions:expr;)+) => {
        $(pub static $name: Rule = Rule {
            id: $id,
            condition: $condition,
            phase: Phase::$phase,
            fixes: &$fixes,
            touches: $touches,
            source: $source,
            confidence: Confidence::$confidence,
            assumptions: &$assumptions,
        };)+
        /// Every rule, in the order in which they are tried.
        pub static RULES: &[&Rule] = &[$(&$name),+];
    };
}

rules! {
    UNKNOWN_SIDE: "unknown_side", "the side it was found on has not been read soundly since",
        Unknown, ["wait for the next read, or see the screen of sources for what failed"], NOBODY,
        "a read that is not whole proves nothing", Inferred, [];
    DUPLICATE: "duplicate", "the provider holds several resources where Entra has one object",
        Silent, ["delete or rename the copy at the provider, after moving what belongs to it",
            "change the matching attribute, then restart provisioning"],
        "whoever uses the copy", KNOWN, Inferred, ["P10"];
    UNMANAGED_USER: "unmanaged_user", "nobody in Entra's directory goes with this active user",
        Silent, ["deactivate it at the provider, or leave it out with an [[ignore]] rule",
            "if it is somebody's, make its userName the person's and assign the person"],
        ONE, KNOWN, Documented, ["G6", "G11"];
    UNMANAGED_GROUP: "unmanaged_group", "the group is at the provider and not assigned in Entra",
        Silent, ["delete it at the provider, or leave it out with an [[ignore]] rule",
            "assign the group of that name to the application"],
        "its members lose what the group gives them", KNOWN, Inferred, ["P5"];
    STRANGE_MEMBER: "strange_member", "the group holds a member id that no user of the provider has",
        Silent, ["take the id out of the group at the provider", "tell the provider: its reference is broken"],
        NOBODY, "RFC 7643, 4.2", Inferred, ["P4"];
    MEMBER_ADDED: "member_added_by_hand", "somebody added the member at the provider, or no membership in Entra ever was",
        Silent, ["take the person out of the group at the provider"],
        "that one membership; that a restart takes it out is not proven", KNOWN, Reported, ["G8", "G9", "G13", "K6", "B6"];
    MEMBER_REMOVED: "member_removed_by_hand", "the member was taken out at the provider after Entra had added it",
        Silent, ["provision the group on demand with up to five such members",
            "take the person out of the group in Entra, wait a cycle, add them again",
            "restart provisioning"],
        "on demand: those members alone; a restart: everybody, and an initial cycle", KNOWN, Documented, ["E12", "G13", "K6", "B5"];
    DELETED_BY_HAND: "deleted_by_hand", "the resource was deleted at the provider after Entra had made it",
        Silent, ["provision the person on demand",
            "restart provisioning with the links cleared, if it is still skipped"],
        "on demand: that one person; a restart: everybody, and an initial cycle", KNOWN, Documented, ["E11", "K6"];
    EDITED_BY_HAND: "edited_by_hand", "the provider holds something else than Entra exported last",
        Silent, ["provision the person on demand", "set the value at the provider to Entra's",
            "change the attribute in Entra and back"],
        ONE, KNOWN, Documented, ["E12", "K6"];
    REACTIVATED: "reactivated_by_hand", "the log says that it was disabled, and the provider holds it active",
        Silent, ["deactivate it at the provider now", "then find out who activated it"],
        ONE, KNOWN, Documented, ["E12", "P2", "K6"];
    LOST_WRITE: "lost_write", "the log says success, and the provider, read later, does not show it",
        Silent, ["provision on demand and look again", "tell the provider: it confirmed a write and did not keep it"],
        ONE, "no cycle looks again at what was logged as done", Inferred, ["E11", "E12"];
    QUARANTINE_CREDENTIALS: "quarantine_credentials", "the job is in quarantine because the provider refuses its credentials or its answers cannot be read",
        Blocked, ["save a new token in the application's provisioning, then Test connection"],
        "everybody: nothing is provisioned until then", QUARANTINE, Documented, [];
    QUARANTINE_DELETES: "quarantine_deletes", "the job is in quarantine because too many would be deleted or disabled",
        Blocked, ["see who would go (scimtop plan); correct the scope, or allow the deletions"],
        "everyone who would be deleted or disabled", QUARANTINE, Documented, ["B4"];
    QUARANTINE_FAILURES: "quarantine_failures", "the job is in quarantine for another reason",
        Blocked, ["cure the most frequent error of the provisioning log", "then restart provisioning"],
        "everybody: the job runs about once a day", QUARANTINE, Documented, [];
    JOB_OFF: "job_off", "the job is off, paused or not configured",
        Blocked, ["start provisioning"], "everybody: what has changed since is provisioned", HOW, Documented, ["E8", "B1"];
    GIVEN_UP: "given_up", "it has failed for 28 days, and Entra has given it up",
        Overdue, ["cure the error", "provision the person on demand, or restart provisioning"],
        ONE, QUARANTINE, Documented, ["G14", "B5"];
    FAILED_CONFLICT: "failed_conflict", "the provider says that the value is taken",
        Failing, ["find who holds the value at the provider; rename or delete that account, or make it match",
            "provision the person on demand"],
        "whoever holds the value", LOGS, Documented, [];
    FAILED_RIGHTS: "failed_rights", "the provider says that the token may not do it",
        Failing, ["give the token its rights back, or save a new one in the application's provisioning"],
        "everybody with the same error", LOGS, Documented, [];
    FAILED_DATA: "failed_data", "a value is missing, or the provider does not take it",
        Failing, ["correct the value in Entra, or its mapping", "provision the person on demand"],
        ONE, LOGS, Documented, [];
    FAILED_PASSING: "failed_passing", "the provider or Entra had a fault of its own; the next cycle tries again",
        Failing, ["wait for the next cycle", "if it stays, ask the provider"], NOBODY, LOGS, Documented, [];
    FAILED_LICENCE: "failed_licence", "the provider has no seat left",
        Failing, ["free or buy a seat at the provider", "provision the person on demand"], ONE, LOGS, Documented, [];
    FAILED_OTHER: "failed_other", "the log has an error that this table does not know",
        Failing, ["read the error in the provisioning log and cure it", "provision the person on demand"],
        ONE, QUARANTINE, Documented, [];
    SKIPPED_ENTITLED: "skipped_not_entitled", "the log says: not effectively entitled",
        Skipped, ["check that the account is enabled and the assignment is sound", "take the assignment away and give it again"],
        ONE, "No users are being provisioned", Documented, [];
    SKIPPED_OTHER: "skipped", "the log says that it was skipped, and why",
        Skipped, ["do what the reason says, or provision on demand to see each step"], ONE, LOGS, Documented, [];
    REFERENCE_MISSED: "reference_missed", "the person came into scope after the group was written",
        Silent, ["provision the group on demand with up to five such members",
            "take the person out of the group in Entra, wait a cycle, add them again",
            "restart provisioning"],
        "on demand: those members alone; a restart: everybody, and an initial cycle", HOW, Documented, ["G13", "B5"];
    LEFT_ALONE: "left_alone", "nothing in Entra has moved since its audit log reaches back, cycles have passed, and neither log says why",
        Silent, ["provision on demand (a group with up to five such members)", "change it in Entra and back",
            "restart provisioning"],
        "on demand: that one alone; a restart: everybody, and an initial cycle", KNOWN, Inferred, ["G8", "G9", "G13", "B5"];
    PENDING: "pending", "the first cycle that began five minutes or more after the change is not over",
        Pending, ["wait", "provision on demand, if it cannot wait"], ONE, HOW, Documented, ["E6", "E7"];
    CYCLE_LATE: "cycle_late", "the cycle that should see it has not come",
        Overdue, ["see the job: is it running, throttled, or held up?", "provision on demand, if it cannot wait"],
        "everybody waits for the same cycle", HOW, Inferred, ["E7"];
    OVERDUE_LEAVER: "overdue_leaver", "a cycle that should have disabled it is over, and the log has no row of it as far as it was read",
        Overdue, ["deactivate it at the provider now",
            "check that the mapping has active, and that Update is on"],
        ONE, HOW, Inferred, ["E6", "G8"];
    OVERDUE_USER: "overdue_user", "a cycle that should have made or changed it is over, and the log has no row of it as far as it was read",
        Overdue, ["provision the person on demand: it shows the step that fails", "restart provisioning"],
        "on demand: that one person; a restart: everybody, and an initial cycle", ON_DEMAND, Inferred, ["E6", "G8", "B5"];
    OVERDUE_MEMBER: "overdue_member", "a cycle that should have changed the membership is over, and the log has no row of it as far as it was read",
        Overdue, ["provision the group on demand with up to five such members",
            "take the person out of the group in Entra, wait a cycle, add them again",
            "restart provisioning"],
        "on demand: those members alone; a restart: everybody, and an initial cycle", ON_DEMAND, Inferred, ["E6", "G8", "G13", "B5"];
    OVERDUE_GROUP: "overdue_group", "a cycle that should have made or renamed the group is over, and the log has no row of it as far as it was read",
        Overdue, ["provision the group on demand", "restart provisioning"],
        "on demand: that group; a restart: everybody, and an initial cycle", ON_DEMAND, Inferred, ["E6", "G8", "B5"];
}

/// docs/drift-rules.md.
pub fn markdown() -> String {
    use std::fmt::Write;
    let mut page = String::from(
        "# The rules of the verdict\n\n\
         Which phase a finding is in, what helps, and how sure that is. This page is made from the table in\n\
         `src/drift/outlook/rules.rs`, in the order in which the rules are tried. The last column names the rows of\n\
         [the assumptions](assumptions.md) on which a verdict, or what helps, leans: no real tenant has confirmed them.\n\n\
         | rule | condition | phase | what helps, the cheapest first | what that touches | source | confidence | leans on |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for rule in RULES {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {} | {} | {} | {} |",
            rule.id,
            rule.condition,
            rule.phase.name(),
            rule.fixes.join("; or: "),
            rule.touches,
            rule.source,
            rule.confidence.name(),
            rule.assumptions.join(", ")
        );
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_named_once_and_says_what_helps() {
        let mut ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), RULES.len());
        assert!(
            RULES
                .iter()
                .all(|rule| !rule.fixes.is_empty() && !rule.source.is_empty())
        );
    }

    #[test]
    fn what_a_rule_leans_on_stands_in_the_page_of_assumptions() {
        let page = include_str!("../../../docs/assumptions.md");
        for rule in RULES {
            for row in rule.assumptions {
                assert!(
                    page.contains(&format!("\n| {row} | ")),
                    "{}: {row}",
                    rule.id
                );
            }
        }
        assert_eq!(UNKNOWN_SIDE.leans_on(), None);
        assert!(
            PENDING
                .leans_on()
                .is_some_and(|words| words.starts_with("E6, E7 of "))
        );
    }

    #[test]
    fn the_page_of_rules_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/drift-rules.md");
        if std::env::var_os("SCIMTOP_WRITE_DOCS").is_some() {
            std::fs::write(path, markdown()).expect("the page is written");
        }
        let page = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            page == markdown(),
            "stale: SCIMTOP_WRITE_DOCS=1 cargo test --lib rules"
        );
    }
}
