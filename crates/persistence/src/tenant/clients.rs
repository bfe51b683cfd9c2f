//! Clients of a business.

use crate::{
    Expected, Result, TenantTx,
    list::{self, Direction, FieldKind, ListField, ListQuery, Page},
    tenant::{
        audit::{self, Changes},
        change::{self, versioned},
        entity::clients,
    },
};
use chrono::NaiveDate;
use panal_domain::{
    ClientId, Document, DocumentKind, Email, PersonName, Phone, PreferredContact, Tags,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

/// A client.
pub use clients::Model as Client;

versioned!(clients);

/// A client to be.
#[derive(Debug, Clone)]
pub struct NewClient {
    /// Identity document.
    pub document: Option<Document>,
    /// Given names, or the name of a business.
    pub first_name: PersonName,
    /// Family names.
    pub last_name: Option<PersonName>,
    /// E-mail.
    pub email: Option<Email>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Day of birth.
    pub birthday: Option<NaiveDate>,
    /// Free text.
    pub notes: Option<String>,
    /// Labels.
    pub tags: Tags,
    /// How to reach the client.
    pub preferred_contact: PreferredContact,
}

/// What is to change: the outer `None` leaves a field as it is, the inner one clears it.
#[derive(Debug, Clone, Default)]
pub struct ClientChanges {
    /// Identity document.
    pub document: Option<Option<Document>>,
    /// Given names.
    pub first_name: Option<PersonName>,
    /// Family names.
    pub last_name: Option<Option<PersonName>>,
    /// E-mail.
    pub email: Option<Option<Email>>,
    /// Telephone.
    pub phone: Option<Option<Phone>>,
    /// Day of birth.
    pub birthday: Option<Option<NaiveDate>>,
    /// Free text.
    pub notes: Option<Option<String>>,
    /// Labels.
    pub tags: Option<Tags>,
    /// How to reach the client.
    pub preferred_contact: Option<PreferredContact>,
}

impl From<NewClient> for ClientChanges {
    fn from(new: NewClient) -> Self {
        Self {
            document: Some(new.document),
            first_name: Some(new.first_name),
            last_name: Some(new.last_name),
            email: Some(new.email),
            phone: Some(new.phone),
            birthday: Some(new.birthday),
            notes: Some(new.notes),
            tags: Some(new.tags),
            preferred_contact: Some(new.preferred_contact),
        }
    }
}

impl ClientChanges {
    fn into_row(self) -> clients::ActiveModel {
        fn set<T>(value: Option<T>) -> sea_orm::ActiveValue<T>
        where
            sea_orm::Value: From<T>,
        {
            value.map_or(NotSet, Set)
        }
        fn text<T: Into<String>>(value: Option<Option<T>>) -> sea_orm::ActiveValue<Option<String>> {
            set(value.map(|value| value.map(Into::into)))
        }
        let (kind, number) = match self.document {
            None => (None, None),
            Some(document) => (
                Some(document.as_ref().map(|d| d.kind().as_str().to_owned())),
                Some(document.map(|d| d.number().to_owned())),
            ),
        };
        clients::ActiveModel {
            document_kind: set(kind),
            document_number: set(number),
            first_name: set(self.first_name.map(Into::into)),
            // A name that is not there is an empty one, so that it sorts and searches like the others.
            last_name: set(self
                .last_name
                .map(|name| name.map(Into::into).unwrap_or_default())),
            email: text(self.email),
            phone: text(self.phone),
            birthday: set(self.birthday),
            notes: set(self.notes),
            tags: set(self
                .tags
                .map(|tags| tags.iter().map(ToString::to_string).collect())),
            preferred_contact: set(self
                .preferred_contact
                .map(|contact| contact.as_str().to_owned())),
            ..Default::default()
        }
    }
}

/// Fields by which clients are sorted and filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientField {
    /// When it was registered.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
    /// Given names.
    FirstName,
    /// Family names.
    LastName,
    /// Kind of document.
    DocumentKind,
    /// Number of document.
    DocumentNumber,
    /// E-mail.
    Email,
    /// Telephone.
    Phone,
    /// Day of birth.
    Birthday,
    /// Labels.
    Tags,
    /// How to reach the client.
    PreferredContact,
    /// Whether it was deleted; lists leave deleted clients out unless this is asked for.
    Deleted,
}

