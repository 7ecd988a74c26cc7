//! What must hold of any expression.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use scimtop::entra::expression::{Comparison, Expression, Value, evaluate, explain, signature};

/// Any expression that text can say.
fn expression() -> impl Strategy<Value = Expression> {
    operand().prop_flat_map(|left| {
        prop_oneof![
            3 => Just(left.clone()),
            1 => compared(Just(left).boxed(), operand().boxed()),
        ]
    })
}

fn operand() -> impl Strategy<Value = Expression> {
    leaf().prop_recursive(5, 40, 7, |inner| {
        let argument = prop_oneof![3 => inner.clone(), 1 => compared(inner.clone(), inner)];
        let arguments = vec(option::weighted(0.8, argument), 0..8);
        (name(), arguments)
            // One empty place cannot be told from none.
            .prop_filter("a lone empty place", |(_, arguments)| *arguments != [None])
            .prop_map(|(name, arguments)| Expression::Call { name, arguments })
    })
}

fn leaf() -> impl Strategy<Value = Expression> {
    prop_oneof![
        attribute().prop_map(Expression::Attribute),
        text().prop_map(Expression::Constant),
        "(-?[0-9]{1,20})|(&[hH][0-9a-fA-F]{1,17})".prop_map(Expression::Number),
        "vb(Text|Binary)Compare|[A-Za-z_][A-Za-z0-9_]{0,6}".prop_map(Expression::Word),
    ]
}

fn attribute() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-d]", 1 => "[^\\]]{0,8}[^\\]\\s]"]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => any::<String>(),
        1 => "[\\\\\"dw+*?()\\[\\]$^|{}<>a-c0-9-]{0,12}",
        1 => "d|ww|yyyy|m|yyyy-MM-dd|2020-02-29|1/2/2020 3:04:05 PM|True|False",
    ]
}

/// Names of functions that exist, mostly.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![5 => proptest::sample::select(NAMES).prop_map(str::to_owned), 1 => "[A-Z][a-z]{0,5}"]
}

const NAMES: &[&str] = &[
    "Append",
    "BitAnd",
    "CBool",
    "CDate",
    "CStr",
    "Coalesce",
    "ConvertToBase64",
    "ConvertToUTF8Hex",
    "Count",
    "DateAdd",
    "DateDiff",
    "DateFromNum",
    "FormatDateTime",
    "IIF",
    "IgnoreFlowIfNullOrEmpty",
    "InStr",
    "IsNull",
    "IsPresent",
    "IsString",
    "Item",
    "Join",
    "Left",
    "Len",
    "Mid",
    "NormalizeDiacritics",
    "Not",
    "NumFromDate",
    "PCase",
    "Redact",
    "RemoveDuplicates",
    "Replace",
    "SelectUniqueValue",
    "SingleAppRoleAssignment",
    "Split",
    "StripSpaces",
    "Switch",
    "ToLower",
    "ToUpper",
    "Word",
];

fn compared(
    left: BoxedStrategy<Expression>,
    right: BoxedStrategy<Expression>,
) -> impl Strategy<Value = Expression> {
    let comparisons = [
        Comparison::Equal,
        Comparison::Unequal,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
        Comparison::Less,
        Comparison::LessOrEqual,
    ];
    (proptest::sample::select(comparisons.to_vec()), left, right).prop_map(
        |(comparison, left, right)| Expression::Compare {
            comparison,
            left: Box::new(left),
            right: Box::new(right),
        },
    )
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(Value::Text),
        vec(text(), 0..4).prop_map(Value::List),
        Just(Value::Absent),
        Just(Value::Unknown("not read".to_owned())),
    ]
}

fn held(values: &[Value; 4], name: &str) -> Value {
    let at = ["a", "b", "c", "d"].iter().position(|known| *known == name);
    at.map(|at| values[at].clone()).unwrap_or_default()
}

/// The arguments of a call, under the keys that a schema would have for them.
fn keyed(name: &str, arguments: &[Option<Expression>]) -> Option<Vec<(String, Expression)>> {
    let parameters = signature(name)?.parameters;
    let key = |at: usize| {
        parameters
            .get(at)
            .or(parameters.last())
            .map(|it| it.key.to_owned())
    };
    let given = arguments.iter().enumerate();
    let given = given.filter_map(|(at, argument)| Some((at, argument.clone()?)));
    given
        .map(|(at, argument)| Some((key(at)?, argument)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn what_is_printed_is_read_back(tree in expression()) {
        let text = tree.to_string();
        prop_assume!(text.chars().count() <= 10_000);
        prop_assert_eq!(Expression::parse(&text), Ok(tree), "{}", text);
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), odd in "[A-C\\[\\](),\"\\\\ =<>&0-9-]{0,40}") {
        for text in [text, odd] {
            match Expression::parse(&text) {
                Ok(tree) => prop_assert_eq!(Expression::parse(&tree.to_string()), Ok(tree)),
                Err(error) => prop_assert!((1..=text.chars().count() + 1).contains(&error.column)),
            }
        }
    }

    #[test]
    fn every_expression_comes_to_something(tree in expression(), values in [value(), value(), value(), value()]) {
        let attributes = |name: &str| held(&values, name);
        let value = evaluate(&tree, &attributes);
        let steps = explain(&tree, &attributes);
        if let (Expression::Call { .. }, Some(last)) = (&tree, steps.last()) {
            prop_assert_eq!((&last.value, last.depth), (&value, 0));
        }
    }

    #[test]
    fn only_the_attributes_it_names_are_read(tree in expression()) {
        let named = tree.attributes();
        evaluate(&tree, &|name| { assert!(named.contains(name), "{name}"); Value::Absent });
    }

    #[test]
    fn the_keys_of_a_schema_place_every_argument(name in name(), given in vec(option::weighted(0.8, leaf()), 0..8)) {
        let Some(signature) = signature(&name) else { return Ok(()) };
        let mut given = given;
        given.truncate(signature.parameters.len());
        // A schema drops what is omitted at the end.
        while given.last() == Some(&None) { given.pop(); }
        let Some(parameters) = keyed(&name, &given) else { return Ok(()) };
        let call = Expression::Call { name: name.clone(), arguments: given };
        prop_assert_eq!(Expression::of_parameters(&name, parameters), call);
    }
}
