//! An operator moves a business to another installation, as a file.

use crate::{circle, story};
use panal_domain::{BusinessName, Slug};
use panal_provisioner::{Error, ImportRequest, RestoreRequest};
use panal_test_support::TestDb;
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A business with a past, exported.
async fn exported() -> (TestDb, TempDir, PathBuf) {
    let db = TestDb::new().await;
    let tenant = db.tenant("norte").await;
    story::live(&db, &tenant).await;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("norte.panal");
    db.provisioner.export("norte", &file).await.unwrap();
    (db, directory, file)
}

/// The entries of a tar, to be changed and written again; `None` when it is none any more.
fn try_entries(file: &Path) -> Option<Vec<(String, Vec<u8>)>> {
    let mut all = Vec::new();
    let mut archive = tar::Archive::new(fs::File::open(file).unwrap());
    for entry in archive.entries().ok()? {
        let mut entry = entry.ok()?;
        let name = entry.path().ok()?.display().to_string();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).ok()?;
        all.push((name, bytes));
    }
    Some(all)
}

fn entries(file: &Path) -> Vec<(String, Vec<u8>)> {
    try_entries(file).unwrap()
}

fn write(file: &Path, entries: &[(String, Vec<u8>)]) {
    let mut tar = tar::Builder::new(fs::File::create(file).unwrap());
    for (name, bytes) in entries {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        tar.append_data(&mut header, name, bytes.as_slice())
            .unwrap();
    }
    tar.finish().unwrap();
}

#[tokio::test]
async fn a_business_arrives_elsewhere_as_it_left() {
    let here = TestDb::new().await;
    let tenant = here.tenant("norte").await;
    story::live(&here, &tenant).await;
    let old = circle::played(&here, "norte").await;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("norte.panal");
    let report = old.export("norte", &file).await.unwrap();
    assert_eq!(report.bytes, fs::metadata(&file).unwrap().len());
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(report.rows > 250, "{}", report.rows);

    let there = TestDb::new().await;
    let new = circle::with_circle(&there.provisioner);
    let imported = new.import(&file, &ImportRequest::default()).await.unwrap();
    assert_eq!(imported.tenant.slug, "norte");
    assert_eq!((imported.rows, imported.migrated.len()), (report.rows, 0));
    // What belongs to a log-in is not the business's data, and not in the file at all.
    assert_eq!(story::log_ins(&there, "norte").await, (0, 0, 0));
    for (name, _) in entries(&file) {
        assert!(
            !name.contains("tokens") && !name.contains("sessions"),
            "{name}"
        );
    }
    let left = old.tenant("norte").await.unwrap();
    assert_eq!(
        old.checksum(&left).await.unwrap(),
        new.checksum(&imported.tenant).await.unwrap()
    );
    let status = new.fleet_status().await.unwrap();
    assert_eq!((status.current, status.behind.len()), (1, 0));
    let ticket: i64 = there
        .superuser()
        .await
        .query_one(
            "INSERT INTO norte.teams (name) VALUES ('x') RETURNING ticket",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(ticket, 130);
    // And beside itself, under another name.
    let request = ImportRequest {
        slug: Some(Slug::parse("norte-2").unwrap()),
        schema: None,
        name: Some(BusinessName::parse("Segunda").unwrap()),
    };
    let second = old.import(&file, &request).await.unwrap();
    assert_eq!(second.tenant.schema.as_str(), "norte_2");
    assert_eq!(second.tenant.name, "Segunda");
    assert_eq!(
        old.checksum(&left).await.unwrap(),
        old.checksum(&second.tenant).await.unwrap()
    );
}

#[tokio::test]
async fn a_big_business_travels_in_pieces() {
    let db = TestDb::new().await;
    let new = db.tenant("norte").await;
    let rows = db.provisioner.checksum(&new).await.unwrap().rows;
    // Many rows, and one that is bigger than a piece.
    db.superuser()
        .await
        .batch_execute(
            "INSERT INTO norte.clients (id, first_name, notes)
             SELECT gen_random_uuid(), 'Cliente ' || n, repeat(md5(n::text) || E'\\t\\n', 8) FROM generate_series(1, 8000) AS n;
             INSERT INTO norte.settings (key, value)
             SELECT 'logo', to_jsonb(string_agg(md5(n::text), ' ñ ')) FROM generate_series(1, 40000) AS n",
        )
        .await
        .unwrap();
    let tenant = db.provisioner.tenant("norte").await.unwrap();
    let sum = db.provisioner.checksum(&tenant).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("norte.panal");
    let report = db.provisioner.export("norte", &file).await.unwrap();
    assert_eq!(report.rows, rows + 8_001);
    let pieces = |table: &str| {
        entries(&file)
            .iter()
            .filter(|(name, _)| name.starts_with(&format!("tables/{table}/")))
            .count()
    };
    assert!(pieces("clients") > 1 && pieces("settings") > 1);
    let request = ImportRequest {
        slug: Some(Slug::parse("copia").unwrap()),
        ..ImportRequest::default()
    };
    let imported = db.provisioner.import(&file, &request).await.unwrap();
    assert_eq!(
        db.provisioner.checksum(&imported.tenant).await.unwrap(),
        sum
    );
    let backup = db
        .provisioner
        .backup("norte", directory.path())
        .await
        .unwrap();
    let request = RestoreRequest {
        slug: Some(Slug::parse("otra").unwrap()),
        ..RestoreRequest::default()
    };
    let restored = db
        .provisioner
        .restore(&backup.path, &request)
        .await
        .unwrap();
    assert_eq!(
        db.provisioner.checksum(&restored.tenant).await.unwrap(),
        sum
    );
}

#[tokio::test]
async fn an_older_file_is_brought_up_to_date_and_a_newer_one_is_refused() {
    let (here, directory, file) = exported().await;
    let newer = circle::with_circle_and_more(&here.provisioner);
    let request = ImportRequest {
        slug: Some(Slug::parse("copia").unwrap()),
        ..ImportRequest::default()
    };
    let imported = newer.import(&file, &request).await.unwrap();
    assert_eq!(imported.migrated, ["m29990201_000001_more"]);
    assert_eq!(
        story::count(&here, "copia.clients WHERE nickname = 'ninguno'").await,
        story::count(&here, "norte.clients").await
    );
    assert!(
        newer
            .fleet_status()
            .await
            .unwrap()
            .behind
            .iter()
            .all(|tenant| tenant.slug == "norte")
    );

    let later = directory.path().join("later.panal");
    newer.export("copia", &later).await.unwrap();
    let elsewhere = TestDb::new().await;
    let error = elsewhere
        .provisioner
        .import(&later, &request)
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Newer(names) if names == &["m29990201_000001_more"]),
        "{error}"
    );
    assert_eq!(story::traces(&elsewhere).await, (0, 0, 0));
}

