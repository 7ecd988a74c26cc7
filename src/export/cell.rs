//! A cell of a table, as its reader must not misread it.

/// A cell that a spreadsheet would take for a formula (CWE-1236) is led by an apostrophe.
pub fn guarded(cell: String) -> String {
    let first = cell.trim_start_matches(['"', '\'', ' ']).chars().next();
    if first.is_some_and(|c| "=+-@＝＋－＠".contains(c)) {
        format!("'{cell}")
    } else {
        cell
    }
}

/// Text inside a Markdown table: no mark of Markdown or HTML acts, and no bar ends the cell.
pub fn escaped(shown: &str) -> String {
    let mut out = String::with_capacity(shown.len() + 8);
    for c in shown.chars() {
        if "\\`*_[]<>|~&".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Text as code, to the letter, whatever backticks are in it; in a table a bar still needs its stroke.
pub fn code(shown: &str) -> String {
    let fence = "`".repeat(longest_run(shown) + 1);
    let pad = if shown.starts_with('`') || shown.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{}{pad}{fence}", shown.replace('|', "\\|"))
}

/// The most backticks that stand together in `text`.
pub fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@x", "＝1", " =1", "\"=1"] {
            assert!(guarded(cell.into()).starts_with('\''), "{cell:?}");
        }
        assert_eq!(guarded("Ann O'Brien".into()), "Ann O'Brien");
    }

    #[test]
    fn nothing_acts_in_markdown() {
        assert_eq!(escaped("![x](u)|<b>"), "!\\[x\\](u)\\|\\<b\\>");
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`"), "`` ` ``");
    }
}
