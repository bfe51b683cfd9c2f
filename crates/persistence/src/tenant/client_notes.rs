//! What the staff writes down about clients.

use crate::{
    Error, Expected, Result, TenantTx,
    list::{self, Direction, FieldKind, ListField, ListQuery, Page},
    tenant::{
        audit::{self, Changes},
        change::{self, versioned},
        entity::{client_notes, clients},
    },
};
use chrono::Utc;
use panal_domain::{ClientId, NoteId};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

/// A note.
pub use client_notes::Model as Note;

versioned!(client_notes);

/// Most notes of a client, those deleted aside.
pub const MOST: u64 = 500;

/// Most notes that are shown beside an appointment.
const MOST_ALERTS: u64 = 20;

/// Why a note stays as it is.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NoteRefused {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] Error),
    /// The client has [`MOST`] notes already.
    #[error("client has {MOST} notes")]
    Full,
    /// Somebody else wrote it.
    #[error("note was written by somebody else")]
    NotOwn,
}

impl From<sea_orm::DbErr> for NoteRefused {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Database(error.into())
    }
}

/// What comes of a change; `None` where there is no such note, or no such client.
pub type Noted = std::result::Result<Option<Note>, NoteRefused>;

/// Whose notes somebody may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Their own.
    Own,
    /// Everybody's.
    All,
}

/// A note to be.
#[derive(Debug, Clone)]
pub struct NewNote {
    /// What it says.
    pub body: String,
    /// Whether it is seen wherever the client is attended to.
    pub pinned: bool,
    /// Who writes it, by the name that people know.
    pub author_name: String,
}

/// What is to change; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct NoteChanges {
    /// What it says.
    pub body: Option<String>,
    /// Whether it is seen wherever the client is attended to.
    pub pinned: Option<bool>,
}

/// Fields by which notes are sorted and filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteField {
    /// Whether it is seen wherever the client is attended to.
    Pinned,
    /// When it was written.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
    /// Whether it was deleted; lists leave deleted notes out unless this is asked for.
    Deleted,
}

impl ListField for NoteField {
    const ALL: &'static [Self] = &[
        Self::Pinned,
        Self::CreatedAt,
        Self::UpdatedAt,
        Self::Deleted,
    ];
    const DEFAULT_SORT: &'static [(Self, Direction)] = &[
        (Self::Pinned, Direction::Descending),
        (Self::CreatedAt, Direction::Descending),
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
            Self::Deleted => "deleted",
        }
    }

    fn kind(self) -> FieldKind {
        match self {
            Self::CreatedAt | Self::UpdatedAt => FieldKind::Timestamp,
            Self::Pinned | Self::Deleted => FieldKind::Boolean,
        }
    }

    fn sortable(self) -> bool {
        self != Self::Deleted
    }

    fn expr(self) -> Expr {
        match self {
            Self::Pinned => Expr::col(client_notes::Column::Pinned),
            Self::CreatedAt => Expr::col(client_notes::Column::CreatedAt),
            Self::UpdatedAt => Expr::col(client_notes::Column::UpdatedAt),
            Self::Deleted => Expr::cust("(deleted_at IS NOT NULL)"),
        }
    }
}

/// A page of a client's notes. `q` looks for words in them.
pub async fn list(
    tx: &TenantTx,
    client: ClientId,
    query: &ListQuery<NoteField>,
) -> Result<Page<Note>> {
    let mut select =
        client_notes::Entity::find().filter(client_notes::Column::ClientId.eq(client.0));
    let asks_deleted = |field| field == NoteField::Deleted;
    if !query.filters.iter().any(|one| asks_deleted(one.field)) {
        select = select.filter(client_notes::Column::DeletedAt.is_null());
    }
    if let Some(text) = &query.search {
        select = select.filter(list::search("extensions.fold(body)", text));
    }
    list::fetch(tx, select, query, client_notes::Column::Id).await
}

/// One note of a client, unless deleted.
pub async fn get(tx: &TenantTx, client: ClientId, id: NoteId) -> Result<Option<Note>> {
    Ok(client_notes::Entity::find_by_id(id.0)
        .filter(client_notes::Column::ClientId.eq(client.0))
        .filter(client_notes::Column::DeletedAt.is_null())
        .one(tx)
        .await?)
}

/// What whoever attends to a client is to know: the pinned notes, the newest first, 20 at most. None where the tenant's
/// schema has not come as far as notes.
pub async fn alerts(tx: &TenantTx, client: ClientId) -> Result<Vec<Note>> {
    let read = async {
        Ok::<_, Error>(
            client_notes::Entity::find()
                .filter(client_notes::Column::ClientId.eq(client.0))
                .filter(client_notes::Column::DeletedAt.is_null())
                .filter(client_notes::Column::Pinned.eq(true))
                .order_by_desc(client_notes::Column::CreatedAt)
                .order_by_desc(client_notes::Column::Id)
                .limit(MOST_ALERTS)
                .all(tx)
                .await?,
        )
    };
    match tx.savepoint(read).await {
        Err(error) if error.code() == Some("42P01") => Ok(Vec::new()),
        notes => notes,
    }
}

