//! What somebody types into the search box of every screen: `/search`.

use crate::{
    auth::Authenticated,
    extract::Query,
    list::{refused, search},
    problem::{Problem, ProblemBody},
    state::AppState,
};
use actix_web::{HttpResponse, get, http::header::CACHE_CONTROL, web::Data};
use chrono::{DateTime, NaiveDate, Utc};
use panal_domain::{
    BranchScope, Invalid, PermissionMarker, client::ViewClients,
    scheduling::permissions::ViewAppointments,
};
use panal_persistence::tenant::{
    clients::{self, Client},
    scheduling::appointments::{self, Named},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Shortest search, in characters.
const MIN_LENGTH: usize = 2;
/// Most finds of each sort.
const MOST: u64 = 5;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config.service(find);
}

/// What to look for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Part of a name, a telephone, a document or the code of an appointment, without regard to case and accents; every
    /// word must be found.
    #[param(min_length = 2, max_length = 100, example = "quispe")]
    q: String,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Finds {
    /// At most 5 clients, by name.
    clients: Vec<FoundClient>,
    /// At most 5 appointments: those to come, the next first, then those that are over, the last first.
    appointments: Vec<FoundAppointment>,
}

/// A client that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundClient {
    /// The client.
    id: Uuid,
    /// The whole name.
    #[schema(example = "José Quispe Mamani")]
    name: String,
    /// Telephone, E.164.
    #[schema(example = "+51987654321")]
    phone: Option<String>,
    /// Kind of identity document.
    #[schema(example = "dni")]
    document_kind: Option<String>,
    /// Number of the document.
    #[schema(example = "45678912")]
    document_number: Option<String>,
}

/// An appointment that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundAppointment {
    /// The appointment.
    id: Uuid,
    /// The number by which people know it.
    #[schema(example = "CIT-2026-000123")]
    code: String,
    /// `pendiente`, `confirmada`, `en_curso`, `completada`, `cancelada` or `no_asistio`.
    #[schema(example = "confirmada")]
    state: String,
    /// For whom.
    client_id: Uuid,
    /// The client's whole name.
    #[schema(example = "José Quispe Mamani")]
    client_name: String,
    /// The service's name.
    service_name: String,
    /// The professional's name.
    professional_name: String,
    /// Where.
    branch_id: Uuid,
    /// The branch's name.
    branch_name: String,
    /// The day by the clock of the branch.
    day: NaiveDate,
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it ends.
    ends_at: DateTime<Utc>,
}

/// Looks for clients and appointments at once.
///
/// Clients are found with `clients.view`, appointments of one's own branches with `appointments.view`; whoever lacks one
/// of them finds none of these.
#[utoipa::path(
    tag = "search",
    operation_id = "search",
    params(Wanted),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "What was found.", body = Finds),
        (status = 400, description = "`query_invalid`: fewer than 2 characters, or more than 100.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/search")]
pub(crate) async fn find(
    state: Data<AppState>,
    user: Authenticated,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let text = text(&wanted.0.q).map_err(|invalid| refused(vec![("q".to_owned(), invalid)]))?;
    let tx = user.begin_read_only(&state).await?;
    let clients = match scope::<ViewClients>(&user) {
        Some(_) => clients::find(&tx, &text, MOST).await?,
        None => Vec::new(),
    };
    let appointments = match scope::<ViewAppointments>(&user) {
        Some(scope) => appointments::find(&tx, &text, Utc::now(), scope, MOST).await?,
        None => Vec::new(),
    };
    tx.commit().await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(Finds {
            clients: clients.into_iter().map(FoundClient::from).collect(),
            appointments: appointments
                .into_iter()
                .map(FoundAppointment::from)
                .collect(),
        }))
}

/// Where the permission holds, as `Can` sees it; `None` where it does nowhere.
fn scope<P: PermissionMarker>(user: &Authenticated) -> Option<&BranchScope> {
    user.scope(P::PERMISSION)
        .filter(|_| user.tenant.modules.contains(P::PERMISSION.module))
}

fn text(q: &str) -> Result<String, Invalid> {
    search(q)?
        .filter(|text| text.chars().count() >= MIN_LENGTH)
        .ok_or(TOO_SHORT)
}

impl From<Client> for FoundClient {
    fn from(row: Client) -> Self {
        let name = match row.last_name.as_str() {
            "" => row.first_name,
            last => format!("{} {last}", row.first_name),
        };
        Self {
            id: row.id,
            name,
            phone: row.phone,
            document_kind: row.document_kind,
            document_number: row.document_number,
        }
    }
}

impl From<Named> for FoundAppointment {
    fn from(named: Named) -> Self {
        let row = named.appointment;
        Self {
            id: row.id,
            code: row.code,
            state: row.state,
            client_id: row.client_id,
            client_name: named.client_name,
            service_name: named.service_name,
            professional_name: named.professional_name,
            branch_id: row.branch_id,
            branch_name: named.branch_name,
            day: row.day,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
        }
    }
}

const TOO_SHORT: Invalid = Invalid::new(
    "search_too_short",
    "Escriba al menos 2 caracteres.",
    "Write at least 2 characters.",
);
