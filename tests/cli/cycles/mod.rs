//! A tenant over many cycles: everything that is planted has the right phase at each look, is not called
//! healed before it is, and does not stay after it. What must be found is computed from what was planted.

mod calendar;
mod life;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use scimtop::drift::Finding;

use self::calendar::{Calendar, HOUR, Outage};
use self::life::{Kind, Life, Times};
use self::table::Table;
use super::watch::Watch;

/// A tenant to be watched, and what is planted in it.
struct Run {
    cycles: usize,
    /// Seconds from one life to the next.
    apart: i64,
    seed: u64,
    outages: &'static [Outage],
}

const SHORT: Run = Run {
    cycles: 14,
    apart: 600,
    seed: 2,
    outages: &[Outage {
        began: 7 * HOUR,
        ended: 9 * HOUR + 1_380,
    }],
};

/// The second outage is longer than the day after which a quarantined job is tried again.
const LONG: Run = Run {
    cycles: 200,
    apart: 1_500,
    seed: 1,
    outages: &[
        Outage {
            began: 45 * HOUR + 600,
            ended: 49 * HOUR + 1_380,
        },
        Outage {
            began: 98 * HOUR,
            ended: 124 * HOUR + 1_980,
        },
    ],
};

/// One life after the other, of each kind in turn. A life that an outage makes impossible is left out.
fn lives(run: &Run, calendar: &Calendar) -> Vec<Life> {
    let mut random = fastrand::Rng::with_seed(run.seed);
    let begins = (0..).map(|number| number * run.apart);
    let begins = begins.take_while(|begins| *begins < calendar.end());
    let kinds = Kind::ALL.into_iter().cycle();
    let lives = begins
        .zip(kinds)
        .enumerate()
        .filter_map(|(number, (begins, kind))| {
            let begins = begins + random.i64(0..run.apart);
            let at = begins + random.i64(2 * HOUR..6 * HOUR);
            let righted = at + random.i64(2 * HOUR..9 * HOUR);
            let times = Times {
                begins,
                at,
                righted,
            };
            Life::of(kind, &format!("p{number}"), times, calendar)
        });
    lives.collect()
}

fn scenario(lives: &[Life], outages: &[Outage]) -> String {
    let mut text = String::new();
    for life in lives {
        life.write(&mut text);
    }
    for outage in outages {
        outage.write(&mut text);
    }
    text
}

/// What stands: kind, whom it is about, of what, and the phase.
type Standing = BTreeSet<(String, String, &'static str)>;

/// What was found, by the name before the domain.
fn found(findings: &[Finding]) -> BTreeMap<String, Standing> {
    let mut found: BTreeMap<String, Standing> = BTreeMap::new();
    for finding in findings {
        let person = finding.member.as_ref().or(finding.user.as_ref());
        let name = person.map_or("", |person| person.name.raw());
        let name = name.split(['@', '.']).next().unwrap_or_default();
        let group = finding.group.as_ref().map(|group| &group.name);
        let part = finding.attribute.as_ref().or(group);
        let part = part.map_or("", |part| part.raw()).to_owned();
        let standing = (
            finding.kind.name().to_owned(),
            part,
            finding.outlook.phase.name(),
        );
        found
            .entry(name.to_lowercase())
            .or_default()
            .insert(standing);
    }
    found
}

/// What must stand: whoever waits for a cycle is blocked while none runs.
fn expected(life: &Life, at: i64, calendar: &Calendar) -> Standing {
    let stands = life.standing(at).map(|stand| {
        let waits = calendar.is_blocked(at) && stand.phase != "silent";
        let phase = if waits { "blocked" } else { stand.phase };
        (stand.kind.to_owned(), stand.part.to_owned(), phase)
    });
    stands.collect()
}

/// Watches the tenant to its end; panics with what was wrong.
fn watched(run: &Run) -> String {
    let calendar = Calendar::of(run.cycles, run.outages);
    let lives = lives(run, &calendar);
    let mut watch = Watch::of(&scenario(&lives, run.outages));
    let (mut table, mut wrong, mut now) = (Table::default(), Vec::new(), 0);
    for at in calendar.looks() {
        watch.advance(u32::try_from(at - now).expect("time goes on"));
        now = at;
        let compared = watch.look().comparison.as_deref().expect("a comparison");
        let mut found = found(&compared.findings);
        table.looked(compared.findings.len());
        for life in &lives {
            let stands = found.remove(&life.who).unwrap_or_default();
            let due = expected(life, at, &calendar);
            if stands != due {
                let (kind, minutes) = (life.kind, (at - life.at) / 60);
                wrong.push(format!(
                    "{kind:?}, {minutes} minutes after it: {stands:?}, not {due:?}"
                ));
            }
            table.saw(life, &stands, at, &calendar);
        }
        wrong.extend(
            found
                .into_iter()
                .map(|other| format!("nobody planted {other:?}")),
        );
    }
    assert!(
        wrong.is_empty(),
        "{}\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
    assert_eq!(watch.missed(), "[]", "events that could not happen");
    table.markdown(run.cycles, run.seed)
}

#[test]
fn fourteen_cycles_have_the_right_phase_at_each_look() {
    watched(&SHORT);
}

#[test]
#[ignore = "takes a minute; the gate runs it"]
fn two_hundred_cycles_have_the_right_phase_at_each_look() {
    let (page, path) = (
        watched(&LONG),
        concat!(env!("CARGO_MANIFEST_DIR"), "/docs/verdict-run.md"),
    );
    if std::env::var_os("SCIMTOP_WRITE_DOCS").is_some() {
        std::fs::write(path, &page).expect("the page is written");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == page, "stale: {}\n{page}", table::COMMAND);
}
