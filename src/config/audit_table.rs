//! `[audit]` in the file: the audit log of any provider, from a list over HTTP or from a command.

use std::time::Duration;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::audit_template::AuditTemplate;
use super::audit_value::{self as value, Read};
use super::file::{Reader, raw_of};
use super::ignore_table::optional;
use super::mistake::Fault;
use super::raw;
use crate::source::audit::{CommandLine, FieldMap, Listing, Paging, Pointer, Pointers, Since};

const KEYS: [&str; 10] = [
    "template", "url", "command", "timeout", "scheme", "query", "since", "items", "page", "map",
];
const SINCE_KEYS: [&str; 3] = ["param", "format", "template"];
const PAGE_KEYS: [&str; 4] = ["style", "at", "param", "until_empty"];
const MAP_KEYS: [&str; 11] = [
    "id",
    "time",
    "time_format",
    "action",
    "actor",
    "actor_type",
    "target",
    "target_id",
    "target_type",
    "detail",
    "status",
];
/// Keys that only a list over HTTP has.
const LISTING_KEYS: [&str; 5] = ["url", "scheme", "query", "items", "page"];
/// What somebody may try to call the token.
const TOKEN_KEYS: [&str; 4] = ["token", "token_file", "token_command", "token_env"];

/// How long a command may run.
const LIMIT: Duration = Duration::from_secs(60);

/// Every key of the table, those of its own tables after a dot.
pub fn audit_keys() -> Vec<String> {
    let of = |table: &str, keys: &[&str]| -> Vec<String> {
        keys.iter().map(|key| format!("{table}.{key}")).collect()
    };
    let plain = KEYS
        .iter()
        .filter(|key| !matches!(**key, "since" | "page" | "map"));
    let plain = plain.map(|key| (*key).to_owned());
    plain
        .chain(of("since", &SINCE_KEYS))
        .chain(of("page", &PAGE_KEYS))
        .chain(of("map", &MAP_KEYS))
        .collect()
}

/// What the table says, before its token is opened.
#[derive(Clone, Debug)]
pub(super) enum Written {
    Listing {
        listing: Box<Listing>,
        scheme: String,
    },
    Command(Box<CommandLine>),
}

/// Reads the table; None where something in it is wrong, which is among the reader's mistakes then.
pub(super) fn read(reader: &mut Reader<'_>, item: &Spanned<DeValue<'_>>) -> Option<Written> {
    let before = reader.file.mistakes.len();
    let DeValue::Table(ours) = item.get_ref() else {
        let fault = Fault::new("is not a table", "write [audit] with one bracket");
        reader.wrong(item, "audit", fault);
        return None;
    };
    refuse_others(reader, ours, &KEYS);
    // What a template would have said cannot be told to be missing.
    let template = optional(reader, ours, "template", value::template).ok()?;
    let document = template.and_then(document);
    let ready = document
        .as_ref()
        .and_then(|document| table(document.get_ref(), "audit"));
    let mut sheet = Sheet {
        reader,
        item,
        ours: Some(ours),
        ready,
    };
    let written = if has(ours, "command") {
        sheet.command().map(Box::new).map(Written::Command)
    } else {
        sheet.listing()
    };
    written.filter(|_| reader.file.mistakes.len() == before)
}

fn document(template: AuditTemplate) -> Option<Spanned<DeTable<'static>>> {
    DeTable::parse(template.text()).ok()
}

fn has(table: &DeTable<'_>, name: &str) -> bool {
    table.keys().any(|key| key.get_ref() == name)
}

fn entry<'t, 'i>(table: &'t DeTable<'i>, name: &str) -> Option<&'t Spanned<DeValue<'i>>> {
    let mut entries = table.iter();
    let (_, value) = entries.find(|(key, _)| key.get_ref() == name)?;
    Some(value)
}

fn table<'t, 'i>(table: &'t DeTable<'i>, name: &str) -> Option<&'t DeTable<'i>> {
    match entry(table, name)?.get_ref() {
        DeValue::Table(inner) => Some(inner),
        _ => None,
    }
}

