//! Calendars that other programs read: a professional's by a secret link, and everybody's for whoever may see it.

mod answer;

use crate::{
    auth::{Authenticated, Can, CanEverywhere, Public, problems},
    extract::{Path, Query},
    list::refused,
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
    tenancy::CurrentTenant,
};
use actix_web::{HttpRequest, HttpResponse, delete, get, http::StatusCode, post, web::Data};
use answer::{Names, answer, entries};
use chrono::{Days, NaiveDate, TimeDelta};
use panal_domain::{
    BranchScope, Invalid, Language, LinkToken, Message, Module, ProfessionalId, UserId,
    scheduling::{
        Interval,
        permissions::{ChangeProfessionals, ViewAppointments},
        time,
    },
};
use panal_integrations::calendar::feed;
use panal_persistence::{
    ActorKind,
    tenant::scheduling::{Clock, feeds},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(issue)
        .service(revoke)
        .service(issue_own)
        .service(revoke_own)
        .service(read)
        .service(appointments);
}

/// How far back a feed goes.
const BEHIND: TimeDelta = TimeDelta::days(30);
/// How far ahead it goes.
const AHEAD: TimeDelta = TimeDelta::days(180);
/// Most days of one export.
const MAX_DAYS: i64 = 366;

/// A calendar's secret address.
#[derive(Serialize, ToSchema)]
pub struct CalendarFeed {
    /// For the calendar program, which subscribes to it. Shown this once: whoever has it reads the calendar.
    #[schema(
        example = "https://miclinica.panal.co/api/v1/calendar/0J3g7kQ0mJxk2nq1y5u8w3b6d9f2h5k8n1q4t7w0z3c.ics"
    )]
    url: String,
}

