//! Booking: `POST /public/appointments`.

use super::{
    Visit,
    about::open_settings,
    body::{self, PublicWanted, Wish},
    consent, holds as tokens,
};
use crate::{
    body::Body,
    booking::not_booked_online,
    extract::Json,
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
    tenancy::Tenant,
};
use actix_web::{HttpResponse, http::StatusCode, post, web::Data};
use chrono::{DateTime, TimeDelta, Utc};
use panal_domain::{
    BranchId, Country, Document, DocumentKind, Email, Invalid, Message, PersonName, Phone,
    PreferredContact, ProfessionalId, ServiceId, SignedFor,
    scheduling::{AppointmentSource, AppointmentState, BookingSettings},
};
use panal_persistence::{
    Error, TenantTx,
    tenant::{
        consents::{self, ConsentSource, NewConsent, Purpose},
        scheduling::{
            NotBooked, Order, Wanted, book,
            booking::{Appointment, Contact, lock_agendas},
            holds,
            offers::Customer,
            visitors::{self, Visitor},
            visits,
        },
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

/// For so long after booking, sending the hold again gives the appointment.
const HOLD_ANSWERS: TimeDelta = TimeDelta::hours(24);
/// Longest notes of a customer, in characters.
const MAX_NOTES: usize = 1_000;
/// Longest text of consent that can come back, in characters.
const MAX_CONSENT: usize = 4_000;

// Describes what `read` reads.
/// An appointment that a customer makes: of a `hold`, or of services and a time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPublicAppointment {
    /// The time that is held.
    pub hold: Option<String>,
    /// Without a hold: what.
    pub service_id: Option<Uuid>,
    /// Without a hold: by whom; `any`, or left out, is whoever is free.
    #[schema(example = "any")]
    pub professional_id: Option<String>,
    /// Without a hold: several services, one after the other.
    #[schema(max_items = 5)]
    pub services: Option<Vec<PublicWanted>>,
    /// Without a hold: where; the first open branch unless told.
    pub branch_id: Option<Uuid>,
    /// Without a hold: when it begins.
    pub starts_at: Option<DateTime<Utc>>,
    /// Given names.
    #[schema(example = "Rosa", max_length = 120)]
    pub first_name: String,
    /// Family names.
    #[schema(example = "Quispe", max_length = 120)]
    pub last_name: Option<String>,
    /// Telephone, as people write it; without `+`, one of the business's country.
    #[schema(example = "300 123 4567", max_length = 40)]
    pub phone: String,
    /// E-mail, where word of the appointment goes.
    #[schema(example = "rosa@example.com", max_length = 254)]
    pub email: Option<String>,
    /// Kind of identity document. Comes with the number.
    #[schema(example = "cc")]
    pub document_kind: Option<String>,
    /// Number of the document. Comes with the kind.
    #[schema(example = "52345678")]
    pub document_number: Option<String>,
    /// How to reach the customer: `phone`, `whatsapp`, `email` or `none`.
    #[schema(example = "whatsapp")]
    pub preferred_contact: Option<String>,
    /// What the business should know.
    #[schema(max_length = 1000)]
    pub notes: Option<String>,
    /// What the customer agrees to.
    pub consent: ConsentBody,
}

/// What a customer agrees to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentBody {
    /// Must be true: that the business keeps and uses the data, as the text says.
    pub data_processing: bool,
    /// Must be there: the text that was shown, as `GET /public/booking` gives it, for the proof of what was agreed to.
    pub text: Option<String>,
}

/// An appointment that was made.
#[derive(Serialize, ToSchema)]
#[schema(as = PublicBooked)]
pub struct BookedBody {
    /// The number by which people know it.
    #[schema(example = "CIT-2026-000123")]
    code: String,
    /// `pendiente`, until the business confirms, or `confirmada`.
    #[schema(example = "pendiente")]
    state: String,
    /// When the visit begins.
    starts_at: DateTime<Utc>,
    /// When it ends.
    ends_at: DateTime<Utc>,
    /// The first service.
    #[schema(example = "Limpieza")]
    service: String,
    /// Who gives it.
    #[schema(example = "Dra. Ruiz")]
    professional: String,
    /// The end of the secret link by which to see, move, cancel and rate it.
    token: String,
    /// Every service of the visit, in order.
    services: Vec<BookedService>,
}

