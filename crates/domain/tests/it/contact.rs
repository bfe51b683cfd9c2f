use panal_domain::{Country, Email, Phone};
use proptest::prelude::*;

use crate::code;

#[test]
fn addresses_are_trimmed_and_lower_cased() {
    let cases = [
        (" Ana@Clinica.CO ", "ana@clinica.co"),
        ("a.b+c@x.test", "a.b+c@x.test"),
        ("o'hara@mail.example.com", "o'hara@mail.example.com"),
        ("a@xn--clnica-2va.com", "a@xn--clnica-2va.com"),
        ("a@b.xn--p1ai", "a@b.xn--p1ai"),
    ];
    for (raw, expected) in cases {
        assert_eq!(Email::parse(raw).unwrap().as_str(), expected);
    }
    assert_eq!(Email::parse("a@x.test").unwrap().domain(), "x.test");
}

#[test]
fn bad_addresses_are_refused() {
    let long_local = format!("{}@x.co", "a".repeat(65));
    let cases = [
        "",
        "a",
        "@x.co",
        "a@",
        "a@x",
        "a@@x.co",
        "a@x..co",
        ".a@x.co",
        "a.@x.co",
        "a..b@x.co",
        "a b@x.co",
        "a@x.c",
        "a@-x.co",
        "a@1.2.3.4",
        "a@[1.2.3.4]",
        "á@x.co",
        "a@x.co\0",
        "a\n@x.co",
        "a,b@x.co",
        "<a@x.co>",
        "\"a\"@x.co",
        long_local.as_str(),
    ];
    for raw in cases {
        assert_eq!(code(Email::parse(raw)), "email_invalid", "{raw:?}");
    }
    assert_eq!(
        code(Email::parse(&format!("a@{}co", "x.".repeat(130)))),
        "email_too_long"
    );
}

#[test]
fn telephones_become_e164() {
    let cases = [
        ("300 123 4567", Country::Co, "+573001234567"),
        ("(300) 123-4567", Country::Co, "+573001234567"),
        ("+57 300 123 4567", Country::Pe, "+573001234567"),
        ("987 654 321", Country::Pe, "+51987654321"),
        ("+1 202 456 1111", Country::Co, "+12024561111"),
    ];
    for (raw, country, expected) in cases {
        assert_eq!(
            Phone::parse(raw, country).unwrap().as_str(),
            expected,
            "{raw}"
        );
    }
    let json: Phone = serde_json::from_str("\"+573001234567\"").unwrap();
    assert_eq!(serde_json::to_string(&json).unwrap(), "\"+573001234567\"");
}

#[test]
fn telephones_that_do_not_exist_are_refused() {
    for raw in [
        "",
        "abc",
        "12",
        "123 456 7890 1234",
        "+999 123",
        "300 123 45",
        "++573001234567",
        "300+1234567",
        "٣٠٠١٢٣٤٥٦٧",
    ] {
        assert_eq!(
            code(Phone::parse(raw, Country::Co)),
            "phone_invalid",
            "{raw:?}"
        );
    }
    assert_eq!(code("3001234567".parse::<Phone>()), "phone_invalid");
}

#[test]
fn every_country_has_a_numbering_plan() {
    for country in Country::ALL {
        assert!(country.as_str().parse::<Country>().is_ok());
    }
    assert!(Phone::parse("2222 2222", Country::Cr).is_ok());
    assert!(Phone::parse("809 555 1234", Country::Do).is_ok());
}

proptest! {
    #[test]
    fn phone_parse_never_panics(raw in "[0-9+(). -]{0,45}", country in prop::sample::select(Country::ALL)) {
        if let Ok(phone) = Phone::parse(&raw, country) {
            prop_assert_eq!(Phone::parse_international(phone.as_str()).unwrap(), phone);
        }
    }

    #[test]
    fn colombian_mobiles_round_trip(number in "3(0[0-5]|1[0-9])[0-9]{7}") {
        let phone = Phone::parse(&number, Country::Co).unwrap();
        prop_assert_eq!(phone.as_str(), format!("+57{number}"));
    }

    #[test]
    fn email_parse_never_panics_and_is_idempotent(raw in "\\PC{0,20}@?\\PC{0,20}") {
        if let Ok(email) = Email::parse(&raw) {
            prop_assert_eq!(Email::parse(email.as_str()).unwrap(), email);
        }
    }
}
