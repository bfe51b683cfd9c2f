//! Sessions of platform users in the place of a member of the staff.

use crate::{
    Result, TenantTx,
    platform::impersonations::Impersonation,
    tenant::audit::{self, Changes},
};
use panal_domain::SessionId;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

/// Minutes that such a session lasts. It has no refresh token: nothing renews it.
pub const MINUTES: i32 = 15;

/// Opens a session in a user's place, whose actor is the platform user. `None` when there is no such user, or he may
/// not log in.
pub async fn open(
    tx: &TenantTx,
    by: &Impersonation,
    user_agent: Option<String>,
) -> Result<Option<SessionId>> {
    let id = Uuid::now_v7();
    let opened = tx
        .execute_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"INSERT INTO "tenant".sessions (id, user_id, user_agent, address, expires_at, impersonator_id,
                   impersonator, impersonation_reason)
               SELECT $1, u.id, $3, $4, clock_timestamp() + make_interval(mins => $5), $6, $7, $8
               FROM "tenant".users u WHERE u.id = $2 AND u.is_active"#,
            [
                id.into(),
                by.user_id.into(),
                user_agent.into(),
                tx.actor().address.clone().into(),
                MINUTES.into(),
                by.platform_user_id.into(),
                by.platform_user.clone().into(),
                by.reason.clone().into(),
            ],
        ))
        .await?
        .rows_affected();
    if opened == 0 {
        return Ok(None);
    }
    let changes = Changes::none()
        .with("session_id", id.to_string())
        .with("reason", by.reason.as_str());
    audit::record(tx, "impersonate", "users", Some(by.user_id), changes).await?;
    Ok(Some(SessionId(id)))
}
