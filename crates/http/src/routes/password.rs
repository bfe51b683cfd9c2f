//! Passwords, and the links by which they are chosen.

mod link;
mod own;

pub use own::ChangePasswordBody;

use crate::{
    auth::{Public, problems},
    extract::Json,
    problem::{Problem, ProblemBody},
    request::RequestInfo,
    retry::transaction,
    state::AppState,
    tenancy::{CurrentTenant, Tenant},
};
use actix_web::{HttpResponse, post, web::Data};
use link::Redeemed;
use panal_domain::{Email, LinkPurpose, Password, PasswordHash, PersonName};
use panal_persistence::{
    ActorKind,
    tenant::{
        audit::{self, Changes},
        outbox, passwords,
        users::{self, User, staffing},
    },
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// Tells that somebody asked for a link to choose another password for an account that there is not, or that may not
/// log in. Nobody is written to; it only costs as much as the other answer.
const REFUSED: &str = "password-reset-refused";

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(forgot_password)
        .service(reset_password)
        .service(accept_invitation)
        .service(confirm_email)
        .service(own::change_password)
        .service(own::request_email_confirmation);
}

/// Who forgot the password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgotPasswordBody {
    /// Log-in name.
    #[schema(example = "admin@clinica1.test", max_length = 254)]
    email: String,
}

/// A new password, by a link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPasswordBody {
    /// The secret of the link.
    #[schema(value_type = String, max_length = 43)]
    token: SecretString,
    /// The new password.
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 72)]
    password: SecretString,
}

/// The first password, by the link of an invitation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitationBody {
    /// The secret of the link.
    #[schema(value_type = String, max_length = 43)]
    token: SecretString,
    /// The password.
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 72)]
    password: SecretString,
    /// Name of the person, where it is not as whoever invited wrote it.
    #[schema(example = "Ana Pérez", max_length = 120)]
    full_name: Option<String>,
}

/// The link that shows whose an address is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmEmailBody {
    /// The secret of the link.
    #[schema(value_type = String, max_length = 43)]
    token: SecretString,
}

