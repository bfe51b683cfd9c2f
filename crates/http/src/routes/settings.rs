//! Settings of the business: `/settings`.

use crate::{
    auth::{Can, CanEverywhere},
    body::Body,
    etag::{IfMatch, etag},
    extract::{Json, Path},
    problem::{Problem, ProblemBody},
    retry::transaction,
    state::AppState,
    tenancy::Tenant,
};
use actix_web::{HttpResponse, get, http::header::ETAG, put, web::Data};
use chrono::{DateTime, Utc};
use panal_domain::{
    Country, Email, Invalid, Phone, Text,
    access::staff::{ChangeSettings, ViewSettings},
};
use panal_persistence::tenant::settings;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// What a business says of itself, by the names under which it is kept. [`value`] says what each may be.
const KEYS: [&str; 5] = ["address", "opening_note", "phone", "reply_to", "whatsapp"];

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list).service(get_one).service(put_one);
}

/// A setting.
#[derive(Debug, Serialize, ToSchema)]
pub struct Setting {
    /// Its name: `address`, `opening_note`, `phone`, `reply_to` or `whatsapp`.
    #[schema(example = "phone")]
    key: &'static str,
    /// Its value; null until it is set.
    #[schema(example = "+5114567890")]
    value: Option<String>,
    /// When it was last set.
    updated_at: Option<DateTime<Utc>>,
    /// Counts changes; the ETag. 0 until it is set.
    #[schema(example = 1)]
    version: i32,
}

/// All settings.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettingList {
    /// Those that there are, set or not, by name.
    data: Vec<Setting>,
}

/// What a setting is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingBody {
    /// Its value; null clears it.
    #[schema(example = "01 456 7890", max_length = 300)]
    pub value: Option<String>,
}

impl Setting {
    fn new(key: &'static str, row: Option<&settings::Setting>) -> Self {
        Self {
            key,
            value: row
                .and_then(|row| row.value.as_str())
                .filter(|text| !text.is_empty())
                .map(str::to_owned),
            updated_at: row.map(|row| row.updated_at),
            version: row.map_or(0, |row| row.version),
        }
    }

    fn shown(self) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((ETAG, etag(self.version)))
            .json(self)
    }
}

/// Lists the settings, set or not.
#[utoipa::path(
    tag = "settings",
    operation_id = "list_settings",
    security(("bearer" = ["settings.view"])),
    responses(
        (status = 200, description = "The settings.", body = SettingList),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/settings")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewSettings>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let rows = settings::all(&tx).await?;
    tx.commit().await?;
    let data = KEYS.map(|key| Setting::new(key, rows.iter().find(|row| row.key == key)));
    Ok(HttpResponse::Ok().json(SettingList { data: data.into() }))
}

/// Shows a setting.
#[utoipa::path(
    tag = "settings",
    operation_id = "get_setting",
    params(("key" = String, Path, description = "Its name.")),
    security(("bearer" = ["settings.view"])),
    responses(
        (status = 200, description = "The setting.", body = Setting, headers(("ETag" = String, description = "Its version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/settings/{key}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: Can<ViewSettings>,
    key: Path<String>,
) -> Result<HttpResponse, Problem> {
    let key = known(&key.0)?;
    let tx = user.begin_read_only(&state).await?;
    let row = settings::get(&tx, key).await?;
    tx.commit().await?;
    Ok(Setting::new(key, row.as_ref()).shown())
}

/// Sets a setting, or clears it.
#[utoipa::path(
    tag = "settings",
    operation_id = "put_setting",
    params(("key" = String, Path, description = "Its name."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = SettingBody,
    security(("bearer" = ["settings.change"])),
    responses(
        (status = 200, description = "Set.", body = Setting, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`conflict`: somebody else sets it for the first time at this moment.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[put("/settings/{key}")]
pub(crate) async fn put_one(
    state: Data<AppState>,
    user: CanEverywhere<ChangeSettings>,
    key: Path<String>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let key = known(&key.0)?;
    let mut body = Body::new(body.into_inner());
    let read = body.text("value", |raw| value(key, raw, &user.tenant));
    if read.is_none() && !body.is_refused("value") {
        body.refuse("value", MISSING);
    }
    body.finish()?;
    // A setting that is cleared is an empty text.
    let text = read.flatten().unwrap_or_default();
    let row = transaction(async || {
        let tx = user.begin(&state).await?;
        let before = settings::get(&tx, key).await?.map(|row| row.version);
        expected.0.admit(before.unwrap_or_default())?;
        let row = settings::set(&tx, key, Value::String(text.clone()), before).await?;
        tx.commit().await?;
        Ok(row)
    })
    .await?;
    Ok(Setting::new(key, Some(&row)).shown())
}

/// The setting of this name.
fn known(name: &str) -> Result<&'static str, Problem> {
    KEYS.into_iter()
        .find(|key| *key == name)
        .ok_or_else(Problem::not_found)
}

/// What is typed for a setting, as it is kept.
fn value(key: &str, raw: &str, tenant: &Tenant) -> Result<String, Invalid> {
    match key {
        "phone" | "whatsapp" => match Country::parse(&tenant.country) {
            Ok(country) => Phone::parse(raw, country),
            Err(_unknown_country) => Phone::parse_international(raw),
        }
        .map(Into::into),
        "reply_to" => Email::parse(raw).map(Into::into),
        "address" => Text::<200>::parse(raw).map(Into::into),
        _ => Text::<300>::parse(raw).map(Into::into),
    }
}

const MISSING: Invalid = Invalid::new(
    "required",
    "Falta este dato; null lo borra.",
    "This is missing; null clears it.",
);
