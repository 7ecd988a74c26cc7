//! The dashboard as a person meets it: keys in, styled screens out.

mod actions;
mod away;
mod bytes;
mod finder;
mod fixture;
mod hostile;
mod keys;
mod link;
mod live;
mod mapping;
mod marked;
mod on_screen;
mod random;
mod runner;
mod screens;
mod themes;
mod timeline;
mod walks;
