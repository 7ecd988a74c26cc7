//! The filter grammar of RFC 7644 3.4.2.2, without its left recursion:
//!
//! ```text
//! filter    = and *( SP "or" SP and )
//! and       = unary *( SP "and" SP unary )
//! unary     = [ "not" [SP] ] "(" filter ")" / valuePath / attrExp
//! valuePath = attrPath "[" filter "]"
//! attrExp   = attrPath SP "pr" / attrPath SP operator SP value
//! ```

use std::fmt;

use serde_json::Value;

use super::path::Path;

/// A filter as written.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// All of them.
    And(Vec<Filter>),
    /// At least one of them.
    Or(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
    /// One and the same value of a multi-valued attribute meets the filter.
    Within(Path, Box<Filter>),
    /// The attribute has a value.
    Present(Path),
    /// The attribute compares to a literal; the value is null, a boolean, a number or a string.
    Compare(Path, Operator, Value),
}

/// The comparing operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of RFC 7644 table 3")]
pub enum Operator {
    Eq,
    Ne,
    Co,
    Sw,
    Ew,
    Gt,
    Ge,
    Lt,
    Le,
}

/// Why a filter cannot be used; goes out as 400 invalidFilter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError(pub String);

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FilterError {}

/// Deeper nesting is refused, so that no filter exhausts the stack.
const DEPTH: usize = 32;

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// When the text does not follow the grammar or nests deeper than 32 groups.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let mut parser = Parser {
            rest: text,
            depth: 0,
            within: false,
        };
        let filter = parser.or()?;
        parser.skip_space();
        if parser.rest.is_empty() {
            Ok(filter)
        } else {
            parser.expected("and, or, or the end")
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
    /// Inside the brackets of a value path, where no other may begin.
    within: bool,
}

impl<'a> Parser<'a> {
    fn or(&mut self) -> Result<Filter, FilterError> {
        let first = self.and()?;
        self.chain("or", first, Self::and, Filter::Or)
    }

    fn and(&mut self) -> Result<Filter, FilterError> {
        let first = self.unary()?;
        self.chain("and", first, Self::unary, Filter::And)
    }

    fn chain(
        &mut self,
        word: &str,
        first: Filter,
        next: fn(&mut Self) -> Result<Filter, FilterError>,
        join: fn(Vec<Filter>) -> Filter,
    ) -> Result<Filter, FilterError> {
        let mut terms = vec![first];
        while self.peek().eq_ignore_ascii_case(word) {
            self.word();
            terms.push(next(self)?);
        }
        Ok(if terms.len() == 1 {
            terms.swap_remove(0)
        } else {
            join(terms)
        })
    }

    fn unary(&mut self) -> Result<Filter, FilterError> {
        if self.peek().eq_ignore_ascii_case("not") {
            self.word();
            return Ok(Filter::Not(Box::new(self.group('(', ')')?)));
        }
        if self.rest.starts_with('(') {
            return self.group('(', ')');
        }
        let word = self.word();
        let Some(path) = Path::parse(word) else {
            return self.expected("an attribute");
        };
        if self.rest.starts_with('[') {
            return self.value_path(path);
        }
        self.expression(path)
    }

    fn value_path(&mut self, path: Path) -> Result<Filter, FilterError> {
        if self.within || !path.sub.is_empty() {
            return self.expected("no bracket");
        }
        self.within = true;
        let inner = self.group('[', ']')?;
        self.within = false;
        Ok(Filter::Within(path, Box::new(inner)))
    }

