//! A tenant out of one installation and into another, as a file.

use crate::{
    Copied, Error, MigrateOptions, OwnerTx, Provisioner, Result, TenantRecord,
    archive::{self, Entry, Manifest, PIECE, Stored, Writer},
    checksum, copy, create, files, ledger, log_ins,
    rows::{self, Table},
    schema, tenants,
};
use bytes::{Bytes, BytesMut};
use chrono::Utc;
use futures_util::{SinkExt, TryStreamExt, pin_mut};
use panal_domain::{
    BusinessName, Module, PlanCode, Profile, SchemaName, Slug, TenantId, TenantState,
};
use panal_tenant_migrations::Target;
use serde::Serialize;
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    time::Instant,
};
use tokio::sync::mpsc;

/// Pieces on their way between the database and the file.
const QUEUE: usize = 4;

/// A tenant written to a file.
#[derive(Debug, Clone, Serialize)]
pub struct ExportReport {
    /// The tenant.
    pub slug: String,
    /// The file.
    pub file: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// Rows in it.
    pub rows: i64,
    /// Tables in it.
    pub tables: usize,
}

/// What the imported tenant is to be.
#[derive(Debug, Clone, Default)]
pub struct ImportRequest {
    /// Subdomain; that of the exported tenant where none is given.
    pub slug: Option<Slug>,
    /// Schema, where it shall not be named after the slug.
    pub schema: Option<SchemaName>,
    /// Name of the business; that of the exported tenant where none is given.
    pub name: Option<BusinessName>,
}

/// Pieces of rows on their way to the file: which table, and the bytes.
type Pieces = mpsc::Sender<(usize, Bytes)>;

