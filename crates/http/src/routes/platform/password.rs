//! The password of platform users: `/platform/me/password`.

use crate::{
    auth::{PlatformAuthenticated, problems},
    extract::Json,
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    routes::auth::{
        Platform, Realm, Visit,
        factor::{self, PASSWORD_WRONG},
    },
    state::AppState,
};
use actix_web::{HttpRequest, HttpResponse, post, web::Data};
use panal_domain::{Invalid, Password};
use panal_persistence::platform::{second_factor::TABLES, sessions};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of the platform.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(platform_change_password);
}

/// A change of a platform user's own password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePlatformPasswordBody {
    /// The password that is to be changed.
    #[schema(value_type = String, format = Password, max_length = 72)]
    current_password: SecretString,
    /// The new one.
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 72)]
    new_password: SecretString,
    /// The six digits of the authenticator app, or a recovery code; needed once a second factor is set up.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "123456", max_length = 64)]
    code: Option<SecretString>,
}

/// Changes one's own password.
///
/// This session goes on; all others of the user end. Open before the second factor is set up: whoever made the user
/// chose the first password.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_change_password",
    request_body = ChangePlatformPasswordBody,
    security(("bearer" = [])),
    responses(
        (status = 204, description = "Changed."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: `password_wrong`, `second_factor_required`, `second_factor_invalid`, `password_unchanged`, and what makes a password easy to guess.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`; `Retry-After` says when.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`login_busy`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/me/password")]
pub(crate) async fn platform_change_password(
    state: Data<AppState>,
    user: PlatformAuthenticated,
    request: HttpRequest,
    body: Json<ChangePlatformPasswordBody>,
) -> Result<HttpResponse, Problem> {
    let body = body.into_inner();
    let realm = Platform {
        state: &state,
        info: &user.request,
    };
    let visit = Visit {
        state: &state,
        info: &user.request,
        request: &request,
    };
    let known = factor::credentials(&realm, user.user_id).await?;
    let typed = (CURRENT, body.current_password.clone());
    let (attempt, proof) =
        factor::proven(&realm, &visit, &known, typed, body.code.as_ref()).await?;
    let new = match checked(&user, &body).await {
        Ok(new) => new,
        Err(problem) => {
            attempt.undecided();
            return Err(problem);
        }
    };
    let verified = known.password_hash.unwrap_or_default();
    let hash = state.auth.passwords.hash(new).await?;
    transaction(async || {
        let tx = realm.begin(Some(user.user_id)).await?;
        if !TABLES
            .change_password(&tx, known.id, &verified, hash.expose())
            .await?
        {
            return Err(Problem::invalid([(CURRENT, PASSWORD_WRONG)]).into());
        }
        // Whoever ends sessions with a password locks the user first: the session is as it stays.
        let session = sessions::find(&tx, user.session_id).await?;
        if !session.is_some_and(|session| session.live) {
            return Err(problems::session_ended().into());
        }
        if !proof.spend(&realm, &tx, known.id).await? {
            return Err(factor::code_wrong().into());
        }
        realm
            .note(&tx, Some(known.id), "change_password", None)
            .await?;
        realm
            .end_others(&tx, user.user_id, user.session_id, "password_changed")
            .await?;
        Ok::<_, Failure>(realm.commit(tx).await?)
    })
    .await?;
    attempt.succeeded();
    state.auth.sessions.forget(known.id);
    Ok(HttpResponse::NoContent().finish())
}

/// The new password: 422 when it is the old one, or easy to guess.
async fn checked(
    user: &PlatformAuthenticated,
    body: &ChangePlatformPasswordBody,
) -> Result<Password, Problem> {
    if body.new_password.expose_secret() == body.current_password.expose_secret() {
        return Err(Problem::invalid([("new_password", UNCHANGED)]));
    }
    let typed = body.new_password.clone();
    let about = [user.name.clone(), user.full_name.clone()];
    // Some milliseconds of work, which the executor's threads are spared.
    tokio::task::spawn_blocking(move || {
        let about: Vec<&str> = about.iter().map(String::as_str).collect();
        Password::parse(typed.expose_secret(), &about)
    })
    .await
    .map_err(Problem::internal)?
    .map_err(|invalid| Problem::invalid([("new_password", invalid)]))
}

const CURRENT: &str = "current_password";
const UNCHANGED: Invalid = Invalid::new(
    "password_unchanged",
    "Elija una contraseña distinta de la actual.",
    "Choose a password other than the current one.",
);
