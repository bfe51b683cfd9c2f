//! Ready-made empty schemas. Creating a tenant claims one and renames it, instead of making every table anew.

use crate::{OwnerTx, Provisioner, Result, schema};
use panal_domain::{ModuleSet, Profile, RoleName, SchemaName};
use panal_tenant_migrations::Target;
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The schemas ready for one set of migrations.
#[derive(Debug, Clone, Serialize)]
pub struct PoolStatus {
    /// The industry profiles served by it: those whose modules come to the same tables.
    pub profiles: Vec<String>,
    /// Digest of the migrations.
    pub fingerprint: String,
    /// Schemas ready.
    pub ready: usize,
    /// Schemas wanted.
    pub wanted: usize,
}

impl Provisioner {
    /// What is ready for each industry profile. Profiles whose modules have the same tables share their schemas.
    pub async fn pool_status(&self) -> Result<Vec<PoolStatus>> {
        let rows = self
            .owner
            .query(
                "SELECT fingerprint, count(*) AS ready FROM public.schema_pool GROUP BY 1",
                &[],
            )
            .await?;
        let ready: BTreeMap<String, i64> = rows
            .iter()
            .map(|row| (row.get("fingerprint"), row.get("ready")))
            .collect();
        Ok(self
            .pool_kinds(Profile::ALL)
            .into_iter()
            .map(|(fingerprint, (_, profiles))| PoolStatus {
                ready: ready
                    .get(&fingerprint)
                    .map_or(0, |ready| usize::try_from(*ready).unwrap_or(0)),
                wanted: self.config.pool_size,
                profiles: profiles
                    .iter()
                    .map(|profile| profile.as_str().to_owned())
                    .collect(),
                fingerprint,
            })
            .collect())
    }

    /// Makes schemas until `size` are ready for each of `profiles`, and drops those of migrations past. Returns how
    /// many it made. `made` is told of each.
    pub async fn fill_pool(
        &self,
        profiles: &[Profile],
        size: usize,
        made: &(dyn Fn() + Sync),
    ) -> Result<usize> {
        self.drop_stale_pool().await?;
        let mut count = 0;
        for (fingerprint, (modules, _)) in self.pool_kinds(profiles) {
            loop {
                let tx = self.owner.begin().await?;
                // Two refills at once take turns, so that they do not both make what is missing.
                tx.batch("SELECT pg_advisory_xact_lock(hashtextextended('panal pool', 0))")
                    .await?;
                let row = tx
                    .query_one(
                        "SELECT count(*) AS ready FROM public.schema_pool WHERE fingerprint = $1",
                        &[&fingerprint],
                    )
                    .await?;
                if usize::try_from(row.get::<_, i64>("ready")).unwrap_or(0) >= size {
                    tx.rollback().await?;
                    break;
                }
                self.make_pool_schema(&tx, &modules, &fingerprint).await?;
                tx.commit().await?;
                count += 1;
                made();
            }
        }
        Ok(count)
    }

    async fn make_pool_schema(
        &self,
        tx: &OwnerTx,
        modules: &ModuleSet,
        fingerprint: &str,
    ) -> Result<()> {
        let id = Uuid::now_v7();
        let target = self.target(SchemaName::pool(id), id);
        tx.batch(&schema::create_sql(&target)).await?;
        schema::apply(tx, &target, self.migrator(modules).list()).await?;
        tx.execute(
            "INSERT INTO public.schema_pool (id, schema_name, role_name, modules, fingerprint)
             VALUES ($1, $2, $3, $4, $5)",
            &[
                &id,
                &target.schema.as_str(),
                &target.role.as_str(),
                &modules.names(),
                &fingerprint,
            ],
        )
        .await?;
        Ok(())
    }

    /// Takes a ready schema, for this transaction to rename. None is ready: `None`.
    pub(crate) async fn claim(&self, tx: &OwnerTx, fingerprint: &str) -> Result<Option<Target>> {
        let row = tx
            .query_opt(
                "DELETE FROM public.schema_pool WHERE id = (
                     SELECT id FROM public.schema_pool WHERE fingerprint = $1
                     ORDER BY created_at FOR UPDATE SKIP LOCKED LIMIT 1)
                 RETURNING schema_name, role_name",
                &[&fingerprint],
            )
            .await?;
        row.map(|row| {
            Ok(Target {
                schema: SchemaName::parse(row.try_get("schema_name")?)?,
                role: RoleName::parse(row.try_get("role_name")?)?,
            })
        })
        .transpose()
    }

    /// Drops ready schemas that no profile of this program would claim.
    async fn drop_stale_pool(&self) -> Result<()> {
        let current: Vec<String> = self.pool_kinds(Profile::ALL).into_keys().collect();
        loop {
            let tx = self.owner.begin().await?;
            let row = tx
                .query_opt(
                    "DELETE FROM public.schema_pool WHERE id = (
                         SELECT id FROM public.schema_pool WHERE fingerprint <> ALL ($1)
                         FOR UPDATE SKIP LOCKED LIMIT 1)
                     RETURNING schema_name, role_name",
                    &[&current],
                )
                .await?;
            let Some(row) = row else {
                return tx.rollback().await;
            };
            let target = Target {
                schema: SchemaName::parse(row.try_get("schema_name")?)?,
                role: RoleName::parse(row.try_get("role_name")?)?,
            };
            tx.batch(&format!(
                "DROP SCHEMA IF EXISTS {} CASCADE",
                target.schema.quoted()
            ))
            .await?;
            schema::drop_role(&tx, target.role.as_str()).await?;
            tx.commit().await?;
        }
    }

    /// Profiles by the migrations they come to.
    fn pool_kinds(&self, profiles: &[Profile]) -> BTreeMap<String, (ModuleSet, Vec<Profile>)> {
        let mut kinds: BTreeMap<String, (ModuleSet, Vec<Profile>)> = BTreeMap::new();
        for profile in profiles {
            let modules = profile.module_set();
            kinds
                .entry(self.migrator(&modules).fingerprint())
                .or_insert_with(|| (modules, Vec::new()))
                .1
                .push(*profile);
        }
        kinds
    }
}
