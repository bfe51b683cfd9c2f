//! Hand-overs by which a super admin takes a user's place, good once and for a minute.

use super::query;
use crate::{PlatformTx, Result};
use panal_domain::{SessionId, UserId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// Seconds for which a code is good.
pub const CODE_SECONDS: u32 = 60;

/// A hand-over that was claimed.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Impersonation {
    /// The hand-over.
    pub id: Uuid,
    /// The user whose place is taken.
    pub user_id: Uuid,
    /// The platform user who takes it.
    pub platform_user_id: Uuid,
    /// That user's log-in name.
    pub platform_user: String,
    /// Why.
    pub reason: String,
}

/// A hand-over to be.
#[derive(Debug, Clone)]
pub struct NewImpersonation<'a> {
    /// The tenant.
    pub tenant: Uuid,
    /// The user whose place is taken.
    pub user: UserId,
    /// The platform user who takes it.
    pub platform_user: Uuid,
    /// That user's log-in name.
    pub email: &'a str,
    /// Why.
    pub reason: &'a str,
    /// SHA-256 of the code.
    pub code_hash: &'a [u8],
}

/// Prepares a hand-over. `None` when the platform user may no longer do so. Context: super admin.
pub async fn prepare(tx: &PlatformTx, new: NewImpersonation<'_>) -> Result<Option<Uuid>> {
    let id = Uuid::now_v7();
    // The lock is what whoever disables the user waits for, or was waited for.
    let prepared = query::run(
        tx,
        "INSERT INTO public.impersonations (id, tenant_id, user_id, platform_user_id, platform_user, reason, code_hash,
             expires_at)
         SELECT $1, $2, $3, u.id, $5, $6, $7, clock_timestamp() + make_interval(secs => $8)
         FROM public.platform_users u WHERE u.id = $4 AND u.is_active AND u.totp_confirmed_at IS NOT NULL FOR SHARE",
        [
            id.into(),
            new.tenant.into(),
            new.user.0.into(),
            new.platform_user.into(),
            new.email.into(),
            new.reason.into(),
            new.code_hash.into(),
            f64::from(CODE_SECONDS).into(),
        ],
    )
    .await?;
    Ok((prepared > 0).then_some(id))
}

/// Claims a hand-over, once: `None` when it was claimed before, is out of time, is another tenant's, ended or was
/// never there. Context: the tenant.
pub async fn claim(tx: &PlatformTx, code_hash: &[u8]) -> Result<Option<Impersonation>> {
    query::one(
        tx,
        "UPDATE public.impersonations SET used_at = clock_timestamp()
         WHERE code_hash = $1 AND used_at IS NULL AND ended_at IS NULL AND expires_at > clock_timestamp()
         RETURNING id, user_id, platform_user_id, platform_user, reason",
        [code_hash.into()],
    )
    .await
}

/// Notes the session that a hand-over led to. Context: the tenant.
pub async fn opened(tx: &PlatformTx, id: Uuid, session: SessionId) -> Result<()> {
    query::run(
        tx,
        "UPDATE public.impersonations SET session_id = $2 WHERE id = $1",
        [id.into(), session.0.into()],
    )
    .await?;
    Ok(())
}

/// Whether the session that a hand-over led to may go on. Context: the tenant.
pub async fn goes_on(tx: &PlatformTx, session: SessionId) -> Result<bool> {
    let found: Option<Impersonation> = query::one(
        tx,
        "SELECT id, user_id, platform_user_id, platform_user, reason FROM public.impersonations
         WHERE session_id = $1 AND ended_at IS NULL",
        [session.0.into()],
    )
    .await?;
    Ok(found.is_some())
}
