//! The expressions of mappings, in a small cut: written apart from the client's, so that each checks the
//! other ("Reference for writing expressions for attribute mappings").

use serde_json::{Value, json};

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    Attribute(String),
    Text(String),
    /// A function with its arguments; one that was left out is `None`.
    Call(String, Vec<Option<Expression>>),
    /// `left = right`, or `<>` where `equal` is false.
    Compare {
        equal: bool,
        left: Box<Expression>,
        right: Box<Expression>,
    },
}

/// The functions, each with the keys of its parameters; the last one of some repeats.
const FUNCTIONS: [(&str, &[&str]); 11] = [
    ("Append", &["source", "suffix"]),
    ("Coalesce", &["source"]),
    ("IIF", &["condition", "valueIfTrue", "valueIfFalse"]),
    ("Join", &["separator", "source"]),
    ("Left", &["source", "NumChars"]),
    ("Mid", &["source", "start", "length"]),
    ("Not", &["source"]),
    (
        "Replace",
        &[
            "source",
            "Find",
            "RegularExpression",
            "RegularExpressionGroupName",
            "Replacement",
            "ReplacementPropertyName",
            "Template",
        ],
    ),
    ("StripSpaces", &["source"]),
    ("Switch", &["source", "defaultValue", "switchValue"]),
    ("ToLower", &["source", "culture"]),
];

impl Expression {
    /// Reads `text`; the mistake in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text.trim() };
        let read = reader.comparison()?;
        match reader.rest.trim() {
            "" => Ok(read),
            rest => Err(format!("\"{rest}\" is left over")),
        }
    }

    /// The text as the service writes it.
    pub fn text(&self) -> String {
        match self {
            Self::Attribute(name) => format!("[{name}]"),
            Self::Text(text) => {
                format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
            }
            Self::Call(name, arguments) => {
                let texts = arguments.iter().map(|argument| {
                    let text = argument.as_ref().map(Self::text);
                    text.unwrap_or_default()
                });
                format!("{name}({})", texts.collect::<Vec<_>>().join(", "))
            }
            Self::Compare { equal, left, right } => {
                let sign = if *equal { "=" } else { "<>" };
                format!("{}{sign}{}", left.text(), right.text())
            }
        }
    }

    /// The parsed tree (attributeMappingSource). Arguments that were left out are not in it; the shape
    /// of comparisons is not documented, so a function with one has none.
    pub fn source(&self) -> Value {
        let (kind, name) = match self {
            Self::Attribute(name) => ("Attribute", name.as_str()),
            Self::Text(text) => ("Constant", text.as_str()),
            Self::Call(name, _) => ("Function", name.as_str()),
            Self::Compare { .. } => ("Function", ""),
        };
        let parameters = match self {
            Self::Call(name, arguments) if !self.compares() => parameters(name, arguments),
            _ => Vec::new(),
        };
        json!({"expression": self.text(), "name": name, "type": kind, "parameters": parameters})
    }

    fn compares(&self) -> bool {
        match self {
            Self::Compare { .. } => true,
            Self::Call(_, arguments) => arguments.iter().flatten().any(Self::compares),
            Self::Attribute(_) | Self::Text(_) => false,
        }
    }

    /// The source attributes that it reads.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Attribute(name) => vec![name],
            Self::Text(_) => Vec::new(),
            Self::Call(_, arguments) => arguments.iter().flatten().flat_map(Self::names).collect(),
            Self::Compare { left, right, .. } => {
                left.names().into_iter().chain(right.names()).collect()
            }
        }
    }

    /// What it comes to; `None` is null.
    pub fn value(&self, attribute: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        match self {
            Self::Attribute(name) => attribute(name),
            Self::Text(text) => Some(text.clone()),
            Self::Compare { equal, left, right } => {
                let same = left.value(attribute) == right.value(attribute);
                Some(truth(same == *equal))
            }
            Self::Call(name, arguments) => call(
                name,
                &|at| arguments.get(at)?.as_ref()?.value(attribute),
                arguments.len(),
            ),
        }
    }
}

fn parameters(name: &str, arguments: &[Option<Expression>]) -> Vec<Value> {
    let keys = FUNCTIONS.iter().find(|(known, _)| *known == name);
    let keys = keys.map_or(&[][..], |(_, keys)| keys);
    let given = arguments.iter().enumerate();
    given
        .filter_map(|(at, argument)| {
            let key = keys.get(at).or(keys.last())?;
            Some(json!({"key": key, "value": argument.as_ref()?.source()}))
        })
        .collect()
}

