use panal_domain::{Email, Language, Message};

#[test]
fn the_browser_chooses_the_language() {
    let cases = [
        ("", Language::Es),
        ("es-CO,es;q=0.9,en;q=0.8", Language::Es),
        ("en-US,en;q=0.9", Language::En),
        ("en-US,en;q=0.9,es;q=0.8", Language::En),
        ("es;q=0.5, en;q=0.9", Language::En),
        ("EN ; q=0.700 , es;Q=0.6", Language::En),
        ("en,es", Language::En),
        ("es,en", Language::Es),
        ("fr,de;q=0.5", Language::Es),
        ("fr,en;q=0.1", Language::En),
        ("*", Language::Es),
        ("es;q=0,*", Language::En),
        ("en;q=0.5,*;q=0.8", Language::Es),
        ("en;q=0", Language::Es),
        ("en;q=2,es;q=0.1", Language::Es),
        ("en;q=0.12345", Language::Es),
        ("en;level=1", Language::Es),
        (";;,,=,q", Language::Es),
        ("eng", Language::Es),
    ];
    for (header, expected) in cases {
        assert_eq!(
            Language::from_accept_language(header),
            expected,
            "{header:?}"
        );
    }
}

#[test]
fn a_message_speaks_both() {
    let message = Message::new("Hola", "Hello");
    assert_eq!(message.in_language(Language::Es), "Hola");
    assert_eq!(message.in_language(Language::En), "Hello");
}

#[test]
fn a_refusal_prints_english() {
    let refusal = Email::parse("x").unwrap_err();
    assert_eq!(refusal.to_string(), refusal.message.en);
}