/// Asks for a link to choose another password.
///
/// The answer and the work are the same whether the address belongs to somebody or not. The link comes by e-mail, is
/// good once and for an hour; an older one is good no more.
#[utoipa::path(
    tag = "auth",
    operation_id = "forgot_password",
    request_body = ForgotPasswordBody,
    responses(
        (status = 202, description = "If the address belongs to somebody who may log in, a link is on its way."),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`; `Retry-After` says when.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/auth/forgot-password")]
pub(crate) async fn forgot_password(
    _: Public,
    state: Data<AppState>,
    tenant: CurrentTenant,
    info: RequestInfo,
    body: Json<ForgotPasswordBody>,
) -> Result<HttpResponse, Problem> {
    let email = Email::parse(&body.into_inner().email)
        .map_err(|invalid| Problem::invalid([("email", invalid)]))?;
    // Never taken back: a flood of messages to somebody else is what it slows down.
    let _counted = state
        .auth
        .links
        .begin(
            Some(tenant.id),
            &format!("forgot-password {email}"),
            info.address(),
        )
        .map_err(problems::too_many_attempts)?;
    transaction(async || {
        let anonymous = info.actor(ActorKind::Anonymous, None);
        let tx = state.tenants.begin(&tenant.scope, anonymous).await?;
        let user = users::find_by_email(&tx, email.as_str()).await?;
        let known = user.as_ref().map(|user| user.id);
        let (action, event) = match user.is_some_and(|user| user.is_active) {
            true => ("request_password_reset", staffing::RESET),
            false => ("password_reset_refused", REFUSED),
        };
        audit::record(&tx, action, "users", known, Changes::none()).await?;
        outbox::emit(&tx, event, json!({"user_id": known})).await?;
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Chooses another password with a link.
///
/// All sessions of the user end; then the user logs in with it.
#[utoipa::path(
    tag = "auth",
    operation_id = "reset_password",
    request_body = ResetPasswordBody,
    responses(
        (status = 204, description = "The password is set."),
        (status = 422, description = "`link_invalid`: unknown, used, or out of time; `validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`; `Retry-After` says when.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`login_busy`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/auth/reset-password")]
pub(crate) async fn reset_password(
    _: Public,
    state: Data<AppState>,
    tenant: CurrentTenant,
    info: RequestInfo,
    body: Json<ResetPasswordBody>,
) -> Result<HttpResponse, Problem> {
    let ResetPasswordBody { token, password } = body.into_inner();
    let link = Redeemed {
        state: &state,
        tenant: &tenant,
        info: &info,
        purpose: LinkPurpose::PasswordReset,
    };
    choose(link, &token, password, None).await
}

/// Accepts an invitation: chooses the first password.
///
/// The address counts as confirmed. Then the user logs in.
#[utoipa::path(
    tag = "auth",
    operation_id = "accept_invitation",
    request_body = AcceptInvitationBody,
    responses(
        (status = 204, description = "The password is set."),
        (status = 422, description = "`link_invalid`: unknown, used, or out of time; `validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`; `Retry-After` says when.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`login_busy`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/auth/accept-invitation")]
pub(crate) async fn accept_invitation(
    _: Public,
    state: Data<AppState>,
    tenant: CurrentTenant,
    info: RequestInfo,
    body: Json<AcceptInvitationBody>,
) -> Result<HttpResponse, Problem> {
    let body = body.into_inner();
    let full_name = body
        .full_name
        .as_deref()
        .filter(|name| !name.trim().is_empty())
        .map(PersonName::parse)
        .transpose()
        .map_err(|invalid| Problem::invalid([("full_name", invalid)]))?;
    let link = Redeemed {
        state: &state,
        tenant: &tenant,
        info: &info,
        purpose: LinkPurpose::Invitation,
    };
    choose(link, &body.token, body.password, full_name).await
}

/// Shows that an address is one's own, with the link that was sent there.
#[utoipa::path(
    tag = "auth",
    operation_id = "confirm_email",
    request_body = ConfirmEmailBody,
    responses(
        (status = 204, description = "Confirmed."),
        (status = 422, description = "`link_invalid`: unknown, used, or out of time; `validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_attempts`; `Retry-After` says when.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/auth/confirm-email")]
pub(crate) async fn confirm_email(
    _: Public,
    state: Data<AppState>,
    tenant: CurrentTenant,
    info: RequestInfo,
    body: Json<ConfirmEmailBody>,
) -> Result<HttpResponse, Problem> {
    let link = Redeemed {
        state: &state,
        tenant: &tenant,
        info: &info,
        purpose: LinkPurpose::EmailConfirmation,
    };
    link.redeem(&body.into_inner().token, async |digest| {
        link.claim(&digest, async |tx, user| {
            passwords::confirm_email(tx, user).await
        })
        .await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sets the password of whoever has the link. A password that is refused leaves the link as it was.
async fn choose(
    link: Redeemed<'_>,
    token: &SecretString,
    password: SecretString,
    full_name: Option<PersonName>,
) -> Result<HttpResponse, Problem> {
    link.redeem(token, async |digest| {
        let user = link.owner(&digest).await?;
        let named = full_name.as_ref().map(ToString::to_string);
        let hash = hashed(
            link.state,
            link.tenant,
            &user,
            named,
            "password",
            password.clone(),
        )
        .await?;
        link.claim(&digest, async |tx, user| {
            passwords::choose(tx, user, &hash, full_name.clone()).await?;
            Ok(())
        })
        .await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A new password of `user` as it is kept: 422 naming `field` when it is easy to guess. Whoever guesses knows the
/// user and the business.
async fn hashed(
    state: &AppState,
    tenant: &Tenant,
    user: &User,
    named: Option<String>,
    field: &'static str,
    typed: SecretString,
) -> Result<PasswordHash, Problem> {
    let about: Vec<String> = [user.email.clone(), user.full_name.clone()]
        .into_iter()
        .chain(named)
        .chain([tenant.name.clone(), tenant.slug.to_string()])
        .collect();
    // Some milliseconds of work, which the executor's threads are spared.
    let parsed = tokio::task::spawn_blocking(move || {
        let about: Vec<&str> = about.iter().map(String::as_str).collect();
        Password::parse(typed.expose_secret(), &about)
    });
    let password = parsed
        .await
        .map_err(Problem::internal)?
        .map_err(|invalid| Problem::invalid([(field, invalid)]))?;
    state.auth.passwords.hash(password).await
}
