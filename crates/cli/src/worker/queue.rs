//! Putting jobs into the queue.

use panal_provisioner::{Provisioner, QUEUE_SCHEMA, Result};
use serde_json::Value;

/// When a job's turn comes. `public.enqueue_job` and `public.deliver_event` say the same of what they enqueue.
pub(crate) struct Order {
    /// The lower, the sooner. What somebody waits for comes before what is done to the whole fleet.
    pub(crate) priority: i16,
    /// Of a queue one job runs at a time.
    queue: Option<&'static str>,
}

impl Order {
    pub(crate) fn of(task: &str) -> Self {
        let priority = match task {
            "create_tenant" | "provision_tenant" => -10,
            "deliver_event" => -5,
            "backup_tenant" | "cleanup_tenant" | "generate_tenant" | "measure_tenant"
            | "migrate_tenant" | "purge_tenant" => 10,
            _ => 0,
        };
        // A purge saves first.
        let queue = matches!(task, "backup_tenant" | "purge_tenant").then_some("backups");
        Self { priority, queue }
    }
}

/// Enqueues a job. A job with the same key that waits is replaced, so that nothing is done twice.
pub(crate) async fn enqueue(
    provisioner: &Provisioner,
    task: &str,
    payload: &Value,
    key: &str,
) -> Result<i64> {
    let order = Order::of(task);
    let row = provisioner
        .owner()
        .query_opt(
            &format!(
                "SELECT id FROM {QUEUE_SCHEMA}.add_job($1, $2::jsonb::json, job_key => $3, queue_name => $4,
                     priority => $5)"
            ),
            &[&task, &payload, &key, &order.queue, &i32::from(order.priority)],
        )
        .await?;
    Ok(row.map_or(0, |row| row.get("id")))
}

/// One job for each tenant.
pub(crate) async fn enqueue_for(
    provisioner: &Provisioner,
    task: &str,
    tenants: impl Iterator<Item = panal_domain::TenantId>,
) -> Result<usize> {
    let mut count = 0;
    for tenant in tenants {
        let payload = serde_json::json!({"tenant_id": tenant});
        enqueue(provisioner, task, &payload, &format!("{task}:{tenant}")).await?;
        count += 1;
    }
    Ok(count)
}
