//! The table. Letters stay free of the prefixes of screen and tmux, of flow control, and of
//! anything that needs Alt, a function key or a release.

use super::{Action, Key, Step};
use crate::tui::app::Tab;

/// Where a binding holds. The contexts of one moment never bind one key twice.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::tui) enum Context {
    /// Whatever is on screen.
    Anywhere,
    /// No input, menu or question is open.
    Browsing,
    /// What is on screen has rows.
    Rows,
    /// The rows can be filtered, sorted and narrowed to problems.
    List,
    Drift,
    /// The timeline of the job.
    Timeline,
    Doctor,
    /// Every screen but the timeline, where these keys go by cycle.
    Elsewhere,
    /// The detail of one user or group.
    Detail,
    /// The fuzzy finder, the palette and the help: a line of text over a list.
    Picker,
    Palette,
    /// The line of a filter.
    Line,
    Menu,
    SortMenu,
    /// What a restart resets.
    Resets,
    /// The name that confirms an action.
    Name,
    Question,
}

impl Context {
    pub(in crate::tui) const ALL: [Context; 17] = [
        Self::Browsing,
        Self::Rows,
        Self::List,
        Self::Drift,
        Self::Timeline,
        Self::Doctor,
        Self::Elsewhere,
        Self::Detail,
        Self::Picker,
        Self::Palette,
        Self::Line,
        Self::Menu,
        Self::SortMenu,
        Self::Resets,
        Self::Name,
        Self::Question,
        Self::Anywhere,
    ];

    /// Whether it holds while no input, menu or question is open: there keys can be changed.
    pub(super) fn browses(self) -> bool {
        matches!(
            self,
            Self::Browsing
                | Self::Rows
                | Self::List
                | Self::Drift
                | Self::Timeline
                | Self::Doctor
                | Self::Elsewhere
                | Self::Detail
        )
    }

    /// The heading in the help.
    pub(in crate::tui) fn title(self) -> &'static str {
        match self {
            Self::Anywhere => "Anywhere",
            Self::Browsing => "Every screen",
            Self::Rows => "Rows",
            Self::List => "Lists",
            Self::Drift => "Drift",
            Self::Timeline => "Timeline of the job",
            Self::Doctor => "Doctor",
            Self::Elsewhere => "Every screen but the job",
            Self::Detail => "A user or a group",
            Self::Picker => "Finder, palette and help",
            Self::Palette => "Palette",
            Self::Line => "Filter line",
            Self::Menu => "Menus",
            Self::SortMenu => "Sort menu",
            Self::Resets => "What a restart resets",
            Self::Name => "The name that confirms an action",
            Self::Question => "Questions",
        }
    }
}

/// One row of the table.
pub(in crate::tui) struct Binding {
    pub keys: &'static [Key],
    pub context: Context,
    pub action: Action,
    /// A word for the footer; empty where the footer leaves it out.
    pub label: &'static str,
    pub help: &'static str,
}

const fn bind(
    context: Context,
    keys: &'static [Key],
    action: Action,
    label: &'static str,
    help: &'static str,
) -> Binding {
    Binding {
        keys,
        context,
        action,
        label,
        help,
    }
}

/// The bindings of these contexts in the order of the contexts, as the table has them.
pub(super) fn bound(contexts: &[Context]) -> impl Iterator<Item = &'static Binding> {
    let of = |context: &Context| {
        let context = *context;
        BINDINGS.iter().filter(move |row| row.context == context)
    };
    contexts.iter().flat_map(of)
}

use Action as A;
use Context::{
    Anywhere, Browsing, Detail, Doctor, Drift, Elsewhere, Line, List, Menu, Name, Palette, Picker,
    Question, Resets, Rows, SortMenu, Timeline,
};
use Key::{BackTab, Char, Ctrl, Down, End, Enter, Esc, Home, Left, PageDown, PageUp, Right, Up};

