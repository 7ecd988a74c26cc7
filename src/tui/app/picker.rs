//! The palette and the help: a line of text over a list of things to run.

use super::{Among, Cursor, LineInput, RowKey, Tab, Walk};
use crate::export::Form;
use crate::model::Source;
use crate::tui::keys::{Action, Bound, Context, Keymap, Step};
use crate::tui::theme::{SHIPPED, TERMINAL};

/// A line of text and the selected row below it.
#[derive(Default, Debug)]
pub(in crate::tui) struct Picker {
    pub line: LineInput,
    pub cursor: Cursor,
    /// Of the commands given before, how many back the one is that stands in the line.
    pub recalled: Option<usize>,
}

impl Picker {
    /// Puts an older command into the line above the first row, a newer one on the way back;
    /// `false` where the step is one among the rows.
    pub(super) fn recall(&mut self, given: &[String], step: Step) -> bool {
        let back = match (step, self.recalled) {
            (Step::Up, None) if self.cursor.index() == 0 => 1,
            (Step::Up, Some(back)) => (back + 1).min(given.len()),
            (Step::Down, Some(back)) => back - 1,
            _ => return false,
        };
        if given.is_empty() {
            return false;
        }
        let command = given.len().checked_sub(back).and_then(|at| given.get(at));
        self.line = LineInput::new(command.map_or("", String::as_str));
        self.recalled = (back > 0).then_some(back);
        self.cursor = Cursor::default();
        self.cursor.settle(&Commands(choices(self.line.text())));
        true
    }
}

/// What a row of the palette does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Choice {
    Run(Action),
    Poll(Source),
    /// The theme of this name.
    Theme(&'static str),
    /// The finder, with the name that follows.
    Find(Among),
    Export(Form),
}

/// A command by its name.
#[derive(Clone, Copy, Debug)]
pub(in crate::tui) struct NamedCommand {
    /// The first word; of a poll the source's name follows.
    pub name: &'static str,
    pub argument: &'static str,
    pub help: &'static str,
    pub choice: Choice,
}

impl NamedCommand {
    /// The command as it is typed.
    pub(in crate::tui) fn spelled(&self) -> String {
        let Self { name, argument, .. } = self;
        [*name, *argument].join(" ").trim_end().to_owned()
    }
}

/// Commands that take a name.
pub(super) const FINDING: [(&str, Among, &str); 3] = [
    (
        "find",
        Among::Everyone,
        "Find a user or a group by any of its names and identifiers",
    ),
    ("user", Among::People, "Find a user"),
    ("group", Among::Groups, "Find a group"),
];

const NAMED: [(&str, Action, &str); 16] = [
    ("poll", Action::Poll, "Read every source now"),
    (
        "reread",
        Action::AskReadAgain,
        "Read and confirm everything from the start (asks)",
    ),
    ("actions", Action::Menu, "What can be done here (asks)"),
    (
        "plan",
        Action::Plan,
        "What the next full cycle would change",
    ),
    ("freeze", Action::Freeze, "Freeze what is shown, or go on"),
    ("problems", Action::Problems, "Only problems, or all rows"),
    ("sort", Action::SortMenu, "Choose the column to sort by"),
    ("filter", Action::Filter, "Filter the rows of this list"),
    ("last", Action::LastView, "The view before this one"),
    ("copy", Action::Copy, "What the selected row has to copy"),
    (
        "ticket",
        Action::Ticket,
        "Copy a ticket about what is selected",
    ),
    ("export", Action::Export, "Write this view into a new file"),
    ("help", Action::Help, "Every key"),
    ("repaint", Action::Repaint, "Paint the screen anew"),
    (
        "suspend",
        Action::Suspend,
        "Suspend; the shell's fg comes back",
    ),
    ("quit", Action::Quit, "Quit"),
];

