//! What the job maps: every rule, and for how many people it did not arrive.

use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};

use super::{narrowed, order_of};
use crate::drift::{Finding, Kind, Note, is_reference};
use crate::entra::{Column, Rule, Source};
use crate::model::{FlowType, Foreign};
use crate::status::Status;
use crate::tui::app::{Extent, Look, World};

pub(super) const COLUMNS: &[&str] = &["order", "target", "differ", "remarks"];
pub(in crate::tui) const FIELDS: &[&str] = &[
    "of", "target", "source", "type", "flow", "differ", "remark", "default",
];

/// Which objects a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(in crate::tui) enum Objects {
    Users,
    Groups,
}

impl Objects {
    pub(in crate::tui) fn name(self) -> &'static str {
        match self {
            Self::Users => "user",
            Self::Groups => "group",
        }
    }
}

/// For how many objects the value of a rule did not arrive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Differing {
    /// Findings that stand, and such as a rule of the configuration leaves out.
    Counted { standing: usize, ignored: usize },
    /// It is not compared, for this reason.
    Not(&'static str),
    /// Nearly everybody differs: the provider keeps no such attribute.
    NotKept,
    /// What is sent cannot be told, for this reason.
    Unknown(String),
    /// Nothing was compared yet.
    Unread,
}

impl Differing {
    /// In a cell.
    pub(in crate::tui) fn brief(&self) -> Cow<'static, str> {
        match self {
            Self::Counted { standing, .. } => crate::tui::text::count(*standing).into(),
            Self::Not(_) => "-".into(),
            Self::NotKept => "not kept".into(),
            Self::Unknown(_) | Self::Unread => "unknown".into(),
        }
    }

    /// Whether a person should look at it.
    pub(in crate::tui) fn is_problem(&self) -> bool {
        match self {
            Self::Counted { standing, .. } => *standing > 0,
            Self::NotKept | Self::Unknown(_) => true,
            Self::Not(_) | Self::Unread => false,
        }
    }

    fn rank(&self) -> usize {
        match self {
            Self::NotKept => usize::MAX,
            Self::Unknown(_) => usize::MAX - 1,
            Self::Counted { standing, .. } => *standing,
            Self::Unread | Self::Not(_) => 0,
        }
    }
}

/// One rule by its place in the plan of its objects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::tui) struct RuleRow {
    pub objects: Objects,
    pub place: usize,
    pub differing: Differing,
    /// What is wrong with it, by the places of the remarks.
    pub remarks: Vec<usize>,
}

/// The rules, and what is wrong with all of them.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(in crate::tui) struct RuleRows {
    pub rows: Vec<RuleRow>,
    /// Rules before any filter.
    pub total: usize,
    /// Rules of which something differs, of all.
    pub differing: usize,
    pub remarks: Vec<Note>,
}

impl RuleRow {
    pub(in crate::tui) fn rule<'a>(&self, status: &'a Status) -> Option<&'a Rule> {
        match self.objects {
            Objects::Users => status.mappings.users.rules.get(self.place),
            Objects::Groups => status.mappings.groups.as_ref()?.rules.get(self.place),
        }
    }
}

/// What kind of source a rule has.
pub(in crate::tui) fn kind(rule: &Rule) -> &'static str {
    match rule.source {
        Source::Direct(_) => "direct",
        Source::Constant(_) => "constant",
        Source::Computed(_) => "expression",
        Source::Nothing => "nothing",
        Source::Unknown(_) => "unknown",
    }
}

/// When a rule flows, in a word or two.
pub(in crate::tui) fn flow(rule: &Rule) -> Cow<'_, str> {
    match &rule.flow {
        FlowType::Always => "always".into(),
        FlowType::ObjectAddOnly => "create only".into(),
        FlowType::MultiValueAddOnly => "values added".into(),
        FlowType::ValueAddOnly => "if empty".into(),
        FlowType::AttributeAddOnly => "if absent".into(),
        FlowType::Other(name) => name.shown(),
    }
}

/// Everybody is looked at once for each rule.
pub(super) fn effort(world: World<'_>) -> usize {
    let findings = world
        .comparison()
        .map_or(0, |compared| compared.findings.len());
    let people = world.status.directory.users.data.len();
    findings + people * world.status.mappings.users.rules.len()
}

pub(super) fn rows(look: &Look, world: World<'_>) -> RuleRows {
    let status = world.status;
    let remarks = status.lint();
    let users = &status.mappings.users.rules;
    let groups = status.mappings.groups.as_ref();
    let groups = groups.map_or(&[][..], |plan| &plan.rules);
    let row = |objects: Objects, place: usize, rule: &Rule| RuleRow {
        objects,
        place,
        differing: differing(world, objects, place, rule),
        remarks: about(objects, rule, &remarks),
    };
    let of_users = (0..).zip(users);
    let of_users = of_users.map(|(place, rule)| row(Objects::Users, place, rule));
    let of_groups = (0..).zip(groups);
    let of_groups = of_groups.map(|(place, rule)| row(Objects::Groups, place, rule));
    let all: Vec<RuleRow> = of_users.chain(of_groups).collect();
    let rows = arranged(look, status, &all, &remarks);
    RuleRows {
        rows,
        total: all.len(),
        differing: all.iter().filter(|row| differs(row)).count(),
        remarks,
    }
}

fn differs(row: &RuleRow) -> bool {
    matches!(
        row.differing,
        Differing::Counted { standing: 1.., .. } | Differing::NotKept
    )
}

