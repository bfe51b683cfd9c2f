use crate::{
    Error, Result,
    config::DatabaseConfig,
    db::{
        lane::{Lane, LaneOptions},
        tx::{Tx, connection_trait},
    },
    metrics::PoolStatus,
};
use panal_domain::{RoleName, SchemaName, TenantId};
use std::{
    borrow::Cow,
    collections::HashSet,
    future::Future,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
};
use uuid::Uuid;

/// What a transaction needs to know of a tenant to be that tenant's alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantScope {
    id: TenantId,
    /// `"schema".`, ready to be put into statements.
    schema: String,
    /// `"role"`.
    role: String,
}

impl TenantScope {
    /// The scope of the tenant `id`, whose rows are in `schema` and belong to `role`.
    #[must_use]
    pub fn new(id: TenantId, schema: &SchemaName, role: &RoleName) -> Self {
        Self {
            id,
            schema: format!("{}.", schema.quoted()),
            role: role.quoted(),
        }
    }

    /// The tenant.
    #[must_use]
    pub fn id(&self) -> TenantId {
        self.id
    }
}

/// Who acts in a transaction; written into the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// What sort of actor.
    pub kind: ActorKind,
    /// The user, API key or platform user, where there is one.
    pub id: Option<Uuid>,
    /// What he is called: a log-in name, the name of a key.
    pub name: Option<String>,
    /// The user in whose place an impersonator acts.
    pub on_behalf_of: Option<Uuid>,
    /// Correlates with the log.
    pub request_id: Option<String>,
    /// The client's address.
    pub address: Option<String>,
}

/// What sort of actor acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// A member of the tenant's staff.
    User,
    /// A program with a key of the tenant.
    ApiKey,
    /// A platform user in the place of a member of the staff.
    Impersonator,
    /// Somebody at the command line.
    Operator,
    /// A background job.
    Job,
    /// Nobody known: log-in, public pages.
    Anonymous,
}

impl ActorKind {
    /// As in `audit_log.actor_kind`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::ApiKey => "api_key",
            Self::Impersonator => "impersonator",
            Self::Operator => "operator",
            Self::Job => "job",
            Self::Anonymous => "anonymous",
        }
    }
}

impl Actor {
    /// The user who acts, or in whose place somebody acts.
    #[must_use]
    pub fn user(&self) -> Option<Uuid> {
        match self.kind {
            ActorKind::User => self.id,
            _ => self.on_behalf_of,
        }
    }

    /// An actor without an account: operator, job or nobody.
    #[must_use]
    pub fn of(kind: ActorKind) -> Self {
        Self {
            kind,
            id: None,
            name: None,
            on_behalf_of: None,
            request_id: None,
            address: None,
        }
    }
}

/// The tenants' database, as the server sees it: lanes of connections, each transaction one tenant's.
#[derive(Clone)]
pub struct TenantDb {
    lanes: Arc<[TenantLane]>,
}

struct TenantLane {
    lane: Lane,
    tenants: Mutex<HashSet<TenantId>>,
}

impl TenantDb {
    /// Lanes over the server that `app` names, whose login must be a member of the tenants' roles. Connects when used.
    pub fn new(app: &tokio_postgres::Config, config: &DatabaseConfig) -> Result<Self> {
        let options = LaneOptions {
            size: config.lane_size,
            statement_cache: config.statement_cache,
            timeout: config.connect_timeout(),
            max_age: config.max_age(),
        };
        let lanes = (0..config.lanes.max(1))
            .map(|_| {
                Ok(TenantLane {
                    lane: Lane::new(app.clone(), options)?,
                    tenants: Mutex::new(HashSet::new()),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(Self {
            lanes: lanes.into(),
        })
    }

    /// A transaction of `tenant`, whose audit entries will name `actor`.
    pub async fn begin(&self, tenant: &TenantScope, actor: Actor) -> Result<TenantTx> {
        self.open(tenant, actor, "BEGIN").await
    }

    /// A transaction of `tenant` in which PostgreSQL refuses to write.
    pub async fn begin_read_only(&self, tenant: &TenantScope, actor: Actor) -> Result<TenantTx> {
        self.open(tenant, actor, "BEGIN READ ONLY").await
    }

    async fn open(&self, tenant: &TenantScope, actor: Actor, begin: &str) -> Result<TenantTx> {
        let lane = self.lane(tenant.id)?;
        lane.tenants
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(tenant.id);
        let connection = lane.lane.get().await?;
        Ok(TenantTx {
            tx: Tx::new(
                connection,
                format!("{begin}; SET LOCAL ROLE {}", tenant.role),
            ),
            scope: tenant.clone(),
            actor,
        })
    }

    /// The tenant's own lane; when that one is busy, the next that lends; when none does, its own to wait at.
    fn lane(&self, tenant: TenantId) -> Result<&TenantLane> {
        let count = self.lanes.len();
        let home = (tenant.0.as_u128() % count as u128) as usize;
        let mut order = (0..count).filter_map(|step| self.lanes.get((home + step) % count));
        let own = order.next().ok_or(Error::PoolTimeout)?;
        if own.lane.is_free() {
            return Ok(own);
        }
        match order.find(|other| other.lane.lends()) {
            Some(other) => {
                own.lane.waits.fetch_add(1, Ordering::Relaxed);
                Ok(other)
            }
            None => Ok(own),
        }
    }

    /// The lanes as they are now.
    #[must_use]
    pub fn status(&self) -> Vec<PoolStatus> {
        self.lanes
            .iter()
            .enumerate()
            .map(|(number, lane)| {
                let tenants = lane
                    .tenants
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .len();
                lane.lane.pool_status(format!("lane-{number}"), tenants)
            })
            .collect()
    }
}

/// A transaction of one tenant. Implements SeaORM's `ConnectionTrait`: `"tenant".` in a statement becomes the tenant's
/// schema, and the tenant's role is all it may do. Dropped without [`TenantTx::commit`], it rolls back.
pub struct TenantTx {
    tx: Tx,
    scope: TenantScope,
    actor: Actor,
}

impl TenantTx {
    /// The tenant.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.scope.id
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Names the actor once he is known, as after a log-in.
    pub fn set_actor(&mut self, actor: Actor) {
        self.actor = actor;
    }

    /// Makes the changes last. Fails with [`Error::Aborted`] if a statement failed before.
    pub async fn commit(self) -> Result<()> {
        self.tx.commit().await
    }

    /// Undoes the changes.
    pub async fn rollback(self) -> Result<()> {
        self.tx.rollback().await
    }

    /// Runs `work`, which uses this transaction; if it fails, what it did is undone and the transaction can go on.
    pub async fn savepoint<T, E: From<Error>>(
        &self,
        work: impl Future<Output = std::result::Result<T, E>>,
    ) -> std::result::Result<T, E> {
        self.tx.savepoint(work).await
    }

    fn placed<'a>(&self, sql: &'a str) -> Cow<'a, str> {
        if sql.contains("\"tenant\".") {
            Cow::Owned(sql.replace("\"tenant\".", &self.scope.schema))
        } else {
            Cow::Borrowed(sql)
        }
    }
}

connection_trait!(TenantTx);
