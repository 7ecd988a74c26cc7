use super::{Chosen, Source, compile, group_mapping, user_mapping};
use crate::entra::expression::{Expression, Value, evaluate};
use crate::model::{
    AttributeMapping, FlowType, Foreign, MappingSource, ObjectMapping, Schema, SourceKind,
};

fn source(kind: SourceKind, name: &str, expression: &str) -> MappingSource {
    MappingSource {
        kind,
        name: Foreign::new(name),
        expression: Foreign::new(expression),
        parameters: Vec::new(),
    }
}

fn attribute(name: &str) -> MappingSource {
    source(SourceKind::Attribute, name, &format!("[{name}]"))
}

fn constant(value: &str) -> MappingSource {
    source(SourceKind::Constant, value, &format!("\"{value}\""))
}

fn function(name: &str, expression: &str, parameters: &[(&str, MappingSource)]) -> MappingSource {
    let parameters = parameters.iter();
    MappingSource {
        parameters: parameters
            .map(|(key, value)| (Foreign::new(*key), value.clone()))
            .collect(),
        ..source(SourceKind::Function, name, expression)
    }
}

fn compiled(source: Option<MappingSource>) -> Source {
    let mapping = AttributeMapping {
        target: Foreign::new("title"),
        source,
        ..AttributeMapping::default()
    };
    let object = ObjectMapping {
        attributes: vec![mapping],
        ..ObjectMapping::default()
    };
    compile(&object).rules.remove(0).source
}

fn computed(text: &str) -> Source {
    Source::Computed(Expression::parse(text).unwrap())
}

#[test]
fn each_kind_of_mapping_is_told_apart() {
    use SourceKind::{Attribute, Constant, Function, Other};
    let direct = Source::Direct("mail".into());
    let other = || Other(Foreign::new("Odd"));
    for (given, expected) in [
        (attribute("mail"), direct.clone()),
        (source(Attribute, "mail", ""), direct.clone()),
        (source(Attribute, "", "[mail]"), direct.clone()),
        (source(Function, "", "[mail]"), direct.clone()),
        (source(Function, "mail", " [mail] "), direct.clone()),
        (source(other(), "mail", "[mail]"), direct.clone()),
        (constant("8"), Source::Constant("8".into())),
        (source(Constant, "8", "8"), Source::Constant("8".into())),
        (
            source(Constant, "Staff", "Staff"),
            Source::Constant("Staff".into()),
        ),
        (
            source(Constant, "\"", "\"\"\""),
            Source::Constant("\"".into()),
        ),
        (source(Function, "Guid", ""), computed("Guid()")),
        (source(Function, "Guid", "Guid()"), computed("Guid()")),
        (
            source(Function, "CStr", "CStr([mail])"),
            computed("CStr([mail])"),
        ),
        (source(Attribute, "", ""), Source::Nothing),
        (source(Attribute, "", "\"\""), Source::Nothing),
        (constant(""), Source::Nothing),
    ] {
        assert_eq!(compiled(Some(given.clone())), expected, "{given:?}");
    }
    assert_eq!(compiled(None), Source::Nothing);
    assert!(matches!(
        compiled(Some(source(other(), "", ""))),
        Source::Unknown(_)
    ));
}

/// `Mid([surname], 1, 8)` as the wire has it, with this text.
fn mid(expression: &str) -> MappingSource {
    let parameters = [
        ("source", attribute("surname")),
        ("start", constant("1")),
        ("length", constant("8")),
    ];
    function("Mid", expression, &parameters)
}

