//! The timeline of the job: walked by time, by cycle, by lane, and narrowed to a person.

use std::sync::Arc;

use super::fixture::{self, ago};
use super::screens::{COLOR, MONO, app, frame, press, settle};
use crate::model::{Foreign, JobCode, Quarantine, Reading, Reason, Source};
use crate::status::{Observation, Status, advance};
use crate::tui::app::{App, Happening, Msg, Rows, Track, View};
use crate::tui::keys::Key;
use crate::tui::view::plain;

fn open(keys: &str) -> App {
    let mut app = app(fixture::status(), &[Key::Char('5')]);
    typed(&mut app, keys);
    app
}

fn typed(app: &mut App, keys: &str) {
    keys.chars().for_each(|c| press(app, Key::Char(c)));
}

fn text(app: &App, size: (u16, u16)) -> String {
    plain(&frame(app, &COLOR, size))
}

/// What is selected: its lane, and how many seconds ago it was.
fn selected(app: &App) -> (Track, i64) {
    let Rows::Timeline(moments) = &app.place().rows else {
        panic!("no timeline: {:?}", app.place().rows);
    };
    let moment = moments[app.place().cursor.index()];
    let happening = moment.of(app.world()).expect("a row");
    (
        happening.track(),
        (fixture::now() - happening.at()).num_seconds(),
    )
}

fn lanes(app: &App) -> Vec<Track> {
    let Rows::Timeline(moments) = &app.place().rows else {
        panic!("no timeline: {:?}", app.place().rows);
    };
    let tracks = moments.iter().filter_map(|moment| moment.of(app.world()));
    tracks.map(|happening| happening.track()).collect()
}

#[test]
fn everything_stands_in_one_order() {
    let app = open("");
    let Rows::Timeline(moments) = &app.place().rows else {
        panic!("no timeline");
    };
    let times: Vec<_> = moments
        .iter()
        .filter_map(|moment| moment.of(app.world()))
        .map(|seen| seen.at())
        .collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older));
    let seen = lanes(&app);
    assert!(
        Track::ALL.iter().all(|track| seen.contains(track)),
        "{seen:?}"
    );
}

#[test]
fn a_key_shows_one_lane_after_the_other_and_then_all() {
    let mut app = open("");
    let all = lanes(&app).len();
    for track in Track::ALL {
        typed(&mut app, "v");
        let shown = lanes(&app);
        assert!(
            !shown.is_empty() && shown.iter().all(|lane| *lane == track),
            "{track:?}"
        );
    }
    typed(&mut app, "v");
    assert_eq!(lanes(&app).len(), all);
}

#[test]
fn scrubbing_goes_back_in_time_and_on_again() {
    let mut app = open("");
    let newest = selected(&app).1;
    typed(&mut app, "h");
    let back = selected(&app).1;
    // A twelfth of four hours.
    assert!(back >= newest + 1_200, "{newest} {back}");
    typed(&mut app, "l");
    assert!(selected(&app).1 <= back - 1_200);
    for _ in 0..200 {
        typed(&mut app, "h");
    }
    assert_eq!(selected(&app).1, 93_600, "the oldest row");
    for _ in 0..200 {
        typed(&mut app, "l");
    }
    assert_eq!(selected(&app).1, newest);
}

#[test]
fn brackets_jump_from_cycle_to_cycle() {
    let mut app = open("");
    let mut began = Vec::new();
    for _ in 0..3 {
        typed(&mut app, "[");
        began.push(selected(&app));
    }
    assert_eq!(began, [316, 2_716, 5_116].map(|age| (Track::Cycles, age)));
    typed(&mut app, "]");
    assert_eq!(selected(&app), (Track::Cycles, 2_716));
    typed(&mut app, "]]");
    assert!(text(&app, (100, 30)).contains("no later cycle"));
}

#[test]
fn where_no_cycle_is_listed_a_jump_leads_to_the_first_row_from_its_start_on() {
    let mut app = open("vv");
    assert!(lanes(&app).iter().all(|lane| *lane == Track::Provisioning));
    typed(&mut app, "[[");
    assert_eq!(selected(&app), (Track::Provisioning, 2_650));
}

