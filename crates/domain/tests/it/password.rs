use panal_domain::{Email, Password};

use crate::code;

#[test]
fn limits() {
    let email = Email::parse("ana.gomez@sol.test").unwrap();
    let check = |raw: &str| Password::parse(raw, Some(&email));
    assert!(check("diez letras").is_ok());
    assert!(check("ñandúñandú").is_ok());
    assert!(check(&"ab".repeat(36)).is_ok());
    let cases = [
        ("", "password_blank"),
        ("             ", "password_blank"),
        ("corta", "password_too_short"),
        ("ñññññññññ", "password_too_short"),
        ("con\0nulo y largo", "password_nul"),
        ("Ana.Gomez@sol.test", "password_is_email"),
        ("1234567890", "password_common"),
        ("Password123", "password_common"),
        ("aaaaaaaaaaaa", "password_common"),
    ];
    for (raw, expected) in cases {
        assert_eq!(code(check(raw)), expected, "{raw:?}");
    }
    assert_eq!(code(check(&"ab".repeat(37))), "password_too_long");
    assert_eq!(code(check(&"ñ".repeat(37))), "password_too_long");
}

#[test]
fn it_is_never_printed() {
    let password = Password::parse("un secreto largo", None).unwrap();
    assert_eq!(format!("{password:?}"), "Password(***)");
    assert_eq!(password.expose(), "un secreto largo");
}
