//! What became of the letters to clients: `/deliveries`.

use crate::{
    auth::CanEverywhere,
    cursor::{CursorBody, CursorFilter, CursorParams},
    problem::{Problem, ProblemBody},
    routes::rbac::Names,
    state::AppState,
};
use actix_web::{HttpResponse, get, web::Data};
use chrono::{DateTime, TimeDelta, Utc};
use panal_domain::{
    Invalid, Message, Module, PermissionMarker, access::staff::ViewSettings, client::ViewClients,
};
use panal_persistence::tenant::scheduling::deliveries::{self, Delivery as Row};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A letter that is being sent for longer than this was cut off.
const AT_MOST: TimeDelta = TimeDelta::minutes(10);

/// A letter to a client, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Delivery {
    /// The letter.
    id: Uuid,
    /// What it told of: `cita-creada`, `cita-confirmada`, `cita-reprogramada`, `cita-cancelada`, `recordatorio-cita`,
    /// `solicitar-feedback` or `lista-espera-oferta`.
    #[schema(example = "recordatorio-cita")]
    kind: String,
    /// `sending`, `sent` or `refused`.
    #[schema(example = "refused")]
    state: String,
    /// When it was about to leave.
    started_at: DateTime<Utc>,
    /// When the mail server had taken it, or it was refused for good.
    finished_at: Option<DateTime<Utc>>,
    /// The appointment that it was about; null of an offer to the waiting list, and where the appointment is gone.
    appointment_id: Option<Uuid>,
    /// The appointment's code.
    #[schema(example = "CIT-2026-000123")]
    appointment_code: Option<String>,
    /// Name of the client; null for whoever may not see clients.
    #[schema(example = "Rosa")]
    client_name: Option<String>,
    /// The address that was written to; null for whoever may not see clients, and where the client has another address by
    /// now: none is kept here.
    #[schema(example = "rosa@example.com")]
    recipient: Option<String>,
    /// What went wrong, in words; null where nothing did.
    problem: Option<Names>,
    /// The same as the mail server said it.
    #[schema(example = "the mail server refused the letter: 550 no such user")]
    technical: Option<String>,
}

/// What letters are filtered by.
#[derive(Debug, Clone, Default)]
pub struct DeliveryFilter {
    state: Option<String>,
}

const STATES: &[&str] = &["sending", "sent", "refused"];

impl CursorFilter for DeliveryFilter {
    const PARAMETERS: &'static [(&'static str, &'static str)] =
        &[("filter[state]", "sending, sent or refused.")];

    fn take(&mut self, _: &str, value: &str) -> Result<(), Invalid> {
        if !STATES.contains(&value) {
            return Err(Invalid::unknown_value("value_unknown", STATES));
        }
        self.state = Some(value.to_owned());
        Ok(())
    }
}

/// Lists the letters to clients, the newest first.
///
/// Those that left or were refused for good, and those that are leaving; one that waits to be tried again is not there.
/// Kept for as long as it takes that none is sent twice.
#[utoipa::path(
    tag = "settings",
    operation_id = "list_deliveries",
    params(CursorParams<DeliveryFilter>),
    security(("bearer" = ["settings.view"])),
    responses(
        (status = 200, description = "Letters.", body = CursorBody<Delivery>,
            headers(("Link" = String, description = "The next page, where there is one."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `permission_limited_to_branches`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/deliveries")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: CanEverywhere<ViewSettings>,
    params: CursorParams<DeliveryFilter>,
) -> Result<HttpResponse, Problem> {
    if !user.tenant.modules.contains(Module::Scheduling) {
        // Only those who take appointments write to their clients.
        return Ok(params.answer(Vec::<Delivery>::new(), None));
    }
    let tx = user.begin_read_only(&state).await?;
    let wanted = params.filter.state.as_deref();
    let page = deliveries::list(&tx, wanted, params.cursor, params.limit).await?;
    tx.commit().await?;
    let names = user.may(ViewClients::PERMISSION);
    let now = Utc::now();
    let rows: Vec<Delivery> = page
        .rows
        .into_iter()
        .map(|row| Delivery::new(row, names, now))
        .collect();
    Ok(params.answer(rows, page.next))
}

impl Delivery {
    fn new(row: Row, names: bool, now: DateTime<Utc>) -> Self {
        let recipient = row.recipient().filter(|_| names).map(str::to_owned);
        let problem = problem(&row, now);
        Self {
            id: row.id,
            kind: row.kind,
            state: row.state,
            started_at: row.started_at,
            finished_at: row.finished_at,
            appointment_id: row.appointment_id,
            appointment_code: row.appointment_code,
            client_name: row.client_name.filter(|_| names),
            recipient,
            problem: problem.as_ref().map(Into::into),
            // Mail servers repeat the address.
            technical: row.failure.filter(|_| names),
        }
    }
}

/// What went wrong, and what to do about it.
fn problem(row: &Row, now: DateTime<Utc>) -> Option<Message> {
    match row.state.as_str() {
        "refused"
            if row
                .failure
                .as_deref()
                .is_some_and(|why| why.contains("cannot be written")) =>
        {
            Some(Message::new(
                "La dirección de correo no es válida: corríjala en la ficha del cliente.",
                "The e-mail address makes no sense: correct it on the client's page.",
            ))
        }
        "refused" => Some(Message::new(
            "El servidor de correo no aceptó el mensaje: casi siempre la dirección no existe. Confírmela con el cliente.",
            "The mail server did not accept the letter: mostly there is no such address. Ask the client for it.",
        )),
        "sending" if row.started_at < now - AT_MOST => Some(Message::new(
            "El envío se interrumpió y no se sabe si el mensaje salió: avise al cliente por otro medio.",
            "Sending broke off and nobody knows whether the letter left: tell the client another way.",
        )),
        _ => None,
    }
}