#[test]
fn the_first_enter_shows_details_the_second_what_they_are_about() {
    let mut app = open("&answer");
    press(&mut app, Key::Enter);
    assert!(text(&app, (80, 24)).contains("provider users"));
    press(&mut app, Key::Enter);
    let shown = text(&app, (80, 24));
    assert!(
        shown.contains("the service is slow or out of reach"),
        "{shown}"
    );
    press(&mut app, Key::Esc);
    assert!(!app.place().look.details);
    press(&mut app, Key::Enter);
    press(&mut app, Key::Enter);
    assert_eq!(app.place().view, View::Sources);
}

#[test]
fn a_cycle_opens_its_own_rows() {
    let mut app = open("[[");
    press(&mut app, Key::Enter);
    press(&mut app, Key::Enter);
    assert_eq!(app.place().look.filter.text(), "cycle:4117");
    let shown = lanes(&app);
    assert!(
        shown.contains(&Track::Provisioning) && shown.len() == 2,
        "{shown:?}"
    );
}

#[test]
fn a_person_is_found_where_the_log_has_only_an_identifier() {
    let mut app = open("");
    let name = {
        let status = app.status();
        let users = &status.directory.users.data;
        let mut people = users.people();
        let person = people.find(|person| {
            let row = users.row(*person);
            row.is_some_and(|row| row.id.to_text(&status.text) == fixture_id())
        });
        let row = person
            .and_then(|person| users.row(person))
            .expect("the person of p13");
        status.text.get(row.name).to_owned()
    };
    typed(&mut app, &format!("&{}", name.to_uppercase()));
    assert_eq!(selected(&app), (Track::Provisioning, 2_650), "{name}");
}

fn fixture_id() -> String {
    let status = fixture::status();
    let mut events = status.events.items().iter();
    let event = events.find(|event| event.id.raw() == "p13");
    event
        .map(|event| event.source_id.raw().to_owned())
        .unwrap_or_default()
}

#[test]
fn the_selection_stays_on_its_row_while_others_come() {
    let mut app = open("[[");
    let (before, at) = (selected(&app), app.place().cursor.index());
    let mut status = fixture::status();
    let reading = Reading {
        reasons: vec![Reason::Failed],
        ended: Some(ago(1)),
        ..Reading::default()
    };
    advance(
        &mut status,
        Observation::Failed(Source::Job, reading),
        fixture::now(),
    );
    settle(&mut app, Msg::Status(Arc::new(status)));
    assert_eq!(selected(&app), before);
    assert_eq!(app.place().cursor.index(), at + 1);
}

#[test]
fn an_initial_cycle_has_an_estimate_only_where_it_was_seen_to_move() {
    let told = |moves| text(&app(fixture::initial(moves), &[Key::Char('5')]), (120, 40));
    assert!(
        told(0).contains("100 of 4,000 users (2 %); no estimate"),
        "{}",
        told(0)
    );
    assert!(
        told(1).contains("at the pace seen once done"),
        "{}",
        told(1)
    );
    assert!(told(3).contains("by 3 paces seen"), "{}", told(3));
}

fn with(change: impl FnOnce(&mut Status)) -> String {
    let mut status = fixture::status();
    change(&mut status);
    text(&app(status, &[Key::Char('5')]), (80, 24))
}

#[test]
fn logs_that_were_not_read_are_no_empty_escrow() {
    let told = with(|status| {
        status.escrow = [].into();
        status.sources[Source::ProvisioningLog.index()] = crate::status::Health::default();
    });
    assert!(
        told.contains("ESCROW not known: the provisioning log is waiting"),
        "{told}"
    );
    let told = with(|status| status.escrow = [].into());
    assert!(told.contains("nothing that failed waits"), "{told}");
}