#[tokio::test]
async fn a_file_that_is_not_whole_or_was_changed_is_refused_and_leaves_nothing() {
    let (_here, directory, file) = exported().await;
    let there = TestDb::new().await;
    let whole = fs::read(&file).unwrap();
    let original = entries(&file);
    let bad = directory.path().join("bad.panal");
    let refusal = async |what: &str| {
        let error = there
            .provisioner
            .import(&bad, &ImportRequest::default())
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Corrupt { .. }), "{what}: {error}");
        assert!(error.to_string().contains("bad.panal"), "{error}");
        error.to_string()
    };

    for part in [0, 100, 512, 1000, whole.len() / 2, whole.len() - 3000] {
        fs::write(&bad, &whole[..part]).unwrap();
        refusal(&format!("the first {part} bytes")).await;
    }
    fs::write(&bad, "PGDMP, or whatever else this is").unwrap();
    refusal("another kind of file").await;
    for at in (600..whole.len() - 1100).step_by(whole.len() / 40) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        fs::write(&bad, &flipped).unwrap();
        // A bit in the padding between two entries means nothing.
        if try_entries(&bad).as_ref() != Some(&original) {
            refusal(&format!("a bit of byte {at}")).await;
        }
    }
    let mut without = original.clone();
    without.retain(|(name, _)| !name.contains("clients"));
    write(&bad, &without);
    assert!(refusal("without clients").await.contains("is missing"));
    let mut swapped = original.clone();
    let clients = swapped
        .iter()
        .position(|(name, _)| name.contains("clients"))
        .unwrap();
    swapped[clients].1 = swapped[0].1.clone();
    write(&bad, &swapped);
    assert!(
        refusal("branches for clients")
            .await
            .contains("was changed")
    );
    assert_eq!(story::traces(&there).await, (0, 0, 0));

    let nothing = there
        .provisioner
        .import(
            &directory.path().join("none.panal"),
            &ImportRequest::default(),
        )
        .await;
    assert!(matches!(nothing, Err(Error::File { .. })));
}

