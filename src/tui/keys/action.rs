//! What a key can mean.

use crate::tui::app::Tab;

/// How far a selection moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Step {
    Up,
    Down,
    PageUp,
    PageDown,
    HalfUp,
    HalfDown,
    First,
    Last,
}

/// The meaning of a binding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Action {
    Show(Tab),
    NextTab,
    PreviousTab,
    LastView,
    Move(Step),
    Open,
    Back,
    /// Ends the program at the top level, else goes back.
    Leave,
    Quit,
    /// Ends the program and prints the last screen where it was started.
    QuitLeaving,
    Suspend,
    Repaint,
    Find,
    Filter,
    Palette,
    Help,
    SortMenu,
    Problems,
    Freeze,
    /// The menu of actions.
    Menu,
    /// What the next full cycle would change.
    Plan,
    /// Marks a row, or takes its mark away.
    Mark,
    /// Begins a range of marks, or ends it.
    MarkRange,
    /// The view visited before this one, or after it.
    Visited(bool),
    /// Explains whom a row is about.
    Explain,
    /// A person or a group as it is held.
    Raw,
    /// In a list of choices: takes this one, or leaves it.
    Toggle,
    Poll,
    AskReadAgain,
    NextHit,
    PreviousHit,
    NextFace,
    /// On the doctor: the order of the guide, or of urgency.
    GuideOrder,
    Differences,
    /// On the timeline: the next lane, another scale, a step in time, the cycle beside.
    NextLane,
    Zoom,
    Earlier,
    Later,
    EarlierCycle,
    LaterCycle,
    /// In an input, menu or question: take it.
    Accept,
    /// In an input, menu or question: drop it.
    Cancel,
    Complete,
    Reverse,
}
