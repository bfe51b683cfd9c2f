//! Putting jobs into the queue.

use panal_provisioner::{Provisioner, QUEUE_SCHEMA, Result};
use serde_json::Value;

/// Enqueues a job. A job with the same key that waits is replaced, so that nothing is done twice.
pub(crate) async fn enqueue(
    provisioner: &Provisioner,
    task: &str,
    payload: &Value,
    key: &str,
) -> Result<i64> {
    let row = provisioner
        .owner()
        .query_opt(
            &format!("SELECT id FROM {QUEUE_SCHEMA}.add_job($1, $2::jsonb::json, job_key => $3)"),
            &[&task, &payload, &key],
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
