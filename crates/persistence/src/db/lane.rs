use crate::{Error, Result, db::connect::tls, metrics::PoolStatus};
use deadpool::managed::{self, Metrics, Object, Pool, RecycleError, RecycleResult};
use deadpool_postgres::{ClientWrapper, ManagerConfig, RecyclingMethod};
use lru::LruCache;
use std::{
    num::NonZeroUsize,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio_postgres::Statement;
use tokio_postgres_rustls::MakeRustlsConnect;

/// A small pool of connections. See [`crate::config::DatabaseConfig::lanes`].
pub(crate) struct Lane {
    pool: Pool<LaneManager>,
    pub(crate) waits: AtomicU64,
}

/// A connection with the statements prepared on it.
pub(crate) struct Connection {
    client: ClientWrapper,
    statements: Mutex<LruCache<String, Statement>>,
    made: Instant,
    tls: MakeRustlsConnect,
}

pub(crate) struct LaneManager {
    tls: MakeRustlsConnect,
    inner: deadpool_postgres::Manager,
    statement_cache: NonZeroUsize,
    max_age: Duration,
}

/// What all lanes of one database have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LaneOptions {
    pub(crate) size: usize,
    pub(crate) statement_cache: usize,
    pub(crate) timeout: Duration,
    pub(crate) max_age: Duration,
}

impl Lane {
    pub(crate) fn new(config: tokio_postgres::Config, options: LaneOptions) -> Result<Self> {
        let tls = tls();
        let manager = LaneManager {
            tls: tls.clone(),
            // Fast: nothing is asked of the server between uses; a transaction leaves no session state behind.
            inner: deadpool_postgres::Manager::from_config(
                config,
                tls,
                ManagerConfig {
                    recycling_method: RecyclingMethod::Fast,
                },
            ),
            statement_cache: NonZeroUsize::new(options.statement_cache)
                .unwrap_or(NonZeroUsize::MIN),
            max_age: options.max_age,
        };
        let pool = Pool::builder(manager)
            .max_size(options.size)
            .wait_timeout(Some(options.timeout))
            .create_timeout(Some(options.timeout))
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Self {
            pool,
            waits: AtomicU64::new(0),
        })
    }

    /// True when a caller would be served at once.
    pub(crate) fn is_free(&self) -> bool {
        let status = self.pool.status();
        status.waiting == 0 && (status.available > 0 || status.size < status.max_size)
    }

    /// True when it has room for a tenant of another lane: at most half its connections are lent, so that one busy
    /// tenant cannot take every connection there is.
    pub(crate) fn lends(&self) -> bool {
        let status = self.pool.status();
        let busy = status.size.saturating_sub(status.available);
        status.waiting == 0 && busy * 2 < status.max_size
    }

    pub(crate) fn pool_status(&self, name: String, tenants: usize) -> PoolStatus {
        let status = self.pool.status();
        PoolStatus {
            name,
            max: status.max_size,
            size: status.size,
            idle: status.available,
            waiting: status.waiting,
            waits: self.waits.load(Ordering::Relaxed),
            tenants,
        }
    }

    pub(crate) async fn get(&self) -> Result<Object<LaneManager>> {
        if !self.is_free() {
            self.waits.fetch_add(1, Ordering::Relaxed);
        }
        Ok(self.pool.get().await?)
    }
}

impl Connection {
    pub(crate) fn cached(&self, sql: &str) -> Option<Statement> {
        self.statements
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(sql)
            .cloned()
    }

    /// Prepares `sql` and keeps it; the least recently used statement goes when there is no room.
    pub(crate) async fn prepare(&self, sql: &str) -> Result<Statement> {
        let statement = self.client.prepare(sql).await?;
        self.statements
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .put(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Asks the server to give up what it is doing on this connection.
    pub(crate) async fn cancel(&self) {
        if let Err(error) = self
            .client
            .cancel_token()
            .cancel_query(self.tls.clone())
            .await
        {
            tracing::debug!(%error, "a statement could not be cancelled");
        }
    }

    /// Forgets every prepared statement, because the tables under them changed.
    pub(crate) fn forget_statements(&self) {
        self.statements
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

impl std::ops::Deref for Connection {
    type Target = tokio_postgres::Client;

    fn deref(&self) -> &Self::Target {
        &self.client
    }
}

impl managed::Manager for LaneManager {
    type Type = Connection;
    type Error = tokio_postgres::Error;

    async fn create(&self) -> std::result::Result<Connection, Self::Error> {
        Ok(Connection {
            client: managed::Manager::create(&self.inner).await?,
            statements: Mutex::new(LruCache::new(self.statement_cache)),
            made: Instant::now(),
            tls: self.tls.clone(),
        })
    }

    async fn recycle(
        &self,
        connection: &mut Connection,
        metrics: &Metrics,
    ) -> RecycleResult<Self::Error> {
        if connection.made.elapsed() > self.max_age {
            return Err(RecycleError::message("old enough to be replaced"));
        }
        managed::Manager::recycle(&self.inner, &mut connection.client, metrics).await
    }

    fn detach(&self, connection: &mut Connection) {
        managed::Manager::detach(&self.inner, &mut connection.client);
    }
}
