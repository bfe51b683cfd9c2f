//! A tenant back from a backup: where it was, in place of what is there, or beside it under another name.

use crate::{
    BackupManifest, Error, OwnerTx, Provisioner, Result, TenantRecord, backup, checksum, create,
    files, grants, ledger, log_ins, pg_tools, schema, tenants, transfer,
};
use panal_domain::{SchemaName, Slug, TenantId, TenantState};
use panal_tenant_migrations::Target;
use serde::Serialize;
use serde_json::json;
use std::{collections::BTreeSet, path::Path, time::Instant};
use uuid::Uuid;

/// Where the tenant goes.
#[derive(Debug, Clone, Default)]
pub struct RestoreRequest {
    /// Beside the tenant, as another one with this slug; without it, as the tenant itself.
    pub slug: Option<Slug>,
    /// Schema, where it shall not be the one it was, or not be named after the slug.
    pub schema: Option<SchemaName>,
    /// In place of the tenant's present rows, which end.
    pub replace: bool,
}

/// A tenant that came back.
#[derive(Debug, Clone, Serialize)]
pub struct Restored {
    /// The tenant.
    pub tenant: TenantRecord,
    /// The backup.
    pub backup: String,
    /// Whether it took the place of other rows.
    pub replaced: bool,
    /// Rows.
    pub rows: i64,
    /// Tables.
    pub tables: usize,
    /// Migrations applied to what came back, because it was older than this program.
    pub migrated: Vec<String>,
    /// Custom domains that could not come back, because they are another tenant's by now.
    pub domains_taken: Vec<String>,
    /// Users of another tenant made of the backup who have to set their second factor up anew.
    pub second_factors_removed: u64,
    /// Milliseconds from BEGIN to the answer of COMMIT.
    pub database_ms: f64,
}

impl Provisioner {
    /// Restores a backup, given by its dump or its manifest. A purged tenant, or one that this installation never
    /// had, comes back with its id, state and domains; `replace` puts the rows back under a tenant that is here,
    /// whose slug, plan, state and domains stay; a slug makes another tenant of it. Everything is checked before
    /// anything lasts. What is older than this program is migrated. Nobody is logged in afterwards, and
    /// neither API keys nor links sent before are good.
    pub async fn restore(&self, backup: &Path, request: &RestoreRequest) -> Result<Restored> {
        let path = backup.to_owned();
        let manifest = files::blocking(move || checked(&path)).await?;
        self.recorded(&manifest.ledger)?;
        let begun = Instant::now();
        let tx = self.owner.begin().await?;
        let (tenant, live) = self.place(&tx, &manifest, request).await?;
        if live.is_none() {
            tenants::adopt(&tx, &tenant).await?;
            tx.batch(&schema::role_sql(&tenant.target()))
                .await
                .map_err(|error| create::names_taken(error, &tenant.target()))?;
        }
        let mut holders = match &live {
            Some(live) => log_ins::holders(&tx, &live.target()).await?,
            None => BTreeSet::new(),
        };
        self.put_schema(&tx, &manifest, &tenant, live.as_ref())
            .await?;
        let target = tenant.target();
        let mut second_factors_removed = 0;
        if tenant.id == manifest.tenant.id {
            holders.append(&mut log_ins::holders(&tx, &target).await?);
            log_ins::end(&tx, &target, &holders).await?;
        } else {
            log_ins::leave_out(&tx, &target).await?;
            second_factors_removed = log_ins::without_factors(&tx, &target).await?;
        }
        if live.is_some() {
            tx.execute(
                "UPDATE public.tenants SET modules = $2 WHERE id = $1",
                &[&tenant.id.0, &tenant.modules],
            )
            .await?;
        }
        ledger::write(&tx, tenant.id, &manifest.ledger).await?;
        let domains_taken = if tenant.id == manifest.tenant.id && live.is_none() {
            put_domains(&tx, &manifest).await?
        } else {
            Vec::new()
        };
        let migrated = self.migrate_in(&tx, &tenant).await?;
        let detail =
            json!({"backup": manifest.id, "replaced": live.is_some(), "migrated": migrated});
        self.audit(
            &tx,
            "tenant.restore_backup",
            tenant.id,
            &tenant.slug,
            detail,
        )
        .await?;
        let tenant = tenants::lock(&tx, &tenant.id.to_string()).await?;
        tx.commit().await?;
        Ok(Restored {
            tenant,
            backup: manifest.id,
            replaced: live.is_some(),
            rows: manifest.checksum.rows,
            tables: manifest.checksum.tables,
            migrated,
            domains_taken,
            second_factors_removed,
            database_ms: begun.elapsed().as_secs_f64() * 1000.0,
        })
    }

