//! What is on screen and what a message makes of it. No IO, no clock: `update` takes a message
//! and returns what is to be done.

mod act;
mod acting;
mod arrange;
mod away;
mod command;
mod cursor;
mod filter;
mod finder;
mod input;
mod lists;
mod look;
mod marks;
mod member;
mod message;
mod mode;
mod moment;
mod offers;
mod on_screen;
mod picker;
mod place;
mod roster;
mod rows;
mod scrub;
mod state;
mod tally;
mod target;
mod update;
mod watched;

pub(super) use acting::{Confirming, Does, Menu, Offer, Resets};
pub(super) use arrange::{Arrange, Arranged};
pub(super) use away::{Copy, Export, TakeMenu};
pub(super) use cursor::{Cursor, RowKey, Walk};
pub(super) use filter::{Filter, quoted};
pub(super) use finder::{Among, Found, Search};
pub(super) use input::LineInput;
pub(super) use lists::{
    BOTH, Differing, Differs, Objects, RULE_FIELDS, RuleRow, RuleRows, Stand, columns, concerns,
    differs, fields, flow, is_problem, kind, label, member_label, rule_cells, size, timeline_total,
    why,
};
pub(super) use look::{Extent, Face, Look, Sort};
pub(super) use member::{Member, Members, Spread, Standing, Who};
pub(super) use message::{Effect, Ending, Msg};
#[cfg(test)]
pub(super) use mode::situations;
pub(super) use mode::{FinderState, Mode, browsing, contexts};
pub(super) use moment::{Happening, Moment, Track, Zoom, fails};
#[cfg(test)]
pub(super) use picker::commands;
pub(super) use picker::{Choice, Picker, bindings, choices};
pub(super) use place::{GroupKey, Held, Place, Tab, Trails, View};
pub(super) use roster::{
    GroupPair, Roster, by_name, emails, group_name, group_rows, user_name, user_rows,
};
pub(super) use rows::{Brief, Detail, Fact, Listed, Order, PlanRow, PlanRows, Rows, World};
pub(super) use state::App;
pub(super) use tally::{Recent, Tally, is_marked, unmarked_at};
pub(super) use update::update;
pub(super) use watched::Shift;
