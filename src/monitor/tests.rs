//! A tenant whose services are wrong on purpose, watched by the real readers.

mod changed;
mod idle;
mod on_screen;
mod paced;
mod page;
mod passed_over;
mod quirk;
mod rows;
mod scene;
mod seeds;
mod soon;
mod unchanged;
mod watched;
