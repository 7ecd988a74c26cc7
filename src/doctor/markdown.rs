//! docs/doctor.md, made from the table.

use std::fmt::Write;

use super::table::{Check, checks};

/// The page docs/doctor.md: every row, what it looks at and what it tells to do.
pub fn doctor_markdown() -> String {
    let mut page = String::from(
        "# The rows of the doctor\n\n\
         Made from the tables in `src/doctor/guide` and `src/doctor/own`. `scimtop doctor` shows each row with \
         its result: \
         *pass*, *warn*, *fail*, *ask* where no read shows it and a person has to, *skipped* where there is \
         nothing to check yet or it could not be read. The shape of `--format json` is \
         [doctor.schema.json](doctor.schema.json).\n",
    );
    let (guide, own): (Vec<_>, Vec<_>) = checks().partition(|check| check.id.starts_with("guide-"));
    section(
        &mut page,
        "Kandji's guide, \"SCIM Directory Integration - Microsoft Entra ID\"",
        &guide,
    );
    section(&mut page, "Beside the guide", &own);
    page
}

fn section(page: &mut String, title: &str, checks: &[&Check]) {
    // Writing into a String cannot fail.
    let _ = write!(
        page,
        "\n## {title}\n\n| id | row | what is looked at | what to do or ask |\n|---|---|---|---|\n"
    );
    for check in checks {
        let cell = |text: &str| text.replace('|', "\\|");
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} |",
            check.id,
            cell(check.title),
            cell(check.how),
            cell(check.fix)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_docs_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/doctor.md");
        if std::env::var_os("SCIMTOP_WRITE_DOCS").is_some() {
            assert!(std::fs::write(path, doctor_markdown()).is_ok());
        }
        let page = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            page == doctor_markdown(),
            "docs/doctor.md is old: run this test with SCIMTOP_WRITE_DOCS=1"
        );
    }
}
