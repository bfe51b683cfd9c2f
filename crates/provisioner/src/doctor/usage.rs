//! Whether what tenants use was counted right.

use super::{Examination, Severity, tenants::Fleet};
use crate::Result;

impl Examination<'_> {
    /// Counters of what plans limit, against the rows that are there.
    pub(super) async fn usage(&mut self, fleet: &Fleet) -> Result<()> {
        let provisioner = self.provisioner;
        for patient in fleet.patients.iter().filter(|patient| patient.has_schema) {
            // A schema that is not whole is told of elsewhere, and one in use is looked at another time.
            let Ok(drift) = provisioner.drifted(&patient.tenant).await else {
                continue;
            };
            if drift.is_empty() {
                continue;
            }
            let wrong: Vec<String> = drift
                .iter()
                .map(|(resource, (counter, truth))| {
                    format!("{resource} counted {counter}, and there are {truth}")
                })
                .collect();
            let id = patient.tenant.id.to_string();
            let work = async move { provisioner.measure(&id).await.map(drop) };
            self.mend(
                Severity::Warning,
                "usage_drift",
                Some(&patient.tenant.slug),
                wrong.join("; "),
                "count again",
                work,
            )
            .await;
        }
        Ok(())
    }
}
