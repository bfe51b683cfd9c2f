use panal_domain::Limited;
use sea_orm::DbErr;
use std::sync::Arc;

/// What a persistence function returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the database did not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// PostgreSQL refused a statement.
    #[error(transparent)]
    Postgres(Box<PgError>),
    /// No connection, or it was lost.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// Every connection stayed busy for the configured wait.
    #[error("no database connection became free in time")]
    PoolTimeout,
    /// The transaction had failed before and was rolled back, so it cannot commit.
    #[error("transaction was rolled back because a statement in it failed")]
    Aborted,
    /// The row changed since it was read: its `version` is not the one expected.
    #[error("row is at another version")]
    VersionConflict,
    /// The tenant's plan allows no more of it.
    #[error("plan {plan} allows {maximum} {limited}")]
    LimitReached {
        /// What there would be too many of.
        limited: Limited,
        /// The most that is allowed.
        maximum: u64,
        /// How many there are, without the one refused.
        used: u64,
        /// The plan.
        plan: String,
    },
    /// SeaORM could not build a statement or read a row.
    #[error("{0}")]
    Orm(DbErr),
}

/// An error that PostgreSQL reported, with the parts a program can act on.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message} (SQLSTATE {code}{})", constraint.as_ref().map(|c| format!(", constraint {c}")).unwrap_or_default())]
pub struct PgError {
    /// SQLSTATE, five characters.
    pub code: String,
    /// Name of the violated constraint.
    pub constraint: Option<String>,
    /// Table concerned.
    pub table: Option<String>,
    /// Column concerned.
    pub column: Option<String>,
    /// PostgreSQL's message; names columns and tables, so for logs only.
    pub message: String,
    /// PostgreSQL's detail; may hold row values, so for logs only.
    pub detail: Option<String>,
    /// PostgreSQL's hint.
    pub hint: Option<String>,
}

impl Error {
    /// SQLSTATE, where PostgreSQL refused.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Postgres(error) => Some(&error.code),
            _ => None,
        }
    }

    /// Name of the violated constraint.
    #[must_use]
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Postgres(error) => error.constraint.as_deref(),
            _ => None,
        }
    }

    /// True when the same transaction may well succeed if run again: serialisation failure or deadlock.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self.code(), Some("40001" | "40P01"))
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            // Class 57P: the server is stopping, starting or threw us out; class 53: it is out of something.
            Some(db)
                if db.code().code().starts_with("57P") || db.code().code().starts_with("53") =>
            {
                Self::Unavailable(db.message().to_owned())
            }
            Some(db) => Self::Postgres(Box::new(PgError {
                code: db.code().code().to_owned(),
                constraint: db.constraint().map(str::to_owned),
                table: db.table().map(str::to_owned),
                column: db.column().map(str::to_owned),
                message: db.message().to_owned(),
                detail: db.detail().map(str::to_owned),
                hint: db.hint().map(str::to_owned),
            })),
            None if error.is_closed() => Self::Unavailable("connection closed".to_owned()),
            None => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                match cause {
                    Some(cause) if error.to_string().contains("serializ") => {
                        Self::Orm(DbErr::Type(cause))
                    }
                    Some(cause) => Self::Unavailable(format!("{error}: {cause}")),
                    None => Self::Unavailable(error.to_string()),
                }
            }
        }
    }
}

impl<E: std::fmt::Display> From<deadpool::managed::PoolError<E>> for Error {
    fn from(error: deadpool::managed::PoolError<E>) -> Self {
        match error {
            deadpool::managed::PoolError::Timeout(deadpool::managed::TimeoutType::Wait) => {
                Self::PoolTimeout
            }
            other => Self::Unavailable(other.to_string()),
        }
    }
}

/// SeaORM's error has no place for a driver other than sqlx; ours travels as the source of a conversion error and
/// [`From<DbErr>`] takes it out again, SQLSTATE and all.
impl From<Error> for DbErr {
    fn from(error: Error) -> Self {
        match error {
            Error::Orm(error) => error,
            other => Self::TryIntoErr {
                from: "postgres",
                into: "statement",
                source: Arc::new(other),
            },
        }
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if let DbErr::TryIntoErr { source, .. } = &error
            && let Some(ours) = source.downcast_ref::<Self>()
        {
            return ours.clone();
        }
        Self::Orm(error)
    }
}
