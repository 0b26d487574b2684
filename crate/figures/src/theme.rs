//! The colours: one hue a meaning, its lightness set for the paper.

use plotters::style::RGBColor;

/// How a chart looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Its colours.
    pub theme: Theme,
    /// Pixels of the backend for one CSS pixel: `devicePixelRatio` on a canvas. Every font size, line width and margin
    /// is multiplied by it.
    pub scale: f64,
}

/// The colours of a chart. Lines have a contrast of at least 3:1 against the paper, text 4.5:1 (WCAG 2.2).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Theme {
    /// The ground.
    pub paper: RGBColor,
    /// Text and what is true.
    pub ink: RGBColor,
    /// Axes' text, chance and everything that needs no model.
    pub muted: RGBColor,
    /// Lines that only help to read a value; faint on purpose.
    pub grid: RGBColor,
    /// Members.
    pub members: RGBColor,
    /// Non-members.
    pub non_members: RGBColor,
    /// The attacker's guess.
    pub guess: RGBColor,
    /// Of data sets beside each other, ordered from dark to light or back as the paper has it. A marker tells them apart as
    /// well.
    pub sets: [RGBColor; 6],
}

impl Theme {
    /// Ink on white.
    pub fn light() -> Theme {
        Theme {
            paper: RGBColor(0xff, 0xff, 0xff),
            ink: RGBColor(0x1b, 0x1f, 0x24),
            muted: RGBColor(0x5f, 0x66, 0x70),
            grid: RGBColor(0xe4, 0xe6, 0xe9),
            members: RGBColor(0x00, 0x72, 0xb2),
            non_members: RGBColor(0xd5, 0x5e, 0x00),
            guess: RGBColor(0x7b, 0x3f, 0xa0),
            sets: [
                RGBColor(0x1b, 0x1f, 0x24),
                RGBColor(0x56, 0x1a, 0x6b),
                RGBColor(0x3b, 0x52, 0x8b),
                RGBColor(0x1f, 0x82, 0x80),
                RGBColor(0x3a, 0x92, 0x40),
                RGBColor(0xa8, 0x7a, 0x00),
            ],
        }
    }

    /// Light on near-black.
    pub fn dark() -> Theme {
        Theme {
            paper: RGBColor(0x15, 0x18, 0x1c),
            ink: RGBColor(0xe8, 0xe6, 0xe1),
            muted: RGBColor(0xa1, 0xa8, 0xb2),
            grid: RGBColor(0x2c, 0x31, 0x38),
            members: RGBColor(0x4d, 0xb1, 0xf0),
            non_members: RGBColor(0xf5, 0x8a, 0x3c),
            guess: RGBColor(0xbd, 0x8d, 0xe0),
            sets: [
                RGBColor(0xe8, 0xe6, 0xe1),
                RGBColor(0xb0, 0x7f, 0xd6),
                RGBColor(0x7f, 0x9d, 0xe8),
                RGBColor(0x3f, 0xb8, 0xb4),
                RGBColor(0x7c, 0xc9, 0x5c),
                RGBColor(0xe6, 0xc8, 0x3c),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance of WCAG 2.2.
    fn luminance(colour: RGBColor) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
        };
        0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
    }

    fn contrast(a: RGBColor, b: RGBColor) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn contrast_of_black_on_white_is_21() {
        assert!((contrast(RGBColor(0, 0, 0), RGBColor(255, 255, 255)) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn lines_have_contrast_3_and_text_4_5() {
        for theme in [Theme::light(), Theme::dark()] {
            for text in [theme.ink, theme.muted] {
                assert!(contrast(text, theme.paper) >= 4.5, "text {text:?}: {}", contrast(text, theme.paper));
            }
            for line in [theme.members, theme.non_members, theme.guess].into_iter().chain(theme.sets) {
                assert!(contrast(line, theme.paper) >= 3.0, "line {line:?}: {}", contrast(line, theme.paper));
            }
        }
    }

    #[test]
    fn grid_lines_stay_behind_the_data() {
        for theme in [Theme::light(), Theme::dark()] {
            assert!(contrast(theme.grid, theme.paper) < 1.6);
        }
    }
}
