#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on must stop"
)]

use super::*;
use crate::{
    mail::{News, Occasion, TlsMode},
    visit::{Place, Service, Standing, Visit},
};
use panal_domain::Language;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

fn config(port: u16) -> MailConfig {
    MailConfig {
        transport: Some(Transport::Smtp),
        directory: PathBuf::new(),
        from: "Panal <no-responder@panal.co>".to_owned(),
        host: "127.0.0.1".to_owned(),
        port,
        tls: TlsMode::None,
        user: String::new(),
        password: String::new().into(),
        timeout_seconds: 30,
    }
}

fn with_letter<T>(work: impl FnOnce(&Letter<'_>) -> T) -> T {
    let starts_at = "2026-11-24T14:30:00Z".parse().unwrap();
    let services = [Service {
        name: "Limpieza con flúor, pulido y revisión de encías",
        professional: "Dra. Íñiguez",
        starts_at,
    }];
    let visit = Visit {
        id: uuid::Uuid::from_u128(7),
        code: "CIT-2026-000123",
        standing: Standing::Confirmed,
        starts_at,
        ends_at: "2026-11-24T15:00:00Z".parse().unwrap(),
        services: &services,
        place: Place {
            branch: "Sede Norte",
            address: None,
            phone: None,
            zone: chrono_tz::America::Bogota,
        },
        sequence: 0,
        changed_at: "2026-11-20T09:00:00Z".parse().unwrap(),
        link: "https://nandu.panal.co/cita#token=abc",
    };
    work(&Letter {
        to: "rosa@test.co",
        name: "Rosa",
        business: "Ñandú",
        reply_to: Some("citas@nandu.co"),
        language: Language::Es,
        occasion: Occasion::Visit {
            news: News::Confirmed,
            visit: &visit,
            calendar: &[visit, visit],
            also: &[],
        },
        texts: None,
        accent: None,
        id: Some("0123abcd"),
    })
}

#[test]
fn a_letter_about_a_visit_has_its_calendar_its_own_name_and_an_address_for_answers() {
    let mailer = Mailer::new(&config(25), false).unwrap();
    let message = with_letter(|letter| mailer.message(letter)).unwrap();
    let message = String::from_utf8(message.formatted()).unwrap();
    for part in [
        "Message-ID: <0123abcd@panal.co>\r\n",
        "Reply-To: citas@nandu.co\r\n",
        "Content-Type: multipart/mixed;",
        "Content-Type: multipart/alternative;",
        "text/calendar; charset=utf-8; method=REQUEST\r\n",
        "filename=\"cita.ics\"\r\n",
        "filename=\"cita-2.ics\"\r\n",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
}

/// Talks to whoever connects as far as `answers` go, then hangs up.
async fn breaking_off(answers: &[&'static str]) -> u16 {
    let answers = answers.to_vec();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = vec![0; 65536];
        for answer in answers {
            stream.write_all(answer.as_bytes()).await.unwrap();
            let _ = stream.read(&mut buffer).await.unwrap();
        }
    });
    port
}

async fn sent(port: u16) -> Result<(), Error> {
    through(&config(port)).await
}

async fn through(config: &MailConfig) -> Result<(), Error> {
    let mailer = Mailer::new(config, false).unwrap();
    let message = with_letter(|letter| mailer.message(letter)).unwrap();
    Smtp::new(config).unwrap().deliver(&message).await
}

#[tokio::test]
async fn nobody_knows_whether_a_letter_was_taken_when_the_server_hangs_up_instead_of_answering() {
    let port = breaking_off(&TO_THE_LETTER).await;
    assert!(matches!(sent(port).await, Err(Error::Unsure(_))));
}

#[tokio::test]
async fn a_letter_surely_did_not_leave_when_the_server_hangs_up_before_it_wants_the_letter() {
    for steps in 0..TO_THE_LETTER.len() {
        let port = breaking_off(&TO_THE_LETTER[..steps]).await;
        let sent = sent(port).await;
        assert!(matches!(sent, Err(Error::Server(_))), "{steps}: {sent:?}");
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_left_after_a_while() {
    // The system accepts the connection; nobody ever speaks.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let impatient = MailConfig {
        timeout_seconds: 1,
        ..config(port)
    };
    assert!(matches!(through(&impatient).await, Err(Error::Server(_))));
    drop(listener);
}

#[tokio::test]
async fn a_letter_surely_did_not_leave_when_nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    assert!(matches!(sent(port).await, Err(Error::Server(_))));
}

#[tokio::test]
async fn a_letter_surely_was_not_taken_when_the_server_says_so() {
    let [hello, name, ok, ..] = TO_THE_LETTER;
    let later = breaking_off(&[hello, name, "451 not now\r\n", ok]).await;
    assert!(matches!(sent(later).await, Err(Error::Server(_))));
    let never = breaking_off(&[hello, name, ok, "550 no such user\r\n", ok]).await;
    assert!(matches!(sent(never).await, Err(Error::Refused(_))));
    // What is wrong with the server is not wrong with the letter.
    let nobody = breaking_off(&["554 no mail here\r\n", ok]).await;
    assert!(matches!(sent(nobody).await, Err(Error::Server(_))));
}

/// What a server says until it wants the letter.
const TO_THE_LETTER: [&str; 5] = [
    "220 sink\r\n",
    "250 sink\r\n",
    "250 OK\r\n",
    "250 OK\r\n",
    "354 go on\r\n",
];
