//! Who waits for a free time: `/waiting-list`, and what is offered to them: `/public/offers`.

mod body;
mod offers;

pub use body::{NewWaitingEntry, Offer, WaitingEntry, WaitingEntryPatch};
pub(super) use body::{professional, uuid};
pub use offers::{PublicOffer, TakenAppointment};

use super::appointments::{Appointment, branch};
use crate::{
    auth::Can,
    booking::not_booked,
    etag::{IfMatch, etag},
    extract::{Json, Path},
    idempotency::{Answer, IdempotencyKey},
    list::{ListParams, PageBody},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{
    HttpResponse, get,
    http::{
        StatusCode,
        header::{ETAG, LOCATION},
    },
    patch, post,
    web::Data,
};
use panal_domain::{
    BranchScope, Invalid, Message, WaitingId,
    scheduling::{
        WaitingState,
        permissions::{AddAppointments, ChangeAppointments, ViewAppointments},
        time,
    },
};
use panal_persistence::{
    TenantTx,
    tenant::scheduling::{
        Clock, appointments,
        waiting_list::{self, NotAccepted, NotChanged, WaitingField},
    },
};
use serde_json::{Map, Value};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(update)
        .service(cancel)
        .service(book);
    offers::routes(config);
}

/// Lists who waits.
///
/// Whoever waits longest comes first, unless `sort` says otherwise. `q` looks for the client.
#[utoipa::path(
    tag = "waiting-list",
    operation_id = "list_waiting_list",
    params(ListParams<WaitingField>),
    security(("bearer" = ["appointments.view"])),
    responses(
        (status = 200, description = "A page of the list.", body = PageBody<WaitingEntry>,
            headers(("X-Total-Count" = u64, description = "Rows of all pages."), ("Link" = String, description = "First, previous, next and last page."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/waiting-list")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewAppointments>,
    params: ListParams<WaitingField>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let page = waiting_list::list(&tx, &params.query, user.branches()).await?;
    tx.commit().await?;
    let rows: Vec<WaitingEntry> = page.rows.into_iter().map(WaitingEntry::from).collect();
    Ok(params.answer(rows, page.total))
}

/// Puts a client on the waiting list.
///
/// As soon as a time is given back that suits whoever waits longest, it is held for them and they are told
/// (`lista-espera-oferta`). With `Idempotency-Key`, sending the same request again makes no second entry.
#[utoipa::path(
    tag = "waiting-list",
    operation_id = "create_waiting_entry",
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible characters, new for each entry.", max_length = 255)),
    request_body = NewWaitingEntry,
    security(("bearer" = ["appointments.add"])),
    responses(
        (status = 201, description = "On the list.", body = WaitingEntry,
            headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `branch_not_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`already_waiting`: that client waits for that service at that branch; `nobody_available`, `idempotency_key_in_progress`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, `idempotency_key_reused`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/waiting-list")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: Can<AddAppointments>,
    key: IdempotencyKey,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let Json(body) = body;
    let clock = Clock::of(user.tenant.time_zone);
    let mut new = body::new_entry(body.clone(), time::day_of(clock.now, clock.zone))?;
    new.branch = branch(&state, &user, new.branch).await?;
    let answer = transaction(async || {
        let tx = user.begin(&state).await?;
        let answer = key
            .once(&tx, user.id, &body, async || {
                let entry = waiting_list::create(&tx, clock, new.clone())
                    .await
                    .map_err(not_changed)?;
                let entry = named(&tx, WaitingId(entry.id)).await?;
                let base = user.request.base_path();
                let location = format!("{base}/api/v1/waiting-list/{}", entry.0.id);
                let version = entry.0.version;
                Ok(
                    Answer::json(StatusCode::CREATED, &WaitingEntry::from(entry))?
                        .header(&ETAG, etag(version))
                        .header(&LOCATION, location),
                )
            })
            .await?;
        tx.commit().await?;
        Ok(answer)
    })
    .await?;
    Ok(answer.into_response())
}

/// Shows an entry of the waiting list.
#[utoipa::path(
    tag = "waiting-list",
    operation_id = "get_waiting_entry",
    params(("id" = uuid::Uuid, Path, description = "The entry.")),
    security(("bearer" = ["appointments.view"])),
    responses(
        (status = 200, description = "The entry.", body = WaitingEntry, headers(("ETag" = String, description = "Its version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/waiting-list/{id}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: Can<ViewAppointments>,
    id: Path<WaitingId>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let entry = waiting_list::get(&tx, id.0, user.branches()).await?;
    tx.commit().await?;
    Ok(shown(entry.ok_or_else(Problem::not_found)?))
}

/// Changes an entry that waits.
///
/// Members that are left out stay as they are. While a time is offered, the entry stays as it is: 409.
#[utoipa::path(
    tag = "waiting-list",
    operation_id = "update_waiting_entry",
    params(("id" = uuid::Uuid, Path, description = "The entry."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = WaitingEntryPatch,
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 200, description = "Changed.", body = WaitingEntry, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`waiting_state_conflict`, with `state`; `nobody_available`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/waiting-list/{id}")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<WaitingId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let changes = body::entry_changes(body.into_inner())?;
    let clock = Clock::of(user.tenant.time_zone);
    transaction(async || {
        let tx = user.begin(&state).await?;
        let (scope, changes) = (user.branches(), changes.clone());
        waiting_list::update(&tx, clock, id.0, scope, &expected.0, changes)
            .await
            .map_err(not_changed)?;
        let entry = named(&tx, id.0).await?;
        tx.commit().await?;
        Ok(shown(entry))
    })
    .await
}

/// Takes a client off the waiting list.
///
/// A time that was offered is offered to the next.
#[utoipa::path(
    tag = "waiting-list",
    operation_id = "cancel_waiting_entry",
    params(("id" = uuid::Uuid, Path, description = "The entry.")),
    security(("bearer" = ["appointments.change"])),
    responses(
        (status = 200, description = "Waits no longer.", body = WaitingEntry, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`waiting_state_conflict`, with `state`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/waiting-list/{id}/cancel")]
pub(crate) async fn cancel(
    state: Data<AppState>,
    user: Can<ChangeAppointments>,
    id: Path<WaitingId>,
) -> Result<HttpResponse, Problem> {
    transaction(async || {
        let tx = user.begin(&state).await?;
        let clock = Clock::of(user.tenant.time_zone);
        waiting_list::give_up(&tx, clock, id.0, user.branches())
            .await
            .map_err(not_accepted)?;
        let entry = named(&tx, id.0).await?;
        tx.commit().await?;
        Ok(shown(entry))
    })
    .await
}

/// Takes the offer for a client, as when they say yes on the telephone.
///
/// The appointment is `confirmada`. `notify` (true unless told) says whether the client is written to.
#[utoipa::path(
    tag = "waiting-list",
    operation_id = "book_waiting_entry",
    params(("id" = uuid::Uuid, Path, description = "The entry.")),
    request_body(content = inline(Notify), description = "May be `{}`."),
    security(("bearer" = ["appointments.add"])),
    responses(
        (status = 201, description = "Booked.", body = Appointment,
            headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "`limit_reached`: the plan's limit of appointments a month.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`waiting_state_conflict`: nothing is offered, with `state`; `offer_expired`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/waiting-list/{id}/book")]
pub(crate) async fn book(
    state: Data<AppState>,
    user: Can<AddAppointments>,
    id: Path<WaitingId>,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let notify = body::notify(body.into_inner())?;
    let named = transaction(async || {
        let tx = user.begin(&state).await?;
        let clock = Clock::of(user.tenant.time_zone);
        let taken = waiting_list::accept(&tx, clock, id.0, user.branches(), None, notify)
            .await
            .map_err(not_accepted)?;
        let named = appointments::get(&tx, taken.appointment, &BranchScope::All)
            .await?
            .ok_or_else(|| Problem::internal("an appointment that was made is not there"))?;
        tx.commit().await?;
        Ok(named)
    })
    .await?;
    let base = user.request.base_path();
    let location = format!("{base}/api/v1/appointments/{}", named.appointment.id);
    Ok(HttpResponse::Created()
        .insert_header((ETAG, etag(named.appointment.version)))
        .insert_header((LOCATION, location))
        .json(Appointment::from(named)))
}

/// Whether the client is written to.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "describes what `body::notify` reads")]
struct Notify {
    /// True unless told.
    #[schema(nullable = false)]
    notify: Option<bool>,
}

type Named = (waiting_list::Entry, waiting_list::Names);

async fn named(tx: &TenantTx, id: WaitingId) -> Result<Named, Failure> {
    let entry = waiting_list::get(tx, id, &BranchScope::All).await?;
    Ok(entry.ok_or_else(Problem::not_found)?)
}

fn shown(entry: Named) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag(entry.0.version)))
        .json(WaitingEntry::from(entry))
}

fn not_changed(refused: NotChanged) -> Failure {
    match refused {
        NotChanged::Database(error) if error.constraint() == Some("waiting_list_open_key") => {
            already_waiting().into()
        }
        NotChanged::Database(error) => error.into(),
        NotChanged::NotFound => Problem::not_found().into(),
        NotChanged::State(state) => wrong_state(state).into(),
        NotChanged::Days => Problem::invalid([("until_day", DAYS_INVALID)]).into(),
        NotChanged::NotBooked(refused) => not_booked(refused, None),
    }
}

/// 409: one entry of a client for a service at a branch is enough.
fn already_waiting() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "already_waiting",
        Message::new(
            "Ese cliente ya espera ese servicio",
            "That client already waits for that service",
        ),
    )
    .detail(Message::new(
        "Cambie los días, las horas o el profesional de la espera que ya tiene, o retírela primero.",
        "Change the days, hours or professional of the entry that there is, or take it off the list first.",
    ))
}

fn not_accepted(refused: NotAccepted) -> Failure {
    match refused {
        NotAccepted::Database(error) => error.into(),
        NotAccepted::NotFound => Problem::not_found().into(),
        NotAccepted::Expired => offer_expired().into(),
        NotAccepted::State(state) => wrong_state(state).into(),
        NotAccepted::NotBooked(refused) => not_booked(refused, None),
    }
}

/// 409 with the present state.
fn wrong_state(state: WaitingState) -> Problem {
    let label = state.label();
    Problem::new(
        StatusCode::CONFLICT,
        "waiting_state_conflict",
        Message::new(
            "La lista de espera no lo permite en su estado",
            "The waiting list does not allow it in its state",
        ),
    )
    .detail(Message::made(
        format!("La solicitud está «{}».", label.es.to_lowercase()),
        format!("The entry is \"{}\".", label.en.to_lowercase()),
    ))
    .with("state", state.as_str())
}

/// 409 for whoever comes too late.
fn offer_expired() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "offer_expired",
        Message::new("La oferta venció", "The offer has expired"),
    )
    .detail(Message::new(
        "Ese horario ya no está reservado. Le avisaremos si se libera otro.",
        "That time is no longer held. You will hear when another one becomes free.",
    ))
}

const DAYS_INVALID: Invalid = Invalid::new(
    "days_invalid",
    "El último día debe ser hoy o después, no antes del primero, y como máximo dentro de un año.",
    "The last day must be today or later, not before the first, and at most a year ahead.",
);
