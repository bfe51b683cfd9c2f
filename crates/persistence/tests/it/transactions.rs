//! What a transaction leaves behind: nothing. Most of these run on a pool of one connection.

use crate::support::{actor, begin, count, lanes, one_connection, refused, sql, sql_with, text};
use panal_persistence::{Error, tenant::settings};
use panal_test_support::TestDb;
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};

const SETTINGS: &str = "\"tenant\".settings";

#[tokio::test]
async fn a_dropped_transaction_rolls_back_before_the_next_one_begins() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = one_connection(&db);
    for _ in 0..5 {
        let tx = begin(&tenants, &tenant).await;
        settings::set(&tx, "color", json!("red"), None)
            .await
            .unwrap();
        drop(tx);
        let tx = begin(&tenants, &tenant).await;
        assert_eq!(count(&tx, SETTINGS).await, 0);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_request_cancelled_in_mid_query_leaves_no_trace() {
    let db = TestDb::new().await;
    let (one, two) = (db.tenant("uno").await, db.tenant("dos").await);
    let tenants = one_connection(&db);
    for _ in 0..3 {
        let (lanes, scope) = (tenants.clone(), one.scope());
        let request = tokio::spawn(async move {
            let tx = lanes.begin(&scope, actor()).await.unwrap();
            settings::set(&tx, "color", json!("red"), None)
                .await
                .unwrap();
            tx.execute_raw(sql("SELECT pg_sleep(60)")).await.unwrap();
            tx.commit().await.unwrap();
        });
        tokio::time::sleep(Duration::from_millis(150)).await;
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());
        let tx = begin(&tenants, &two).await;
        assert_eq!(
            text(&tx, "SELECT current_user::text AS it").await,
            two.role.as_str()
        );
        tx.commit().await.unwrap();
        let tx = begin(&tenants, &one).await;
        assert_eq!(count(&tx, SETTINGS).await, 0);
    }
    // Nor does the server go on with what nobody waits for.
    let running: i64 = db
        .superuser()
        .await
        .query_one(
            "SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT pg_sleep%'",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(running, 0);
}

#[tokio::test]
async fn a_statement_given_up_by_a_time_out_cannot_be_committed_by_mistake() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = one_connection(&db);
    let tx = begin(&tenants, &tenant).await;
    settings::set(&tx, "color", json!("red"), None)
        .await
        .unwrap();
    let slow = tx.execute_raw(sql("SELECT pg_sleep(0.5), 1 / (SELECT 0)"));
    timeout(Duration::from_millis(50), slow).await.unwrap_err();
    assert!(matches!(tx.commit().await, Err(Error::Aborted)));
    assert_eq!(count(&begin(&tenants, &tenant).await, SETTINGS).await, 0);
}

#[tokio::test]
async fn a_panic_leaves_no_trace() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = one_connection(&db);
    let (lanes, scope) = (tenants.clone(), tenant.scope());
    let panicked = tokio::spawn(async move {
        let tx = lanes.begin(&scope, actor()).await.unwrap();
        settings::set(&tx, "color", json!("red"), None)
            .await
            .unwrap();
        panic!("a handler's mistake");
    });
    assert!(panicked.await.unwrap_err().is_panic());
    assert_eq!(count(&begin(&tenants, &tenant).await, SETTINGS).await, 0);
}

#[tokio::test]
async fn a_failed_transaction_does_not_pretend_to_commit() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = one_connection(&db);
    let tx = begin(&tenants, &tenant).await;
    settings::set(&tx, "color", json!("red"), None)
        .await
        .unwrap();
    assert_eq!(refused(&tx, "SELECT 1/0").await, "22012");
    assert_eq!(refused(&tx, "SELECT 1").await, "25P02");
    assert!(matches!(tx.commit().await, Err(Error::Aborted)));
    assert_eq!(count(&begin(&tenants, &tenant).await, SETTINGS).await, 0);
}

