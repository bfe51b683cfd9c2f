use chrono::NaiveDate;
use panal_domain::{PreferredContact, Tag, Tags, check_birthday};

use crate::code;

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn tags_are_lower_case_and_few() {
    assert_eq!(Tag::parse("  VIP  Ñoño ").unwrap().as_str(), "vip ñoño");
    assert_eq!(code(Tag::parse("a,b")), "tag_with_comma");
    assert_eq!(code(Tag::parse(&"a".repeat(41))), "text_too_long");
    let many = |n: usize| Tags::new((0..n).map(|i| Tag::parse(&format!("t{i}")).unwrap()));
    assert_eq!(many(20).unwrap().len(), 20);
    assert_eq!(code(many(21)), "too_many_tags");
    let tags: Tags = serde_json::from_str(r#"["VIP","vip","nuevo"]"#).unwrap();
    assert_eq!(serde_json::to_string(&tags).unwrap(), r#"["nuevo","vip"]"#);
}

#[test]
fn birthdays() {
    let today = date(2026, 3, 1);
    assert!(check_birthday(today, today).is_ok());
    assert!(check_birthday(date(1900, 1, 1), today).is_ok());
    assert_eq!(
        code(check_birthday(date(2026, 3, 2), today)),
        "birthday_in_future"
    );
    assert_eq!(
        code(check_birthday(date(1899, 12, 31), today)),
        "birthday_too_old"
    );
}

#[test]
fn ways_to_be_reached() {
    let texts: Vec<&str> = PreferredContact::ALL.iter().map(|c| c.as_str()).collect();
    assert_eq!(texts.join(" "), "phone whatsapp email none");
}
