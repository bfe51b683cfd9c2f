//! What the staff writes down about a client: `/clients/{id}/notes`.

use crate::{
    auth::{Authenticated, Can},
    body::Body,
    etag::{IfMatch, etag},
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
use chrono::{DateTime, Utc};
use futures_util::try_join;
use panal_domain::{
    ClientId, Invalid, Message, NoteId, PermissionMarker,
    client::{ChangeClients, DeleteClients, ViewClients},
};
use panal_persistence::tenant::{
    client_notes::{self, NewNote, Note as Row, NoteChanges, NoteField, NoteRefused, Reach},
    clients,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Longest note, in characters.
const MAX: usize = 4_000;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(update)
        .service(remove)
        .service(restore);
}

/// What somebody wrote down about a client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClientNote)]
pub struct Note {
    /// The note.
    id: Uuid,
    /// About whom.
    client_id: Uuid,
    /// What it says: plain text, several lines.
    #[schema(example = "Alérgica a la penicilina.")]
    body: String,
    /// Whether it is an alert, which is seen beside every appointment of the client.
    pinned: bool,
    /// Who wrote it.
    author: NoteAuthor,
    /// Whether whoever asks may change and delete it: whoever wrote it, and whoever may delete clients.
    can_change: bool,
    /// When it was deleted.
    deleted_at: Option<DateTime<Utc>>,
    /// When it was written.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    #[schema(example = 1)]
    version: i32,
}

/// Who wrote a note.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteAuthor {
    /// The user; null of a program with a key.
    id: Option<Uuid>,
    /// The name, as it was then.
    #[schema(example = "Ana Pérez")]
    name: String,
}

impl Note {
    fn new(row: Row, user: &Authenticated) -> Self {
        let author = user.actor().user();
        let is_own = author.is_some() && row.created_by == author;
        let may_change = user.may(ChangeClients::PERMISSION);
        Self {
            id: row.id,
            client_id: row.client_id,
            body: row.body,
            pinned: row.pinned,
            author: NoteAuthor {
                id: row.created_by,
                name: row.author_name,
            },
            can_change: may_change && (is_own || reach(user) == Reach::All),
            deleted_at: row.deleted_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

// Describes what `new_note` reads.
/// A note to be.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewClientNote)]
#[serde(deny_unknown_fields)]
pub struct NoteBody {
    /// What it says: plain text, several lines.
    #[schema(example = "Alérgica a la penicilina.", max_length = 4000)]
    pub body: String,
    /// Whether it is an alert, which is seen beside every appointment of the client; false unless told.
    #[serde(default)]
    pub pinned: bool,
}

// Describes what `note_changes` reads.
/// What is to change of a note. What is left out stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = ClientNotePatch)]
#[serde(deny_unknown_fields)]
pub struct NotePatch {
    /// What it says: plain text, several lines.
    #[schema(
        example = "Alérgica a la penicilina.",
        max_length = 4000,
        nullable = false
    )]
    pub body: Option<String>,
    /// Whether it is an alert, which is seen beside every appointment of the client.
    #[schema(nullable = false)]
    pub pinned: Option<bool>,
}

fn read(body: &mut Body) -> (Option<Option<String>>, Option<Option<bool>>) {
    (body.text("body", note_text), body.boolean("pinned"))
}

fn new_note(body: Map<String, Value>, user: &Authenticated) -> Result<NewNote, Problem> {
    let mut body = Body::new(body);
    let (text, pinned) = read(&mut body);
    let text = body.required("body", text);
    body.finish()?;
    Ok(NewNote {
        // `finish` has refused a body without it.
        body: text.ok_or_else(|| Problem::internal("note without text passed"))?,
        pinned: pinned.flatten().unwrap_or_default(),
        author_name: match user.full_name.as_str() {
            "" => user.name.clone(),
            name => name.to_owned(),
        },
    })
}

fn note_changes(body: Map<String, Value>) -> Result<NoteChanges, Problem> {
    let mut body = Body::new(body);
    let (text, pinned) = read(&mut body);
    let changes = NoteChanges {
        body: body.not_null("body", text),
        pinned: body.not_null("pinned", pinned),
    };
    body.finish()?;
    Ok(changes)
}

/// Several lines, unlike other texts.
fn note_text(raw: &str) -> Result<String, Invalid> {
    let text = raw.trim().replace("\r\n", "\n");
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        return Err(CONTROL_CHARACTERS);
    }
    if text.chars().count() > MAX {
        return Err(TOO_LONG);
    }
    Ok(text)
}

