//! Regular expressions as .NET reads them, run by one of ours.

use std::cell::RefCell;
use std::rc::Rc;

use fancy_regex::{Captures, Regex, RegexBuilder};

use super::super::value::LONGEST;

/// Steps that one search may take back. A pattern that needs more, by malice or by mistake, is given up.
const BACKTRACKS: usize = 100_000;

/// Memory that one pattern may compile to.
const COMPILED_BYTES: usize = 1 << 20;

/// Patterns kept ready. One mapping is evaluated for every person in turn, and compiling is slow.
const READY: usize = 32;

thread_local! {
    static PATTERNS: RefCell<Vec<(String, Option<Rc<Pattern>>)>> = const { RefCell::new(Vec::new()) };
}

/// A compiled pattern.
pub struct Pattern {
    regex: Regex,
    /// The places of the groups in the order of .NET: unnamed ones first, then named ones.
    numbered: Vec<usize>,
}

impl Pattern {
    /// None if it is no pattern, or one of whose reading we are not sure.
    pub fn of(text: &str) -> Option<Rc<Self>> {
        PATTERNS.with_borrow_mut(|ready| {
            if let Some((_, pattern)) = ready.iter().find(|(known, _)| known == text) {
                return pattern.clone();
            }
            let pattern = Self::compile(text).map(Rc::new);
            if ready.len() == READY {
                ready.remove(0);
            }
            ready.push((text.to_owned(), pattern.clone()));
            pattern
        })
    }

    fn compile(text: &str) -> Option<Self> {
        let regex = dotnet_regex(text)?;
        let groups = || regex.capture_names().enumerate().skip(1);
        let unnamed = groups().filter(|(_, name)| name.is_none());
        let named = groups().filter(|(_, name)| name.is_some());
        let places = unnamed.chain(named).map(|(at, _)| at);
        let numbered = std::iter::once(0).chain(places).collect();
        Some(Self { regex, numbered })
    }

    pub fn has_group(&self, name: &str) -> bool {
        self.regex.capture_names().any(|group| group == Some(name))
    }

    /// What the group holds at the first match; None without one, or if the search was given up.
    pub fn group(&self, source: &str, name: &str) -> Result<Option<String>, GivenUp> {
        let captures = self.regex.captures(source).map_err(|_| GivenUp)?;
        let group = captures.and_then(|captures| captures.name(name));
        Ok(group.map(|group| group.as_str().to_owned()))
    }

    /// Every match replaced by what `each` writes for it. As in .NET, and unlike in Rust, an empty match
    /// may follow right after another match.
    pub fn replaced(
        &self,
        source: &str,
        each: impl Fn(&Captures<'_, str>, &mut String),
    ) -> Result<String, GivenUp> {
        let mut out = String::with_capacity(source.len());
        let mut copied = 0;
        let mut from = 0;
        while from <= source.len() {
            let captures = self.regex.captures_from_pos(source, from);
            let Some(captures) = captures.map_err(|_| GivenUp)? else {
                break;
            };
            let Some(found) = captures.get(0) else { break };
            out.push_str(&source[copied..found.start()]);
            each(&captures, &mut out);
            if out.len() > LONGEST {
                return Err(GivenUp);
            }
            copied = found.end();
            from = match source[copied..].chars().next() {
                Some(next) if found.start() == found.end() => copied + next.len_utf8(),
                None if found.start() == found.end() => break,
                _ => copied,
            };
        }
        out.push_str(&source[copied..]);
        Ok(out)
    }

    /// Writes a replacement of .NET: `$1`, `${name}`, `$$`, `$&`, `` $` ``, `$'`, `$_`. What names no group
    /// of the pattern stands for itself.
    pub fn expand(
        &self,
        template: &str,
        captures: &Captures<'_, str>,
        source: &str,
        out: &mut String,
    ) {
        let mut rest = template;
        while let Some(at) = rest.find('$').filter(|_| out.len() <= LONGEST) {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            match self.reference(rest, captures, source) {
                Some((text, length)) => {
                    out.push_str(text);
                    rest = &rest[length..];
                }
                None => out.push('$'),
            }
        }
        out.push_str(rest);
    }

    /// What the reference after a `$` stands for, and how long it is.
    fn reference<'t>(
        &self,
        after: &'t str,
        captures: &Captures<'t, str>,
        source: &'t str,
    ) -> Option<(&'t str, usize)> {
        let found = captures.get(0)?;
        match after.chars().next()? {
            '$' => Some(("$", 1)),
            '&' => Some((found.as_str(), 1)),
            '`' => Some((&source[..found.start()], 1)),
            '\'' => Some((&source[found.end()..], 1)),
            '_' => Some((source, 1)),
            '{' => {
                let (name, _) = after[1..].split_once('}')?;
                Some((self.referred(name, captures)?, name.len() + 2))
            }
            _ => {
                let digits = after.find(|c: char| !c.is_ascii_digit());
                let digits = &after[..digits.unwrap_or(after.len())];
                Some((self.referred(digits, captures)?, digits.len()))
            }
        }
    }

    /// The text of a group by its name or number, empty where it took no part.
    fn referred<'t>(&self, group: &str, captures: &Captures<'t, str>) -> Option<&'t str> {
        let found = match group.parse::<usize>() {
            Ok(number) => captures.get(*self.numbered.get(number)?),
            Err(_) if self.has_group(group) => captures.name(group),
            Err(_) => return None,
        };
        Some(found.map_or("", |found| found.as_str()))
    }
}

/// The search took too many steps, or what it makes grew too long.
pub struct GivenUp;

/// A pattern of .NET, bounded in what it may cost; None if it is none, or one of whose reading we are
/// not sure.
pub fn dotnet_regex(text: &str) -> Option<Regex> {
    RegexBuilder::new(&translated(text)?)
        .backtrack_limit(BACKTRACKS)
        .delegate_size_limit(COMPILED_BYTES)
        .build()
        .ok()
}

/// Escapes what .NET takes literally and our engine does not; None for what only one of them knows.
fn translated(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut class = Class::Outside;
    let mut before = ' ';
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        if c == '\\' {
            push_escape(&mut out, characters.next()?)?;
            class = class.after_first();
            before = '\\';
            continue;
        }
        match (class, c) {
            (Class::Outside, '[') => class = Class::First,
            (Class::First, '^') if before == '[' => {}
            (Class::Inside, ']') => class = Class::Outside,
            // A class of .NET holds no class, but may end in a difference: `[a-z-[aeiou]]`.
            (Class::First | Class::Inside, '[' | '-') if before == '-' => return None,
            (Class::First | Class::Inside, '[' | ']' | '&' | '~') => {
                out.push('\\');
                class = Class::Inside;
            }
            _ => class = class.after_first(),
        }
        out.push(c);
        before = c;
    }
    Some(out)
}

/// Where a character of a pattern stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Outside,
    /// Where a `]` is a member.
    First,
    Inside,
}

impl Class {
    fn after_first(self) -> Self {
        if self == Self::First {
            Self::Inside
        } else {
            self
        }
    }
}

/// The escapes that both know alike. `\<` is the sign itself in .NET, a boundary here.
fn push_escape(out: &mut String, escaped: char) -> Option<()> {
    if escaped.is_alphabetic() && !"abBAdDefknpPrsStuvwWxzZ".contains(escaped) {
        return None;
    }
    if !matches!(escaped, '<' | '>') {
        out.push('\\');
    }
    out.push(escaped);
    Some(())
}
