//! How many colours a terminal shows, and what becomes of a theme that has more.

use ratatui::style::{Color, Style};

/// The colours that a terminal is known to show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// Its palette of sixteen.
    Sixteen,
    /// 256, the upper 240 of them fixed.
    Indexed,
    /// 24 bits.
    True,
}

impl Depth {
    /// What the environment tells. Inside GNU screen nothing but `TERM` is believed: it hands the
    /// colours of another terminal on.
    pub(in crate::tui) fn of(get: impl Fn(&str) -> Option<String>) -> Self {
        let term = get("TERM").unwrap_or_default();
        let in_screen =
            get("STY").is_some() || (term.starts_with("screen") && get("TMUX").is_none());
        let color = get("COLORTERM").unwrap_or_default();
        if term.ends_with("-direct") || (!in_screen && matches!(&*color, "truecolor" | "24bit")) {
            Self::True
        } else if term.contains("256color") {
            Self::Indexed
        } else {
            Self::Sixteen
        }
    }

    pub(in crate::tui) fn name(self) -> &'static str {
        match self {
            Self::Sixteen => "16 colours",
            Self::Indexed => "256 colours",
            Self::True => "24-bit colour",
        }
    }

    /// A style in the colours there are; where they do not reach, `own` stands in.
    pub(super) fn shown(self, style: Style, own: Style) -> Style {
        Style {
            fg: style.fg.and_then(|color| self.color(color).or(own.fg)),
            bg: style.bg.and_then(|color| self.color(color).or(own.bg)),
            ..style
        }
    }

    fn color(self, color: Color) -> Option<Color> {
        match (self, color) {
            (Self::Sixteen, Color::Rgb(..)) => None,
            (Self::Indexed, Color::Rgb(red, green, blue)) => {
                Some(Color::Indexed(nearest([red, green, blue])))
            }
            (_, color) => Some(color),
        }
    }
}

/// The nearest of the 240 fixed colours of the 256: a cube of six steps a side, and 24 greys.
fn nearest(wanted: [u8; 3]) -> u8 {
    let fixed = (16..=255).map(|number| (number, fixed(number)));
    let distance = |color: [u8; 3]| -> u32 {
        let apart = color
            .iter()
            .zip(wanted)
            .map(|(have, want)| u32::from(have.abs_diff(want)));
        apart.map(|apart| apart * apart).sum()
    };
    fixed
        .min_by_key(|(_, color)| distance(*color))
        .map_or(15, |(number, _)| number)
}

fn fixed(number: u8) -> [u8; 3] {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    if number >= 232 {
        return [8 + 10 * (number - 232); 3];
    }
    let at = usize::from(number - 16);
    [STEPS[at / 36], STEPS[at / 6 % 6], STEPS[at % 6]]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(pairs: &[(&str, &str)]) -> Depth {
        Depth::of(|name| {
            let pair = pairs.iter().find(|(known, _)| *known == name);
            pair.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_is_believed_but_inside_screen() {
        let truecolor = ("COLORTERM", "truecolor");
        for (pairs, expected) in [
            (&[("TERM", "xterm-256color"), truecolor][..], Depth::True),
            (&[("TERM", "xterm-256color")], Depth::Indexed),
            (&[("TERM", "screen"), truecolor], Depth::Sixteen),
            (
                &[("TERM", "screen-256color"), truecolor, ("STY", "1.x")],
                Depth::Indexed,
            ),
            (
                &[("TERM", "screen-256color"), truecolor, ("TMUX", "/x")],
                Depth::True,
            ),
            (&[("TERM", "xterm-direct")], Depth::True),
            (&[("TERM", "linux")], Depth::Sixteen),
            (&[], Depth::Sixteen),
        ] {
            assert_eq!(depth(pairs), expected, "{pairs:?}");
        }
    }

    #[test]
    fn colours_that_are_not_there_have_a_stand_in() {
        let orange = Style::new()
            .fg(Color::Rgb(255, 135, 0))
            .bg(Color::Rgb(9, 8, 8));
        let own = Style::new().fg(Color::Yellow);
        assert_eq!(Depth::True.shown(orange, own), orange);
        let indexed = Style::new().fg(Color::Indexed(208)).bg(Color::Indexed(232));
        assert_eq!(Depth::Indexed.shown(orange, own), indexed);
        assert_eq!(Depth::Sixteen.shown(orange, own), own);
    }
}