const CONTROL_CHARACTERS: Invalid = Invalid::new(
    "text_control_characters",
    "Quite los caracteres invisibles.",
    "Remove the invisible characters.",
);
const TOO_LONG: Invalid = Invalid::new(
    "text_too_long",
    "Use como máximo 4000 caracteres.",
    "Use at most 4000 characters.",
);

/// Whose notes somebody may change: whoever may delete the client with all notes may change each of them.
fn reach(user: &Authenticated) -> Reach {
    if user.may(DeleteClients::PERMISSION) {
        Reach::All
    } else {
        Reach::Own
    }
}

/// Lists the notes about a client, pinned ones first, then the newest.
///
/// Deleted notes are left out unless `filter[deleted]=true` asks for them. `q` looks in what they say.
#[utoipa::path(
    tag = "clients",
    operation_id = "list_client_notes",
    params(("id" = Uuid, Path, description = "The client."), ListParams<NoteField>),
    security(("bearer" = ["clients.view"])),
    responses(
        (status = 200, description = "A page of notes.", body = PageBody<Note>,
            headers(("X-Total-Count" = u64, description = "Rows of all pages."), ("Link" = String, description = "First, previous, next and last page."))),
        (status = 400, description = "`query_invalid`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/clients/{id}/notes")]
pub(crate) async fn list(
    state: Data<AppState>,
    user: Can<ViewClients>,
    id: Path<ClientId>,
    params: ListParams<NoteField>,
) -> Result<HttpResponse, Problem> {
    let tx = user.begin_read_only(&state).await?;
    let (client, page) = try_join!(
        clients::get(&tx, id.0),
        client_notes::list(&tx, id.0, &params.query),
    )?;
    tx.commit().await?;
    client.ok_or_else(Problem::not_found)?;
    let rows: Vec<Note> = page
        .rows
        .into_iter()
        .map(|row| Note::new(row, &user))
        .collect();
    Ok(params.answer(rows, page.total))
}

