//! Whether each schema is what its migrations make: structure is told, rights are mended.

use super::{
    Examination, Severity, some,
    tenants::{Fleet, Patient, still_there},
};
use crate::{Catalogue, Provisioner, Result, checksum, grants, rows::quote};
use panal_tenant_migrations::Target;
use serde_json::json;
use std::{collections::BTreeMap, fmt::Write as _};

/// Schemas read in one statement.
const BATCH: usize = 50;

impl Examination<'_> {
    pub(super) async fn drift(&mut self, fleet: &Fleet) -> Result<()> {
        let provisioner = self.provisioner;
        let mut references: BTreeMap<Vec<&str>, Catalogue> = BTreeMap::new();
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
                    && present != wanted
                {
                    self.compare(patient, present, wanted).await;
                }
            }
        }
        Ok(())
    }

    async fn compare(&mut self, patient: &Patient, present: &Catalogue, wanted: &Catalogue) {
        let slug = Some(patient.tenant.slug.as_str());
        let structure: Vec<String> = wanted
            .beyond(present)
            .map(|line| format!("missing {line}"))
            .chain(
                present
                    .beyond(wanted)
                    .map(|line| format!("unexpected {line}")),
            )
            .filter(|line| !is_right(line))
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
        let rights = Rights::of(present, wanted);
        for (kind, lines) in [
            ("grant_missing", rights.missing),
            ("grant_extra", rights.extra),
        ] {
            if !lines.is_empty() {
                let message = format!(
                    "rights on schema {}: {}",
                    patient.tenant.schema,
                    some(&lines)
                );
                let work = self.provisioner.mend_rights(patient, wanted);
                let cure = "give and take rights until they are those of its migrations";
                self.mend(Severity::Error, kind, slug, message, cure, work)
                    .await;
            }
        }
    }
}

/// A line that tells of a right or of a membership, after its first word.
fn is_right(line: &str) -> bool {
    line.split_once(' ').is_some_and(|(_, fact)| {
        fact.starts_with("grant ") || fact.starts_with(MEMBER) || fact.starts_with(HAS_MEMBER)
    })
}

const MEMBER: &str = "member ";
const HAS_MEMBER: &str = "has member ";

/// Rights and memberships that differ.
struct Rights {
    missing: Vec<String>,
    extra: Vec<String>,
}

impl Rights {
    fn of(present: &Catalogue, wanted: &Catalogue) -> Self {
        let (ours, possible) = grants::common(&present.grants, &wanted.grants);
        let members = |line: &&str| line.starts_with(MEMBER) || line.starts_with(HAS_MEMBER);
        let missing = possible.difference(&ours).map(ToString::to_string);
        let extra = ours.difference(&possible).map(ToString::to_string);
        Self {
            missing: missing
                .chain(wanted.beyond(present).filter(members).map(str::to_owned))
                .collect(),
            extra: extra
                .chain(present.beyond(wanted).filter(members).map(str::to_owned))
                .collect(),
        }
    }
}

/// SQL that puts a role into the groups it should be in, and takes it out of the others.
fn members_sql(target: &Target, present: &Catalogue, wanted: &Catalogue) -> String {
    let role = target.role.quoted();
    let mut sql = String::new();
    for (verb, to, lines) in [
        ("GRANT", "TO", wanted.beyond(present).collect::<Vec<_>>()),
        ("REVOKE", "FROM", present.beyond(wanted).collect()),
    ] {
        for line in lines {
            if let Some(group) = line.strip_prefix(MEMBER) {
                let _ = writeln!(sql, "{verb} {} {to} {role};", quote(group));
            } else if let Some(member) = line.strip_prefix(HAS_MEMBER) {
                let _ = writeln!(sql, "{verb} {role} {to} {};", quote(member));
            }
        }
    }
    sql
}

impl Provisioner {
    /// Rights as the migrations give them, on what is there.
    async fn mend_rights(&self, patient: &Patient, wanted: &Catalogue) -> Result<()> {
        let tx = self.owner.begin().await?;
        let tenant = still_there(&tx, &patient.tenant).await?;
        let target = tenant.target();
        let present = checksum::catalogue(&tx, &target).await?;
        let (ours, possible) = grants::common(&present.grants, &wanted.grants);
        tx.batch(&members_sql(&target, &present, wanted)).await?;
        tx.batch(&grants::mend_sql(&target, &ours, &possible))
            .await?;
        self.audit(&tx, "doctor.rights", tenant.id, &tenant.slug, json!({}))
            .await?;
        tx.commit().await
    }
}
