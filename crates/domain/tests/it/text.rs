use panal_domain::{BusinessName, PersonName, Text};
use proptest::prelude::*;

use crate::code;

#[test]
fn names_are_tidied() {
    assert_eq!(
        PersonName::parse("  María   José\u{A0}Ñáñez ")
            .unwrap()
            .as_str(),
        "María José Ñáñez"
    );
    assert_eq!(
        BusinessName::parse("1001 & más").unwrap().as_str(),
        "1001 & más"
    );
}

#[test]
fn bad_texts_say_why() {
    let cases = [
        ("", "text_empty"),
        (" \t ", "text_empty"),
        ("a\0b", "text_control_characters"),
        ("a\nb", "text_control_characters"),
        ("a\u{202E}b", "text_control_characters"),
        ("a\u{200B}b", "text_control_characters"),
        ("abcdef", "text_too_long"),
    ];
    for (raw, expected) in cases {
        assert_eq!(code(Text::<5>::parse(raw)), expected, "{raw:?}");
    }
    assert!(Text::<5>::parse("ñandú").is_ok());
    assert_eq!(
        code(PersonName::parse("123")),
        "person_name_without_letters"
    );
    assert_eq!(
        code(BusinessName::parse("---")),
        "business_name_without_letters"
    );
}

proptest! {
    #[test]
    fn text_is_idempotent_and_bounded(raw in any::<String>()) {
        if let Ok(text) = Text::<20>::parse(&raw) {
            prop_assert!(text.as_str().chars().count() <= 20);
            prop_assert_eq!(Text::<20>::parse(text.as_str()).unwrap(), text);
        }
    }
}
