//! The dashboard as a person meets it: keys in, styled screens out.

mod actions;
mod bytes;
mod fixture;
mod hostile;
mod link;
mod live;
mod random;
mod runner;
mod screens;
mod timeline;
mod walks;