#[tokio::test]
async fn a_savepoint_undoes_its_own_work_and_no_other() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = one_connection(&db);
    let tx = begin(&tenants, &tenant).await;
    settings::set(&tx, "kept", json!(1), None).await.unwrap();
    let failed: Result<(), Error> = tx
        .savepoint(async {
            settings::set(&tx, "undone", json!(1), None).await?;
            let nested: Result<(), Error> = tx
                .savepoint(async {
                    tx.execute_raw(sql("SELECT 1/0")).await?;
                    Ok(())
                })
                .await;
            assert!(nested.is_err());
            settings::set(&tx, "also undone", json!(1), None).await?;
            Err(Error::VersionConflict)
        })
        .await;
    assert!(failed.is_err());
    tx.savepoint(async {
        settings::set(&tx, "kept too", json!(1), None)
            .await
            .map(drop)
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let tx = begin(&tenants, &tenant).await;
    let names = settings::all(&tx).await.unwrap();
    let names: Vec<&str> = names.iter().map(|setting| setting.key.as_str()).collect();
    assert_eq!(names, ["kept", "kept too"]);
}

#[tokio::test]
async fn a_savepoint_given_up_half_way_fails_the_transaction() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = one_connection(&db);
    let tx = begin(&tenants, &tenant).await;
    let half_way = tx.savepoint(async {
        settings::set(&tx, "half", json!(1), None).await?;
        std::future::pending::<Result<(), Error>>().await
    });
    timeout(Duration::from_millis(200), half_way)
        .await
        .unwrap_err();
    assert!(matches!(tx.commit().await, Err(Error::Aborted)));
    assert_eq!(count(&begin(&tenants, &tenant).await, SETTINGS).await, 0);
}

#[tokio::test]
async fn a_read_only_transaction_reads_and_refuses_to_write() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = one_connection(&db);
    let tx = tenants
        .begin_read_only(&tenant.scope(), actor())
        .await
        .unwrap();
    assert_eq!(count(&tx, SETTINGS).await, 0);
    let error = settings::set(&tx, "color", json!(1), None)
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("25006"));
    drop(tx);
    // The next one on the connection may write again.
    let tx = begin(&tenants, &tenant).await;
    settings::set(&tx, "color", json!(1), None).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn role_and_settings_end_with_the_transaction() {
    let db = TestDb::new().await;
    let (one, two) = (db.tenant("uno").await, db.tenant("dos").await);
    let tenants = one_connection(&db);
    let tx = begin(&tenants, &one).await;
    assert_eq!(
        text(&tx, "SELECT current_user::text AS it").await,
        one.role.as_str()
    );
    tx.execute_unprepared("SET LOCAL work_mem = '77MB'; SET LOCAL search_path = pg_catalog")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for finish in ["commit", "rollback", "drop"] {
        let tx = begin(&tenants, &two).await;
        assert_eq!(
            text(&tx, "SELECT current_user::text AS it").await,
            two.role.as_str()
        );
        assert_ne!(
            text(&tx, "SELECT current_setting('work_mem') AS it").await,
            "77MB"
        );
        assert_eq!(
            text(&tx, "SELECT current_setting('search_path') AS it").await,
            "extensions"
        );
        match finish {
            "commit" => tx.commit().await.unwrap(),
            "rollback" => tx.rollback().await.unwrap(),
            _ => drop(tx),
        }
    }
}

#[tokio::test]
async fn an_unused_transaction_asks_nothing_of_the_server() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let turns = Arc::new(AtomicU32::new(0));
    let tenants = through_proxy(&db, &turns).await;
    begin(&tenants, &tenant).await.commit().await.unwrap();
    let before = turns.load(Ordering::SeqCst);
    begin(&tenants, &tenant).await.commit().await.unwrap();
    drop(begin(&tenants, &tenant).await);
    assert_eq!(turns.load(Ordering::SeqCst), before);
}

#[tokio::test]
async fn begin_role_and_first_statement_go_in_one_flush() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let turns = Arc::new(AtomicU32::new(0));
    let tenants = through_proxy(&db, &turns).await;
    let mut spent = Vec::new();
    for _ in 0..3 {
        let before = turns.load(Ordering::SeqCst);
        let tx = begin(&tenants, &tenant).await;
        settings::all(&tx).await.unwrap();
        tx.commit().await.unwrap();
        spent.push(turns.load(Ordering::SeqCst) - before);
    }
    // The first one connects and prepares as well.
    assert_eq!(spent.get(1..), Some(&[2, 2][..]), "{spent:?}");
}

