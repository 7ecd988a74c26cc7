//! The guides, followed word for word: their keys are pressed and their words looked for.

use portable_pty::CommandBuilder;

use crate::tenant::SCIMTOP;
use crate::terminal::Terminal;

/// One row of a guide's tables: what is pressed, and the words that are then on the screen.
#[derive(PartialEq, Eq, Debug)]
struct Step {
    keys: Vec<String>,
    words: Vec<String>,
}

#[test]
fn the_first_five_minutes_are_as_the_guide_says() {
    follow("first-five-minutes");
}

#[test]
fn the_incident_goes_as_the_guide_says() {
    follow("an-incident");
}

fn follow(name: &str) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/guides");
    let guide = std::fs::read_to_string(format!("{folder}/{name}.md")).expect("the guide");
    let guide = guide.as_str();
    let steps = steps(guide);
    assert!(steps.len() > 15, "a guide of {} steps", steps.len());
    let mut command = CommandBuilder::new(SCIMTOP);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    command.args(arguments(guide));
    let mut terminal = Terminal::start(command);
    for step in &steps {
        for key in &step.keys {
            terminal.press(bytes(key));
        }
        for word in &step.words {
            let what = format!("{word:?} after {:?}", step.keys);
            terminal.wait(&what, |screen| screen.contents().contains(word.as_str()));
        }
    }
    terminal.is_given_back();
}

/// The arguments of the command in the guide's first block of code.
fn arguments(guide: &str) -> Vec<&str> {
    let block = guide.split("```sh\n").nth(1).unwrap_or_default();
    let line = block.lines().next().unwrap_or_default();
    let words = line.strip_prefix("scimtop ");
    words
        .expect("the command of the guide")
        .split(' ')
        .collect()
}

fn steps(guide: &str) -> Vec<Step> {
    let rows = guide.lines().filter(|line| line.starts_with('|'));
    let rows = rows.filter(|line| !line.starts_with("|--") && !line.starts_with("| press"));
    let step = |row: &str| {
        let mut cells = row.split('|').skip(1).map(quoted);
        Step {
            keys: cells.next().unwrap_or_default(),
            words: cells.next().unwrap_or_default(),
        }
    };
    rows.map(step).collect()
}

/// What stands between backticks.
fn quoted(cell: &str) -> Vec<String> {
    let parts = cell.split('`').skip(1).step_by(2);
    parts.map(str::to_owned).collect()
}

/// What a terminal sends for a key; any other text is typed as it stands.
fn bytes(key: &str) -> &str {
    match key {
        "Enter" => "\r",
        "Esc" => "\u{1b}",
        "Tab" => "\t",
        "Space" => " ",
        text => text,
    }
}

#[test]
fn a_row_is_read_as_it_is_written() {
    let guide = "```sh\nscimtop demo --speed 0\n```\n| press | on |\n|---|---|\n| `/` `x y` | `a` `b c` | `d` |\n";
    assert_eq!(arguments(guide), ["demo", "--speed", "0"]);
    let step = Step {
        keys: vec!["/".into(), "x y".into()],
        words: vec!["a".into(), "b c".into()],
    };
    assert_eq!(steps(guide), [step]);
}
