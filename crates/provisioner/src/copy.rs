//! A second tenant like a first one.

use crate::{
    Error, MigrateOptions, OwnerTx, Provisioner, Result, TenantRecord, checksum, create, fleet,
    log_ins, rows, schema, tenants,
};
use panal_domain::{BusinessName, SchemaName, Slug, TenantId, TenantState};
use serde::Serialize;
use serde_json::json;
use std::time::Instant;

/// How often a copy is begun anew because its source was just being changed.
const ATTEMPTS: u32 = 3;

/// What the copy is to be.
#[derive(Debug, Clone)]
pub struct CopyRequest {
    /// Subdomain of the copy.
    pub slug: Slug,
    /// Schema of the copy, where it shall not be named after the slug.
    pub schema: Option<SchemaName>,
    /// Name of the business; that of the source where none is given.
    pub name: Option<BusinessName>,
    /// With all rows; otherwise with those of a new tenant.
    pub data: bool,
}

/// A tenant made from another one, or from a file.
#[derive(Debug, Clone, Serialize)]
pub struct Copied {
    /// The new tenant.
    pub tenant: TenantRecord,
    /// Rows that came along.
    pub rows: i64,
    /// Tables that they may be in.
    pub tables: usize,
    /// Migrations applied to what came, because it was older than this program.
    pub migrated: Vec<String>,
    /// Users who have to set their second factor up anew: it is good for the tenant alone that it was made for.
    pub second_factors_removed: u64,
    /// Milliseconds from BEGIN to the answer of COMMIT.
    pub database_ms: f64,
}

impl Provisioner {
    /// Makes a tenant with the modules, the plan and, where asked for, all rows of another, as they are at one moment.
    /// Rows keep their ids. What belongs to a log-in stays behind, so that no token of the source opens the copy. The
    /// copy is active and has no domains.
    pub async fn clone_tenant(&self, from: &str, request: &CopyRequest) -> Result<Copied> {
        let mut attempt = 1;
        loop {
            match self.clone_once(from, request).await {
                // The source was changed while we waited for it; our view of the database was older.
                Err(error) if attempt < ATTEMPTS && create::code(&error) == Some("40001") => {
                    attempt += 1;
                }
                result => return result,
            }
        }
    }

