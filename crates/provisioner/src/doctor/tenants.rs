//! Whether each tenant's row, schema, role and migrations go together.

use super::{Examination, Severity, some};
use crate::{
    Error, LedgerRow, OwnerTx, Provisioner, Result, TenantFilter, TenantRecord, checksum, copy,
    grants, ledger, schema, tenants,
};
use chrono::Utc;
use panal_domain::TenantState;
use panal_tenant_migrations::{TABLE, fingerprint};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A tenant still being made after so many minutes is stuck.
const STUCK_MINUTES: i64 = 10;

/// Schemas asked in one statement.
const BATCH: usize = 100;

/// A tenant that should have a schema, and what there is of it.
pub(super) struct Patient {
    pub(super) tenant: TenantRecord,
    pub(super) ledger: Vec<LedgerRow>,
    pub(super) has_schema: bool,
    pub(super) has_role: bool,
}

/// Everybody on record.
pub(super) struct Fleet {
    pub(super) patients: Vec<Patient>,
    /// Those that have no schema yet.
    unmade: Vec<TenantRecord>,
    /// Those that wait for their purge, or for the rest of it.
    deleting: Vec<TenantRecord>,
}

impl Examination<'_> {
    /// All tenants, their ledgers, and whether their schemas and roles are there: three statements.
    pub(super) async fn fleet(&self) -> Result<Fleet> {
        let owner = &self.provisioner.owner;
        let tenants = self.provisioner.tenants(&TenantFilter::default()).await?;
        let rows = owner
            .query(
                "SELECT t.id, EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = t.schema_name) AS has_schema,
                        EXISTS (SELECT FROM pg_roles r WHERE r.rolname = t.role_name) AS has_role
                 FROM public.tenants t WHERE t.state <> 'deleted'",
                &[],
            )
            .await?;
        let present: BTreeMap<Uuid, (bool, bool)> = rows
            .iter()
            .map(|row| (row.get("id"), (row.get("has_schema"), row.get("has_role"))))
            .collect();
        let mut ledgers = ledger::all(owner).await?;
        let mut fleet = Fleet {
            patients: Vec::new(),
            unmade: Vec::new(),
            deleting: Vec::new(),
        };
        for tenant in tenants {
            if matches!(
                tenant.state,
                TenantState::Pending | TenantState::Provisioning
            ) {
                fleet.unmade.push(tenant);
                continue;
            }
            if tenant.state == TenantState::Deleting {
                fleet.deleting.push(tenant.clone());
            }
            if tenant.purge_started_at.is_some() {
                continue;
            }
            let (has_schema, has_role) = present.get(&tenant.id.0).copied().unwrap_or_default();
            fleet.patients.push(Patient {
                ledger: ledgers.remove(&tenant.id).unwrap_or_default(),
                tenant,
                has_schema,
                has_role,
            });
        }
        Ok(fleet)
    }

    /// Schemas and roles that are gone.
    pub(super) async fn presence(&mut self, fleet: &Fleet) -> Result<()> {
        let provisioner = self.provisioner;
        for patient in &fleet.patients {
            let slug = Some(patient.tenant.slug.as_str());
            if !patient.has_role {
                let message = format!("role {} is gone: nobody can work", patient.tenant.role);
                let work = provisioner.make_role(patient);
                let cure = "make it again with its rights";
                self.mend(Severity::Error, "role_missing", slug, message, cure, work)
                    .await;
            }
            if !patient.has_schema {
                let message = format!(
                    "schema {} is gone with all its rows; mending makes its tables again, empty. If there is a backup, \
                     restore it instead: `panal backup list`, `panal restore --replace`",
                    patient.tenant.schema
                );
                let work = provisioner.make_missing_schema(patient);
                let cure = "restore a backup; where there is none, make its tables again, empty";
                self.mend(Severity::Error, "schema_missing", slug, message, cure, work)
                    .await;
            }
        }
        Ok(())
    }

    /// The fleet's ledger against this program, against the schemas' own records, and against the fingerprints.
    pub(super) async fn ledgers(&mut self, fleet: &Fleet) -> Result<()> {
        let provisioner = self.provisioner;
        let records = self.records(fleet).await?;
        let mut behind = Vec::new();
        for patient in &fleet.patients {
            self.ledger(patient, records.get(&patient.tenant.id.0))
                .await;
            let tenant = &patient.tenant;
            let wanted = provisioner.migrator(&tenant.module_set());
            let lacks = |name| !patient.ledger.iter().any(|row| row.name == name);
            if wanted.list().iter().any(|migration| lacks(migration.name)) {
                behind.push(tenant.slug.clone());
            }
        }
        if !behind.is_empty() {
            let message = format!(
                "{} tenants are behind this program: {}",
                behind.len(),
                some(&behind)
            );
            self.note(Severity::Info, "behind", None, message, "`panal migrate`");
        }
        Ok(())
    }

    /// One tenant's part of the ledger; `record` is what its schema says.
    async fn ledger(&mut self, patient: &Patient, record: Option<&BTreeSet<String>>) {
        let provisioner = self.provisioner;
        let tenant = &patient.tenant;
        let slug = Some(tenant.slug.as_str());
        if let Err(error) = provisioner.recorded(&patient.ledger) {
            let kind = match error {
                Error::Edited(_) => "migration_edited",
                _ => "schema_newer",
            };
            let cure = error.cure().unwrap_or_default();
            self.note(Severity::Error, kind, slug, error.to_string(), cure);
        }
        let applied: BTreeSet<String> = patient.ledger.iter().map(|row| row.name.clone()).collect();
        let none = BTreeSet::new();
        let differ: Vec<String> = record
            .unwrap_or(&none)
            .symmetric_difference(&applied)
            .cloned()
            .collect();
        if patient.has_schema && !differ.is_empty() {
            self.note(
                Severity::Error,
                "ledger_mismatch",
                slug,
                format!("the schema's record and the fleet's ledger differ in {}", some(&differ)),
                format!(
                    "see which of them is right, then `panal migrate --schema {} --fake` records what is there",
                    tenant.schema
                ),
            );
        }
        let wanted = fingerprint(patient.ledger.iter().map(|row| (&row.name, &row.checksum)));
        if tenant.fingerprint != wanted {
            let message = "its fingerprint is not that of its ledger".to_owned();
            let work = provisioner.mend_fingerprint(tenant);
            let cure = "write the one of its ledger";
            self.mend(
                Severity::Warning,
                "fingerprint_wrong",
                slug,
                message,
                cure,
                work,
            )
            .await;
        }
    }

    /// What each schema itself says was applied to it.
    async fn records(&self, fleet: &Fleet) -> Result<BTreeMap<Uuid, BTreeSet<String>>> {
        let owner = &self.provisioner.owner;
        let rows = owner
            .query(
                "SELECT schemaname::text AS schema FROM pg_tables WHERE tablename = $1",
                &[&TABLE],
            )
            .await?;
        let readable: BTreeSet<String> = rows.iter().map(|row| row.get("schema")).collect();
        let selects: Vec<String> = fleet
            .patients
            .iter()
            .filter(|patient| readable.contains(patient.tenant.schema.as_str()))
            .map(|patient| {
                format!(
                    "SELECT '{}'::uuid AS id, version::text FROM {}.{TABLE}",
                    patient.tenant.id,
                    patient.tenant.schema.quoted()
                )
            })
            .collect();
        let mut records: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
        for batch in selects.chunks(BATCH) {
            let tx = owner.begin().await?;
            for row in tx.query_once(&batch.join(" UNION ALL "), &[]).await? {
                let record = records.entry(row.get("id")).or_default();
                record.insert(row.get("version"));
            }
            tx.rollback().await?;
        }
        Ok(records)
    }

    /// Tenants that stay in a state, and domains.
    pub(super) async fn lives(&mut self, fleet: &Fleet) -> Result<()> {
        let provisioner = self.provisioner;
        for tenant in &fleet.unmade {
            let minutes = (Utc::now() - tenant.updated_at).num_minutes();
            if minutes < STUCK_MINUTES {
                continue;
            }
            let why = tenant
                .failure
                .as_ref()
                .map(|failure| format!(": {failure}"));
            let message = format!(
                "has been {} for {minutes} minutes{}",
                tenant.state,
                why.unwrap_or_default()
            );
            let work = provisioner.finish(tenant);
            let slug = Some(tenant.slug.as_str());
            let cure = "finish making it";
            self.mend(
                Severity::Error,
                "stuck_provisioning",
                slug,
                message,
                cure,
                work,
            )
            .await;
        }
        for tenant in &fleet.deleting {
            if tenant.purge_after.is_some_and(|end| end < Utc::now()) {
                self.note(
                    Severity::Info,
                    "grace_over",
                    Some(&tenant.slug),
                    "its grace period is over and it was not purged".to_owned(),
                    format!(
                        "`panal tenant purge {}`; a running worker does it by itself",
                        tenant.slug
                    ),
                );
            }
        }
        self.domains().await
    }

    async fn domains(&mut self) -> Result<()> {
        let provisioner = self.provisioner;
        let rows = provisioner
            .owner
            .query(
                "SELECT t.slug, t.id FROM public.tenants t JOIN public.domains d ON d.tenant_id = t.id
                 GROUP BY t.id HAVING NOT bool_or(d.is_primary) ORDER BY t.slug",
                &[],
            )
            .await?;
        for row in rows {
            let (slug, id): (String, Uuid) = (row.get("slug"), row.get("id"));
            let message = "none of its domains is the primary one".to_owned();
            let work = provisioner.mend_primary(id);
            self.mend(
                Severity::Warning,
                "domain_without_primary",
                Some(&slug),
                message,
                "make the oldest one primary",
                work,
            )
            .await;
        }
        Ok(())
    }
}

