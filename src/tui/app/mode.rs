//! Who gets the keys.

use super::{Among, Confirming, Cursor, Found, LineInput, Menu, Picker, Resets, TakeMenu, View};
use crate::tui::keys::Context;

/// The state of the finder.
#[derive(Default, Debug)]
pub(in crate::tui) struct FinderState {
    pub line: LineInput,
    pub cursor: Cursor,
    pub found: Found,
    pub kind: Among,
    /// Searches up to this one were for another finder.
    pub older: u64,
    /// The hit is opened as soon as it is found: it was asked for before.
    pub wanted: bool,
}

impl FinderState {
    /// Whether something else is typed than what was searched for.
    pub fn is_behind(&self) -> bool {
        self.found.query != self.line.text()
    }
}

/// Who gets the keys.
#[derive(Default, Debug)]
pub(in crate::tui) enum Mode {
    #[default]
    Browsing,
    Finding(FinderState),
    /// The line of a filter.
    Filtering(LineInput),
    /// The sort menu with its selected column.
    Sorting(usize),
    Helping(Picker),
    Commanding(Picker),
    /// Whether to read everything again.
    Asking,
    /// The menu of actions.
    Choosing(Menu),
    /// What can be copied, or how the view is written.
    Taking(TakeMenu),
    /// What a restart resets.
    Resetting(Resets),
    /// An action on its way, up to its outcome.
    Confirming(Confirming),
}

/// Where bindings hold, the closest first, in this mode over this view.
pub(in crate::tui) fn contexts(mode: &Mode, view: View) -> Vec<Context> {
    let own: &[Context] = match mode {
        Mode::Browsing => of_view(view),
        Mode::Finding(_) | Mode::Helping(_) => &[Context::Picker],
        Mode::Commanding(_) => &[Context::Palette, Context::Picker],
        Mode::Filtering(_) => &[Context::Line],
        Mode::Sorting(_) => &[Context::SortMenu, Context::Menu],
        Mode::Asking => &[Context::Question],
        Mode::Choosing(_) | Mode::Taking(_) => &[Context::Menu],
        Mode::Resetting(_) => &[Context::Resets, Context::Menu],
        Mode::Confirming(_) => &[Context::Name],
    };
    own.iter().copied().chain([Context::Anywhere]).collect()
}

fn of_view(view: View) -> &'static [Context] {
    use Context::{Browsing, Detail, Doctor, Drift, Elsewhere, List, Rows, Timeline};
    match view {
        View::Overview | View::Raw(_) => &[Rows, Elsewhere, Browsing],
        View::Drift => &[Drift, Rows, List, Elsewhere, Browsing],
        View::Doctor => &[Doctor, Rows, List, Elsewhere, Browsing],
        View::User(_) => &[Detail, Rows, Elsewhere, Browsing],
        View::Group(_) => &[Detail, Rows, List, Elsewhere, Browsing],
        View::Job => &[Timeline, Rows, List, Browsing],
        View::Users | View::Groups | View::Plan | View::Audit | View::Sources | View::Mapping => {
            &[Rows, List, Elsewhere, Browsing]
        }
    }
}

/// Every set of contexts that can hold while no input, menu or question is open.
pub(in crate::tui) fn browsing() -> Vec<Vec<Context>> {
    use super::{GroupKey, Held, Tab};
    use crate::model::{Id, Side};

    let group = GroupKey {
        side: Side::Entra,
        id: Id::ABSENT,
    };
    let inner = [
        View::User(0),
        View::Group(group),
        View::Plan,
        View::Raw(Held::User(0)),
    ];
    let views = Tab::ALL.map(Tab::root).into_iter().chain(inner);
    views.map(|view| contexts(&Mode::Browsing, view)).collect()
}

/// Every set of contexts that can hold at one moment.
#[cfg(test)]
pub(in crate::tui) fn situations() -> Vec<Vec<Context>> {
    let modes = [
        Mode::Finding(FinderState::default()),
        Mode::Filtering(LineInput::default()),
        Mode::Sorting(0),
        Mode::Helping(Picker::default()),
        Mode::Commanding(Picker::default()),
        Mode::Asking,
        Mode::Choosing(Menu::default()),
        Mode::Taking(TakeMenu::default()),
        Mode::Resetting(Resets {
            chosen: Vec::new(),
            at: 0,
            plan: String::new(),
        }),
        Mode::Confirming(Confirming {
            number: 1,
            line: LineInput::default(),
            sent: false,
        }),
    ];
    let open = modes.iter().map(|mode| contexts(mode, View::Overview));
    browsing().into_iter().chain(open).collect()
}
