//! docs/providers.md, made from what was met.

use std::fmt::Write;
use std::{env, fs};

use super::quirk::Met;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/providers.md");

const HEAD: &str = "\
# Providers

Made by the tests in src/monitor/tests: each row is a tenant with known drift whose services are made wrong by the
switches of [scenarios](scenarios.md), read by somebody who looks for the first time, and by somebody who has looked
before. What holds for every row: a read that is `complete` or `settled` holds the same people and finds the same drift
as if nothing were wrong; any other says why; and nobody sees a finding appear or disappear.

`cursors-absent page-cap=50` stands for pages of fifty by index, `page-cap=50` alone for pages by cursor.

| switches | seen at | what scimtop does | what the screen says |
|---|---|---|---|
";

fn page(met: &[Met]) -> String {
    let mut page = HEAD.to_owned();
    for met in met {
        let quirk = &met.quirk;
        let (faults, seen, does) = (quirk.faults.trim(), quirk.seen, quirk.does);
        let source = met.source.title();
        // Writing into a String cannot fail.
        let _ = writeln!(
            page,
            "| `{faults}` | {seen} | {does} | {source}: {} |",
            met.screen
        );
    }
    page
}

/// Compares the page with what was met, or writes it.
pub fn check(met: &[Met]) {
    let made = page(met);
    if env::var_os("SCIMTOP_WRITE_DOCS").is_some() {
        fs::write(PAGE, made).expect("docs/providers.md");
        return;
    }
    let held = fs::read_to_string(PAGE).expect("docs/providers.md");
    let old = held.lines().zip(made.lines()).find(|(old, new)| old != new);
    assert!(
        held == made,
        "docs/providers.md is old: run this test with SCIMTOP_WRITE_DOCS=1; first {old:?}"
    );
}
