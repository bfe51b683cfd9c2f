//! Backups of one tenant: a dump by `pg_dump`, and beside it a manifest that says what is in it.

use crate::{
    Checksum, Content, Error, Grant, LedgerRow, OwnerTx, Provisioner, Result, TenantRecord,
    checksum, copy,
    files::{self, PARTIAL, Partial},
    ledger, pg_tools, tenants, transfer,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};
use uuid::Uuid;

/// Raised when an older program could no longer restore what is written.
const FORMAT: u32 = 1;

const DUMP: &str = "dump";
const MANIFEST: &str = "json";

/// After this, a file without its manifest is what an interrupted backup left.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// What is in a backup; the file beside the dump.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BackupManifest {
    /// Format of this manifest.
    pub format: u32,
    /// Name of the backup: tenant, time, and a few letters that make it unique.
    pub id: String,
    /// The moment that it shows.
    pub created_at: DateTime<Utc>,
    /// Size of the dump.
    pub bytes: u64,
    /// SHA-256 of the dump.
    pub sha256: String,
    /// Version of Panal that made it.
    pub panal_version: String,
    /// Version of the server, as PostgreSQL numbers itself: 150004 is 15.4.
    pub server_version: i32,
    /// Version of `pg_dump`.
    pub pg_dump_version: String,
    /// The tenant's row.
    pub tenant: TenantRecord,
    /// Its custom domains.
    pub domains: Vec<SavedDomain>,
    /// Its migrations.
    pub ledger: Vec<LedgerRow>,
    /// Rights on its schema.
    pub grants: Vec<Grant>,
    /// Digests of the whole.
    pub checksum: Checksum,
    /// Digests of each table.
    pub content: Content,
    /// Where the dump is.
    #[serde(skip)]
    pub path: PathBuf,
}

/// A custom domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedDomain {
    /// The name.
    pub domain: String,
    /// Whether it is the tenant's primary one.
    pub is_primary: bool,
}

/// Which backups to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// All that are younger than this many days.
    pub days: u32,
    /// And of each tenant this many in any case, the newest.
    pub at_least: usize,
}

