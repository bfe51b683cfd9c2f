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

#[test]
fn a_name_is_no_web_address() {
    for name in [
        "Gane http://x.co",
        "https:x.co",
        "www.premio.co",
        "ftp://x",
        "Gane en premio.com/ya",
        "(premio.com/ya)",
    ] {
        assert_eq!(
            BusinessName::parse(name).unwrap_err().code,
            "name_with_link",
            "{name}"
        );
        assert_eq!(
            PersonName::parse(name).unwrap_err().code,
            "name_with_link",
            "{name}"
        );
    }
    let two = BusinessName::parse("Pollos.com y premios.net").unwrap_err();
    assert_eq!(two.code, "name_with_link");
    for name in [
        "Pollos.com",
        "Inversiones Sol y Cía. S.A.S.",
        "Http Café",
        "24/7",
        "A.B.C. / D.E.F.",
    ] {
        assert!(BusinessName::parse(name).is_ok(), "{name}");
    }
    assert!(PersonName::parse("Ma.Isabel Ma.Cristina").is_ok());
}
