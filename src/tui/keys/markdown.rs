//! docs/keys.md, made from the table.

use std::fmt::Write;

use super::bindings::bound;
use super::keymap::name_of;
use super::{Binding, Context};

/// The page docs/keys.md: every key by where it holds.
pub fn keys_markdown() -> String {
    let mut page = String::from(
        "# Keys\n\n\
         Made from the table in `src/tui/keys/bindings.rs`; `?` shows the keys\n\
         of this run in the program. The names are those of the table `[keys]` in the configuration,\n\
         which gives other keys: `freeze = \"F\"`, `find = [\"/\", \"Ctrl-f\"]`, `plan = []`. What has no\n\
         name keeps its keys.\n",
    );
    for context in Context::ALL {
        section(&mut page, context);
    }
    page
}

fn section(page: &mut String, context: Context) {
    // Writing into a String cannot fail.
    let _ = write!(
        page,
        "\n## {}\n\n| key | what it does | name |\n|---|---|---|\n",
        context.title()
    );
    for binding in bound(&[context]) {
        let _ = writeln!(
            page,
            "| {} | {} | {} |",
            keys(binding),
            binding.help,
            named(binding)
        );
    }
}

fn named(binding: &Binding) -> String {
    name_of(binding).map_or_else(String::new, |name| format!("`{name}`"))
}

fn keys(binding: &Binding) -> String {
    let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
    keys.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_docs_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/keys.md");
        if std::env::var_os("SCIMTOP_WRITE_DOCS").is_some() {
            assert!(std::fs::write(path, keys_markdown()).is_ok());
        }
        let page = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            page == keys_markdown(),
            "docs/keys.md is old: run this test with SCIMTOP_WRITE_DOCS=1"
        );
    }
}