    fn group(&mut self, open: char, close: char) -> Result<Filter, FilterError> {
        self.take(open)?;
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(FilterError("the filter nests too deep".to_owned()));
        }
        let filter = self.or()?;
        self.depth -= 1;
        self.take(close)?;
        Ok(filter)
    }

    fn expression(&mut self, path: Path) -> Result<Filter, FilterError> {
        let word = self.peek();
        if word.eq_ignore_ascii_case("pr") {
            self.word();
            return Ok(Filter::Present(path));
        }
        let Some(operator) = Operator::named(word) else {
            return self.expected("an operator");
        };
        self.word();
        Ok(Filter::Compare(path, operator, self.value()?))
    }

    fn value(&mut self) -> Result<Value, FilterError> {
        self.skip_space();
        let text = if self.rest.starts_with('"') {
            self.string()
        } else {
            self.word()
        };
        match serde_json::from_str(text) {
            Ok(value @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_))) => {
                Ok(value)
            }
            _ => self.expected("a JSON value"),
        }
    }

    /// A JSON string with its quotes; without an end, all that is left.
    fn string(&mut self) -> &'a str {
        let mut escaped = true;
        let end = self.rest.find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        self.cut(end.map_or(self.rest.len(), |end| end + 1))
    }

    /// The next word, which stays.
    fn peek(&mut self) -> &'a str {
        self.skip_space();
        let end = self
            .rest
            .find(|c: char| c.is_whitespace() || "()[]\"".contains(c));
        &self.rest[..end.unwrap_or(self.rest.len())]
    }

    fn word(&mut self) -> &'a str {
        let length = self.peek().len();
        self.cut(length)
    }

    fn cut(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    fn take(&mut self, wanted: char) -> Result<(), FilterError> {
        self.skip_space();
        match self.rest.strip_prefix(wanted) {
            Some(rest) => self.rest = rest,
            None => return self.expected(&format!("{wanted:?}")),
        }
        Ok(())
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn expected<T>(&self, what: &str) -> Result<T, FilterError> {
        Err(FilterError(format!(
            "expected {what} before {:?}",
            self.rest
        )))
    }
}

impl Operator {
    fn named(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "eq" => Self::Eq,
            "ne" => Self::Ne,
            "co" => Self::Co,
            "sw" => Self::Sw,
            "ew" => Self::Ew,
            "gt" => Self::Gt,
            "ge" => Self::Ge,
            "lt" => Self::Lt,
            "le" => Self::Le,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn path(text: &str) -> Path {
        Path::parse(text).expect("a path")
    }

    fn eq(name: &str, value: Value) -> Filter {
        Filter::Compare(path(name), Operator::Eq, value)
    }

    #[test]
    fn literals_are_json() {
        for (text, value) in [
            (r#"a eq "x\" \\ ) ] é""#, json!("x\" \\ ) ] é")),
            ("a EQ true", json!(true)),
            ("a eq null", json!(null)),
            ("a Eq -1.5", json!(-1.5)),
        ] {
            assert_eq!(Filter::parse(text), Ok(eq("a", value)), "{text}");
        }
    }

    #[test]
    fn and_binds_before_or_and_groups_before_both() {
        let [a, b, c] = ["a", "b", "c"].map(|name| eq(name, json!(1)));
        let flat = Filter::Or(vec![a.clone(), Filter::And(vec![b.clone(), c.clone()])]);
        assert_eq!(Filter::parse("a eq 1 or b eq 1 AND c eq 1"), Ok(flat));
        let grouped = Filter::And(vec![Filter::Or(vec![a, b]), c]);
        assert_eq!(Filter::parse("(a eq 1 or b eq 1) and c eq 1"), Ok(grouped));
    }

    #[test]
    fn not_stands_before_a_group_with_or_without_a_space() {
        let not = Filter::Not(Box::new(Filter::Present(path("title"))));
        assert_eq!(Filter::parse("not (title pr)"), Ok(not.clone()));
        assert_eq!(Filter::parse("NOT(title pr)"), Ok(not));
        assert!(Filter::parse("not title pr").is_err());
    }

    #[test]
    fn a_value_path_holds_a_filter_on_sub_attributes() {
        let inner = Filter::And(vec![eq("type", json!("work")), eq("value", json!("a@b"))]);
        let within = Filter::Within(path("emails"), Box::new(inner));
        let both = Filter::And(vec![within, Filter::Present(path("title"))]);
        let text = r#"emails[type eq "work" and value eq "a@b"] and title pr"#;
        assert_eq!(Filter::parse(text), Ok(both));
    }

    #[test]
    fn what_breaks_the_grammar_is_refused() {
        for text in [
            "",
            " ",
            "a",
            "a eq",
            "a eq x",
            "a eq \"x",
            "a is 1",
            "a eq 1 b eq 2",
            "a eq 1 and",
            "(a eq 1",
            "a eq 1)",
            "a eq {}",
            "a eq [1]",
            "emails[type eq 1",
            "a.b[c eq 1]",
            "a[b[c eq 1]]",
            "1a eq 1",
            "a eq 1 xor b eq 1",
            "()",
            "\"a\" eq 1",
            "a eq \"x\\\"",
        ] {
            assert!(Filter::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_and_not_followed() {
        let nested = |depth: usize| format!("{}a pr{}", "(".repeat(depth), ")".repeat(depth));
        assert!(Filter::parse(&nested(DEPTH)).is_ok());
        assert!(Filter::parse(&nested(100_000)).is_err());
    }
}