/// Every binding there is, one to a line.
#[rustfmt::skip]
pub(in crate::tui) const BINDINGS: &[Binding] = &[
    bind(Browsing, &[Char('1')], A::Show(Tab::Overview), "", "Overview: where everything stands"),
    bind(Browsing, &[Char('2')], A::Show(Tab::Drift), "", "Drift: every difference"),
    bind(Browsing, &[Char('3')], A::Show(Tab::User), "", "Users of both sides"),
    bind(Browsing, &[Char('4')], A::Show(Tab::Group), "", "Groups of both sides"),
    bind(Browsing, &[Char('5')], A::Show(Tab::Job), "", "Job: its cycles, what is retried, one timeline"),
    bind(Browsing, &[Char('6')], A::Show(Tab::Audit), "", "Audit log of the provider"),
    bind(Browsing, &[Char('7')], A::Show(Tab::Sources), "", "Sources: what is read, and how well"),
    bind(Browsing, &[Char('8')], A::Show(Tab::Doctor), "", "Doctor: the set-up guide, checked"),
    bind(Browsing, &[Char('9')], A::Show(Tab::Mapping), "", "Mapping: what is sent, and where it does not arrive"),
    bind(Browsing, &[Key::Tab], A::NextTab, "", "Next screen"),
    bind(Browsing, &[BackTab], A::PreviousTab, "", "Previous screen"),
    bind(Browsing, &[Char('-')], A::LastView, "", "The view before this one"),
    bind(Browsing, &[Char('/')], A::Find, "find", "Find any user or group as you type"),
    bind(Browsing, &[Char('a')], A::Menu, "actions", "What can be done here; nothing is sent before a name is typed"),
    bind(Browsing, &[Char('p')], A::Plan, "", "Plan: what the next full cycle would change"),
    bind(Browsing, &[Char(':')], A::Palette, "command", "Run a command by its name"),
    bind(Browsing, &[Char('n')], A::NextHit, "", "Open the next hit of the last search"),
    bind(Browsing, &[Char('N')], A::PreviousHit, "", "Open the previous hit of the last search"),
    bind(Browsing, &[Char('f')], A::Freeze, "freeze", "Freeze what is shown, or go on; reading continues"),
    bind(Browsing, &[Char('r')], A::Poll, "poll", "Read every source now; on Sources the selected one, on Doctor the set-up"),
    bind(Browsing, &[Char('R')], A::AskReadAgain, "", "Read and confirm everything from the start (asks)"),
    bind(Browsing, &[Char('y')], A::Copy, "copy", "Copy from the selected row, or of the marked ones: an identifier, a cell, all of it"),
    bind(Browsing, &[Char('Y')], A::Ticket, "ticket", "Copy a ticket about the selected finding, person or group, or about each marked, in Markdown"),
    bind(Browsing, &[Char('x')], A::Export, "export", "Write this view, as it is filtered and sorted, or its marked rows, into a new file"),
    bind(Browsing, &[Esc], A::Back, "", "Back to where you came from; never ends the program"),
    bind(Browsing, &[Char('?')], A::Help, "help", "This help; Enter runs the selected key"),
    bind(Browsing, &[Char('q')], A::Leave, "quit", "Quit; inside a detail, back"),
    bind(Browsing, &[Char('Q')], A::QuitLeaving, "", "Quit, and leave the last screen behind"),
    bind(Rows, &[Char('j'), Down], A::Move(Step::Down), "", "Down"),
    bind(Rows, &[Char('k'), Up], A::Move(Step::Up), "", "Up"),
    bind(Rows, &[Char('g'), Home], A::Move(Step::First), "", "First row"),
    bind(Rows, &[Char('G'), End], A::Move(Step::Last), "", "Last row"),
    bind(Rows, &[PageDown], A::Move(Step::PageDown), "", "A page down"),
    bind(Rows, &[PageUp], A::Move(Step::PageUp), "", "A page up"),
    bind(Rows, &[Ctrl('d')], A::Move(Step::HalfDown), "", "Half a page down"),
    bind(Rows, &[Ctrl('u')], A::Move(Step::HalfUp), "", "Half a page up"),
    bind(Rows, &[Enter], A::Open, "open", "Open the selected row; a person or group is explained"),
    bind(Rows, &[Char('e')], A::Explain, "", "Explain whom the selected row is about"),
    bind(List, &[Char('&')], A::Filter, "filter", "Filter the rows: words, column:value, !not, re:pattern, \"quotes\" around spaces"),
    bind(List, &[Char('s')], A::SortMenu, "sort", "Choose the column to sort by"),
    bind(List, &[Char('!')], A::Problems, "problems", "Only problems, or all rows"),
    bind(List, &[Char(' ')], A::Mark, "", "Mark the row, or take its mark away; of a group's members the menu of actions takes up to five"),
    bind(List, &[Char('V')], A::MarkRange, "", "Begin a range, and mark it from there to here; Esc takes all marks away"),
    bind(Elsewhere, &[Char('[')], A::Visited(false), "", "The view visited before"),
    bind(Elsewhere, &[Char(']')], A::Visited(true), "", "The view visited after"),
    bind(Drift, &[Char('v')], A::NextFace, "view", "Standing findings, ignored ones, notes"),
    bind(Timeline, &[Char('h'), Left], A::Earlier, "earlier", "Back in time, a twelfth of the axis"),
    bind(Timeline, &[Char('l'), Right], A::Later, "later", "On in time, a twelfth of the axis"),
    bind(Timeline, &[Char('[')], A::EarlierCycle, "] cycle", "The cycle before"),
    bind(Timeline, &[Char(']')], A::LaterCycle, "", "The cycle after"),
    bind(Timeline, &[Char('v')], A::NextLane, "lane", "One lane after the other, then all of them"),
    bind(Timeline, &[Char('z')], A::Zoom, "zoom", "Another scale of the axis: from an hour to four weeks"),
    bind(Doctor, &[Char('v')], A::GuideOrder, "order", "What needs a person first, or the guide's order"),
    bind(Detail, &[Char('v')], A::Raw, "", "As it is held on both sides, as JSON"),
    bind(Detail, &[Char('d')], A::Differences, "differences", "Only what differs, or everything"),
    bind(Picker, &[Up, Ctrl('p')], A::Move(Step::Up), "", "Up; in the palette above the first row, the commands given before"),
    bind(Picker, &[Down, Ctrl('n')], A::Move(Step::Down), "", "Down; in the palette back from the commands given before"),
    bind(Picker, &[PageUp], A::Move(Step::PageUp), "", "A page up"),
    bind(Picker, &[PageDown], A::Move(Step::PageDown), "", "A page down"),
    bind(Picker, &[Enter], A::Accept, "take", "Take the selected row"),
    bind(Picker, &[Esc], A::Cancel, "close", "Close"),
    bind(Palette, &[Key::Tab], A::Complete, "complete", "Complete the command"),
    bind(Line, &[Enter], A::Accept, "keep", "Keep the filter"),
    bind(Line, &[Esc], A::Cancel, "clear", "Clear the filter"),
    bind(Menu, &[Char('j'), Down], A::Move(Step::Down), "", "Down"),
    bind(Menu, &[Char('k'), Up], A::Move(Step::Up), "", "Up"),
    bind(Menu, &[Enter], A::Accept, "choose", "Choose; in the sort menu the same column again reverses"),
    bind(Menu, &[Esc, Char('q')], A::Cancel, "close", "Close"),
    bind(SortMenu, &[Char('s')], A::Reverse, "reverse", "Reverse the order"),
    bind(Resets, &[Char(' ')], A::Toggle, "take or leave", "Reset this too, or leave it"),
    bind(Name, &[Enter], A::Accept, "go on", "Send the action, if the name is right; close one that ended"),
    bind(Name, &[Esc], A::Cancel, "leave", "Drop what was not sent; leave what runs"),
    bind(Question, &[Char('y')], A::Accept, "yes", "Yes"),
    bind(Question, &[Char('n'), Esc, Char('q')], A::Cancel, "no", "No"),
    bind(Anywhere, &[Ctrl('c')], A::Quit, "", "Quit"),
    bind(Anywhere, &[Ctrl('z')], A::Suspend, "", "Suspend; the shell's `fg` comes back"),
    bind(Anywhere, &[Ctrl('l')], A::Repaint, "", "Paint the screen anew"),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::tui::app::situations;

    #[test]
    fn no_moment_binds_a_key_twice() {
        for contexts in situations() {
            let mut seen = HashSet::new();
            for binding in bound(&contexts) {
                for key in binding.keys {
                    assert!(seen.insert(*key), "{key} is bound twice in {contexts:?}");
                }
            }
        }
    }

    #[test]
    fn keys_that_belong_to_others_stay_free() {
        let foreign = ['a', 'b', 's', 'q', '\\', 'h', 'i', 'j', 'm', '[', 'k'];
        let keys = BINDINGS.iter().flat_map(|binding| binding.keys);
        for key in keys {
            assert!(!foreign.iter().any(|c| *key == Ctrl(*c)), "{key}");
        }
    }

    fn find(contexts: &[Context], key: Key) -> Option<Action> {
        let mut rows = bound(contexts);
        let row = rows.find(|row| row.keys.contains(&key));
        row.map(|row| row.action)
    }

    /// No function needs Ctrl: what only such a key does is a command of the palette.
    #[test]
    fn no_function_needs_a_control_key() {
        let plain = |key: &Key| !matches!(key, Ctrl(_));
        for row in BINDINGS.iter().filter(|row| !row.keys.iter().any(plain)) {
            let half_page = matches!(row.action, A::Move(Step::HalfUp | Step::HalfDown));
            let named = crate::tui::app::commands().iter().any(|command| {
                use crate::tui::app::Choice;
                let quits = row.action == A::Quit && command.choice == Choice::Run(A::Leave);
                quits || command.choice == Choice::Run(row.action)
            });
            assert!(half_page || named || row.action == A::Quit, "{}", row.help);
        }
    }

    /// The keys that edit a line of text.
    const EDITING: [Key; 8] = [
        Key::Left,
        Key::Right,
        Key::Backspace,
        Key::Delete,
        Home,
        End,
        Ctrl('w'),
        Ctrl('u'),
    ];

    #[test]
    fn a_line_of_text_is_edited_by_no_bound_key() {
        let lines = [
            &[Picker, Palette, Anywhere][..],
            &[Line, Anywhere],
            &[Name, Anywhere],
        ];
        for contexts in lines {
            assert!(EDITING.iter().all(|key| find(contexts, *key).is_none()));
        }
    }

    #[test]
    fn every_binding_says_what_it_does() {
        let mut rows = BINDINGS.iter();
        assert!(rows.all(|row| !row.help.is_empty() && !row.keys.is_empty()));
    }
}
