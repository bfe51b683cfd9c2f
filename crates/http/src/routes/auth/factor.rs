//! Setting up a second factor and giving it up, wherever.

use super::{
    flow::{Visit, kept},
    proof::{Lack, Proof, noted},
    realm::Realm,
};
use crate::{
    auth::{
        Attempt, problems,
        totp::{self, RecoveryCodes, TypedCode},
    },
    problem::Problem,
    retry::{Failure, transaction},
};
use actix_web::{HttpResponse, http::header};
use panal_domain::{Invalid, SessionId, UserId};
use panal_persistence::tenant::second_factor::Credentials;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The user's password, once more.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordBody {
    /// The password.
    #[schema(value_type = String, format = Password, max_length = 72)]
    password: SecretString,
}

/// A code of the authenticator app.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeBody {
    /// Its six digits.
    #[schema(value_type = String, example = "123456", max_length = 64)]
    code: SecretString,
}

/// Password and second factor, once more.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordAndCodeBody {
    /// The password.
    #[schema(value_type = String, format = Password, max_length = 72)]
    password: SecretString,
    /// The six digits of the authenticator app, or a recovery code.
    #[schema(value_type = String, example = "123456", max_length = 64)]
    code: SecretString,
}

/// What an authenticator app needs to know. Shown once.
#[derive(Serialize, ToSchema)]
pub struct TotpEnrolment {
    /// The secret in base32, for typing.
    #[schema(example = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")]
    secret: String,
    /// The same as an address, for a QR code.
    #[schema(example = "otpauth://totp/Panal:ana?secret=JBSWY3DPEHPK3PXP&issuer=Panal")]
    otpauth_url: String,
}

/// Codes for whoever lost the authenticator app; each is good once. Shown once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesBody {
    /// The codes.
    #[schema(example = json!(["7ZQK-3M9D-XA2T-PW5H"]))]
    recovery_codes: Vec<String>,
}

/// Makes a secret, of which `place` is told in the app. The second factor is asked for once it is confirmed.
pub(in crate::routes) async fn start<R: Realm>(
    realm: &R,
    visit: &Visit<'_>,
    user: UserId,
    place: &str,
    body: PasswordBody,
) -> Result<HttpResponse, Problem> {
    let known = credentials(realm, user).await?;
    if known.second_factor {
        return Err(problems::second_factor_active());
    }
    password(realm, visit, &known, "password", body.password)
        .await?
        .succeeded();
    let enrolment = totp::enrol(place, &known.email).map_err(Problem::internal)?;
    let secrets = &visit.state.auth.secrets;
    let sealed = secrets
        .seal(user.0, &enrolment.secret)
        .map_err(Problem::internal)?;
    transaction(async || {
        let tx = realm.begin(Some(user)).await?;
        if !R::CREDENTIALS.start(&tx, user.0, &sealed).await? {
            return Err(Failure::Problem(problems::second_factor_active()));
        }
        realm
            .note(&tx, Some(user.0), "second_factor_started", None)
            .await?;
        Ok(realm.commit(tx).await?)
    })
    .await?;
    Ok(secretly(TotpEnrolment {
        secret: enrolment.base32,
        otpauth_url: enrolment.url,
    }))
}

/// Turns the second factor on, now that the app has shown a right code. Whoever is in another session of the user
/// showed none, so all but `session` end.
pub(in crate::routes) async fn confirm<R: Realm>(
    realm: &R,
    visit: &Visit<'_>,
    user: UserId,
    session: SessionId,
    body: CodeBody,
) -> Result<HttpResponse, Problem> {
    let known = credentials(realm, user).await?;
    if known.second_factor {
        return Err(problems::second_factor_active());
    }
    let sealed = known
        .totp_secret
        .as_deref()
        .ok_or_else(problems::second_factor_inactive)?;
    let Some(TypedCode::Totp(code)) = TypedCode::parse(body.code.expose_secret()) else {
        noted(realm, user.0, REFUSED, Some("second_factor_invalid")).await?;
        return Err(code_wrong());
    };
    let step = match Proof::of_app(visit.state, user.0, sealed, known.totp_last_step, &code) {
        Ok(Proof::Step { step, .. }) => step,
        Err(Lack::Fault(problem)) => return Err(problem),
        Ok(_) | Err(_) => {
            noted(realm, user.0, REFUSED, Some("second_factor_invalid")).await?;
            return Err(code_wrong());
        }
    };
    let codes = RecoveryCodes::generate().map_err(Problem::internal)?;
    transaction(async || {
        let tx = realm.begin(Some(user)).await?;
        if !R::CREDENTIALS.confirm(&tx, user.0, sealed, step).await? {
            // It was started anew meanwhile.
            return Err(Failure::Problem(code_wrong()));
        }
        R::CREDENTIALS
            .replace_recovery_codes(&tx, user.0, &codes.digests)
            .await?;
        realm
            .note(&tx, Some(user.0), "second_factor_enabled", None)
            .await?;
        realm
            .end_others(&tx, user, session, "second_factor_enabled")
            .await?;
        Ok(realm.commit(tx).await?)
    })
    .await?;
    visit.state.auth.sessions.forget(user.0);
    Ok(secretly(RecoveryCodesBody {
        recovery_codes: codes.shown,
    }))
}

