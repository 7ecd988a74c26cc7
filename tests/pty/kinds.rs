//! Kinds of terminals: on each it starts, and sends what that one understands.

use std::thread;
use std::time::Duration;

use scimtop::simulator::Simulator;

use crate::stream::{Piece, is_coloured, pieces, text};
use crate::tenant::{scimtop, tenant};
use crate::terminal::Terminal;
use crate::walk::walk;

struct Kind {
    term: Option<&'static str>,
    /// Whether it draws lines.
    lines: bool,
    colours: bool,
    /// Whether frames may be bracketed as one update.
    synchronized: bool,
}

const fn kind(term: &'static str, lines: bool, colours: bool, synchronized: bool) -> Kind {
    let term = Some(term);
    Kind {
        term,
        lines,
        colours,
        synchronized,
    }
}

const KINDS: [Kind; 6] = [
    kind("xterm-256color", true, true, true),
    kind("tmux-256color", true, true, false),
    kind("screen", true, true, false),
    kind("linux", false, true, false),
    kind("vt100", false, false, false),
    Kind {
        term: None,
        lines: false,
        colours: false,
        synchronized: false,
    },
];

#[test]
fn every_kind_of_terminal_gets_what_it_understands() {
    let tenant = tenant(Duration::ZERO);
    thread::scope(|scope| {
        for kind in &KINDS {
            scope.spawn(|| {
                for lang in ["C", "C.UTF-8"] {
                    for no_color in [false, true] {
                        check(&tenant, kind, lang, no_color);
                    }
                }
            });
        }
    });
}

fn check(tenant: &Simulator, kind: &Kind, lang: &str, no_color: bool) {
    let mut command = scimtop(tenant, "");
    command.env_remove("TERM");
    if let Some(term) = kind.term {
        command.env("TERM", term);
    }
    command.env("LANG", lang);
    if no_color {
        command.env("NO_COLOR", "1");
    }
    let folder = tempfile::tempdir().expect("a folder");
    command.cwd(folder.path());
    command.env("HOME", folder.path());
    let mut terminal = Terminal::start(command);
    terminal.wait_for("no drift");
    terminal.press("3");
    terminal.wait_for("ENTRA    PROVIDER");
    if !no_color {
        walk(&mut terminal);
    }
    terminal.press("q");
    terminal.is_given_back();
    let who = format!("{:?} {lang} NO_COLOR {no_color}", kind.term);
    let pieces = pieces(&terminal.bytes()).unwrap_or_else(|foreign| panic!("{who}: {foreign}"));
    let text = text(&pieces);
    let drawn = |c: char| matches!(c, '\u{2500}'..='\u{259f}' | '…');
    assert_eq!(
        text.contains(drawn),
        kind.lines && lang != "C",
        "{who}: {text}"
    );
    assert_eq!(text.is_ascii(), lang == "C", "{who}: {text}");
    assert_eq!(is_coloured(&pieces), kind.colours && !no_color, "{who}");
    let bracketed = pieces.contains(&Piece::Mode("?2026".to_owned(), true));
    assert_eq!(bracketed, kind.synchronized, "{who}");
}

#[test]
fn a_terminal_that_moves_no_cursor_gets_lines() {
    let tenant = tenant(Duration::ZERO);
    let mut command = scimtop(&tenant, "");
    command.env("TERM", "dumb");
    let mut terminal = Terminal::start(command);
    terminal.wait_for("TERM=dumb");
    terminal.wait_for("verdict: IN SYNC");
    terminal.press("\u{3}");
    terminal.is_given_back();
    let bytes = terminal.bytes();
    assert!(
        !bytes.contains(&0x1b),
        "{}",
        String::from_utf8_lossy(&bytes)
    );
}
