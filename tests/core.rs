//! Properties of the pure core: comparison and status on random worlds, expressions on random trees.

#[path = "core/world.rs"]
mod world;

#[path = "core/changing.rs"]
mod changing;
#[path = "core/changing_read.rs"]
mod changing_read;
#[path = "core/compare.rs"]
mod compare;
#[path = "core/doctor.rs"]
mod doctor;
#[path = "core/doctor_cases.rs"]
mod doctor_cases;
#[path = "core/doctor_errors.rs"]
mod doctor_errors;
#[path = "core/doctor_tenant.rs"]
mod doctor_tenant;
#[path = "core/expression.rs"]
mod expression;
#[path = "core/incremental.rs"]
mod incremental;
#[path = "core/mapping.rs"]
mod mapping;
#[path = "core/outlook.rs"]
mod outlook;
#[path = "core/outlook_cases.rs"]
mod outlook_cases;
#[path = "core/outlook_scene.rs"]
mod outlook_scene;
#[path = "core/status.rs"]
mod status;