impl Provisioner {
    /// Saves a tenant, as it is at one moment, into a directory that only we can enter. The manifest is written last:
    /// a dump that has one is whole. The tenant serves meanwhile.
    pub async fn backup(&self, name: &str, directory: &Path) -> Result<BackupManifest> {
        files::private_directory(directory)?;
        let tx = self.owner.begin().await?;
        tx.batch("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await?;
        let snapshot: String = tx
            .query_one("SELECT pg_export_snapshot() AS snapshot", &[])
            .await?
            .get("snapshot");
        let tenant = tenants::read(&tx, name).await?;
        copy::check_has_schema(&tenant)?;
        let mut manifest = describe(&tx, tenant, directory).await?;
        let (dump, file) = Partial::create(&manifest.path)?;
        drop(file);
        manifest.pg_dump_version = pg_tools::dump(
            self.owner.config(),
            manifest.tenant.schema.as_str(),
            &snapshot,
            dump.path(),
        )
        .await?;
        tx.rollback().await?;
        let manifest = files::blocking(move || {
            let (sha256, bytes) = files::digest(dump.path())?;
            let manifest = BackupManifest {
                sha256,
                bytes,
                ..manifest
            };
            save(&manifest, dump)?;
            Ok(manifest)
        })
        .await?;
        self.audit_backup(&manifest).await?;
        Ok(manifest)
    }

    async fn audit_backup(&self, manifest: &BackupManifest) -> Result<()> {
        let tx = self.owner.begin().await?;
        let detail = json!({"backup": manifest.id, "rows": manifest.checksum.rows});
        let tenant = &manifest.tenant;
        self.audit(&tx, "tenant.backup", tenant.id, &tenant.slug, detail)
            .await?;
        tx.commit().await
    }
}

/// The manifest of a dump that is still to be made.
async fn describe(tx: &OwnerTx, tenant: TenantRecord, directory: &Path) -> Result<BackupManifest> {
    let created_at = Utc::now();
    let unique = Uuid::new_v4().simple().to_string();
    let id = format!(
        "{}-{}-{}",
        tenant.slug,
        created_at.format("%Y%m%dT%H%M%SZ"),
        unique.get(..6).unwrap_or_default()
    );
    let target = tenant.target();
    let catalogue = checksum::catalogue(tx, &target).await?;
    let content = checksum::content(tx, &target).await?;
    let domains = tx
        .query(
            "SELECT domain, is_primary FROM public.domains WHERE tenant_id = $1 ORDER BY created_at, id",
            &[&tenant.id.0],
        )
        .await?;
    Ok(BackupManifest {
        format: FORMAT,
        created_at,
        bytes: 0,
        sha256: String::new(),
        panal_version: env!("CARGO_PKG_VERSION").to_owned(),
        server_version: transfer::server_version(tx).await?,
        pg_dump_version: String::new(),
        domains: domains
            .iter()
            .map(|row| SavedDomain {
                domain: row.get("domain"),
                is_primary: row.get("is_primary"),
            })
            .collect(),
        ledger: ledger::read(tx, tenant.id).await?,
        grants: catalogue.grants.iter().cloned().collect(),
        checksum: Checksum::of(&catalogue, &content),
        content,
        tenant,
        path: directory.join(format!("{id}.{DUMP}")),
        id,
    })
}

fn save(manifest: &BackupManifest, dump: Partial) -> Result<()> {
    let beside = manifest.path.with_extension(MANIFEST);
    let (text, file) = Partial::create(&beside)?;
    serde_json::to_writer_pretty(file, manifest)
        .map_err(|error| files::failed(&beside, error.into()))?;
    dump.keep()?;
    text.keep()
}

/// The backups in a directory, of one tenant (by slug, schema or id) or of all, the newest first. A manifest that
/// cannot be read is told in the log and left out.
pub async fn backups(directory: &Path, name: Option<&str>) -> Result<Vec<BackupManifest>> {
    let (directory, name) = (directory.to_owned(), name.map(str::to_owned));
    files::blocking(move || {
        let mut all = list(&directory)?;
        all.retain(|manifest| name.as_ref().is_none_or(|name| concerns(manifest, name)));
        Ok(all)
    })
    .await
}

fn concerns(manifest: &BackupManifest, name: &str) -> bool {
    let tenant = &manifest.tenant;
    tenant.slug == name || tenant.schema.as_str() == name || tenant.id.to_string() == name
}

fn list(directory: &Path) -> Result<Vec<BackupManifest>> {
    let mut all = Vec::new();
    for path in entries(directory)? {
        if path
            .extension()
            .is_some_and(|extension| extension == MANIFEST)
        {
            match read_manifest(&path) {
                Ok(manifest) => all.push(manifest),
                Err(error) => tracing::warn!(%error, "a backup's manifest cannot be read"),
            }
        }
    }
    all.sort_by(|a, b| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
    Ok(all)
}

fn entries(directory: &Path) -> Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(directory) {
        Ok(entries) => entries,
        // Before the first backup there is none.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(files::failed(directory, error)),
    };
    entries
        .map(|entry| {
            entry
                .map(|entry| entry.path())
                .map_err(|error| files::failed(directory, error))
        })
        .collect()
}

/// Finds a backup in a directory by its id.
pub async fn find_backup(directory: &Path, id: &str) -> Result<BackupManifest> {
    backups(directory, None)
        .await?
        .into_iter()
        .find(|manifest| manifest.id == id)
        .ok_or_else(|| Error::NotFound(format!("backup {id:?} in {}", directory.display())))
}

/// Reads the manifest of a backup, given by its dump or by the manifest itself.
pub(crate) fn read_manifest(path: &Path) -> Result<BackupManifest> {
    #[derive(Deserialize)]
    struct Version {
        format: u32,
        panal_version: String,
    }
    let beside = path.with_extension(MANIFEST);
    let text = std::fs::read(&beside).map_err(|source| files::failed(&beside, source))?;
    let unreadable = |error: serde_json::Error| files::corrupt(&beside, error.to_string());
    let version: Version = serde_json::from_slice(&text).map_err(unreadable)?;
    if version.format > FORMAT {
        return Err(Error::Refused {
            message: format!("{} is of a newer program", beside.display()),
            cure: format!("install panal {} or newer", version.panal_version),
        });
    }
    let mut manifest: BackupManifest = serde_json::from_slice(&text).map_err(unreadable)?;
    manifest.path = path.with_extension(DUMP);
    Ok(manifest)
}

/// Deletes the backups that need not be kept, and what interrupted ones left behind. Returns the backups deleted.
pub async fn prune_backups(directory: &Path, keep: Retention) -> Result<Vec<BackupManifest>> {
    let directory = directory.to_owned();
    files::blocking(move || {
        let limit = Utc::now() - chrono::Duration::days(i64::from(keep.days));
        let mut kept: BTreeMap<_, usize> = BTreeMap::new();
        let mut deleted = Vec::new();
        for manifest in list(&directory)? {
            let count = kept.entry(manifest.tenant.id).or_default();
            if *count < keep.at_least || manifest.created_at > limit {
                *count += 1;
                continue;
            }
            // The manifest first: a dump without one is never taken for a backup.
            remove(&manifest.path.with_extension(MANIFEST))?;
            remove(&manifest.path)?;
            deleted.push(manifest);
        }
        remove_abandoned(&directory)?;
        Ok(deleted)
    })
    .await
}

fn remove_abandoned(directory: &Path) -> Result<()> {
    for path in entries(directory)? {
        let ours = |extension| path.extension().is_some_and(|found| found == extension);
        let unfinished = ours(PARTIAL) || (ours(DUMP) && !path.with_extension(MANIFEST).exists());
        let old = std::fs::metadata(&path)
            .and_then(|metadata| metadata.modified())
            .is_ok_and(|at| SystemTime::now().duration_since(at).unwrap_or_default() > ABANDONED);
        if unfinished && old {
            remove(&path)?;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(files::failed(path, error))
        }
        _ => Ok(()),
    }
}
