//! States, names and the end of a tenant.

use crate::{Error, Provisioner, Result, TenantRecord, copy, create, schema, tenants};
use chrono::Utc;
use panal_domain::{BaseDomains, DomainName, Module, SchemaName, Slug, TenantId, TenantState};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

/// A tenant whose data is gone.
#[derive(Debug, Clone, Serialize)]
pub struct Purged {
    /// Its slug, free again.
    pub slug: String,
    /// Tables dropped.
    pub tables: usize,
}

/// Tables dropped in one transaction: each takes locks, and a server has a fixed number of those.
const DROP_BATCH: i64 = 25;

impl Provisioner {
    /// Moves a tenant to another state: `active`, `suspended` or `maintenance`.
    pub async fn set_state(
        &self,
        name: &str,
        state: TenantState,
        reason: Option<&str>,
    ) -> Result<TenantRecord> {
        self.change(name, "tenant.state", async |tx, tenant| {
            tenant.state.transition(state)?;
            tx.execute(
                "UPDATE public.tenants SET state = $2, state_reason = $3, purge_after = NULL WHERE id = $1",
                &[&tenant.id.0, &state.as_str(), &reason],
            )
            .await?;
            Ok(json!({"from": tenant.state, "to": state, "reason": reason}))
        })
        .await
    }

    /// Deletes a tenant softly: it is out of reach at once, and its data ends after the grace period.
    pub async fn delete(&self, name: &str, reason: Option<&str>) -> Result<TenantRecord> {
        let purge_after = Utc::now() + chrono::Duration::days(i64::from(self.config.grace_days));
        self.change(name, "tenant.delete", async |tx, tenant| {
            tenant.state.transition(TenantState::Deleting)?;
            tx.execute(
                "UPDATE public.tenants SET state = 'deleting', state_reason = $2, purge_after = $3 WHERE id = $1",
                &[&tenant.id.0, &reason, &purge_after],
            )
            .await?;
            Ok(json!({"from": tenant.state, "purge_after": purge_after, "reason": reason}))
        })
        .await
    }

    /// Brings a deleted tenant back, within its grace period.
    pub async fn undelete(&self, name: &str) -> Result<TenantRecord> {
        self.change(name, "tenant.restore", async |tx, tenant| {
            if tenant.state != TenantState::Deleting {
                return Err(Error::Refused {
                    message: format!("{} is {}, not deleted", tenant.slug, tenant.state.as_str()),
                    cure: "`panal tenant list --state deleting` shows those that can be brought back".to_owned(),
                });
            }
            tx.execute(
                "UPDATE public.tenants SET state = 'active', state_reason = NULL, purge_after = NULL WHERE id = $1",
                &[&tenant.id.0],
            )
            .await?;
            Ok(json!({}))
        })
        .await
    }

    /// Drops a deleted tenant's schema and role. Before the end of the grace period only when `early`. Can be run
    /// again after it was interrupted: what is gone stays gone, and the rest follows.
    pub async fn purge(&self, name: &str, early: bool) -> Result<Purged> {
        let id = self.begin_purge(name, early).await?;
        let mut tables = 0;
        loop {
            match self.drop_tables(id).await? {
                0 => break,
                dropped => tables += dropped,
            }
        }
        let tx = self.owner.begin().await?;
        let tenant = purging(&tx, id).await?;
        tx.batch(&format!(
            "DROP SCHEMA IF EXISTS {} CASCADE",
            tenant.schema.quoted()
        ))
        .await?;
        schema::drop_role(&tx, tenant.role.as_str()).await?;
        tx.execute(
            "DELETE FROM public.domains WHERE tenant_id = $1",
            &[&tenant.id.0],
        )
        .await?;
        tx.execute(
            "DELETE FROM public.migration_ledger WHERE tenant_id = $1",
            &[&tenant.id.0],
        )
        .await?;
        // They name people too.
        for table in ["tenant_requests", "outbox"] {
            tx.execute(
                &format!("DELETE FROM public.{table} WHERE tenant_id = $1"),
                &[&tenant.id.0],
            )
            .await?;
        }
        tx.execute(
            "UPDATE public.tenants SET state = 'deleted', fingerprint = '', purge_after = NULL WHERE id = $1",
            &[&tenant.id.0],
        )
        .await?;
        self.audit(
            &tx,
            "tenant.purge",
            tenant.id,
            &tenant.slug,
            json!({"tables": tables}),
        )
        .await?;
        tx.commit().await?;
        Ok(Purged {
            slug: tenant.slug,
            tables,
        })
    }