    /// The tenant's row to be, and the present one where it is to be replaced.
    async fn place(
        &self,
        tx: &OwnerTx,
        manifest: &BackupManifest,
        request: &RestoreRequest,
    ) -> Result<(TenantRecord, Option<TenantRecord>)> {
        let saved = &manifest.tenant;
        if let Some(slug) = &request.slug {
            if request.replace {
                return Err(Error::Refused {
                    message: "a restore is either in place of the tenant or beside it".to_owned(),
                    cure: "give --replace or --as, not both".to_owned(),
                });
            }
            let schema = request.schema.clone();
            let id = TenantId::generate();
            let schema = schema.unwrap_or_else(|| SchemaName::from_slug(slug));
            let target = self.target(schema, id.0);
            let beside = TenantRecord {
                id,
                slug: slug.as_str().to_owned(),
                schema: target.schema,
                role: target.role,
                state: TenantState::Active,
                state_reason: None,
                ..saved.clone()
            };
            return Ok((beside, None));
        }
        match tenants::lock(tx, &saved.id.to_string()).await {
            Ok(live) if live.state != TenantState::Deleted => replaced(saved, live, request),
            Err(error) if !matches!(error, Error::TenantNotFound(_)) => Err(error),
            _ => {
                let schema = request.schema.clone();
                let schema = schema.unwrap_or_else(|| saved.schema.clone());
                let target = self.target(schema, saved.id.0);
                let state = match saved.state {
                    TenantState::Deleting => TenantState::Active,
                    state => state,
                };
                let back = TenantRecord {
                    schema: target.schema,
                    role: target.role,
                    state,
                    ..saved.clone()
                };
                Ok((back, None))
            }
        }
    }

    /// Makes the schema from the dump, which knows only its original name. Whoever has that name now lends it for as
    /// long as the transaction lasts; nobody else sees that.
    async fn put_schema(
        &self,
        tx: &OwnerTx,
        manifest: &BackupManifest,
        tenant: &TenantRecord,
        live: Option<&TenantRecord>,
    ) -> Result<()> {
        let original = &manifest.tenant.schema;
        // Two restores of one schema take turns.
        tx.query(
            "SELECT pg_advisory_xact_lock(hashtextextended('panal restore ' || $1, 0))",
            &[&original.as_str()],
        )
        .await?;
        let aside = set_aside(tx, original).await?;
        pg_tools::restore(tx, &manifest.path).await?;
        let made = Target {
            schema: original.clone(),
            role: tenant.role.clone(),
        };
        let wanted: BTreeSet<_> = manifest.grants.iter().cloned().collect();
        let present = grants::of(tx, &made).await?;
        tx.batch(&grants::mend_sql(&made, &present, &wanted))
            .await?;
        verify(tx, &made, manifest).await?;
        // Under the original name there is by now what was restored; what it replaces was set aside, if it was there.
        let replaced = match live {
            Some(live) if live.schema == *original => aside.as_ref(),
            Some(live) => Some(&live.schema),
            None => None,
        };
        if let Some(schema) = replaced {
            // Waits for requests that are under way, but not for ever; those that follow wait for us.
            tx.batch(&format!(
                "SET LOCAL lock_timeout = {}; DROP SCHEMA IF EXISTS {} CASCADE",
                self.config.lock_timeout_ms,
                schema.quoted()
            ))
            .await?;
        }
        let target = tenant.target();
        create::rename(tx, &made, &target).await?;
        match aside {
            Some(aside) if live.is_none_or(|live| live.schema != *original) => {
                let rename = format!(
                    "ALTER SCHEMA {} RENAME TO {}",
                    aside.quoted(),
                    original.quoted()
                );
                tx.batch(&rename)
                    .await
                    .map_err(|error| create::names_taken(error, &target))
            }
            _ => Ok(()),
        }
    }
}

