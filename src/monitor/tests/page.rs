//! docs/providers.md, made from what was met.

use std::fmt::Write;
use std::{env, fs};

use super::quirk::Met;
use crate::source::scim::profile::PROFILES;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/providers.md");

const HEAD: &str = "\
# Providers

Made by the tests in src/monitor/tests: each row is a tenant with known drift whose services are made wrong by the
switches of [scenarios](scenarios.md), read by somebody who looks for the first time, and by somebody who has looked
before. What holds for every row: a read that is `complete` or `settled` holds the same people and finds the same drift
as if nothing were wrong; any other says why; and nobody sees a finding appear or disappear.

Whatever a service sends, what is held of it has a bound. On Linux the built program reads the worst of them under a hard limit
of memory (tests/cli/memory.rs).

`cursors-absent page-cap=50` stands for pages of fifty by index, `page-cap=50` alone for pages by cursor.

| switches | seen at | what scimtop does | what the screen says |
|---|---|---|---|
";

const PROFILES_HEAD: &str = "\
\n## Profiles

What is known of a provider before it is asked, from the table in src/source/scim/profile.rs: detected from the address,
chosen with `provider`, and in single points overridden with `scim_paging` and `scim_page`. The probe overrules a
profile; the screen of sources says so.

| profile | what is known | attributes kept | from |
|---|---|---|---|
";

fn profiles(page: &mut String) {
    page.push_str(PROFILES_HEAD);
    for profile in PROFILES {
        let (name, known, source) = (profile.name, profile.words(), profile.source);
        let keeps = if profile.keeps.is_empty() {
            "unknown"
        } else {
            profile.keeps
        };
        // Writing into a String cannot fail.
        let _ = writeln!(page, "| `{name}` | {known} | {keeps} | {source} |");
    }
}

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
    profiles(&mut page);
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