/// Every command of the palette.
pub(in crate::tui) fn commands() -> Vec<NamedCommand> {
    let tabs = Tab::ALL.iter().map(|&tab| NamedCommand {
        name: tab.command(),
        argument: "",
        help: tab.title(),
        choice: Choice::Run(Action::Show(tab)),
    });
    let named = NAMED.iter().map(|&(name, action, help)| NamedCommand {
        name,
        argument: "",
        help,
        choice: Choice::Run(action),
    });
    let polls = Source::ALL.iter().map(|&source| NamedCommand {
        name: "poll",
        argument: source.name(),
        help: source.title(),
        choice: Choice::Poll(source),
    });
    let themes = SHIPPED.iter().map(|(name, _)| *name).chain([TERMINAL]);
    let themes = themes.map(|name| NamedCommand {
        name: "theme",
        argument: name,
        help: "Other colours; a name or a .toml file of your own too",
        choice: Choice::Theme(name),
    });
    let finding = FINDING.iter().map(|&(name, kind, help)| NamedCommand {
        name,
        argument: "NAME",
        help,
        choice: Choice::Find(kind),
    });
    let exports = Form::ALL.iter().map(|&form| NamedCommand {
        name: "export",
        argument: form.name(),
        help: form.meaning(),
        choice: Choice::Export(form),
    });
    tabs.chain(named)
        .chain(finding)
        .chain(exports)
        .chain(polls)
        .chain(themes)
        .collect()
}

impl Tab {
    fn command(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Drift => "drift",
            Self::User => "users",
            Self::Group => "groups",
            Self::Job => "job",
            Self::Audit => "audit",
            Self::Sources => "sources",
            Self::Doctor => "doctor",
            Self::Mapping => "mapping",
        }
    }
}

/// The commands that `typed` may become.
pub(in crate::tui) fn choices(typed: &str) -> Vec<NamedCommand> {
    let typed = typed.trim_start().to_lowercase();
    // What follows is a name, whatever it is.
    let named = typed.split_once(' ').map(|(word, _)| word);
    let starts = |command: &NamedCommand| match command.choice {
        Choice::Find(_) if named == Some(command.name) => true,
        Choice::Find(_) => command.name.starts_with(typed.trim_end()),
        _ => command.spelled().starts_with(typed.trim_end()),
    };
    commands().into_iter().filter(starts).collect()
}

/// The bindings whose key, help or place holds what is typed.
pub(in crate::tui) fn bindings<'a>(keymap: &'a Keymap, typed: &str) -> Vec<Bound<'a>> {
    let typed = typed.trim().to_lowercase();
    let holds = |bound: &Bound<'_>| {
        let keys: Vec<String> = bound.keys.iter().map(ToString::to_string).collect();
        let (help, title) = (bound.row.help, bound.row.context.title());
        let text = format!("{} {help} {title}", keys.join(" "));
        text.to_lowercase().contains(&typed)
    };
    keymap.bound(&Context::ALL).filter(holds).collect()
}

/// The rows of the palette.
pub(in crate::tui) struct Commands(pub Vec<NamedCommand>);

impl Walk for Commands {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn key(&self, at: usize) -> Option<RowKey> {
        Some(match self.0.get(at)?.choice {
            Choice::Poll(source) => RowKey::Source(source),
            Choice::Export(form) => RowKey::Fact(form.name()),
            Choice::Theme(name) => RowKey::Fact(name),
            Choice::Run(_) | Choice::Find(_) => RowKey::Fact(self.0[at].name),
        })
    }
}

/// The rows of the help.
pub(in crate::tui) struct Bindings<'a>(pub Vec<Bound<'a>>);

impl Walk for Bindings<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn key(&self, at: usize) -> Option<RowKey> {
        self.0
            .get(at)
            .map(|bound| RowKey::Bound(bound.row.context, bound.row.keys[0]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_found_by_its_start() {
        let names = |typed: &str| -> Vec<String> {
            choices(typed).iter().map(NamedCommand::spelled).collect()
        };
        assert_eq!(names("so"), ["sources", "sort"]);
        assert_eq!(names("POLL scim_u"), ["poll scim_users"]);
        assert!(names("nothing").is_empty());
        assert_eq!(names("").len(), commands().len());
    }

    #[test]
    fn help_is_searched_by_key_and_by_word() {
        let keymap = Keymap::default();
        let found = |typed: &str| bindings(&keymap, typed).len();
        assert!(found("freeze") >= 1);
        assert!(found("ctrl-l") >= 1);
        assert_eq!(found("no such thing"), 0);
    }
}
