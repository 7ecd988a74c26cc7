//! The names by which keys are given in the configuration.

use super::{Action, Step};
use crate::tui::app::Tab;

/// The name of what a key does while no input, menu or question is open; `None` of what only those
/// have.
pub(in crate::tui) fn name(action: Action) -> Option<&'static str> {
    use Action as A;
    Some(match action {
        A::Show(tab) => screen(tab),
        A::Move(step) => movement(step),
        A::NextTab => "next_screen",
        A::PreviousTab => "previous_screen",
        A::LastView => "last",
        A::Visited(false) => "visited_before",
        A::Visited(true) => "visited_after",
        A::Open => "open",
        A::Explain => "explain",
        A::Raw => "raw",
        A::Back => "back",
        A::Leave => "quit",
        A::QuitLeaving => "quit_leaving",
        A::Find => "find",
        A::Filter => "filter",
        A::Palette => "command",
        A::Help => "help",
        A::SortMenu => "sort",
        A::Problems => "problems",
        A::Freeze => "freeze",
        A::Menu => "actions",
        A::Plan => "plan",
        A::Mark => "mark",
        A::MarkRange => "mark_range",
        A::Poll => "poll",
        A::AskReadAgain => "read_again",
        A::NextHit => "next_hit",
        A::PreviousHit => "previous_hit",
        A::NextFace => "view",
        A::GuideOrder => "order",
        A::Differences => "differences",
        A::NextLane => "lane",
        A::Zoom => "zoom",
        A::Earlier => "earlier",
        A::Later => "later",
        A::EarlierCycle => "earlier_cycle",
        A::LaterCycle => "later_cycle",
        _ => return None,
    })
}

fn screen(tab: Tab) -> &'static str {
    match tab {
        Tab::Overview => "overview",
        Tab::Drift => "drift",
        Tab::User => "users",
        Tab::Group => "groups",
        Tab::Job => "job",
        Tab::Audit => "audit",
        Tab::Sources => "sources",
        Tab::Doctor => "doctor",
        Tab::Mapping => "mapping",
    }
}

fn movement(step: Step) -> &'static str {
    match step {
        Step::Up => "up",
        Step::Down => "down",
        Step::PageUp => "page_up",
        Step::PageDown => "page_down",
        Step::HalfUp => "half_page_up",
        Step::HalfDown => "half_page_down",
        Step::First => "first",
        Step::Last => "last_row",
    }
}
