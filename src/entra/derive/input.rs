//! Where the value of a source attribute comes from.

use crate::entra::expression::Value;
use crate::model::{Person, Sym, Text, Users, is_list};

/// The source attributes of one person, for filters and explanations.
pub fn attributes<'a>(
    users: &'a Users,
    person: Person,
    soft_deleted: bool,
    text: &'a Text,
) -> impl Fn(&str) -> Value + 'a {
    move |name: &str| match input(users, name) {
        Input::Column(place) => spelled(name, users.values(place).get(person), |sym| text.get(sym)),
        Input::SoftDeleted => truth(soft_deleted),
        Input::Unread => not_read(name),
    }
}

/// Where an attribute's value comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Input {
    Column(usize),
    /// `IsSoftDeleted`: computed by Entra, never stored.
    SoftDeleted,
    Unread,
}

pub fn input(users: &Users, name: &str) -> Input {
    if name.eq_ignore_ascii_case("IsSoftDeleted") {
        return Input::SoftDeleted;
    }
    let mut layout = users.layout().iter();
    layout
        .position(|column| column.eq_ignore_ascii_case(name))
        .map_or(Input::Unread, Input::Column)
}

pub fn spelled<'t>(name: &str, sym: Sym, text: impl Fn(Sym) -> &'t str) -> Value {
    if sym.is_unknown() {
        return not_read(name);
    }
    if sym.is_absent() {
        return Value::Absent;
    }
    let text = text(sym);
    if is_list(name) {
        return serde_json::from_str(text).map_or(Value::Absent, Value::List);
    }
    Value::Text(text.to_owned())
}

pub fn truth(flag: bool) -> Value {
    Value::Text(if flag { "True" } else { "False" }.to_owned())
}

pub fn not_read(name: &str) -> Value {
    Value::Unknown(format!(
        "the source attribute {name} is not one that is read"
    ))
}
