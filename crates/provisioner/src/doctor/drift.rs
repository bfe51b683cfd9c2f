//! Whether each schema is what its migrations make: structure is told, rights are mended.

use super::{
    Examination, Severity, some,
    tenants::{Fleet, Patient},
};
use crate::{
    Catalogue, Provisioner, Result, checksum, grants, reference::Reference, rows::quote, tenants,
};
use panal_tenant_migrations::Target;
use serde_json::json;
use std::{collections::BTreeMap, fmt::Write as _};

/// Schemas read in one statement.
const BATCH: usize = 50;

impl Examination<'_> {
    pub(super) async fn drift(&mut self, fleet: &Fleet) -> Result<()> {
        let provisioner = self.provisioner;
        let mut references: BTreeMap<Vec<&str>, Reference> = BTreeMap::new();
        // Of an edited or unknown migration nobody can say what it made; that is a finding by itself.
        let examined: Vec<(&Patient, Vec<&str>)> = fleet
            .patients
            .iter()
            .filter(|patient| patient.has_schema && patient.has_role)
            .filter(|patient| provisioner.recorded(&patient.ledger).is_ok())
            .map(|patient| {
                let names = patient.ledger.iter().map(|row| row.name.as_str()).collect();
                (patient, names)
            })
            .collect();
        for (patient, names) in &examined {
            if !references.contains_key(names) {
                let migrations = provisioner.recorded(&patient.ledger)?;
                references.insert(names.clone(), provisioner.reference(&migrations).await?);
            }
        }
        for batch in examined.chunks(BATCH) {
            let targets: Vec<Target> = batch
                .iter()
                .map(|(patient, _)| patient.tenant.target())
                .collect();
            let targets: Vec<&Target> = targets.iter().collect();
            let tx = provisioner.owner.begin().await?;
            let catalogues = checksum::catalogues(&tx, &targets).await?;
            tx.rollback().await?;
            for (patient, names) in batch {
                let present = catalogues.get(patient.tenant.schema.as_str());
                if let (Some(present), Some(wanted)) = (present, references.get(names))
                    && *present != wanted.catalogue
                {
                    self.compare(patient, present, wanted).await;
                }
            }
        }
        Ok(())
    }

    async fn compare(&mut self, patient: &Patient, present: &Catalogue, wanted: &Reference) {
        let slug = Some(patient.tenant.slug.as_str());
        let missing = split(wanted.catalogue.beyond(present));
        let extra = split(present.beyond(&wanted.catalogue));
        let structure: Vec<String> = missing
            .structure
            .iter()
            .map(|line| format!("missing {line}"))
            .chain(
                extra
                    .structure
                    .iter()
                    .map(|line| format!("unexpected {line}")),
            )
            .collect();
        if !structure.is_empty() {
            self.note(
                Severity::Warning,
                "catalogue_drift",
                slug,
                format!(
                    "schema {} is not what its migrations make: {}",
                    patient.tenant.schema,
                    some(&structure)
                ),
                "change it back by hand, or write the change as a migration",
            );
        }
        for (kind, severity, lines) in [
            ("grant_missing", Severity::Error, &missing.rights),
            ("grant_extra", Severity::Error, &extra.rights),
        ] {
            if !lines.is_empty() {
                let provisioner = self.provisioner;
                let message = format!(
                    "rights on schema {}: {}",
                    patient.tenant.schema,
                    some(lines)
                );
                let work = provisioner.mend_rights(patient, wanted);
                self.mend(severity, kind, slug, message, work).await;
            }
        }
    }
}

/// Facts about rights apart from facts about structure.
struct Facts {
    structure: Vec<String>,
    rights: Vec<String>,
}

fn split<'a>(lines: impl Iterator<Item = &'a str>) -> Facts {
    let (rights, structure) = lines.map(str::to_owned).partition(|line| {
        ["grant ", "member ", "has member "]
            .iter()
            .any(|kind| line.starts_with(kind))
    });
    Facts { structure, rights }
}

impl Provisioner {
    /// Rights as the migrations give them, on what is there.
    async fn mend_rights(&self, patient: &Patient, wanted: &Reference) -> Result<()> {
        let tenant = &patient.tenant;
        let target = tenant.target();
        let role = target.role.quoted();
        let tx = self.owner.begin().await?;
        tenants::lock(&tx, &tenant.id.to_string()).await?;
        let present = checksum::catalogue(&tx, &target).await?;
        let mut sql = String::new();
        for line in wanted.catalogue.beyond(&present) {
            if let Some(group) = line.strip_prefix("member ") {
                let _ = writeln!(sql, "GRANT {} TO {role};", quote(group));
            } else if let Some(member) = line.strip_prefix("has member ") {
                let _ = writeln!(sql, "GRANT {role} TO {};", quote(member));
            }
        }
        for line in present.beyond(&wanted.catalogue) {
            if let Some(group) = line.strip_prefix("member ") {
                let _ = writeln!(sql, "REVOKE {} FROM {role};", quote(group));
            }
        }
        let granted = grants::read(&tx, &[&target])
            .await?
            .remove(target.schema.as_str())
            .unwrap_or_default();
        // Rights on something that is not there cannot be given; its absence is a finding of its own.
        let objects: std::collections::BTreeSet<_> = granted
            .iter()
            .map(|grant| (&grant.kind, &grant.name))
            .collect();
        let possible = wanted
            .grants
            .iter()
            .filter(|grant| {
                matches!(grant.kind.as_str(), "schema" | "default")
                    || objects.contains(&(&grant.kind, &grant.name))
            })
            .cloned()
            .collect();
        // And those on something that is there and should not be are left alone with it.
        let known: std::collections::BTreeSet<_> = wanted
            .grants
            .iter()
            .map(|grant| (&grant.kind, &grant.name))
            .collect();
        let ours = granted
            .iter()
            .filter(|grant| {
                grant.kind == "column"
                    || known.contains(&(&grant.kind, &grant.name))
                    || grant.kind == "default"
            })
            .cloned()
            .collect();
        sql.push_str(&grants::mend_sql(&target, &ours, &possible));
        tx.batch(&sql).await?;
        self.audit(&tx, "doctor.rights", tenant.id, &tenant.slug, json!({}))
            .await?;
        tx.commit().await
    }
}
