//! The dashboard as a person meets it: keys in, styled screens out.

mod actions;
mod away;
mod fixture;
mod hostile;
mod live;
mod random;
mod runner;
mod screens;
mod timeline;
mod walks;
