//! One's own log-ins: `/me/sessions`.

mod device;

use crate::{
    auth::Personal,
    extract::Path,
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{HttpResponse, delete, get, http::header, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::{Language, SessionId};
use panal_persistence::tenant::sessions::{self, ListedSession};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_sessions)
        .service(end_session)
        .service(end_other_sessions);
}

/// The log-ins of a user.
#[derive(Serialize, ToSchema)]
pub struct SessionList {
    /// The last used first; 200 at most.
    data: Vec<SessionBody>,
}

/// A log-in.
#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    /// The session.
    id: Uuid,
    /// The device, as people say it.
    #[schema(example = "Chrome, Windows")]
    device: String,
    /// What the browser calls itself.
    user_agent: Option<String>,
    /// Where the log-in came from.
    #[schema(example = "203.0.113.7")]
    address: Option<String>,
    /// When it began.
    created_at: DateTime<Utc>,
    /// When it was last used, to a few minutes.
    last_used_at: DateTime<Utc>,
    /// Whether it is that of this very request.
    current: bool,
    /// The platform user who acts in the user's place, if it is no log-in of the user's.
    impersonator: Option<String>,
}

impl SessionBody {
    fn new(session: ListedSession, current: SessionId, language: Language) -> Self {
        Self {
            id: session.id,
            device: device::name(session.user_agent.as_deref(), language),
            user_agent: session.user_agent,
            address: session.address,
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            current: session.id == current.0,
            impersonator: session.impersonator,
        }
    }
}

/// Lists one's own log-ins.
#[utoipa::path(
    tag = "auth",
    operation_id = "list_sessions",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The log-ins that have not ended.", body = SessionList),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`personal_session_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/me/sessions")]
pub(crate) async fn list_sessions(
    state: Data<AppState>,
    user: Personal,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let found = sessions::of_user(&tx, user.user_id).await?;
    tx.commit().await?;
    let language = user.request.language();
    let data = found
        .into_iter()
        .map(|session| SessionBody::new(session, user.session_id, language))
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(SessionList { data }))
}

/// Ends one of one's own log-ins, at once and in every process.
#[utoipa::path(
    tag = "auth",
    operation_id = "end_session",
    params(("id" = Uuid, Path, description = "The session.")),
    security(("bearer" = [])),
    responses(
        (status = 204, description = "Ended."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`personal_session_required`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: no log-in of one's own, or it had ended.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/me/sessions/{id}")]
pub(crate) async fn end_session(
    state: Data<AppState>,
    user: Personal,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let session = SessionId(id.into_inner());
    let ended = transaction(async || {
        let tx = user.begin(&state).await?;
        let ended = sessions::revoke_own(&tx, user.user_id, session, "ended_by_user").await?;
        tx.commit().await?;
        Ok(ended)
    })
    .await?;
    if !ended {
        return Err(Problem::not_found());
    }
    state.auth.sessions.forget(session.0);
    Ok(HttpResponse::NoContent().finish())
}

/// Ends all of one's own log-ins but the present one.
#[utoipa::path(
    tag = "auth",
    operation_id = "end_other_sessions",
    security(("bearer" = [])),
    responses(
        (status = 204, description = "Ended."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`personal_session_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/me/sessions")]
pub(crate) async fn end_other_sessions(
    state: Data<AppState>,
    user: Personal,
) -> Result<HttpResponse, Problem> {
    transaction(async || {
        let tx = user.begin(&state).await?;
        sessions::revoke_others(&tx, user.user_id, user.session_id, "ended_by_user").await?;
        Ok(tx.commit().await?)
    })
    .await?;
    state.auth.sessions.forget(user.user_id.0);
    Ok(HttpResponse::NoContent().finish())
}
