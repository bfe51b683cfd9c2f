//! Reading what is said with a verb. All verbs do without a body but `cancel`, which wants a reason.

use crate::{
    body::Body,
    extract::Json,
    problem::Problem,
    routes::appointments::body::{self, notes, reason},
    tenancy::Tenant,
};
use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{CONTENT_LENGTH, TRANSFER_ENCODING},
};
use chrono::{DateTime, Utc};
use futures_util::{FutureExt, future::LocalBoxFuture};
use panal_persistence::tenant::scheduling::changes::{Ask, Change, Completion, Move};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::future::ready;
use utoipa::ToSchema;
use uuid::Uuid;

/// What is told with a verb that needs nothing else.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToldVerb {
    /// Why.
    #[schema(min_length = 3, max_length = 500)]
    pub reason: Option<String>,
    /// Whether the client is written to, where this is a thing to write of; true unless told.
    pub notify: Option<bool>,
}

/// Why an appointment is called off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelAppointment {
    /// Why.
    #[schema(
        min_length = 3,
        max_length = 500,
        example = "La profesional está enferma"
    )]
    pub reason: String,
    /// Whether the client is written to; true unless told.
    pub notify: Option<bool>,
}

/// What is noted when an appointment is done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteAppointment {
    /// What is charged, where it is not what was agreed. Needs `appointments.change_price`.
    #[schema(example = "40000")]
    pub final_price: Option<String>,
    /// Why. Comes with `final_price`.
    #[schema(min_length = 3, max_length = 500)]
    pub price_reason: Option<String>,
    /// What the staff keeps for itself; null clears.
    #[schema(max_length = 2000)]
    pub internal_notes: Option<String>,
    /// Whether the client is written to; true unless told.
    pub notify: Option<bool>,
}

/// Where an appointment is moved to; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RescheduleAppointment {
    /// When it is to begin.
    pub starts_at: Option<DateTime<Utc>>,
    /// By whom; `any` is whoever is free and has the least work that day.
    #[schema(example = "any")]
    pub professional_id: Option<String>,
    /// In which room or chair.
    pub room_id: Option<Uuid>,
    /// Whether working time does not matter.
    pub outside_hours: Option<bool>,
    /// Why.
    #[schema(min_length = 3, max_length = 500)]
    pub reason: Option<String>,
    /// Whether the client is written to; true unless told.
    pub notify: Option<bool>,
}

/// The members of a JSON body; none where there is no body.
#[derive(Debug)]
pub(crate) struct Members(Map<String, Value>);

impl Members {
    pub(in super::super) fn into_inner(self) -> Map<String, Value> {
        self.0
    }
}

impl FromRequest for Members {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let headers = request.headers();
        let length = headers.get(CONTENT_LENGTH);
        let has_body =
            headers.contains_key(TRANSFER_ENCODING) || length.is_some_and(|length| length != "0");
        if !has_body {
            return ready(Ok(Self(Map::new()))).boxed_local();
        }
        Json::from_request(request, payload)
            .map(|body| body.map(|Json(members)| Self(members)))
            .boxed_local()
    }
}

struct Said {
    reason: Option<String>,
    notify: bool,
}

impl Said {
    fn read(body: &mut Body) -> Self {
        Self {
            reason: body.text("reason", reason).flatten(),
            notify: body.boolean("notify").flatten().unwrap_or(true),
        }
    }

    fn with(self, change: Change) -> Ask {
        Ask {
            change,
            reason: self.reason,
            notify: self.notify,
            expected: None,
        }
    }
}

/// Reads `reason` and `notify`.
///
/// # Errors
/// 422 with every fault.
pub(super) fn told(Members(members): Members, change: Change) -> Result<Ask, Problem> {
    let mut body = Body::new(members);
    let said = Said::read(&mut body);
    body.finish()?;
    Ok(said.with(change))
}

/// Reads why it is called off.
///
/// # Errors
/// 422 with every fault.
pub(super) fn cancel(Members(members): Members) -> Result<Ask, Problem> {
    let mut body = Body::new(members);
    let said = Said::read(&mut body);
    body.required("reason", Some(said.reason.clone()));
    body.finish()?;
    Ok(said.with(Change::Cancel))
}

/// Reads what is noted at the end.
///
/// # Errors
/// 422 with every fault.
pub(super) fn complete(Members(members): Members, tenant: &Tenant) -> Result<Ask, Problem> {
    let mut body = Body::new(members);
    let completion = Completion {
        price: body::price(&mut body, tenant),
        internal_notes: body.text("internal_notes", notes),
    };
    let said = Said {
        reason: None,
        notify: body.boolean("notify").flatten().unwrap_or(true),
    };
    body.finish()?;
    Ok(said.with(Change::Complete(completion)))
}

/// Reads where it goes.
///
/// # Errors
/// 422 with every fault.
pub(super) fn reschedule(Members(members): Members) -> Result<Ask, Problem> {
    let mut body = Body::new(members);
    let at = body::moment(&mut body, "starts_at").flatten();
    let professional = body::professional(&mut body, "professional_id").flatten();
    let room = body::room(&mut body).flatten();
    let outside_hours = body.boolean("outside_hours").flatten().unwrap_or(false);
    let said = Said::read(&mut body);
    body.finish()?;
    Ok(said.with(Change::Reschedule(Move {
        at,
        professional,
        room,
        outside_hours,
    })))
}
