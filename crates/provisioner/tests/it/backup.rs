//! An operator saves businesses and brings them back.

use crate::{circle, story};
use panal_domain::{DomainName, SchemaName, Slug, TenantState};
use panal_provisioner::{
    Error, Provisioner, RestoreRequest, Retention, backups, find_backup, prune_backups,
};
use panal_test_support::{TestDb, new_tenant};
use std::{fs, os::unix::fs::PermissionsExt as _};
use tempfile::TempDir;

async fn purge(provisioner: &Provisioner, name: &str) {
    provisioner.delete(name, None).await.unwrap();
    provisioner.purge(name, true).await.unwrap();
}

async fn saved() -> (TestDb, TempDir, panal_provisioner::BackupManifest) {
    let db = TestDb::new().await;
    let tenant = db.tenant("norte").await;
    story::live(&db, &tenant).await;
    let directory = tempfile::tempdir().unwrap();
    let backup = db
        .provisioner
        .backup("norte", &directory.path().join("saved"))
        .await
        .unwrap();
    (db, directory, backup)
}

#[tokio::test]
async fn a_purged_business_comes_back_as_it_was() {
    let db = TestDb::new().await;
    let mut new = new_tenant("norte");
    new.domain = Some(DomainName::parse("norte.pe").unwrap());
    new.schema = Some(SchemaName::parse("norte-2026").unwrap());
    let tenant = db.provisioner.create(&new).await.unwrap().tenant;
    story::live(&db, &tenant).await;
    let provisioner = circle::played(&db, "norte-2026").await;
    provisioner
        .set_state("norte", TenantState::Suspended, Some("no paga"))
        .await
        .unwrap();
    let before = provisioner.tenant("norte").await.unwrap();
    let sum = provisioner.checksum(&before).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let backup = provisioner.backup("norte", directory.path()).await.unwrap();
    assert_eq!(backup.checksum, sum);
    purge(&provisioner, "norte").await;
    assert_eq!(story::traces(&db).await, (0, 0, 0));

    let restored = provisioner
        .restore(&backup.path, &RestoreRequest::default())
        .await
        .unwrap();
    let after = provisioner.tenant("norte").await.unwrap();
    assert_eq!(provisioner.checksum(&after).await.unwrap(), sum);
    assert_eq!(
        (after.id, &after.schema, after.state),
        (before.id, &before.schema, before.state)
    );
    assert_eq!(
        (&after.domains, &after.fingerprint),
        (&before.domains, &before.fingerprint)
    );
    assert_eq!(after.state_reason.as_deref(), Some("no paga"));
    assert!(
        !restored.replaced && restored.migrated.is_empty() && restored.domains_taken.is_empty()
    );
    assert_eq!(provisioner.fleet_status().await.unwrap().behind.len(), 0);

    // The server can work in it, with the rights it had and no others.
    let app = db.app_client().await;
    app.batch_execute(&format!("SET ROLE {}", after.role.quoted()))
        .await
        .unwrap();
    app.batch_execute(r#"INSERT INTO "norte-2026".teams (name) VALUES ('de nuevo')"#)
        .await
        .unwrap();
    for forbidden in [
        r#"DELETE FROM "norte-2026".audit_log"#,
        r#"DELETE FROM "norte-2026".players"#,
        r#"SELECT FROM "norte-2026".schema_migrations"#,
        r#"CREATE TABLE "norte-2026".mine ()"#,
    ] {
        let error = app.batch_execute(forbidden).await.unwrap_err();
        assert_eq!(error.code().unwrap().code(), "42501", "{forbidden}");
    }
    // The connection that restored serves others without its settings.
    let path = provisioner
        .owner()
        .query(
            "SELECT current_setting('search_path') AS path, current_user::text AS me",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(path[0].get::<_, String>("path"), "pg_catalog");
    assert_eq!(path[0].get::<_, String>("me"), "panal_owner");
}

#[tokio::test]
async fn the_files_are_private_and_told_what_is_in_them() {
    let (db, directory, backup) = saved().await;
    let place = directory.path().join("saved");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&place), 0o700);
    for entry in fs::read_dir(&place).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
    assert_eq!(fs::read_dir(&place).unwrap().count(), 2);
    let found = find_backup(&place, &backup.id).await.unwrap();
    assert_eq!((found.sha256, found.path), (backup.sha256, backup.path));
    assert_eq!(found.tenant.slug, "norte");
    db.tenant("sur").await;
    db.provisioner.backup("sur", &place).await.unwrap();
    assert_eq!(backups(&place, None).await.unwrap().len(), 2);
    assert_eq!(backups(&place, Some("sur")).await.unwrap().len(), 1);
    assert!(
        backups(&directory.path().join("none"), None)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(matches!(
        find_backup(&place, "x").await,
        Err(Error::NotFound(_))
    ));
}

#[tokio::test]
async fn a_business_goes_back_to_yesterday_and_its_neighbours_notice_nothing() {
    let (db, _directory, backup) = saved().await;
    let sum = db.provisioner.checksum(&backup.tenant).await.unwrap();
    db.superuser()
        .await
        .batch_execute("DELETE FROM norte.clients; INSERT INTO norte.branches (id, name, code) VALUES (gen_random_uuid(), 'Nueva', 'X')")
        .await
        .unwrap();
    db.provisioner
        .rename(
            "norte",
            &Slug::parse("centro").unwrap(),
            Some(&SchemaName::parse("centro").unwrap()),
        )
        .await
        .unwrap();
    // Somebody else has taken its old names meanwhile.
    let other = db.tenant("norte").await;
    let others = db.provisioner.checksum(&other).await.unwrap();

    let refused = db
        .provisioner
        .restore(&backup.path, &RestoreRequest::default())
        .await
        .unwrap_err();
    assert!(refused.cure().unwrap().contains("--replace"), "{refused}");
    let replace = RestoreRequest {
        replace: true,
        ..RestoreRequest::default()
    };
    let restored = db
        .provisioner
        .restore(&backup.path, &replace)
        .await
        .unwrap();
    assert!(restored.replaced);
    let tenant = &restored.tenant;
    assert_eq!(
        (tenant.slug.as_str(), tenant.schema.as_str()),
        ("centro", "centro")
    );
    assert_eq!(tenant.id, backup.tenant.id);
    assert_eq!(db.provisioner.checksum(tenant).await.unwrap(), sum);
    assert_eq!(db.provisioner.checksum(&other).await.unwrap(), others);
    assert_eq!(story::traces(&db).await, (2, 2, 2));
}

#[tokio::test]
async fn a_backup_becomes_another_business_beside_the_first() {
    let (db, _directory, backup) = saved().await;
    let sum = db.provisioner.checksum(&backup.tenant).await.unwrap();
    // Requests go on meanwhile, in the very schema whose name is lent.
    let app = db.begin(&backup.tenant).await;
    let beside = RestoreRequest {
        slug: Some(Slug::parse("ensayo").unwrap()),
        ..RestoreRequest::default()
    };
    let restored = db.provisioner.restore(&backup.path, &beside).await.unwrap();
    app.commit().await.unwrap();
    assert_ne!(restored.tenant.id, backup.tenant.id);
    assert_eq!(story::log_ins(&db, "norte").await, (1, 1, 1));
    assert_eq!(story::log_ins(&db, "ensayo").await, (0, 0, 0));
    for name in ["norte", "ensayo"] {
        let tenant = db.provisioner.tenant(name).await.unwrap();
        assert_eq!(
            db.provisioner.checksum(&tenant).await.unwrap(),
            sum,
            "{name}"
        );
    }
    let taken = db
        .provisioner
        .restore(&backup.path, &beside)
        .await
        .unwrap_err();
    assert!(
        matches!(taken, Error::Taken { what: "slug", .. }),
        "{taken}"
    );
    assert_eq!(story::traces(&db).await, (2, 2, 2));

    // And in another installation, where nobody has heard of it.
    let there = TestDb::new().await;
    let restored = there
        .provisioner
        .restore(&backup.path, &RestoreRequest::default())
        .await
        .unwrap();
    assert_eq!(restored.tenant.id, backup.tenant.id);
    assert_eq!(
        there.provisioner.checksum(&restored.tenant).await.unwrap(),
        sum
    );
}

#[tokio::test]
async fn an_older_backup_is_migrated_and_a_newer_one_refused() {
    let (db, directory, backup) = saved().await;
    purge(&db.provisioner, "norte").await;
    let newer = circle::with_circle_and_more(&db.provisioner);
    let restored = newer
        .restore(&backup.path, &RestoreRequest::default())
        .await
        .unwrap();
    assert_eq!(restored.migrated, ["m29990201_000001_more"]);
    assert!(newer.fleet_status().await.unwrap().behind.is_empty());
    let later = newer.backup("norte", directory.path()).await.unwrap();
    purge(&newer, "norte").await;
    let error = db
        .provisioner
        .restore(&later.path, &RestoreRequest::default())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Newer(_)), "{error}");
    assert_eq!(story::traces(&db).await, (0, 0, 0));
}

