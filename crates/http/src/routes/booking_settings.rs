//! How a business takes bookings: `/booking-settings`.

use super::schedules::place;
use crate::{
    auth::{Can, CanEverywhere},
    etag::{IfMatch, etag},
    extract::Json,
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
};
use actix_web::{HttpResponse, get, http::header::ETAG, put, web::Data};
use panal_domain::{
    Invalid,
    access::staff::{ChangeSettings, ViewSettings},
    scheduling::BookingSettings,
};
use panal_persistence::tenant::{
    scheduling::{booking_settings, generation},
    settings,
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(get_one).service(put_one);
}

// Describes what serde makes of `BookingSettings`; a test holds the two together.
/// How a business takes bookings. What is left out is as it is by itself.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub struct BookingSettingsBody {
    /// Starts are offered at multiples of so many minutes of the clock: 5, 10, 15, 20, 30 or 60.
    #[schema(example = 15)]
    interval_minutes: Option<u32>,
    /// Customers book at least so many minutes ahead.
    #[schema(example = 120, maximum = 43200)]
    minimum_notice_minutes: Option<u32>,
    /// Customers book at most so many days ahead; availability is made for as long.
    #[schema(example = 90, minimum = 1, maximum = 365)]
    window_days: Option<u32>,
    /// A time is held so many minutes for a customer who fills the form in.
    #[schema(example = 10, minimum = 2, maximum = 60)]
    hold_minutes: Option<u32>,
    /// Customers move or cancel at least so many minutes ahead.
    #[schema(example = 120, maximum = 43200)]
    change_notice_minutes: Option<u32>,
    /// Whether customers may book by themselves.
    public_booking: Option<bool>,
    /// Whether what customers book is confirmed at once.
    confirms_public: Option<bool>,
    /// Whether the hours of every week hold on holidays.
    works_on_holidays: Option<bool>,
    /// Reminders leave so many minutes before the appointment: up to 4, of 10 minutes to 7 days.
    #[schema(example = json!([1440, 120]), max_items = 4)]
    reminder_minutes: Option<Vec<u32>>,
    /// Whether clients are asked for a rating after the appointment.
    asks_feedback: Option<bool>,
    /// An offer to somebody of the waiting list is good for so many minutes.
    #[schema(example = 60, minimum = 5, maximum = 1440)]
    offer_minutes: Option<u32>,
    /// What customers agree to; null is the standard text.
    #[schema(max_length = 2000)]
    consent_text: Option<String>,
}

#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    settings: BookingSettings,
    version: i32,
}

fn shown(settings: BookingSettings, version: i32) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag(version)))
        .json(Shown { settings, version })
}

/// Shows how the business takes bookings.
#[utoipa::path(
    tag = "settings",
    operation_id = "get_booking_settings",
    security(("bearer" = ["settings.view"])),
    responses(
        (status = 200, description = "The settings, and their `version`: 0 until they are set.", body = BookingSettingsBody, headers(("ETag" = String, description = "Their version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/booking-settings")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: Can<ViewSettings>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let version = settings::get(&tx, BookingSettings::KEY)
        .await?
        .map_or(0, |row| row.version);
    let settings = booking_settings(&tx).await?;
    tx.commit().await?;
    Ok(shown(settings, version))
}

/// Says how the business takes bookings.
///
/// What is left out is as it is by itself. Where the business begins, or ceases, to work on holidays, or takes bookings
/// further ahead, availability is made anew at once.
#[utoipa::path(
    tag = "settings",
    operation_id = "put_booking_settings",
    params(("If-Match" = String, Header, description = "The version to change: the ETag they were read with.")),
    request_body = BookingSettingsBody,
    security(("bearer" = ["settings.change"])),
    responses(
        (status = 200, description = "Set.", body = BookingSettingsBody, headers(("ETag" = String, description = "Their new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`conflict`: somebody else sets them for the first time at this moment.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/booking-settings")]
pub(crate) async fn put_one(
    state: Data<AppState>,
    user: CanEverywhere<ChangeSettings>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let wanted = read(body.into_inner())?;
    let value = serde_json::to_value(&wanted).map_err(Problem::internal)?;
    let place = place(&user.tenant);
    let row = transaction(async || {
        let tx = user.begin(&state).await?;
        let before = settings::get(&tx, BookingSettings::KEY).await?;
        let version = before.map(|row| row.version);
        expected.0.admit(version.unwrap_or_default())?;
        let old = booking_settings(&tx).await?;
        let row = settings::set(&tx, BookingSettings::KEY, value.clone(), version).await?;
        if old.works_on_holidays != wanted.works_on_holidays || old.window_days < wanted.window_days
        {
            Box::pin(generation::regenerate_all(&tx, place)).await?;
        }
        tx.commit().await?;
        Ok(row)
    })
    .await?;
    Ok(shown(wanted, row.version))
}

/// Reads the settings; `version`, which an answer has, may come back.
///
/// # Errors
/// 422 with every fault.
fn read(mut body: Map<String, Value>) -> Result<BookingSettings, Problem> {
    body.remove("version");
    let mut faults: Vec<(String, Invalid)> = Vec::new();
    let known = members()?;
    for (name, value) in &body {
        if !known.contains(name) {
            faults.push((name.clone(), unknown(&known)));
            continue;
        }
        let alone = Value::Object(Map::from_iter([(name.clone(), value.clone())]));
        if serde_json::from_value::<BookingSettings>(alone).is_err() {
            faults.push((name.clone(), TYPE_INVALID));
        }
    }
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let mut settings: BookingSettings =
        serde_json::from_value(Value::Object(body)).map_err(Problem::internal)?;
    let faults = settings.check();
    if faults.is_empty() {
        Ok(settings)
    } else {
        Err(Problem::invalid(faults))
    }
}

/// The members that there are.
fn members() -> Result<Vec<String>, Problem> {
    let value = serde_json::to_value(BookingSettings::default()).map_err(Problem::internal)?;
    Ok(value
        .as_object()
        .map(|members| members.keys().cloned().collect())
        .unwrap_or_default())
}

fn unknown(known: &[String]) -> Invalid {
    let allowed = known.join(", ");
    Invalid::made(
        "unknown_field",
        format!("Este dato no se conoce. Use: {allowed}."),
        format!("This is not known. Use: {allowed}."),
    )
}

const TYPE_INVALID: Invalid = Invalid::new(
    "type_invalid",
    "Este valor no es del tipo esperado: números enteros, true o false, o una lista de números.",
    "This value is not of the type expected: whole numbers, true or false, or a list of numbers.",
);

#[cfg(test)]
mod tests {
    use super::*;
    use utoipa::{
        PartialSchema,
        openapi::{RefOr, Schema},
    };

    #[test]
    fn the_api_document_names_the_members_that_there_are() {
        let RefOr::T(Schema::Object(schema)) = BookingSettingsBody::schema() else {
            panic!("no object");
        };
        let mut documented: Vec<String> = schema.properties.keys().cloned().collect();
        let mut known = members().unwrap();
        documented.sort_unstable();
        known.sort_unstable();
        assert_eq!(documented, known);
    }
}
