//! The second factor of whoever logs in or changes it.

use super::realm::Realm;
use crate::{
    auth::{
        problems,
        totp::{self, TypedCode},
    },
    problem::Problem,
    state::AppState,
};
use panal_persistence::{Result as DbResult, tenant::second_factor::Credentials};
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
    /// A fault of ours.
    Fault(Problem),
}

impl From<Lack> for Problem {
    fn from(lack: Lack) -> Self {
        match lack {
            Lack::Missing => problems::second_factor_required(),
            Lack::Wrong => problems::second_factor_invalid(),
            Lack::Fault(problem) => problem,
        }
    }
}

impl Proof {
    /// Reads the code that `user` typed.
    pub(in crate::routes) fn read(
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
                Self::of_app(state, user.id, sealed, user.totp_last_step, &code)
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

    /// Uses it up. False when somebody did before.
    pub(in crate::routes) async fn spend<R: Realm>(
        &self,
        realm: &R,
        tx: &R::Tx,
        user: Uuid,
    ) -> DbResult<bool> {
        match self {
            Self::None => Ok(true),
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
