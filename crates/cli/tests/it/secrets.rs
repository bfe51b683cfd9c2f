//! Passwords come in by standard input and go out once.

use crate::support::Panal;
use panal_domain::PasswordHash;
use panal_test_support::TestDb;

#[tokio::test]
async fn a_password_is_read_from_standard_input_and_never_printed() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let password = "una-clave-que-nadie-ve";
    let run = panal
        .feed(
            &[
                "tenant",
                "create",
                "uno",
                "--name",
                "Uno",
                "--admin-email",
                "a@uno.pe",
                "--admin-password-stdin",
            ],
            &format!("{password}\n"),
        )
        .exits(0);
    assert!(
        !run.stdout.contains(password) && !run.stderr.contains(password),
        "{run:?}"
    );
    let client = db.superuser().await;
    let hash: String = client
        .query_one("SELECT password_hash FROM uno.users", &[])
        .await
        .unwrap()
        .get(0);
    assert!(PasswordHash::from_stored(hash).verify(password));
    let run = panal
        .feed(
            &[
                "user",
                "password",
                "--tenant",
                "uno",
                "--email",
                "a@uno.pe",
                "--password-stdin",
            ],
            "corta\n",
        )
        .exits(2);
    assert!(
        !run.stderr.contains("corta\n") && run.stderr.contains("standard input"),
        "{run:?}"
    );
}

#[tokio::test]
async fn a_made_up_password_is_printed_once_and_works() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    db.tenant("dos").await;
    let made = panal
        .run(&[
            "user", "create", "--tenant", "dos", "--email", "b@dos.pe", "--name", "Beatriz",
            "--json",
        ])
        .exits(0)
        .json();
    let password = made["password"].as_str().unwrap();
    let client = db.superuser().await;
    let hash: String = client
        .query_one("SELECT password_hash FROM dos.users", &[])
        .await
        .unwrap()
        .get(0);
    assert!(PasswordHash::from_stored(hash).verify(password));
    let listed = panal
        .run(&["user", "list", "--tenant", "dos", "--json"])
        .exits(0)
        .stdout;
    assert!(
        !listed.contains(password) && !listed.contains("$2b$"),
        "{listed}"
    );
}

#[test]
fn there_is_no_argument_for_a_password_and_no_flag_for_a_secret() {
    let panal = Panal::bare();
    panal
        .run(&[
            "tenant",
            "create",
            "x",
            "--name",
            "X",
            "--admin-email",
            "a@x.pe",
            "--admin-password",
            "geheim",
        ])
        .exits(2);
    let run = panal
        .run(&["--set", "auth.secret=geheim", "tenant", "list"])
        .exits(2);
    assert!(run.stderr.contains("PANAL__AUTH__SECRET"), "{run:?}");
}

#[test]
fn the_password_of_an_address_that_does_not_answer_is_not_told() {
    let mut panal = Panal::bare();
    panal.set(
        "PANAL__DATABASE__URL",
        "postgres://owner:geheim@127.0.0.1:1/panal",
    );
    let run = panal.run(&["tenant", "list"]).exits(1);
    assert!(
        !run.stderr.contains("geheim") && run.stderr.contains("cure:"),
        "{run:?}"
    );
}
