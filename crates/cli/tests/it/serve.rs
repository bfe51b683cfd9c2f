//! The server as a process.

use crate::support::{Panal, Running};
use panal_test_support::TestDb;
use std::io::{BufRead, BufReader, Read};

#[tokio::test]
async fn it_serves_works_and_stops_with_ctrl_c() {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    let mut child = panal.command(&["serve"]).spawn().unwrap();
    let stderr = child.stderr.take().unwrap();
    let server = Running(Some(child));
    let mut lines = BufReader::new(stderr).lines();
    let address = lines
        .by_ref()
        .map(Result::unwrap)
        .find_map(|line| {
            line.split("address=")
                .nth(1)
                .map(|rest| rest.split(' ').next().unwrap().to_owned())
        })
        .expect("the address is logged");
    let ready = crate::support::until(|| async {
        let run = panal.run(&["health", "--url", &format!("{address}/health"), "--json"]);
        (run.code == Some(0)).then(|| run.json())
    })
    .await;
    assert_eq!(ready["body"]["services"]["jobs"]["status"], "healthy");
    server.signal("-INT");
    // The log must be read, or the server waits for its reader.
    let rest = std::thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<_>>());
    server.finish().exits(0);
    assert!(
        rest.join()
            .unwrap()
            .iter()
            .any(|line| line.contains("stopped"))
    );
    panal
        .run(&["health", "--url", &format!("{address}/health")])
        .exits(1);
}

#[tokio::test]
async fn it_refuses_a_database_without_the_platform() {
    let db = TestDb::empty().await;
    let panal = Panal::on(&db);
    for command in ["serve", "worker"] {
        let run = panal.run(&[command]).exits(1);
        assert!(
            run.stderr.contains("cure:  run `panal migrate` first"),
            "{run:?}"
        );
    }
    let run = panal.run(&["tenant", "list"]).exits(1);
    assert!(run.stderr.contains("panal migrate"), "{run:?}");
    assert_eq!(panal.run(&["migrate", "--check"]).code, Some(1));
}

#[tokio::test]
async fn a_password_that_the_database_refuses_is_said_with_its_cure() {
    let db = TestDb::new().await;
    let mut panal = Panal::on(&db);
    panal.set(
        "PANAL__DATABASE__APP_URL",
        &db.app_url().replace("panal-test-app", "falsch"),
    );
    let run = panal.run(&["serve"]).exits(1);
    assert!(
        run.stderr.contains("password authentication failed") && run.stderr.contains("auth.secret"),
        "{run:?}"
    );
    assert!(!run.stderr.contains("falsch"), "{run:?}");
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let db = TestDb::new().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = Panal::on(&db).run(&["serve", "--port", &port]).exits(1);
    assert!(
        run.stderr.contains(&port) && run.stderr.contains("cure:"),
        "{run:?}"
    );
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let panal = Panal::bare();
    let mut child = panal.command(&["docs"]).spawn().unwrap();
    let mut first = [0; 16];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    let run = crate::support::Run::of(child.wait_with_output().unwrap()).exits(0);
    assert_eq!(run.stderr, "");
}
