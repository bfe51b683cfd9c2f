//! The colour of a business's brand.

use crate::invalid::Invalid;

/// A colour of the screen, as `#rrggbb` in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Color(String);

impl Color {
    /// Reads a colour: `#` and six hexadecimal digits, however they are written.
    ///
    /// # Errors
    /// `color_invalid`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let color = raw.trim().to_ascii_lowercase();
        let digits = color.strip_prefix('#').unwrap_or_default();
        if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(color))
        } else {
            Err(COLOR_INVALID)
        }
    }

    /// What is read best on it: black or white.
    #[must_use]
    pub fn ink(&self) -> &'static str {
        // The luminance at which black and white are read equally well (WCAG 2.2, contrast ratio).
        if self.luminance() > 0.179 {
            "#000000"
        } else {
            "#ffffff"
        }
    }

    /// Whether text in it is read well on white: a contrast of 4.5 or more (WCAG 2.2, 1.4.3).
    #[must_use]
    pub fn is_readable_on_white(&self) -> bool {
        1.05 / (self.luminance() + 0.05) >= 4.5
    }

    /// Relative luminance, from 0 for black to 1 for white (WCAG 2.2).
    fn luminance(&self) -> f64 {
        let digits = self.0.get(1..).unwrap_or_default();
        let whole = u32::from_str_radix(digits, 16).unwrap_or_default();
        let channel = |shift: u32| {
            let part = f64::from(whole >> shift & 0xff) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
    }
}

text_type!(Color);

const COLOR_INVALID: Invalid = Invalid::new(
    "color_invalid",
    "Escriba el color como «#rrggbb», por ejemplo «#8a5a00».",
    "Write the colour as \"#rrggbb\", such as \"#8a5a00\".",
);