/// Writes a manifest again with another text in it, its seal included, as somebody might who wants to.
fn forge(from: &Path, to: &Path, change: impl Fn(String) -> String) {
    use sha2::{Digest, Sha256};
    let mut all = entries(from);
    let last = all.len() - 1;
    let manifest = change(String::from_utf8(all[last - 1].1.clone()).unwrap()).into_bytes();
    let seal: String = Sha256::digest(&manifest)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    all[last - 1].1 = manifest;
    all[last].1 = seal.into_bytes();
    write(to, &all);
}

#[tokio::test]
async fn what_the_file_says_is_held_against_what_was_loaded() {
    let (here, directory, file) = exported().await;
    let there = TestDb::new().await;
    let forged = directory.path().join("forged.panal");
    let import = async || {
        there
            .provisioner
            .import(&forged, &ImportRequest::default())
            .await
            .unwrap_err()
    };
    // Fewer rows than it claims.
    let rows = story::count(&here, "norte.clients").await;
    forge(&file, &forged, |text| {
        text.replace(&format!("\"rows\": {rows}"), "\"rows\": 7")
    });
    let error = import().await;
    assert!(error.to_string().contains("not those written"), "{error}");
    // Another structure.
    forge(&file, &forged, |text| {
        text.replace("\"catalogue\": \"", "\"catalogue\": \"0")
    });
    let error = import().await;
    assert!(error.to_string().contains("its tables"), "{error}");
    // An edited migration.
    forge(&file, &forged, |text| {
        text.replace("\"checksum\": \"", "\"checksum\": \"0")
    });
    assert!(matches!(import().await, Error::Edited(_)));
    // A format of the future.
    forge(&file, &forged, |text| {
        text.replace("\"format\": 1", "\"format\": 99")
    });
    let error = import().await;
    assert!(error.cure().unwrap().contains("install panal"), "{error}");
    // An industry that nobody knows yet.
    forge(&file, &forged, |text| {
        text.replace(
            "\"profile\": \"clinica_dental\"",
            "\"profile\": \"astillero\"",
        )
    });
    assert!(matches!(import().await, Error::Invalid(_)));
    assert_eq!(story::traces(&there).await, (0, 0, 0));
}

#[tokio::test]
async fn a_slug_that_is_taken_is_refused_and_so_is_a_file_that_exists() {
    let (here, directory, file) = exported().await;
    let before = story::traces(&here).await;
    let taken = here
        .provisioner
        .import(&file, &ImportRequest::default())
        .await
        .unwrap_err();
    assert!(
        matches!(taken, Error::Taken { what: "slug", .. }),
        "{taken}"
    );
    assert_eq!(story::traces(&here).await, before);

    let whole = fs::read(&file).unwrap();
    let exists = here.provisioner.export("norte", &file).await.unwrap_err();
    assert!(exists.to_string().contains("exists"), "{exists}");
    assert_eq!(fs::read(&file).unwrap(), whole);

    let nowhere = here
        .provisioner
        .export("norte", &directory.path().join("no/where"))
        .await;
    assert!(matches!(nowhere, Err(Error::File { .. })));
    assert!(
        here.provisioner
            .export("nadie", &directory.path().join("x"))
            .await
            .is_err()
    );
    assert_eq!(
        fs::read_dir(directory.path()).unwrap().count(),
        1,
        "no half a file is left"
    );
}

#[tokio::test]
async fn a_business_changed_by_hand_is_not_exported_as_if_it_were_not() {
    let (here, directory, _file) = exported().await;
    here.superuser()
        .await
        .batch_execute("CREATE INDEX a_mano ON norte.clients (birthday)")
        .await
        .unwrap();
    let error = here
        .provisioner
        .export("norte", &directory.path().join("again.panal"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("a_mano"), "{error}");
    assert!(error.cure().unwrap().contains("panal backup"));
}

#[tokio::test]
async fn an_import_cut_off_in_the_middle_leaves_nothing_and_can_be_repeated() {
    let (_here, _directory, file) = exported().await;
    let there = TestDb::new().await;
    // Another transaction is about to take the same schema name, so the import waits for it half way.
    let blocker = there.superuser().await;
    blocker
        .batch_execute("BEGIN; SET ROLE panal_owner; CREATE SCHEMA norte")
        .await
        .unwrap();
    let (provisioner, path) = (there.provisioner.clone(), file.clone());
    let importing =
        tokio::spawn(async move { provisioner.import(&path, &ImportRequest::default()).await });
    story::until(
        &there,
        "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    .await;
    importing.abort();
    assert!(importing.await.unwrap_err().is_cancelled());
    blocker.batch_execute("ROLLBACK").await.unwrap();
    there
        .provisioner
        .import(&file, &ImportRequest::default())
        .await
        .unwrap();
    assert_eq!(story::traces(&there).await, (1, 1, 1));
}
