//! How far the making of a business is: waiting for news of it, and telling of it as server-sent events.

mod streams;

use self::streams::{Full, Place, Streams};
use crate::{problem::Problem, request::RequestInfo, state::AppState};
use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, RETRY_AFTER},
    },
    web::Bytes,
};
use chrono::{DateTime, Utc};
use futures_util::stream;
use panal_domain::{Language, Message, Slug};
use panal_persistence::{
    Error, PlatformContext,
    db::{Notification, Notifications},
    platform::requests::{self, RequestSource, TenantRequest},
};
use serde::Serialize;
use std::{convert::Infallible, time::Duration};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Instant, timeout, timeout_at},
};
use utoipa::ToSchema;
use uuid::Uuid;

/// How often a quiet stream says that it is alive, and looks again should a notification have been lost.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often a quiet stream looks whether the server stops.
const GLANCE: Duration = Duration::from_secs(1);
/// Longest life of a stream; browsers open another one.
const LIFE: Duration = Duration::from_secs(15 * 60);
/// How long an answer waits for the worker.
const PATIENCE: Duration = Duration::from_secs(3);

/// Hears of the requests that get further.
#[derive(Clone)]
pub struct Progress {
    notifications: Notifications,
    streams: Streams,
}

/// News of one request.
pub(crate) struct Follower {
    id: Uuid,
    news: Receiver<Notification>,
}

impl Progress {
    /// `notifications` must listen on [`crate::REQUESTS`].
    #[must_use]
    pub fn new(notifications: &Notifications) -> Self {
        Self {
            notifications: notifications.clone(),
            streams: Streams::new(),
        }
    }

    /// News of a request from now on: to be asked for before looking at it, so that nothing is missed between.
    pub(crate) fn follow(&self, id: Uuid) -> Follower {
        Follower {
            id,
            news: self.notifications.subscribe(),
        }
    }
}

