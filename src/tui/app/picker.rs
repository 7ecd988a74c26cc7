//! The palette and the help: a line of text over a list of things to run.

use super::{Cursor, LineInput, RowKey, Tab, Walk};
use crate::model::Source;
use crate::tui::keys::{Action, Binding, Context, bound};
use crate::tui::theme::{SHIPPED, TERMINAL};

/// A line of text and the selected row below it.
#[derive(Default, Debug)]
pub(in crate::tui) struct Picker {
    pub line: LineInput,
    pub cursor: Cursor,
}

/// What a row of the palette does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Choice {
    Run(Action),
    Poll(Source),
    /// The theme of this name.
    Theme(&'static str),
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

const NAMED: [(&str, Action, &str); 12] = [
    ("find", Action::Find, "Find a user or group: find NAME"),
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
    ("help", Action::Help, "Every key"),
    ("repaint", Action::Repaint, "Paint the screen anew"),
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
    tabs.chain(named).chain(polls).chain(themes).collect()
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
        }
    }
}

/// The commands that `typed` may become.
pub(in crate::tui) fn choices(typed: &str) -> Vec<NamedCommand> {
    let typed = typed.trim_start().to_lowercase();
    let starts = |command: &NamedCommand| command.spelled().starts_with(typed.trim_end());
    commands().into_iter().filter(starts).collect()
}

/// The bindings whose key, help or place holds what is typed.
pub(in crate::tui) fn bindings(typed: &str) -> Vec<&'static Binding> {
    let typed = typed.trim().to_lowercase();
    let holds = |binding: &&Binding| {
        let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
        let text = format!(
            "{} {} {}",
            keys.join(" "),
            binding.help,
            binding.context.title()
        );
        text.to_lowercase().contains(&typed)
    };
    bound(&Context::ALL).filter(holds).collect()
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
            Choice::Theme(name) => RowKey::Fact(name),
            Choice::Run(_) => RowKey::Fact(self.0[at].name),
        })
    }
}

/// The rows of the help.
pub(in crate::tui) struct Bindings(pub Vec<&'static Binding>);

impl Walk for Bindings {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn key(&self, at: usize) -> Option<RowKey> {
        self.0
            .get(at)
            .map(|binding| RowKey::Bound(binding.context, binding.keys[0]))
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
        let found = |typed: &str| bindings(typed).len();
        assert!(found("freeze") >= 1);
        assert!(found("ctrl-l") >= 1);
        assert_eq!(found("no such thing"), 0);
    }
}
