//! The words of an expression.

use super::syntax_error::SyntaxError;
use super::tree::Comparison;
use crate::model::visible;

/// One word, with its text where it has one.
#[derive(Clone, PartialEq, Debug)]
pub enum Token {
    /// A function's name, or a bare word.
    Name(String),
    /// `[mail]`, without the brackets.
    Attribute(String),
    /// `"text"`, unescaped.
    Text(String),
    Number(String),
    Comparison(Comparison),
    Open,
    Close,
    Comma,
    End,
}

impl Token {
    /// As a mistake names it.
    pub fn described(&self) -> String {
        match self {
            Self::Name(name) => format!("the word {}", visible(name)),
            Self::Attribute(name) => format!("[{}]", visible(name)),
            Self::Text(_) => "a string".to_owned(),
            Self::Number(digits) => format!("the number {digits}"),
            Self::Comparison(comparison) => comparison.to_string(),
            Self::Open => "(".to_owned(),
            Self::Close => ")".to_owned(),
            Self::Comma => "a comma".to_owned(),
            Self::End => "the end".to_owned(),
        }
    }
}

/// Takes one token after another from a text.
pub struct Tokens {
    characters: Vec<char>,
    at: usize,
}

impl Tokens {
    pub fn new(text: &str) -> Self {
        Self {
            characters: text.chars().collect(),
            at: 0,
        }
    }

    pub fn len(&self) -> usize {
        self.characters.len()
    }

    /// The next token and the column where it begins.
    pub fn next(&mut self) -> Result<(usize, Token), SyntaxError> {
        self.take_while(char::is_whitespace);
        let column = self.at + 1;
        let Some(first) = self.peek() else {
            return Ok((column, Token::End));
        };
        self.at += 1;
        let token = match first {
            '(' => Token::Open,
            ')' => Token::Close,
            ',' => Token::Comma,
            '[' => self.attribute(column)?,
            '"' => self.string(column)?,
            '=' | '<' | '>' => Token::Comparison(self.comparison(first)),
            '&' | '-' | '0'..='9' => self.number(first, column)?,
            _ if first.is_alphabetic() || first == '_' => {
                let rest = self.take_while(|c| c.is_alphanumeric() || c == '_');
                Token::Name(format!("{first}{rest}"))
            }
            _ => return Err(unexpected(first, column)),
        };
        Ok((column, token))
    }

    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(c) = self.peek().filter(|c| fits(*c)) {
            taken.push(c);
            self.at += 1;
        }
        taken
    }

    fn attribute(&mut self, column: usize) -> Result<Token, SyntaxError> {
        let name = self.take_while(|c| c != ']');
        if self.peek().is_none() {
            return Err(mistake(column, "the [ of an attribute has no ]"));
        }
        self.at += 1;
        if name.trim().is_empty() {
            return Err(mistake(column, "an attribute has a name: [mail]"));
        }
        Ok(Token::Attribute(name))
    }

    /// Only `\\` and `\"` are escapes; before any other character the backslash stands for itself,
    /// as in the `\d` of a pattern.
    fn string(&mut self, column: usize) -> Result<Token, SyntaxError> {
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            match (c, self.peek()) {
                ('"', _) => return Ok(Token::Text(text)),
                ('\\', Some(escaped @ ('\\' | '"'))) => {
                    self.at += 1;
                    text.push(escaped);
                }
                _ => text.push(c),
            }
        }
        Err(mistake(column, "the string is not closed"))
    }

    fn comparison(&mut self, first: char) -> Comparison {
        let (comparison, taken) = match (first, self.peek()) {
            ('<', Some('>')) => (Comparison::Unequal, 1),
            ('<', Some('=')) => (Comparison::LessOrEqual, 1),
            ('>', Some('=')) => (Comparison::GreaterOrEqual, 1),
            ('<', _) => (Comparison::Less, 0),
            ('>', _) => (Comparison::Greater, 0),
            _ => (Comparison::Equal, 0),
        };
        self.at += taken;
        comparison
    }

    /// `12`, `-12` or `&HF7`, as it is written.
    fn number(&mut self, first: char, column: usize) -> Result<Token, SyntaxError> {
        let mut number = String::from(first);
        let digits = if first == '&' {
            let hexadecimal = self.peek().filter(|c| c.eq_ignore_ascii_case(&'h'));
            number.push(hexadecimal.ok_or_else(|| unexpected(first, column))?);
            self.at += 1;
            self.take_while(|c| c.is_ascii_hexdigit())
        } else {
            self.take_while(|c| c.is_ascii_digit())
        };
        if digits.is_empty() && !first.is_ascii_digit() {
            return Err(mistake(column, "a number has digits"));
        }
        number.push_str(&digits);
        Ok(Token::Number(number))
    }
}

pub fn mistake(column: usize, what: &str) -> SyntaxError {
    SyntaxError {
        column,
        what: what.to_owned(),
    }
}

fn unexpected(character: char, column: usize) -> SyntaxError {
    let what = match character {
        '“' | '”' | '„' | '\'' | '‘' | '’' => {
            "strings stand in straight double quotes: \"text\""
        }
        '&' => "& begins only a hexadecimal number: &HF; Append and Join put texts together",
        _ => {
            let shown = character.to_string();
            return mistake(column, &format!("{} is out of place", visible(&shown)));
        }
    };
    mistake(column, what)
}
