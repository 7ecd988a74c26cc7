//! Themes as they are worn.

use crossterm::event::KeyCode;
use ratatui::style::{Color, Style};

use super::fixture;
use super::runner::Runner;
use super::screens::{COLOR, app, frame};
use crate::tui::{ColorMode, Depth, Theme, TuiOptions};

fn wearing(name: &str, color: ColorMode, depth: Depth) -> TuiOptions {
    TuiOptions {
        color,
        depth,
        theme: Theme::named(name, None).unwrap_or_default(),
        ..COLOR
    }
}

#[test]
fn a_theme_paints_the_whole_screen_and_changes_no_letter() {
    let app = app(fixture::status(), &[]);
    let own = frame(&app, &COLOR, (80, 24));
    for name in ["dark", "light", "contrast"] {
        let worn = frame(
            &app,
            &wearing(name, ColorMode::Sixteen, Depth::True),
            (80, 24),
        );
        let letters = |frame: &ratatui::buffer::Buffer| super::super::view::plain(frame);
        assert_eq!(letters(&worn), letters(&own), "{name}");
        assert!(
            worn.content()
                .iter()
                .all(|cell| matches!(cell.bg, Color::Rgb(..))),
            "{name}"
        );
    }
}

#[test]
fn no_colour_wins_over_a_theme_and_sixteen_stand_in_for_millions() {
    let app = app(fixture::status(), &[]);
    let mono = frame(
        &app,
        &wearing("dark", ColorMode::Mono, Depth::True),
        (80, 24),
    );
    assert!(
        mono.content()
            .iter()
            .all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset)
    );
    let sixteen = frame(
        &app,
        &wearing("dark", ColorMode::Sixteen, Depth::Sixteen),
        (80, 24),
    );
    let fixed = |color: Color| matches!(color, Color::Rgb(..) | Color::Indexed(_));
    assert!(
        sixteen
            .content()
            .iter()
            .all(|cell| !fixed(cell.fg) && !fixed(cell.bg))
    );
    assert_ne!(sixteen.content()[0].style(), Style::reset());
}

#[tokio::test]
async fn a_theme_is_chosen_by_its_name_and_a_wrong_one_is_told() {
    let runner = Runner::start(fixture::status(), (100, 30));
    runner.wait_for("[1 Overview]").await;
    for (typed, told) in [
        (":theme contrast", "theme contrast"),
        (
            ":theme nothing",
            "there is no such theme; there are terminal, dark, light, contrast",
        ),
        (":theme terminal", "theme terminal"),
    ] {
        runner.keys(typed);
        runner.wait_for("command: theme").await;
        runner.key(KeyCode::Enter);
        runner
            .wait(|screen| screen.contains(told) && !screen.contains("command: "))
            .await;
    }
}
