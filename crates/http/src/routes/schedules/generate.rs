//! Making availability on demand: `/schedules/generate`.

use super::{PROFESSIONAL_UNKNOWN, date, place};
use crate::{
    auth::Can,
    body::Body,
    extract::Json,
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{HttpResponse, post, web::Data};
use chrono::NaiveDate;
use panal_domain::{Invalid, ProfessionalId, scheduling::permissions::ChangeSchedules};
use panal_persistence::tenant::{
    audit::{self, Changes},
    scheduling::generation::{self, Generated, MAX_DAYS},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(generate);
}

/// For which days, and for whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GenerateBody {
    /// The first day; today unless told.
    pub from: Option<NaiveDate>,
    /// The last day; the end of the booking window unless told. At most 366 days from today.
    pub until: Option<NaiveDate>,
    /// For whom; everybody unless told, or where the list is empty.
    #[schema(max_items = 200)]
    pub professionals: Option<Vec<Uuid>>,
}

/// What generating did.
#[derive(Debug, Serialize, ToSchema)]
pub struct GeneratedBody {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    until: NaiveDate,
    /// Professionals looked at.
    professionals: u64,
    /// Intervals made.
    created: u64,
    /// Intervals removed.
    removed: u64,
    /// Days left alone, since somebody edited them by hand.
    kept_days: u64,
}

/// Makes availability from the schedules.
///
/// Sending it again changes nothing: intervals that should be there stay, ids and all. Days that somebody edited by
/// hand are left alone and counted, days that are over are left alone. It takes one professional after the other, so
/// that bookings go on meanwhile.
#[utoipa::path(
    tag = "schedules",
    operation_id = "generate_schedules",
    request_body = GenerateBody,
    security(("bearer" = ["schedules.change"])),
    responses(
        (status = 200, description = "Made.", body = GeneratedBody),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`: `range_invalid`, `professional_unknown`, ...", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/schedules/generate")]
pub(crate) async fn generate(
    state: Data<AppState>,
    user: Can<ChangeSchedules>,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let mut body = Body::new(body.into_inner());
    let from = body.text("from", date).flatten();
    let until = body.text("until", date).flatten();
    let only = body
        .texts("professionals", str::parse::<ProfessionalId>)
        .filter(|only| !only.is_empty());
    if only
        .as_ref()
        .is_some_and(|only| only.len() > MAX_PROFESSIONALS)
    {
        body.refuse("professionals", TOO_MANY);
    }
    body.finish()?;

    let place = place(&user.tenant);
    let tx = user.begin_read_only(&state).await?;
    let (today, end) = generation::window(&tx, place).await?;
    let professionals = generation::professionals(&tx, only.as_deref()).await?;
    tx.commit().await?;
    let from = from.unwrap_or(today);
    let until = until.unwrap_or_else(|| end.max(from));
    let days = (until - today).num_days();
    if until < from || days > MAX_DAYS.cast_signed() {
        return Err(Problem::invalid([("until", RANGE_INVALID)]));
    }
    for (at, id) in only.iter().flatten().enumerate() {
        if !professionals.contains(id) {
            let field = format!("professionals.{at}");
            return Err(Problem::invalid([(field, PROFESSIONAL_UNKNOWN)]));
        }
    }

    let mut all = Generated::default();
    for professional in professionals {
        let one = transaction(async || {
            let tx = user.begin(&state).await?;
            let one = Box::pin(generation::generate(&tx, place, professional, from, until)).await?;
            if one.created + one.removed > 0 {
                let changes = Changes::none()
                    .with("from", from.to_string())
                    .with("until", until.to_string())
                    .with("created", one.created)
                    .with("removed", one.removed);
                let id = Some(professional.0);
                audit::record(&tx, "generate", "time_slots", id, changes).await?;
            }
            tx.commit().await?;
            Ok(one)
        })
        .await?;
        all += one;
    }
    Ok(HttpResponse::Ok().json(GeneratedBody {
        from,
        until,
        professionals: all.professionals,
        created: all.created,
        removed: all.removed,
        kept_days: all.kept_days,
    }))
}

const MAX_PROFESSIONALS: usize = 200;

const TOO_MANY: Invalid = Invalid::new(
    "list_too_long",
    "Indique como máximo 200, o ninguno para todos.",
    "Give at most 200, or none for everybody.",
);
const RANGE_INVALID: Invalid = Invalid::new(
    "range_invalid",
    "El último día no puede ser anterior al primero, ni estar a más de 366 días de hoy.",
    "The last day must not be before the first, nor more than 366 days from today.",
);
