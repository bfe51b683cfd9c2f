//! What a user does with their own password and address.

use super::hashed;
use crate::{
    auth::{Personal, problems},
    extract::Json,
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{HttpResponse, http::StatusCode, post, web::Data};
use panal_domain::{Invalid, Message, PasswordHash};
use panal_persistence::tenant::{
    audit::{self, Changes},
    outbox,
    passwords::{self, Changed},
    users::{self, User},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

/// Tells that a user is to be sent a link to confirm the address; the payload is `{user_id}`.
const CONFIRMATION: &str = "email-confirmation-requested";

/// A change of one's own password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePasswordBody {
    /// The password that is to be changed.
    #[schema(value_type = String, format = Password, max_length = 72)]
    current_password: SecretString,
    /// The new one.
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 72)]
    new_password: SecretString,
}

/// Changes one's own password.
///
/// This session goes on; all others of the user end. Open to a person in a session of their own only.
#[utoipa::path(
    tag = "auth",
    operation_id = "change_password",
    request_body = ChangePasswordBody,
    security(("bearer" = [])),
    responses(
        (status = 204, description = "Changed."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`personal_session_required`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`current_password_wrong`, `validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`; `Retry-After` says when.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`login_busy`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/me/password")]
pub(crate) async fn change_password(
    state: Data<AppState>,
    user: Personal,
    body: Json<ChangePasswordBody>,
) -> Result<HttpResponse, Problem> {
    let ChangePasswordBody {
        current_password,
        new_password,
    } = body.into_inner();
    let (known, proven) = verified(&state, &user, current_password.clone()).await?;
    if new_password.expose_secret() == current_password.expose_secret() {
        return Err(Problem::invalid([("new_password", UNCHANGED)]));
    }
    let hash = hashed(
        &state,
        &user.tenant,
        &known,
        None,
        "new_password",
        new_password,
    )
    .await?;
    transaction(async || {
        let tx = user.begin(&state).await?;
        match passwords::change(&tx, user.user_id, &proven, &hash, user.session_id).await? {
            Changed::Done => Ok(tx.commit().await?),
            Changed::Another => Err(current_password_wrong().into()),
            Changed::SessionEnded => Err(problems::session_ended().into()),
        }
    })
    .await?;
    state.auth.sessions.forget(user.user_id.0);
    Ok(HttpResponse::NoContent().finish())
}

/// Asks for a link to confirm one's own address.
///
/// It comes by e-mail and is good once, for three days. Nothing is sent once the address is confirmed.
#[utoipa::path(
    tag = "auth",
    operation_id = "request_email_confirmation",
    security(("bearer" = [])),
    responses(
        (status = 202, description = "A link is on its way."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`personal_session_required`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`; `Retry-After` says when.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/me/email-confirmation")]
pub(crate) async fn request_email_confirmation(
    state: Data<AppState>,
    user: Personal,
) -> Result<HttpResponse, Problem> {
    let account = format!("email-confirmation {}", user.name);
    let _counted = state
        .auth
        .links
        .begin(Some(user.tenant.id), &account, user.request.address())
        .map_err(problems::too_many_attempts)?;
    transaction(async || {
        let tx = user.begin(&state).await?;
        let known = users::get(&tx, user.user_id).await?;
        if known.is_some_and(|known| known.email_confirmed_at.is_none()) {
            outbox::emit(&tx, CONFIRMATION, json!({"user_id": user.user_id})).await?;
        }
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::Accepted().finish())
}

/// The user, who knows the password, and what it was compared with. A wrong one counts as a failed log-in of the
/// account.
async fn verified(
    state: &AppState,
    user: &Personal,
    typed: SecretString,
) -> Result<(User, PasswordHash), Problem> {
    let attempt = state
        .auth
        .throttle
        .begin(Some(user.tenant.id), &user.name, user.request.address())
        .map_err(problems::too_many_attempts)?;
    let work = async {
        let tx = user.begin_read_only(state).await?;
        let known = users::get(&tx, user.user_id).await?;
        tx.commit().await?;
        let known = known.ok_or_else(Problem::not_found)?;
        let hash = known.password_hash.clone().map(PasswordHash::from_stored);
        let right = state.auth.passwords.verify(typed, hash.clone()).await?;
        Ok::<_, Problem>(hash.filter(|_| right).map(|hash| (known, hash)))
    };
    match work.await {
        Ok(Some((known, hash))) => {
            match known.totp_confirmed_at {
                None => attempt.succeeded(),
                // The account's meter counts wrong codes, too: the password alone does not clear it.
                Some(_) => attempt.undecided(),
            }
            Ok((known, hash))
        }
        Ok(None) => {
            transaction(async || {
                let tx = user.begin(state).await?;
                let id = Some(user.user_id.0);
                audit::record(&tx, "change_password_failed", "users", id, Changes::none()).await?;
                Ok(tx.commit().await?)
            })
            .await?;
            Err(current_password_wrong())
        }
        Err(problem) => {
            attempt.undecided();
            Err(problem)
        }
    }
}

fn current_password_wrong() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "current_password_wrong",
        Message::new(
            "La contraseña actual no es correcta",
            "The current password is not right",
        ),
    )
    .field("current_password", &WRONG)
}

const WRONG: Invalid = Invalid::new(
    "current_password_wrong",
    "Escriba la contraseña con la que inicia sesión; si la olvidó, pida un enlace para elegir otra.",
    "Write the password you log in with; if you forgot it, ask for a link to choose another.",
);
const UNCHANGED: Invalid = Invalid::new(
    "password_unchanged",
    "Elija una contraseña distinta de la actual.",
    "Choose a password other than the current one.",
);
