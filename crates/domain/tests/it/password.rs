use panal_domain::{Password, PasswordHash};
use proptest::prelude::*;

use crate::code;

const ABOUT: &[&str] = &[
    "Ana.Gomez@sol.test",
    "Ana Lucía Gómez Restrepo",
    "Odontología Sol Naciente",
    "sol-naciente",
];

#[test]
fn limits() {
    let check = |raw: &str| Password::parse(raw, ABOUT);
    let cases = [
        ("", "password_blank"),
        ("             ", "password_blank"),
        ("corta", "password_too_short"),
        ("ñññññññññ", "password_too_short"),
        ("con\0nulo y largo", "password_nul"),
        ("Ana.Gomez@sol.test", "password_is_email"),
        (" ana.gomez@SOL.test ", "password_is_email"),
    ];
    for (raw, expected) in cases {
        assert_eq!(code(check(raw)), expected, "{raw:?}");
    }
    assert_eq!(code(check(&"ab".repeat(37))), "password_too_long");
    assert_eq!(code(check(&"ñ".repeat(37))), "password_too_long");
}

#[test]
fn what_is_hard_to_guess_is_taken() {
    for raw in [
        "cebra volcán trompeta",
        "panal-demo-2026",
        "panal-prueba-2026",
        "una clave de prueba",
        "ñandú bajo el puente",
        "correct horse battery staple",
        "k7mqz-x2wvn-8pd4r-hty6c",
        "🦜🌋🎺🧵🪁🥁🫖🪺🧲🪗",
    ] {
        if let Err(invalid) = Password::parse(raw, ABOUT) {
            panic!("{raw:?}: {invalid}");
        }
    }
}

#[test]
fn what_is_easy_to_guess_is_refused() {
    let easy = [
        "1234567890",
        "Password123",
        "aaaaaaaaaaaa",
        "abcabcabcabcabc",
        "qwertyuiop",
        "asdfghjkl123",
        "17/05/1990",
        "contraseña123",
        "Colombia2026",
        "bienvenidos",
        "drowssap4321",
        "P@ssw0rd2024",
        // Known of the user.
        "anagomez2026",
        "Restrepo1990",
        "sol-naciente",
        "SolNaciente1",
        "odontología1",
    ];
    let taken: Vec<_> = easy
        .iter()
        .filter(|raw| !matches!(Password::parse(raw, ABOUT), Err(invalid) if invalid.code == "password_weak"))
        .collect();
    assert!(taken.is_empty(), "{taken:?}");
    assert!(Password::parse("tumbagotia hinojalbo", &[]).is_ok());
    let known = Password::parse("tumbagotia hinojalbo", &["tumbagotia hinojalbo"]);
    assert_eq!(code(known), "password_weak");
}

#[test]
fn a_refusal_says_why_and_what_to_do() {
    for (raw, es, en) in [
        ("Password123", "contraseña", "common"),
        ("aaaaaaaaaaaa", "repite", "repeats"),
        ("1234567890", "contraseñas más usadas", "commonest"),
        ("17/05/1990", "fechas", "Dates"),
    ] {
        let invalid = Password::parse(raw, ABOUT).unwrap_err();
        for (message, why, cure) in [
            (&invalid.message.es, es, "frase de cuatro palabras"),
            (&invalid.message.en, en, "phrase of four"),
        ] {
            assert!(message.contains(why), "{raw}: {message}");
            assert!(message.contains(cure), "{raw}: {message}");
            assert!(!message.contains(raw), "{raw}: {message}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever somebody types is either taken as it is or refused; nothing makes it fail.
    #[test]
    fn any_text_is_taken_as_it_is_or_refused(
        raw in "\\PC{0,60}|[a-zá-ú0-9@$!. -]{8,40}|(19|20)[0-9/. -]{8,20}",
        about in proptest::collection::vec("\\PC{0,80}", 0..4),
    ) {
        let about: Vec<&str> = about.iter().map(String::as_str).collect();
        match Password::parse(&raw, &about) {
            Ok(password) => prop_assert_eq!(password.expose(), raw),
            Err(invalid) => prop_assert!(invalid.code.starts_with("password_")),
        }
    }
}

#[test]
fn it_is_never_printed() {
    let password = Password::parse("un secreto largo", &[]).unwrap();
    assert_eq!(format!("{password:?}"), "Password(***)");
    assert_eq!(password.expose(), "un secreto largo");
}

#[test]
fn a_hash_matches_its_password_and_nothing_else() {
    let password = Password::parse("una clave larga", &[]).unwrap();
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
    let longest = "cebra trompeta aguja cometa tambor tetera nido acordeon ventana rio azul";
    assert_eq!(longest.len(), Password::MAX_BYTES);
    let hash = PasswordHash::new(&Password::parse(longest, &[]).unwrap(), 4).unwrap();
    assert!(hash.verify(longest) && !hash.verify(&format!("{longest}z")));
    assert!(!PasswordHash::decoy(4).unwrap().verify(""));
    assert!(!PasswordHash::from_stored("no hash".to_owned()).verify("no hash"));
    assert!(PasswordHash::new(&password, 99).is_err());
}
