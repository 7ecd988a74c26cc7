//! The loop itself, in process.

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{Event, KeyCode};

use super::fixture;
use super::runner::Runner;
use crate::model::Source;
use crate::status::Command;
use crate::tui::app::Ending;

#[tokio::test]
async fn the_first_frame_comes_before_any_answer() {
    let runner = Runner::start(fixture::unread(), (80, 24));
    runner.wait_for("UNKNOWN").await;
    runner.wait_for("q quit").await;
}

#[tokio::test]
async fn a_newer_status_is_shown_and_the_finder_knows_its_people() {
    let runner = Runner::start(fixture::unread(), (80, 24));
    runner.wait_for("UNKNOWN").await;
    runner.status.send_replace(Arc::new(fixture::status()));
    runner.wait_for("DRIFT: 8 of 10").await;
    runner.keys("/tanak");
    runner.wait_for("田中一郎").await;
    runner.key(KeyCode::Enter);
    runner.wait_for("exists in Entra").await;
}

#[tokio::test]
async fn a_long_list_is_arranged_beside_the_loop() {
    let runner = Runner::start(fixture::crowded(50_000), (80, 24));
    runner.keys("2&kind:orphan_u subject:user4999");
    runner.wait_for("drift  1 of 50,000").await;
    runner.key(KeyCode::Esc);
    runner.keys("G");
    runner.wait_for("drift  50,000 of 50,000").await;
}

#[tokio::test]
async fn commands_reach_the_readers_and_a_full_channel_is_told() {
    let mut runner = Runner::start(fixture::status(), (80, 24));
    runner.keys("7r");
    assert_eq!(
        runner.commands.recv().await,
        Some(Command::Poll(Source::ScimUsers))
    );
    runner.keys("1rrrrr");
    runner.wait_for("was not sent").await;
    assert_eq!(runner.commands.recv().await, Some(Command::PollAll));
}

#[tokio::test]
async fn a_stalled_terminal_skips_frames_and_no_keys() {
    let runner = Runner::start(fixture::status(), (80, 24));
    runner.wait_for("[1 Overview]").await;
    runner.stall(true);
    let before = runner.frames();
    runner.keys("2jjj7");
    runner.key(KeyCode::Enter);
    tokio::task::yield_now().await;
    assert_eq!(runner.frames(), before);
    runner.stall(false);
    runner.wait_for("[7 Sources]").await;
    assert_eq!(runner.frames(), before + 1);
}

#[tokio::test]
async fn a_resize_is_painted_whole() {
    let runner = Runner::start(fixture::status(), (80, 24));
    runner.wait_for("[1 Overview]").await;
    runner.resize(60, 12);
    runner.wait(|screen| screen.lines().count() == 12).await;
    runner.resize(1, 1);
    runner.wait(|screen| screen.lines().count() == 1).await;
    runner.resize(200, 60);
    runner.wait(|screen| screen.lines().count() == 60).await;
}

#[tokio::test]
async fn it_ends_on_q_and_on_the_end_of_input() {
    let mut runner = Runner::start(fixture::status(), (80, 24));
    runner.wait_for("[1 Overview]").await;
    runner.keys("Q");
    let ended = (&mut runner.ended).await;
    assert!(matches!(ended, Ok(Ok(Ending::Leaving))));
    assert_eq!(
        runner.commands.recv().await,
        None,
        "nobody is left to ask for anything"
    );
    let runner = Runner::start(fixture::status(), (80, 24));
    runner.wait_for("[1 Overview]").await;
    let ended = runner.hang_up().await;
    assert!(matches!(ended, Ok(Ok(Ending::Plain))));
}

#[tokio::test]
async fn the_last_status_stays_when_the_readers_are_gone() {
    let mut runner = Runner::start(fixture::status(), (80, 24));
    runner.wait_for("[1 Overview]").await;
    runner.drop_status();
    runner.wait_for("the readers have stopped").await;
    runner.keys("2");
    runner.wait_for("[2 Drift]").await;
}

#[tokio::test]
async fn a_suspension_that_is_refused_is_told() {
    let runner = Runner::start(fixture::status(), (80, 24));
    runner.wait_for("[1 Overview]").await;
    runner.ctrl('z');
    runner.wait_for("could not be suspended").await;
}

#[tokio::test(start_paused = true)]
async fn a_screen_left_alone_is_painted_only_when_an_age_steps() {
    let runner = Runner::start(fixture::status(), (80, 24));
    runner.wait_for("[1 Overview]").await;
    runner.keys("?");
    runner.wait_for("help:").await;
    let still = runner.frames();
    let looks = runner.looks();
    for _ in 0..100 {
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    assert_eq!(runner.frames(), still, "the clock stood still");
    // The next step of an age is 29 seconds away: nothing wakes each second.
    let looks = runner.looks() - looks;
    assert!(looks <= 10, "the clock was looked at {looks} times");
    runner.tick(29);
    runner.wait_for("live 12:05Z").await;
    assert_eq!(runner.frames(), still + 1);
    runner.tick(60);
    runner.wait_for("live 12:06Z").await;
    assert_eq!(runner.frames(), still + 2);
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_statuses_costs_few_frames_and_delays_no_key() {
    let runner = Runner::start(fixture::status(), (80, 24));
    runner.wait_for("[1 Overview]").await;
    let before = runner.frames();
    for revision in 100..2_100 {
        let mut status = fixture::status();
        status.revision = revision;
        status.profile = format!("p{revision}").into();
        runner.status.send_replace(Arc::new(status));
    }
    runner.keys("2");
    runner
        .wait(|screen| screen.contains("[2 Drift]") && screen.contains("p2099"))
        .await;
    assert!(
        runner.frames() - before <= 4,
        "{}",
        runner.frames() - before
    );
}

#[tokio::test]
async fn a_pasted_burst_of_keys_is_not_lost() {
    let runner = Runner::start(fixture::status(), (80, 24));
    runner.keys("/");
    runner.send(Event::Paste("zo".into()));
    runner.keys(&"x".repeat(300));
    for _ in 0..300 {
        runner.key(KeyCode::Backspace);
    }
    runner.keys("zoe");
    runner.wait_for("zoe@ex.com").await;
}
