//! Whether what is done later is done: requests, jobs, letters.

use super::{Examination, Severity, some, tenants::Fleet};
use crate::{Provisioner, QUEUE_SCHEMA, Result, subscription};
use panal_domain::TenantId;
use std::collections::BTreeSet;
use uuid::Uuid;

impl Examination<'_> {
    /// Requests, jobs and letters that have waited for too long.
    pub(super) async fn queue(&mut self) -> Result<()> {
        self.requests().await?;
        self.abandoned().await?;
        self.letters().await
    }

    async fn requests(&mut self) -> Result<()> {
        let rows = self
            .provisioner
            .owner
            .query(
                "SELECT slug FROM public.tenant_requests
                 WHERE state IN ('waiting', 'working') AND created_at < now() - interval '1 hour' ORDER BY created_at",
                &[],
            )
            .await?;
        let slugs: Vec<String> = rows.iter().map(|row| row.get("slug")).collect();
        if !slugs.is_empty() {
            let message = format!(
                "{} businesses were asked for more than an hour ago and are not made: {}",
                slugs.len(),
                some(&slugs)
            );
            let cure = "see that a worker runs, and what `panal jobs list --failed` tells";
            self.note(Severity::Error, "request_stuck", None, message, cure);
        }
        Ok(())
    }

    async fn abandoned(&mut self) -> Result<()> {
        let provisioner = self.provisioner;
        let rows = provisioner
            .owner
            .query(
                &format!(
                    "SELECT j.id, k.identifier || ' ' || j.id AS job FROM {QUEUE_SCHEMA}._private_jobs j
                         JOIN {QUEUE_SCHEMA}._private_tasks k ON k.id = j.task_id
                     WHERE j.locked_at < now() - interval '2 minutes'
                       AND NOT EXISTS (SELECT FROM {QUEUE_SCHEMA}._private_workers w
                           WHERE w.id = j.locked_by AND w.last_heartbeat_at > now() - interval '2 minutes')
                     ORDER BY j.id"
                ),
                &[],
            )
            .await?;
        if rows.is_empty() {
            return Ok(());
        }
        let ids: Vec<i64> = rows.iter().map(|row| row.get("id")).collect();
        let jobs: Vec<String> = rows.iter().map(|row| row.get("job")).collect();
        let message = format!(
            "{} jobs are held by workers that have died: {}",
            jobs.len(),
            some(&jobs)
        );
        let work = provisioner.free_jobs(ids);
        let cure = "let other workers do them; a running one does so by itself within jobs.recovery_seconds";
        self.mend(
            Severity::Warning,
            "job_abandoned",
            None,
            message,
            cure,
            work,
        )
        .await;
        Ok(())
    }

    async fn letters(&mut self) -> Result<()> {
        let rows = self
            .provisioner
            .owner
            .query(
                "SELECT kind || ' of ' || to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC' AS event
                 FROM public.outbox WHERE mailed_at IS NULL AND created_at < now() - interval '2 hours'
                 ORDER BY created_at",
                &[],
            )
            .await?;
        let events: Vec<String> = rows.iter().map(|row| row.get("event")).collect();
        if !events.is_empty() {
            let message = format!(
                "{} events have waited for their letters for hours: {}",
                events.len(),
                some(&events)
            );
            let cure = "see that a worker runs, and what `panal jobs list --failed` tells of the mail server";
            self.note(Severity::Warning, "letters_waiting", None, message, cure);
        }
        Ok(())
    }

    /// Tenants without a subscription: nobody knows what they may do.
    pub(super) async fn subscriptions(&mut self, fleet: &Fleet) -> Result<()> {
        let provisioner = self.provisioner;
        let rows = provisioner
            .owner
            .query("SELECT tenant_id FROM public.subscriptions", &[])
            .await?;
        let present: BTreeSet<Uuid> = rows.iter().map(|row| row.get("tenant_id")).collect();
        for patient in &fleet.patients {
            let tenant = &patient.tenant;
            if !present.contains(&tenant.id.0) {
                let message = "it has no subscription".to_owned();
                let work = provisioner.begin_subscription(tenant.id);
                let cure = "begin one, as a new tenant's with its plan";
                let slug = Some(tenant.slug.as_str());
                self.mend(
                    Severity::Error,
                    "subscription_missing",
                    slug,
                    message,
                    cure,
                    work,
                )
                .await;
            }
        }
        Ok(())
    }
}

impl Provisioner {
    async fn free_jobs(&self, jobs: Vec<i64>) -> Result<()> {
        self.owner
            .query("SELECT public.free_jobs($1)", &[&jobs])
            .await
            .map(drop)
    }

    async fn begin_subscription(&self, tenant: TenantId) -> Result<()> {
        let tx = self.owner.begin().await?;
        subscription::begin(&tx, tenant).await?;
        tx.commit().await
    }
}
