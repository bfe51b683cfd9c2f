//! Businesses that were asked for and are being made.

use super::{jobs, query};
use crate::{PlatformTx, Result};
use chrono::{DateTime, Utc};
use panal_domain::{
    BusinessName, Country, Email, PasswordHash, PersonName, Phone, PlanCode, Profile, Slug, TaxId,
};
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

/// Businesses that may be registered within an hour, whoever registers them.
pub const MOST_AN_HOUR: i64 = 300;
/// Businesses that may be registered within a day with one owner's e-mail.
pub const MOST_A_DAY: i64 = 3;

/// Who asked for a business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestSource {
    /// Somebody who registers it.
    Registration,
    /// A super admin.
    SuperAdmin,
}

impl RequestSource {
    /// As in `tenant_requests.source`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::SuperAdmin => "super_admin",
        }
    }
}

/// The first user of a business to be.
#[derive(Debug, Clone)]
pub struct NewOwner {
    /// Name of the person.
    pub full_name: PersonName,
    /// Log-in name.
    pub email: Email,
    /// Digest of the password; none: the owner is invited to choose one.
    pub password_hash: Option<PasswordHash>,
}

/// A business to be.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// Who asks.
    pub source: RequestSource,
    /// Label under the base domain.
    pub slug: Slug,
    /// Name of the business.
    pub name: BusinessName,
    /// Industry.
    pub profile: Profile,
    /// Plan.
    pub plan: PlanCode,
    /// Country.
    pub country: Country,
    /// Tax number.
    pub tax_id: Option<TaxId>,
    /// E-mail of the business.
    pub email: Option<Email>,
    /// Telephone of the business.
    pub phone: Option<Phone>,
    /// First user.
    pub owner: Option<NewOwner>,
    /// The platform user who asks.
    pub requested_by: Option<String>,
    /// Correlates with the log.
    pub request_id: Option<String>,
    /// The client's address.
    pub address: Option<String>,
}

/// How far a request got.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct TenantRequest {
    /// The request; random, so that whoever knows it may follow it.
    pub id: Uuid,
    /// `registration` or `super_admin`.
    pub source: String,
    /// Label under the base domain.
    pub slug: String,
    /// Name of the business.
    pub name: String,
    /// `waiting`, `working`, `done` or `failed`.
    pub state: String,
    /// What is being done.
    pub step: Option<String>,
    /// Stable code of what went wrong.
    pub failure_code: Option<String>,
    /// What went wrong, for the operators.
    pub failure: Option<String>,
    /// The tenant, once there is one.
    pub tenant_id: Option<Uuid>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it came to an end, good or bad.
    pub finished_at: Option<DateTime<Utc>>,
}

impl TenantRequest {
    /// Whether nothing more will happen.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        matches!(self.state.as_str(), "done" | "failed")
    }
}

/// Asks for a business, and the worker to make it. Constraint `tenant_requests_slug_key` when another request for the
/// slug is under way. Context: login for a registration, else super admin.
pub async fn ask(tx: &PlatformTx, new: &NewRequest) -> Result<Uuid> {
    // Not of the ordered kind: it is a secret of whoever asks.
    let id = Uuid::new_v4();
    let owner = new.owner.as_ref();
    query::run(
        tx,
        "INSERT INTO public.tenant_requests (id, source, slug, name, profile, plan, country, tax_id, email, phone,
             owner_email, owner_name, owner_password_hash, requested_by, request_id, address)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        [
            id.into(),
            new.source.as_str().into(),
            new.slug.as_str().into(),
            new.name.as_str().into(),
            new.profile.as_str().into(),
            new.plan.as_str().into(),
            new.country.as_str().into(),
            new.tax_id.as_ref().map(TaxId::as_str).into(),
            new.email.as_ref().map(Email::as_str).into(),
            new.phone.as_ref().map(Phone::as_str).into(),
            owner.map(|owner| owner.email.as_str()).into(),
            owner.map(|owner| owner.full_name.as_str()).into(),
            owner
                .and_then(|owner| owner.password_hash.as_ref())
                .map(PasswordHash::expose)
                .into(),
            new.requested_by.clone().into(),
            new.request_id.clone().into(),
            new.address.clone().into(),
        ],
    )
    .await?;
    jobs::enqueue(tx, "create_tenant", json!({"request_id": id}), None).await?;
    Ok(id)
}

#[derive(FromQueryResult)]
struct Spent {
    spent: bool,
}

/// Whether nobody, or not this owner, may register another business now: [`MOST_AN_HOUR`] were registered within an
/// hour, or [`MOST_A_DAY`] with this e-mail within a day that did not fail. Until the transaction ends other
/// registrations wait to ask, so that each counts. Context: login.
pub async fn is_spent(tx: &PlatformTx, owner: &Email) -> Result<bool> {
    query::run(
        tx,
        "SELECT pg_advisory_xact_lock(hashtextextended('panal registrations', 0))",
        [],
    )
    .await?;
    let row: Option<Spent> = query::one(
        tx,
        "SELECT (SELECT count(*) >= $1 FROM public.tenant_requests
                 WHERE source = 'registration' AND created_at > now() - interval '1 hour')
             OR (SELECT count(*) >= $2 FROM public.tenant_requests
                 WHERE source = 'registration' AND owner_email = $3 AND state <> 'failed'
                   AND created_at > now() - interval '1 day') AS spent",
        [
            MOST_AN_HOUR.into(),
            MOST_A_DAY.into(),
            owner.as_str().into(),
        ],
    )
    .await?;
    Ok(row.is_some_and(|row| row.spent))
}

/// A request. Context: login or super admin.
pub async fn get(tx: &PlatformTx, id: Uuid) -> Result<Option<TenantRequest>> {
    query::one(
        tx,
        "SELECT id, source, slug, name, state, step, failure_code, failure, tenant_id, created_at, finished_at
         FROM public.tenant_requests WHERE id = $1",
        [id.into()],
    )
    .await
}

#[derive(FromQueryResult)]
struct Taken {
    slug: String,
}

/// Those of `slugs` that a tenant has, or that somebody is getting right now. Context: login or super admin.
pub async fn taken(tx: &PlatformTx, slugs: &[&str]) -> Result<Vec<String>> {
    let slugs: Vec<String> = slugs.iter().map(|slug| (*slug).to_owned()).collect();
    let rows: Vec<Taken> = query::all(
        tx,
        "SELECT slug FROM public.tenants WHERE slug = ANY ($1) AND state <> 'deleted'
         UNION SELECT slug FROM public.tenant_requests WHERE slug = ANY ($1) AND state IN ('waiting', 'working')",
        [slugs.into()],
    )
    .await?;
    Ok(rows.into_iter().map(|row| row.slug).collect())
}