/// The token is looked for here, but it has its own keys, with three forms and their variables.
fn refuse_others(reader: &mut Reader<'_>, table: &DeTable<'_>, known: &[&'static str]) {
    let is_token = |key: &&Spanned<DeString<'_>>| TOKEN_KEYS.contains(&key.get_ref().as_ref());
    for key in table.keys().filter(is_token) {
        let fault = Fault::new(
            "is no key of [audit]",
            "write audit_token_file above [audit], or use SCIMTOP_AUDIT_TOKEN",
        );
        reader.wrong(key, key.get_ref(), fault);
    }
    let others = table.keys().filter(|key| !is_token(key));
    let others = others.filter(|key| !known.contains(&key.get_ref().as_ref()));
    others.for_each(|key| reader.unknown(key, known.iter().copied()));
}

/// A table, and the one of a template under it.
struct Sheet<'r, 'p, 't, 'i> {
    reader: &'r mut Reader<'p>,
    /// Where to say that something is missing.
    item: &'t Spanned<DeValue<'i>>,
    ours: Option<&'t DeTable<'i>>,
    ready: Option<&'t DeTable<'i>>,
}

impl<'p, 't, 'i> Sheet<'_, 'p, 't, 'i> {
    /// The value of a key: ours, else the template's.
    fn given<T>(&mut self, name: &str, read: Read<'t, 'i, T>) -> Option<T> {
        let tables = [self.ours, self.ready];
        let table = tables
            .into_iter()
            .flatten()
            .find(|table| has(table, name))?;
        optional(self.reader, table, name, read).ok().flatten()
    }

    fn is_given(&self, name: &str) -> bool {
        let mut tables = [self.ours, self.ready].into_iter().flatten();
        tables.any(|table| has(table, name))
    }

    /// As [`Self::given`], and a mistake where it is not set.
    fn required<T>(&mut self, name: &str, read: Read<'t, 'i, T>, what: &str) -> Option<T> {
        if !self.is_given(name) {
            let fault = Fault::new("is not set", format!("write {what}"));
            self.reader.wrong(self.item, name, fault);
        }
        self.given(name, read)
    }

    fn wrong(&mut self, name: &str, fault: Fault) {
        let place = self.ours.and_then(|ours| entry(ours, name));
        self.reader.wrong(place.unwrap_or(self.item), name, fault);
    }

    /// The table of a key. Its keys are laid over the template's, or replace them all.
    fn inner(&mut self, name: &str, known: &[&'static str], over: bool) -> Sheet<'_, 'p, 't, 'i> {
        let written = self.ours.and_then(|ours| entry(ours, name));
        let ours = written.and_then(|value| match value.get_ref() {
            DeValue::Table(inner) => Some(inner),
            _ => None,
        });
        if let (Some(value), None) = (written, ours) {
            let fault = Fault::new("is not a table", format!("write {name} = {{ ... }}"));
            self.reader.wrong(value, name, fault);
        }
        if let Some(ours) = ours.filter(|_| !known.is_empty()) {
            refuse_others(self.reader, ours, known);
        }
        let ready = self.ready.and_then(|ready| table(ready, name));
        Sheet {
            reader: self.reader,
            item: written.unwrap_or(self.item),
            ours,
            ready: ready.filter(|_| over || written.is_none()),
        }
    }

    fn command(&mut self) -> Option<CommandLine> {
        for name in LISTING_KEYS {
            if self.ours.is_some_and(|ours| has(ours, name)) {
                let what = "belongs to a url, and command is set";
                self.wrong(name, Fault::new(what, "keep one of the two"));
            }
        }
        let argv = self.given("command", value::argv);
        let limit = self.given("timeout", |value| raw::interval(raw_of(value)));
        let mut since = self.inner("since", &SINCE_KEYS, false);
        for name in ["param", "template"] {
            if since.ours.is_some_and(|ours| has(ours, name)) {
                let instead = "write {since} in an argument; format says in which form";
                since.wrong(
                    name,
                    Fault::new("belongs to a url, and command is set", instead),
                );
            }
        }
        let since = since.given("format", value::moment);
        Some(CommandLine {
            map: self.map()?,
            argv: argv?,
            limit: limit.unwrap_or(LIMIT),
            since: since.unwrap_or_default(),
        })
    }

    fn listing(&mut self) -> Option<Written> {
        if self.ours.is_some_and(|ours| has(ours, "timeout")) {
            let fault = Fault::new("belongs to a command", "leave it out");
            self.wrong("timeout", fault);
        }
        let what = "the address of the list of events, or a command; \
                    `scimtop config audit-template` shows those of the templates";
        let url = self.required("url", value::url, what);
        let scheme = self.given("scheme", value::scheme);
        let query = self.query();
        let since = self.since();
        let items = self.given("items", value::whole);
        let (paging, until_empty) = self.page()?;
        let map = self.map()?;
        let root = || Pointers(Pointer::new("").into_iter().collect());
        let listing = Box::new(Listing {
            url: url?,
            query,
            since,
            items: items.unwrap_or_else(root),
            paging,
            until_empty,
            map,
        });
        Some(Written::Listing {
            listing,
            scheme: scheme.unwrap_or_else(|| "Bearer".to_owned()),
        })
    }

    /// Parameters, ours over the template's; an empty one is left out.
    fn query(&mut self) -> Vec<(String, String)> {
        let mut sheet = self.inner("query", &[], true);
        let mut names: Vec<&str> = Vec::new();
        for table in [sheet.ready, sheet.ours].into_iter().flatten() {
            let new = table.keys().map(|key| key.get_ref().as_ref());
            names.extend(new);
        }
        names.sort_unstable();
        names.dedup();
        let pairs = names.into_iter().filter_map(|name| {
            let value = sheet.given(name, value::parameter)?;
            Some((name.to_owned(), value)).filter(|(_, value)| !value.is_empty())
        });
        pairs.collect()
    }

    fn since(&mut self) -> Option<Since> {
        if !self.is_given("since") {
            return None;
        }
        let mut sheet = self.inner("since", &SINCE_KEYS, false);
        let param = sheet.required("param", value::text, "the parameter that says from when on");
        let format = sheet.given("format", value::moment);
        let template = sheet.given("template", value::moment_template);
        Some(Since {
            param: param?,
            format: format.unwrap_or_default(),
            template,
        })
    }

    fn page(&mut self) -> Option<(Paging, bool)> {
        let mut sheet = self.inner("page", &PAGE_KEYS, false);
        let at = "where the next page is named, such as \"/next\"";
        let style = sheet.given("style", value::text);
        let until_empty = sheet.given("until_empty", value::switch) == Some(true);
        let paging = match style.as_deref() {
            Some("body_url") => Paging::BodyUrl {
                at: sheet.required("at", value::needed, at)?,
            },
            Some("body_token") => {
                let at = sheet.required("at", value::needed, at);
                let param = "the parameter that takes the token";
                let param = sheet.required("param", value::text, param);
                Paging::BodyToken {
                    at: at?,
                    param: param?,
                }
            }
            Some("link_header") => Paging::LinkHeader,
            Some("none") => Paging::None,
            None if !sheet.is_given("style") && sheet.ours.is_none() => Paging::None,
            _ => {
                let instead = "write one of body_url, body_token, link_header, none";
                let what = if style.is_some() {
                    "has no such choice"
                } else {
                    "is not set"
                };
                sheet.wrong("style", Fault::new(what, instead));
                return None;
            }
        };
        Some((paging, until_empty))
    }

    fn map(&mut self) -> Option<FieldMap> {
        let mut sheet = self.inner("map", &MAP_KEYS, true);
        let pointer = |what: &str| format!("{what} as a JSON pointer, in [audit.map]");
        let time = sheet.required("time", value::needed, &pointer("where the time stands"));
        let action = sheet.required("action", value::needed, &pointer("where the action stands"));
        let mut at = |name| sheet.given(name, value::pointers).unwrap_or_default();
        let [id, actor, target, target_id, detail, status] =
            ["id", "actor", "target", "target_id", "detail", "status"].map(&mut at);
        let mut at = |name| sheet.given(name, value::fixed).unwrap_or_default();
        let [actor_type, target_type] = ["actor_type", "target_type"].map(&mut at);
        let time_format = sheet.given("time_format", value::time_format);
        Some(FieldMap {
            id,
            time: time?,
            time_format: time_format.unwrap_or_default(),
            action: action?,
            actor,
            actor_type,
            target,
            target_id,
            target_type,
            detail,
            status,
        })
    }
}
