//! Properties of the pure core: comparison and status, on random worlds.

#[path = "core/world.rs"]
mod world;

#[path = "core/compare.rs"]
mod compare;
#[path = "core/status.rs"]
mod status;