impl Provisioner {
    async fn make_role(&self, patient: &Patient) -> Result<()> {
        let tx = self.owner.begin().await?;
        let tenant = still_there(&tx, &patient.tenant).await?;
        tx.batch(&schema::role_sql(&tenant.target())).await?;
        if patient.has_schema {
            let wanted = self.reference(&self.recorded(&patient.ledger)?).await?;
            let target = tenant.target();
            let present = grants::of(&tx, &target).await?;
            let (ours, possible) = grants::common(&present, &wanted.grants);
            tx.batch(&grants::mend_sql(&target, &ours, &possible))
                .await?;
        }
        self.audit(&tx, "doctor.role", tenant.id, &tenant.slug, json!({}))
            .await?;
        tx.commit().await
    }

    /// Tables as they were, without rows.
    async fn make_missing_schema(&self, patient: &Patient) -> Result<()> {
        let migrations = self.recorded(&patient.ledger)?;
        let tx = self.owner.begin().await?;
        let tenant = still_there(&tx, &patient.tenant).await?;
        tx.batch(&schema::schema_sql(&tenant.target())).await?;
        schema::apply(&tx, &tenant.target(), &migrations).await?;
        self.audit(&tx, "doctor.schema", tenant.id, &tenant.slug, json!({}))
            .await?;
        tx.commit().await
    }

