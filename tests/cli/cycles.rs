//! A tenant over many cycles: everything that is planted has the right phase at each look, is not called
//! healed before it is, and does not stay after it.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use crate::command::{Desk, Ran};

/// From one look to the next.
const STEP: i64 = 20;

/// A change is seen by a cycle that begins five minutes after it at the earliest; cycles begin every 40
/// minutes, and take a few.
const HEALED: i64 = 5 + 40 + 5;

/// What was done to whom, minutes after the start.
struct Planted {
    at: i64,
    what: What,
    who: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum What {
    Join,
    Move,
    Leave,
    MemberRemoved,
    TitleEdited,
    Lie,
    Conflict,
}

impl What {
    const ALL: [Self; 7] = [
        Self::Join,
        Self::Move,
        Self::Leave,
        Self::MemberRemoved,
        Self::TitleEdited,
        Self::Lie,
        Self::Conflict,
    ];

    /// The kind of the finding that it makes.
    fn kind(self) -> &'static str {
        match self {
            Self::Join => "missing_user",
            Self::Leave => "active_mismatch",
            Self::MemberRemoved => "missing_member",
            Self::Move | Self::TitleEdited | Self::Lie | Self::Conflict => "attribute_mismatch",
        }
    }

    /// How the outlook begins, so many minutes after it; `None`: there is no finding any more. On the
    /// way from one to the other both are right.
    fn phases(self, age: i64) -> Vec<Option<&'static str>> {
        let (before, after) = match self {
            Self::Join | Self::Move => (Some("pending"), None),
            Self::Leave => (Some("leaver"), None),
            Self::MemberRemoved | Self::TitleEdited => (Some("silent"), Some("silent")),
            Self::Lie => (Some("pending"), Some("silent")),
            Self::Conflict => (Some("pending"), Some("failing")),
        };
        match age {
            ..0 => vec![None],
            0..=4 => vec![before],
            5..HEALED => vec![before, after],
            _ => vec![after],
        }
    }
}

/// One event of each kind in turn, so many in a cycle, each on a person of its own who came ten hours
/// before.
fn planted(cycles: i64) -> Vec<Planted> {
    let minutes = (0..cycles * 40).step_by(13);
    let turn = What::ALL.into_iter().cycle();
    let planted = minutes.zip(turn).enumerate();
    planted
        .map(|(number, (at, what))| Planted {
            at: at + 1,
            what,
            who: format!("person{number}"),
        })
        .collect()
}

fn scenario(planted: &[Planted]) -> String {
    let mut text = String::new();
    for Planted { at, what, who } in planted {
        let mut event = |at: String, words: &str| {
            let _ = writeln!(text, "[[event]]\nat = \"{at}\"\n{words}");
        };
        let join = format!(
            "do = \"join\"\nupn = \"{who}\"\nname = \"{who} One\"\ntitle = \"Clerk\"\ngroup = 0"
        );
        if !matches!(what, What::Join | What::Conflict) {
            event("-10h".into(), &join);
        }
        let at = format!("{at}m");
        match what {
            What::Join => event(at, &join),
            What::Move => event(
                at,
                &format!("do = \"move\"\nuser = \"{who}\"\ntitle = \"T {who}\""),
            ),
            What::Leave => event(
                at,
                &format!("do = \"leave\"\nuser = \"{who}\"\nhow = \"disable\""),
            ),
            What::MemberRemoved => event(
                at,
                &format!("do = \"provider_remove_member\"\nuser = \"{who}\"\ngroup = 0"),
            ),
            What::TitleEdited => event(
                at,
                &format!(
                    "do = \"provider_edit\"\nuser = \"{who}\"\nattribute = \"title\"\nvalue = \"By hand\""
                ),
            ),
            What::Lie => {
                event(at.clone(), &format!("do = \"lie\"\nuser = \"{who}\""));
                event(
                    at,
                    &format!("do = \"move\"\nuser = \"{who}\"\ntitle = \"T {who}\""),
                );
            }
            What::Conflict => event(
                at,
                &format!("do = \"conflict\"\nupn = \"{who}\"\nname = \"{who} One\"\ngroup = 0"),
            ),
        }
    }
    text
}

/// The outlook of each finding, by kind and the name before the `@`.
fn look(desk: &Desk, now: DateTime<Utc>) -> BTreeMap<(String, String), String> {
    let clock = format!("{}*0", now.to_rfc3339_opts(SecondsFormat::Millis, true));
    let ran = Ran::of(desk.command("report").env("SCIMTOP_CLOCK", clock));
    assert_eq!(ran.status, 0, "{ran:?}");
    let rows = ran
        .out
        .lines()
        .skip_while(|line| !line.starts_with("OUTLOOK"));
    let rows = rows.skip(1).take_while(|line| !line.starts_with("note:"));
    rows.map(|row| {
        let cells: Vec<&str> = row
            .split("  ")
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect();
        let name = cells[2]
            .split('@')
            .next()
            .unwrap_or_default()
            .to_lowercase();
        ((cells[1].to_owned(), name), cells[0].to_owned())
    })
    .collect()
}

/// Runs so many cycles; returns the table, and panics at the first phase that is wrong.
fn run(cycles: i64) -> String {
    let planted = planted(cycles);
    let desk = Desk::with(&scenario(&planted));
    let start = desk.tenant.now();
    let mut seen: BTreeMap<What, BTreeMap<String, usize>> = BTreeMap::new();
    for step in 0..=cycles * 40 / STEP {
        let now = start + TimeDelta::minutes(step * STEP);
        let outlooks = look(&desk, now);
        for Planted { at, what, who } in &planted {
            let age = step * STEP - at;
            let found = outlooks.get(&(what.kind().to_owned(), who.clone()));
            let phase = found.map(|outlook| outlook.split(' ').next().unwrap_or_default());
            let right = what.phases(age);
            assert!(
                right.contains(&phase),
                "{what:?} of {who}, {age} minutes after it: {found:?}, not {right:?}"
            );
            if age >= 0 {
                let phase = phase.unwrap_or("healed").to_owned();
                *seen.entry(*what).or_default().entry(phase).or_default() += 1;
            }
        }
        desk.tenant
            .advance(u32::try_from(STEP * 60).unwrap_or(u32::MAX));
    }
    let mut table =
        String::from("| planted | events | phases at each look | wrong |\n|---|---|---|---|\n");
    for (what, phases) in &seen {
        let events = planted
            .iter()
            .filter(|planted| planted.what == *what)
            .count();
        let phases: Vec<String> = phases
            .iter()
            .map(|(phase, count)| format!("{phase} {count}"))
            .collect();
        let _ = writeln!(table, "| {what:?} | {events} | {} | 0 |", phases.join(", "));
    }
    table
}

#[test]
fn twelve_cycles_have_the_right_phase_at_each_look() {
    println!("{}", run(12));
}
