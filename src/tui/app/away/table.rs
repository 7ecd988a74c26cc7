//! The rows of a view as a table: whole values, where the screen has room for a part of them.

use super::super::{
    App, Extent, Face, Listed, Look, RULE_FIELDS, Rows, View, Walk, World, columns, group_name,
    rule_cells, user_name,
};
use super::{page, records};
use crate::export::{Head, Row};
use crate::model::Foreign;

/// A view and how it is looked at.
pub(in crate::tui) struct Sheet<'a> {
    pub view: View,
    pub look: &'a Look,
    pub rows: &'a Rows,
    /// The rows that are meant; all where it is empty.
    pub marked: &'a [usize],
    pub world: World<'a>,
    /// Whom the page is about.
    pub about: Foreign,
}

impl<'a> Sheet<'a> {
    pub(in crate::tui::app) fn of(app: &'a App) -> Self {
        let place = app.place();
        let world = app.world();
        let about = match place.view {
            View::User(person) => user_name(world.status, person),
            View::Group(key) => {
                let pair = world.roster.pair(key);
                pair.map_or("", |pair| group_name(world.status, pair))
            }
            _ => "",
        };
        Self {
            view: place.view,
            look: &place.look,
            rows: &place.rows,
            marked: &[],
            world,
            about: Foreign::new(about),
        }
    }

    pub(super) fn about(self) -> Foreign {
        self.about
    }

    pub(in crate::tui::app) fn columns(&self) -> &'static [&'static str] {
        match self.rows {
            Rows::Unarranged => &[],
            Rows::Brief(_) => records::BRIEF,
            Rows::Findings(_) => records::FINDING,
            Rows::Ignored(_) => records::IGNORED,
            Rows::Notes(_) => records::NOTE,
            Rows::People(_) => records::PERSON,
            Rows::Groups(_) => records::GROUP,
            Rows::Events(_) => records::EVENT,
            Rows::Timeline(_) => records::MOMENT,
            Rows::Sources(_) => records::SOURCE,
            Rows::Checks(_) => records::CHECK,
            Rows::Members(_) => records::MEMBER,
            Rows::Details(_) => records::DETAIL,
            Rows::Plan(_) => records::STEP,
            Rows::Rules(_) => RULE_FIELDS,
            Rows::Raw(_) => &["line"],
        }
    }

    /// The cells of a row; `None` for a heading and past the end.
    pub(in crate::tui::app) fn row(&self, at: usize) -> Option<Row> {
        let world = self.world;
        match self.rows {
            Rows::Unarranged => None,
            Rows::Brief(rows) => records::brief(world, *rows.get(at)?),
            Rows::Findings(order) => Some(records::finding(world.finding(order.at(at)?)?)),
            Rows::Ignored(order) => {
                let (finding, rule) = world.ignored(order.at(at)?)?;
                let mut row = records::finding(finding);
                row.push(Foreign::new(rule));
                Some(row)
            }
            Rows::Notes(order) => Some(records::note(world.note(order.at(at)?)?)),
            Rows::People(order) => {
                let person = world.roster.people.get(order.at(at)?)?;
                Some(records::person(world, *person))
            }
            Rows::Groups(order) => {
                let pair = world.roster.groups.get(order.at(at)?)?;
                Some(records::group(world, pair))
            }
            Rows::Events(order) => {
                let event = world.event(order.at(at)?)?;
                Some(records::event(event, event.lane.name()))
            }
            Rows::Timeline(rows) => Some(records::moment(rows.get(at)?.of(world)?)),
            Rows::Sources(order) => records::source(world, order.at(at)?),
            Rows::Checks(order) => Some(records::check(world.check(order.at(at)?)?)),
            Rows::Members(members) => Some(records::member(world, members.shown.get(at)?)),
            Rows::Details(rows) => page::detail(world, self.view, rows.get(at)?),
            Rows::Plan(plan) => records::step(world, plan.steps.get(at)?),
            Rows::Rules(rules) => Some(rule_cells(rules.rows.get(at)?, world, &rules.remarks)),
            Rows::Raw(lines) => Some(vec![Foreign::new(lines.get(at)?.trim_start())]),
        }
    }

    /// The rows that are meant, made one by one.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row> {
        let (rows, world) = (self.rows, self.world);
        let len = match self.marked.len() {
            0 => Listed { rows, world }.len(),
            marked => marked,
        };
        let place = |at: usize| self.marked.get(at).copied().unwrap_or(at);
        (0..len).filter_map(move |at| self.row(place(at)))
    }

    pub(super) fn head(&self) -> Head {
        let (look, status) = (self.look, self.world.status);
        let problems = (look.extent == Extent::Problems).then_some("problems only");
        let lane = look.lane.map(|lane| format!("lane:{}", lane.name()));
        let filter = problems
            .map(str::to_owned)
            .into_iter()
            .chain((!self.marked.is_empty()).then(|| "marked rows only".to_owned()))
            .chain(lane)
            .chain((!look.filter.is_empty()).then(|| look.filter.text().to_owned()));
        Head {
            view: self.name(),
            about: self.about.clone(),
            columns: self.columns(),
            profile: status.profile.to_string(),
            as_of: status.as_of,
            filter: filter.collect::<Vec<_>>().join(" "),
            order: self.order(),
        }
    }

    fn order(&self) -> String {
        let (sort, all) = (self.look.sort, columns(self.view, self.look.face));
        let reversed = if sort.descending { ", reversed" } else { "" };
        all.get(sort.column)
            .map_or_else(String::new, |column| format!("{column}{reversed}"))
    }

    fn name(&self) -> &'static str {
        match (self.view, self.look.face) {
            (View::Overview, _) => "overview",
            (View::Drift, Face::Standing) => "drift",
            (View::Drift, Face::Ignored) => "ignored",
            (View::Drift, Face::Notes) => "notes",
            (View::Users, _) => "users",
            (View::User(_), _) => "user",
            (View::Groups, _) => "groups",
            (View::Group(_), _) => "group",
            (View::Job, _) => "timeline",
            (View::Plan, _) => "plan",
            (View::Audit, _) => "audit",
            (View::Sources, _) => "sources",
            (View::Doctor, _) => "doctor",
            (View::Mapping, _) => "mapping",
            (View::Raw(_), _) => "raw",
        }
    }
}
