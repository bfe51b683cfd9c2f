//! Users of the platform: `/platform/users`.

use super::shared::actor;
use crate::{
    auth::SuperAdmin,
    checks::Checks,
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{HttpResponse, get, http::StatusCode, post, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::{Email, Invalid, Message, Password, PersonName, UserId};
use panal_persistence::{
    Error, PlatformTx,
    platform::{
        audit,
        users::{self, NewPlatformUser, PlatformUser},
    },
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Routes of the platform.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(disable)
        .service(enable)
        .service(reset_second_factor);
}

/// A user of the platform.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformUserBody {
    /// The user.
    id: Uuid,
    /// Log-in name.
    #[schema(example = "ana@panal.co")]
    email: String,
    /// Name of the person.
    #[schema(example = "Ana Pérez")]
    full_name: String,
    /// Whether the user may log in.
    is_active: bool,
    /// Whether the second factor is set up; without it the user can do nothing but that.
    second_factor: bool,
    /// Last successful log-in.
    last_login_at: Option<DateTime<Utc>>,
    /// When it was made.
    created_at: DateTime<Utc>,
}

/// A user of the platform to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPlatformUserBody {
    /// Log-in name.
    #[schema(required, nullable = false, example = "ana@panal.co", max_length = 254)]
    email: Option<String>,
    /// Name of the person.
    #[schema(required, nullable = false, example = "Ana Pérez", max_length = 120)]
    full_name: Option<String>,
    /// Password: at least 10 characters, and hard to guess.
    #[schema(value_type = String, format = Password, required, nullable = false, max_length = 72)]
    password: Option<SecretString>,
}

impl From<PlatformUser> for PlatformUserBody {
    fn from(user: PlatformUser) -> Self {
        Self {
            id: user.id,
            email: user.email,
            full_name: user.full_name,
            is_active: user.is_active,
            second_factor: user.totp_confirmed_at.is_some(),
            last_login_at: user.last_login_at,
            created_at: user.created_at,
        }
    }
}

/// The users of the platform.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_list_users",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "All of them, by log-in name.", body = Vec<PlatformUserBody>),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/users")]
pub(crate) async fn list(state: Data<AppState>, user: SuperAdmin) -> Result<HttpResponse, Problem> {
    let tx = user.begin(&state).await?;
    let users = users::list(&tx).await?;
    tx.commit().await?;
    let rows: Vec<PlatformUserBody> = users.into_iter().map(PlatformUserBody::from).collect();
    Ok(HttpResponse::Ok().json(rows))
}

/// Makes a user of the platform, who has to set up a second factor at the first log-in.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_create_user",
    request_body = NewPlatformUserBody,
    security(("bearer" = [])),
    responses(
        (status = 201, description = "Made.", body = PlatformUserBody),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`email_taken`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/users")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: SuperAdmin,
    body: Json<NewPlatformUserBody>,
) -> Result<HttpResponse, Problem> {
    let body = body.into_inner();
    let mut checks = Checks::default();
    let email = checks.required("email", body.email.as_deref(), Email::parse);
    let name = checks.required("full_name", body.full_name.as_deref(), PersonName::parse);
    let about = [body.email.as_deref(), body.full_name.as_deref()];
    let about: Vec<&str> = about.into_iter().flatten().collect();
    let typed = body.password.as_ref().map(ExposeSecret::expose_secret);
    let password = checks.required("password", typed, |raw| Password::parse(raw, &about));
    let ((email, full_name), password) = checks.finish(email.zip(name).zip(password))?;
    let new = NewPlatformUser {
        email,
        full_name,
        password_hash: state.auth.passwords.hash(password).await?,
    };
    let made = transaction(async || {
        let tx = user.begin(&state).await?;
        let made = users::create(&tx, new.clone()).await.map_err(taken)?;
        tell(&tx, &user, "platform_user.create", &made).await?;
        tx.commit().await?;
        Ok(made)
    })
    .await?;
    Ok(HttpResponse::Created().json(PlatformUserBody::from(made)))
}