/// Writes a note in the actor's name. [`NoteRefused::Full`] where the client has [`MOST`] already.
pub async fn create(tx: &TenantTx, client: ClientId, new: NewNote) -> Noted {
    if !lock_client(tx, client).await? {
        return Ok(None);
    }
    admit_one_more(tx, client).await?;
    let note = client_notes::Entity::insert(client_notes::ActiveModel {
        id: Set(NoteId::generate().0),
        client_id: Set(client.0),
        body: Set(new.body),
        pinned: Set(new.pinned),
        created_by: Set(tx.actor().user()),
        author_name: Set(new.author_name),
        ..Default::default()
    })
    .exec_with_returning(tx)
    .await?;
    let changes = Changes::created(&note);
    audit::record(tx, "create", "client_notes", Some(note.id), changes).await?;
    Ok(Some(note))
}

/// Changes a note that is still at a version expected. [`NoteRefused::NotOwn`] beyond the actor's `reach`.
pub async fn update(
    tx: &TenantTx,
    (client, id): (ClientId, NoteId),
    expected: &Expected,
    reach: Reach,
    changes: NoteChanges,
) -> Noted {
    let row = client_notes::ActiveModel {
        body: changes.body.map_or(NotSet, Set),
        pinned: changes.pinned.map_or(NotSet, Set),
        ..Default::default()
    };
    let before = locked(tx, client, id, reach).await?;
    let Some(before) = before.filter(|note| note.deleted_at.is_none()) else {
        return Ok(None);
    };
    expected.admit(before.version)?;
    written(tx, "update", before, row).await
}

/// Deletes a note that is still at a version expected, so that it can be restored. [`NoteRefused::NotOwn`] beyond the
/// actor's `reach`.
pub async fn delete(
    tx: &TenantTx,
    (client, id): (ClientId, NoteId),
    expected: &Expected,
    reach: Reach,
) -> Noted {
    let before = locked(tx, client, id, reach).await?;
    let Some(before) = before.filter(|note| note.deleted_at.is_none()) else {
        return Ok(None);
    };
    expected.admit(before.version)?;
    let row = client_notes::ActiveModel {
        deleted_at: Set(Some(Utc::now())),
        ..Default::default()
    };
    written(tx, "delete", before, row).await
}

/// Restores a deleted note; one that is not deleted stays as it is. [`NoteRefused::NotOwn`] beyond the actor's `reach`,
/// [`NoteRefused::Full`] where the client has [`MOST`] others by now.
pub async fn restore(tx: &TenantTx, client: ClientId, id: NoteId, reach: Reach) -> Noted {
    if !lock_client(tx, client).await? {
        return Ok(None);
    }
    let Some(before) = locked(tx, client, id, reach).await? else {
        return Ok(None);
    };
    if before.deleted_at.is_none() {
        return Ok(Some(before));
    }
    admit_one_more(tx, client).await?;
    let row = client_notes::ActiveModel {
        deleted_at: Set(None),
        ..Default::default()
    };
    written(tx, "restore", before, row).await
}

/// Whether there is such a client, whom nobody else changes meanwhile: of several who write at once each counts the
/// others' notes.
async fn lock_client(tx: &TenantTx, client: ClientId) -> Result<bool> {
    let found = change::lock::<clients::Entity>(tx, client.0).await?;
    Ok(found.is_some_and(|client| client.deleted_at.is_none()))
}

async fn admit_one_more(tx: &TenantTx, client: ClientId) -> std::result::Result<(), NoteRefused> {
    let notes = client_notes::Entity::find()
        .filter(client_notes::Column::ClientId.eq(client.0))
        .filter(client_notes::Column::DeletedAt.is_null())
        .count(tx)
        .await?;
    if notes < MOST {
        Ok(())
    } else {
        Err(NoteRefused::Full)
    }
}

/// The note, deleted or not, for a change that is within the actor's `reach`.
async fn locked(tx: &TenantTx, client: ClientId, id: NoteId, reach: Reach) -> Noted {
    if super::clients::get(tx, client).await?.is_none() {
        return Ok(None);
    }
    let note = change::lock::<client_notes::Entity>(tx, id.0).await?;
    let Some(note) = note.filter(|note| note.client_id == client.0) else {
        return Ok(None);
    };
    let author = tx.actor().user();
    let is_own = author.is_some() && note.created_by == author;
    if reach == Reach::Own && !is_own {
        return Err(NoteRefused::NotOwn);
    }
    Ok(Some(note))
}

async fn written(
    tx: &TenantTx,
    action: &str,
    before: Note,
    row: client_notes::ActiveModel,
) -> Noted {
    let id = before.id;
    Ok(Some(
        change::write::<client_notes::Entity>(tx, id, action, before, row).await?,
    ))
}
