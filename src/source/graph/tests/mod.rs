mod compiled;
mod directory;
mod endless;
mod followed;
mod schema;
mod second_look;
mod simulated;
mod single;
mod tenant;

/// The source attributes that these tests read.
fn names() -> Vec<String> {
    ["displayName", "mail", "jobTitle", "department"]
        .map(str::to_owned)
        .into()
}
