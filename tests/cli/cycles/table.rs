//! What was seen of each kind, cycle after cycle, as a page.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Standing;
use super::calendar::Calendar;
use super::life::{Kind, Life};

/// Makes docs/verdict-run.md.
pub const COMMAND: &str =
    "SCIMTOP_WRITE_DOCS=1 cargo test --test cli two_hundred_cycles -- --ignored";

/// Cycles that were over since the event, in columns: 0, 1, 2, 3 to 9, 10 and more.
const COLUMNS: [usize; 5] = [0, 1, 2, 3, 10];

#[derive(Default)]
pub struct Table {
    looks: usize,
    findings: usize,
    rows: BTreeMap<Kind, Row>,
}

#[derive(Default)]
struct Row {
    planted: BTreeMap<String, Option<usize>>,
    /// How often each phase was seen, by column.
    seen: [BTreeMap<String, usize>; COLUMNS.len()],
}

impl Table {
    /// A look at everything found so many findings.
    pub fn looked(&mut self, findings: usize) {
        self.looks += 1;
        self.findings += findings;
    }

    /// What was found of one life at this time.
    pub fn saw(&mut self, life: &Life, stands: &Standing, at: i64, calendar: &Calendar) {
        if at < life.at {
            return;
        }
        let cycles = calendar.between(life.at, at);
        let column = COLUMNS
            .iter()
            .rposition(|from| *from <= cycles)
            .unwrap_or_default();
        let mut phases: Vec<&str> = stands.iter().map(|(.., phase)| *phase).collect();
        phases.sort_unstable();
        phases.dedup();
        let phases = if phases.is_empty() {
            "gone".to_owned()
        } else {
            phases.join(" and ")
        };
        let row = self.rows.entry(life.kind).or_default();
        let gone = row.planted.entry(life.who.clone()).or_default();
        if gone.is_none() && stands.is_empty() && life.is_over(at) {
            *gone = Some(cycles);
        }
        *row.seen[column].entry(phases).or_default() += 1;
    }

    /// The page. A wrong phase ends the run before it is made.
    pub fn markdown(&self, cycles: usize, seed: u64) -> String {
        let planted: usize = self.rows.values().map(|row| row.planted.len()).sum();
        let mut page = format!(
            "# The verdict over {cycles} cycles\n\n\
             A simulated tenant is watched by one monitor over {cycles} cycles of 40 minutes and two outages, in which the\n\
             provider refuses the job's credentials. It looks about twice in each cycle. What is planted, and when, is drawn\n\
             with seed {seed}; what must be found at each look is computed from that and from when cycles run, by code of\n\
             its own (`tests/cli/cycles`). Made by:\n\n\
             ```sh\n{COMMAND}\n```\n\n\
             {} looks, {planted} planted, {} findings weighed: 0 in a wrong phase, 0 missing, 0 that nobody planted, 0 that\n\
             were gone too early or stayed too long. The test fails on the first that is not so.\n\n\
             The columns count the cycles that began after the event and are over; each cell says in how many looks which\n\
             phases were seen. *gone* is no finding: it is healed, or somebody has put it right. *blocked* is an outage.\n\n\
             | planted | how many | no cycle yet | after 1 | after 2 | after 3 to 9 | after 10 and more | gone after (cycles) |\n\
             |---|---|---|---|---|---|---|---|\n",
            self.looks, self.findings
        );
        for (kind, row) in &self.rows {
            let cells = row.seen.iter().map(cell).collect::<Vec<_>>().join(" | ");
            let (words, many) = (kind.words(), row.planted.len());
            let _ = writeln!(page, "| {words} | {many} | {cells} | {} |", row.gone());
        }
        page
    }
}

impl Row {
    /// The fewest and the most cycles until it was gone for good.
    fn gone(&self) -> String {
        let gone = || self.planted.values().flatten();
        match (gone().min(), gone().max()) {
            (Some(least), Some(most)) if least == most => least.to_string(),
            (Some(least), Some(most)) => format!("{least} to {most}"),
            _ => "-".to_owned(),
        }
    }
}

fn cell(seen: &BTreeMap<String, usize>) -> String {
    let phases = seen
        .iter()
        .map(|(phases, looks)| format!("{phases} {looks}"));
    let phases: Vec<String> = phases.collect();
    if phases.is_empty() {
        "-".to_owned()
    } else {
        phases.join(", ")
    }
}
