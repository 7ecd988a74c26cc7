//! The menu of actions: what can be done where somebody is, and the way from a choice to a typed name.

use super::{App, Effect, LineInput, Mode};
use crate::model::{Reset, Wish, veil};
use crate::status::{ActionState, ActionStep, Command, Plan};
use crate::tui::keys::{Action, Step};

/// What choosing a row of the menu leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Does {
    Ask(Wish),
    /// What a restart resets is chosen first.
    ChooseResets,
    ShowPlan,
}

/// One row of the menu.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::tui) struct Offer {
    /// Text from outside may be in it.
    pub title: String,
    pub does: Does,
    /// Why it cannot be chosen.
    pub why_not: Option<String>,
}

/// The menu as it was opened: a newer status does not move its rows under the hand.
#[derive(Default, Debug)]
pub(in crate::tui) struct Menu {
    pub offers: Vec<Offer>,
    pub at: usize,
}

/// What a restart resets.
#[derive(Debug)]
pub(in crate::tui) struct Resets {
    pub chosen: Vec<Reset>,
    pub at: usize,
    /// What the next full cycle would change, in a line.
    pub plan: String,
}

/// An action on its way from being read to its outcome.
#[derive(Debug)]
pub(in crate::tui) struct Confirming {
    pub number: u64,
    pub line: LineInput,
    /// It went out: it is not sent twice.
    pub sent: bool,
}

impl App {
    /// The newest action, whatever is frozen on screen.
    pub(in crate::tui) fn action(&self) -> &ActionState {
        &self.latest.action
    }

    /// Why this run does not act.
    pub(in crate::tui) fn actions_off(&self) -> Option<&str> {
        self.latest.actions_off.as_deref()
    }

    /// Whether `action` would end the program while an action runs: the first time it is not done.
    pub(super) fn holds_back(&mut self, action: Action) -> bool {
        let ends = match action {
            Action::Quit | Action::QuitLeaving => true,
            Action::Leave => self.trails.is_at_top_level(),
            _ => false,
        };
        let ActionState { number, step } = self.action();
        let (number, runs) = (*number, *step == ActionStep::Running);
        let warns = ends && runs && self.warned_of != number;
        if warns {
            self.warned_of = number;
        }
        warns
    }

    /// Opens the menu, or what is said of the action that runs.
    pub(super) fn open_menu(&mut self) {
        let action = self.action();
        self.mode = if action.step == ActionStep::Running {
            Mode::Confirming(Confirming {
                number: action.number,
                line: LineInput::default(),
                sent: true,
            })
        } else {
            Mode::Choosing(Menu {
                offers: self.offers(),
                at: 0,
            })
        };
    }

    /// Moves the selection of the menu or of the resets.
    pub(super) fn step_menu(&mut self, step: Step) {
        let (at, len) = match &mut self.mode {
            Mode::Choosing(menu) => (&mut menu.at, menu.offers.len()),
            Mode::Resetting(resets) => (&mut resets.at, Reset::ALL.len()),
            _ => return,
        };
        *at = match step {
            Step::Up => at.saturating_sub(1),
            _ => (*at + 1).min(len.saturating_sub(1)),
        };
    }

    pub(super) fn toggle_reset(&mut self) {
        let Mode::Resetting(resets) = &mut self.mode else {
            return;
        };
        let reset = Reset::ALL[resets.at.min(Reset::ALL.len() - 1)];
        if resets.chosen.contains(&reset) {
            resets.chosen.retain(|chosen| *chosen != reset);
        } else {
            resets.chosen.push(reset);
        }
    }

    /// Enter in the menu. What cannot be chosen stays in sight with its reason.
    pub(super) fn choose(&mut self, menu: Menu) -> Vec<Effect> {
        let offer = menu.offers.get(menu.at).cloned();
        let Some(offer) = offer else {
            return Vec::new();
        };
        let off = self.actions_off().map(str::to_owned);
        let refused = match offer.does {
            Does::ShowPlan => None,
            _ => off.or(offer.why_not),
        };
        if let Some(why) = refused {
            self.say(&format!("not possible: {why}"));
            self.mode = Mode::Choosing(menu);
            return Vec::new();
        }
        match offer.does {
            Does::Ask(wish) => return self.prepare(wish),
            Does::ShowPlan => self.go(super::View::Plan),
            Does::ChooseResets => {
                self.mode = Mode::Resetting(Resets {
                    chosen: Reset::PORTAL.to_vec(),
                    at: 0,
                    plan: Plan::of(&self.latest).summary(),
                });
            }
        }
        Vec::new()
    }

