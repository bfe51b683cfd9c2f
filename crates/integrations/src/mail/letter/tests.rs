#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on must stop"
)]

use super::*;
use crate::visit::Standing;

fn letter(language: Language) -> Letter<'static> {
    Letter {
        to: "ana@nandu.pe",
        name: "Ana <b>Muñoz</b>",
        business: "Ñandú & Hijos\r\nBcc: otro@correo.test",
        reply_to: None,
        language,
        texts: None,
        accent: None,
        id: None,
        occasion: Occasion::PasswordReset {
            link: "https://nandu.panal.co/restablecer#token=abc",
            life: TimeDelta::hours(1),
        },
    }
}

#[test]
fn names_cannot_add_headers_or_markup() {
    let letter = letter(Language::Es);
    assert!(!letter.subject().contains(['\r', '\n']));
    let html = letter.html();
    assert!(!html.contains("<b>"), "{html}");
    assert!(html.contains("Ana &lt;b&gt;Muñoz&lt;/b&gt;"), "{html}");
    assert!(html.contains("Ñandú &amp; Hijos"), "{html}");
}

#[test]
fn text_and_html_say_the_same_in_both_languages() {
    for (language, words) in [
        (
            Language::Es,
            ["Alguien pidió", "vence en 1 hora", "Elegir otra contraseña"],
        ),
        (
            Language::En,
            ["Somebody asked", "for 1 hour", "Choose another password"],
        ),
    ] {
        let letter = letter(language);
        for word in words
            .iter()
            .chain(&["https://nandu.panal.co/restablecer#token=abc"])
        {
            assert!(letter.text().contains(word), "{word}");
            assert!(letter.html().contains(word), "{word}");
        }
    }
}

#[test]
fn every_occasion_has_its_own_words() {
    let link = "https://nandu.panal.co";
    let life = TimeDelta::days(7);
    let subjects: std::collections::BTreeSet<String> = [
        Occasion::Invited { link, life },
        Occasion::PasswordReset { link, life },
        Occasion::ConfirmEmail { link, life },
        Occasion::Registered { link, life },
    ]
    .into_iter()
    .flat_map(|occasion| {
        Language::ALL.iter().map(move |language| {
            Letter {
                occasion,
                ..letter(*language)
            }
            .subject()
        })
    })
    .collect();
    assert_eq!(subjects.len(), 8);
}

/// A letter about a visit of Rosa's: two services on a Tuesday in Bogotá.
fn about(news: News<'_>, standing: Standing, language: Language, check: impl FnOnce(Letter<'_>)) {
    let moment = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let services = [
        Service {
            name: "Limpieza",
            professional: "Dra. Ruiz",
            starts_at: moment("2026-11-24T14:30:00Z"),
        },
        Service {
            name: "Endodoncia",
            professional: "Dr. Paz",
            starts_at: moment("2026-11-24T15:00:00Z"),
        },
    ];
    let visit = Visit {
        id: uuid::Uuid::from_u128(7),
        code: "CIT-2026-000123",
        standing,
        starts_at: moment("2026-11-24T14:30:00Z"),
        ends_at: moment("2026-11-24T16:00:00Z"),
        services: &services,
        place: Place {
            branch: "Sede Norte",
            address: Some("Calle 100 # 8A-55"),
            phone: Some("+576012345678"),
            zone: chrono_tz::America::Bogota,
        },
        sequence: 1,
        changed_at: moment("2026-11-20T09:00:00Z"),
        link: "https://nandu.panal.co/cita#token=abc",
    };
    check(Letter {
        name: "Rosa",
        business: "Ñandú",
        occasion: Occasion::Visit {
            news,
            visit: &visit,
            calendar: &[visit],
            also: &[],
        },
        ..letter(language)
    });
}

#[test]
fn a_client_reads_when_what_with_whom_and_where() {
    for (language, words) in [
        (
            Language::Es,
            [
                "Su cita en Ñandú está confirmada",
                "martes 24 de noviembre de 2026, 9:30 a. m.",
                "Limpieza con Dra. Ruiz",
                "10:00 a. m.",
                "Endodoncia con Dr. Paz",
                "Sede Norte, Calle 100 # 8A-55",
                "CIT-2026-000123",
                "llame al +576012345678",
                "https://nandu.panal.co/cita#token=abc",
            ],
        ),
        (
            Language::En,
            [
                "Your appointment at Ñandú is confirmed",
                "Tuesday, November 24, 2026, 9:30 AM",
                "Limpieza with Dra. Ruiz",
                "10:00 AM",
                "Endodoncia with Dr. Paz",
                "Sede Norte, Calle 100 # 8A-55",
                "CIT-2026-000123",
                "call +576012345678",
                "https://nandu.panal.co/cita#token=abc",
            ],
        ),
    ] {
        about(News::Confirmed, Standing::Confirmed, language, |letter| {
            for word in words {
                assert!(letter.text().contains(word), "{word}: {}", letter.text());
                assert!(letter.html().contains(word), "{word}: {}", letter.html());
            }
        });
    }
}

#[test]
fn a_client_whose_visit_was_moved_reads_the_old_hour_and_the_new() {
    let from = Some("2026-11-23T20:00:00Z".parse().unwrap());
    about(
        News::Moved { from },
        Standing::Confirmed,
        Language::Es,
        |letter| {
            let text = letter.text();
            assert!(
                text.contains("Cuándo: martes 24 de noviembre de 2026, 9:30 a. m."),
                "{text}"
            );
            assert!(
                text.contains("Antes: lunes 23 de noviembre de 2026, 3:00 p. m."),
                "{text}"
            );
        },
    );
}

