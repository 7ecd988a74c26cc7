//! One source of a mapping: what its tree says, its text, and whether both say the same.

use super::Source;
use crate::entra::expression::{Expression, Presence, signature};
use crate::model::{MappingSource, SourceKind, visible};

/// Where a rule takes its value from.
pub(super) fn source(source: Option<&MappingSource>) -> Source {
    match source.map(resolved) {
        None => Source::Nothing,
        Some(Ok(expression)) => of_expression(expression),
        Some(Err(reason)) => Source::Unknown(reason),
    }
}

/// An empty constant flows as little as no source at all (Microsoft: "Customize user provisioning
/// attribute-mappings": null values are not provisioned).
fn of_expression(expression: Option<Expression>) -> Source {
    match expression {
        None => Source::Nothing,
        Some(Expression::Constant(text)) if text.is_empty() => Source::Nothing,
        Some(Expression::Constant(text) | Expression::Number(text)) => Source::Constant(text),
        Some(Expression::Attribute(name)) => Source::Direct(name),
        Some(computed) => Source::Computed(computed),
    }
}

/// The expression of a source, `None` where it is empty.
fn resolved(source: &MappingSource) -> Result<Option<Expression>, String> {
    let text = source.expression.raw().trim();
    let Some(tree) = tree(source) else {
        return match (&source.kind, text) {
            (SourceKind::Other(kind), "") => Err(format!(
                "the kind of its source, {}, is not known",
                kind.shown()
            )),
            (_, "") => Ok(None),
            _ => parsed(text).map(Some),
        };
    };
    if text.is_empty() {
        return Ok(Some(tree));
    }
    match parsed(text) {
        Ok(text) => agreed(text, tree, source).map(Some),
        // The tree of a single value lacks nothing.
        Err(_) if source.kind != SourceKind::Function => Ok(Some(tree)),
        Err(reason) => Err(reason),
    }
}

fn parsed(text: &str) -> Result<Expression, String> {
    let unread = |error| format!("its expression cannot be read, {error}");
    Expression::parse(text).map_err(unread)
}

/// The parsed tree, where the source has one.
fn tree(source: &MappingSource) -> Option<Expression> {
    let name = source.name.raw();
    match source.kind {
        SourceKind::Other(_) => None,
        _ if name.is_empty() => None,
        SourceKind::Attribute => Some(Expression::Attribute(name.to_owned())),
        SourceKind::Constant => Some(Expression::Constant(name.to_owned())),
        SourceKind::Function => {
            let parameters = source.parameters.iter();
            let arguments = parameters.map(|(key, value)| (key.raw().to_owned(), argument(value)));
            Some(Expression::of_parameters(name, arguments.collect()))
        }
    }
}

/// An argument of a tree. One without a name is written out, or is the empty text.
fn argument(source: &MappingSource) -> Expression {
    tree(source).unwrap_or_else(|| {
        Expression::parse(source.expression.raw())
            .unwrap_or_else(|_| Expression::Constant(String::new()))
    })
}

/// What text and tree both say. Of a function the text is taken, which says more: whether an
/// argument was omitted, and what is a number.
fn agreed(
    text: Expression,
    tree: Expression,
    source: &MappingSource,
) -> Result<Expression, String> {
    // How a tree holds a comparison is not documented, and one without arguments is none.
    let named = |text: &Expression| match text {
        Expression::Call { name, .. } => name == source.name.raw(),
        _ => true,
    };
    let in_text_alone = compares(&text) || (source.parameters.is_empty() && named(&text));
    match source.kind {
        SourceKind::Function if in_text_alone || same(&text, &tree) => Ok(text),
        SourceKind::Attribute | SourceKind::Constant if same(&text, &tree) => Ok(tree),
        _ => {
            let (text, tree) = (text.to_string(), tree.to_string());
            let (text, tree) = (visible(&text), visible(&tree));
            Err(format!(
                "the text and the parsed tree of the mapping differ: {text} and {tree}"
            ))
        }
    }
}

fn compares(expression: &Expression) -> bool {
    match expression {
        Expression::Compare { .. } => true,
        Expression::Call { arguments, .. } => arguments.iter().flatten().any(compares),
        _ => false,
    }
}

/// Whether both say the same, but for what a tree cannot tell: numbers and words are constants
/// there, and an omitted argument is left out or empty.
fn same(text: &Expression, tree: &Expression) -> bool {
    match (text, tree) {
        (Expression::Attribute(text), Expression::Attribute(tree)) => {
            text.eq_ignore_ascii_case(tree)
        }
        (
            Expression::Call { name, arguments },
            Expression::Call {
                name: other,
                arguments: others,
            },
        ) => name == other && same_arguments(name, arguments, others),
        _ => literal(text).is_some_and(|text| literal(tree) == Some(text)),
    }
}

fn literal(expression: &Expression) -> Option<&str> {
    match expression {
        Expression::Constant(text) | Expression::Number(text) | Expression::Word(text) => {
            Some(text)
        }
        _ => None,
    }
}

type Slots = [Option<Expression>];

/// Compared in one way only: two ways at each level would be a million at twenty levels.
fn same_arguments(function: &str, text: &Slots, tree: &Slots) -> bool {
    let (text, tree) = if moves_up(function) {
        (in_order(text), in_order(tree))
    } else {
        (in_place(text), in_place(tree))
    };
    let alike = |pair| match pair {
        (Some(text), Some(tree)) => same(text, tree),
        (None, None) => true,
        _ => false,
    };
    text.len() == tree.len() && text.into_iter().zip(tree).all(alike)
}

/// The arguments, but for those omitted at the end.
fn in_place(slots: &Slots) -> Vec<Option<&Expression>> {
    let mut given: Vec<_> = slots.iter().map(|slot| given(slot.as_ref())).collect();
    let last = given.iter().rposition(Option::is_some);
    given.truncate(last.map_or(0, |last| last + 1));
    given
}

/// The arguments, but for those omitted anywhere.
fn in_order(slots: &Slots) -> Vec<Option<&Expression>> {
    let given = slots.iter().map(|slot| given(slot.as_ref()));
    given.flatten().map(Some).collect()
}

fn given(slot: Option<&Expression>) -> Option<&Expression> {
    slot.filter(|argument| !matches!(argument, Expression::Constant(text) if text.is_empty()))
}

/// Whether arguments take the place of one that was left out: where they share a key, and where
/// the keys are not known.
fn moves_up(function: &str) -> bool {
    let repeats = |presence| matches!(presence, Presence::Repeating(_));
    signature(function).is_none_or(|known| known.parameters.iter().any(|p| repeats(p.presence)))
}
