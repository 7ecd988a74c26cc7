//! `scimtop mapping`: no tenant, no configuration.

use std::process::{Command, Stdio};

use crate::command::Ran;

fn eval(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scimtop"));
    command
        .env_clear()
        .args(["mapping", "eval"])
        .args(arguments)
        .stdin(Stdio::null());
    Ran::of(&mut command)
}

#[test]
fn the_value_of_an_expression_is_printed_alone() {
    for (arguments, expected) in [
        (
            &[
                "Append(Left([givenName], 1), \".x\")",
                "--set",
                "givenName=Maria",
            ][..],
            "M.x\n",
        ),
        (&["--set", "GIVENNAME=Maria", "[givenName]"], "Maria\n"),
        (&["[extension_0a_X]", "--set", "extension_0a_x=1"], "null\n"),
        (&["[mail]"], "null\n"),
        (&["[mail]", "--set", "mail="], "\n"),
        (&["[mail]", "--set", "mail=a=b"], "a=b\n"),
        (&["-10"], "-10\n"),
        (
            &[
                "[otherMails]",
                "--set",
                "otherMails=a\"",
                "--set",
                "othermails=b",
            ],
            "[\"a\\\"\",\"b\"]\n",
        ),
        (&["Guid()"], "unknown: Guid: random\n"),
        (&["[a]", "--set", "a=x\u{1b}[31m"], "x^[[31m\n"),
    ] {
        let ran = eval(arguments);
        assert_eq!(
            (ran.status, ran.out.as_str(), ran.err.as_str()),
            (0, expected, ""),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_mistake_is_shown_its_place() {
    let ran = eval(&["Join(\",\",\n [é] [b])"]);
    let message = "scimtop: column 16: expected a comma or ), found [b]\n  \
                   Join(\",\",  [é] [b])\n  \
                   \u{20}              ^\n";
    assert_eq!(
        (ran.status, ran.out.as_str(), ran.err.as_str()),
        (2, "", message)
    );
}

#[test]
fn words_that_are_refused_end_with_2() {
    for arguments in [
        &[][..],
        &["[a]", "--set", "a"],
        &["[a]", "--set", "=a"],
        &["[a]", "[b]"],
    ] {
        let ran = eval(arguments);
        assert_eq!(ran.status, 2, "{ran:?}");
    }
}
