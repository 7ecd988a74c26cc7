//! The one table of keys.

use crate::config::draft::Draft;
use crate::config::key::Sample;
use crate::config::place::Place;
use crate::config::raw;
use crate::config::table::KEYS;

#[test]
fn names_are_one_in_every_layer() {
    for key in KEYS {
        let flag = key.name.replace('_', "-");
        assert!(key.flag.is_none_or(|given| given == flag), "{}", key.name);
        assert_eq!(
            KEYS.iter().filter(|other| other.name == key.name).count(),
            1
        );
    }
}

#[test]
fn no_secret_and_no_command_stands_on_the_command_line() {
    for key in KEYS {
        let secret = ["token", "secret", "command"]
            .iter()
            .any(|end| key.name.ends_with(end));
        // The flag of this name is a switch of its own: it takes both.
        let both = key.name == "allow_actions";
        assert_eq!(key.flag.is_none(), secret || both, "{}", key.name);
    }
}

#[test]
fn no_line_to_fill_in_passes_unfilled() {
    for key in KEYS {
        if let Sample::Fill(what) = key.sample {
            let unfilled = format!("<{what}>");
            let place = Place::Flag("test");
            let mistake = key.fill(&mut Draft::default(), raw::Raw::Text(&unfilled), place);
            assert!(
                mistake.is_err_and(|m| m.what.contains("placeholder")),
                "{}",
                key.name
            );
        }
    }
}
