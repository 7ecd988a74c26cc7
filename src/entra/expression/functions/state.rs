//! Functions of what only Entra holds: its clock, its dice, its tenant and its target.

use super::super::arguments::{Arguments, Outcome};

pub fn random(arguments: &Arguments<'_>) -> Outcome {
    Err(arguments.refuse("random"))
}

pub fn now(arguments: &Arguments<'_>) -> Outcome {
    Err(arguments.refuse("depends on when Entra evaluates it"))
}

pub fn default_domain(arguments: &Arguments<'_>) -> Outcome {
    Err(arguments.refuse("the tenant's default domain is not read"))
}

pub fn unique(arguments: &Arguments<'_>) -> Outcome {
    Err(arguments.refuse("depends on which values the target already holds"))
}