#[test]
fn a_late_cycle_and_a_wrong_clock_are_said() {
    let mut status = fixture::status();
    status.executions.retain(|run| run.began < Some(ago(5_000)));
    let (job, runs) = (status.job.clone(), status.executions.items());
    let clock = crate::entra::CycleClock::learn(job.as_deref(), runs, [].iter());
    status.clock = Arc::new(clock);
    let skew = chrono::TimeDelta::seconds(-95);
    status.sources[Source::ScimUsers.index()].budget.skew = Some(skew);
    let told = text(&app(status, &[Key::Char('5')]), (80, 24));
    assert!(told.contains("LATE by 45m"), "{told}");
    assert!(told.contains("SCIM -1m30s"), "{told}");
}

#[test]
fn a_cycle_whose_rows_have_not_landed_is_not_said_to_have_done_nothing() {
    let app = open("");
    let told = text(&app, (120, 44));
    let row = told
        .lines()
        .find(|line| line.trim_start().starts_with("10:39:15Z"));
    let row = row.expect("the cycle with exports and no rows");
    assert!(row.contains('?') && !row.contains(" 0 "), "{row}");
    assert!(
        told.contains("Succeeded: its rows are not in the log yet"),
        "{told}"
    );
}

#[test]
fn a_quarantine_is_told_with_its_reason_and_since_when() {
    let mut status = fixture::status();
    let mut job = status.job.as_deref().expect("a job").clone();
    job.code = JobCode::Quarantine;
    job.quarantine = Some(Quarantine {
        reason: Foreign::new("EncounteredBaseEscrowThreshold"),
        since: Some(ago(90_000)),
        series_began: Some(ago(90_000)),
        next_attempt: Some(ago(-7_200)),
        error: Foreign::new("too many fail"),
    });
    let runs = status.executions.items();
    let clock = crate::entra::CycleClock::learn(Some(&job), runs, [].iter());
    (status.clock, status.job) = (Arc::new(clock), Some(Arc::new(job)));
    let told = text(&app(status, &[Key::Char('5')]), (120, 40));
    assert!(
        told.contains("QUARANTINE since 11-23 11:04Z: EncounteredBaseEscrowThreshold"),
        "{told}"
    );
    assert!(told.contains("in 2h00m: 14:04:31Z"), "{told}");
    assert!(!told.contains("quarantine: no"), "{told}");
}

#[test]
fn a_provider_that_tells_identifiers_only_is_read_by_the_names_of_the_other_log() {
    let mut status = fixture::status();
    let mut events = status.events.items().to_vec();
    let place = |events: &[crate::model::Event], id: &str| {
        events
            .iter()
            .position(|event| event.id.raw() == id)
            .expect("an event")
    };
    let (told, untold) = (place(&events, "p13"), place(&events, "a1"));
    events[told].target_id = Foreign::new("9f31");
    (events[untold].target, events[untold].target_id) =
        (Foreign::new("9f31"), Foreign::new("9f31"));
    status.events.retain(|_| false);
    status
        .events
        .merge(events, |event| (event.at, event.id.clone()));
    let mut app = app(status, &[Key::Char('5')]);
    typed(&mut app, "&lane:provider");
    let told = text(&app, (120, 40));
    let row = told
        .lines()
        .find(|line| line.contains("user_group.update"))
        .expect("its row");
    assert!(
        row.contains("A Name Nobody Types") && !row.contains("9f31"),
        "{told}"
    );
}

#[test]
fn the_screen_is_ascii_where_the_terminal_is() {
    let mut app = open("");
    press(&mut app, Key::Enter);
    for size in [(80, 24), (120, 40), (200, 60), (40, 10), (20, 5)] {
        let told = plain(&frame(&app, &MONO, size));
        assert!(told.is_ascii(), "{told}");
    }
}

#[test]
fn every_happening_is_told_in_full() {
    let mut app = open("");
    let rows = lanes(&app).len();
    press(&mut app, Key::Enter);
    for _ in 0..rows {
        let told = text(&app, (120, 40));
        assert!(told.contains("Esc closes this"), "{told}");
        typed(&mut app, "j");
    }
    let Rows::Timeline(moments) = &app.place().rows else {
        panic!("no timeline");
    };
    let cycles = moments.iter().filter_map(|moment| moment.of(app.world()));
    assert!(
        cycles
            .filter(|seen| matches!(seen, Happening::Cycle(..)))
            .count()
            >= 5
    );
}
