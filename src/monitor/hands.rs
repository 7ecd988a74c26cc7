//! When somebody pressed a key last, and by what that lengthens the pauses of what costs much.

use std::future::pending;

use tokio::sync::watch;
use tokio::time::Instant;

use super::Pace;

/// A pair of hands at the keyboard, if there is one.
pub struct Hands {
    /// Moves with every key that is pressed; `None` where nobody has a keyboard.
    keys: Option<watch::Receiver<()>>,
    /// When the last key was seen to be pressed.
    pressed: Instant,
}

impl Default for Hands {
    /// None.
    fn default() -> Self {
        Self::at(None)
    }
}

impl Hands {
    pub fn at(keys: Option<watch::Receiver<()>>) -> Self {
        Self {
            keys,
            pressed: Instant::now(),
        }
    }

    /// The next key; never, where there is no keyboard.
    pub async fn key(&mut self) {
        let pressed = match &mut self.keys {
            Some(keys) => keys.changed().await.is_ok(),
            None => false,
        };
        if !pressed {
            self.keys = None;
            return pending().await;
        }
        self.pressed = Instant::now();
    }

    /// By what pauses are lengthened now.
    pub fn stretch(&mut self, pace: &Pace) -> u32 {
        let Some(keys) = &mut self.keys else {
            return 1;
        };
        if keys.has_changed().unwrap_or(false) {
            keys.mark_unchanged();
            self.pressed = Instant::now();
        }
        pace.stretch(self.pressed.elapsed())
    }

    /// When that changes by itself.
    pub fn stretches_at(&self, pace: &Pace) -> Option<Instant> {
        let stretches_at = pace.stretches_at(self.pressed, Instant::now());
        stretches_at.filter(|_| self.keys.is_some())
    }
}
