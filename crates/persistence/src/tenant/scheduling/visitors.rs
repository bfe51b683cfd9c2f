//! Customers who book by themselves, and the clients that they are.
//!
//! Nobody has proved who a visitor is. So what they type changes nothing of a client who is there already, and what
//! they are answered is the same whether there is one or not.

use super::holds::alone;
use crate::{
    Result, TenantTx,
    tenant::{
        clients::{self, NewClient},
        usage,
    },
};
use panal_domain::{ClientId, Document, Email, Limited, PersonName, Phone, PreferredContact, Tags};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};
use uuid::Uuid;

/// What a customer says of themselves.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Given names.
    pub first_name: PersonName,
    /// Family names.
    pub last_name: Option<PersonName>,
    /// Telephone.
    pub phone: Phone,
    /// E-mail.
    pub email: Option<Email>,
    /// Identity document.
    pub document: Option<Document>,
    /// How to reach them.
    pub preferred_contact: PreferredContact,
}

impl Visitor {
    /// Both names.
    #[must_use]
    pub fn full_name(&self) -> String {
        match &self.last_name {
            None => self.first_name.to_string(),
            Some(last) => format!("{} {last}", self.first_name),
        }
    }
}

/// The client that a visitor is.
#[derive(Debug, Clone)]
pub struct Recognised {
    /// The client.
    pub id: ClientId,
    /// The document that was given and could not be kept, since another client has it.
    pub document_left: Option<Document>,
}

/// Whether a plan leaves room for one more client. Asked for everybody who books, known or not: otherwise a full plan
/// would tell who is known.
pub async fn has_room(tx: &TenantTx) -> Result<bool> {
    usage::has_room(tx, Limited::Clients).await
}

/// The client with this name and e-mail (or telephone, where no e-mail was given), else a new one.
/// [`crate::Error::LimitReached`] where the plan allows no more, after which the transaction must not commit.
pub async fn recognise(tx: &TenantTx, visitor: &Visitor) -> Result<Recognised> {
    let contact = visitor
        .email
        .as_ref()
        .map_or(visitor.phone.as_str(), |email| email.as_str());
    // Who sends the form twice at once is one new client, not two.
    alone(tx, &format!("visitor {contact}")).await?;
    if let Some(id) = known(tx, visitor).await? {
        return Ok(Recognised {
            id,
            document_left: None,
        });
    }
    let mut document_left = None;
    let mut document = visitor.document.clone();
    if let Some(given) = &visitor.document {
        alone(tx, &format!("document {}", given.number())).await?;
        if is_document_taken(tx, given).await? {
            document_left = document.take();
        }
    }
    let client = clients::create(
        tx,
        NewClient {
            document,
            first_name: visitor.first_name.clone(),
            last_name: visitor.last_name.clone(),
            email: visitor.email.clone(),
            phone: Some(visitor.phone.clone()),
            birthday: None,
            notes: None,
            tags: Tags::default(),
            preferred_contact: visitor.preferred_contact,
        },
    )
    .await?;
    usage::admit(tx, Limited::Clients).await?;
    Ok(Recognised {
        id: ClientId(client.id),
        document_left,
    })
}

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
}

/// Both have to agree, since a family shares a telephone, and an office an e-mail.
async fn known(tx: &TenantTx, visitor: &Visitor) -> Result<Option<ClientId>> {
    let last_name = visitor.last_name.as_ref().map_or("", PersonName::as_str);
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT id FROM "tenant".clients
               WHERE deleted_at IS NULL
                   AND CASE WHEN $1::text IS NOT NULL THEN email = $1 ELSE phone = $2 END
                   AND extensions.fold(btrim(first_name || ' ' || last_name)) = extensions.fold(btrim($3 || ' ' || $4))
               ORDER BY created_at, id LIMIT 1"#,
            [
                visitor.email.as_ref().map(|email| email.as_str().to_owned()).into(),
                visitor.phone.as_str().into(),
                visitor.first_name.as_str().into(),
                last_name.into(),
            ],
        ))
        .await?;
    let found = row
        .map(|row| Found::from_query_result(&row, ""))
        .transpose()?;
    Ok(found.map(|found| ClientId(found.id)))
}

async fn is_document_taken(tx: &TenantTx, document: &Document) -> Result<bool> {
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            r#"SELECT id FROM "tenant".clients
               WHERE deleted_at IS NULL AND document_kind = $1 AND document_number = $2"#,
            [document.kind().as_str().into(), document.number().into()],
        ))
        .await?;
    Ok(row.is_some())
}