impl Provisioner {
    /// Writes a tenant, as it is at one moment, to a file that [`Provisioner::import`] reads, here or elsewhere. The
    /// file has everything but custom domains and what belongs to a log-in, and is readable by its owner alone.
    pub async fn export(&self, name: &str, file: &Path) -> Result<ExportReport> {
        let tx = self.owner.begin().await?;
        tx.batch("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            .await?;
        tx.batch(checksum::PLAIN_TEXT).await?;
        let tenant = tenants::lock(&tx, name).await?;
        copy::check_has_schema(&tenant)?;
        let mut manifest = self.describe(&tx, &tenant).await?;
        self.check_as_migrated(&tx, &tenant, &manifest).await?;
        let writer = self.write_rows(&tx, &mut manifest, file).await?;
        let (rows, tables) = (manifest.content.rows(), manifest.tables.len());
        let path = file.to_owned();
        let (sha256, bytes) = files::blocking(move || {
            writer.finish(&manifest)?;
            files::digest(&path)
        })
        .await?;
        let detail = json!({"rows": rows, "sha256": sha256});
        self.audit(&tx, "tenant.export", tenant.id, &tenant.slug, detail)
            .await?;
        tx.commit().await?;
        Ok(ExportReport {
            slug: tenant.slug,
            file: file.to_owned(),
            bytes,
            sha256,
            rows,
            tables,
        })
    }

    /// Copies the rows of all tables into the file, and notes in the manifest where they are.
    async fn write_rows(
        &self,
        tx: &OwnerTx,
        manifest: &mut Manifest,
        file: &Path,
    ) -> Result<Writer> {
        let (pieces, mut taken) = mpsc::channel::<(usize, Bytes)>(QUEUE);
        let path = file.to_owned();
        let mut writer = files::blocking(move || Writer::create(&path)).await?;
        let tables: Vec<Table> = manifest
            .tables
            .iter()
            .map(|stored| stored.table.clone())
            .collect();
        let names: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
        let writing = files::blocking(move || {
            let mut entries: Vec<Vec<Entry>> = names.iter().map(|_| Vec::new()).collect();
            while let Some((table, rows)) = taken.blocking_recv() {
                if let (Some(name), Some(written)) = (names.get(table), entries.get_mut(table)) {
                    written.push(writer.add(name, written.len(), &rows)?);
                }
            }
            Ok((writer, entries))
        });
        let target = manifest.tenant.target();
        let reading = copy_out(tx, &target, &tables, pieces);
        let (read, written) = futures_util::future::join(reading, writing).await;
        // When the file cannot be written, that is the cause; reading then only finds nobody listening.
        let (writer, entries) = written?;
        read?;
        for (stored, entries) in manifest.tables.iter_mut().zip(entries) {
            stored.entries = entries;
        }
        Ok(writer)
    }

    async fn describe(&self, tx: &OwnerTx, tenant: &TenantRecord) -> Result<Manifest> {
        let target = tenant.target();
        let tables = rows::tables(tx, &target).await?;
        Ok(Manifest {
            format: archive::FORMAT,
            panal_version: env!("CARGO_PKG_VERSION").to_owned(),
            server_version: server_version(tx).await?,
            exported_at: Utc::now(),
            tenant: tenant.clone(),
            ledger: ledger::read(tx, tenant.id).await?,
            catalogue: checksum::catalogue(tx, &target).await?.digest(),
            content: checksum::content(tx, &target).await?,
            tables: tables
                .into_iter()
                .map(|table| Stored {
                    table,
                    entries: Vec::new(),
                })
                .collect(),
        })
    }

    /// Import makes the tables from the migrations, so what was changed beside them cannot travel.
    async fn check_as_migrated(
        &self,
        tx: &OwnerTx,
        tenant: &TenantRecord,
        manifest: &Manifest,
    ) -> Result<()> {
        let migrations = self.recorded(&manifest.ledger)?;
        let wanted = self.reference(&migrations).await?;
        let present = checksum::catalogue(tx, &tenant.target()).await?;
        copy::check_drift(tenant, &present, &wanted)
    }

    /// Makes a tenant from an export. Everything is checked before anything lasts, and a failure leaves nothing
    /// behind. A file older than this program is loaded as it was and then migrated; one that is newer is refused.
    pub async fn import(&self, file: &Path, request: &ImportRequest) -> Result<Copied> {
        let path = file.to_owned();
        let manifest = files::blocking(move || archive::verify(&path)).await?;
        let migrations = self.recorded(&manifest.ledger)?;
        let tenant = self.imported(&manifest, request)?;
        let target = tenant.target();
        let begun = Instant::now();
        let tx = self.owner.begin().await?;
        tenants::adopt(&tx, &tenant).await?;
        tx.batch(&schema::create_sql(&target))
            .await
            .map_err(|error| create::names_taken(error, &target))?;
        schema::apply(&tx, &target, &migrations).await?;
        self.load(&tx, &target, file, &manifest).await?;
        let second_factors_removed = log_ins::without_factors(&tx, &target).await?;
        ledger::write(&tx, tenant.id, &manifest.ledger).await?;
        let migrated = self.migrate_in(&tx, &tenant).await?;
        let (rows, tables) = (manifest.content.rows(), manifest.tables.len());
        let detail = json!({
            "from": manifest.tenant.slug, "exported_at": manifest.exported_at, "rows": rows, "migrated": migrated,
        });
        self.audit(&tx, "tenant.import", tenant.id, &tenant.slug, detail)
            .await?;
        let tenant = tenants::lock(&tx, &tenant.id.to_string()).await?;
        tx.commit().await?;
        Ok(Copied {
            tenant,
            rows,
            tables,
            migrated,
            second_factors_removed,
            database_ms: begun.elapsed().as_secs_f64() * 1000.0,
        })
    }

    /// The row of the tenant to be. What this program does not know is refused here, by name.
    fn imported(&self, manifest: &Manifest, request: &ImportRequest) -> Result<TenantRecord> {
        let from = &manifest.tenant;
        Profile::parse(&from.profile)?;
        PlanCode::parse(&from.plan)?;
        for module in &from.modules {
            Module::parse(module)?;
        }
        let slug = match &request.slug {
            Some(slug) => slug.clone(),
            None => Slug::parse(&from.slug)?,
        };
        let schema = request.schema.clone();
        let id = TenantId::generate();
        let target = self.target(schema.unwrap_or_else(|| SchemaName::from_slug(&slug)), id.0);
        let name = request.name.as_ref().map(BusinessName::as_str);
        Ok(TenantRecord {
            id,
            slug: slug.as_str().to_owned(),
            name: name.unwrap_or(&from.name).to_owned(),
            schema: target.schema,
            role: target.role,
            state: TenantState::Active,
            state_reason: None,
            ..from.clone()
        })
    }

    /// Fills the tables and compares them with what was written.
    async fn load(
        &self,
        tx: &OwnerTx,
        target: &Target,
        file: &Path,
        manifest: &Manifest,
    ) -> Result<()> {
        if server_version(tx).await? / 10_000 == manifest.server_version / 10_000
            && checksum::catalogue(tx, target).await?.digest() != manifest.catalogue
        {
            return Err(files::corrupt(
                file,
                "its tables are not those that its migrations make here",
            ));
        }
        let close = rows::open(tx, target).await?;
        tx.batch(checksum::PLAIN_TEXT).await?;
        let (pieces, taken) = mpsc::channel(QUEUE);
        let (path, contents) = (file.to_owned(), manifest.clone());
        let reading = files::blocking(move || {
            archive::pieces(&path, &contents, |table, rows| {
                pieces.blocking_send((table, rows)).is_ok()
            })
        });
        let writing = copy_in(tx, target, &manifest.tables, taken);
        let (read, written) = futures_util::future::join(reading, writing).await;
        written?;
        read?;
        rows::set_sequences(tx, target, &manifest.content.sequences).await?;
        tx.batch(&close).await?;
        if checksum::content(tx, target).await? != manifest.content {
            return Err(files::corrupt(
                file,
                "the rows loaded are not those written",
            ));
        }
        Ok(())
    }

    /// Brings a schema that came from elsewhere up to date; returns the migrations it lacked.
    pub(crate) async fn migrate_in(
        &self,
        tx: &OwnerTx,
        tenant: &TenantRecord,
    ) -> Result<Vec<String>> {
        let applied = crate::fleet::applied(tx, tenant.id).await?;
        let todo = self.todo(tenant, &applied, &MigrateOptions::default())?;
        self.bring_up_to_date(tx, tenant).await?;
        Ok(todo
            .apply
            .iter()
            .map(|migration| migration.name.to_owned())
            .collect())
    }
}

/// As PostgreSQL numbers itself: 150004 is 15.4.
pub(crate) async fn server_version(tx: &OwnerTx) -> Result<i32> {
    let row = tx
        .query_one(
            "SELECT current_setting('server_version_num')::integer AS version",
            &[],
        )
        .await?;
    Ok(row.get("version"))
}

async fn copy_out(tx: &OwnerTx, target: &Target, tables: &[Table], pieces: Pieces) -> Result<()> {
    let unheard = |_closed| Error::Refused {
        message: "the file could not be written".to_owned(),
        cure: "see the error before this one".to_owned(),
    };
    for (number, table) in tables.iter().enumerate() {
        let sql = format!(
            "COPY {} ({}) TO STDOUT",
            table.qualified(target),
            table.list()
        );
        let stream = tx.copy_out(&sql).await?;
        pin_mut!(stream);
        let mut piece = BytesMut::new();
        while let Some(rows) = stream.try_next().await? {
            piece.extend_from_slice(&rows);
            while piece.len() >= PIECE {
                let full = piece.split_to(PIECE).freeze();
                pieces.send((number, full)).await.map_err(unheard)?;
            }
        }
        if !piece.is_empty() {
            pieces
                .send((number, piece.freeze()))
                .await
                .map_err(unheard)?;
        }
    }
    Ok(())
}

/// Pieces of one table follow each other, since they were written so.
async fn copy_in(
    tx: &OwnerTx,
    target: &Target,
    tables: &[Stored],
    mut pieces: mpsc::Receiver<(usize, Bytes)>,
) -> Result<()> {
    let mut next = pieces.recv().await;
    while let Some((number, rows)) = next.take() {
        let Some(stored) = tables.get(number) else {
            return Ok(());
        };
        let table = &stored.table;
        let sql = format!(
            "COPY {} ({}) FROM STDIN",
            table.qualified(target),
            table.list()
        );
        let sink = tx.copy_in(&sql).await?;
        pin_mut!(sink);
        sink.send(rows).await?;
        while let Some((following, rows)) = pieces.recv().await {
            if following != number {
                next = Some((following, rows));
                break;
            }
            sink.send(rows).await?;
        }
        sink.finish().await?;
    }
    Ok(())
}