/// Lanes whose one connection goes by a proxy, which counts how often the client speaks after the server has.
async fn through_proxy(db: &TestDb, turns: &Arc<AtomicU32>) -> panal_persistence::TenantDb {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = format!("127.0.0.1:{}", db.app.get_ports().first().unwrap());
    let turns = Arc::clone(turns);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(relay(
                client,
                TcpStream::connect(&server).await.unwrap(),
                Arc::clone(&turns),
            ));
        }
    });
    let mut app = tokio_postgres::Config::new();
    app.host("127.0.0.1").port(port);
    app.user(db.app.get_user().unwrap())
        .password(db.app.get_password().unwrap())
        .dbname(db.app.get_dbname().unwrap());
    let mut config = db.config.clone();
    (config.lanes, config.lane_size) = (1, 1);
    panal_persistence::TenantDb::new(&app, &config).unwrap()
}

async fn relay(mut client: TcpStream, mut server: TcpStream, turns: Arc<AtomicU32>) {
    let (mut asked, mut answered) = ([0; 16384], [0; 16384]);
    let mut servers_turn = false;
    loop {
        tokio::select! {
            read = client.read(&mut asked) => match read {
                Ok(length) if length > 0 => {
                    if !servers_turn {
                        turns.fetch_add(1, Ordering::SeqCst);
                    }
                    servers_turn = true;
                    server.write_all(&asked[..length]).await.unwrap();
                }
                _ => return,
            },
            read = server.read(&mut answered) => match read {
                Ok(length) if length > 0 => {
                    servers_turn = false;
                    client.write_all(&answered[..length]).await.unwrap();
                }
                _ => return,
            },
        }
    }
}

#[tokio::test]
async fn no_more_statements_are_kept_than_allowed() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = lanes(&db, 1, 1, 10);
    for round in 0..100 {
        let tx = begin(&tenants, &tenant).await;
        tx.query_all_raw(sql(&format!("SELECT {round} AS it")))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let tx = begin(&tenants, &tenant).await;
    let kept = count(&tx, "pg_catalog.pg_prepared_statements").await;
    assert!(kept <= 11, "{kept} prepared statements");
}

#[tokio::test]
async fn a_lane_that_is_busy_spills_over_and_a_full_house_says_so() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = lanes(&db, 3, 1, 10);
    let mut open = Vec::new();
    for _ in 0..3 {
        let tx = begin(&tenants, &tenant).await;
        count(&tx, SETTINGS).await;
        open.push(tx);
    }
    let status = tenants.status();
    assert!(
        status.iter().all(|lane| lane.size == 1 && lane.idle == 0),
        "{status:?}"
    );
    assert!(
        status.iter().map(|lane| lane.waits).sum::<u64>() >= 2,
        "{status:?}"
    );
    assert_eq!(
        status.iter().map(|lane| lane.tenants).sum::<usize>(),
        3,
        "{status:?}"
    );
    let full = tenants.begin(&tenant.scope(), actor()).await;
    assert!(matches!(full.err(), Some(Error::PoolTimeout)));
    open.clear();
    count(&begin(&tenants, &tenant).await, SETTINGS).await;
}

#[tokio::test]
async fn one_busy_tenant_leaves_the_other_lanes_half_to_their_own() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = lanes(&db, 2, 4, 10);
    let mut open = Vec::new();
    while let Ok(tx) = tenants.begin(&tenant.scope(), actor()).await {
        open.push(tx);
    }
    assert_eq!(open.len(), 6);
}

#[tokio::test]
async fn a_connection_that_the_server_closed_is_replaced() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tenants = one_connection(&db);
    count(&begin(&tenants, &tenant).await, SETTINGS).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    db.superuser()
        .await
        .execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'panal_app' AND datname = current_database()",
            &[],
        )
        .await
        .unwrap();
    // A request in flight at that moment fails; the pool mends itself.
    let deadline = tokio::time::Instant::now() + Duration::from_secs(5);
    loop {
        let tx = begin(&tenants, &tenant).await;
        if tx.query_one_raw(sql("SELECT 1 AS it")).await.is_ok() {
            break;
        }
        assert!(tokio::time::Instant::now() < deadline);
    }
}

#[tokio::test]
async fn what_was_said_of_an_error_survives_sea_orm() {
    let db = TestDb::new().await;
    let tenant = db.tenant("uno").await;
    let tx = db.begin(&tenant).await;
    let twice = "INSERT INTO \"tenant\".settings (key, value) VALUES ($1, '1'), ($1, '1')";
    let error = Error::from(
        tx.execute_raw(sql_with(twice, ["a".into()]))
            .await
            .unwrap_err(),
    );
    assert_eq!(error.code(), Some("23505"));
    assert_eq!(error.constraint(), Some("settings_pkey"));
}
