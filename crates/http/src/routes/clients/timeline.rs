//! What happened with a client: `/clients/{id}/timeline`.

use crate::{
    auth::{Authenticated, Can},
    cursor::{CursorBody, CursorFilter, CursorParams},
    extract::Path,
    problem::{Problem, ProblemBody},
    state::AppState,
};
use actix_web::{HttpResponse, get, web::Data};
use chrono::{DateTime, Utc};
use futures_util::try_join;
use panal_domain::{
    BranchScope, ClientId, Invalid, Module, PermissionMarker, TimelineKind,
    access::staff::ViewAuditLog, client::ViewClients, scheduling::permissions::ViewAppointments,
};
use panal_persistence::tenant::{
    clients,
    timeline::{self, Happening, Sight},
};
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr, Schema,
        schema::{SchemaType, Type},
    },
};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list);
}

/// Something that happened with a client.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// Tells it apart from the others.
    id: Uuid,
    /// When.
    at: DateTime<Utc>,
    /// What.
    #[schema(value_type = TimelineKindName)]
    kind: String,
    /// Who did it; null where nobody noted it, as of ratings, which the client gives, and letters.
    actor: Option<TimelineActor>,
    /// The appointment that it concerns, as it is by now.
    appointment: Option<TimelineAppointment>,
    /// In words: of an appointment the reason, of a rating the comment, of a note its first 500 characters, of a letter
    /// that failed what the mail server said.
    text: Option<String>,
    /// Of a letter, what it told of, as in `/deliveries`: `cita-creada`, ...; of a consent, its purpose:
    /// `data_processing` or `marketing`.
    #[schema(example = "recordatorio-cita")]
    about: Option<String>,
    /// Of a rating, 1 to 5.
    rating: Option<i16>,
    /// Of an appointment that was moved, the hour before.
    from_starts_at: Option<DateTime<Utc>>,
    /// Of an appointment that was booked or moved, the hour after.
    to_starts_at: Option<DateTime<Utc>>,
    /// Of data that changed, the names of the fields, in alphabetical order.
    #[schema(example = json!(["email", "phone"]))]
    changes: Option<Vec<String>>,
}

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineActor {
    /// As in the audit log: `user`, `api_key`, `impersonator`, `job` (the program by itself), `operator` or `anonymous`
    /// (somebody on the public pages: the client).
    #[schema(example = "user")]
    kind: String,
    /// The user, the key or the platform user.
    id: Option<Uuid>,
    /// The name of the person or the key.
    #[schema(example = "Ana Pérez")]
    name: Option<String>,
}

/// The appointment that something concerns, as it is by now.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineAppointment {
    /// The appointment.
    id: Uuid,
    /// The number by which people know it.
    #[schema(example = "CIT-2026-000123")]
    code: String,
    /// The service's name.
    #[schema(example = "Limpieza dental")]
    service_name: String,
    /// `pendiente`, `confirmada`, `en_curso`, `completada`, `cancelada` or `no_asistio`.
    #[schema(example = "confirmada")]
    state: String,
    /// When it begins.
    starts_at: DateTime<Utc>,
}

/// [`TimelineKind`] in the API's description: all there are.
pub struct TimelineKindName;

impl PartialSchema for TimelineKindName {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some("Something that happened with a client."))
            .enum_values(Some(TimelineKind::NAMES.iter().copied()))
            .into()
    }
}

impl ToSchema for TimelineKindName {
    fn name() -> std::borrow::Cow<'static, str> {
        "TimelineKind".into()
    }
}

impl From<Happening> for TimelineEntry {
    fn from(row: Happening) -> Self {
        Self {
            id: row.id,
            at: row.at,
            kind: row.kind,
            actor: row.actor_kind.map(|kind| TimelineActor {
                kind,
                id: row.actor_id,
                name: row.actor_name,
            }),
            appointment: appointment(
                row.appointment_id,
                row.appointment_code,
                row.service_name,
                row.appointment_state,
                row.appointment_starts_at,
            ),
            text: row.text,
            about: row.about,
            rating: row.rating,
            from_starts_at: row.from_starts_at,
            to_starts_at: row.to_starts_at,
            changes: row.changes,
        }
    }
}

fn appointment(
    id: Option<Uuid>,
    code: Option<String>,
    service_name: Option<String>,
    state: Option<String>,
    starts_at: Option<DateTime<Utc>>,
) -> Option<TimelineAppointment> {
    Some(TimelineAppointment {
        id: id?,
        code: code?,
        service_name: service_name?,
        state: state?,
        starts_at: starts_at?,
    })
}

/// What a timeline is filtered by.
#[derive(Debug, Clone, Default)]
pub struct TimelineQuery {
    kinds: Option<Vec<TimelineKind>>,
}

impl CursorFilter for TimelineQuery {
    const PARAMETERS: &'static [(&'static str, &'static str)] = &[(
        "kind",
        "What happened: a `TimelineKind`, or several with commas between.",
    )];

    fn take(&mut self, _: &str, value: &str) -> Result<(), Invalid> {
        let kinds: Result<Vec<TimelineKind>, Invalid> =
            value.split(',').map(TimelineKind::parse).collect();
        self.kinds = Some(kinds?);
        Ok(())
    }
}

/// Shows what happened with a client, the newest first.
///
/// Appointments, ratings and letters are there for whoever has `appointments.view`, of the branches for which it holds;
/// changes of the client's data for whoever may see the audit log, by the names of the fields alone. Of letters, those of
/// the last 60 days. Two statements, however much there is.
#[utoipa::path(
    tag = "clients",
    operation_id = "list_client_timeline",
    params(("id" = Uuid, Path, description = "The client."), CursorParams<TimelineQuery>),
    security(("bearer" = ["clients.view"])),
    responses(
        (status = 200, description = "What happened.", body = CursorBody<TimelineEntry>,
            headers(("Link" = String, description = "The next page, where there is one."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/clients/{id}/timeline")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewClients>,
    id: Path<ClientId>,
    params: CursorParams<TimelineQuery>,
) -> Result<HttpResponse, Problem> {
    let sight = sight(&user);
    let kinds = params.filter.kinds.as_deref();
    let tx = user.begin_read_only(&state).await?;
    let (client, page) = try_join!(
        clients::get(&tx, id.0),
        timeline::of_client(&tx, id.0, &sight, kinds, params.cursor, params.limit),
    )?;
    tx.commit().await?;
    client.ok_or_else(Problem::not_found)?;
    let rows: Vec<TimelineEntry> = page.rows.into_iter().map(TimelineEntry::from).collect();
    Ok(params.answer(rows, page.next))
}

/// The audit log is the whole business's: whoever sees it in some branches only does not see it.
fn sight(user: &Authenticated) -> Sight {
    let has_agenda = user.tenant.modules.contains(Module::Scheduling);
    Sight {
        appointments: user
            .scope(ViewAppointments::PERMISSION)
            .filter(|_| has_agenda)
            .cloned(),
        audit: user.scope(ViewAuditLog::PERMISSION) == Some(&BranchScope::All),
    }
}