#[test]
fn a_client_whose_visit_was_called_off_reads_why_in_one_line() {
    let reason = Some("La doctora está enferma.\r\n<b>Disculpe</b>");
    about(
        News::Cancelled { reason },
        Standing::Cancelled,
        Language::Es,
        |letter| {
            assert!(
                letter
                    .text()
                    .contains("Motivo: La doctora está enferma. <b>Disculpe</b>\n"),
                "{}",
                letter.text()
            );
            assert!(!letter.html().contains("<b>"), "{}", letter.html());
            let calendars = letter.calendars(&Organizer("citas@panal.co".to_owned()));
            let [(method, calendar)] = calendars.as_slice() else {
                panic!("{calendars:?}");
            };
            assert_eq!(*method, Method::Cancel);
            assert!(calendar.contains("METHOD:CANCEL"), "{calendar}");
        },
    );
}

#[test]
fn a_client_whom_a_time_is_held_for_reads_until_when() {
    let letter = Letter {
        occasion: Occasion::Offer {
            service: &Service {
                name: "Limpieza",
                professional: "Dra. Ruiz",
                starts_at: "2026-11-24T14:30:00Z".parse().unwrap(),
            },
            place: &Place {
                branch: "Sede Norte",
                address: None,
                phone: None,
                zone: chrono_tz::America::Bogota,
            },
            until: "2026-11-23T21:15:00Z".parse().unwrap(),
            link: "https://nandu.panal.co/oferta#token=abc",
        },
        ..letter(Language::Es)
    };
    let text = letter.text();
    assert!(
        text.contains("hasta las 4:15 p. m. del lunes 23 de noviembre de 2026"),
        "{text}"
    );
    assert!(
        text.contains("Cuándo: martes 24 de noviembre de 2026, 9:30 a. m."),
        "{text}"
    );
    assert!(letter.calendars(&Organizer(String::new())).is_empty());
}

#[test]
fn all_news_of_a_visit_differ() {
    let reason = None;
    let mut subjects = std::collections::BTreeSet::new();
    for (news, standing) in [
        (News::Booked, Standing::Waiting),
        (News::Booked, Standing::Confirmed),
        (News::Confirmed, Standing::Confirmed),
        (News::Moved { from: None }, Standing::Confirmed),
        (News::Cancelled { reason }, Standing::Cancelled),
        (News::Reminder, Standing::Confirmed),
        (News::Feedback, Standing::Confirmed),
    ] {
        for language in Language::ALL {
            about(news, standing, *language, |letter| {
                assert!(!letter.subject().contains(['\r', '\n']));
                subjects.insert(letter.subject());
            });
        }
    }
    assert_eq!(subjects.len(), 14);
}

#[test]
fn a_client_reads_all_dates_of_a_series_as_far_as_one_reads_dates() {
    about(News::Booked, Standing::Confirmed, Language::Es, |letter| {
        let Occasion::Visit { visit, .. } = letter.occasion else {
            return;
        };
        let weeks = |weeks: i64| visit.starts_at + TimeDelta::weeks(weeks);
        let also: Vec<DateTime<Utc>> = (1..20).map(weeks).collect();
        let text = Letter {
            occasion: Occasion::Visit {
                news: News::Booked,
                visit,
                calendar: &[],
                also: &also,
            },
            ..letter
        }
        .text();
        assert!(
            text.contains("También: martes 1 de diciembre de 2026, 9:30 a. m."),
            "{text}"
        );
        let rest = "También: 7 más, hasta el martes 6 de abril de 2027, 9:30 a. m.";
        assert!(text.contains(rest), "{text}");
        assert_eq!(text.matches("También").count(), 13, "{text}");
    });
}

#[test]
fn what_a_client_must_know_is_said_whatever_the_business_says() {
    let texts = LetterTexts {
        subject: Some("{service} con {professional} \u{2014} {until_date}".to_owned()),
        opening: Some("¡Nos vemos!".to_owned()),
        closing: Some("Con cariño,\n{business}".to_owned()),
    };
    let moved = News::Moved { from: None };
    for (standing, opening) in [
        (
            Standing::Waiting,
            "\n\n¡Nos vemos!\n\nLa cita espera confirmación.\n\n",
        ),
        (Standing::Confirmed, "\n\n¡Nos vemos!\n\nCuándo: "),
    ] {
        about(moved, standing, Language::Es, |letter| {
            let letter = Letter {
                texts: Some(&texts),
                ..letter
            };
            let text = letter.text();
            assert!(text.contains(opening), "{text}");
            assert!(
                text.contains("\n\nCon cariño,\nÑandú\n\nDesde el enlace"),
                "{text}"
            );
            // Of what there is none, nothing is said.
            assert_eq!(
                letter.subject(),
                "Limpieza y Endodoncia con Dra. Ruiz y Dr. Paz \u{2014}"
            );
        });
    }
}

#[test]
fn accounts_have_no_words_but_ours() {
    let texts = LetterTexts {
        subject: Some("Otro".to_owned()),
        ..LetterTexts::default()
    };
    let ours = letter(Language::Es);
    let theirs = Letter {
        texts: Some(&texts),
        business: "Casa {client}",
        ..ours
    };
    assert!(theirs.text().contains("Casa {client}"), "{}", theirs.text());
    assert!(theirs.subject().contains("Casa {client}"));
}
