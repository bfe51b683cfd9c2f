//! Whose session a request belongs to, remembered for a few seconds and forgotten the moment it ends.

use super::Principal;
use crate::tenancy;
use moka::sync::Cache;
use panal_domain::{ApiKey, ApiKeyId, SessionId, TenantId, UserId};
use panal_persistence::{
    Actor, ActorKind, Error, PlatformContext, PlatformDb, TenantDb, TenantScope,
    db::{Notification, Notifications},
    platform::{impersonations, sessions as platform_sessions},
    tenant::{
        access::{self, Access},
        api_keys, sessions,
    },
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use uuid::Uuid;

/// The channel on which processes say that a session, or all sessions of a user, ended.
pub const CHANNEL: &str = sessions::CHANNEL;

/// How long a session is believed without asking, should the notification that it ended be lost.
const MEMORY: Duration = Duration::from_secs(10);
const CAPACITY: u64 = 20_000;

/// By what a principal is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    /// A session of a tenant's staff.
    Tenant(TenantId, SessionId),
    /// A session of a platform user.
    Platform(SessionId),
    /// A key of a tenant, by its digest.
    Program(TenantId, [u8; 32]),
}

impl Key {
    fn tenant(self) -> Option<TenantId> {
        match self {
            Self::Tenant(tenant, _) | Self::Program(tenant, _) => Some(tenant),
            Self::Platform(_) => None,
        }
    }

    fn session(self) -> Option<SessionId> {
        match self {
            Self::Tenant(_, session) | Self::Platform(session) => Some(session),
            Self::Program(..) => None,
        }
    }
}

/// Remembers sessions.
#[derive(Clone)]
pub struct Sessions {
    known: Cache<Key, Arc<Principal>>,
    /// Counts what was forgotten, so that a session read before it ended is not remembered after.
    forgotten: Arc<AtomicU64>,
}

impl Sessions {
    /// Remembers nothing yet. `notifications` must listen on [`CHANNEL`] and [`tenancy::CHANNEL`].
    #[must_use]
    pub fn new(notifications: &Notifications) -> Self {
        Self::with_memory(notifications, MEMORY)
    }

    /// The same, which believes a session for as long as `memory` without asking.
    #[must_use]
    pub fn with_memory(notifications: &Notifications, memory: Duration) -> Self {
        let sessions = Self {
            known: Cache::builder()
                .max_capacity(CAPACITY)
                .time_to_live(memory)
                .build(),
            forgotten: Arc::default(),
        };
        let mut said = notifications.subscribe();
        let listener = sessions.clone();
        tokio::spawn(async move {
            use tokio::sync::broadcast::error::RecvError;
            loop {
                match said.recv().await {
                    Ok(Notification::Message { channel, payload }) if channel == CHANNEL => {
                        // Anything but an id says nothing that could be acted upon precisely.
                        match payload.parse() {
                            Ok(id) => listener.forget(id),
                            Err(_not_an_id) => listener.forget_all(),
                        }
                    }
                    Ok(Notification::Message { channel, payload })
                        if channel == tenancy::CHANNEL =>
                    {
                        match payload.parse() {
                            Ok(tenant) => listener.forget_tenant(tenant),
                            Err(_not_an_id) => listener.forget_all(),
                        }
                    }
                    Ok(Notification::Message { .. }) => {}
                    Ok(Notification::Missed) | Err(RecvError::Lagged(_)) => listener.forget_all(),
                    Err(RecvError::Closed) => return,
                }
            }
        });
        sessions
    }