/// Gives a professional's calendar a secret address.
///
/// It shows the last 30 days and the next 180, of clients the first name and an initial. The address before it is good
/// no more. It is shown this once: whoever has it reads the calendar, so that only people in their own session ask for
/// it. It opens nothing while the professional, or their user, is not active.
#[utoipa::path(
    tag = "calendar",
    operation_id = "issue_calendar_feed",
    params(("id" = uuid::Uuid, Path, description = "The professional.")),
    security(("bearer" = ["professionals.change"])),
    responses(
        (status = 201, description = "The address.", body = CalendarFeed),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `personal_session_required`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/professionals/{id}/calendar-feed")]
pub(crate) async fn issue(
    state: Data<AppState>,
    user: CanEverywhere<ChangeProfessionals>,
    id: Path<ProfessionalId>,
) -> Result<HttpResponse, Problem> {
    person(&user)?;
    let whose = Whose::Professional(id.into_inner());
    issue_for(&state, &user, whose).await
}

/// Takes the secret address of a professional's calendar away.
#[utoipa::path(
    tag = "calendar",
    operation_id = "revoke_calendar_feed",
    params(("id" = uuid::Uuid, Path, description = "The professional.")),
    security(("bearer" = ["professionals.change"])),
    responses(
        (status = 204, description = "There is none any more."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/professionals/{id}/calendar-feed")]
pub(crate) async fn revoke(
    state: Data<AppState>,
    user: CanEverywhere<ChangeProfessionals>,
    id: Path<ProfessionalId>,
) -> Result<HttpResponse, Problem> {
    let whose = Whose::Professional(id.into_inner());
    set_secret(&state, &user, whose, None).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Gives one's own calendar a secret address.
///
/// For the professional who is logged in; as `POST /professionals/{id}/calendar-feed`.
#[utoipa::path(
    tag = "calendar",
    operation_id = "issue_own_calendar_feed",
    security(("bearer" = ["appointments.view"])),
    responses(
        (status = 201, description = "The address.", body = CalendarFeed),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `personal_session_required`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_a_professional`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/me/calendar-feed")]
pub(crate) async fn issue_own(
    state: Data<AppState>,
    user: Can<ViewAppointments>,
) -> Result<HttpResponse, Problem> {
    let whose = Whose::User(person(&user)?);
    issue_for(&state, &user, whose).await
}

/// Takes the secret address of one's own calendar away.
#[utoipa::path(
    tag = "calendar",
    operation_id = "revoke_own_calendar_feed",
    security(("bearer" = ["appointments.view"])),
    responses(
        (status = 204, description = "There is none any more."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `personal_session_required`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_a_professional`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/me/calendar-feed")]
pub(crate) async fn revoke_own(
    state: Data<AppState>,
    user: Can<ViewAppointments>,
) -> Result<HttpResponse, Problem> {
    let whose = Whose::User(person(&user)?);
    set_secret(&state, &user, whose, None).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Whose calendar it is.
#[derive(Clone, Copy)]
enum Whose {
    /// This professional's.
    Professional(ProfessionalId),
    /// That of the professional whom this user is.
    User(UserId),
}

async fn issue_for(
    state: &AppState,
    user: &Authenticated,
    whose: Whose,
) -> Result<HttpResponse, Problem> {
    let token = LinkToken::generate().map_err(Problem::internal)?;
    set_secret(state, user, whose, Some(token.digest())).await?;
    let origin = user.request.origin().unwrap_or_default();
    let base = user.request.base_path();
    Ok(HttpResponse::Created().json(CalendarFeed {
        url: format!("{origin}{base}/api/v1/calendar/{}.ics", token.expose()),
    }))
}

async fn set_secret(
    state: &AppState,
    user: &Authenticated,
    whose: Whose,
    digest: Option<Vec<u8>>,
) -> Result<(), Problem> {
    transaction(async || {
        let tx = user.begin(state).await?;
        let professional = match whose {
            Whose::Professional(professional) => professional,
            Whose::User(person) => feeds::professional_of(&tx, person)
                .await?
                .ok_or_else(not_a_professional)?,
        };
        if !feeds::set_secret(&tx, professional, digest.clone()).await? {
            return Err(Problem::not_found().into());
        }
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// The user, who must be there in person: neither a program nor somebody in the user's place gets the address.
fn person(user: &Authenticated) -> Result<UserId, Problem> {
    user.user_id()
        .filter(|_| user.is_personal())
        .ok_or_else(problems::personal_session_required)
}

/// A professional's calendar, by its secret address.
///
/// The last 30 days and the next 180, without what was called off; of clients the first name and an initial. Programs
/// ask with `If-None-Match`. An address that was taken away is a 404.
#[utoipa::path(
    tag = "calendar",
    operation_id = "read_calendar_feed",
    params(
        ("token" = String, Path, description = "The secret.", max_length = 64),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of the calendar at hand."),
    ),
    responses(
        (status = 200, description = "The calendar (RFC 5545).", body = String, content_type = "text/calendar", headers(("ETag" = String, description = "Of what it says."))),
        (status = 304, description = "Not changed since."),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/calendar/{token}.ics")]
pub(crate) async fn read(
    state: Data<AppState>,
    _: Public,
    tenant: CurrentTenant,
    token: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let digest = LinkToken::parse(&token.into_inner())
        .filter(|_| tenant.0.modules.contains(Module::Scheduling))
        .ok_or_else(Problem::not_found)?
        .digest();
    let info = crate::request::RequestInfo::of(&request)?;
    let tx = state
        .tenants
        .begin_read_only(&tenant.0.scope, info.actor(ActorKind::Anonymous, None))
        .await?;
    let (professional, name) = feeds::by_secret(&tx, digest)
        .await?
        .ok_or_else(Problem::not_found)?;
    let now = Clock::of(tenant.0.time_zone).now;
    let range = Interval {
        from: now - BEHIND,
        until: now + AHEAD,
    };
    let rows = feeds::entries(&tx, now, range, Some(professional), &BranchScope::All).await?;
    tx.commit().await?;
    let language = language(tenant.0.locale.as_str());
    let entries = entries(&rows, Names::Hinted, language);
    let name = format!("{name} · {}", tenant.0.name);
    Ok(answer(&request, feed(&name, &entries)))
}

/// What the business reads: a calendar program does not say what its owner does.
pub(super) fn language(locale: &str) -> Language {
    if locale.starts_with("en") {
        Language::En
    } else {
        Language::Es
    }
}

/// Which appointments.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CalendarQuery {
    /// The first day by the clock of the business; 30 days ago unless told.
    from: Option<NaiveDate>,
    /// The last day, at most 366 days from the first; 180 days ahead unless told.
    until: Option<NaiveDate>,
    /// Of one professional.
    #[param(value_type = Option<uuid::Uuid>)]
    professional: Option<ProfessionalId>,
}

/// Appointments as a calendar.
///
/// Those of some days, without what was called off; of more than 5,000 there is none: ask for fewer days. Whoever has the permission in some branches only
/// gets those of these.
#[utoipa::path(
    tag = "calendar",
    operation_id = "export_appointments",
    params(CalendarQuery, ("If-None-Match" = Option<String>, Header, description = "The ETag of the calendar at hand.")),
    security(("bearer" = ["appointments.view"])),
    responses(
        (status = 200, description = "The calendar (RFC 5545).", body = String, content_type = "text/calendar", headers(("ETag" = String, description = "Of what it says."))),
        (status = 304, description = "Not changed since."),
        (status = 400, description = "`query_invalid`: `period_invalid`, `too_many_appointments`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/appointments.ics")]
pub(crate) async fn appointments(
    state: Data<AppState>,
    user: Can<ViewAppointments>,
    query: Query<CalendarQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let query = query.into_inner();
    let clock = Clock::of(user.tenant.time_zone);
    let range = range(&query, clock)?;
    let tx = user.begin_read_only(&state).await?;
    let scope = user.branches();
    let rows = feeds::entries(&tx, clock.now, range, query.professional, scope).await?;
    tx.commit().await?;
    if rows.len() > feeds::MOST {
        return Err(refused(vec![("until".to_owned(), TOO_MANY)]));
    }
    let entries = entries(&rows, Names::Whole, user.request.language());
    Ok(answer(&request, feed(&user.tenant.name, &entries)))
}

fn range(query: &CalendarQuery, clock: Clock) -> Result<Interval, Problem> {
    let today = time::day_of(clock.now, clock.zone);
    let from = query.from.unwrap_or(today - Days::new(30));
    let until = query
        .until
        .or_else(|| from.max(today).checked_add_days(Days::new(180)));
    until
        .filter(|until| (*until - from).num_days() < MAX_DAYS)
        .and_then(|until| time::days(from, until, clock.zone))
        .ok_or_else(|| refused(vec![("until".to_owned(), PERIOD_INVALID)]))
}

fn not_a_professional() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "not_a_professional",
        Message::new(
            "Usted no figura como profesional",
            "You are not one of the professionals",
        ),
    )
    .detail(Message::new(
        "Pida que asocien su usuario a un profesional.",
        "Ask for your user to be tied to a professional.",
    ))
}

const TOO_MANY: Invalid = Invalid::new(
    "too_many_appointments",
    "Son más de 5000 citas: pida menos días o un solo profesional.",
    "There are more than 5,000 appointments: ask for fewer days or for one professional.",
);

const PERIOD_INVALID: Invalid = Invalid::new(
    "period_invalid",
    "Indique un último día que no sea anterior al primero, a 366 días como máximo.",
    "Give a last day that is not before the first, and 366 days from it at most.",
);
