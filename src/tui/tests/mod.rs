//! The dashboard as a person meets it: keys in, styled screens out.

mod fixture;
mod screens;
