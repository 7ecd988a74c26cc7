//! Whole reads over HTTP, from the simulator and from a server of one trick.

mod again;
mod endless;
mod foreign;
mod held;
mod hints;
mod mutants;
mod reread;
mod samples;
mod simulator;
mod unchanged;

use crate::model::{Target, TargetRead};

/// What is read where no mapping is known.
fn targets() -> Vec<Target> {
    let shown = |name: &str, read| Target {
        name: name.to_owned(),
        read,
    };
    let department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
    let exact = ["title", department].map(|path| Target::exact(path).unwrap());
    let mut targets = vec![
        shown("displayName", TargetRead::ShownName),
        shown("emails[type eq \"work\"].value", TargetRead::ShownEmail),
    ];
    targets.extend(exact);
    targets
}
