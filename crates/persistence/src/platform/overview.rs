//! The whole platform in numbers. Context: super admin.

use super::{query, registry::reckoned};
use crate::{Error, PlatformTx, Result};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{DbErr, FromQueryResult};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// How far back new businesses and failed requests are counted, today included.
pub const DAYS: i32 = 30;
/// How soon a trial ends that is worth a look.
pub const SOON_DAYS: i32 = 7;
/// Most trials that are named.
const MAX_TRIALS: i32 = 50;

/// The platform in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Tenants by state, purged ones included.
    pub by_state: BTreeMap<String, u64>,
    /// Tenants that are not purged, by plan.
    pub by_plan: BTreeMap<String, u64>,
    /// The same, by the state of their subscription, as time has left it.
    pub by_subscription: BTreeMap<String, u64>,
    /// How many trials end within [`SOON_DAYS`].
    pub trials_ending: i64,
    /// The first of them.
    pub trials: Vec<EndingTrial>,
    /// Businesses that were asked for in the last [`DAYS`] and could not be made.
    pub failed_requests: i64,
    /// Tenants whose migration failed and was not made good.
    pub failed_migrations: i64,
    /// Jobs that failed for good.
    pub failed_jobs: i64,
    /// Businesses made on each of the last [`DAYS`], by the day in UTC.
    pub made: Vec<MadeOnDay>,
    /// Bytes on disk of all tenants, as last measured; `None` before the first night.
    pub size_bytes: Option<i64>,
    /// When that was last measured.
    pub measured_at: Option<DateTime<Utc>>,
}

/// A trial that ends soon.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EndingTrial {
    /// The tenant.
    pub tenant_id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Name of the business.
    pub name: String,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

/// How many businesses were made on a day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MadeOnDay {
    /// The day, in UTC.
    pub day: NaiveDate,
    /// How many.
    pub tenants: u64,
}

#[derive(FromQueryResult)]
struct Row {
    by_state: Value,
    by_plan: Value,
    by_subscription: Value,
    trials_ending: i64,
    trials: Value,
    failed_requests: i64,
    failed_migrations: i64,
    failed_jobs: i64,
    made: Value,
    size_bytes: Option<i64>,
    measured_at: Option<DateTime<Utc>>,
}

/// The platform in numbers: one statement.
pub async fn overview(tx: &PlatformTx) -> Result<Option<Overview>> {
    let row: Option<Row> = query::one(
        tx,
        &statement(),
        [SOON_DAYS.into(), DAYS.into(), MAX_TRIALS.into()],
    )
    .await?;
    row.map(Overview::try_from).transpose()
}

fn statement() -> String {
    format!(
        "WITH living AS MATERIALIZED (
             SELECT t.id, t.slug, t.name, t.plan, s.trial_ends_at, {reckoned} AS subscription, m.size_bytes, m.measured_at
             FROM public.tenants t LEFT JOIN public.subscriptions s ON s.tenant_id = t.id
             LEFT JOIN LATERAL (SELECT u.size_bytes, u.measured_at FROM public.usage_metrics u
                                WHERE u.tenant_id = t.id ORDER BY u.day DESC LIMIT 1) m ON true
             WHERE t.state <> 'deleted'
         ), trials AS (
             SELECT * FROM living WHERE subscription = 'trial' AND trial_ends_at <= now() + make_interval(days => $1)
         ), days AS (
             SELECT day::date AS day FROM generate_series((now() AT TIME ZONE 'UTC')::date - ($2 - 1),
                 (now() AT TIME ZONE 'UTC')::date, interval '1 day') day
         )
         SELECT
             (SELECT coalesce(jsonb_object_agg(state, tenants), '{{}}')
              FROM (SELECT state, count(*) AS tenants FROM public.tenants GROUP BY state) n) AS by_state,
             (SELECT coalesce(jsonb_object_agg(plan, tenants), '{{}}')
              FROM (SELECT plan, count(*) AS tenants FROM living GROUP BY plan) n) AS by_plan,
             (SELECT coalesce(jsonb_object_agg(subscription, tenants), '{{}}')
              FROM (SELECT subscription, count(*) AS tenants FROM living WHERE subscription IS NOT NULL
                    GROUP BY subscription) n) AS by_subscription,
             (SELECT count(*) FROM trials) AS trials_ending,
             (SELECT coalesce(jsonb_agg(jsonb_build_object('tenant_id', id, 'slug', slug, 'name', name,
                  'ends_at', trial_ends_at) ORDER BY trial_ends_at, id), '[]')
              FROM (SELECT * FROM trials ORDER BY trial_ends_at, id LIMIT $3) first) AS trials,
             (SELECT count(*) FROM public.tenant_requests
              WHERE state = 'failed' AND created_at > now() - make_interval(days => $2)) AS failed_requests,
             (SELECT count(*) FROM public.migration_failures) AS failed_migrations,
             (SELECT failed FROM public.queue_summary()) AS failed_jobs,
             (SELECT jsonb_agg(jsonb_build_object('day', d.day, 'tenants',
                  (SELECT count(*) FROM public.tenants t WHERE t.created_at >= d.day::timestamp AT TIME ZONE 'UTC'
                      AND t.created_at < (d.day + 1)::timestamp AT TIME ZONE 'UTC')) ORDER BY d.day) FROM days d) AS made,
             (SELECT sum(size_bytes)::bigint FROM living) AS size_bytes,
             (SELECT max(measured_at) FROM living) AS measured_at",
        reckoned = reckoned(),
    )
}

impl TryFrom<Row> for Overview {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            by_state: read(row.by_state)?,
            by_plan: read(row.by_plan)?,
            by_subscription: read(row.by_subscription)?,
            trials_ending: row.trials_ending,
            trials: read(row.trials)?,
            failed_requests: row.failed_requests,
            failed_migrations: row.failed_migrations,
            failed_jobs: row.failed_jobs,
            made: read(row.made)?,
            size_bytes: row.size_bytes,
            measured_at: row.measured_at,
        })
    }
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|error| DbErr::Json(error.to_string()).into())
}
