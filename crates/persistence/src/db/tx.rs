use crate::{
    Error, Result,
    db::{
        lane::{Connection, LaneManager},
        param::Param,
        row::proxy_row,
    },
    metrics,
};
use deadpool::managed::Object;
use futures_util::future;
use sea_orm::{ExecResult, ProxyExecResult, QueryResult, Statement, Value};
use std::{
    future::Future,
    sync::atomic::{AtomicU8, AtomicU32, Ordering},
    time::Duration,
};
use tokio_postgres::{Row, types::ToSql};

/// A transaction on a pooled connection. Nothing is sent until the first statement, and then BEGIN, the settings and
/// the statement leave in one flush. Dropped unfinished, it rolls back before the connection serves anybody else.
pub(crate) struct Tx {
    /// Taken when the transaction ends.
    connection: Option<Object<LaneManager>>,
    /// BEGIN and the settings that make the transaction somebody's.
    opening: String,
    phase: AtomicU8,
    savepoints: AtomicU32,
}

const IDLE: u8 = 0;
const OPEN: u8 = 1;
const FAILED: u8 = 2;
/// A statement was given up and may still be running.
const ABANDONED: u8 = 3;

/// How long a dropped transaction may take to roll back before its connection is closed instead.
const ROLLBACK_TIMEOUT: Duration = Duration::from_secs(5);

impl Tx {
    pub(crate) fn new(connection: Object<LaneManager>, opening: String) -> Self {
        Self {
            connection: Some(connection),
            opening,
            phase: AtomicU8::new(IDLE),
            savepoints: AtomicU32::new(0),
        }
    }

    fn connection(&self) -> Result<&Connection> {
        self.connection
            .as_deref()
            .ok_or_else(|| Error::Unavailable("transaction is over".to_owned()))
    }

    /// The opening, for the first statement alone.
    fn opening(&self) -> Option<&str> {
        self.phase
            .compare_exchange(IDLE, OPEN, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
            .then_some(self.opening.as_str())
    }

    pub(crate) async fn rows(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>> {
        let params: Vec<Param> = values.into_iter().map(Param::from).collect();
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|param| param as _).collect();
        self.with_statement(sql, async |connection, statement| {
            Ok(connection.query(statement, &params).await?)
        })
        .await
    }

    async fn execute(&self, sql: &str, values: Vec<Value>) -> Result<u64> {
        let params: Vec<Param> = values.into_iter().map(Param::from).collect();
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|param| param as _).collect();
        self.with_statement(sql, async |connection, statement| {
            Ok(connection.execute(statement, &params).await?)
        })
        .await
    }

    async fn with_statement<T>(
        &self,
        sql: &str,
        run: impl AsyncFnOnce(&Connection, &tokio_postgres::Statement) -> Result<T>,
    ) -> Result<T> {
        let connection = self.connection()?;
        metrics::statement_sent();
        let work = async {
            let opening = self.opening();
            if let Some(statement) = connection.cached(sql) {
                match opening {
                    // Both are written before either is answered.
                    Some(opening) => {
                        let (opened, result) = future::join(
                            connection.batch_execute(opening),
                            run(connection, &statement),
                        )
                        .await;
                        opened?;
                        result
                    }
                    None => run(connection, &statement).await,
                }
            } else {
                // Parsing needs the tenant's role already: the login role sees no tenant schema.
                if let Some(opening) = opening {
                    connection.batch_execute(opening).await?;
                }
                let statement = connection.prepare(sql).await?;
                run(connection, &statement).await
            }
        };
        self.watch(connection, work).await
    }

    pub(crate) async fn batch(&self, sql: &str) -> Result<()> {
        let connection = self.connection()?;
        metrics::statement_sent();
        let work = async {
            match self.opening() {
                Some(opening) => {
                    let (opened, result) = future::join(
                        connection.batch_execute(opening),
                        connection.batch_execute(sql),
                    )
                    .await;
                    opened?;
                    Ok(result?)
                }
                None => Ok(connection.batch_execute(sql).await?),
            }
        };
        self.watch(connection, work).await
    }

    /// Notes that the transaction failed, so that it cannot be committed by mistake: PostgreSQL answers COMMIT of a
    /// failed transaction with a silent ROLLBACK.
    async fn watch<T>(
        &self,
        connection: &Connection,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let unfinished = Unfinished(&self.phase);
        let result = work.await;
        std::mem::forget(unfinished);
        if let Err(error) = &result {
            self.phase.store(FAILED, Ordering::Release);
            // A table changed under a prepared statement; the next transaction prepares it anew.
            if matches!(error.code(), Some("0A000" | "26000")) {
                connection.forget_statements();
            }
        }
        result
    }