/// The remarks of the lint are about targets of users.
fn about(objects: Objects, rule: &Rule, remarks: &[Note]) -> Vec<usize> {
    let is_of = |note: &Note| objects == Objects::Users && note.subject == rule.target;
    (0..remarks.len())
        .filter(|&at| is_of(&remarks[at]))
        .collect()
}

fn arranged(look: &Look, status: &Status, all: &[RuleRow], remarks: &[Note]) -> Vec<RuleRow> {
    let target = |at: usize| all[at].rule(status).map_or("", |rule| rule.target.raw());
    let compare = |left: usize, right: usize| -> Ordering {
        match look.sort.column {
            1 => target(left).cmp(target(right)),
            2 => {
                let rank = |at: usize| Reverse(all[at].differing.rank());
                rank(left).cmp(&rank(right))
            }
            3 => {
                let told = |at: usize| Reverse(all[at].remarks.len());
                told(left).cmp(&told(right))
            }
            _ => Ordering::Equal,
        }
    };
    let passes = |at: usize| {
        let row = &all[at];
        let problem = row.differing.is_problem() || !row.remarks.is_empty();
        let wanted = look.extent == Extent::Everything || problem;
        wanted && look.filter.matches(&fields(row, status, remarks))
    };
    let order = order_of(all.len(), look, narrowed(look, &passes), Some(&compare));
    (0..order.len())
        .filter_map(|row| Some(all[order.at(row)?].clone()))
        .collect()
}

/// The cells of a row, for an export.
pub(in crate::tui) fn cells(row: &RuleRow, world: World<'_>, remarks: &[Note]) -> Vec<Foreign> {
    let fields = fields(row, world.status, remarks);
    fields.map(|(_, cell)| Foreign::new(cell)).into()
}

fn fields<'a>(
    row: &RuleRow,
    status: &'a Status,
    remarks: &[Note],
) -> [(&'static str, Cow<'a, str>); 8] {
    let rule = row.rule(status);
    let told: Vec<&str> = row.remarks.iter().map(|&at| remarks[at].code).collect();
    let source = rule.map_or_else(String::new, |rule| rule.source.to_string());
    let default = rule.and_then(|rule| rule.default.as_ref());
    [
        ("of", row.objects.name().into()),
        ("target", rule.map_or("", |rule| rule.target.raw()).into()),
        ("source", source.into()),
        ("type", rule.map_or("", kind).into()),
        ("flow", rule.map_or("".into(), flow)),
        ("differ", row.differing.brief()),
        ("remark", told.join(" ").into()),
        ("default", default.map_or("", Foreign::raw).into()),
    ]
}

fn differing(world: World<'_>, objects: Objects, place: usize, rule: &Rule) -> Differing {
    let Some(compared) = world.comparison() else {
        return Differing::Unread;
    };
    if let Some(why) = not_compared(objects, rule) {
        return Differing::Not(why);
    }
    let lost = &compared.not_kept;
    let of_users = objects == Objects::Users;
    if of_users && lost.iter().any(|&lost| usize::from(lost) == place) {
        return Differing::NotKept;
    }
    let derived = &compared.expected.derived;
    if of_users && matches!(derived.columns.get(place), Some(Column::Unknown)) {
        let why = derived.reasons.get(place).cloned().flatten();
        let why = why.unwrap_or_else(|| "its expression is not understood".to_owned());
        return Differing::Unknown(why);
    }
    let is_of = |finding: &&Finding| concerns(finding, objects, rule);
    Differing::Counted {
        standing: compared.findings.iter().filter(is_of).count(),
        ignored: compared
            .ignored
            .iter()
            .filter(|(finding, _)| is_of(&finding))
            .count(),
    }
}

/// Why nothing is said of a rule.
fn not_compared(objects: Objects, rule: &Rule) -> Option<&'static str> {
    let target = rule.target.raw();
    let is = |name: &str| target.eq_ignore_ascii_case(name);
    match (&rule.source, &rule.flow) {
        (Source::Nothing, _) => Some("nothing flows"),
        (_, FlowType::ObjectAddOnly) => {
            Some("flows only when an account is made; a later difference is none")
        }
        (_, flow) if *flow != FlowType::Always => {
            Some("does not flow at every change; a difference may stand rightly")
        }
        _ if is("externalId") => Some("the identifier that accounts are matched by"),
        _ if objects == Objects::Groups && !is("displayName") && !is("members") => {
            Some("of groups the name and the members are compared")
        }
        _ if is_reference(rule) || is("active") || rule.is_compared() => None,
        _ => Some("not compared"),
    }
}

/// Whether a finding is about what a rule sends.
pub(in crate::tui) fn concerns(finding: &Finding, objects: Objects, rule: &Rule) -> bool {
    let target = rule.target.raw();
    let named = || {
        let attribute = finding.attribute.as_ref();
        attribute.is_some_and(|path| path.raw().eq_ignore_ascii_case(target))
    };
    match (objects, finding.kind) {
        (Objects::Users, Kind::ActiveMismatch) => target.eq_ignore_ascii_case("active"),
        (Objects::Users, Kind::AttributeMismatch) => finding.user.is_some() && named(),
        (Objects::Groups, Kind::AttributeMismatch) => finding.user.is_none() && named(),
        (Objects::Groups, Kind::ExtraMember | Kind::MissingMember) => {
            target.eq_ignore_ascii_case("members")
        }
        _ => false,
    }
}
