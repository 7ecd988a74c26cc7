//! The text of expressions, and what holds of all functions.

use super::super::{Expression, Value, evaluate, explain};
use super::{check, held};

#[test]
fn canonical_text_has_one_spelling() {
    for (text, canonical) in [
        ("[mail]", "[mail]"),
        (r#""a\\b\"c""#, r#""a\\b\"c""#),
        (r#""\d+""#, r#""\\d+""#),
        ("Now()", "Now()"),
        (" Join ( \n\",\" ,[a],\t[b] ) ", r#"Join(",", [a], [b])"#),
        (
            r#"Replace(s,"a", , ,"b",,)"#,
            r#"Replace(s, "a", , , "b", , )"#,
        ),
        ("BitAnd(&HF,-12)", "BitAnd(&HF, -12)"),
        (r#"IIF([a]<>"b",[a],"")"#, r#"IIF([a] <> "b", [a], "")"#),
        ("CBool([a]>=5)", "CBool([a] >= 5)"),
    ] {
        let tree = Expression::parse(text).expect(text);
        assert_eq!(tree.to_string(), canonical);
        assert_eq!(Expression::parse(canonical).as_ref(), Ok(&tree));
    }
}

#[test]
fn what_is_no_expression_is_shown_its_place() {
    for (text, mistake) in [
        (
            "",
            "column 1: expected a function, [attribute], \"string\" or number, found the end",
        ),
        (
            "Append([a]",
            "column 11: expected a comma or ), found the end",
        ),
        (
            "Append([a] \"b\")",
            "column 12: expected a comma or ), found a string",
        ),
        ("Ä([a) ]", "column 8: expected a comma or ), found the end"),
        ("[mail", "column 1: the [ of an attribute has no ]"),
        ("[ ]", "column 1: an attribute has a name: [mail]"),
        ("Append([a], \"b", "column 13: the string is not closed"),
        (
            "Append(“a”)",
            "column 8: strings stand in straight double quotes: \"text\"",
        ),
        (
            "[a] & [b]",
            "column 5: & begins only a hexadecimal number: &HF; Append and Join put texts together",
        ),
        ("[a] = [b] = [c]", "column 11: expected the end, found ="),
        (
            "ToLower([a]) x",
            "column 14: expected the end, found the word x",
        ),
        ("-", "column 1: a number has digits"),
        ("a.b", "column 2: . is out of place"),
        ("\u{202e}", "column 1: <U+202E> is out of place"),
    ] {
        let error = Expression::parse(text).expect_err(text);
        assert_eq!(error.to_string(), mistake, "{text}");
    }
}

#[test]
fn length_and_depth_are_bounded() {
    let nested = |depth: usize| format!("{}[a]{}", "Not(".repeat(depth), ")".repeat(depth));
    assert!(Expression::parse(&nested(64)).is_ok());
    assert!(Expression::parse(&nested(65)).is_err());
    let long = |length: usize| format!("\"{}\"", "é".repeat(length - 2));
    assert!(Expression::parse(&long(10_000)).is_ok());
    assert_eq!(
        Expression::parse(&long(10_001)).map_err(|error| error.column),
        Err(10_001)
    );
}

#[test]
fn a_tree_that_was_built_too_deep_is_unknown() {
    let mut tree = Expression::Attribute("a".to_owned());
    for _ in 0..500 {
        tree = Expression::Call {
            name: "Not".to_owned(),
            arguments: vec![Some(tree)],
        };
    }
    let value = evaluate(&tree, &|_| Value::Absent);
    assert_eq!(
        value,
        Value::Unknown("functions are nested too deeply".to_owned())
    );
}

#[test]
fn what_is_not_understood_is_unknown_and_says_why() {
    check(&[
        (
            "Frobnicate([a])",
            "",
            "unknown: the function Frobnicate is not known",
        ),
        (
            "append([a], \"b\")",
            "",
            "unknown: the function append is not known",
        ),
        ("Append([a])", "", "unknown: Append: suffix is missing"),
        ("Append([a], )", "", "unknown: Append: suffix is missing"),
        (
            "Append([a], \"b\", \"c\")",
            "",
            "unknown: Append takes 2 arguments, not 3",
        ),
        (
            "Replace([a], \"b\")",
            "a=b",
            "unknown: Replace: these arguments are none of its forms",
        ),
        (
            "Mid([a], \"x\", 2)",
            "a=abc",
            "unknown: Mid: start is not a whole number",
        ),
        ("Mid([a], [b], 2)", "a=abc", "unknown: Mid: start is null"),
        (
            "ToLower([a])",
            "a=x|y",
            "unknown: ToLower: source has several values",
        ),
        (
            "vbTextCompare",
            "",
            "unknown: the word vbTextCompare has no value",
        ),
        ("99999999999999999999", "", "unknown: a number is too large"),
    ]);
}

#[test]
fn what_only_entra_knows_is_unknown() {
    check(&[
        ("Guid()", "", "unknown: Guid: random"),
        (
            "RandomString(6,3,0,0,3)",
            "",
            "unknown: RandomString: random",
        ),
        (
            "Redact(RandomString(6,3,0,0,3))",
            "",
            "unknown: RandomString: random",
        ),
        (
            "RandomString(6,3)",
            "",
            "unknown: RandomString: minimumSpecialCharacters is missing",
        ),
        (
            "Now()",
            "",
            "unknown: Now: depends on when Entra evaluates it",
        ),
        (
            "DefaultDomain()",
            "",
            "unknown: DefaultDomain: the tenant's default domain is not read",
        ),
        (
            "SelectUniqueValue([a], [b])",
            "a=x",
            "unknown: SelectUniqueValue: depends on which values the target already holds",
        ),
        (
            "SelectUniqueValue([a])",
            "",
            "unknown: SelectUniqueValue: uniqueValueRule is missing",
        ),
        (
            "Append(\"x\", Append(Guid(), \"y\"))",
            "",
            "unknown: Guid: random",
        ),
    ]);
}

#[test]
fn what_is_no_call_is_itself() {
    check(&[
        ("[mail]", "mail=j@c.com", "'j@c.com'"),
        ("[mail]", "", "null"),
        ("[otherMails]", "otherMails=a|b", "['a', 'b']"),
        ("\"text\"", "", "'text'"),
        ("-10", "", "'-10'"),
        ("&HF", "", "'15'"),
        (
            "Redact([userPrincipalName])",
            "userPrincipalName=a@b.c",
            "'a@b.c'",
        ),
        ("Redact(\"StringToBeRedacted\")", "", "'StringToBeRedacted'"),
    ]);
}

#[test]
fn the_steps_are_the_calls_that_were_made_innermost_first() {
    let text = r#"Switch(ToLower([s]), Guid(), "on", Append(Left([n], 1), "!"), "off", Guid())"#;
    let tree = Expression::parse(text).unwrap();
    let steps = explain(&tree, &|name| held("s=ON;n=Joe", name));
    let told: Vec<(usize, &str, Value)> = steps
        .iter()
        .map(|step| (step.depth, step.expression.as_str(), step.value.clone()))
        .collect();
    let of = |text: &str| Value::Text(text.to_owned());
    assert_eq!(
        told,
        [
            (1, "ToLower([s])", of("on")),
            (2, "Left([n], 1)", of("J")),
            (1, r#"Append(Left([n], 1), "!")"#, of("J!")),
            (0, tree.to_string().as_str(), of("J!")),
        ]
    );
}