/// Turns the second factor off.
pub(in crate::routes) async fn remove<R: Realm>(
    realm: &R,
    visit: &Visit<'_>,
    user: UserId,
    body: PasswordAndCodeBody,
) -> Result<HttpResponse, Problem> {
    let known = active(realm, user).await?;
    let PasswordAndCodeBody { password, code } = body;
    let (attempt, proof) =
        proven(realm, visit, &known, ("password", password), Some(&code)).await?;
    let removed = transaction(async || {
        let tx = realm.begin(Some(user)).await?;
        if !proof.spend(realm, &tx, user.0).await? {
            return Err(Failure::Problem(code_wrong()));
        }
        if !R::CREDENTIALS.remove(&tx, user.0).await? {
            return Err(Failure::Problem(problems::second_factor_inactive()));
        }
        realm
            .note(&tx, Some(user.0), "second_factor_disabled", None)
            .await?;
        Ok(realm.commit(tx).await?)
    });
    removed.await?;
    attempt.succeeded();
    visit.state.auth.sessions.forget(user.0);
    Ok(HttpResponse::NoContent().finish())
}

/// Makes new recovery codes; those before are good no more.
pub(in crate::routes) async fn renew_codes<R: Realm>(
    realm: &R,
    visit: &Visit<'_>,
    user: UserId,
    body: PasswordAndCodeBody,
) -> Result<HttpResponse, Problem> {
    let known = active(realm, user).await?;
    let PasswordAndCodeBody { password, code } = body;
    let (attempt, proof) =
        proven(realm, visit, &known, ("password", password), Some(&code)).await?;
    let codes = RecoveryCodes::generate().map_err(Problem::internal)?;
    transaction(async || {
        let tx = realm.begin(Some(user)).await?;
        if !proof.spend(realm, &tx, user.0).await? {
            return Err(Failure::Problem(code_wrong()));
        }
        R::CREDENTIALS
            .replace_recovery_codes(&tx, user.0, &codes.digests)
            .await?;
        realm
            .note(&tx, Some(user.0), "recovery_codes_renewed", None)
            .await?;
        Ok(realm.commit(tx).await?)
    })
    .await?;
    attempt.succeeded();
    Ok(secretly(RecoveryCodesBody {
        recovery_codes: codes.shown,
    }))
}

/// Makes sure that it is the user who sits there: by the password, sent in the field that is named with it, and, where
/// a second factor is active, by a code. The proof is still to be used up, and the attempt counts as failed until it is
/// said to have succeeded.
pub(in crate::routes) async fn proven<R: Realm>(
    realm: &R,
    visit: &Visit<'_>,
    user: &Credentials,
    (field, typed): (&'static str, SecretString),
    code: Option<&SecretString>,
) -> Result<(Attempt, Proof), Problem> {
    let attempt = password(realm, visit, user, field, typed).await?;
    let code = code.map(ExposeSecret::expose_secret);
    let lack = match Proof::read(realm, visit.state, user, code).await {
        Ok(proof) => return Ok((attempt, proof)),
        Err(lack) => lack,
    };
    match lack {
        Lack::Missing => {
            attempt.undecided();
            Err(Problem::invalid([("code", CODE_REQUIRED)]))
        }
        Lack::Wrong => {
            noted(realm, user.id, REFUSED, Some("second_factor_invalid")).await?;
            Err(code_wrong())
        }
        Lack::Blocked(_) => {
            noted(realm, user.id, REFUSED, Some("second_factor_blocked")).await?;
            Err(lack.into())
        }
        Lack::Fault(problem) => {
            attempt.undecided();
            Err(problem)
        }
    }
}

/// How the user proves to be who they are.
pub(in crate::routes) async fn credentials<R: Realm>(
    realm: &R,
    user: UserId,
) -> Result<Credentials, Problem> {
    let tx = realm.begin(Some(user)).await?;
    let known = R::CREDENTIALS.by_id(&tx, user.0).await?;
    realm.commit(tx).await?;
    known.ok_or_else(problems::session_ended)
}

async fn active<R: Realm>(realm: &R, user: UserId) -> Result<Credentials, Problem> {
    let known = credentials(realm, user).await?;
    match known.second_factor {
        true => Ok(known),
        false => Err(problems::second_factor_inactive()),
    }
}

/// Makes sure that it is the user who sits there, not whoever found the device open. A wrong password counts as it
/// does at log-in; so does the attempt that comes back, until it is said to have succeeded.
async fn password<R: Realm>(
    realm: &R,
    visit: &Visit<'_>,
    user: &Credentials,
    field: &'static str,
    typed: SecretString,
) -> Result<Attempt, Problem> {
    let attempt = visit.attempt(realm, &user.email)?;
    match visit.state.auth.passwords.verify(typed, kept(user)).await {
        Ok(true) => Ok(attempt),
        Ok(false) => {
            noted(realm, user.id, REFUSED, Some("password_wrong")).await?;
            Err(Problem::invalid([(field, PASSWORD_WRONG)]))
        }
        Err(problem) => {
            attempt.undecided();
            Err(problem)
        }
    }
}

pub(in crate::routes) fn code_wrong() -> Problem {
    Problem::invalid([("code", CODE_WRONG)])
}

/// An answer that no cache may keep.
fn secretly(body: impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(body)
}

/// What the audit calls a wrong password or code of somebody who is logged in.
const REFUSED: &str = "reauthentication_failed";

const CODE_REQUIRED: Invalid = Invalid::new(
    "second_factor_required",
    "Escriba los seis dígitos de su aplicación de autenticación, o un código de recuperación.",
    "Write the six digits of your authenticator app, or a recovery code.",
);
pub(in crate::routes) const PASSWORD_WRONG: Invalid = Invalid::new(
    "password_wrong",
    "Esa no es su contraseña actual.",
    "That is not your present password.",
);
const CODE_WRONG: Invalid = Invalid::new(
    "second_factor_invalid",
    "Ese código no es correcto o ya se usó; espere el siguiente.",
    "That code is not right, or was used; wait for the next.",
);
