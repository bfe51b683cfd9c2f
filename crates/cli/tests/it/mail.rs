//! Letters: through a mail server that is not always willing, and as files.

use crate::support::{Panal, Running, until};
use panal_test_support::TestDb;
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// A mail server: takes letters, except for the first, which it refuses with `refusal`.
struct Sink {
    port: u16,
    /// Every letter it was handed, taken or not.
    letters: Arc<Mutex<Vec<String>>>,
}

impl Sink {
    async fn open(refusal: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let letters = Arc::new(Mutex::new(Vec::new()));
        let taken = Arc::clone(&letters);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&taken), refusal));
            }
        });
        Self { port, letters }
    }

    fn letters(&self) -> Vec<String> {
        self.letters.lock().unwrap().clone()
    }
}

/// One connection, as RFC 5321 has it.
async fn serve(stream: TcpStream, letters: Arc<Mutex<Vec<String>>>, refusal: &'static str) {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 sink ESMTP\r\n").await.unwrap();
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let answer = match line.split([' ', '\r', ':']).next().unwrap_or_default() {
            "EHLO" | "HELO" => "250-sink\r\n250 8BITMIME".to_owned(),
            "MAIL" | "RCPT" | "RSET" | "NOOP" => "250 OK".to_owned(),
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await.unwrap();
                let mut letter = String::new();
                loop {
                    line.clear();
                    stream.read_line(&mut line).await.unwrap();
                    if line == ".\r\n" {
                        break;
                    }
                    letter.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                let mut letters = letters.lock().unwrap();
                letters.push(letter);
                match letters.len() {
                    1 => refusal.to_owned(),
                    _ => "250 taken".to_owned(),
                }
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await.unwrap();
                return;
            }
            _ => "500 what?".to_owned(),
        };
        stream
            .write_all(format!("{answer}\r\n").as_bytes())
            .await
            .unwrap();
    }
}