#[tokio::test]
async fn a_backup_that_was_damaged_is_refused_and_changes_nothing() {
    let (db, _directory, backup) = saved().await;
    let before = db.provisioner.checksum(&backup.tenant).await.unwrap();
    let whole = fs::read(&backup.path).unwrap();
    let manifest = backup.path.with_extension("json");
    let text = fs::read_to_string(&manifest).unwrap();
    let replace = RestoreRequest {
        replace: true,
        ..RestoreRequest::default()
    };
    let refusal = async || {
        db.provisioner
            .restore(&manifest, &replace)
            .await
            .unwrap_err()
    };
    // In the rows of the last table but a few; the beginning is the table of contents.
    let mut flipped = whole.clone();
    flipped[whole.len() * 9 / 10] ^= 0x55;
    fs::write(&backup.path, &flipped).unwrap();
    let error = refusal().await;
    assert!(error.to_string().contains("SHA-256"), "{error}");
    fs::write(&backup.path, &whole[..whole.len() - 100]).unwrap();
    assert!(matches!(refusal().await, Error::Corrupt { .. }));

    // A digest made to fit does not help: what was restored is compared with what was saved.
    let fit = text.replace(&backup.sha256, &digest(&flipped));
    fs::write(&backup.path, &flipped).unwrap();
    fs::write(&manifest, fit).unwrap();
    let error = refusal().await;
    assert!(
        matches!(
            error,
            Error::Program { .. } | Error::Corrupt { .. } | Error::Database(_)
        ),
        "{error}"
    );
    fs::write(&backup.path, &whole).unwrap();
    let rows = backup.content.tables["clients"].rows;
    fs::write(
        &manifest,
        text.replace(&format!("\"rows\": {rows}"), "\"rows\": 1"),
    )
    .unwrap();
    let error = refusal().await;
    assert!(error.to_string().contains("not those saved"), "{error}");
    fs::write(&manifest, text.replace("\"format\": 1", "\"format\": 9")).unwrap();
    assert!(refusal().await.cure().unwrap().contains("install panal"));
    fs::write(&manifest, "{").unwrap();
    assert!(matches!(refusal().await, Error::Corrupt { .. }));
    assert_eq!(
        db.provisioner.checksum(&backup.tenant).await.unwrap(),
        before
    );
    assert_eq!(story::traces(&db).await, (1, 1, 1));
}

