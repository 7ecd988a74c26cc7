//! The dashboard as a person meets it: keys in, styled screens out.

mod actions;
mod finder;
mod fixture;
mod hostile;
mod keys;
mod live;
mod mapping;
mod random;
mod runner;
mod screens;
mod timeline;
mod walks;
