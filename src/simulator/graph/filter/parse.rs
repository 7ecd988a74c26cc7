//! From the text of a filter to its tree.

use super::{Filter, GraphError, Operator};

/// A word, a quoted text, or one of `(` `)` `,` `:`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Mark(char),
}

pub fn parse(text: &str) -> Result<Filter, GraphError> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
    };
    let filter = parser.either()?;
    match parser.next() {
        None => Ok(filter),
        Some(_) => Err(invalid()),
    }
}

fn invalid() -> GraphError {
    GraphError::new(400, "BadRequest", "Invalid filter clause")
}

fn tokens(text: &str) -> Result<Vec<Token>, GraphError> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' => {
                let (value, length) = quoted(rest)?;
                tokens.push(Token::Text(value));
                length
            }
            '(' | ')' | ',' => {
                tokens.push(Token::Mark(first));
                1
            }
            _ => {
                let length = rest
                    .find(|c: char| c.is_whitespace() || "(),'".contains(c))
                    .unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..length].to_owned()));
                length
            }
        };
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

/// The text between single quotes, where a doubled quote stands for one, and the bytes it took.
fn quoted(text: &str) -> Result<(String, usize), GraphError> {
    let mut value = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != '\'' {
            value.push(c);
        } else if chars.next_if(|(_, next)| *next == '\'').is_some() {
            value.push('\'');
        } else {
            return Ok((value, at + 1));
        }
    }
    Err(invalid())
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn take_word(&mut self, wanted: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Word(word)) if word == wanted);
        self.at += usize::from(found);
        found
    }

    fn take_mark(&mut self, wanted: char) -> bool {
        let found = self.tokens.get(self.at) == Some(&Token::Mark(wanted));
        self.at += usize::from(found);
        found
    }

    fn require(&mut self, mark: char) -> Result<(), GraphError> {
        if self.take_mark(mark) {
            Ok(())
        } else {
            Err(invalid())
        }
    }

    fn word(&mut self) -> Result<String, GraphError> {
        match self.next() {
            Some(Token::Word(word)) => Ok(word),
            _ => Err(invalid()),
        }
    }

    fn literal(&mut self) -> Result<String, GraphError> {
        match self.next() {
            Some(Token::Word(word) | Token::Text(word)) => Ok(word),
            _ => Err(invalid()),
        }
    }

    fn either(&mut self) -> Result<Filter, GraphError> {
        let mut parts = vec![self.both()?];
        while self.take_word("or") {
            parts.push(self.both()?);
        }
        Ok(single_or(parts, Filter::Any))
    }

    fn both(&mut self) -> Result<Filter, GraphError> {
        let mut parts = vec![self.clause()?];
        while self.take_word("and") {
            parts.push(self.clause()?);
        }
        Ok(single_or(parts, Filter::All))
    }

    fn clause(&mut self) -> Result<Filter, GraphError> {
        if self.take_mark('(') {
            let inner = self.either()?;
            self.require(')')?;
            return Ok(inner);
        }
        let word = self.word()?;
        match word.as_str() {
            "startswith" | "startsWith" => self.function(Operator::StartsWith),
            "contains" => self.function(Operator::Contains),
            _ => match word.strip_suffix("/any") {
                Some(collection) => self.any(collection),
                None => self.comparison(word),
            },
        }
    }

    fn function(&mut self, operator: Operator) -> Result<Filter, GraphError> {
        self.require('(')?;
        let path = self.word()?;
        self.require(',')?;
        let value = self.literal()?;
        self.require(')')?;
        Ok(Filter::Compare {
            path,
            operator,
            value,
        })
    }

    /// `collection/any(x:x/path op value)`.
    fn any(&mut self, collection: &str) -> Result<Filter, GraphError> {
        self.require('(')?;
        let word = self.word()?;
        let (variable, path) = word.split_once(':').ok_or_else(invalid)?;
        let path = path
            .strip_prefix(variable)
            .and_then(|path| path.strip_prefix('/'))
            .ok_or_else(invalid)?;
        let inner = self.comparison(format!("{collection}/{path}"))?;
        self.require(')')?;
        Ok(inner)
    }

    fn comparison(&mut self, path: String) -> Result<Filter, GraphError> {
        let operator = match self.word()?.as_str() {
            "eq" => Operator::Equal,
            "ne" => Operator::NotEqual,
            "gt" => Operator::Greater,
            "ge" => Operator::GreaterOrEqual,
            "lt" => Operator::Less,
            "le" => Operator::LessOrEqual,
            "in" => return self.one_of(path),
            _ => return Err(invalid()),
        };
        let value = self.literal()?;
        Ok(Filter::Compare {
            path,
            operator,
            value,
        })
    }

    fn one_of(&mut self, path: String) -> Result<Filter, GraphError> {
        self.require('(')?;
        let mut values = vec![self.literal()?];
        while self.take_mark(',') {
            values.push(self.literal()?);
        }
        self.require(')')?;
        Ok(Filter::OneOf { path, values })
    }
}

fn single_or(mut parts: Vec<Filter>, join: fn(Vec<Filter>) -> Filter) -> Filter {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            join(parts)
        }
    }
}
