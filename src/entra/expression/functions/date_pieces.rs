//! The pieces of a date format (Microsoft: "Custom date and time format strings").

/// What a format asks for, with the number of letters that ask for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Piece {
    Year(usize),
    Month(usize),
    /// 1, 2: of the month; 3, 4: of the week.
    Day(usize),
    Hour12(usize),
    Hour24(usize),
    Minute(usize),
    Second(usize),
    /// Decimals of the second.
    Fraction(usize),
    /// The same without trailing zeros; and with the point before it, if the format has one there.
    Trimmed {
        digits: usize,
        point: bool,
    },
    /// AM or PM.
    Half(usize),
    /// `z`, `zz`, `zzz`
    Offset(usize),
    /// `K`: Z, an offset or nothing.
    Zone,
    Literal(char),
}

/// A format taken apart; None for what is no format or depends on more than the date.
pub fn pieces(format: &str) -> Option<Vec<Piece>> {
    let format = standard(format).unwrap_or(format);
    let characters: Vec<char> = format.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&c) = characters.get(at) {
        let run = characters[at..]
            .iter()
            .take_while(|next| **next == c)
            .count();
        at += match c {
            '\\' => {
                found.push(Piece::Literal(*characters.get(at + 1)?));
                2
            }
            '\'' | '"' => {
                let length = characters[at + 1..].iter().position(|end| *end == c)?;
                let quoted = &characters[at + 1..at + 1 + length];
                found.extend(quoted.iter().copied().map(Piece::Literal));
                length + 2
            }
            // A lone specifier, as in `%d`.
            '%' if at == 0 && characters.len() == 2 => 1,
            _ if c.is_ascii_alphabetic() => {
                push_specifier(&mut found, c, run)?;
                run
            }
            _ => {
                found.push(Piece::Literal(c));
                1
            }
        };
    }
    (!found.is_empty()).then_some(found)
}

fn push_specifier(found: &mut Vec<Piece>, letter: char, run: usize) -> Option<()> {
    let piece = match (letter, run) {
        ('y', 1..=4) => Piece::Year(run),
        ('M', 1..=4) => Piece::Month(run),
        ('d', 1..=4) => Piece::Day(run),
        ('h', 1..=2) => Piece::Hour12(run),
        ('H', 1..=2) => Piece::Hour24(run),
        ('m', 1..=2) => Piece::Minute(run),
        ('s', 1..=2) => Piece::Second(run),
        ('f', 1..=7) => Piece::Fraction(run),
        ('F', 1..=7) => {
            let point = found.last() == Some(&Piece::Literal('.'));
            if point {
                found.pop();
            }
            Piece::Trimmed { digits: run, point }
        }
        ('t', 1..=2) => Piece::Half(run),
        ('z', 1..=3) => Piece::Offset(run),
        ('K', 1) => Piece::Zone,
        // Eras, and runs that .NET reads in ways of their own.
        ('y' | 'M' | 'd' | 'h' | 'H' | 'm' | 's' | 'f' | 'F' | 't' | 'z' | 'K' | 'g', _) => {
            return None;
        }
        _ => {
            found.extend(std::iter::repeat_n(Piece::Literal(letter), run));
            return Some(());
        }
    };
    found.push(piece);
    Some(())
}

/// The standard formats, one letter each, in the invariant culture.
fn standard(format: &str) -> Option<&'static str> {
    Some(match format {
        "d" => "MM/dd/yyyy",
        "D" => "dddd, dd MMMM yyyy",
        "f" => "dddd, dd MMMM yyyy HH:mm",
        "F" => "dddd, dd MMMM yyyy HH:mm:ss",
        "g" => "MM/dd/yyyy HH:mm",
        "G" => "MM/dd/yyyy HH:mm:ss",
        "M" | "m" => "MMMM dd",
        "O" | "o" => "yyyy-MM-dd'T'HH:mm:ss.fffffffK",
        "R" | "r" => "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
        "s" => "yyyy-MM-dd'T'HH:mm:ss",
        "t" => "HH:mm",
        "T" => "HH:mm:ss",
        "u" => "yyyy-MM-dd HH:mm:ss'Z'",
        "Y" | "y" => "yyyy MMMM",
        _ => return None,
    })
}
