//! The owner's connections: the only ones that may create, change and drop.

use crate::{Error, Result};
use bytes::Bytes;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use panal_persistence::db::{pg_config, tls};
use secrecy::SecretString;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio_postgres::{Config, CopyInSink, CopyOutStream, Row, types::ToSql};

/// The role that owns every table. Connections act as it whatever login they came with.
pub const OWNER: &str = "panal_owner";

/// Parameters of a statement.
pub type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// A pool of connections that act as [`OWNER`].
#[derive(Clone)]
pub struct Owner {
    pool: Pool,
    config: Config,
    statements: Arc<AtomicU64>,
}

impl Owner {
    /// A pool of at most `size` connections to `url`. Connects when used.
    pub fn new(url: &SecretString, size: usize, timeout: Duration) -> Result<Self> {
        let config = pg_config(url, "panal owner", timeout)?;
        let mut acting = config.clone();
        // Names are always written with their schema; an unqualified one finds nothing.
        acting.options(format!(
            "-c role={OWNER} -c search_path=pg_catalog -c client_min_messages=warning"
        ));
        let manager = Manager::from_config(
            acting,
            tls(),
            ManagerConfig {
                recycling_method: RecyclingMethod::Fast,
            },
        );
        let pool = Pool::builder(manager)
            .max_size(size.max(1))
            .wait_timeout(Some(Duration::from_secs(60)))
            .create_timeout(Some(timeout))
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .build()
            .map_err(|error| panal_persistence::Error::Unavailable(error.to_string()))?;
        Ok(Self {
            pool,
            config,
            statements: Arc::new(AtomicU64::new(0)),
        })
    }

    /// The pool itself, for the job queue, which works on one.
    #[must_use]
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Where it connects to, with the login it was given.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Statements sent so far through this pool, BEGIN and COMMIT excepted.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// One statement by itself.
    pub async fn query(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>> {
        let client = self.pool.get().await?;
        self.statements.fetch_add(1, Ordering::Relaxed);
        let statement = client.prepare_cached(sql).await?;
        Ok(client.query(&statement, params).await?)
    }

    /// One statement by itself, if a connection is free for it at once.
    pub(crate) async fn query_if_free(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>> {
        let mut timeouts = self.pool.timeouts();
        timeouts.wait = Some(Duration::ZERO);
        let client = self.pool.timeout_get(&timeouts).await?;
        self.statements.fetch_add(1, Ordering::Relaxed);
        let statement = client.prepare_cached(sql).await?;
        Ok(client.query(&statement, params).await?)
    }

    /// One statement by itself, answered by at most one row.
    pub async fn query_opt(&self, sql: &str, params: Params<'_>) -> Result<Option<Row>> {
        Ok(self.query(sql, params).await?.into_iter().next())
    }

    /// A transaction.
    pub async fn begin(&self) -> Result<OwnerTx> {
        // Open from here on: given up while BEGIN is on its way, the connection is closed.
        let tx = OwnerTx {
            held: Arc::new(Held {
                client: Some(self.pool.get().await?),
                open: AtomicBool::new(true),
            }),
            statements: Arc::clone(&self.statements),
        };
        tx.held.client()?.batch_execute("BEGIN").await?;
        Ok(tx)
    }
}

/// A transaction of the owner. Dropped without [`OwnerTx::commit`], its connection is closed, which rolls back.
pub struct OwnerTx {
    held: Arc<Held>,
    statements: Arc<AtomicU64>,
}

/// A connection that is closed, not pooled again, when it is let go in the middle of a transaction.
pub(crate) struct Held {
    client: Option<Object>,
    open: AtomicBool,
}

impl Held {
    pub(crate) fn client(&self) -> Result<&Object> {
        self.client.as_ref().ok_or_else(|| {
            panal_persistence::Error::Unavailable("connection is gone".to_owned()).into()
        })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.open.load(Ordering::Acquire)
            && let Some(client) = self.client.take()
        {
            drop(Object::take(client));
        }
    }
}

impl OwnerTx {
    /// The rows that a statement returns.
    pub async fn query(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let client = self.held.client()?;
        let statement = client.prepare_cached(sql).await?;
        Ok(client.query(&statement, params).await?)
    }

    /// At most one row.
    pub async fn query_opt(&self, sql: &str, params: Params<'_>) -> Result<Option<Row>> {
        Ok(self.query(sql, params).await?.into_iter().next())
    }

    /// One row; it is an error of the program if there is none.
    pub async fn query_one(&self, sql: &str, params: Params<'_>) -> Result<Row> {
        self.query_opt(sql, params)
            .await?
            .ok_or_else(|| Error::NotFound("row where one was expected".to_owned()))
    }

    /// The number of rows that a statement changed.
    pub async fn execute(&self, sql: &str, params: Params<'_>) -> Result<u64> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let client = self.held.client()?;
        let statement = client.prepare_cached(sql).await?;
        Ok(client.execute(&statement, params).await?)
    }

    /// The same for SQL that names a tenant's schema and so is not worth keeping prepared.
    pub async fn execute_once(&self, sql: &str, params: Params<'_>) -> Result<u64> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        Ok(self.held.client()?.execute(sql, params).await?)
    }

    /// Rows of SQL that names a tenant's schema and so is not worth keeping prepared.
    pub async fn query_once(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        Ok(self.held.client()?.query(sql, params).await?)
    }

    /// `COPY ... TO STDOUT`: the bytes as they come.
    pub async fn copy_out(&self, sql: &str) -> Result<CopyOutStream> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        Ok(self.held.client()?.copy_out(sql).await?)
    }

    /// `COPY ... FROM STDIN`: takes the bytes, and is finished by its taker.
    pub async fn copy_in(&self, sql: &str) -> Result<CopyInSink<Bytes>> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        Ok(self.held.client()?.copy_in(sql).await?)
    }

    /// Several statements without parameters, sent as one message.
    pub async fn batch(&self, sql: &str) -> Result<()> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        Ok(self.held.client()?.batch_execute(sql).await?)
    }

    /// Makes the changes last.
    pub async fn commit(self) -> Result<()> {
        self.held.client()?.batch_execute("COMMIT").await?;
        self.held.open.store(false, Ordering::Release);
        Ok(())
    }

    /// Undoes the changes and gives the connection back.
    pub async fn rollback(self) -> Result<()> {
        self.held.client()?.batch_execute("ROLLBACK").await?;
        self.held.open.store(false, Ordering::Release);
        Ok(())
    }

    pub(crate) fn held(&self) -> Arc<Held> {
        Arc::clone(&self.held)
    }
}