fn digest(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[tokio::test]
async fn a_schema_changed_by_hand_is_saved_as_it_is() {
    let (db, directory, _) = saved().await;
    db.superuser()
        .await
        .batch_execute(
            "SET ROLE panal_owner; ALTER TABLE norte.clients ADD COLUMN a_mano text DEFAULT 'sí';
             CREATE VIEW norte.vista AS SELECT id, a_mano FROM norte.clients;
             GRANT SELECT ON norte.vista TO panal_readonly; REVOKE DELETE ON norte.clients FROM PUBLIC;
             COMMENT ON TABLE norte.clients IS E'dos\nSET líneas;'",
        )
        .await
        .unwrap();
    let backup = db
        .provisioner
        .backup("norte", directory.path())
        .await
        .unwrap();
    let sum = db.provisioner.checksum(&backup.tenant).await.unwrap();
    purge(&db.provisioner, "norte").await;
    let restored = db
        .provisioner
        .restore(&backup.path, &RestoreRequest::default())
        .await
        .unwrap();
    assert_eq!(
        db.provisioner.checksum(&restored.tenant).await.unwrap(),
        sum
    );
}

#[tokio::test]
async fn a_domain_given_away_meanwhile_stays_with_its_new_owner() {
    let db = TestDb::new().await;
    let mut new = new_tenant("norte");
    new.domain = Some(DomainName::parse("norte.pe").unwrap());
    db.provisioner.create(&new).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let backup = db
        .provisioner
        .backup("norte", directory.path())
        .await
        .unwrap();
    purge(&db.provisioner, "norte").await;
    new.slug = Slug::parse("otra").unwrap();
    db.provisioner.create(&new).await.unwrap();
    let restored = db
        .provisioner
        .restore(&backup.path, &RestoreRequest::default())
        .await
        .unwrap();
    assert_eq!(restored.domains_taken, ["norte.pe"]);
    assert!(restored.tenant.domains.is_empty());
    assert_eq!(
        db.provisioner.tenant("otra").await.unwrap().domains,
        ["norte.pe"]
    );
}

#[tokio::test]
async fn old_backups_go_and_the_newest_of_each_business_stay() {
    let (db, directory, first) = saved().await;
    let place = directory.path().join("saved");
    db.tenant("sur").await;
    for name in ["norte", "norte", "sur"] {
        db.provisioner.backup(name, &place).await.unwrap();
    }
    // The first three were made forty days ago.
    let old = |id: &str| {
        let path = place.join(format!("{id}.json"));
        let mut json: serde_json::Value =
            serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let at = chrono::Utc::now() - chrono::Duration::days(40);
        json["created_at"] = serde_json::to_value(at).unwrap();
        fs::write(&path, json.to_string()).unwrap();
    };
    let all = backups(&place, None).await.unwrap();
    let newest = all
        .iter()
        .find(|backup| backup.tenant.slug == "norte")
        .unwrap()
        .id
        .clone();
    for backup in &all {
        if backup.id != newest {
            old(&backup.id);
        }
    }
    let keep = Retention {
        days: 30,
        at_least: 1,
    };
    let deleted = prune_backups(&place, keep).await.unwrap();
    assert_eq!(deleted.len(), 2);
    assert!(deleted.iter().any(|backup| backup.id == first.id));
    let left = backups(&place, None).await.unwrap();
    let mut slugs: Vec<&str> = left
        .iter()
        .map(|backup| backup.tenant.slug.as_str())
        .collect();
    slugs.sort_unstable();
    assert_eq!(slugs, ["norte", "sur"]);
    assert_eq!(fs::read_dir(&place).unwrap().count(), 4);
    assert!(prune_backups(&place, keep).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_restore_that_cannot_get_the_tables_gives_up_and_changes_nothing() {
    let (db, _directory, backup) = saved().await;
    let before = db.provisioner.checksum(&backup.tenant).await.unwrap();
    // A long report reads the rows that are to be replaced.
    let reader = db.superuser().await;
    reader
        .batch_execute("BEGIN; SELECT count(*) FROM norte.clients")
        .await
        .unwrap();
    let replace = RestoreRequest {
        replace: true,
        ..RestoreRequest::default()
    };
    let error = db
        .provisioner
        .restore(&backup.path, &replace)
        .await
        .unwrap_err();
    assert!(error.cure().unwrap().contains("try again"), "{error}");
    reader.batch_execute("COMMIT").await.unwrap();
    assert_eq!(
        db.provisioner.checksum(&backup.tenant).await.unwrap(),
        before
    );
    db.provisioner
        .restore(&backup.path, &replace)
        .await
        .unwrap();
    assert_eq!(
        db.provisioner.checksum(&backup.tenant).await.unwrap(),
        before
    );
}

#[tokio::test]
async fn a_restore_cut_off_in_the_middle_leaves_nothing_and_can_be_repeated() {
    let (db, _directory, backup) = saved().await;
    let sum = db.provisioner.checksum(&backup.tenant).await.unwrap();
    purge(&db.provisioner, "norte").await;
    // Another transaction is about to take the schema's name, so the restore waits for it half way.
    let blocker = db.superuser().await;
    blocker
        .batch_execute("BEGIN; SET ROLE panal_owner; CREATE SCHEMA norte")
        .await
        .unwrap();
    let (provisioner, path) = (db.provisioner.clone(), backup.path.clone());
    let restoring =
        tokio::spawn(async move { provisioner.restore(&path, &RestoreRequest::default()).await });
    story::until(
        &db,
        "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    .await;
    restoring.abort();
    assert!(restoring.await.unwrap_err().is_cancelled());
    blocker.batch_execute("ROLLBACK").await.unwrap();
    let restored = db
        .provisioner
        .restore(&backup.path, &RestoreRequest::default())
        .await
        .unwrap();
    assert_eq!(
        db.provisioner.checksum(&restored.tenant).await.unwrap(),
        sum
    );
    assert_eq!(story::traces(&db).await, (1, 1, 1));
}

#[tokio::test]
async fn a_backup_killed_in_the_middle_leaves_no_backup() {
    let (db, directory, _) = saved().await;
    let place = directory.path().join("other");
    let blocker = db.superuser().await;
    blocker
        .batch_execute("BEGIN; LOCK TABLE norte.clients")
        .await
        .unwrap();
    let (provisioner, target) = (db.provisioner.clone(), place.clone());
    let saving = tokio::spawn(async move { provisioner.backup("norte", &target).await });
    story::until(
        &db,
        "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    .await;
    saving.abort();
    assert!(saving.await.unwrap_err().is_cancelled());
    blocker.batch_execute("ROLLBACK").await.unwrap();
    assert!(backups(&place, None).await.unwrap().is_empty());
    assert_eq!(fs::read_dir(&place).unwrap().count(), 0);
}

#[tokio::test]
async fn log_ins_saved_with_a_business_end_when_it_comes_back() {
    let (db, _directory, backup) = saved().await;
    let live = "norte.sessions WHERE revoked_at IS NULL";
    // Ana logs out, and Luis logs in, after the backup.
    db.superuser()
        .await
        .batch_execute(
            "UPDATE norte.sessions SET revoked_at = now(), revoked_reason = 'logout';
             UPDATE norte.api_keys SET revoked_at = now();
             UPDATE norte.user_tokens SET used_at = now();
             INSERT INTO norte.sessions (id, user_id, expires_at) VALUES
                 (gen_random_uuid(), '00000000-0000-7000-8000-000000000003', now() + interval '1 day')",
        )
        .await
        .unwrap();
    let mut heard = story::listen(&db).await;
    let replace = RestoreRequest {
        replace: true,
        ..RestoreRequest::default()
    };
    db.provisioner
        .restore(&backup.path, &replace)
        .await
        .unwrap();
    assert_eq!(story::log_ins(&db, "norte").await, (1, 1, 1));
    assert_eq!(story::count(&db, live).await, 0);
    let restored = "norte.sessions WHERE revoked_reason = 'restored'";
    assert_eq!(story::count(&db, restored).await, 1);
    // So do keys, which were revoked since, and links, which were used.
    let open = "norte.api_keys WHERE revoked_at IS NULL";
    assert_eq!(story::count(&db, open).await, 0);
    assert_eq!(story::count(&db, "norte.user_tokens").await, 0);
    // Every server forgets both: hers that came back, and his that is gone; and the key.
    let [ana, luis, key] = [2, 3, 6].map(|n| format!("00000000-0000-7000-8000-00000000000{n}"));
    let mut told = Vec::new();
    for _ in 0..3 {
        told.push(heard.recv().await.unwrap());
    }
    told.sort();
    assert_eq!(told, [ana.clone(), luis, key.clone()]);

    purge(&db.provisioner, "norte").await;
    db.provisioner
        .restore(&backup.path, &RestoreRequest::default())
        .await
        .unwrap();
    assert_eq!(story::count(&db, live).await, 0);
    assert_eq!(story::count(&db, restored).await, 1);
    assert_eq!(story::count(&db, open).await, 0);
    assert_eq!(story::count(&db, "norte.user_tokens").await, 0);
    let mut told = vec![heard.recv().await.unwrap(), heard.recv().await.unwrap()];
    told.sort();
    assert_eq!(told, [ana, key]);
}

#[tokio::test]
async fn a_business_whose_schema_is_gone_comes_back_in_its_place() {
    let (db, _directory, backup) = saved().await;
    let sum = db.provisioner.checksum(&backup.tenant).await.unwrap();
    let client = db.superuser().await;
    client
        .batch_execute("DROP SCHEMA norte CASCADE")
        .await
        .unwrap();
    let replace = RestoreRequest {
        replace: true,
        ..RestoreRequest::default()
    };
    db.provisioner
        .restore(&backup.path, &replace)
        .await
        .unwrap();
    let restored = db.provisioner.tenant("norte").await.unwrap();
    assert_eq!(db.provisioner.checksum(&restored).await.unwrap(), sum);
    assert!(db.provisioner.doctor(false).await.unwrap().is_empty());
}
