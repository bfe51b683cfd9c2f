use crate::{
    Result,
    config::DatabaseConfig,
    db::{
        lane::{Lane, LaneOptions},
        tx::{Tx, connection_trait},
    },
    metrics::PoolStatus,
};
use panal_domain::TenantId;
use std::{borrow::Cow, sync::Arc};
use uuid::Uuid;

/// As whom the platform's rows are looked at. Row level security follows from it (seed 003, "Row Level Security"; its
/// fifth context, bypass, belongs to the owner of the tables and cannot be asked for here).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlatformContext {
    /// Nobody is known yet: finds a tenant by its host, a platform user by e-mail.
    Login,
    /// A platform user with all rights.
    SuperAdmin(Uuid),
    /// A tenant: its own rows.
    Tenant(TenantId),
    /// A platform user: its own row.
    Itself(Uuid),
}

impl PlatformContext {
    /// Sets all three variables each time, so that none is left from before; ids are UUIDs, so nothing needs quoting.
    fn opening(self) -> String {
        let (role, user, tenant) = match self {
            Self::Login => ("login_context", None, None),
            Self::SuperAdmin(user) => ("super_admin", Some(user), None),
            Self::Tenant(tenant) => ("tenant", None, Some(tenant.0)),
            Self::Itself(user) => ("self", Some(user), None),
        };
        let text = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        format!(
            "BEGIN; SELECT set_config('app.current_user_role', '{role}', true), \
             set_config('app.current_user_id', '{}', true), set_config('app.current_tenant_id', '{}', true)",
            text(user),
            text(tenant)
        )
    }
}

/// The platform's rows, as the server sees them.
#[derive(Clone)]
pub struct PlatformDb {
    lane: Arc<Lane>,
}

impl PlatformDb {
    /// A pool over the server that `app` names. Connects when used.
    pub fn new(app: &tokio_postgres::Config, config: &DatabaseConfig) -> Result<Self> {
        let lane = Lane::new(
            app.clone(),
            LaneOptions {
                size: config.platform_size,
                statement_cache: config.statement_cache,
                timeout: config.connect_timeout(),
                max_age: config.max_age(),
            },
        )?;
        Ok(Self {
            lane: Arc::new(lane),
        })
    }

    /// A transaction that sees what `context` may see.
    pub async fn begin(&self, context: PlatformContext) -> Result<PlatformTx> {
        Ok(PlatformTx {
            tx: Tx::new(self.lane.get().await?, context.opening()),
        })
    }

    /// The pool as it is now.
    #[must_use]
    pub fn status(&self) -> PoolStatus {
        self.lane.pool_status("platform".to_owned(), 0)
    }
}

/// A transaction on the platform's rows, under row level security. Dropped without [`PlatformTx::commit`], it rolls
/// back.
pub struct PlatformTx {
    tx: Tx,
}

impl PlatformTx {
    /// Makes the changes last.
    pub async fn commit(self) -> Result<()> {
        self.tx.commit().await
    }

    /// Undoes the changes.
    pub async fn rollback(self) -> Result<()> {
        self.tx.rollback().await
    }

    fn placed<'a>(&self, sql: &'a str) -> Cow<'a, str> {
        Cow::Borrowed(sql)
    }
}

connection_trait!(PlatformTx);