    async fn clone_once(&self, from: &str, request: &CopyRequest) -> Result<Copied> {
        let begun = Instant::now();
        let tx = self.owner.begin().await?;
        tx.batch("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            .await?;
        let source = tenants::lock(&tx, from).await?;
        self.check_current(&tx, &source).await?;
        let schema = request.schema.clone();
        let schema = schema.unwrap_or_else(|| SchemaName::from_slug(&request.slug));
        let id = TenantId::generate();
        let target = self.target(schema, id.0);
        let name = request.name.as_ref().map(BusinessName::as_str);
        let copy = TenantRecord {
            id,
            slug: request.slug.as_str().to_owned(),
            name: name.unwrap_or(&source.name).to_owned(),
            schema: target.schema,
            role: target.role,
            state: TenantState::Active,
            state_reason: None,
            ..source.clone()
        };
        tenants::adopt(&tx, &copy).await?;
        self.make_schema(&tx, &copy, &source).await?;
        let mut second_factors_removed = 0;
        if request.data {
            copy_rows(&tx, &source, &copy).await?;
            second_factors_removed = log_ins::without_factors(&tx, &copy.target()).await?;
        } else {
            self.first_rows(&tx, &copy.target(), copy.industry()?, None, None)
                .await?;
        }
        let (rows, tables) = count(&tx, &copy).await?;
        self.record_fingerprint(&tx, copy.id).await?;
        let detail = json!({"from": source.slug, "data": request.data, "rows": rows});
        self.audit(&tx, "tenant.clone", copy.id, &copy.slug, detail)
            .await?;
        let tenant = tenants::lock(&tx, &copy.id.to_string()).await?;
        tx.commit().await?;
        Ok(Copied {
            tenant,
            rows,
            tables,
            migrated: Vec::new(),
            second_factors_removed,
            database_ms: begun.elapsed().as_secs_f64() * 1000.0,
        })
    }

    /// Tables come from this program's migrations, so the source must be exactly there.
    pub(crate) async fn check_current(&self, tx: &OwnerTx, tenant: &TenantRecord) -> Result<()> {
        check_has_schema(tenant)?;
        let applied = fleet::applied(tx, tenant.id).await?;
        let todo = self.todo(tenant, &applied, &MigrateOptions::default())?;
        if todo.apply.is_empty() && todo.take_back.is_empty() {
            return Ok(());
        }
        Err(Error::Refused {
            message: format!("{} is behind this program's migrations", tenant.slug),
            cure: format!("`panal migrate --schema {}` first", tenant.schema),
        })
    }

    /// Makes the copy's tables and compares them with the source's: what was changed beside the migrations would
    /// silently be lost.
    async fn make_schema(
        &self,
        tx: &OwnerTx,
        copy: &TenantRecord,
        source: &TenantRecord,
    ) -> Result<()> {
        let (old, new) = (source.target(), copy.target());
        let migrator = self.migrator(&copy.module_set());
        tx.batch(&schema::create_sql(&new))
            .await
            .map_err(|error| create::names_taken(error, &new))?;
        schema::apply(tx, &new, migrator.list()).await?;
        self.record_migrations(tx, copy.id, migrator.list(), false)
            .await?;
        let theirs = checksum::catalogue(tx, &old).await?;
        let ours = checksum::catalogue(tx, &new).await?;
        check_drift(source, &theirs, &ours)
    }
}

/// Refuses a tenant whose schema was changed beside the migrations.
pub(crate) fn check_drift(
    tenant: &TenantRecord,
    present: &checksum::Catalogue,
    wanted: &checksum::Catalogue,
) -> Result<()> {
    let too_much = present
        .beyond(wanted)
        .map(|line| format!("unexpected {line}"));
    let too_little = wanted.beyond(present).map(|line| format!("missing {line}"));
    let differences: Vec<String> = too_much.chain(too_little).collect();
    let Some(first) = differences.first() else {
        return Ok(());
    };
    Err(Error::Refused {
        message: format!(
            "schema {} differs in {} places from what its migrations make, first: {first}",
            tenant.schema,
            differences.len()
        ),
        cure: "`panal doctor` lists them; `panal backup` saves a schema as it is".to_owned(),
    })
}

/// Refuses a tenant whose schema is not there yet, or no more.
pub(crate) fn check_has_schema(tenant: &TenantRecord) -> Result<()> {
    use TenantState::{Active, Deleted, Deleting, Maintenance, Pending, Provisioning, Suspended};
    match tenant.state {
        Active | Suspended | Maintenance | Deleting | Deleted => tenant.check_not_purged(),
        Pending | Provisioning => Err(Error::Refused {
            message: format!("{} has no tables yet", tenant.slug),
            cure: "wait until it is active, or see `panal doctor`".to_owned(),
        }),
    }
}

async fn copy_rows(tx: &OwnerTx, source: &TenantRecord, copy: &TenantRecord) -> Result<()> {
    let (old, new) = (source.target(), copy.target());
    let close = rows::open(tx, &new).await?;
    for table in rows::tables(tx, &old).await? {
        let columns = table.list();
        tx.execute_once(
            &format!(
                "INSERT INTO {} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {}",
                table.qualified(&new),
                table.qualified(&old)
            ),
            &[],
        )
        .await?;
    }
    rows::set_sequences(tx, &new, &rows::sequences(tx, &old).await?).await?;
    tx.batch(&close).await
}

async fn count(tx: &OwnerTx, tenant: &TenantRecord) -> Result<(i64, usize)> {
    let target = tenant.target();
    let tables = rows::tables(tx, &target).await?;
    let mut total = 0;
    for table in &tables {
        let sql = format!("SELECT count(*) AS rows FROM {}", table.qualified(&target));
        for row in tx.query_once(&sql, &[]).await? {
            total += row.get::<_, i64>("rows");
        }
    }
    Ok((total, tables.len()))
}