    pub(super) fn restart(&mut self, resets: Resets) -> Vec<Effect> {
        if resets.chosen.is_empty() {
            self.say("choose at least one thing to reset: a restart without any is a start");
            self.mode = Mode::Resetting(resets);
            return Vec::new();
        }
        self.prepare(Wish::Restart(resets.chosen))
    }

    fn prepare(&mut self, wish: Wish) -> Vec<Effect> {
        let number = self.action().number.max(self.last_action) + 1;
        self.last_action = number;
        self.mode = Mode::Confirming(Confirming {
            number,
            line: LineInput::default(),
            sent: false,
        });
        vec![Effect::Send(Command::Prepare { number, wish })]
    }

    /// Enter on a typed name: only the very name sends anything.
    pub(super) fn confirm(&mut self, mut confirming: Confirming) -> Vec<Effect> {
        let action = self.action();
        let is_ours = action.number == confirming.number;
        match &action.step {
            ActionStep::Ended { .. } | ActionStep::NotSent(_) if is_ours => {
                return self.abandon(&confirming);
            }
            ActionStep::Prepared { name, .. } if is_ours && !confirming.sent => {
                let typed = confirming.line.text().to_owned();
                // Under privacy the mask is what can be read.
                let masked = veil::is_covered() && typed == name.shown();
                let typed = if masked { name.raw().to_owned() } else { typed };
                if name.is_empty() || typed != name.raw() {
                    self.say("that is not the name, to the letter: nothing was sent");
                    self.mode = Mode::Confirming(confirming);
                    return Vec::new();
                }
                confirming.sent = true;
                let number = confirming.number;
                self.mode = Mode::Confirming(confirming);
                return vec![Effect::Send(Command::Confirm { number, typed })];
            }
            _ => self.mode = Mode::Confirming(confirming),
        }
        Vec::new()
    }

    /// Closes the action: what was not confirmed is dropped, what runs goes on.
    pub(super) fn abandon(&mut self, confirming: &Confirming) -> Vec<Effect> {
        let number = confirming.number;
        let action = self.action();
        let runs = action.number == number && action.step == ActionStep::Running;
        let ended = matches!(
            action.step,
            ActionStep::Ended { .. } | ActionStep::NotSent(_)
        );
        if runs || (confirming.sent && !ended) {
            self.say("the action goes on; a shows how far it has come");
            return Vec::new();
        }
        vec![Effect::Send(Command::Abandon { number })]
    }

    /// A command did not reach the readers.
    pub(super) fn unsent(&mut self, command: &Command) {
        match (command, &mut self.mode) {
            (Command::OnScreen(_), _) => {
                // Nobody asked for it: it is sent again, and nobody is told.
                self.screen_unsent = true;
                return;
            }
            (Command::Prepare { .. }, mode @ Mode::Confirming(_)) => *mode = Mode::Browsing,
            (Command::Confirm { .. }, Mode::Confirming(confirming)) => confirming.sent = false,
            _ => {}
        }
        let title = command.title();
        self.say(&format!(
            "{title} was not sent: the readers are busy; try again"
        ));
    }

    /// What the end of an action says that nobody looks at.
    pub(super) fn action_ended(&mut self, before: &ActionState) {
        if matches!(self.mode, Mode::Confirming(_)) || *before == *self.latest.action {
            return;
        }
        let told = match &self.latest.action.step {
            ActionStep::Ended { seen, lines } => {
                let last = lines.iter().rfind(|line| !line.starts_with("request-id"));
                let last = last.map_or("", String::as_str);
                format!("the action ended: {}. {last}", seen.words())
            }
            ActionStep::NotSent(why) => format!("the action was not sent: {why}"),
            _ => return,
        };
        self.say(&told);
    }
}
