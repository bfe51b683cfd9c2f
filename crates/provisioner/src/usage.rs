//! How much tenants use of what plans limit: counted by triggers, recounted here.

use crate::{Error, Owner, OwnerTx, Provisioner, Result, TenantRecord, copy};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What is counted.
struct Counted {
    resource: &'static str,
    table: &'static str,
    /// Which rows count.
    rows: &'static str,
    /// The counter that a row counts for.
    period: &'static str,
    /// Which counters are held against the rows.
    counters: &'static str,
}

/// Something that is counted once and for all.
const fn standing(resource: &'static str, table: &'static str, rows: &'static str) -> Counted {
    Counted {
        resource,
        table,
        rows,
        period: "''::text",
        counters: "period = ''",
    }
}

/// Months that ended before the last one limit nothing any more, and are not counted again.
const COUNTED: &[Counted] = &[
    standing("users", "users", "is_active"),
    standing("branches", "branches", "is_active"),
    standing("clients", "clients", "deleted_at IS NULL"),
    standing("professionals", "professionals", "is_active"),
    Counted {
        resource: "appointments_per_month",
        table: "appointments",
        rows: "state <> 'cancelada' AND day >= date_trunc('month', now() - interval '1 month')::date",
        period: "to_char(day, 'YYYY-MM')",
        counters: "period >= to_char(now() - interval '1 month', 'YYYY-MM')",
    },
];

impl Counted {
    fn is_monthly(&self) -> bool {
        self.counters != "period = ''"
    }

    /// `period`, `counter`, `truth`: what the counters of a schema say, and what is there.
    fn compared(&self, schema: &str) -> String {
        let Self {
            resource,
            table,
            rows,
            period,
            counters,
        } = self;
        format!(
            "SELECT period, coalesce(c.used, 0) AS counter, coalesce(t.truth, 0) AS truth
             FROM (SELECT period, used FROM {schema}.usage_counters WHERE resource = '{resource}' AND {counters}) c
             FULL JOIN (SELECT {period} AS period, count(*) AS truth FROM {schema}.{table} WHERE {rows} GROUP BY 1) t
                 USING (period)"
        )
    }
}

/// What a tenant uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Measured {
    /// By resource; of what is limited by month, in this one.
    pub used: BTreeMap<String, i64>,
    /// Counters that were wrong: what they said, and the truth. A month's is called `resource:2026-11`.
    pub drift: BTreeMap<String, (i64, i64)>,
    /// Bytes on disk.
    pub size_bytes: i64,
    /// When somebody last did something.
    pub last_activity_at: Option<DateTime<Utc>>,
}

/// The counters of a tenant, whose rows nobody else changes until the transaction ends.
pub(crate) async fn held(tx: &OwnerTx, tenant: &TenantRecord) -> Result<BTreeMap<String, i64>> {
    copy::check_has_schema(tenant)?;
    let schema = tenant.schema.quoted();
    // The table, as `public.hold_usage` does: who has counted one thing and is about to count another goes on, and
    // whoever begins waits.
    tx.batch(&format!(
        "LOCK TABLE {schema}.usage_counters IN SHARE ROW EXCLUSIVE MODE"
    ))
    .await?;
    let sql = format!(
        "SELECT c.resource, c.used FROM {schema}.usage_counters c JOIN public.tenants t ON t.id = $1
         WHERE c.period IN ('', to_char(now() AT TIME ZONE t.time_zone, 'YYYY-MM')) ORDER BY c.resource"
    );
    let rows = tx.query_once(&sql, &[&tenant.id.0]).await?;
    Ok(rows
        .iter()
        .map(|row| (row.get("resource"), row.get("used")))
        .collect())
}

impl Provisioner {
    /// Counts what a tenant uses, puts wrong counters right and writes the day's line of `public.usage_metrics`.
    pub async fn measure(&self, name: &str) -> Result<Measured> {
        let tenant = self.tenant(name).await?;
        let tx = self.owner.begin().await?;
        // Whoever writes meanwhile waits for us, but not for ever.
        tx.batch(&format!(
            "SET LOCAL lock_timeout = {}",
            self.config.lock_timeout_ms
        ))
        .await?;
        let (used, drift) = recount(&tx, &tenant).await?;
        let schema = tenant.schema.quoted();
        for (counter, (_, truth)) in &drift {
            let (resource, period) = counter.split_once(':').unwrap_or((counter, ""));
            tx.execute_once(
                &format!(
                    "INSERT INTO {schema}.usage_counters (resource, period, used) VALUES ($1, $2, $3)
                     ON CONFLICT (resource, period) DO UPDATE SET used = excluded.used"
                ),
                &[&resource, &period, truth],
            )
            .await?;
        }
        let row = tx
            .query_once(
                &format!(
                    "SELECT (SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c
                             JOIN pg_namespace n ON n.oid = c.relnamespace
                             WHERE n.nspname = $1 AND c.relkind IN ('r', 'm')) AS size,
                         greatest((SELECT max(last_used_at) FROM {schema}.sessions),
                             (SELECT max(at) FROM {schema}.audit_log)) AS active"
                ),
                &[&tenant.schema.as_str()],
            )
            .await?
            .into_iter()
            .next()
            .ok_or_else(|| Error::TenantNotFound(tenant.slug.clone()))?;
        let measured = Measured {
            used,
            drift,
            size_bytes: row.get("size"),
            last_activity_at: row.get("active"),
        };
        tx.execute(
            "INSERT INTO public.usage_metrics AS m (tenant_id, day, used, drift, size_bytes, last_activity_at)
             VALUES ($1, (now() AT TIME ZONE 'UTC')::date, $2, $3, $4, $5)
             ON CONFLICT (tenant_id, day) DO UPDATE SET used = excluded.used, drift = m.drift || excluded.drift,
                 size_bytes = excluded.size_bytes, last_activity_at = excluded.last_activity_at, measured_at = now()",
            &[
                &tenant.id.0,
                &json!(measured.used),
                &json!(measured.drift),
                &measured.size_bytes,
                &measured.last_activity_at,
            ],
        )
        .await?;
        if !measured.drift.is_empty() {
            let detail = json!({"drift": measured.drift});
            self.audit(&tx, "usage.drift", tenant.id, &tenant.slug, detail)
                .await?;
        }
        tx.commit().await?;
        for (resource, (counter, truth)) in &measured.drift {
            tracing::warn!(
                tenant = tenant.slug,
                resource,
                counter,
                truth,
                "a counter had drifted"
            );
        }
        Ok(measured)
    }
}