impl ListField for ClientField {
    const ALL: &'static [Self] = &[
        Self::CreatedAt,
        Self::UpdatedAt,
        Self::FirstName,
        Self::LastName,
        Self::DocumentKind,
        Self::DocumentNumber,
        Self::Email,
        Self::Phone,
        Self::Birthday,
        Self::Tags,
        Self::PreferredContact,
        Self::Deleted,
    ];
    const DEFAULT_SORT: &'static [(Self, Direction)] = &[(Self::CreatedAt, Direction::Descending)];

    fn name(self) -> &'static str {
        match self {
            Self::CreatedAt => "created_at",
            Self::UpdatedAt => "updated_at",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::DocumentKind => "document_kind",
            Self::DocumentNumber => "document_number",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Birthday => "birthday",
            Self::Tags => "tags",
            Self::PreferredContact => "preferred_contact",
            Self::Deleted => "deleted",
        }
    }

    fn kind(self) -> FieldKind {
        match self {
            Self::CreatedAt | Self::UpdatedAt => FieldKind::Timestamp,
            Self::FirstName | Self::LastName | Self::DocumentNumber | Self::Email | Self::Phone => {
                FieldKind::Text
            }
            Self::DocumentKind => FieldKind::Choice(DocumentKind::NAMES),
            Self::Birthday => FieldKind::Date,
            Self::Tags => FieldKind::Tags,
            Self::PreferredContact => FieldKind::Choice(PreferredContact::NAMES),
            Self::Deleted => FieldKind::Boolean,
        }
    }

    fn sortable(self) -> bool {
        !matches!(self, Self::Tags | Self::Deleted)
    }

    fn optional(self) -> bool {
        matches!(
            self,
            Self::DocumentKind | Self::DocumentNumber | Self::Email | Self::Phone | Self::Birthday
        )
    }

    /// Names are in the order of a Spanish dictionary, accents and ñ included, as their index is.
    fn expr(self) -> Expr {
        match self {
            Self::CreatedAt => Expr::col(clients::Column::CreatedAt),
            Self::UpdatedAt => Expr::col(clients::Column::UpdatedAt),
            Self::FirstName => Expr::cust(r#"first_name COLLATE "es-x-icu""#),
            Self::LastName => Expr::cust(r#"last_name COLLATE "es-x-icu""#),
            Self::DocumentKind => Expr::col(clients::Column::DocumentKind),
            Self::DocumentNumber => Expr::col(clients::Column::DocumentNumber),
            Self::Email => Expr::col(clients::Column::Email),
            Self::Phone => Expr::col(clients::Column::Phone),
            Self::Birthday => Expr::col(clients::Column::Birthday),
            Self::Tags => Expr::col(clients::Column::Tags),
            Self::PreferredContact => Expr::col(clients::Column::PreferredContact),
            Self::Deleted => Expr::cust("(deleted_at IS NOT NULL)"),
        }
    }
}

/// A page of clients. What is looked for comes first where it begins a word, unless an order was asked for.
pub async fn list(tx: &TenantTx, query: &ListQuery<ClientField>) -> Result<Page<Client>> {
    let mut select = clients::Entity::find();
    if !query
        .filters
        .iter()
        .any(|filter| filter.field == ClientField::Deleted)
    {
        select = select.filter(clients::Column::DeletedAt.is_null());
    }
    if let Some(text) = &query.search {
        select = select.filter(list::search("search", text));
        if !query.is_sorted {
            select = select.order_by(list::relevance("search", text), Order::Desc);
        }
    }
    list::fetch(tx, select, query, clients::Column::Id).await
}

/// At most `most` clients whom a search finds, by name; without counting how many there are.
pub async fn find(tx: &TenantTx, text: &str, most: u64) -> Result<Vec<Client>> {
    Ok(clients::Entity::find()
        .filter(clients::Column::DeletedAt.is_null())
        .filter(list::search("search", text))
        .order_by_asc(ClientField::FirstName.expr())
        .order_by_asc(ClientField::LastName.expr())
        .order_by_asc(clients::Column::Id)
        .limit(most)
        .all(tx)
        .await?)
}

/// One client, unless deleted.
pub async fn get(tx: &TenantTx, id: ClientId) -> Result<Option<Client>> {
    Ok(clients::Entity::find_by_id(id.0)
        .filter(clients::Column::DeletedAt.is_null())
        .one(tx)
        .await?)
}

/// Registers a client. Constraint `clients_document_key` when another client has the document.
pub async fn create(tx: &TenantTx, new: NewClient) -> Result<Client> {
    let mut row = ClientChanges::from(new).into_row();
    row.id = Set(ClientId::generate().0);
    let client = clients::Entity::insert(row).exec_with_returning(tx).await?;
    audit::record(
        tx,
        "create",
        "clients",
        Some(client.id),
        Changes::created(&client),
    )
    .await?;
    Ok(client)
}

/// Changes a client that is still at a version expected; `None` when there is no such client.
pub async fn update(
    tx: &TenantTx,
    id: ClientId,
    expected: &Expected,
    changes: ClientChanges,
) -> Result<Option<Client>> {
    let row = changes.into_row();
    change(tx, id, Some(expected), "update", row).await
}

/// Deletes a client that is still at a version expected, so that it can be restored; `None` when there is none.
pub async fn delete(tx: &TenantTx, id: ClientId, expected: &Expected) -> Result<Option<Client>> {
    let row = clients::ActiveModel {
        deleted_at: Set(Some(chrono::Utc::now())),
        ..Default::default()
    };
    change(tx, id, Some(expected), "delete", row).await
}

/// Restores a deleted client; one that is not deleted stays as it is. `None` when there is no such client; constraint
/// `clients_document_key` when another client has taken the document since.
pub async fn restore(tx: &TenantTx, id: ClientId) -> Result<Option<Client>> {
    let row = clients::ActiveModel {
        deleted_at: Set(None),
        ..Default::default()
    };
    change(tx, id, None, "restore", row).await
}

/// Only a restoration sees deleted clients.
async fn change(
    tx: &TenantTx,
    id: ClientId,
    expected: Option<&Expected>,
    action: &str,
    row: clients::ActiveModel,
) -> Result<Option<Client>> {
    let restores = expected.is_none();
    let before = change::lock::<clients::Entity>(tx, id.0).await?;
    let Some(before) = before.filter(|client| restores || client.deleted_at.is_none()) else {
        return Ok(None);
    };
    if let Some(expected) = expected {
        expected.admit(before.version)?;
    }
    change::write::<clients::Entity>(tx, id.0, action, before, row)
        .await
        .map(Some)
}
