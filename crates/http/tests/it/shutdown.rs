//! Stopping without cutting anybody off.

use crate::{client::Connection, harness::Harness};
use std::{
    io::ErrorKind,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Ten clients ask as fast as they can while the server stops. Each request that was sent is answered, and a
/// connection ends only after an answer that said so.
#[tokio::test]
async fn requests_in_flight_are_finished() {
    let mut harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    let request = harness.get("clinica1.localhost", "/api/v1/tenant");
    let answered = Arc::new(AtomicUsize::new(0));
    let mut clients = Vec::new();
    for _ in 0..10 {
        let mut connection = Connection::open(harness.server.addr).await;
        let (request, answered) = (request.clone(), Arc::clone(&answered));
        clients.push(tokio::spawn(async move {
            loop {
                let Some(response) = connection.send(&request).await else {
                    return false;
                };
                assert_eq!(response.status, 200, "{}", response.text());
                answered.fetch_add(1, Ordering::Relaxed);
                if response.header("connection") == Some("close") {
                    return true;
                }
            }
        }));
    }
    while answered.load(Ordering::Relaxed) < 200 {
        tokio::task::yield_now().await;
    }
    harness.stop();
    for client in clients {
        assert!(client.await.unwrap(), "a connection ended without notice");
    }
    harness.server.finished().await.unwrap();
}

#[tokio::test]
async fn a_slow_request_is_waited_for_and_probes_learn_of_the_end() {
    let mut harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    let mut probe = Connection::open(harness.server.addr).await;
    let mut slow = Connection::open(harness.server.addr).await;
    let ready = harness.get("localhost", "/health/ready");
    assert_eq!(probe.send(&ready).await.unwrap().status, 200);
    // Half of a request's head has arrived when the end begins.
    slow.write(b"GET /api/v1/tenant HTTP/1.1\r\nHost: clinica1.local")
        .await
        .unwrap();
    harness.state.begin_stopping();
    let response = probe.send(&ready).await.unwrap();
    assert_eq!(
        (response.status, response.code().as_str()),
        (503, "not_ready")
    );
    assert_eq!(response.json()["reason"], "stopping");
    assert_eq!(response.header("connection"), Some("close"));
    slow.write(b"host\r\n\r\n").await.unwrap();
    let response = slow.read(false).await.unwrap();
    assert_eq!(
        (response.status, response.header("connection")),
        (200, Some("close"))
    );
    harness.stop();
    harness.server.finished().await.unwrap();
}

/// Sixteen clients that never keep a connection while the server stops. Whoever was let in is answered; whoever comes
/// too late is told so by a refused connection, and by nothing else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_let_in_is_answered() {
    let mut harness = Harness::new().await;
    harness.db.tenant("clinica1").await;
    let request = harness.get("clinica1.localhost", "/api/v1/tenant");
    let answered = Arc::new(AtomicUsize::new(0));
    let mut clients = Vec::new();
    for _ in 0..16 {
        let (request, answered) = (request.clone(), Arc::clone(&answered));
        let addr = harness.server.addr;
        clients.push(tokio::spawn(async move {
            loop {
                let mut connection = match Connection::try_open(addr).await {
                    Ok(connection) => connection,
                    Err(error) => return error.kind() == ErrorKind::ConnectionRefused,
                };
                let Some(response) = connection.send(&request).await else {
                    return false;
                };
                assert_eq!(response.status, 200, "{}", response.text());
                answered.fetch_add(1, Ordering::Relaxed);
            }
        }));
    }
    while answered.load(Ordering::Relaxed) < 200 {
        tokio::task::yield_now().await;
    }
    harness.stop();
    let mut cut_off = 0;
    for client in clients {
        cut_off += usize::from(!client.await.unwrap());
    }
    harness.server.finished().await.unwrap();
    assert_eq!(cut_off, 0, "of 16 clients");
}
