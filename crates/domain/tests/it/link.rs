use panal_domain::{ApiKey, LinkPurpose, LinkToken};

#[test]
fn every_link_has_a_secret_of_its_own_that_is_never_printed() {
    let (one, other) = (
        LinkToken::generate().unwrap(),
        LinkToken::generate().unwrap(),
    );
    assert_ne!(one.expose(), other.expose());
    assert_eq!(one.expose().len(), 43);
    assert_eq!(one.digest().len(), 32);
    assert_ne!(one.digest(), other.digest());
    assert_eq!(format!("{one:?}"), "LinkToken(***)");
    let shown = LinkToken::parse(&format!(" {} ", one.expose())).unwrap();
    assert_eq!(shown.digest(), one.digest(), "mail programs add blanks");
    for wrong in [
        "",
        "corto",
        &"ñ".repeat(43),
        &"a".repeat(44),
        &"a b".repeat(15),
    ] {
        assert!(LinkToken::parse(wrong).is_none(), "{wrong:?}");
    }
}

#[test]
fn what_links_are_for() {
    for (purpose, name, hours) in [
        (LinkPurpose::Invitation, "invitation", 7 * 24),
        (LinkPurpose::PasswordReset, "password_reset", 1),
        (LinkPurpose::EmailConfirmation, "email_confirmation", 3 * 24),
    ] {
        assert_eq!(purpose.as_str(), name);
        assert_eq!(name.parse(), Ok(purpose));
        assert_eq!(purpose.life().num_hours(), hours);
    }
}

#[test]
fn a_key_is_known_by_its_beginning() {
    let key = ApiKey::generate().unwrap();
    assert_eq!(key.expose().len(), 49);
    assert!(key.expose().starts_with("panal_"));
    assert_eq!(key.shown().len(), 12);
    assert!(key.expose().starts_with(key.shown()));
    assert_eq!(format!("{key:?}"), "ApiKey(***)");
    assert_eq!(ApiKey::parse(key.expose()).unwrap().digest(), key.digest());
    let other = format!("otra_{}", &key.expose()[6..]);
    for wrong in [
        "",
        "panal_",
        &key.expose()[..48],
        &other,
        &format!("{} ", key.expose()),
    ] {
        assert!(ApiKey::parse(wrong).is_none(), "{wrong:?}");
    }
}
