//! Letters: through a mail server that is not always willing, and as files.

use crate::{
    sink::{Answer, Sink, readable, through, undelivered},
    support::{Panal, Running, until},
};
use panal_test_support::TestDb;
use sha2::{Digest, Sha256};

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

async fn deliver(db: &TestDb, panal: &Panal) -> String {
    let worker = Running(Some(panal.command(&["worker"]).spawn().unwrap()));
    until(|| async { (undelivered(db).await == 0).then_some(()) }).await;
    worker.signal("-TERM");
    worker.finish().exits(0).stderr
}

#[tokio::test]
async fn an_invitation_that_the_mail_server_refused_comes_again_with_a_link_of_its_own() {
    let db = TestDb::new().await;
    db.tenant("nandu").await;
    for refusal in ["451 try again", "550 not now"] {
        let sink = Sink::open(move |letters| match letters {
            1 => Answer::Say(refusal),
            _ => Answer::Say("250 taken"),
        })
        .await;
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