    /// Makes what a tenant lacks; one whose schema is there, with all that its ledger says, only lacks its state.
    async fn finish(&self, tenant: &TenantRecord) -> Result<()> {
        let tx = self.owner.begin().await?;
        let tenant = tenants::lock(&tx, &tenant.id.to_string()).await?;
        let ledger = ledger::read(&tx, tenant.id).await?;
        if ledger.is_empty() {
            tx.rollback().await?;
            return self.provision(tenant.id).await.map(drop);
        }
        if !matches!(
            tenant.state,
            TenantState::Pending | TenantState::Provisioning
        ) {
            return tx.rollback().await;
        }
        let wanted = self.reference(&self.recorded(&ledger)?).await?;
        let present = checksum::catalogue(&tx, &tenant.target()).await?;
        copy::check_drift(&tenant, &present, &wanted).map_err(|error| Error::Refused {
            message: error.to_string(),
            cure: "mend it as panal_owner, or restore a backup of it under another slug".to_owned(),
        })?;
        tx.execute(
            "UPDATE public.tenants SET state = 'active', failed_step = NULL, failure = NULL WHERE id = $1",
            &[&tenant.id.0],
        )
        .await?;
        self.record_fingerprint(&tx, tenant.id).await?;
        self.audit(&tx, "doctor.activate", tenant.id, &tenant.slug, json!({}))
            .await?;
        tx.commit().await
    }

    async fn mend_fingerprint(&self, tenant: &TenantRecord) -> Result<()> {
        let tx = self.owner.begin().await?;
        tenants::lock(&tx, &tenant.id.to_string()).await?;
        self.record_fingerprint(&tx, tenant.id).await?;
        tx.commit().await
    }

    async fn mend_primary(&self, tenant: Uuid) -> Result<()> {
        self.owner
            .query(
                "UPDATE public.domains SET is_primary = true WHERE id = (
                     SELECT id FROM public.domains WHERE tenant_id = $1 ORDER BY created_at, id LIMIT 1)",
                &[&tenant],
            )
            .await
            .map(drop)
    }
}

/// The tenant, locked, as it is by now: it may have been renamed or purged since it was examined.
pub(super) async fn still_there(tx: &OwnerTx, tenant: &TenantRecord) -> Result<TenantRecord> {
    let now = tenants::lock(tx, &tenant.id.to_string()).await?;
    copy::check_has_schema(&now)?;
    Ok(now)
}