/// Tenants asked in one statement.
const BATCH: usize = 100;

/// The counters that are wrong, by tenant and in words. Nothing is locked: a statement sees counters and rows of one
/// moment.
pub(crate) async fn drifted(
    owner: &Owner,
    tenants: &[&TenantRecord],
) -> Result<BTreeMap<Uuid, Vec<String>>> {
    let rows = owner
        .query(
            "SELECT schemaname::text AS schema, array_agg(tablename::text) AS tables FROM pg_tables GROUP BY 1",
            &[],
        )
        .await?;
    let present: BTreeMap<String, Vec<String>> = rows
        .iter()
        .map(|row| (row.get("schema"), row.get("tables")))
        .collect();
    let has = |tenant: &TenantRecord, table: &str| {
        present
            .get(tenant.schema.as_str())
            .is_some_and(|tables| tables.iter().any(|name| name == table))
    };
    let mut selects = Vec::new();
    for tenant in tenants
        .iter()
        .filter(|tenant| has(tenant, "usage_counters"))
    {
        let (id, schema) = (tenant.id, tenant.schema.quoted());
        for counted in COUNTED.iter().filter(|one| has(tenant, one.table)) {
            let (resource, compared) = (counted.resource, counted.compared(&schema));
            selects.push(format!(
                "SELECT '{id}'::uuid AS id, '{resource}' || coalesce(' of ' || nullif(period, ''), '') AS resource,
                     counter, truth FROM ({compared}) AS one"
            ));
        }
    }
    let mut drifted: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for batch in selects.chunks(BATCH) {
        let sql = format!(
            "SELECT id, format('%s counted %s, and there are %s', resource, counter, truth) AS wrong
             FROM ({}) AS c WHERE counter <> truth",
            batch.join(" UNION ALL ")
        );
        let tx = owner.begin().await?;
        for row in tx.query_once(&sql, &[]).await? {
            drifted
                .entry(row.get("id"))
                .or_default()
                .push(row.get("wrong"));
        }
        tx.rollback().await?;
    }
    Ok(drifted)
}

/// Numbers by resource.
type Counts = BTreeMap<String, i64>;

/// What is there, and the counters that say otherwise. Whoever has written and not committed is waited for: his
/// count holds the counter's row.
async fn recount(
    tx: &OwnerTx,
    tenant: &TenantRecord,
) -> Result<(Counts, BTreeMap<String, (i64, i64)>)> {
    copy::check_has_schema(tenant)?;
    let schema = tenant.schema.quoted();
    let present = tx
        .query(
            "SELECT tablename::text FROM pg_tables WHERE schemaname = $1",
            &[&tenant.schema.as_str()],
        )
        .await?;
    let present: Vec<String> = present.iter().map(|row| row.get("tablename")).collect();
    let counted: Vec<&Counted> = COUNTED
        .iter()
        .filter(|one| present.iter().any(|name| name == one.table))
        .collect();
    let (mut used, mut drift) = (Counts::new(), BTreeMap::new());
    if !present.iter().any(|name| name == "usage_counters") {
        return Ok((used, drift));
    }
    let standing: Vec<&str> = counted
        .iter()
        .filter(|one| !one.is_monthly())
        .map(|one| one.resource)
        .collect();
    tx.execute_once(
        &format!(
            "INSERT INTO {schema}.usage_counters (resource, used) SELECT r, 0 FROM unnest($1::text[]) r
             ON CONFLICT DO NOTHING"
        ),
        &[&standing],
    )
    .await?;
    held(tx, tenant).await?;
    for one in counted {
        let sql = format!(
            "SELECT period, counter, truth, period IN ('', to_char(now() AT TIME ZONE t.time_zone, 'YYYY-MM')) AS current
             FROM ({}) AS compared, public.tenants t WHERE t.id = $1",
            one.compared(&schema)
        );
        let resource = one.resource.to_owned();
        used.insert(resource.clone(), 0);
        for row in tx.query_once(&sql, &[&tenant.id.0]).await? {
            let (counter, truth): (i64, i64) = (row.get("counter"), row.get("truth"));
            let period: String = row.get("period");
            if row.get("current") {
                used.insert(resource.clone(), truth);
            }
            if counter != truth {
                let name = if period.is_empty() {
                    resource.clone()
                } else {
                    format!("{resource}:{period}")
                };
                drift.insert(name, (counter, truth));
            }
        }
    }
    Ok((used, drift))
}
