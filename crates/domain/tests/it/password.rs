use panal_domain::{Email, Password, PasswordHash};

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

#[test]
fn a_hash_matches_its_password_and_nothing_else() {
    let password = Password::parse("una clave larga", None).unwrap();
    let hash = PasswordHash::new(&password, PasswordHash::TEST_COST).unwrap();
    let again = PasswordHash::new(&password, PasswordHash::TEST_COST).unwrap();
    assert_ne!(hash, again, "salted");
    assert!(hash.verify("una clave larga"));
    for wrong in ["", "una clave larg", "una clave larga\0", "UNA CLAVE LARGA"] {
        assert!(!hash.verify(wrong), "{wrong:?}");
    }
    assert_eq!(hash.cost(), Some(PasswordHash::TEST_COST));
    assert!(!format!("{hash:?}").contains("$2"));
    // bcrypt reads 72 bytes; a longer text is not let in by its beginning.
    let longest = "x".repeat(Password::MAX_BYTES);
    let hash = PasswordHash::new(
        &Password::parse(&format!("{}y", &longest[1..]), None).unwrap(),
        4,
    )
    .unwrap();
    assert!(!hash.verify(&format!("{}yz", &longest[1..])));
    assert!(!PasswordHash::decoy(4).unwrap().verify(""));
    assert!(!PasswordHash::from_stored("no hash".to_owned()).verify("no hash"));
    assert!(PasswordHash::new(&password, 99).is_err());
}
