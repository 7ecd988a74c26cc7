//! docs/keys.md, made from the table.

use std::fmt::Write;

use super::{Binding, Context, bound};

/// The page docs/keys.md: every key by where it holds.
pub fn keys_markdown() -> String {
    let mut page = String::from(
        "# Keys\n\n\
         Made from the table in `src/tui/keys/bindings.rs`; `?` shows the same in the program.\n",
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
        "\n## {}\n\n| key | what it does |\n|---|---|\n",
        context.title()
    );
    for binding in bound(&[context]) {
        let _ = writeln!(page, "| {} | {} |", keys(binding), binding.help);
    }
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
