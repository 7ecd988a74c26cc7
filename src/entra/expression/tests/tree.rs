//! Trees of a schema.

use std::collections::BTreeSet;

use super::super::{Expression, signature};

fn of(name: &str, parameters: &[(&str, &str)]) -> String {
    let parameters = parameters.iter().map(|(key, text)| {
        let tree = Expression::parse(text).expect("an argument");
        ((*key).to_owned(), tree)
    });
    Expression::of_parameters(name, parameters.collect()).to_string()
}

#[test]
fn arguments_go_where_their_keys_belong() {
    for (name, parameters, expected) in [
        ("Guid", &[][..], "Guid()"),
        (
            "Append",
            &[("suffix", "\"x\""), ("source", "[a]")],
            "Append([a], \"x\")",
        ),
        (
            "Mid",
            &[("SOURCE", "[a]"), ("length", "\"8\""), ("start", "\"1\"")],
            "Mid([a], \"1\", \"8\")",
        ),
        (
            "Replace",
            &[
                ("source", "[a]"),
                ("Find", "\"-\""),
                ("Replacement", "\"_\""),
            ],
            "Replace([a], \"-\", , , \"_\")",
        ),
        (
            "Replace",
            &[
                ("source", "[a]"),
                ("oldValue", "\"-\""),
                ("template", "\"t\""),
            ],
            "Replace([a], \"-\", , , , , \"t\")",
        ),
        (
            "FormatDateTime",
            &[
                ("source", "[a]"),
                ("inputFormat", "\"yyyy\""),
                ("outputFormat", "\"yy\""),
            ],
            "FormatDateTime([a], , \"yyyy\", \"yy\")",
        ),
        (
            "Switch",
            &[
                ("source", "[a]"),
                ("switchValue", "\"False\""),
                ("switchValue", "\"True\""),
            ],
            "Switch([a], , \"False\", \"True\")",
        ),
        (
            "Switch",
            &[
                ("source", "[a]"),
                ("defaultValue", "\"d\""),
                ("key1", "\"k\""),
                ("value1", "\"v\""),
            ],
            "Switch([a], \"d\", \"k\", \"v\")",
        ),
        (
            "Join",
            &[
                ("separator", "\" \""),
                ("source", "[a]"),
                ("source", "[b]"),
                ("source3", "[c]"),
            ],
            "Join(\" \", [a], [b], [c])",
        ),
        (
            "Coalesce",
            &[("source1", "[a]"), ("defaultValue", "\"d\"")],
            "Coalesce([a], \"d\")",
        ),
    ] {
        assert_eq!(of(name, parameters), expected);
    }
}

#[test]
fn what_is_not_known_keeps_its_order() {
    for (name, parameters, expected) in [
        ("Frob", [("b", "[b]"), ("a", "[a]")], "Frob([b], [a])"),
        (
            "Append",
            [("suffix", "[b]"), ("origin", "[a]")],
            "Append([b], [a])",
        ),
        (
            "Append",
            [("suffix", "[b]"), ("suffix", "[a]")],
            "Append([b], [a])",
        ),
    ] {
        assert_eq!(of(name, &parameters), expected);
    }
}

#[test]
fn the_attributes_of_a_tree_are_all_that_it_reads() {
    let text = r#"IIF([a] = [b], Join("[no]", [c], [a]), Switch([d], , "x", "[no]"))"#;
    let tree = Expression::parse(text).unwrap();
    assert_eq!(tree.attributes(), BTreeSet::from(["a", "b", "c", "d"]));
}

#[test]
fn a_signature_tells_its_parameters() {
    let replace = signature("Replace").expect("known");
    let keys: Vec<_> = replace
        .parameters
        .iter()
        .map(|parameter| parameter.key)
        .collect();
    assert_eq!(keys[..3], ["source", "Find", "RegularExpression"]);
    assert_eq!(replace.parameters[1].name(), "oldValue");
    assert!(signature("replace").is_none());
}