    /// Runs `work` under a savepoint; if it fails, what it did is undone and the transaction goes on.
    pub(crate) async fn savepoint<T, E: From<Error>>(
        &self,
        work: impl Future<Output = std::result::Result<T, E>>,
    ) -> std::result::Result<T, E> {
        let name = format!("s{}", self.savepoints.fetch_add(1, Ordering::Relaxed));
        self.batch(&format!("SAVEPOINT {name}")).await?;
        let unfinished = Unfinished(&self.phase);
        let result = work.await;
        std::mem::forget(unfinished);
        match result {
            Ok(value) => {
                self.batch(&format!("RELEASE SAVEPOINT {name}")).await?;
                Ok(value)
            }
            Err(error) => {
                self.batch(&format!(
                    "ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}"
                ))
                .await?;
                self.phase.store(OPEN, Ordering::Release);
                Err(error)
            }
        }
    }

    pub(crate) async fn commit(mut self) -> Result<()> {
        match self.phase.load(Ordering::Acquire) {
            IDLE => {
                self.connection = None;
                Ok(())
            }
            OPEN => {
                self.connection()?.batch_execute("COMMIT").await?;
                self.connection = None;
                Ok(())
            }
            _ => {
                self.end().await?;
                Err(Error::Aborted)
            }
        }
    }

    pub(crate) async fn rollback(mut self) -> Result<()> {
        self.end().await
    }

    async fn end(&mut self) -> Result<()> {
        let phase = self.phase.load(Ordering::Acquire);
        if phase == ABANDONED {
            self.connection()?.cancel().await;
        }
        if phase != IDLE {
            self.connection()?.batch_execute("ROLLBACK").await?;
        }
        self.connection = None;
        Ok(())
    }

    // What SeaORM asks of a connection.

    pub(crate) async fn execute_raw(&self, sql: &str, values: Vec<Value>) -> Result<ExecResult> {
        let rows_affected = self.execute(sql, values).await?;
        Ok(ProxyExecResult::new(0, rows_affected).into())
    }

    pub(crate) async fn query_all_raw(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<QueryResult>> {
        let rows = self.rows(sql, values).await?;
        rows.iter().map(|row| Ok(proxy_row(row)?.into())).collect()
    }
}

/// Work that was given up half way, as by a time-out: nobody knows how far it got, so the transaction counts as failed.
struct Unfinished<'a>(&'a AtomicU8);

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        self.0.store(ABANDONED, Ordering::Release);
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        let phase = self.phase.load(Ordering::Acquire);
        if phase == IDLE {
            return;
        }
        // The connection goes back to its pool only after the rollback; where there is nobody left to do that
        // (no runtime), or it takes too long, it is closed, which rolls back as well.
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move {
                    let rollback = async {
                        if phase == ABANDONED {
                            // Nobody waits for it any more; it shall hold neither locks nor this connection.
                            connection.cancel().await;
                        }
                        connection.batch_execute("ROLLBACK").await
                    };
                    if !matches!(
                        tokio::time::timeout(ROLLBACK_TIMEOUT, rollback).await,
                        Ok(Ok(()))
                    ) {
                        drop(Object::take(connection));
                    }
                });
            }
            Err(_no_runtime) => drop(Object::take(connection)),
        }
    }
}

/// The SQL and the values of a SeaORM statement.
pub(crate) fn parts(statement: Statement) -> (String, Vec<Value>) {
    (
        statement.sql,
        statement.values.map(|values| values.0).unwrap_or_default(),
    )
}

/// Implements SeaORM's `ConnectionTrait` for a transaction that has a `tx: Tx` and a `placed(&str) -> Cow<str>`.
macro_rules! connection_trait {
    ($type:ty) => {
        #[async_trait::async_trait]
        impl sea_orm::ConnectionTrait for $type {
            fn get_database_backend(&self) -> sea_orm::DbBackend {
                sea_orm::DbBackend::Postgres
            }

            async fn execute_raw(
                &self,
                statement: sea_orm::Statement,
            ) -> std::result::Result<sea_orm::ExecResult, sea_orm::DbErr> {
                let (sql, values) = crate::db::tx::parts(statement);
                Ok(self.tx.execute_raw(&self.placed(&sql), values).await?)
            }

            async fn execute_unprepared(
                &self,
                sql: &str,
            ) -> std::result::Result<sea_orm::ExecResult, sea_orm::DbErr> {
                self.tx.batch(&self.placed(sql)).await?;
                Ok(sea_orm::ProxyExecResult::default().into())
            }

            async fn query_one_raw(
                &self,
                statement: sea_orm::Statement,
            ) -> std::result::Result<Option<sea_orm::QueryResult>, sea_orm::DbErr> {
                let (sql, values) = crate::db::tx::parts(statement);
                let rows = self.tx.query_all_raw(&self.placed(&sql), values).await?;
                Ok(rows.into_iter().next())
            }

            async fn query_all_raw(
                &self,
                statement: sea_orm::Statement,
            ) -> std::result::Result<Vec<sea_orm::QueryResult>, sea_orm::DbErr> {
                let (sql, values) = crate::db::tx::parts(statement);
                Ok(self.tx.query_all_raw(&self.placed(&sql), values).await?)
            }
        }
    };
}
pub(crate) use connection_trait;
