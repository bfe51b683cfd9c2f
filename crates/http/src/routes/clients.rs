//! Clients of a business: `/clients`.

mod body;
mod notes;
mod timeline;

pub use body::{Client, ClientPatch, NewClient};
pub use notes::{Note, NoteAuthor, NoteBody, NotePatch};
pub use timeline::{
    TimelineActor, TimelineAppointment, TimelineEntry, TimelineKindName, TimelineQuery,
};

use crate::{
    auth::Can,
    etag::{IfMatch, IfNoneMatch, etag},
    extract::{Json, Path},
    idempotency::{Answer, IdempotencyKey},
    list::{ListParams, PageBody},
    problem::{Problem, ProblemBody},
    retry::{Failure, transaction},
    state::AppState,
};
use actix_web::{
    HttpResponse, delete, get,
    http::{
        StatusCode,
        header::{ETAG, LOCATION},
    },
    patch, post,
    web::Data,
};
use panal_domain::{
    ClientId, Limited, Message,
    client::{AddClients, ChangeClients, DeleteClients, ViewClients},
};
use panal_persistence::{
    Error,
    tenant::{
        clients::{self, Client as Row, ClientField},
        usage,
    },
};
use serde_json::{Map, Value};
use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of a tenant.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(update)
        .service(remove)
        .service(restore);
    notes::routes(config);
    timeline::routes(config);
}

/// Lists clients.
///
/// Deleted clients are left out unless `filter[deleted]=true` asks for them. `q` looks in names, document and
/// telephone, whose digits may be grouped as people write them; unless `sort` says otherwise, those of whom a name begins
/// with what was typed come first.
#[utoipa::path(
    tag = "clients",
    operation_id = "list_clients",
    params(ListParams<ClientField>),
    security(("bearer" = ["clients.view"])),
    responses(
        (status = 200, description = "A page of clients.", body = PageBody<Client>,
            headers(("X-Total-Count" = u64, description = "Rows of all pages."), ("Link" = String, description = "First, previous, next and last page."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/clients")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewClients>,
    params: ListParams<ClientField>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let page = clients::list(&tx, &params.query).await?;
    tx.commit().await?;
    let rows: Vec<Client> = page.rows.into_iter().map(Client::from).collect();
    Ok(params.answer(rows, page.total))
}

/// Registers a client.
///
/// With `Idempotency-Key`, sending the same request again gives the same answer and no second client.
#[utoipa::path(
    tag = "clients",
    operation_id = "create_client",
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible characters, new for each client.", max_length = 255)),
    request_body = NewClient,
    security(("bearer" = ["clients.add"])),
    responses(
        (status = 201, description = "Registered.", body = Client,
            headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "`limit_reached`, with `limit`, `used` and `plan`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`client_document_taken`, `idempotency_key_in_progress`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, `idempotency_key_reused`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/clients")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: Can<AddClients>,
    key: IdempotencyKey,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let Json(body) = body;
    let new = body::new_client(body.clone(), &user.tenant)?;
    let answer = transaction(async || {
        let tx = user.begin(&state).await?;
        let answer = key
            .once(&tx, user.id, &body, async || {
                let client = clients::create(&tx, new.clone()).await.map_err(refused)?;
                usage::admit(&tx, Limited::Clients).await?;
                let location = format!("{}/api/v1/clients/{}", user.request.base_path(), client.id);
                Ok(
                    Answer::json(StatusCode::CREATED, &Client::from(client.clone()))?
                        .header(&ETAG, etag(client.version))
                        .header(&LOCATION, location),
                )
            })
            .await?;
        tx.commit().await?;
        Ok(answer)
    })
    .await?;
    Ok(answer.into_response())
}

/// Shows a client.
#[utoipa::path(
    tag = "clients",
    operation_id = "get_client",
    params(("id" = uuid::Uuid, Path, description = "The client."), ("If-None-Match" = Option<String>, Header, description = "Versions at hand.")),
    security(("bearer" = ["clients.view"])),
    responses(
        (status = 200, description = "The client.", body = Client, headers(("ETag" = String, description = "Its version."))),
        (status = 304, description = "Not changed since."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/clients/{id}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: Can<ViewClients>,
    id: Path<ClientId>,
    known: IfNoneMatch,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let client = clients::get(&tx, id.into_inner()).await?;
    tx.commit().await?;
    let client = client.ok_or_else(Problem::not_found)?;
    if known.has(client.version) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, etag(client.version)))
            .finish());
    }
    Ok(shown(client))
}