/// The manifest of a backup whose dump is, byte for byte, the one that was written.
fn checked(path: &Path) -> Result<BackupManifest> {
    let manifest = backup::read_manifest(path)?;
    let (sha256, bytes) = files::digest(&manifest.path)?;
    if bytes != manifest.bytes {
        return Err(files::corrupt(
            &manifest.path,
            format!("it has {bytes} bytes, and {} were written", manifest.bytes),
        ));
    }
    if sha256 != manifest.sha256 {
        return Err(files::corrupt(
            &manifest.path,
            "its SHA-256 is not the one in its manifest",
        ));
    }
    Ok(manifest)
}

fn replaced(
    saved: &TenantRecord,
    live: TenantRecord,
    request: &RestoreRequest,
) -> Result<(TenantRecord, Option<TenantRecord>)> {
    use TenantState::{Active, Maintenance, Suspended};
    let refused = |message: String, cure: String| Err(Error::Refused { message, cure });
    if !request.replace {
        return refused(
            format!("{} is {}", live.slug, live.state),
            "--replace puts the backup in its place, --as beside it".to_owned(),
        );
    }
    live.check_not_purged()?;
    if !matches!(live.state, Active | Suspended | Maintenance) {
        return refused(
            format!("{} is {}", live.slug, live.state),
            format!("`panal tenant restore {}` first", live.slug),
        );
    }
    if request
        .schema
        .as_ref()
        .is_some_and(|schema| *schema != live.schema)
    {
        return refused(
            "a restore in place keeps the schema's name".to_owned(),
            "rename the tenant before or after it".to_owned(),
        );
    }
    let tenant = TenantRecord {
        modules: saved.modules.clone(),
        ..live.clone()
    };
    Ok((tenant, Some(live)))
}

/// Gives a schema another name for the time being; `None` when there is none of that name.
async fn set_aside(tx: &OwnerTx, name: &SchemaName) -> Result<Option<SchemaName>> {
    let present = tx
        .query_opt(
            "SELECT 1 FROM pg_namespace WHERE nspname = $1",
            &[&name.as_str()],
        )
        .await?;
    if present.is_none() {
        return Ok(None);
    }
    let aside = SchemaName::parse(&format!("aside_{}", Uuid::new_v4().simple()))?;
    tx.batch(&format!(
        "ALTER SCHEMA {} RENAME TO {}",
        name.quoted(),
        aside.quoted()
    ))
    .await?;
    Ok(Some(aside))
}

/// Compares what was made with what was saved.
async fn verify(tx: &OwnerTx, made: &Target, manifest: &BackupManifest) -> Result<()> {
    // Another major version of PostgreSQL writes the same structure in other words.
    let same_server =
        transfer::server_version(tx).await? / 10_000 == manifest.server_version / 10_000;
    if same_server && checksum::catalogue(tx, made).await?.digest() != manifest.checksum.catalogue {
        return Err(files::corrupt(
            &manifest.path,
            "the structure restored is not the one saved",
        ));
    }
    let content = checksum::content(tx, made).await?;
    // Sequences go on while a dump is made: they may be ahead of what the manifest saw, never behind.
    let behind = manifest.content.sequences.iter().any(|(name, saved)| {
        content
            .sequences
            .get(name)
            .is_none_or(|restored| restored.last_value < saved.last_value)
    });
    if content.tables != manifest.content.tables || behind {
        return Err(files::corrupt(
            &manifest.path,
            "the rows restored are not those saved",
        ));
    }
    Ok(())
}

/// Gives a tenant its domains back; returns those that are somebody else's by now.
async fn put_domains(tx: &OwnerTx, manifest: &BackupManifest) -> Result<Vec<String>> {
    let mut taken = Vec::new();
    for saved in &manifest.domains {
        let put = tx
            .execute(
                "INSERT INTO public.domains (id, tenant_id, domain, is_primary) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (domain) DO NOTHING",
                &[&Uuid::now_v7(), &manifest.tenant.id.0, &saved.domain, &saved.is_primary],
            )
            .await?;
        if put == 0 {
            taken.push(saved.domain.clone());
        }
    }
    Ok(taken)
}