#[test]
fn a_tree_agrees_with_its_text_but_for_what_it_cannot_tell() {
    let switch = |default: Option<&str>| {
        let text = r#"Switch([IsSoftDeleted], , "False", "True", "True", "False")"#;
        let values = ["False", "True", "True", "False"].map(|v| ("switchValue", constant(v)));
        let default = default.map(|value| ("defaultValue", constant(value)));
        let source = [("source", attribute("isSoftDeleted"))];
        let parameters = source.into_iter().chain(default).chain(values);
        function("Switch", text, &parameters.collect::<Vec<_>>())
    };
    let replace = [
        ("source", attribute("mail")),
        ("Find", constant("-")),
        ("Replacement", constant("_")),
    ];
    for (given, text) in [
        (mid("Mid([surname], 1, 8)"), "Mid([surname], 1, 8)"),
        (
            mid("Mid([surname],\n  \"1\", \"8\")"),
            r#"Mid([surname], "1", "8")"#,
        ),
        (mid(""), r#"Mid([surname], "1", "8")"#),
        (switch(None), switch(None).expression.raw()),
        (switch(Some("")), switch(None).expression.raw()),
        (
            function("Replace", r#"Replace([mail], "-", , , "_", , )"#, &replace),
            r#"Replace([mail], "-", , , "_", , )"#,
        ),
        (
            function(
                "Switch",
                r#"Switch([a], "d", "k", , "m", "n")"#,
                &[
                    ("source", attribute("a")),
                    ("defaultValue", constant("d")),
                    ("switchValue", constant("k")),
                    ("switchValue", constant("m")),
                    ("switchValue", constant("n")),
                ],
            ),
            r#"Switch([a], "d", "k", , "m", "n")"#,
        ),
        (
            function(
                "IIF",
                r#"IIF([a]="b", [c], "d")"#,
                &[("expression", attribute("a"))],
            ),
            r#"IIF([a]="b", [c], "d")"#,
        ),
        (
            function(
                "Novel",
                r#"Novel([a], , "b")"#,
                &[("x", attribute("a")), ("y", constant("b"))],
            ),
            r#"Novel([a], , "b")"#,
        ),
    ] {
        assert_eq!(compiled(Some(given.clone())), computed(text), "{given:?}");
    }
}

#[test]
fn where_text_and_tree_differ_nothing_is_said() {
    let find = |key: &'static str| [("source", attribute("mail")), (key, constant("-"))];
    for given in [
        source(SourceKind::Attribute, "mail", "[mailNickname]"),
        source(SourceKind::Constant, "a", "\"b\""),
        source(SourceKind::Constant, "mail", "[mail]"),
        mid("Mid([surname], 1, 9)"),
        mid("Mid([givenName], 1, 8)"),
        mid("Left([surname], 8)"),
        mid("[surname]"),
        function(
            "Replace",
            r#"Replace([mail], "-", , , , , )"#,
            &find("RegularExpression"),
        ),
        source(SourceKind::Function, "Append", "Prepend([mail], \"x\")"),
    ] {
        let Source::Unknown(reason) = compiled(Some(given.clone())) else {
            panic!("{given:?}");
        };
        assert!(
            reason.contains("the text and the parsed tree of the mapping differ"),
            "{reason}"
        );
    }
    let Source::Unknown(reason) = compiled(Some(mid("Mid([surname], 1, 8"))) else {
        panic!("it was read");
    };
    assert!(reason.contains("column 20"), "{reason}");
}

#[test]
fn a_tree_alone_comes_to_what_its_text_would() {
    let Source::Computed(expression) = compiled(Some(mid(""))) else {
        panic!("no expression");
    };
    let surname = |_: &str| Value::Text("Featherstonehaugh".into());
    assert_eq!(
        evaluate(&expression, &surname),
        Value::Text("Feathers".into())
    );
}

#[test]
fn letter_case_counts_where_the_schema_or_the_rfc_says_so() {
    let rule = |target: &str, case_exact: Option<bool>| {
        let mapping = AttributeMapping {
            target: Foreign::new(target),
            case_exact,
            matching_priority: 2,
            flow: FlowType::ObjectAddOnly,
            ..AttributeMapping::default()
        };
        let object = ObjectMapping {
            attributes: vec![mapping],
            ..ObjectMapping::default()
        };
        compile(&object).rules.remove(0)
    };
    for (target, exact) in [
        ("userName", false),
        ("displayName", false),
        ("emails[type eq \"work\"].value", false),
        ("externalId", true),
        ("id", true),
        ("photos[type eq \"photo\"].value", true),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
            true,
        ),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:externalId",
            true,
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            false,
        ),
    ] {
        assert_eq!(rule(target, None).case_exact, exact, "{target}");
        assert_eq!(rule(target, Some(!exact)).case_exact, !exact, "{target}");
    }
    let rule = rule("userName", None);
    assert_eq!((rule.matching, rule.flow), (2, FlowType::ObjectAddOnly));
}

#[test]
fn the_mapping_of_a_kind_is_one_or_told_why_not() {
    let object = |source: &str, enabled: bool| ObjectMapping {
        source: Foreign::new(source),
        enabled,
        ..ObjectMapping::default()
    };
    let schema = |objects: &[ObjectMapping]| Schema {
        objects: objects.to_vec(),
        ..Schema::default()
    };
    let (user, off) = (object("User", true), object("user", false));
    let one = schema(&[object("Group", false), off.clone(), user.clone()]);
    assert_eq!(user_mapping(&one), Chosen::One(&user));
    assert_eq!(group_mapping(&one), Chosen::Disabled);
    assert_eq!(group_mapping(&schema(&[off])), Chosen::None);
    let two = schema(&[user.clone(), user.clone()]);
    assert_eq!(user_mapping(&two), Chosen::Several(2));
}

#[test]
fn deep_trees_are_compared_in_one_go() {
    let mut text = "[mail]".to_owned();
    let mut tree = attribute("mailNickname");
    for _ in 0..60 {
        text = format!("Coalesce({text})");
        tree = function("Coalesce", &text, &[("source", tree)]);
    }
    assert!(matches!(compiled(Some(tree)), Source::Unknown(_)));
}