/// Changes a client.
///
/// Members that are left out stay as they are; null clears. The document's kind and number come together.
#[utoipa::path(
    tag = "clients",
    operation_id = "update_client",
    params(("id" = uuid::Uuid, Path, description = "The client."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = ClientPatch,
    security(("bearer" = ["clients.change"])),
    responses(
        (status = 200, description = "Changed.", body = Client, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`client_document_taken`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/clients/{id}")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: Can<ChangeClients>,
    id: Path<ClientId>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let changes = body::client_changes(body.into_inner(), &user.tenant)?;
    let client = transaction(async || {
        let tx = user.begin(&state).await?;
        let client = clients::update(&tx, id.0, &expected.0, changes.clone())
            .await
            .map_err(refused)?
            .ok_or_else(Problem::not_found)?;
        tx.commit().await?;
        Ok(client)
    })
    .await?;
    Ok(shown(client))
}

/// Deletes a client.
///
/// It can be restored.
#[utoipa::path(
    tag = "clients",
    operation_id = "delete_client",
    params(("id" = uuid::Uuid, Path, description = "The client."), ("If-Match" = String, Header, description = "The version to delete: the ETag it was read with.")),
    security(("bearer" = ["clients.delete"])),
    responses(
        (status = 204, description = "Deleted."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/clients/{id}")]
pub(crate) async fn remove(
    state: Data<AppState>,
    user: Can<DeleteClients>,
    id: Path<ClientId>,
    expected: IfMatch,
) -> Result<HttpResponse, Problem> {
    transaction(async || {
        let tx = user.begin(&state).await?;
        clients::delete(&tx, id.0, &expected.0)
            .await?
            .ok_or_else(Problem::not_found)?;
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Restores a deleted client.
///
/// One that is not deleted stays as it is.
#[utoipa::path(
    tag = "clients",
    operation_id = "restore_client",
    params(("id" = uuid::Uuid, Path, description = "The client.")),
    security(("bearer" = ["clients.delete"])),
    responses(
        (status = 200, description = "Restored.", body = Client, headers(("ETag" = String, description = "Its version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "`limit_reached`, with `limit`, `used` and `plan`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`client_document_taken`: another client has the document by now.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/clients/{id}/restore")]
pub(crate) async fn restore(
    state: Data<AppState>,
    user: Can<DeleteClients>,
    id: Path<ClientId>,
) -> Result<HttpResponse, Problem> {
    let client = transaction(async || {
        let tx = user.begin(&state).await?;
        let client = clients::restore(&tx, id.0)
            .await
            .map_err(refused)?
            .ok_or_else(Problem::not_found)?;
        usage::admit(&tx, Limited::Clients).await?;
        tx.commit().await?;
        Ok(client)
    })
    .await?;
    Ok(shown(client))
}

fn shown(client: Row) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag(client.version)))
        .json(Client::from(client))
}

/// Names the refusals that a form can show beside a field.
fn refused(error: Error) -> Failure {
    if error.constraint() == Some("clients_document_key") {
        return Problem::new(
            StatusCode::CONFLICT,
            "client_document_taken",
            Message::new(
                "Otro cliente ya tiene ese documento",
                "Another client has that document already",
            ),
        )
        .into();
    }
    error.into()
}
