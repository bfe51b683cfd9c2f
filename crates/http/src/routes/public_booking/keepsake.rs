//! An appointment as a calendar to save: `/public/appointments/{token}/calendar.ics`.

use super::{
    Visit,
    visit::{linked, page, zone},
};
use crate::{
    extract::Path,
    problem::{Problem, ProblemBody},
    state::AppState,
};
use actix_web::{
    HttpResponse, get,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    web::Data,
};
use panal_domain::{SignedFor, scheduling::AppointmentState};
use panal_integrations::{
    calendar::keepsake,
    visit::{Place, Service, Standing, Visit as Outing},
};
use panal_persistence::tenant::scheduling::{
    told::{self, Part},
    visits,
};

/// Gives an appointment as a calendar to save.
///
/// Each service is an entry of its own, known by the id of its appointment, as in the letters.
#[utoipa::path(
    tag = "public booking",
    operation_id = "get_public_appointment_calendar",
    params(("token" = String, Path, description = "The end of the secret link.")),
    responses(
        (status = 200, description = "iCalendar (RFC 5545).", body = String, content_type = "text/calendar"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/public/appointments/{token}/calendar.ics")]
pub(crate) async fn calendar(
    visit: Visit,
    state: Data<AppState>,
    token: Path<String>,
) -> Result<HttpResponse, Problem> {
    let tx = visit.begin_read_only(&state).await?;
    let appointment = linked(&state, &visit, &tx, &token.0).await?;
    let along = visits::along(&tx, &appointment).await?;
    let mut parts = told::visit_of(&tx, appointment.id).await?;
    tx.commit().await?;
    parts.retain(|part| part.id == appointment.id || along.iter().any(|other| other.id == part.id));
    let kept: Vec<Kept<'_>> = parts
        .iter()
        .map(|part| Kept::of(&state, &visit, part))
        .collect();
    let entries: Vec<Outing<'_>> = kept.iter().map(|kept| kept.entry(&visit)).collect();
    let language = visit.request.language();
    let text = keepsake(&entries, &visit.tenant.name, language);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/calendar; charset=utf-8"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}.ics\"", appointment.code),
        ))
        .body(text))
}

/// A service of a visit for a calendar: the same entry as letters bring (`worker::appointments`).
struct Kept<'a> {
    part: &'a Part,
    service: [Service<'a>; 1],
    link: String,
}

impl<'a> Kept<'a> {
    fn of(state: &AppState, visit: &Visit, part: &'a Part) -> Self {
        let token = state.links.sign(
            SignedFor::Appointment,
            visit.tenant.id,
            part.id,
            part.link_version,
        );
        Self {
            part,
            service: [Service {
                name: &part.service,
                professional: &part.professional,
                starts_at: part.starts_at,
            }],
            link: page(state, visit, &token.to_string()),
        }
    }

    fn entry(&self, visit: &Visit) -> Outing<'_> {
        let part = self.part;
        Outing {
            id: part.id,
            code: &part.code,
            standing: match AppointmentState::parse(&part.state) {
                Ok(AppointmentState::Pendiente) => Standing::Waiting,
                Ok(AppointmentState::Cancelada | AppointmentState::NoAsistio) => {
                    Standing::Cancelled
                }
                _ => Standing::Confirmed,
            },
            starts_at: part.starts_at,
            ends_at: part.ends_at,
            services: &self.service,
            place: Place {
                branch: &part.branch,
                address: part.address.as_deref(),
                phone: part.phone.as_deref(),
                zone: zone(visit, part.time_zone.as_deref()),
            },
            sequence: part.sequence.try_into().unwrap_or_default(),
            changed_at: part.updated_at,
            link: &self.link,
        }
    }
}