    /// Forgets the session, the user and the keys they made, the API key, whoever has the role, or all that the platform
    /// user does in other users' places, with this id.
    pub fn forget(&self, id: Uuid) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        for (key, principal) in &self.known {
            let in_place = principal.impersonator().is_some_and(|by| by.id == id);
            if key.session() == Some(SessionId(id)) || principal.depends_on(id) || in_place {
                self.known.invalidate(key.as_ref());
            }
        }
    }

    /// Forgets all sessions of a tenant: a backup in the place of its rows has others.
    fn forget_tenant(&self, tenant: TenantId) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        for (key, _) in &self.known {
            if key.tenant() == Some(tenant) {
                self.known.invalidate(key.as_ref());
            }
        }
    }

    /// Forgets everything.
    pub fn forget_all(&self) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.known.invalidate_all();
    }

    /// Who is in a session of a tenant. `None` when it ended. One in another user's place also ends with the rights of
    /// whoever took it, which the platform knows.
    pub(super) async fn of_tenant(
        &self,
        db: &TenantDb,
        platform: &PlatformDb,
        scope: &TenantScope,
        session: SessionId,
    ) -> Result<Option<Arc<Principal>>, Error> {
        self.remember(Key::Tenant(scope.id(), session), async || {
            let anonymous = Actor::of(ActorKind::Anonymous);
            let tx = db.begin_read_only(scope, anonymous.clone()).await?;
            let user = sessions::find(&tx, session).await?;
            let Some(user) = user.filter(|user| user.live) else {
                tx.commit().await?;
                return Ok(None);
            };
            let access = access::of_user(&tx, UserId(user.user_id)).await?;
            tx.commit().await?;
            if user.impersonator_id.is_some() {
                let tx = platform.begin(PlatformContext::Tenant(scope.id())).await?;
                let goes_on = impersonations::goes_on(&tx, session).await?;
                tx.commit().await?;
                if !goes_on {
                    return Ok(None);
                }
            }
            if user.stale {
                let tx = db.begin(scope, anonymous).await?;
                sessions::used(&tx, session).await?;
                tx.commit().await?;
            }
            Ok(Some(Principal::of_session(user, access)))
        })
        .await
    }

    /// Which program has this key of a tenant. `None` when there is no such key, or it is good no more.
    pub(super) async fn of_api_key(
        &self,
        db: &TenantDb,
        scope: &TenantScope,
        key: &ApiKey,
    ) -> Result<Option<Arc<Principal>>, Error> {
        let digest = key.digest();
        self.remember(Key::Program(scope.id(), digest), async || {
            let anonymous = Actor::of(ActorKind::Anonymous);
            let tx = db.begin_read_only(scope, anonymous.clone()).await?;
            let Some(key) = api_keys::find_live(&tx, &digest).await? else {
                tx.commit().await?;
                return Ok(None);
            };
            let maker = access::of_user(&tx, UserId(key.created_by)).await?;
            tx.commit().await?;
            if key.stale {
                let tx = db.begin(scope, anonymous).await?;
                api_keys::used(&tx, ApiKeyId(key.id)).await?;
                tx.commit().await?;
            }
            Ok(Some(Principal::of_api_key(key, maker)))
        })
        .await
    }

    /// Who is in a session of the platform. `None` when it ended.
    pub(super) async fn of_platform(
        &self,
        db: &PlatformDb,
        session: SessionId,
    ) -> Result<Option<Arc<Principal>>, Error> {
        self.remember(Key::Platform(session), async || {
            let tx = db.begin(PlatformContext::Login).await?;
            let user = platform_sessions::find(&tx, session).await?;
            let user = user.filter(|user| user.live);
            if user.as_ref().is_some_and(|user| user.stale) {
                platform_sessions::used(&tx, session).await?;
            }
            tx.commit().await?;
            Ok(user.map(|user| Principal::of_session(user, Access::default())))
        })
        .await
    }

    /// Who is known by `key`, read when not remembered.
    async fn remember(
        &self,
        key: Key,
        read: impl AsyncFnOnce() -> Result<Option<Principal>, Error>,
    ) -> Result<Option<Arc<Principal>>, Error> {
        if let Some(principal) = self.known.get(&key) {
            return Ok(Some(principal));
        }
        let before = self.forgotten.load(Ordering::SeqCst);
        let Some(principal) = read().await?.map(Arc::new) else {
            return Ok(None);
        };
        self.known.insert(key, Arc::clone(&principal));
        // It may have ended between reading and remembering; whoever ended it found nothing to forget.
        if self.forgotten.load(Ordering::SeqCst) != before {
            self.known.invalidate(&key);
        }
        Ok(Some(principal))
    }
}