fn call(name: &str, argument: &dyn Fn(usize) -> Option<String>, count: usize) -> Option<String> {
    let number = |at| {
        argument(at)
            .and_then(|text| text.parse::<usize>().ok())
            .unwrap_or(0)
    };
    match name {
        "Append" => Some(argument(0)? + &argument(1)?),
        "Coalesce" => (0..count).find_map(argument),
        "IIF" => argument(if argument(0)? == truth(true) { 1 } else { 2 }),
        "Join" => {
            let parts: Vec<String> = (1..count)
                .filter_map(argument)
                .filter(|part| !part.is_empty())
                .collect();
            (!parts.is_empty()).then(|| parts.join(&argument(0).unwrap_or_default()))
        }
        "Left" => Some(
            argument(0)
                .unwrap_or_default()
                .chars()
                .take(number(1))
                .collect(),
        ),
        "Mid" => {
            let (start, length) = (number(1).saturating_sub(1), number(2));
            Some(argument(0)?.chars().skip(start).take(length).collect())
        }
        "Not" => Some(truth(argument(0).as_deref() != Some("True"))),
        "Replace" => {
            let (find, replacement) = (argument(1)?, argument(4).unwrap_or_default());
            Some(argument(0)?.replace(&find, &replacement))
        }
        "StripSpaces" => Some(argument(0)?.replace(' ', "")),
        "Switch" => {
            let source = argument(0).unwrap_or_default();
            let hit = (2..count)
                .step_by(2)
                .find(|&at| argument(at).as_ref() == Some(&source));
            argument(hit.map_or(1, |at| at + 1))
        }
        "ToLower" => Some(argument(0)?.to_lowercase()),
        _ => None,
    }
}

fn truth(flag: bool) -> String {
    if flag { "True" } else { "False" }.to_owned()
}

/// What is left to read.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn comparison(&mut self) -> Result<Expression, String> {
        let left = self.single()?;
        let equal = match () {
            () if self.takes("<>") => false,
            () if self.takes("=") => true,
            () => return Ok(left),
        };
        let right = Box::new(self.single()?);
        let left = Box::new(left);
        Ok(Expression::Compare { equal, left, right })
    }

    fn single(&mut self) -> Result<Expression, String> {
        self.rest = self.rest.trim_start();
        if self.takes("[") {
            let (name, rest) = self.rest.split_once(']').ok_or("a ] is missing")?;
            self.rest = rest;
            return Ok(Expression::Attribute(name.to_owned()));
        }
        if self.takes("\"") {
            return self.text();
        }
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric());
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Expression::Text(word.to_owned()));
        }
        if !FUNCTIONS.iter().any(|(name, _)| *name == word) {
            return Err(format!("\"{word}\" is no function that this tenant has"));
        }
        self.arguments(word.to_owned())
    }

    fn arguments(&mut self, name: String) -> Result<Expression, String> {
        if !self.takes("(") {
            return Err(format!("{name} has no ("));
        }
        let mut arguments = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            let empty = self.rest.starts_with([',', ')']);
            arguments.push(if empty {
                None
            } else {
                Some(self.comparison()?)
            });
            if self.takes(")") {
                return Ok(Expression::Call(name, arguments));
            }
            if !self.takes(",") {
                return Err(format!("{name} has no )"));
            }
        }
    }

    fn text(&mut self) -> Result<Expression, String> {
        let mut text = String::new();
        let mut chars = self.rest.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return Ok(Expression::Text(text));
                }
                '\\' => text.extend(chars.next().map(|(_, escaped)| escaped)),
                _ => text.push(c),
            }
        }
        Err("a \" is missing".to_owned())
    }

    fn takes(&mut self, sign: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(sign);
        if let Some(rest) = rest {
            self.rest = rest;
        }
        rest.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<String> {
        let expression = Expression::parse(text).unwrap();
        assert_eq!(
            Expression::parse(&expression.text()),
            Ok(expression.clone())
        );
        expression.value(&|name| match name {
            "givenName" => Some("Ann".to_owned()),
            "surname" => Some("O'Lee".to_owned()),
            _ => None,
        })
    }

    #[test]
    fn each_function_comes_to_what_the_reference_says() {
        let cases = [
            ("[givenName]", Some("Ann")),
            ("[mail]", None),
            ("\"a\\\"b\"", Some("a\"b")),
            ("Append([givenName], \".x\")", Some("Ann.x")),
            ("Append([mail], \".x\")", None),
            ("Coalesce([mail], [surname])", Some("O'Lee")),
            ("IIF([givenName]=\"Ann\", \"y\", \"n\")", Some("y")),
            ("IIF([givenName]<>\"Ann\", \"y\", \"n\")", Some("n")),
            (
                "Join(\" \", [givenName], [mail], [surname])",
                Some("Ann O'Lee"),
            ),
            ("Join(\" \", [mail])", None),
            ("Left([givenName], 2)", Some("An")),
            ("Mid([givenName], 2, 9)", Some("nn")),
            ("Not(\"True\")", Some("False")),
            ("Replace([surname], \"'\", , , \"\", , )", Some("OLee")),
            ("StripSpaces(\"J. R. Doe\")", Some("J.R.Doe")),
            (
                "Switch([givenName], \"d\", \"Bob\", \"b\", \"Ann\", \"a\")",
                Some("a"),
            ),
            ("Switch([givenName], , \"Bob\", \"b\")", None),
            ("ToLower([surname], )", Some("o'lee")),
        ];
        for (text, expected) in cases {
            assert_eq!(value(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for text in [
            "",
            "[a",
            "\"a",
            "Nope(1)",
            "Append(",
            "Append([a]",
            "[a] [b]",
        ] {
            assert!(Expression::parse(text).is_err(), "{text}");
        }
    }
}