/// A service of a visit.
#[derive(Serialize, ToSchema)]
pub struct BookedService {
    /// The number by which people know it.
    #[schema(example = "CIT-2026-000123")]
    code: String,
    /// The service.
    #[schema(example = "Limpieza")]
    service: String,
    /// Who gives it.
    #[schema(example = "Dra. Ruiz")]
    professional: String,
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it ends.
    ends_at: DateTime<Utc>,
    /// The end of its own secret link.
    token: String,
}

/// What a customer sent.
struct Asked {
    hold: Option<String>,
    wish: Option<Wish>,
    visitor: Visitor,
    notes: Option<String>,
    /// The text that was shown.
    shown: String,
}

/// Makes an appointment.
///
/// Sending the same hold again, within a day, gives the same appointment. A customer who was there before is recognised by name and
/// e-mail, or name and telephone; nothing of what is kept of them changes, and the answer is the same as for anybody.
#[utoipa::path(
    tag = "public booking",
    operation_id = "create_public_appointment",
    request_body = NewPublicAppointment,
    responses(
        (status = 201, description = "Made.", body = BookedBody),
        (status = 403, description = "`public_booking_closed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`slot_taken`, `hold_expired`, `booking_unavailable`, `outside_working_time`, `too_soon`, `too_far_ahead`, `off_interval`, `nobody_available`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, `consent_required`, `consent_text_changed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "`rate_limited`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/public/appointments")]
pub(crate) async fn create(
    visit: Visit,
    state: Data<AppState>,
    json: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let asked = read(json.into_inner(), &visit.tenant)?;
    state
        .bookings
        .take(Some(visit.tenant.id), visit.request.address())?;
    let hold = match &asked.hold {
        None => None,
        Some(token) => Some(tokens::verified(&state, &visit, token).ok_or_else(hold_expired)?),
    };
    let booked = transaction(async || {
        let tx = visit.begin(&state).await?;
        let booked = made(&visit, &tx, &asked, hold).await?;
        let body = shown(&state, &visit, &tx, &booked).await?;
        tx.commit().await?;
        Ok(body)
    })
    .await?;
    Ok(HttpResponse::Created().json(booked))
}

/// The visit of this hold that there is already, or one that is made now.
async fn made(
    visit: &Visit,
    tx: &TenantTx,
    asked: &Asked,
    hold: Option<Uuid>,
) -> Result<Vec<Appointment>, Failure> {
    if let Some(hold) = hold {
        let before = holds::became(tx, hold).await?;
        if let Some(first) = before.first() {
            // Whoever finds an old hold does not find the present links with it.
            return match visit.clock().now < first.created_at + HOLD_ANSWERS {
                true => Ok(before),
                false => Err(hold_expired().into()),
            };
        }
    }
    let settings = open_settings(tx).await?;
    let text = agreed(visit, &settings, asked)?;
    let wish = match hold {
        Some(hold) => promised(visit, tx, hold).await?,
        None => asked
            .wish
            .clone()
            .ok_or_else(|| Problem::internal("booking without hold or time passed"))?,
    };
    if !visitors::has_room(tx).await? {
        return Err(unavailable().into());
    }
    // The agendas before the client: whoever waits for an agenda keeps nobody else from registering clients.
    lock_agendas(
        tx,
        visit.clock(),
        wish.branch,
        Customer::Online,
        &wish.services,
    )
    .await
    .map_err(|refused| not_booked_online(refused, wish.prefix()))?;
    let client = visitors::recognise(tx, &asked.visitor)
        .await
        .map_err(full)?;
    let consent = NewConsent {
        client: client.id,
        purpose: Purpose::DataProcessing,
        is_granted: true,
        text,
        source: ConsentSource::PublicBooking,
        user_agent: visit.user_agent.clone(),
    };
    consents::record(tx, consent).await?;
    let order = Order {
        branch: wish.branch,
        services: wish.services.clone(),
        at: wish.at,
        client: client.id,
        customer: Customer::Online,
        source: AppointmentSource::Public,
        state: Some(if settings.confirms_public {
            AppointmentState::Confirmada
        } else {
            AppointmentState::Pendiente
        }),
        outside_hours: false,
        hold,
        series: None,
        client_notes: asked.notes.clone(),
        internal_notes: client.document_left.as_ref().map(document_note),
        contact: contact(&asked.visitor),
        notify: true,
    };
    book(tx, visit.clock(), &order)
        .await
        .map_err(|refused| match refused {
            NotBooked::Database(error) => full(error),
            other => not_booked_online(other, wish.prefix()),
        })
}

/// What a hold promised; 409 once it has expired.
async fn promised(visit: &Visit, tx: &TenantTx, hold: Uuid) -> Result<Wish, Failure> {
    let held = holds::get(tx, visit.clock().now, hold)
        .await?
        .ok_or_else(hold_expired)?;
    let first = held.services.first().ok_or_else(hold_expired)?;
    Ok(Wish {
        branch: Some(held.branch),
        services: held
            .services
            .iter()
            .map(|one| Wanted {
                service: one.service,
                professional: Some(one.professional),
            })
            .collect(),
        is_list: false,
        at: first.starts_at,
    })
}

/// The text that the customer saw, which is the proof of what they agreed to.
fn agreed(visit: &Visit, settings: &BookingSettings, asked: &Asked) -> Result<String, Problem> {
    let text = consent::text(settings, &visit.tenant.name, &visit.tenant.country);
    match &asked.shown {
        shown if *shown == text.es || *shown == text.en => Ok(shown.clone()),
        _ => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "consent_text_changed",
            Message::new(
                "El texto de la autorización cambió",
                "The text to agree to has changed",
            ),
        )
        .detail(Message::new(
            "Vuelva a leerlo y acéptelo de nuevo.",
            "Read it again and agree once more.",
        ))
        .field("consent.text", &TEXT_CHANGED)),
    }
}

