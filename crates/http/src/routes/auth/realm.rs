//! The two sorts of people who log in, and what they do not share: whose transaction, and which audit.

use crate::{auth::Authenticated, request::RequestInfo, state::AppState};
use chrono::{DateTime, Utc};
use panal_domain::{SessionId, TenantId, UserId};
use panal_persistence::{
    ActorKind, PlatformContext, PlatformTx, Result as DbResult, TenantScope, TenantTx,
    platform::{
        second_factor as platform_credentials,
        sessions::{self as platform_sessions, AuditEntry},
    },
    tenant::{
        audit::{self, Changes},
        second_factor::{self as tenant_credentials, CredentialTables, UserTx},
        sessions::{self, NewSession, Rotation},
        users,
    },
};
use uuid::Uuid;

/// Where people log in.
pub(in crate::routes) trait Realm {
    /// A transaction there.
    type Tx: UserTx;
    /// Its users.
    const CREDENTIALS: CredentialTables;

    /// The tenant; none: the platform.
    fn tenant(&self) -> Option<TenantId>;
    /// A transaction in the name of a user, or of nobody yet.
    async fn begin(&self, user: Option<UserId>) -> DbResult<Self::Tx>;
    async fn commit(&self, tx: Self::Tx) -> DbResult<()>;
    /// Opens a session. Audited.
    async fn open(&self, tx: &Self::Tx, new: NewSession) -> DbResult<SessionId>;
    /// Exchanges a refresh token. To be committed whatever the answer. Audited when the token was reused.
    async fn rotate(
        &self,
        tx: &Self::Tx,
        shown: &[u8],
        new: &[u8],
        until: DateTime<Utc>,
    ) -> DbResult<Rotation>;
    /// The session of a refresh token.
    async fn of_token(&self, tx: &Self::Tx, shown: &[u8]) -> DbResult<Option<(SessionId, UserId)>>;
    /// Ends a session because its user leaves. Audited.
    async fn leave(&self, tx: &Self::Tx, user: UserId, session: SessionId) -> DbResult<()>;
    /// Ends all sessions of a user but `kept`. Audited.
    async fn end_others(
        &self,
        tx: &Self::Tx,
        user: UserId,
        kept: SessionId,
        reason: &str,
    ) -> DbResult<()>;
    /// Writes into the audit what a user did, or somebody unknown tried.
    async fn note(
        &self,
        tx: &Self::Tx,
        user: Option<Uuid>,
        action: &str,
        reason: Option<&str>,
    ) -> DbResult<()>;
}

/// A tenant's staff.
pub(in crate::routes) struct Staff<'a> {
    pub(in crate::routes) state: &'a AppState,
    pub(in crate::routes) scope: &'a TenantScope,
    pub(in crate::routes) info: &'a RequestInfo,
    /// Whoever is logged in already.
    pub(in crate::routes) known: Option<&'a Authenticated>,
}

impl Realm for Staff<'_> {
    type Tx = TenantTx;
    const CREDENTIALS: CredentialTables = tenant_credentials::TABLES;

    fn tenant(&self) -> Option<TenantId> {
        Some(self.scope.id())
    }

    async fn begin(&self, user: Option<UserId>) -> DbResult<TenantTx> {
        let (actor, unnamed) = match (self.known, user) {
            (Some(known), _) => (known.actor(), None),
            (None, Some(user)) => (self.info.actor(ActorKind::User, Some(user.0)), Some(user)),
            (None, None) => (self.info.actor(ActorKind::Anonymous, None), None),
        };
        let mut tx = self.state.tenants.begin(self.scope, actor).await?;
        if let Some(user) = unnamed {
            let mut actor = self.info.actor(ActorKind::User, Some(user.0));
            actor.name = users::get(&tx, user).await?.map(|user| user.email);
            tx.set_actor(actor);
        }
        Ok(tx)
    }

    async fn commit(&self, tx: TenantTx) -> DbResult<()> {
        tx.commit().await
    }

    async fn open(&self, tx: &TenantTx, new: NewSession) -> DbResult<SessionId> {
        sessions::open(tx, new).await
    }

    async fn rotate(
        &self,
        tx: &TenantTx,
        shown: &[u8],
        new: &[u8],
        until: DateTime<Utc>,
    ) -> DbResult<Rotation> {
        sessions::rotate(tx, shown, new, until).await
    }

    async fn of_token(&self, tx: &TenantTx, shown: &[u8]) -> DbResult<Option<(SessionId, UserId)>> {
        sessions::of_token(tx, shown).await
    }

    async fn leave(&self, tx: &TenantTx, _: UserId, session: SessionId) -> DbResult<()> {
        sessions::revoke(tx, session, "logout").await.map(drop)
    }

    async fn end_others(
        &self,
        tx: &TenantTx,
        user: UserId,
        kept: SessionId,
        reason: &str,
    ) -> DbResult<()> {
        sessions::revoke_others(tx, user, kept, reason)
            .await
            .map(drop)
    }

    async fn note(
        &self,
        tx: &TenantTx,
        user: Option<Uuid>,
        action: &str,
        reason: Option<&str>,
    ) -> DbResult<()> {
        let changes = match reason {
            Some(reason) => Changes::none().with("reason", reason),
            None => Changes::none(),
        };
        audit::record(tx, action, "users", user, changes).await
    }
}

