use panal_domain::{Invalid, StateConflict};
use panal_persistence::PgError;

/// What a provisioner function returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a tenant could not be created, changed or migrated. The message names the cause; [`Error::cure`] what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A value is not acceptable.
    #[error("{0}")]
    Invalid(#[from] Invalid),
    /// A name is taken. `what` is `slug`, `schema`, `role`, `domain`, `e-mail` or `id`.
    #[error("{what} {name:?} is taken")]
    Taken {
        /// Which kind of name.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// No such tenant.
    #[error("there is no tenant {0:?}")]
    TenantNotFound(String),
    /// No such thing; names it.
    #[error("there is no {0}")]
    NotFound(String),
    /// The tenant's state does not allow it.
    #[error("{0}")]
    State(#[from] StateConflict),
    /// It may not be done now, and why.
    #[error("{message}")]
    Refused {
        /// Why.
        message: String,
        /// What to do instead.
        cure: String,
    },
    /// A migration failed in one tenant; its transaction was rolled back.
    #[error("migration {migration} failed: {source}")]
    Migration {
        /// The migration.
        migration: String,
        /// What PostgreSQL or the migration said.
        source: Box<Error>,
    },
    /// The schema holds migrations that this program does not know.
    #[error("schema is newer than this program: it has {}", .0.join(", "))]
    Newer(Vec<String>),
    /// Migrations were edited after they were applied.
    #[error("migrations were edited after they were applied: {}", .0.join(", "))]
    Edited(Vec<String>),
    /// The database refused or was out of reach.
    #[error("{0}")]
    Database(#[from] panal_persistence::Error),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A program that Panal calls (`pg_dump`, `pg_restore`) failed.
    #[error("{program} failed: {message}")]
    Program {
        /// The program.
        program: &'static str,
        /// What it said.
        message: String,
    },
    /// A file is not what it should be.
    #[error("{path}: {message}")]
    Corrupt {
        /// The file.
        path: String,
        /// In what way.
        message: String,
    },
}

impl Error {
    /// What the operator can do about it.
    #[must_use]
    pub fn cure(&self) -> Option<String> {
        Some(match self {
            Self::Taken { what: "slug", .. } => "choose another slug; `panal tenant list` shows those in use".to_owned(),
            Self::Taken { what: "domain", .. } => {
                "`panal domain list` shows whose it is; remove it there first".to_owned()
            }
            Self::Taken { what: "e-mail", .. } => {
                "the user is there already; `panal user password` gives another password".to_owned()
            }
            Self::Taken { what: "id", .. } => {
                "the tenant itself is still here: give another slug for a copy beside it".to_owned()
            }
            Self::Taken { .. } => "choose another name; a leftover is found by `panal doctor`".to_owned(),
            Self::TenantNotFound(_) => "`panal tenant list` shows all; give the slug, the schema or the id".to_owned(),
            Self::State(conflict) => {
                let allowed: Vec<&str> = conflict.allowed.iter().map(|state| state.as_str()).collect();
                if allowed.is_empty() {
                    "nothing more can be done with it".to_owned()
                } else {
                    format!("from {} it can become: {}", conflict.from.as_str(), allowed.join(", "))
                }
            }
            Self::Refused { cure, .. } => cure.clone(),
            Self::Newer(_) => "install the newer panal, or migrate the schema down with it first".to_owned(),
            Self::Edited(_) => {
                "restore the migration as it was and write the change as a new migration".to_owned()
            }
            Self::Migration { source, .. } => return source.cure(),
            Self::Database(panal_persistence::Error::Unavailable(_)) => {
                "is PostgreSQL running, and is PANAL__DATABASE__URL right? `panal config show` prints it".to_owned()
            }
            Self::Database(panal_persistence::Error::Postgres(error)) => return database_cure(error),
            Self::Program { program, .. } => format!("is {program} on the PATH, and as new as the server?"),
            _ => return None,
        })
    }
}

fn database_cure(error: &PgError) -> Option<String> {
    Some(match error.code.as_str() {
        "42P01" | "3F000" => "run `panal migrate` first".to_owned(),
        "42501" => {
            "the connection needs the rights of panal_owner; see docs/operations.md, \"Roles\""
                .to_owned()
        }
        "55P03" => {
            "another transaction holds the tables; try again, or raise --lock-timeout".to_owned()
        }
        "40001" => "the tenant was just being changed; try again".to_owned(),
        "53300" => {
            "PostgreSQL has no connection left; lower the pool sizes or raise max_connections"
                .to_owned()
        }
        _ => return error.hint.clone(),
    })
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<deadpool_postgres::PoolError> for Error {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Backend(error) => error.into(),
            other => Self::Database(other.into()),
        }
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Database(error.into())
    }
}
