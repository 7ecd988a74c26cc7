//! The built program in a terminal of its own: a pseudo-terminal, and a model of what it would show.

mod actions;
mod away;
mod breaking;
mod doctor;
mod ending;
mod fresh;
mod guides;
mod idle;
mod keys;
mod kinds;
mod shrunk;
mod stream;
mod suspending;
mod tenant;
mod terminal;
mod walk;
