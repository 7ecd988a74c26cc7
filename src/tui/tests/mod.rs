//! The dashboard as a person meets it: keys in, styled screens out.

mod actions;
mod bytes;
mod fixture;
mod hostile;
mod link;
mod live;
mod marked;
mod random;
mod runner;
mod screens;
mod themes;
mod timeline;
mod walks;
