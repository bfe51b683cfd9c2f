//! Whether what tenants use was counted right.

use super::{Examination, Severity, tenants::Fleet};
use crate::{Result, usage};

impl Examination<'_> {
    /// Counters of what plans limit, against the rows that are there.
    pub(super) async fn usage(&mut self, fleet: &Fleet) -> Result<()> {
        let provisioner = self.provisioner;
        let tenants: Vec<_> = fleet
            .patients
            .iter()
            .filter(|patient| patient.has_schema)
            .map(|patient| &patient.tenant)
            .collect();
        let drifted = usage::drifted(&provisioner.owner, &tenants).await?;
        for tenant in tenants {
            let Some(wrong) = drifted.get(&tenant.id.0) else {
                continue;
            };
            let id = tenant.id.to_string();
            let work = async move { provisioner.measure(&id).await.map(drop) };
            self.mend(
                Severity::Warning,
                "usage_drift",
                Some(&tenant.slug),
                wrong.join("; "),
                "count again",
                work,
            )
            .await;
        }
        Ok(())
    }
}
