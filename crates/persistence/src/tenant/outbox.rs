//! Domain events: told in the transaction of what they tell, delivered by the worker.

use crate::{Result, TenantTx};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::Value;
use uuid::Uuid;

/// Tells of an event of this tenant. `kind` is in kebab-case, such as `cita-creada`; the payload holds no secrets.
pub async fn emit(tx: &TenantTx, kind: &str, payload: Value) -> Result<()> {
    tx.execute_raw(Statement::from_sql_and_values(
        DbBackend::Postgres,
        "INSERT INTO public.outbox (id, tenant_id, kind, payload) VALUES ($1, $2, $3, $4)",
        [
            Uuid::now_v7().into(),
            tx.tenant().0.into(),
            kind.into(),
            payload.into(),
        ],
    ))
    .await?;
    Ok(())
}
