//! What is wrong with the platform and its tenants, and how to mend it.
//!
//! Facts are asked for in sets, so that thousands of tenants take seconds. Mending never touches a row of a tenant and
//! never guesses: what could lose something is told, with the command to run.

mod drift;
mod orphans;
mod queue;
mod tenants;
mod usage;

use crate::{Error, Provisioner, Result};
use serde::Serialize;
use std::future::Future;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Works, but not as it should.
    Warning,
    /// Does not work, or is not safe.
    Error,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// Stable name of the kind of finding.
    pub kind: &'static str,
    /// The tenant concerned, by slug.
    pub tenant: Option<String>,
    /// What was found.
    pub message: String,
    /// What to do about it; where it is `fixable`, what mending does.
    pub cure: String,
    /// How bad it is.
    pub severity: Severity,
    /// Whether it was mended just now.
    pub fixed: bool,
    /// Whether `--fix` can mend it.
    pub fixable: bool,
}

/// Settings of the server's log-in, without which it is slow or can hang.
const APP_SETTINGS: &[&str] = &[
    "plan_cache_mode",
    "search_path",
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
];

impl Provisioner {
    /// Examines everything, and with `fix` mends what can be mended without a decision. The worst comes first.
    pub async fn doctor(&self, fix: bool) -> Result<Vec<Finding>> {
        let mut examination = Examination {
            provisioner: self,
            fix,
            findings: Vec::new(),
        };
        if examination.platform().await? {
            let fleet = examination.fleet().await?;
            examination.presence(&fleet).await?;
            examination.ledgers(&fleet).await?;
            examination.lives(&fleet).await?;
            // Schemas made or mended just now are looked at too.
            let fleet = if fix {
                examination.fleet().await?
            } else {
                fleet
            };
            examination.drift(&fleet).await?;
            examination.usage(&fleet).await?;
            examination.subscriptions(&fleet).await?;
            examination.queue().await?;
            examination.pool().await?;
            examination.orphan_schemas().await?;
            examination.orphan_roles().await?;
        }
        let mut findings = examination.findings;
        findings.sort_by(|a, b| {
            b.severity
                .cmp(&a.severity)
                .then_with(|| (a.kind, &a.tenant).cmp(&(b.kind, &b.tenant)))
        });
        Ok(findings)
    }
}

/// One run of the doctor.
struct Examination<'a> {
    provisioner: &'a Provisioner,
    fix: bool,
    findings: Vec<Finding>,
}

impl Examination<'_> {
    /// Notes a finding that only a person can mend.
    fn note(
        &mut self,
        severity: Severity,
        kind: &'static str,
        tenant: Option<&str>,
        message: String,
        cure: impl Into<String>,
    ) {
        self.findings.push(Finding {
            kind,
            tenant: tenant.map(str::to_owned),
            message,
            cure: cure.into(),
            severity,
            fixed: false,
            fixable: false,
        });
    }

    /// Notes a finding that can be mended, and mends it where that is wanted.
    async fn mend(
        &mut self,
        severity: Severity,
        kind: &'static str,
        tenant: Option<&str>,
        message: String,
        cure: &str,
        work: impl Future<Output = Result<()>> + Send,
    ) {
        let mut finding = Finding {
            kind,
            tenant: tenant.map(str::to_owned),
            message,
            cure: cure.to_owned(),
            severity,
            fixed: false,
            fixable: true,
        };
        if self.fix {
            match work.await {
                Ok(()) => finding.fixed = true,
                Err(error) => {
                    finding.message = format!("{}; mending it failed: {error}", finding.message);
                    finding.cure = error.cure().unwrap_or(finding.cure);
                }
            }
        }
        self.findings.push(finding);
    }

    /// The platform itself. False when the rest cannot be examined.
    async fn platform(&mut self) -> Result<bool> {
        let pending = self.provisioner.shared_pending().await?;
        if !pending.is_empty() {
            self.note(
                Severity::Error,
                "platform_behind",
                None,
                format!("the platform lacks {}", pending.join(", ")),
                "`panal migrate --shared`",
            );
            return Ok(false);
        }
        let rows = self
            .provisioner
            .owner
            .query(
                "SELECT split_part(setting, '=', 1) AS name FROM pg_db_role_setting s, unnest(s.setconfig) AS setting
                 WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
                   AND s.setrole = (SELECT oid FROM pg_roles WHERE rolname = 'panal_app')",
                &[],
            )
            .await?;
        let present: Vec<String> = rows.iter().map(|row| row.get("name")).collect();
        let missing: Vec<&str> = APP_SETTINGS
            .iter()
            .copied()
            .filter(|name| !present.iter().any(|present| present == name))
            .collect();
        if !missing.is_empty() {
            let provisioner = self.provisioner;
            self.mend(
                Severity::Warning,
                "role_settings",
                None,
                format!("role panal_app lacks settings: {}", missing.join(", ")),
                "set them, as `panal migrate --shared` does",
                async move { provisioner.migrate_shared().await.map(drop) },
            )
            .await;
        }
        Ok(true)
    }
}

/// The first few of many, and how many there are.
fn some(lines: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown = lines
        .iter()
        .take(SHOWN)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join("; ");
    match lines.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown}; and {more} more"),
    }
}

/// A schema or a role that is still needed elsewhere stays, and the reason is told.
fn refused(message: &str, cure: &str) -> Error {
    Error::Refused {
        message: message.to_owned(),
        cure: cure.to_owned(),
    }
}