/// Everything that was typed goes with the appointment; what the client's own record says stays as it is.
fn contact(visitor: &Visitor) -> Contact {
    Contact {
        name: Some(visitor.full_name()),
        email: visitor.email.as_ref().map(ToString::to_string),
        phone: Some(visitor.phone.to_string()),
    }
}

fn document_note(document: &Document) -> String {
    format!(
        "Documento indicado al reservar: {} {}",
        document.kind().as_str().to_uppercase(),
        document.number()
    )
}

async fn shown(
    state: &AppState,
    visit: &Visit,
    tx: &TenantTx,
    booked: &[Appointment],
) -> Result<BookedBody, Failure> {
    let mut services = Vec::with_capacity(booked.len());
    for one in booked {
        let (branch, service) = (BranchId(one.branch_id), ServiceId(one.service_id));
        let names = visits::names(tx, branch, service, ProfessionalId(one.professional_id))
            .await?
            .ok_or_else(|| Problem::internal("appointment without names"))?;
        services.push(BookedService {
            code: one.code.clone(),
            service: names.service,
            professional: names.professional,
            starts_at: one.starts_at,
            ends_at: one.ends_at,
            token: token(state, &visit.tenant, one),
        });
    }
    let (Some(first), Some(last), Some(row)) = (services.first(), services.last(), booked.first())
    else {
        return Err(Problem::internal("visit without appointments").into());
    };
    Ok(BookedBody {
        code: first.code.clone(),
        state: row.state.clone(),
        starts_at: first.starts_at,
        ends_at: last.ends_at,
        service: first.service.clone(),
        professional: first.professional.clone(),
        token: first.token.clone(),
        services,
    })
}

/// The end of the link to an appointment.
pub(super) fn token(state: &AppState, tenant: &Tenant, appointment: &Appointment) -> String {
    state.links.sign(
        SignedFor::Appointment,
        tenant.id,
        appointment.id,
        appointment.link_version,
    )
}

