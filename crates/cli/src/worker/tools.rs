//! What jobs work with.

use crate::{config::BackupConfig, failure::Failure};
use graphile_worker::WorkerContext;
use panal_domain::{Invalid, LinkSigner, TenantId};
use panal_http::HttpConfig;
use panal_integrations::mail::Mailer;
use panal_persistence::TenantDb;
use panal_provisioner::{Provisioner, TenantRecord};
use std::fmt;
use uuid::Uuid;

/// Handed to every job.
#[derive(Clone)]
pub(crate) struct Tools {
    pub(crate) provisioner: Provisioner,
    pub(crate) tenants: TenantDb,
    pub(crate) backup: BackupConfig,
    pub(crate) mailer: Mailer,
    /// Signs the links in letters.
    pub(crate) links: LinkSigner,
    /// For the addresses in letters.
    pub(crate) server: HttpConfig,
}

impl fmt::Debug for Tools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tools")
    }
}

impl Tools {
    /// Those of the worker that runs this job.
    pub(crate) fn of(context: &WorkerContext) -> Result<&Self, JobError> {
        context
            .get_ext::<Self>()
            .ok_or_else(|| JobError("the worker has no tools".to_owned()))
    }

    /// The tenant that a payload names.
    pub(crate) async fn tenant(&self, id: Uuid) -> Result<TenantRecord, JobError> {
        Ok(self.provisioner.tenant(&TenantId(id).to_string()).await?)
    }
}

/// Why a job failed, with the cure where there is one. The queue keeps its `Debug` text, so that is the message.
pub(crate) struct JobError(String);

impl JobError {
    pub(crate) fn new(cause: impl Into<String>) -> Self {
        Self(cause.into())
    }
}

impl fmt::Debug for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Failure> for JobError {
    fn from(failure: Failure) -> Self {
        let cause = failure.cause();
        Self(match failure.advice() {
            Some(cure) => format!("{cause} (cure: {cure})"),
            None => cause,
        })
    }
}

impl From<panal_provisioner::Error> for JobError {
    fn from(error: panal_provisioner::Error) -> Self {
        Failure::from(error).into()
    }
}

impl From<panal_persistence::Error> for JobError {
    fn from(error: panal_persistence::Error) -> Self {
        Failure::from(error).into()
    }
}

impl From<sea_orm::DbErr> for JobError {
    fn from(error: sea_orm::DbErr) -> Self {
        Failure::from(error).into()
    }
}

impl From<Invalid> for JobError {
    fn from(error: Invalid) -> Self {
        Failure::from(error).into()
    }
}