impl Follower {
    /// Returns when the request may have changed.
    async fn changed(&mut self) {
        loop {
            match self.news.recv().await {
                Ok(Notification::Message { channel, payload })
                    if channel == crate::REQUESTS && payload.parse() == Ok(self.id) =>
                {
                    return;
                }
                Ok(Notification::Message { .. }) => {}
                Ok(Notification::Missed) | Err(RecvError::Lagged(_)) => return,
                // The listener is gone with the server: whoever waits has a time limit.
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}

/// How far the making of a business is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProgressBody {
    /// The request.
    pub id: Uuid,
    /// `waiting`, `working`, `done` or `failed`.
    #[schema(example = "working")]
    pub state: String,
    /// What is being done: `schema`, `first_rows`, `done`.
    #[schema(example = "schema")]
    pub step: Option<String>,
    /// Label under the base domain.
    #[schema(example = "clinica-sol")]
    pub slug: String,
    /// Name of the business.
    #[schema(example = "Clínica Sol")]
    pub name: String,
    /// Its address, once it is there.
    #[schema(example = "https://clinica-sol.panal.co")]
    pub url: Option<String>,
    /// The tenant, once it is there; super admins alone see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<Uuid>,
    /// Why it failed.
    pub problem: Option<ProgressProblem>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it came to an end.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Why a business could not be made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProgressProblem {
    /// Stable code: `slug_taken`, `request_invalid`, `provisioning_failed`.
    #[schema(example = "slug_taken")]
    pub code: String,
    /// What to do about it.
    pub detail: String,
}

/// Looks at a request of this source.
async fn look(
    state: &AppState,
    source: RequestSource,
    id: Uuid,
) -> Result<Option<TenantRequest>, Error> {
    let tx = state.platform.begin(PlatformContext::Login).await?;
    let request = requests::get(&tx, id).await?;
    tx.commit().await?;
    Ok(request.filter(|request| request.source == source.as_str()))
}

/// Where a request is. 404 when there is none of this source.
pub(crate) async fn now(
    state: &AppState,
    source: RequestSource,
    id: Uuid,
    language: Language,
) -> Result<ProgressBody, Problem> {
    let request = look(state, source, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(body(state, &request, language))
}

/// The request as soon as it came to an end, or as it is after a few seconds.
pub(crate) async fn settled(
    state: &AppState,
    source: RequestSource,
    id: Uuid,
    mut follower: Follower,
) -> Result<TenantRequest, Problem> {
    follower.id = id;
    let deadline = Instant::now() + PATIENCE;
    loop {
        let request = look(state, source, id)
            .await?
            .ok_or_else(|| Problem::internal("a request that was just made is not there"))?;
        let late = request.is_finished()
            || timeout_at(deadline, follower.changed()).await.is_err()
                && Instant::now() >= deadline;
        if late {
            return Ok(request);
        }
    }
}

/// A request for the outside.
pub(crate) fn body(state: &AppState, request: &TenantRequest, language: Language) -> ProgressBody {
    let done = request.state == "done";
    ProgressBody {
        id: request.id,
        state: request.state.clone(),
        step: request.step.clone(),
        url: done.then(|| address(state, &request.slug)).flatten(),
        tenant_id: request
            .tenant_id
            .filter(|_| request.source == RequestSource::SuperAdmin.as_str()),
        slug: request.slug.clone(),
        name: request.name.clone(),
        problem: (request.state == "failed").then(|| {
            let code = request.failure_code.as_deref().unwrap_or(FAILED);
            ProgressProblem {
                code: code.to_owned(),
                detail: why(code).in_language(language).to_owned(),
            }
        }),
        created_at: request.created_at,
        finished_at: request.finished_at,
    }
}

/// Where browsers find a tenant, without path.
pub(crate) fn address(state: &AppState, slug: &str) -> Option<String> {
    let slug = Slug::parse(slug).ok()?;
    state.tenant_url(&slug)
}

/// A request that failed, as the answer to whoever asked for it.
pub(crate) fn failed(request: &TenantRequest) -> Problem {
    match request.failure_code.as_deref() {
        Some("slug_taken") => slug_taken(),
        code => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            FAILED,
            Message::new(
                "No pudimos crear el negocio",
                "The business could not be created",
            ),
        )
        .detail(why(code.unwrap_or(FAILED)))
        .header(RETRY_AFTER, 60),
    }
}

/// 409 for a slug that somebody has or is getting.
pub(crate) fn slug_taken() -> Problem {
    let invalid = panal_domain::Invalid {
        code: "slug_taken",
        message: why("slug_taken"),
    };
    Problem::new(
        StatusCode::CONFLICT,
        "slug_taken",
        Message::new(
            "Esa dirección ya está ocupada",
            "That address is already taken",
        ),
    )
    .detail(invalid.message.clone())
    .field("slug", &invalid)
}

const FAILED: &str = "provisioning_failed";

fn why(code: &str) -> Message {
    match code {
        "slug_taken" => Message::new(
            "Otro negocio ya usa esa dirección; elija otra.",
            "Another business has that address; choose another.",
        ),
        "request_invalid" => Message::new(
            "La solicitud tenía un dato que no sirve; envíela de nuevo.",
            "The request had a value that does not work; send it again.",
        ),
        _ => Message::new(
            "No fue culpa suya. Intente de nuevo en unos minutos.",
            "This was not your fault. Try again in a few minutes.",
        ),
    }
}

/// A stream of events: the request as it is, then each change, until it comes to an end.
pub(crate) async fn events(
    state: &AppState,
    source: RequestSource,
    id: Uuid,
    info: &RequestInfo,
) -> Result<HttpResponse, Problem> {
    let streams = &state.progress.streams;
    let place = match source {
        RequestSource::Registration => streams.public(info.address(), id),
        RequestSource::SuperAdmin => streams.super_admin(),
    }
    .map_err(too_many_streams)?;
    let follower = state.progress.follow(id);
    let request = look(state, source, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let first = Stream {
        state: state.clone(),
        source,
        language: info.language(),
        follower,
        told: None,
        next: Some(request),
        ends: Instant::now() + LIFE,
        _place: place,
    };
    let events = stream::unfold(first, async |stream| {
        let (event, stream) = stream.next().await?;
        Some((Ok::<_, Infallible>(event), stream))
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream"))
        .insert_header((CACHE_CONTROL, "no-store"))
        // Proxies such as nginx would keep the events to themselves until there are enough of them.
        .insert_header((HeaderName::from_static("x-accel-buffering"), "no"))
        .streaming(Box::pin(events)))
}

struct Stream {
    state: AppState,
    source: RequestSource,
    language: Language,
    follower: Follower,
    told: Option<TenantRequest>,
    next: Option<TenantRequest>,
    ends: Instant,
    _place: Place,
}

impl Stream {
    /// The next event or sign of life; `None` at the end.
    async fn next(mut self) -> Option<(Bytes, Self)> {
        if self.told.as_ref().is_some_and(TenantRequest::is_finished) {
            return None;
        }
        let mut quiet = Instant::now() + HEARTBEAT;
        loop {
            if let Some(request) = self.next.take()
                && self.told.as_ref() != Some(&request)
            {
                let event = self.event(&request);
                self.told = Some(request);
                return Some((event, self));
            }
            if self.state.is_stopping() || Instant::now() >= self.ends {
                return None;
            }
            let heard = timeout(GLANCE, self.follower.changed()).await.is_ok();
            if heard || Instant::now() >= quiet {
                let id = self.follower.id;
                // A database that is away for a moment is no end of the stream.
                match look(&self.state, self.source, id).await {
                    Ok(Some(request)) => self.next = Some(request),
                    Ok(None) => return None,
                    Err(error) => tracing::warn!(%error, "progress cannot be read"),
                }
            }
            if Instant::now() >= quiet && self.next == self.told {
                self.next = None;
                return Some((Bytes::from_static(b": \n\n"), self));
            }
            if Instant::now() >= quiet {
                quiet = Instant::now() + HEARTBEAT;
            }
        }
    }

    fn event(&self, request: &TenantRequest) -> Bytes {
        let body = body(&self.state, request, self.language);
        // Numbers, texts and times: always JSON.
        let data = serde_json::to_string(&body).unwrap_or_default();
        Bytes::from(format!("event: {}\ndata: {data}\n\n", request.state))
    }
}

fn too_many_streams(full: Full) -> Problem {
    Problem::new(
        match full {
            Full::Everybody => StatusCode::SERVICE_UNAVAILABLE,
            Full::Caller => StatusCode::TOO_MANY_REQUESTS,
        },
        "too_many_streams",
        Message::new(
            "Hay demasiadas personas esperando a la vez",
            "Too many people are waiting at once",
        ),
    )
    .detail(Message::new(
        "Consulte el avance sin «/events», cada pocos segundos.",
        "Ask for the progress without \"/events\", every few seconds.",
    ))
    .header(RETRY_AFTER, 10)
}