    /// Notes, before anything is dropped, that there is no way back. The grace period ends with it, so that one
    /// interrupted here counts among those that are due.
    async fn begin_purge(&self, name: &str, early: bool) -> Result<TenantId> {
        let tx = self.owner.begin().await?;
        let tenant = tenants::lock(&tx, name).await?;
        check_deleting(&tenant)?;
        let graced = tenant.purge_after.is_some_and(|end| end > Utc::now());
        if graced && !early && tenant.purge_started_at.is_none() {
            return Err(Error::Refused {
                message: format!("the grace period of {} is not over", tenant.slug),
                cure: "wait, or give --early".to_owned(),
            });
        }
        tx.execute(
            "UPDATE public.tenants SET purge_started_at = now(), purge_after = least(purge_after, now())
             WHERE id = $1 AND purge_started_at IS NULL",
            &[&tenant.id.0],
        )
        .await?;
        tx.commit().await?;
        Ok(tenant.id)
    }

    /// Drops the next few tables; returns how many.
    async fn drop_tables(&self, id: TenantId) -> Result<usize> {
        let tx = self.owner.begin().await?;
        let tenant = purging(&tx, id).await?;
        let rows = tx
            .query(
                "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name
                 FROM pg_catalog.pg_tables WHERE schemaname = $1 ORDER BY tablename LIMIT $2",
                &[&tenant.schema.as_str(), &DROP_BATCH],
            )
            .await?;
        if rows.is_empty() {
            tx.rollback().await?;
            return Ok(0);
        }
        let names: Vec<String> = rows.iter().map(|row| row.get("name")).collect();
        tx.batch(&format!(
            "DROP TABLE IF EXISTS {} CASCADE",
            names.join(", ")
        ))
        .await?;
        tx.commit().await?;
        Ok(names.len())
    }

    /// Gives a tenant another slug, and another schema and role where asked for. A request that is under way under
    /// the old schema gets 503 `busy` at its next statement. A tenant that is still to be made can change its slug.
    pub async fn rename(
        &self,
        name: &str,
        slug: &Slug,
        schema: Option<&SchemaName>,
    ) -> Result<TenantRecord> {
        self.change(name, "tenant.rename", async |tx, tenant| {
            if schema.is_some() {
                copy::check_has_schema(tenant)?;
            }
            let target = schema.map_or_else(|| tenant.target(), |schema| self.target(schema.clone(), tenant.id.0));
            tx.execute(
                "UPDATE public.tenants SET slug = $2, schema_name = $3, role_name = $4 WHERE id = $1",
                &[&tenant.id.0, &slug.as_str(), &target.schema.as_str(), &target.role.as_str()],
            )
            .await
            .map_err(|error| create::name_taken(error, slug.as_str(), &target))?;
            create::rename(tx, &tenant.target(), &target).await?;
            Ok(json!({"from": tenant.slug, "to": slug, "schema": target.schema}))
        })
        .await
    }

    /// Adds a custom domain; the first of a tenant is its primary one, and so is one added as `primary`.
    pub async fn add_domain(
        &self,
        name: &str,
        domain: &DomainName,
        primary: bool,
        bases: &BaseDomains,
    ) -> Result<TenantRecord> {
        let domain = DomainName::parse_for_tenant(domain.as_str(), bases)?;
        self.change(name, "domain.add", async |tx, tenant| {
            copy::check_has_schema(tenant)?;
            let primary = primary || tenant.domains.is_empty();
            if primary {
                demote(tx, tenant).await?;
            }
            tx.execute(
                "INSERT INTO public.domains (id, tenant_id, domain, is_primary) VALUES ($1, $2, $3, $4)",
                &[&Uuid::now_v7(), &tenant.id.0, &domain.as_str(), &primary],
            )
            .await
            .map_err(|error| match create::constraint(&error) {
                Some("domains_domain_key") => create::taken("domain", domain.as_str()),
                _ => error,
            })?;
            Ok(json!({"domain": domain, "primary": primary}))
        })
        .await
    }

