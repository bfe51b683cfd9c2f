//! Colours of brands.

use crate::code;
use panal_domain::Color;

#[test]
fn a_colour_is_six_digits_in_lower_case() {
    for (raw, color) in [
        ("#8A5a00", "#8a5a00"),
        (" #ffffff\n", "#ffffff"),
        ("#000000", "#000000"),
    ] {
        assert_eq!(Color::parse(raw).unwrap().as_str(), color);
    }
    for raw in [
        "", "8a5a00", "#8a5", "#8a5a000", "#8a5a0g", "##8a5a0", "#é5a00", "red",
    ] {
        assert_eq!(code(Color::parse(raw)), "color_invalid", "{raw}");
    }
}

#[test]
fn what_is_written_on_a_colour_can_be_read() {
    for (color, ink, on_white) in [
        ("#ffffff", "#000000", false),
        ("#ffee00", "#000000", false),
        ("#ff8800", "#000000", false),
        ("#8a5a00", "#ffffff", true),
        ("#204060", "#ffffff", true),
        ("#767676", "#000000", true),
        ("#777777", "#000000", false),
        ("#000000", "#ffffff", true),
    ] {
        let color = Color::parse(color).unwrap();
        assert_eq!(
            (color.ink(), color.is_readable_on_white()),
            (ink, on_white),
            "{color}"
        );
    }
}
