//! How much is used of what plans limit. Triggers count (`public.count_usage`), whoever writes; here it is read.

use crate::{Error, Result, TenantTx};
use panal_domain::Limited;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use std::collections::BTreeMap;

/// How much is used of each thing that plans limit; what nobody counted yet is not in it.
pub type Usage = BTreeMap<Limited, u64>;

#[derive(FromQueryResult)]
struct Counter {
    resource: String,
    used: i64,
}

#[derive(FromQueryResult)]
struct Limit {
    used: i64,
    plan: String,
    maximum: Option<i32>,
}

/// Admits the row of `limited` that this transaction has just written, or fails with [`Error::LimitReached`], after
/// which the transaction must not commit.
///
/// To be called after the write and before the commit: by its write the transaction holds the counter's row, so of
/// several that want the last free place one gets it and the others wait, count and are refused. A transaction that
/// added nothing, which the counting trigger would have noted, passes. What is limited by month is admitted month by
/// month. The plan is read here too, so that a change of
/// plan holds at once. `used` of the error is what was used before that row.
pub async fn admit(tx: &TenantTx, limited: Limited) -> Result<()> {
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT c.used, p.plan, p.maximum FROM "tenant".usage_counters c, public.own_limit($1) p
                   CROSS JOIN LATERAL current_setting('app.added_' || $1, true) AS added
               WHERE c.resource = $1 AND p.plan IS NOT NULL
                   AND (c.period = '' AND added = 'yes' OR c.period = ANY (string_to_array(added, ',')))
               ORDER BY c.used DESC LIMIT 1"#,
            [limited.as_str().into()],
        ))
        .await?;
    let Some(row) = row else { return Ok(()) };
    let Limit {
        used,
        plan,
        maximum,
    } = Limit::from_query_result(&row, "")?;
    match maximum {
        Some(maximum) if used > i64::from(maximum) => Err(Error::LimitReached {
            limited,
            maximum: maximum.try_into().unwrap_or_default(),
            used: (used - 1).try_into().unwrap_or_default(),
            plan,
        }),
        _ => Ok(()),
    }
}

/// Whether one more of `limited`, which is not limited by month, would be admitted now. Nothing is locked.
pub async fn has_room(tx: &TenantTx, limited: Limited) -> Result<bool> {
    let full = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT 1 AS full FROM "tenant".usage_counters c, public.own_limit($1) p
               WHERE c.resource = $1 AND c.period = '' AND p.plan IS NOT NULL AND c.used >= p.maximum"#,
            [limited.as_str().into()],
        ))
        .await?;
    Ok(full.is_none())
}

/// What is used now; of what is limited by month, in `month` (`2026-11`).
pub async fn current(tx: &TenantTx, month: &str) -> Result<Usage> {
    let rows = tx
        .query_all_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT resource, used FROM "tenant".usage_counters WHERE period IN ('', $1)"#,
            [month.into()],
        ))
        .await?;
    let mut usage = Usage::new();
    for row in rows {
        let counter = Counter::from_query_result(&row, "")?;
        // What only a newer program limits is nothing to this one.
        if let Ok(limited) = Limited::parse(&counter.resource) {
            usage.insert(limited, counter.used.try_into().unwrap_or_default());
        }
    }
    Ok(usage)
}
