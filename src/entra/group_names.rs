//! The displayName that each group gets at the provider, where the mapping of groups makes it of
//! anything but the group's own.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::expected::of_group;
use super::expression::{Value, evaluate};
use super::mapping::Source;
use super::{Mappings, Rule};
use crate::model::{Groups, GroupsChanged, Id, Interner, Sym, changed_groups, fold};

/// The mapped names by group id; of a group that is not among them its own stands.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct GroupNames {
    mapped: Arc<HashMap<Id, Name>>,
    /// Why a name is unknown, of the first group.
    pub unknown: Option<String>,
}

/// A name as it is sent, and as names are matched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Name {
    pub sent: Sym,
    pub folded: Sym,
}

impl Name {
    const UNKNOWN: Name = Name {
        sent: Sym::UNKNOWN,
        folded: Sym::UNKNOWN,
    };
}

/// The names that were computed last, and the groups that they are of.
#[derive(Default)]
pub(super) struct Named {
    last: Option<(Arc<Groups>, GroupNames)>,
}

impl Named {
    /// The names of `groups`, computed anew where they are not the same groups under the same names.
    pub fn of(
        &mut self,
        groups: &Arc<Groups>,
        mappings: &Mappings,
        interner: &mut Interner,
    ) -> GroupNames {
        if mapped(mappings).is_none() {
            return GroupNames::default();
        }
        let last = self.last.take();
        let same = |before: &Arc<Groups>| {
            matches!(*changed_groups(before, groups), GroupsChanged::Members(_))
        };
        let names = match last.filter(|(before, _)| same(before)) {
            Some((_, names)) => names,
            None => GroupNames::of(groups, mappings, interner),
        };
        self.last = Some((Arc::clone(groups), names.clone()));
        names
    }
}

impl GroupNames {
    /// Computes the names of `groups`.
    fn of(groups: &Groups, mappings: &Mappings, interner: &mut Interner) -> Self {
        let mut names = Self::default();
        let Some(rule) = mapped(mappings) else {
            return names;
        };
        let mut mapped = HashMap::with_capacity(groups.rows.len());
        let text = interner.text();
        for group in &groups.rows {
            let value = sent(rule, &|name| of_group(group, name, &text));
            mapped.insert(group.id, names.named(value, interner));
        }
        names.mapped = Arc::new(mapped);
        names
    }

    /// The mapped name of the group with this id; `None` where its own flows as it is.
    pub fn get(&self, id: Id) -> Option<Name> {
        self.mapped.get(&id).copied()
    }

    fn named(&mut self, value: Value, interner: &mut Interner) -> Name {
        let text = match value {
            Value::Text(text) => text,
            Value::Absent => String::new(),
            Value::List(_) => return self.lost("several values flow into one"),
            Value::Unknown(why) => return self.lost(&why),
        };
        let sent = interner.intern(&text);
        let folded = fold(interner, sent);
        Name { sent, folded }
    }

    fn lost(&mut self, why: &str) -> Name {
        self.unknown.get_or_insert_with(|| why.to_owned());
        Name::UNKNOWN
    }
}

/// The rule that makes the name of a group of anything but its own.
fn mapped(mappings: &Mappings) -> Option<&Rule> {
    let rule = mappings.groups.as_ref()?.rule("displayName");
    rule.filter(|rule| !is_own(rule))
}

fn is_own(rule: &Rule) -> bool {
    matches!(&rule.source, Source::Direct(name) if name.eq_ignore_ascii_case("displayName"))
}

fn sent(rule: &Rule, attributes: &dyn Fn(&str) -> Value) -> Value {
    match &rule.source {
        Source::Direct(name) => attributes(name),
        Source::Constant(text) => Value::Text(text.clone()),
        Source::Computed(expression) => evaluate(expression, attributes),
        Source::Nothing => Value::Absent,
        Source::Unknown(why) => Value::Unknown(why.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Group;

    fn names(source: Source) -> (Interner, Id, GroupNames) {
        let mut text = Interner::default();
        let id = text.id("7a31c0de-0000-4000-8000-0000000000f1");
        let name = text.intern("Sales");
        let group = Group {
            id,
            name,
            ..Group::default()
        };
        let groups = Groups {
            rows: vec![group],
            ..Groups::default()
        };
        let mut mappings = Mappings::assumed("a test");
        let plan = mappings.groups.as_mut().expect("groups are mapped");
        let mut rules = plan.rules.iter_mut();
        let rule = rules.find(|rule| rule.target.raw() == "displayName");
        rule.expect("a rule").source = source;
        let names = GroupNames::of(&groups, &mappings, &mut text);
        (text, id, names)
    }

    #[test]
    fn an_expression_makes_the_name_and_an_unread_attribute_leaves_it_unknown() {
        use crate::entra::expression::Expression;
        let of = |text: &str| Source::Computed(Expression::parse(text).expect("an expression"));
        let (text, id, mapped) = names(of("Append(\"Entra-\", [displayName])"));
        let name = mapped.get(id).expect("a name");
        assert_eq!(text.get(name.sent), "Entra-Sales");
        assert_eq!(text.get(name.folded), "entra-sales");
        let (_, id, unread) = names(of("Append([mailNickname], \"-x\")"));
        assert!(unread.get(id).is_some_and(|name| name.sent.is_unknown()));
        assert!(unread.unknown.is_some());
        let (_, id, own) = names(Source::Direct("displayName".into()));
        assert_eq!(own.get(id), None);
    }
}
