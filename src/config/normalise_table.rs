//! `[[normalise]]` in the file: forms in which the provider keeps values without harm.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use wildmatch::WildMatch;

use super::file::Reader;
use super::ignore_table::{line, optional, refuse_others, required};
use super::mistake::Fault;
use crate::drift::{Form, Normalisation};

const KEYS: [&str; 3] = ["attribute", "form", "reason"];

/// Reads all rules into the reader's file.
pub(super) fn read(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) {
    let instead = "write [[normalise]] with two brackets";
    let DeValue::Array(rules) = value.get_ref() else {
        reader.wrong(
            value,
            "normalise",
            Fault::new("is not a list of rules", instead),
        );
        return;
    };
    for item in rules {
        match item.get_ref() {
            DeValue::Table(table) => read_rule(reader, item, table),
            _ => reader.wrong(item, "normalise", Fault::new("is not a rule", instead)),
        }
    }
}

fn read_rule(reader: &mut Reader<'_>, item: &Spanned<DeValue<'_>>, table: &DeTable<'_>) {
    refuse_others(reader, table, &KEYS);
    let attribute = required(reader, item, table, "attribute", "a glob over target paths");
    let form = optional(reader, table, "form", form);
    let reason = required(reader, item, table, "reason", "why this form does no harm");
    if let Ok(None) = form {
        let fault = Fault::new("is not set", format!("write one of {}", names()));
        reader.wrong(item, "form", fault);
    }
    if let (Some(attribute), Ok(Some(form)), Some(reason)) = (attribute, form, reason) {
        reader.file.normalisations.push(Normalisation {
            attribute: WildMatch::new(attribute),
            form,
            reason: Cow::Owned(reason.to_owned()),
        });
    }
}

fn form(value: &DeValue<'_>) -> Result<Form, Fault> {
    Form::named(line(value)?)
        .ok_or_else(|| Fault::new("is no form", format!("write one of {}", names())))
}

fn names() -> String {
    Form::ALL.map(|(name, _)| name).join(", ")
}
