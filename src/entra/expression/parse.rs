//! Text into a tree.

use super::syntax_error::SyntaxError;
use super::token::{Token, Tokens, mistake};
use super::tree::Expression;

/// Entra takes no longer expression (Microsoft: "Known issues for provisioning in Microsoft Entra ID").
const LONGEST: usize = 10_000;

/// How deep calls may stand in each other. Entra names no limit; people stop far earlier, and the
/// stack of whoever walks a tree is bounded by it.
const DEEPEST: usize = 64;

impl Expression {
    /// Reads an expression, with white space and line breaks free between its words.
    ///
    /// # Errors
    /// The first place that does not fit.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let tokens = Tokens::new(text);
        if tokens.len() > LONGEST {
            let what = format!("an expression has at most {LONGEST} characters");
            return Err(mistake(LONGEST + 1, &what));
        }
        let mut parser = Parser::new(tokens)?;
        let expression = parser.comparison(0)?;
        match parser.token {
            Token::End => Ok(expression),
            _ => Err(parser.expected("the end")),
        }
    }
}

/// Looks at one token at a time.
struct Parser {
    tokens: Tokens,
    token: Token,
    column: usize,
}

impl Parser {
    fn new(mut tokens: Tokens) -> Result<Self, SyntaxError> {
        let (column, token) = tokens.next()?;
        Ok(Self {
            tokens,
            token,
            column,
        })
    }

    /// Looks at the next token.
    fn take(&mut self) -> Result<(), SyntaxError> {
        (self.column, self.token) = self.tokens.next()?;
        Ok(())
    }

    fn expected(&self, what: &str) -> SyntaxError {
        let found = self.token.described();
        mistake(self.column, &format!("expected {what}, found {found}"))
    }

    /// One operand, or two around an operator. There are no parentheses, so operators do not nest.
    fn comparison(&mut self, depth: usize) -> Result<Expression, SyntaxError> {
        let left = self.operand(depth)?;
        let Token::Comparison(comparison) = self.token else {
            return Ok(left);
        };
        self.take()?;
        Ok(Expression::Compare {
            comparison,
            left: Box::new(left),
            right: Box::new(self.operand(depth)?),
        })
    }

    fn operand(&mut self, depth: usize) -> Result<Expression, SyntaxError> {
        let column = self.column;
        Ok(match self.token.clone() {
            Token::Attribute(name) => self.taken(Expression::Attribute(name))?,
            Token::Text(text) => self.taken(Expression::Constant(text))?,
            Token::Number(digits) => self.taken(Expression::Number(digits))?,
            Token::Name(name) => {
                self.take()?;
                if self.token != Token::Open {
                    return Ok(Expression::Word(name));
                }
                if depth == DEEPEST {
                    return Err(mistake(column, "functions are nested too deeply"));
                }
                let arguments = self.arguments(depth + 1)?;
                Expression::Call { name, arguments }
            }
            _ => return Err(self.expected("a function, [attribute], \"string\" or number")),
        })
    }

    fn taken(&mut self, expression: Expression) -> Result<Expression, SyntaxError> {
        self.take()?;
        Ok(expression)
    }

    /// From `(` to `)`. Nothing between them is no argument; a comma always parts two slots.
    fn arguments(&mut self, depth: usize) -> Result<Vec<Option<Expression>>, SyntaxError> {
        self.take()?;
        let mut arguments = Vec::new();
        if self.token == Token::Close {
            self.take()?;
            return Ok(arguments);
        }
        loop {
            arguments.push(match self.token {
                Token::Comma | Token::Close => None,
                _ => Some(self.comparison(depth)?),
            });
            match self.token {
                Token::Comma => self.take()?,
                Token::Close => break,
                _ => return Err(self.expected("a comma or )")),
            }
        }
        self.take()?;
        Ok(arguments)
    }
}
