//! Plans and what they allow.

use super::query;
use crate::{Expected, PlatformTx, Result};
use chrono::{DateTime, Utc};
use panal_domain::{Limited, PlanCode, PlanLimits};
use sea_orm::FromQueryResult;

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Plan {
    /// Its code.
    pub code: String,
    /// Price a month, in US cents.
    pub price_usd_cents: i32,
    /// Users that can log in.
    pub max_users: Option<i32>,
    /// Clients that are not deleted.
    pub max_clients: Option<i32>,
    /// Professionals with an agenda.
    pub max_professionals: Option<i32>,
    /// Appointments in a calendar month.
    pub max_appointments_per_month: Option<i32>,
    /// Branches that are open.
    pub max_branches: Option<i32>,
    /// Stored files, in mebibytes.
    pub max_storage_mib: Option<i32>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    pub version: i32,
}

/// What is to change of a plan: `None` leaves it; a limit of `Some(None)` is without limit.
#[derive(Debug, Clone, Default)]
pub struct PlanChanges {
    /// Price a month, in US cents.
    pub price_usd_cents: Option<i32>,
    /// Limits.
    pub limits: Vec<(Limited, Option<u32>)>,
}

const COLUMNS: &str =
    "code, price_usd_cents, max_users, max_clients, max_professionals, max_appointments_per_month,
    max_branches, max_storage_mib, updated_at, version";

impl Plan {
    /// Its limits.
    #[must_use]
    pub fn limits(&self) -> PlanLimits {
        let most = |value: Option<i32>| value.and_then(|value| u32::try_from(value).ok());
        PlanLimits {
            users: most(self.max_users),
            clients: most(self.max_clients),
            professionals: most(self.max_professionals),
            appointments_per_month: most(self.max_appointments_per_month),
            branches: most(self.max_branches),
            storage_mib: most(self.max_storage_mib),
        }
    }
}

/// All plans, the cheapest first.
pub async fn list(tx: &PlatformTx) -> Result<Vec<Plan>> {
    query::all(
        tx,
        &format!(
            "SELECT {COLUMNS} FROM public.plans ORDER BY code = 'custom', price_usd_cents, code"
        ),
        [],
    )
    .await
}

/// One plan.
pub async fn get(tx: &PlatformTx, code: PlanCode) -> Result<Option<Plan>> {
    query::one(
        tx,
        &format!("SELECT {COLUMNS} FROM public.plans WHERE code = $1"),
        [code.as_str().into()],
    )
    .await
}

/// Changes a plan; gives it as it was and as it is. `None` when there is none. Context: super admin.
pub async fn update(
    tx: &PlatformTx,
    code: PlanCode,
    expected: &Expected,
    changes: &PlanChanges,
) -> Result<Option<(Plan, Plan)>> {
    let before: Option<Plan> = query::one(
        tx,
        &format!("SELECT {COLUMNS} FROM public.plans WHERE code = $1 FOR NO KEY UPDATE"),
        [code.as_str().into()],
    )
    .await?;
    let Some(before) = before else {
        return Ok(None);
    };
    expected.admit(before.version)?;
    let limits = changes
        .limits
        .iter()
        .fold(before.limits(), |limits, (limited, most)| {
            limits.with(*limited, *most)
        });
    let most = |limited| limits.of(limited).and_then(|most| i32::try_from(most).ok());
    let after: Option<Plan> = query::one(
        tx,
        &format!(
            "UPDATE public.plans SET price_usd_cents = $2, max_users = $3, max_clients = $4, max_professionals = $5,
                 max_appointments_per_month = $6, max_branches = $7, max_storage_mib = $8
             WHERE code = $1 RETURNING {COLUMNS}"
        ),
        [
            code.as_str().into(),
            changes
                .price_usd_cents
                .unwrap_or(before.price_usd_cents)
                .into(),
            most(Limited::Users).into(),
            most(Limited::Clients).into(),
            most(Limited::Professionals).into(),
            most(Limited::AppointmentsPerMonth).into(),
            most(Limited::Branches).into(),
            most(Limited::StorageMib).into(),
        ],
    )
    .await?;
    Ok(after.map(|after| (before, after)))
}
