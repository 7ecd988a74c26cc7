//! `[keys]`: other keys for the dashboard.

use super::Folder;

#[track_caller]
fn said(lines: &str, expected: &str) {
    assert_eq!(Folder::good_but(lines).mistakes(), expected, "{lines}");
}

#[test]
fn other_keys_of_the_dashboard() {
    for (lines, expected) in [
        (
            "[keys]\nfreze = 'F'",
            "config.toml:8:1: freze is not a key; did you mean freeze?",
        ),
        (
            "[keys]\nfreeze = 'canary'",
            "config.toml:8:10: freeze is no key; write one character, Ctrl- and a letter, or one of \
             Space, Enter, Esc, Tab, Shift-Tab, Up, Down, Left, Right, PgUp, PgDn, Home, End, \
             Backspace, Delete",
        ),
        (
            "[keys]\nfreeze = '/'",
            "config.toml:8:1: freeze has the key /, which find has too; give one of them another \
             key, or none: find = []",
        ),
        (
            "[keys]\nfind = 'Ctrl-s'",
            "config.toml:8:8: find is a key of the flow control of the terminal; choose another: \
             terminals send it elsewhere, or send it for another key",
        ),
        (
            "keys = 1",
            "config.toml:7:8: keys is no table; write [keys] and below it freeze = \"F\"",
        ),
        (
            "[profile.lab]\nkeys = 1",
            "config.toml:8:1: keys cannot stand in a profile; write [keys] above the profiles: they \
             are the same for all",
        ),
    ] {
        said(lines, expected);
    }
}