/// The platform's users.
pub(in crate::routes) struct Platform<'a> {
    pub(in crate::routes) state: &'a AppState,
    pub(in crate::routes) info: &'a RequestInfo,
}

impl Realm for Platform<'_> {
    type Tx = PlatformTx;
    const CREDENTIALS: CredentialTables = platform_credentials::TABLES;

    fn tenant(&self) -> Option<TenantId> {
        None
    }

    async fn begin(&self, user: Option<UserId>) -> DbResult<PlatformTx> {
        let context = user.map_or(PlatformContext::Login, |user| {
            PlatformContext::Itself(user.0)
        });
        self.state.platform.begin(context).await
    }

    async fn commit(&self, tx: PlatformTx) -> DbResult<()> {
        tx.commit().await
    }

    async fn open(&self, tx: &PlatformTx, new: NewSession) -> DbResult<SessionId> {
        let user = new.user_id;
        let session = platform_sessions::open(tx, new).await?;
        self.note(tx, Some(user), "login", None).await?;
        Ok(session)
    }

    async fn rotate(
        &self,
        tx: &PlatformTx,
        shown: &[u8],
        new: &[u8],
        until: DateTime<Utc>,
    ) -> DbResult<Rotation> {
        let rotation = platform_sessions::rotate(tx, shown, new, until).await?;
        if let Rotation::Reused { user_id, .. } = &rotation {
            let reason = Some("refresh_token_reused");
            self.note(tx, Some(*user_id), "revoke_session", reason)
                .await?;
        }
        Ok(rotation)
    }

    async fn of_token(
        &self,
        tx: &PlatformTx,
        shown: &[u8],
    ) -> DbResult<Option<(SessionId, UserId)>> {
        platform_sessions::of_token(tx, shown).await
    }

    async fn leave(&self, tx: &PlatformTx, user: UserId, session: SessionId) -> DbResult<()> {
        platform_sessions::revoke(tx, session, "logout").await?;
        self.note(tx, Some(user.0), "logout", None).await
    }

    async fn end_others(
        &self,
        tx: &PlatformTx,
        user: UserId,
        kept: SessionId,
        reason: &str,
    ) -> DbResult<()> {
        if platform_sessions::revoke_others(tx, user, kept, reason).await? > 0 {
            self.note(tx, Some(user.0), "revoke_sessions", Some(reason))
                .await?;
        }
        Ok(())
    }

    async fn note(
        &self,
        tx: &PlatformTx,
        user: Option<Uuid>,
        action: &str,
        reason: Option<&str>,
    ) -> DbResult<()> {
        let actor = user.map_or_else(|| "unknown".to_owned(), |user| user.to_string());
        let address = self.info.address().map(|address| address.to_string());
        let entry = AuditEntry {
            actor: &actor,
            action,
            reason,
            request_id: Some(self.info.id()),
            address: address.as_deref(),
        };
        platform_sessions::audit(tx, entry).await
    }
}