/// Writes a note about a client.
///
/// A client has 500 notes at most. With `Idempotency-Key`, sending the same request again writes no second one.
#[utoipa::path(
    tag = "clients",
    operation_id = "create_client_note",
    params(("id" = Uuid, Path, description = "The client."), ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible characters, new for each note.", max_length = 255)),
    request_body = NoteBody,
    security(("bearer" = ["clients.change"])),
    responses(
        (status = 201, description = "Written.", body = Note,
            headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`client_notes_full`, `idempotency_key_in_progress`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`, `idempotency_key_reused`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/clients/{id}/notes")]
pub(crate) async fn create(
    state: Data<AppState>,
    user: Can<ChangeClients>,
    id: Path<ClientId>,
    key: IdempotencyKey,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let Json(body) = body;
    let new = new_note(body.clone(), &user)?;
    let answer = transaction(async || {
        let tx = user.begin(&state).await?;
        let answer = key
            .once(&tx, user.id, &body, async || {
                let note = client_notes::create(&tx, id.0, new.clone())
                    .await
                    .map_err(refused)?
                    .ok_or_else(Problem::not_found)?;
                let base = user.request.base_path();
                let location = format!("{base}/api/v1/clients/{}/notes/{}", id.0, note.id);
                let version = note.version;
                Ok(Answer::json(StatusCode::CREATED, &Note::new(note, &user))?
                    .header(&ETAG, etag(version))
                    .header(&LOCATION, location))
            })
            .await?;
        tx.commit().await?;
        Ok(answer)
    })
    .await?;
    Ok(answer.into_response())
}

/// Shows a note.
#[utoipa::path(
    tag = "clients",
    operation_id = "get_client_note",
    params(("id" = Uuid, Path, description = "The client."), ("note" = Uuid, Path, description = "The note.")),
    security(("bearer" = ["clients.view"])),
    responses(
        (status = 200, description = "The note.", body = Note, headers(("ETag" = String, description = "Its version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[get("/clients/{id}/notes/{note}")]
pub(crate) async fn get_one(
    state: Data<AppState>,
    user: Can<ViewClients>,
    path: Path<(ClientId, NoteId)>,
) -> Result<HttpResponse, Problem> {
    let (client, note) = path.0;
    let tx = user.begin_read_only(&state).await?;
    let (client, note) = try_join!(
        clients::get(&tx, client),
        client_notes::get(&tx, client, note),
    )?;
    tx.commit().await?;
    let note = client.and(note).ok_or_else(Problem::not_found)?;
    Ok(shown(note, &user))
}

/// Changes a note.
///
/// Only whoever wrote it does so, or whoever may delete clients. Members that are left out stay as they are.
#[utoipa::path(
    tag = "clients",
    operation_id = "update_client_note",
    params(("id" = Uuid, Path, description = "The client."), ("note" = Uuid, Path, description = "The note."), ("If-Match" = String, Header, description = "The version to change: the ETag it was read with.")),
    request_body = NotePatch,
    security(("bearer" = ["clients.change"])),
    responses(
        (status = 200, description = "Changed.", body = Note, headers(("ETag" = String, description = "Its new version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `note_not_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`validation_failed`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[patch("/clients/{id}/notes/{note}")]
pub(crate) async fn update(
    state: Data<AppState>,
    user: Can<ChangeClients>,
    path: Path<(ClientId, NoteId)>,
    expected: IfMatch,
    body: Json<Map<String, Value>>,
) -> Result<HttpResponse, Problem> {
    let changes = note_changes(body.into_inner())?;
    let note = transaction(async || {
        let tx = user.begin(&state).await?;
        let note = client_notes::update(&tx, path.0, &expected.0, reach(&user), changes.clone())
            .await
            .map_err(refused)?
            .ok_or_else(Problem::not_found)?;
        tx.commit().await?;
        Ok(note)
    })
    .await?;
    Ok(shown(note, &user))
}

/// Deletes a note.
///
/// Only whoever wrote it does so, or whoever may delete clients. It can be restored.
#[utoipa::path(
    tag = "clients",
    operation_id = "delete_client_note",
    params(("id" = Uuid, Path, description = "The client."), ("note" = Uuid, Path, description = "The note."), ("If-Match" = String, Header, description = "The version to delete: the ETag it was read with.")),
    security(("bearer" = ["clients.change"])),
    responses(
        (status = 204, description = "Deleted."),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `note_not_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "`version_mismatch`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[delete("/clients/{id}/notes/{note}")]
pub(crate) async fn remove(
    state: Data<AppState>,
    user: Can<ChangeClients>,
    path: Path<(ClientId, NoteId)>,
    expected: IfMatch,
) -> Result<HttpResponse, Problem> {
    transaction(async || {
        let tx = user.begin(&state).await?;
        client_notes::delete(&tx, path.0, &expected.0, reach(&user))
            .await
            .map_err(refused)?
            .ok_or_else(Problem::not_found)?;
        Ok(tx.commit().await?)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Restores a deleted note.
///
/// Only whoever wrote it does so, or whoever may delete clients. One that is not deleted stays as it is.
#[utoipa::path(
    tag = "clients",
    operation_id = "restore_client_note",
    params(("id" = Uuid, Path, description = "The client."), ("note" = Uuid, Path, description = "The note.")),
    security(("bearer" = ["clients.change"])),
    responses(
        (status = 200, description = "Restored.", body = Note, headers(("ETag" = String, description = "Its version."))),
        (status = 401, description = "No session.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "`permission_denied`, `note_not_own`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "`client_notes_full`.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
#[post("/clients/{id}/notes/{note}/restore")]
pub(crate) async fn restore(
    state: Data<AppState>,
    user: Can<ChangeClients>,
    path: Path<(ClientId, NoteId)>,
) -> Result<HttpResponse, Problem> {
    let (client, note) = path.0;
    let note = transaction(async || {
        let tx = user.begin(&state).await?;
        let note = client_notes::restore(&tx, client, note, reach(&user))
            .await
            .map_err(refused)?
            .ok_or_else(Problem::not_found)?;
        tx.commit().await?;
        Ok(note)
    })
    .await?;
    Ok(shown(note, &user))
}

fn shown(note: Row, user: &Authenticated) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag(note.version)))
        .json(Note::new(note, user))
}

fn refused(refused: NoteRefused) -> Failure {
    match refused {
        NoteRefused::Database(error) => error.into(),
        NoteRefused::Full => Problem::new(
            StatusCode::CONFLICT,
            "client_notes_full",
            Message::new(
                "Este cliente ya tiene 500 notas",
                "This client has 500 notes already",
            ),
        )
        .detail(Message::new(
            "Elimine las que ya no sirvan y escriba la nueva.",
            "Delete those that are of no use any more, then write the new one.",
        ))
        .into(),
        NoteRefused::NotOwn => Problem::new(
            StatusCode::FORBIDDEN,
            "note_not_own",
            Message::new(
                "Otra persona escribió esta nota",
                "Somebody else wrote this note",
            ),
        )
        .detail(Message::new(
            "Pida el cambio a quien la escribió o a quien pueda eliminar clientes; o escriba una nota nueva.",
            "Ask whoever wrote it, or whoever may delete clients, to change it; or write a new note.",
        ))
        .into(),
    }
}