    /// Makes one of a tenant's domains its primary one, and the former a secondary, in one step.
    pub async fn make_primary(&self, name: &str, domain: &DomainName) -> Result<TenantRecord> {
        self.change(name, "domain.primary", async |tx, tenant| {
            demote(tx, tenant).await?;
            let changed = tx
                .execute(
                    "UPDATE public.domains SET is_primary = true WHERE tenant_id = $1 AND domain = $2",
                    &[&tenant.id.0, &domain.as_str()],
                )
                .await?;
            if changed == 0 {
                return Err(Error::NotFound(format!("domain {domain} of {}", tenant.slug)));
            }
            Ok(json!({"domain": domain}))
        })
        .await
    }

    /// Takes a domain away. If it was the primary one, the oldest of the others follows.
    pub async fn remove_domain(&self, name: &str, domain: &DomainName) -> Result<TenantRecord> {
        self.change(name, "domain.remove", async |tx, tenant| {
            let row = tx
                .query_opt(
                    "DELETE FROM public.domains WHERE tenant_id = $1 AND domain = $2 RETURNING is_primary",
                    &[&tenant.id.0, &domain.as_str()],
                )
                .await?
                .ok_or_else(|| Error::NotFound(format!("domain {domain} of {}", tenant.slug)))?;
            if row.get("is_primary") {
                tx.execute(
                    "UPDATE public.domains SET is_primary = true WHERE id = (
                         SELECT id FROM public.domains WHERE tenant_id = $1 ORDER BY created_at, id LIMIT 1)",
                    &[&tenant.id.0],
                )
                .await?;
            }
            Ok(json!({"domain": domain}))
        })
        .await
    }

    /// Enables a module, and those that it requires, and makes their tables.
    pub async fn enable_module(&self, name: &str, module: Module) -> Result<TenantRecord> {
        self.enable_modules(name, &[module]).await
    }

    /// Enables several modules at once, in one transaction.
    pub async fn enable_modules(&self, name: &str, wanted: &[Module]) -> Result<TenantRecord> {
        let record = self
            .change(name, "module.enable", async |tx, tenant| {
                copy::check_has_schema(tenant)?;
                let mut modules = tenant.module_set();
                for module in wanted {
                    modules.insert(*module);
                }
                let modules = modules.with_requirements();
                tx.execute(
                    "UPDATE public.tenants SET modules = $2 WHERE id = $1",
                    &[&tenant.id.0, &modules.names()],
                )
                .await?;
                let enabled = TenantRecord {
                    modules: modules.names().into_iter().map(str::to_owned).collect(),
                    ..tenant.clone()
                };
                self.bring_up_to_date(tx, &enabled).await?;
                Ok(json!({"enabled": wanted, "modules": enabled.modules}))
            })
            .await?;
        Ok(record)
    }

    /// One change of one tenant: locked, made, audited, committed; answers with the tenant as it then is.
    pub(crate) async fn change(
        &self,
        name: &str,
        action: &str,
        change: impl AsyncFnOnce(&crate::OwnerTx, &TenantRecord) -> Result<serde_json::Value>,
    ) -> Result<TenantRecord> {
        let tx = self.owner.begin().await?;
        let tenant = tenants::lock(&tx, name).await?;
        tenant.check_not_purged()?;
        let detail = change(&tx, &tenant).await?;
        self.audit(&tx, action, tenant.id, &tenant.slug, detail)
            .await?;
        let tenant = tenants::lock(&tx, &tenant.id.to_string()).await?;
        tx.commit().await?;
        Ok(tenant)
    }
}

fn check_deleting(tenant: &TenantRecord) -> Result<()> {
    match tenant.state {
        TenantState::Deleting => Ok(()),
        state => Err(Error::Refused {
            message: format!(
                "{} is {state}; only a deleted tenant is purged",
                tenant.slug
            ),
            cure: format!("`panal tenant delete {}` first", tenant.slug),
        }),
    }
}

/// The tenant whose purge has begun, locked, under the names that it has now.
async fn purging(tx: &crate::OwnerTx, id: TenantId) -> Result<TenantRecord> {
    let tenant = tenants::lock(tx, &id.to_string()).await?;
    check_deleting(&tenant)?;
    Ok(tenant)
}

async fn demote(tx: &crate::OwnerTx, tenant: &TenantRecord) -> Result<()> {
    tx.execute(
        "UPDATE public.domains SET is_primary = false WHERE tenant_id = $1 AND is_primary",
        &[&tenant.id.0],
    )
    .await?;
    Ok(())
}
