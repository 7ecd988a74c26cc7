//! Who is in a group on which side, and whether a difference there counts.

use crate::model::{Group, Id, MembersRead, Person, Side, Source};
use crate::status::Status;

/// Who is in a group.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::tui) enum Who {
    User(Person),
    /// An identifier that no user of this side has.
    Stranger(Side, Id),
}

/// What it means that somebody is in a group where he is. The order is that of importance.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::tui) enum Standing {
    /// Only in Entra.
    Missing,
    /// Only at the provider.
    Extra,
    /// At the provider, where no user has this identifier.
    Strange,
    /// On one side only, and rightly so, or told elsewhere.
    Uncounted(&'static str),
    Agrees,
}

impl Standing {
    /// The rules of the comparison: someone disabled is neither missing nor extra, and someone
    /// whom the provider does not have at all is a missing user.
    pub(in crate::tui) fn of(status: &Status, person: Person, [entra, scim]: [bool; 2]) -> Self {
        let here = status.directory.users.data.state(person);
        let there = status.provider.users.data.state(person);
        let unread = |side| !status.was_read(side);
        let disabled = here.is_present() && here.active() == Some(false);
        match (entra, scim) {
            (true, true) => Self::Agrees,
            _ if unread(Source::Users) => Self::Uncounted("Entra's users are not read"),
            _ if unread(Source::ScimUsers) => Self::Uncounted("provider's users not read"),
            _ if disabled => Self::Uncounted("disabled in Entra"),
            (true, _) if !there.is_present() => Self::Uncounted("no user at the provider"),
            (true, _) => Self::Missing,
            _ if there.is_twin() => Self::Uncounted("duplicate user"),
            _ if !here.is_present() && there.active() == Some(false) => {
                Self::Uncounted("inactive at the provider")
            }
            _ => Self::Extra,
        }
    }

    pub(in crate::tui) fn counts(self) -> bool {
        matches!(self, Self::Missing | Self::Extra | Self::Strange)
    }

    pub(in crate::tui) fn words(self) -> &'static str {
        match self {
            Self::Missing => "only in Entra",
            Self::Extra => "only at the provider",
            Self::Strange => "no user has this id",
            Self::Uncounted(why) => why,
            Self::Agrees => "",
        }
    }
}

/// A member of a group on at least one side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::tui) struct Member {
    pub who: Who,
    pub entra: bool,
    pub scim: bool,
    pub standing: Standing,
}

/// How many members there are where.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(in crate::tui) struct Spread {
    pub both: usize,
    pub missing: usize,
    pub extra: usize,
    pub uncounted: usize,
}

impl Spread {
    pub(in crate::tui) fn total(self) -> usize {
        self.both + self.missing + self.extra + self.uncounted
    }

    fn add(&mut self, standing: Standing) {
        match standing {
            Standing::Agrees => self.both += 1,
            Standing::Missing => self.missing += 1,
            Standing::Extra | Standing::Strange => self.extra += 1,
            Standing::Uncounted(_) => self.uncounted += 1,
        }
    }
}

/// The members of a group: all of them in numbers, and those that are shown.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(in crate::tui) struct Members {
    pub spread: Spread,
    pub shown: Vec<Member>,
}

impl Members {
    /// Everyone who is in the group on either side.
    pub(in crate::tui) fn of(status: &Status, groups: [Option<&Group>; 2]) -> Self {
        let users = groups.map(|group| group.map_or(&[][..], |group| &group.members));
        let strangers = groups.map(|group| group.map_or(&[][..], |group| &group.strangers));
        let people = merge(users[0], users[1]).map(|(person, entra, scim)| Member {
            who: Who::User(person),
            entra,
            scim,
            standing: Standing::of(status, person, [entra, scim]),
        });
        let strange = [Side::Entra, Side::Provider].into_iter().zip(strangers);
        let strange = strange.flat_map(|(side, ids)| ids.iter().map(move |&id| stranger(side, id)));
        let mut shown: Vec<Member> = people.chain(strange).collect();
        if groups.iter().any(Option::is_none) {
            for member in &mut shown {
                member.standing = Standing::Uncounted("no group to compare with");
            }
        }
        let mut spread = Spread::default();
        for member in &shown {
            spread.add(member.standing);
        }
        Self { spread, shown }
    }

    /// How many differences count, where both sides list their members.
    pub(in crate::tui) fn differing(status: &Status, groups: [Option<&Group>; 2]) -> usize {
        let [Some(here), Some(there)] = groups else {
            return 0;
        };
        let told = there.members_read == MembersRead::Listed;
        // Nearly all groups are equal in steady state: one slice comparison settles them.
        if !told || (here.members == there.members && there.strangers.is_empty()) {
            return 0;
        }
        let spread = Self::of(status, groups).spread;
        spread.missing + spread.extra
    }
}

fn stranger(side: Side, id: Id) -> Member {
    let standing = match side {
        Side::Entra => Standing::Uncounted("not read as a user"),
        Side::Provider => Standing::Strange,
    };
    Member {
        who: Who::Stranger(side, id),
        entra: side == Side::Entra,
        scim: side == Side::Provider,
        standing,
    }
}

/// Both lists, each in ascending order, walked together: who, and on which sides.
fn merge<'a>(
    mut here: &'a [Person],
    mut there: &'a [Person],
) -> impl Iterator<Item = (Person, bool, bool)> + 'a {
    std::iter::from_fn(move || {
        let person = match (here.first(), there.first()) {
            (Some(left), Some(right)) => *left.min(right),
            (left, right) => *left.or(right)?,
        };
        Some((person, take(&mut here, person), take(&mut there, person)))
    })
}

/// Takes `person` off the front of `side`, if it is there.
fn take(side: &mut &[Person], person: Person) -> bool {
    match side.split_first() {
        Some((first, rest)) if *first == person => {
            *side = rest;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_are_walked_together() {
        let sides: Vec<_> = merge(&[1, 3, 5], &[2, 3, 9]).collect();
        let expected = [
            (1, true, false),
            (2, false, true),
            (3, true, true),
            (5, true, false),
            (9, false, true),
        ];
        assert_eq!(sides, expected);
        assert_eq!(merge(&[], &[]).count(), 0);
    }
}
