//! The second factor of whoever logs in or changes it.

use super::realm::Realm;
use crate::{
    auth::{
        problems,
        totp::{self, TypedCode},
    },
    problem::Problem,
    retry::transaction,
    state::AppState,
};
use chrono::{DateTime, Utc};
use panal_domain::UserId;
use panal_persistence::{
    Result as DbResult,
    tenant::second_factor::{CodeAttempt, Credentials},
};
use uuid::Uuid;

/// What proves the second factor, still to be used up.
pub(in crate::routes) enum Proof {
    /// None is asked for.
    None,
    /// A code of the authenticator app.
    Step {
        step: i64,
        /// The secret under the present key, where it was under the one before.
        resealed: Option<Vec<u8>>,
    },
    /// A recovery code, by its digest.
    Recovery(Vec<u8>),
}

/// Why there is no proof.
pub(in crate::routes) enum Lack {
    /// No code was sent.
    Missing,
    /// It is wrong, or out of time, or was used.
    Wrong,
    /// So many were wrong that none is looked at before that time.
    Blocked(DateTime<Utc>),
    /// A fault of ours.
    Fault(Problem),
}

impl From<Lack> for Problem {
    fn from(lack: Lack) -> Self {
        match lack {
            Lack::Missing => problems::second_factor_required(),
            Lack::Wrong => problems::second_factor_invalid(),
            Lack::Blocked(until) => {
                problems::too_many_attempts((until - Utc::now()).to_std().unwrap_or_default())
            }
            Lack::Fault(problem) => problem,
        }
    }
}

impl Proof {
    /// Reads the code that `user`, whose password was right, typed. A code of the app is counted in the database: it has
    /// six digits, and whoever knows the password could try them all, a few at each server. A recovery code cannot be
    /// guessed, and gets its owner in whatever others tried.
    pub(in crate::routes) async fn read<R: Realm>(
        realm: &R,
        state: &AppState,
        user: &Credentials,
        code: Option<&str>,
    ) -> Result<Self, Lack> {
        let sealed = match &user.totp_secret {
            Some(sealed) if user.second_factor => sealed,
            _ => return Ok(Self::None),
        };
        match TypedCode::parse(code.ok_or(Lack::Missing)?) {
            None => Err(Lack::Wrong),
            Some(TypedCode::Recovery(digest)) => Ok(Self::Recovery(digest)),
            Some(TypedCode::Totp(code)) => {
                let attempt = counted(realm, user.id).await.map_err(Lack::Fault)?;
                if let CodeAttempt::Blocked(until) = attempt {
                    return Err(Lack::Blocked(until));
                }
                let proof = Self::of_app(state, user.id, sealed, user.totp_last_step, &code);
                if let (Err(Lack::Wrong), CodeAttempt::Last) = (&proof, attempt) {
                    noted(realm, user.id, "second_factor_blocked", None)
                        .await
                        .map_err(Lack::Fault)?;
                }
                proof
            }
        }
    }

    /// A code of the app, against the secret kept as `sealed`.
    pub(in crate::routes) fn of_app(
        state: &AppState,
        user: Uuid,
        sealed: &[u8],
        last: i64,
        code: &str,
    ) -> Result<Self, Lack> {
        let fault = |error: &dyn std::fmt::Display| {
            Lack::Fault(Problem::internal(format!(
                "second factor of {user}: {error}"
            )))
        };
        let secrets = &state.auth.secrets;
        let opened = secrets.open(user, sealed).map_err(|error| fault(&error))?;
        let step = totp::step_of(&opened.plain, code, last)
            .map_err(|error| fault(&error))?
            .ok_or(Lack::Wrong)?;
        let resealed = match opened.outdated {
            true => Some(
                secrets
                    .seal(user, &opened.plain)
                    .map_err(|error| fault(&error))?,
            ),
            false => None,
        };
        Ok(Self::Step { step, resealed })
    }

    /// Uses it up. False when somebody did before, or when a proof is needed by now where none was.
    pub(in crate::routes) async fn spend<R: Realm>(
        &self,
        realm: &R,
        tx: &R::Tx,
        user: Uuid,
    ) -> DbResult<bool> {
        match self {
            Self::None => R::CREDENTIALS.needs_none(tx, user).await,
            Self::Step { step, resealed } => {
                R::CREDENTIALS
                    .use_step(tx, user, *step, resealed.as_deref())
                    .await
            }
            Self::Recovery(digest) => {
                let good = R::CREDENTIALS.use_recovery_code(tx, user, digest).await?;
                if good {
                    realm
                        .note(tx, Some(user), "recovery_code_used", None)
                        .await?;
                }
                Ok(good)
            }
        }
    }
}

/// Counts a code before it is looked at.
async fn counted<R: Realm>(realm: &R, user: Uuid) -> Result<CodeAttempt, Problem> {
    transaction(async || {
        let tx = realm.begin(Some(UserId(user))).await?;
        let attempt = R::CREDENTIALS.try_code(&tx, user).await?;
        realm.commit(tx).await?;
        Ok(attempt)
    })
    .await
}

/// Writes down, by itself, what a user did.
pub(in crate::routes) async fn noted<R: Realm>(
    realm: &R,
    user: Uuid,
    action: &str,
    reason: Option<&str>,
) -> Result<(), Problem> {
    transaction(async || {
        let tx = realm.begin(Some(UserId(user))).await?;
        realm.note(&tx, Some(user), action, reason).await?;
        Ok(realm.commit(tx).await?)
    })
    .await
}
