//! Whole reads over HTTP, from the simulator and from a server of one trick.

mod foreign;
mod samples;
mod simulator;