/// Shuts a user of the platform out, everywhere at once.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_disable_user",
    params(("id" = Uuid, Path, description = "The user.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Disabled.", body = PlatformUserBody),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`not_yourself`, `last_super_admin`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/users/{id}/disable")]
pub(crate) async fn disable(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<UserId>,
) -> Result<HttpResponse, Problem> {
    let id = id.into_inner();
    if id == user.user_id {
        return Err(not_yourself());
    }
    let after = transaction(async || {
        let tx = user.begin(&state).await?;
        // Two who disable each other at once take turns here, and the second finds itself disabled.
        let active = users::lock_active(&tx).await?;
        if active.iter().all(|other| *other == id) || !active.contains(&user.user_id) {
            return Err(last_super_admin().into());
        }
        if !users::set_active(&tx, id, false).await? {
            return Err(Problem::not_found().into());
        }
        finished(tx, &user, "platform_user.disable", id).await
    })
    .await?;
    state.auth.sessions.forget(id.0);
    Ok(HttpResponse::Ok().json(PlatformUserBody::from(after)))
}

/// Lets a user of the platform log in again.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_enable_user",
    params(("id" = Uuid, Path, description = "The user.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Enabled.", body = PlatformUserBody),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/users/{id}/enable")]
pub(crate) async fn enable(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<UserId>,
) -> Result<HttpResponse, Problem> {
    let id = id.into_inner();
    let after = transaction(async || {
        let tx = user.begin(&state).await?;
        if !users::set_active(&tx, id, true).await? {
            return Err(Problem::not_found().into());
        }
        finished(tx, &user, "platform_user.enable", id).await
    })
    .await?;
    Ok(HttpResponse::Ok().json(PlatformUserBody::from(after)))
}

/// Takes a user's second factor away, as when the telephone is lost; the user sets up another at the next log-in.
#[utoipa::path(
    tag = "platform",
    operation_id = "platform_reset_second_factor",
    params(("id" = Uuid, Path, description = "The user.")),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "Taken away; all sessions of the user ended.", body = PlatformUserBody),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`second_factor_missing`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`not_yourself`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/users/{id}/reset-second-factor")]
pub(crate) async fn reset_second_factor(
    state: Data<AppState>,
    user: SuperAdmin,
    id: Path<UserId>,
) -> Result<HttpResponse, Problem> {
    let id = id.into_inner();
    if id == user.user_id {
        return Err(not_yourself());
    }
    let after = transaction(async || {
        let tx = user.begin(&state).await?;
        if !users::reset_second_factor(&tx, id).await? {
            return Err(Problem::not_found().into());
        }
        finished(tx, &user, "platform_user.reset_second_factor", id).await
    })
    .await?;
    state.auth.sessions.forget(id.0);
    Ok(HttpResponse::Ok().json(PlatformUserBody::from(after)))
}

/// Writes down what was done and makes it last.
async fn finished(
    tx: PlatformTx,
    user: &SuperAdmin,
    action: &str,
    id: UserId,
) -> Result<PlatformUser, Failure> {
    let after = users::get(&tx, id).await?.ok_or_else(Problem::not_found)?;
    tell(&tx, user, action, &after).await?;
    tx.commit().await?;
    Ok(after)
}

async fn tell(
    tx: &PlatformTx,
    user: &SuperAdmin,
    action: &str,
    of: &PlatformUser,
) -> Result<(), Failure> {
    let detail = json!({"user_id": of.id, "user": of.email});
    Ok(audit::record(tx, &actor(user), action, None, detail).await?)
}

fn not_yourself() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "not_yourself",
        Message::new(
            "Eso no se hace con la propia cuenta",
            "That is not done to one's own account",
        ),
    )
    .detail(Message::new(
        "Pídaselo a otra persona de la administración.",
        "Ask another super admin.",
    ))
}

fn last_super_admin() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "last_super_admin",
        Message::new(
            "Debe quedar alguien que administre la plataforma",
            "Somebody has to be left to administer the platform",
        ),
    )
    .detail(Message::new(
        "Cree o active antes otra cuenta.",
        "Make or enable another account first.",
    ))
}

fn taken(error: Error) -> Failure {
    if error.constraint() != Some("platform_users_email_key") {
        return error.into();
    }
    Problem::new(
        StatusCode::CONFLICT,
        "email_taken",
        Message::new(
            "Ya hay una cuenta con ese correo",
            "There is an account with that e-mail already",
        ),
    )
    .field("email", &TAKEN)
    .into()
}

const TAKEN: Invalid = Invalid::new(
    "email_taken",
    "Use otro correo, o active la cuenta que ya existe.",
    "Use another address, or enable the account that exists.",
);