/// Undoes quoted-printable.
fn readable(letter: &str) -> String {
    let mut bytes = Vec::new();
    let joined = letter.replace("=\r\n", "");
    let mut rest = joined.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let hex = (*byte == b'=')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        match hex {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            None => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The secret in a letter's link.
fn token(letter: &str) -> String {
    let after = letter.split("#token=").nth(1).expect("a link");
    after
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect()
}

/// A user of a tenant, and an event about him.
async fn tell(db: &TestDb, slug: &str, kind: &str) {
    db.superuser()
        .await
        .batch_execute(&format!(
            "INSERT INTO {slug}.users (id, email, full_name) VALUES
                 ('00000000-0000-0000-0000-000000000001', 'ana@nandu.pe', 'Ana Muñoz') ON CONFLICT DO NOTHING;
             INSERT INTO public.outbox (id, tenant_id, kind, payload)
             SELECT gen_random_uuid(), id, '{kind}', '{{\"user_id\": \"00000000-0000-0000-0000-000000000001\"}}'
             FROM public.tenants WHERE slug = '{slug}'"
        ))
        .await
        .unwrap();
}

async fn undelivered(db: &TestDb) -> i64 {
    db.superuser()
        .await
        .query_one(
            "SELECT count(*) FROM public.outbox WHERE mailed_at IS NULL",
            &[],
        )
        .await
        .unwrap()
        .get(0)
}

async fn deliver(db: &TestDb, panal: &Panal) -> String {
    let worker = Running(Some(panal.command(&["worker"]).spawn().unwrap()));
    until(|| async { (undelivered(db).await == 0).then_some(()) }).await;
    worker.signal("-TERM");
    worker.finish().exits(0).stderr
}

fn through(panal: &mut Panal, sink: &Sink) {
    panal.set("PANAL__MAIL__TRANSPORT", "smtp");
    panal.set("PANAL__MAIL__HOST", "127.0.0.1");
    panal.set("PANAL__MAIL__PORT", &sink.port.to_string());
    panal.set("PANAL__MAIL__TLS", "none");
    panal.set("PANAL__MAIL__FROM", "Panal <no-responder@panal.pe>");
    panal.set("PANAL__SERVER__BASE_DOMAINS", "panal.pe");
    panal.set("PANAL__SERVER__PUBLIC_SCHEME", "https");
}

#[tokio::test]
async fn an_invitation_that_the_mail_server_refused_comes_again_with_a_link_of_its_own() {
    let db = TestDb::new().await;
    db.tenant("nandu").await;
    for refusal in ["451 try again", "550 not now"] {
        let sink = Sink::open(refusal).await;
        let mut panal = Panal::on(&db);
        through(&mut panal, &sink);
        tell(&db, "nandu", "user-invited").await;
        let log = deliver(&db, &panal).await;
        let letters: Vec<String> = sink.letters().iter().map(|l| readable(l)).collect();
        assert_eq!(letters.len(), 2, "{log}");
        assert!(log.contains(refusal.split(' ').next().unwrap()), "{log}");
        let letter = &letters[1];
        for part in [
            "From: \"Panal\" <no-responder@panal.pe>",
            "To: ana@nandu.pe",
            "Hola, Ana Muñoz:",
            "https://nandu.panal.pe/invitacion#token=",
            "vence en 7 días",
            "text/html",
        ] {
            let plain = part.replace('"', "");
            assert!(
                letter.contains(part) || letter.contains(&plain),
                "{part}: {letter}"
            );
        }
        let (first, second) = (token(&letters[0]), token(letter));
        assert_ne!(first, second);
        let good = |token: &str| Sha256::digest(token).to_vec();
        let rows = db
            .superuser()
            .await
            .query(
                "SELECT token_hash FROM nandu.user_tokens WHERE purpose = 'invitation'",
                &[],
            )
            .await
            .unwrap();
        let kept: Vec<Vec<u8>> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(kept, [good(&second)]);
        assert!(!log.contains(&first) && !log.contains(&second), "{log}");
    }
}

#[tokio::test]
async fn a_developer_reads_letters_in_the_terminal() {
    let db = TestDb::new().await;
    db.tenant("nandu").await;
    let panal = Panal::on(&db);
    assert_eq!(panal.run(&["mail", "list"]).exits(0).stdout, "no letters\n");
    for kind in [
        "password-reset-requested",
        "email-confirmation-requested",
        "cita-creada",
    ] {
        tell(&db, "nandu", kind).await;
        deliver(&db, &panal).await;
    }
    let listed = panal.run(&["mail", "list", "--json"]).exits(0).json();
    let subjects: Vec<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|letter| letter["subject"].as_str().unwrap())
        .collect();
    assert_eq!(
        subjects,
        [
            "Confirme su correo para Clínica nandu",
            "Restablezca su contraseña de Clínica nandu"
        ]
    );
    let shown = panal.run(&["mail", "show", "2"]).exits(0).stdout;
    assert!(
        shown.contains("http://nandu.localhost/restablecer#token="),
        "{shown}"
    );
    let id = listed[0]["id"].as_str().unwrap();
    assert!(
        panal
            .run(&["mail", "show", id])
            .exits(0)
            .stdout
            .contains("/confirmar-correo#token=")
    );
    assert!(
        panal
            .run(&["mail", "show", "3"])
            .exits(1)
            .stderr
            .contains("mail list")
    );
    let mut sending = Panal::on(&db);
    sending.set("PANAL__MAIL__TRANSPORT", "smtp");
    sending.set("PANAL__MAIL__HOST", "localhost");
    assert!(
        sending
            .run(&["mail", "list"])
            .exits(1)
            .stderr
            .contains("mail.transport")
    );
}

#[tokio::test]
async fn a_letter_that_nobody_can_get_is_not_tried_for_days() {
    let db = TestDb::new().await;
    db.tenant("nandu").await;
    for slug in ["borrado", "purgado"] {
        db.tenant(slug).await;
        tell(&db, slug, "user-invited").await;
        db.provisioner.delete(slug, None).await.unwrap();
    }
    // The purge takes its events along; one may be on its way already.
    db.provisioner.purge("purgado", true).await.unwrap();
    let panal = Panal::on(&db);
    tell(&db, "nandu", "user-invited").await;
    db.superuser()
        .await
        .batch_execute("UPDATE nandu.users SET email = 'no es un correo'")
        .await
        .unwrap();
    let log = deliver(&db, &panal).await;
    assert!(log.contains("is not tried again"), "{log}");
    assert!(!log.contains("will be tried again"), "{log}");
    assert_eq!(panal.run(&["mail", "list"]).exits(0).stdout, "no letters\n");
    // Whoever else takes events has not taken these.
    let untaken = "SELECT count(*) FROM public.outbox WHERE delivered_at IS NOT NULL";
    let row = db.superuser().await.query_one(untaken, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0);
}

#[test]
fn production_refuses_to_start_where_letters_would_not_leave_safely() {
    for (settings, fault) in [
        (&[][..], "mail.host: missing"),
        (
            &[("TRANSPORT", "file")][..],
            "mail.transport: in production",
        ),
        (
            &[("HOST", "mail.panal.pe"), ("TLS", "none")][..],
            "mail.tls: none would send letters",
        ),
    ] {
        let mut panal = Panal::bare();
        panal.set("PANAL__ENVIRONMENT", "production");
        for (name, value) in settings {
            panal.set(&format!("PANAL__MAIL__{name}"), value);
        }
        for command in [&["worker"][..], &["--set", "jobs.embedded=true", "serve"]] {
            let run = panal.run(command).exits(2);
            assert!(run.stderr.contains(fault), "{fault}: {run:?}");
        }
        let run = panal.run(&["serve"]).exits(2);
        assert!(!run.stderr.contains("mail."), "{run:?}");
    }
}

#[test]
fn a_password_of_the_mail_server_is_never_shown_nor_sent_in_the_clear() {
    let mut panal = Panal::bare();
    panal.set("PANAL__ENVIRONMENT", "development");
    panal.set("PANAL__DATABASE__URL", "postgres://owner@db/panal");
    panal.set("PANAL__MAIL__TRANSPORT", "smtp");
    panal.set("PANAL__MAIL__HOST", "mail.panal.pe");
    panal.set("PANAL__MAIL__TLS", "none");
    panal.set("PANAL__MAIL__USER", "panal");
    panal.set("PANAL__MAIL__PASSWORD", "verschwiegen");
    let run = panal.run(&["config", "show"]).exits(2);
    assert!(
        run.stderr.contains("mail.tls: none would send letters"),
        "{run:?}"
    );
    assert!(!run.stdout.contains("verschwiegen") && !run.stderr.contains("verschwiegen"));
    let flag = panal
        .run(&["--set", "mail.password=x", "mail", "list"])
        .exits(2);
    assert!(flag.stderr.contains("secret"), "{flag:?}");
}