/// 422 with every fault.
fn read(members: Map<String, Value>, tenant: &Tenant) -> Result<Asked, Problem> {
    let mut body = Body::new(members);
    let country = Country::parse(&tenant.country).ok();
    let hold = body.text("hold", |raw| Ok(raw.to_owned())).flatten();
    let wish = body::wish(&mut body, hold.is_none());
    if hold.is_some() && wish.is_some() {
        body.refuse("hold", HOLD_OR_TIME);
    }
    let first_name = body.text("first_name", PersonName::parse);
    let first_name = body.required("first_name", first_name);
    let last_name = body.text("last_name", PersonName::parse).flatten();
    let phone = body.text("phone", |raw| match country {
        Some(country) => Phone::parse(raw, country),
        None => Phone::parse_international(raw),
    });
    let phone = body.required("phone", phone);
    let email = body.text("email", Email::parse).flatten();
    let document = document(&mut body);
    let preferred_contact = body
        .text("preferred_contact", PreferredContact::parse)
        .flatten();
    let notes = body
        .text("notes", |raw| body::lines(raw, MAX_NOTES))
        .flatten();
    let consent = body
        .read("consent", |value| {
            serde_json::from_value::<ConsentBody>(value)
                .map(Some)
                .map_err(|_cause| CONSENT_INVALID)
        })
        .flatten();
    if consent
        .as_ref()
        .and_then(|consent| consent.text.as_ref())
        .is_some_and(|text| text.chars().count() > MAX_CONSENT)
    {
        body.refuse("consent.text", TEXT_CHANGED);
    }
    let is_refused = body.is_refused("consent");
    body.finish()?;
    let consent = consent.filter(|consent| consent.data_processing);
    let (Some(first_name), Some(phone), Some(consent), false) =
        (first_name, phone, consent, is_refused)
    else {
        return Err(consent_required(
            "consent.data_processing",
            &CONSENT_INVALID,
        ));
    };
    let shown = consent
        .text
        .ok_or_else(|| consent_required("consent.text", &TEXT_MISSING))?;
    Ok(Asked {
        hold,
        wish,
        visitor: Visitor {
            first_name,
            last_name,
            preferred_contact: preferred_contact.unwrap_or(match &email {
                Some(_) => PreferredContact::Email,
                None => PreferredContact::Phone,
            }),
            phone,
            email,
            document,
        },
        notes,
        shown,
    })
}

/// Kind and number make one document: both are there, or neither is.
fn document(body: &mut Body) -> Option<Document> {
    let kind = body.text("document_kind", DocumentKind::parse).flatten();
    let number = body
        .text("document_number", |raw| Ok(raw.to_owned()))
        .flatten();
    match (kind, number) {
        (Some(kind), Some(number)) => match Document::parse(kind, &number) {
            Ok(document) => return Some(document),
            Err(invalid) => body.refuse("document_number", invalid),
        },
        (Some(_), None) => body.refuse("document_number", DOCUMENT_INCOMPLETE),
        (None, Some(_)) if !body.is_refused("document_kind") => {
            body.refuse("document_kind", DOCUMENT_INCOMPLETE);
        }
        _ => {}
    }
    None
}

/// A plan that is full is no business of a customer's: neither which limit nor how far.
fn full(error: Error) -> Failure {
    match error {
        Error::LimitReached { .. } => unavailable().into(),
        other => other.into(),
    }
}

/// 409 where the business can take no more, whatever the reason.
pub(crate) fn unavailable() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "booking_unavailable",
        Message::new(
            "Por ahora no se puede reservar por internet",
            "Booking online is not possible for now",
        ),
    )
    .detail(Message::new(
        "Llame al negocio para pedir su cita.",
        "Call the business to make an appointment.",
    ))
}

fn hold_expired() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "hold_expired",
        Message::new("La hora ya no está apartada", "The time is held no longer"),
    )
    .detail(Message::new(
        "Vuelva a elegir una hora: puede que la misma siga libre.",
        "Choose a time again: the same may still be free.",
    ))
}

fn consent_required(field: &str, invalid: &Invalid) -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "consent_required",
        Message::new(
            "Falta su autorización para tratar sus datos",
            "Your consent to the processing of your data is missing",
        ),
    )
    .detail(Message::new(
        "Lea el texto y acéptelo; sin su autorización el negocio no puede guardar sus datos.",
        "Read the text and agree to it; without your consent the business cannot keep your data.",
    ))
    .field(field, invalid)
}

const HOLD_OR_TIME: Invalid = Invalid::new(
    "one_of_both",
    "Envíe la hora apartada, o servicio y hora, pero no los dos.",
    "Send the hold, or service and time, but not both.",
);
const DOCUMENT_INCOMPLETE: Invalid = Invalid::new(
    "document_incomplete",
    "Escriba el tipo y el número de documento, o ninguno de los dos.",
    "Write both the kind and the number of the document, or neither.",
);
const CONSENT_INVALID: Invalid = Invalid::new(
    "consent_required",
    "Envíe consent con data_processing en true.",
    "Send consent with data_processing set to true.",
);
const TEXT_MISSING: Invalid = Invalid::new(
    "required",
    "Envíe el texto que se mostró, tal como lo da GET /public/booking.",
    "Send the text that was shown, as GET /public/booking gives it.",
);
const TEXT_CHANGED: Invalid = Invalid::new(
    "consent_text_changed",
    "Este no es el texto actual; vuelva a leerlo.",
    "This is not the present text; read it again.",
);
