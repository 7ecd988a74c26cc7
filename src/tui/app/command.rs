//! The palette's commands: run, completed, remembered.

use super::picker::FINDING;
use super::{App, Choice, Effect, LineInput, Mode, Picker, choices};
use crate::status::Command;

/// Commands that are remembered.
const COMMANDS: usize = 50;

impl App {
    pub(super) fn command(&mut self, picker: &Picker) -> Vec<Effect> {
        let typed = picker.line.text().trim();
        self.remember(picker, typed);
        if let Some((word, name)) = typed.split_once(' ')
            && let Some((_, kind, _)) = FINDING.iter().find(|(name, ..)| *name == word)
        {
            self.mode = Mode::Finding(self.finder(name.trim(), *kind));
            return self.search().into_iter().collect();
        }
        if let Some(asked) = typed.strip_prefix("export ") {
            return self.export_command(asked);
        }
        #[cfg(debug_assertions)]
        match typed {
            "panic" => panic!("asked for, on the screen"),
            "panic task" => return vec![Effect::Crash],
            _ => {}
        }
        let found = choices(typed);
        match found
            .get(picker.cursor.index())
            .map(|command| command.choice)
        {
            Some(Choice::Run(action)) => self.run(action),
            Some(Choice::Poll(source)) => vec![Effect::Send(Command::Poll(source))],
            Some(Choice::Export(form)) => self.export(form, ""),
            Some(Choice::Find(kind)) => {
                self.mode = Mode::Finding(self.finder("", kind));
                Vec::new()
            }
            Some(Choice::Theme(name)) => vec![Effect::Theme(name.to_owned())],
            None if typed.starts_with("theme ") => {
                vec![Effect::Theme(typed["theme ".len()..].trim().to_owned())]
            }
            None => {
                self.say(&format!("there is no command {typed:?}"));
                Vec::new()
            }
        }
    }

    /// Keeps the command for as long as the program runs, the newest last, each once.
    fn remember(&mut self, picker: &Picker, typed: &str) {
        let found = choices(typed);
        let chosen = found.get(picker.cursor.index());
        let command = match chosen {
            Some(command) if !matches!(command.choice, Choice::Find(_)) => command.spelled(),
            _ => typed.to_owned(),
        };
        self.commands.retain(|known| *known != command);
        self.commands.push(command);
        if self.commands.len() > COMMANDS {
            self.commands.remove(0);
        }
    }

    pub(super) fn complete(&mut self) {
        if let Mode::Commanding(picker) = &mut self.mode {
            let found = choices(picker.line.text());
            if let Some(command) = found.get(picker.cursor.index()) {
                let typed = picker.line.text().trim_start();
                let named = typed.contains(' ') && matches!(command.choice, Choice::Find(_));
                picker.line = match command.choice {
                    Choice::Find(_) if named => return,
                    Choice::Find(_) => LineInput::new(&format!("{} ", command.name)),
                    _ => LineInput::new(&command.spelled()),
                };
                picker.recalled = None;
            }
        }
        self.settle_picker();
    }
}
