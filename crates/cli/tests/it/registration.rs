//! Somebody registers a business: server, worker, pool and all.

use crate::support::{Panal, Running, until};
use futures_util::future::join_all;
use panal_domain::Profile;
use panal_test_support::TestDb;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const PASSWORD: &str = "colibri-verde-42-molino";

/// A server with its worker, and where it listens.
pub(crate) fn serve(panal: &Panal) -> (Running, String) {
    let mut child = panal.command(&["serve"]).spawn().unwrap();
    let stderr = child.stderr.take().unwrap();
    let server = Running(Some(child));
    let mut lines = BufReader::new(stderr).lines().map(Result::unwrap);
    let address = lines
        .by_ref()
        .find_map(|line| {
            let rest = line.split("address=http://").nth(1)?;
            Some(rest.split(' ').next()?.to_owned())
        })
        .expect("the address is logged");
    // The log must be read, or the server waits for its reader.
    std::thread::spawn(move || lines.for_each(drop));
    (server, address)
}

/// A request of a program; status and body.
async fn post(address: &str, host: &str, path: &str, body: &Value) -> (u16, Value) {
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let status = answer.get(9..12).unwrap().parse().unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let chunked = head
        .to_ascii_lowercase()
        .contains("transfer-encoding: chunked");
    assert!(!chunked, "{head}");
    (status, serde_json::from_str(body).unwrap_or_default())
}

fn business(number: usize) -> Value {
    json!({
        "organization_name": "Clínica Ñandú",
        "slug": "nandu",
        "industry": "clinica_dental",
        "country": "PE",
        "owner": {"full_name": "Ana Muñoz", "email": format!("ana{number}@nandu.pe"), "password": PASSWORD},
        "accept_terms": true,
    })
}

#[tokio::test]
async fn of_fifty_who_want_the_same_address_at_once_one_gets_it_and_logs_in() {
    let db = TestDb::new().await;
    let mut panal = Panal::on(&db);
    // All fifty come from one address, as no fifty people do.
    panal.set("PANAL__SERVER__RATE_LIMIT", "0");
    panal.set("PANAL__TENANTS__POOL_SIZE", "1");
    db.provisioner
        .fill_pool(&[Profile::ClinicaDental], 1, &|| {})
        .await
        .unwrap();
    let (server, address) = serve(&panal);
    until(|| async {
        let run = panal.run(&["health", "--url", &format!("http://{address}/health")]);
        (run.code == Some(0)).then_some(())
    })
    .await;
    let register = "/api/v1/auth/register-organization";
    let answers = join_all((0..50).map(|number| {
        let address = address.as_str();
        async move { post(address, "localhost", register, &business(number)).await }
    }))
    .await;
    let (made, refused): (Vec<_>, Vec<_>) = (0..)
        .zip(&answers)
        .partition(|(_, (status, _))| matches!(status, 201 | 202));
    assert_eq!(made.len(), 1, "{answers:?}");
    for (_, (status, body)) in refused {
        assert_eq!(
            (*status, &body["code"]),
            (409, &json!("slug_taken")),
            "{body}"
        );
    }
    let (winner, _) = made[0];
    let client = db.superuser().await;
    until(|| async {
        let done = "SELECT count(*) FROM public.tenant_requests WHERE state = 'done'";
        (client.query_one(done, &[]).await.unwrap().get::<_, i64>(0) == 1).then_some(())
    })
    .await;
    let facts = "SELECT concat_ws(' ', (SELECT count(*) FROM public.tenants), (SELECT count(*) FROM nandu.users),
        (SELECT count(*) FROM public.tenant_requests WHERE owner_password_hash IS NOT NULL),
        (SELECT state FROM public.subscriptions))";
    let row = client.query_one(facts, &[]).await.unwrap();
    assert_eq!(row.get::<_, String>(0), "1 1 0 trial");

    let who = json!({"email": format!("ana{winner}@nandu.pe"), "password": PASSWORD});
    let login = "/api/v1/auth/login";
    let (status, session) = post(&address, "nandu.localhost", login, &who).await;
    assert_eq!(status, 200, "{session}");
    assert!(session["access_token"].is_string(), "{session}");
    let loser =
        json!({"email": format!("ana{}@nandu.pe", (winner + 1) % 50), "password": PASSWORD});
    let (status, _) = post(&address, "nandu.localhost", login, &loser).await;
    assert_eq!(status, 401);

    // The owner is written to once: that the business is there, and to confirm the address.
    let letters = until(|| async {
        let letters = panal.run(&["mail", "list", "--json"]).exits(0).json();
        let unmailed = "SELECT 1 FROM public.outbox WHERE mailed_at IS NULL";
        let all = client.query(unmailed, &[]).await.unwrap().is_empty();
        all.then_some(letters)
    })
    .await;
    let letters = letters.as_array().unwrap();
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0]["to"], who["email"]);
    let letter = panal.run(&["mail", "show", "1"]).exits(0).stdout;
    assert!(letter.contains("/confirmar-correo#token="), "{letter}");
    // And the pool is full again.
    until(|| async {
        let kinds = panal.run(&["pool", "status", "--json"]).exits(0).json();
        let full = |kind: &Value| kind["ready"] == kind["wanted"];
        kinds.as_array().unwrap().iter().all(full).then_some(())
    })
    .await;
    server.signal("-TERM");
    server.finish().exits(0);
}
