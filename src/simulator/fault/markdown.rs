//! The list of faults in docs/scenarios.md.

use std::fmt::Write;
use std::{env, fs};

use super::kind::TABLE;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scenarios.md");
const BEGIN: &str = "<!-- faults: made from src/simulator/fault/kind.rs -->\n";

fn list() -> String {
    let mut page = String::from("| fault | where | what goes wrong |\n|---|---|---|\n");
    for row in &TABLE {
        let parts: Vec<&str> = row.parts.iter().map(|part| part.name()).collect();
        let value = row
            .default
            .map_or(String::new(), |default| format!("[={default}]"));
        let (name, parts) = (row.name, parts.join(", "));
        let about = row.about.replace('|', "\\|");
        // Writing into a String cannot fail.
        let _ = writeln!(page, "| `{name}{value}` | {parts} | {about} |");
    }
    page
}

#[test]
fn the_page_of_scenarios_lists_every_fault() {
    let page = fs::read_to_string(PAGE).expect("docs/scenarios.md");
    let (before, listed) = page.split_once(BEGIN).expect("the mark of the list");
    let made = list();
    if env::var_os("SCIMTOP_WRITE_DOCS").is_some() {
        fs::write(PAGE, format!("{before}{BEGIN}{made}")).expect("docs/scenarios.md");
        return;
    }
    assert!(
        listed == made,
        "docs/scenarios.md is old: run this test with SCIMTOP_WRITE_DOCS=1"
    );
}
