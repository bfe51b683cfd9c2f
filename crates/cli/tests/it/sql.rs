//! What SQL of an operator may not do to the tenants it is not for.

use crate::support::{Panal, Run};
use panal_test_support::TestDb;

/// Two tenants, and the role of the one that is to be left alone.
async fn neighbours() -> (TestDb, Panal, String) {
    let db = TestDb::new().await;
    let panal = Panal::on(&db);
    db.tenant("uno").await;
    let other = db.tenant("dos").await.role.quoted();
    (db, panal, other)
}

fn sql(panal: &Panal, sql: &str, write: bool) -> Run {
    let mut arguments = vec!["tenant", "sql", "--schema", "uno", "-c", sql];
    arguments.extend(write.then_some("--write"));
    panal.run(&arguments)
}

async fn touched(db: &TestDb) -> i64 {
    let rows = "SELECT (SELECT count(*) FROM uno.branches WHERE name = 'X')
                     + (SELECT count(*) FROM dos.branches WHERE name = 'X')";
    db.superuser()
        .await
        .query_one(rows, &[])
        .await
        .unwrap()
        .get(0)
}

#[tokio::test]
async fn nothing_leaves_the_tenants_transaction_or_its_role() {
    let (db, panal, other) = neighbours().await;
    let update = "UPDATE dos.branches SET name = 'X'";
    for way in [
        format!("COMMIT; SET ROLE {other}; {update}"),
        format!("SELECT 1; /* ; */ -- ;\r COMMIT AND CHAIN; SET ROLE {other}; {update}"),
        format!("SELECT E'it''s \\'' ; COMMIT; BEGIN; SET ROLE {other}; {update}; COMMIT; --'"),
        format!("SELECT E'a'\n'b\\'' ; COMMIT; BEGIN; SET ROLE {other}; {update}; COMMIT; --'"),
        format!("SELECT $a$ $b$ $a$; ROLLBACK; BEGIN; SET LOCAL ROLE {other}; {update}; END; --$b$"),
        format!("SET ROLE {other}; {update}"),
        format!("SET LOCAL ROLE {other}; {update}"),
        format!("SET \"role\" TO {other}; {update}"),
        format!("SET U&\"r\\006fle\" TO {other}; {update}"),
        format!("RESET ROLE; SET SESSION ROLE {other}; {update}"),
        format!("DO $$ BEGIN SET LOCAL ROLE {other}; {update}; END $$"),
        format!("SELECT set_config('role', '{other}', true); {update}").replace('"', ""),
        format!("SELECT \"set_config\"('role', '{other}', true); {update}").replace("'\"", "'").replace("\"'", "'"),
        format!("UPDATE pg_settings SET setting = '{other}' WHERE name = 'role'; {update}").replace('"', ""),
        format!("SELECT query_to_xml('SELECT set_config(''role'', ''{other}'', true)', true, true, ''); {update}")
            .replace('"', ""),
    ] {
        for write in [false, true] {
            let run = sql(&panal, &way, write).exits(1);
            assert!(run.stderr.contains("error: uno: "), "{run:?}");
            assert_eq!(touched(&db).await, 0, "{way}");
        }
    }
    for begun in [
        "ROLLBACK",
        "COMMIT; SELECT 1",
        "END",
        "SAVEPOINT a",
        "DISCARD ALL",
        "RESET ALL",
    ] {
        let run = sql(&panal, begun, true).exits(1);
        assert!(
            run.stderr.contains("may not") && run.stderr.contains("one transaction"),
            "{run:?}"
        );
    }
    assert!(
        sql(
            &panal,
            "DELETE FROM branches; SET transaction_read_only = off",
            false
        )
        .exits(1)
        .stderr
        .contains("read-only")
    );
}

#[tokio::test]
async fn what_only_looks_like_leaving_runs() {
    let (db, panal, _) = neighbours().await;
    let run = sql(
        &panal,
        "-- COMMIT; all of it\n\
         SET LOCAL statement_timeout = '1min'; SET TIME ZONE 'America/Lima'; SET datestyle = 'German';\n\
         WITH x AS (SELECT ';COMMIT;' AS \"end\", $q$; SET ROLE dos; ''$q$, E'\\'; END; ') SELECT \"end\" FROM x;\n\
         /* ; /* nested; */ COMMIT; */ (SELECT 1);\n\
         SELECT CASE WHEN true THEN 2 END;;\n\
         EXPLAIN UPDATE branches SET name = 'X'; SHOW role; VALUES (1), (2); TABLE branches;",
        false,
    )
    .exits(0);
    assert!(run.stdout.contains("uno\t;COMMIT;"), "{run:?}");
    sql(
        &panal,
        "UPDATE \"tenant\".branches SET name = 'X'; SELECT 1",
        true,
    )
    .exits(0);
    assert_eq!(touched(&db).await, 1);
}
