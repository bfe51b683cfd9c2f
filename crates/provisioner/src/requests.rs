//! Businesses that were asked for: by whoever registers one, or by a super admin.

use crate::{
    Error, NewTenant, OwnerTx, Provisioner, Result, TenantRecord, create::FirstUser, tenants,
};
use panal_domain::{
    BusinessName, Country, Email, PersonName, PlanCode, Profile, Role, Slug, TaxId, TenantId,
    TenantState,
};
use serde_json::{Value, json};
use tokio_postgres::Row;
use uuid::Uuid;

/// What became of a request.
#[derive(Debug, Clone)]
pub enum Fulfilled {
    /// The business is there: made now, or by an earlier run.
    Done(Box<TenantRecord>),
    /// It cannot be made, now or later; the code is in the request too.
    Failed(String),
}

/// `failure_code` of a request whose slug, schema or role is somebody else's.
const SLUG_TAKEN: &str = "slug_taken";
/// `failure_code` of a request that makes no sense.
const INVALID: &str = "request_invalid";
/// `failure_code` of a request that was tried often enough.
const UNAVAILABLE: &str = "provisioning_failed";

/// A request and what it asks for.
struct Request {
    id: Uuid,
    registration: bool,
    new: NewTenant,
    phone: Option<String>,
    owner: Option<Owner>,
}

struct Owner {
    email: Email,
    full_name: PersonName,
    password_hash: Option<String>,
}

impl Provisioner {
    /// Makes the business that a row of `public.tenant_requests` asks for: tenant, first user, subscription and
    /// events in one transaction, in which the request forgets the password's digest. The request tells how far it
    /// is (`state`, `step`: `schema`, `first_rows`, `done`), each time with a notification.
    ///
    /// Can be run again, also while another worker is at it, and after it was interrupted. What cannot be made for
    /// good is told in the answer; after any other failure, which is the error, the request waits to be tried again
    /// or for [`Provisioner::give_up`].
    pub async fn fulfil(&self, request: Uuid) -> Result<Fulfilled> {
        self.owner
            .query(
                "UPDATE public.tenant_requests SET state = 'working', step = 'schema' WHERE id = $1 AND state = 'waiting'",
                &[&request],
            )
            .await?;
        match Box::pin(self.fulfil_once(request)).await {
            Err(error @ (Error::Taken { .. } | Error::Invalid(_))) => {
                let code = match error {
                    Error::Taken { .. } => SLUG_TAKEN,
                    _ => INVALID,
                };
                self.fail(request, code, &error.to_string()).await?;
                Ok(Fulfilled::Failed(code.to_owned()))
            }
            Err(error) => {
                self.wait_again(request, &error).await;
                Err(error)
            }
            done => done,
        }
    }

    /// Fails a request that was tried often enough. One that is done stays so.
    pub async fn give_up(&self, request: Uuid) -> Result<()> {
        self.fail(
            request,
            UNAVAILABLE,
            "the business could not be made; see the log",
        )
        .await
    }

    /// Fails requests that nobody has fulfilled within a day, so that their slugs are free and their passwords'
    /// digests gone; returns how many.
    pub async fn expire_requests(&self) -> Result<usize> {
        let rows = self
            .owner
            .query(
                "UPDATE public.tenant_requests SET state = 'failed', failure_code = $1, finished_at = now(),
                     failure = 'nobody made the business within a day', owner_password_hash = NULL
                 WHERE state IN ('waiting', 'working') AND created_at < now() - interval '1 day' RETURNING id",
                &[&UNAVAILABLE],
            )
            .await?;
        Ok(rows.len())
    }

    /// Deletes businesses softly that somebody registered a week ago and nobody ever confirmed or logged in to, so
    /// that addresses are not kept for nothing; returns their slugs.
    pub async fn delete_unconfirmed(&self) -> Result<Vec<String>> {
        let rows = self
            .owner
            .query(
                "SELECT t.id FROM public.tenant_requests r JOIN public.tenants t ON t.id = r.tenant_id
                     JOIN public.subscriptions s ON s.tenant_id = t.id
                 WHERE r.source = 'registration' AND r.finished_at < now() - interval '7 days'
                   AND t.state = 'active' AND s.state IN ('trial', 'past_due') ORDER BY t.slug",
                &[],
            )
            .await?;
        let mut deleted = Vec::new();
        for row in rows {
            let id: Uuid = row.get("id");
            match self.delete_where_unconfirmed(TenantId(id)).await {
                Ok(slug) => deleted.extend(slug),
                Err(error) => {
                    tracing::error!(tenant = %id, error = %error, "whether anybody came could not be seen");
                }
            }
        }
        Ok(deleted)
    }

    async fn delete_where_unconfirmed(&self, id: TenantId) -> Result<Option<String>> {
        let tx = self.owner.begin().await?;
        let tenant = tenants::lock(&tx, &id.to_string()).await?;
        let came = format!(
            "SELECT 1 AS one FROM {}.users WHERE email_confirmed_at IS NOT NULL OR last_login_at IS NOT NULL LIMIT 1",
            tenant.schema.quoted()
        );
        if tenant.state != TenantState::Active || !tx.query_once(&came, &[]).await?.is_empty() {
            tx.rollback().await?;
            return Ok(None);
        }
        tx.rollback().await?;
        let reason = "registered, and never confirmed";
        Ok(Some(self.delete(&id.to_string(), Some(reason)).await?.slug))
    }

    async fn fulfil_once(&self, id: Uuid) -> Result<Fulfilled> {
        let tx = self.owner.begin().await?;
        // Not the row's lock: its progress is written by others while this transaction lasts.
        tx.query(
            "SELECT pg_advisory_xact_lock(hashtextextended('panal request ' || $1, 0))",
            &[&id.to_string()],
        )
        .await?;
        let row = tx
            .query_opt(
                "SELECT *, source = 'registration' AS registration FROM public.tenant_requests WHERE id = $1",
                &[&id],
            )
            .await?
            .ok_or_else(|| Error::NotFound(format!("request {id}")))?;
        match row.get("state") {
            "done" => {
                tx.rollback().await?;
                let tenant: Uuid = row.get("tenant_id");
                let tenant = self.tenant(&TenantId(tenant).to_string()).await?;
                return Ok(Fulfilled::Done(Box::new(tenant)));
            }
            "failed" => {
                tx.rollback().await?;
                let code: Option<String> = row.get("failure_code");
                return Ok(Fulfilled::Failed(
                    code.unwrap_or_else(|| UNAVAILABLE.to_owned()),
                ));
            }
            _ => {}
        }
        let request = Request::read(&row)?;
        let tenant = self.make(&tx, &request).await?;
        tx.commit().await?;
        Ok(Fulfilled::Done(Box::new(tenant)))
    }

    async fn make(&self, tx: &OwnerTx, request: &Request) -> Result<TenantRecord> {
        let user = Uuid::now_v7();
        let admin = request.owner.as_ref().map(|owner| FirstUser {
            id: user,
            role: Role::Propietario,
            email: owner.email.as_str(),
            full_name: owner.full_name.as_str(),
            password_hash: owner.password_hash.as_deref(),
        });
        let (id, _) = self
            .create_in(tx, &request.new, admin, Some(request.id))
            .await?;
        let tenant = tenants::lock(tx, &id.to_string()).await?;
        if let Some(phone) = &request.phone {
            let sql = format!("UPDATE {}.branches SET phone = $1", tenant.schema.quoted());
            tx.execute_once(&sql, &[phone]).await?;
        }
        for (kind, payload) in request.events(&tenant, user) {
            tx.execute(
                "INSERT INTO public.outbox (id, tenant_id, kind, payload) VALUES ($1, $2, $3, $4)",
                &[&Uuid::now_v7(), &id.0, &kind, &payload],
            )
            .await?;
        }
        tx.execute(
            "UPDATE public.tenant_requests SET state = 'done', step = 'done', tenant_id = $2, finished_at = now(),
                 owner_password_hash = NULL, failure_code = NULL, failure = NULL WHERE id = $1",
            &[&request.id, &id.0],
        )
        .await?;
        Ok(tenant)
    }

    async fn fail(&self, request: Uuid, code: &str, why: &str) -> Result<()> {
        self.owner
            .query(
                "UPDATE public.tenant_requests SET state = 'failed', failure_code = $2, failure = $3,
                     finished_at = now(), owner_password_hash = NULL
                 WHERE id = $1 AND state IN ('waiting', 'working')",
                &[&request, &code, &why],
            )
            .await
            .map(drop)
    }

    /// The failed transaction is gone; what is written of it goes by itself.
    async fn wait_again(&self, request: Uuid, error: &Error) {
        let written = self
            .owner
            .query(
                "UPDATE public.tenant_requests SET state = 'waiting', failure = $2 WHERE id = $1 AND state = 'working'",
                &[&request, &error.to_string()],
            )
            .await;
        if let Err(unwritten) = written {
            tracing::warn!(%request, error = %unwritten, "the failure could not be recorded");
        }
    }

    /// Says how far a request is, beside the transaction that gets it there. Nobody waits for that: where no
    /// connection is free it is not said.
    pub(crate) async fn tell_progress(&self, request: Uuid, step: &str) {
        let told = self
            .owner
            .query_if_free(
                "UPDATE public.tenant_requests SET step = $2 WHERE id = $1 AND state = 'working'",
                &[&request, &step],
            )
            .await;
        if let Err(error) = told {
            tracing::debug!(%request, step, error = %error, "the progress could not be told");
        }
    }
}

impl Request {
    fn read(row: &Row) -> Result<Self> {
        let text = |name: &str| row.get::<_, Option<String>>(name);
        let country = Country::parse(row.get("country"))?;
        let owner = match text("owner_email") {
            Some(email) => Some(Owner {
                full_name: PersonName::parse(&text("owner_name").unwrap_or_else(|| email.clone()))?,
                email: Email::parse(&email)?,
                password_hash: text("owner_password_hash"),
            }),
            None => None,
        };
        Ok(Self {
            id: row.get("id"),
            registration: row.get("registration"),
            phone: text("phone"),
            owner,
            new: NewTenant {
                slug: Slug::parse(row.get("slug"))?,
                schema: None,
                name: BusinessName::parse(row.get("name"))?,
                profile: Profile::parse(row.get("profile"))?,
                plan: PlanCode::parse(row.get("plan"))?,
                country,
                tax_id: text("tax_id")
                    .map(|id| TaxId::parse(country, &id))
                    .transpose()?,
                email: text("email")
                    .map(|email| Email::parse(&email))
                    .transpose()?,
                domain: None,
                admin: None,
            },
        })
    }

    /// What the outbox tells. The owner gets one letter, with a link that confirms his e-mail: that of his
    /// registration, or, where he has no password yet, the invitation to choose one.
    fn events(&self, tenant: &TenantRecord, user: Uuid) -> Vec<(&'static str, Value)> {
        let mut events = vec![(
            "organizacion-creada",
            json!({
                "tenant_id": tenant.id,
                "slug": tenant.slug,
                "name": tenant.name,
                "profile": tenant.profile,
                "plan": tenant.plan,
                "owner_email": self.owner.as_ref().map(|owner| owner.email.as_str()),
            }),
        )];
        match &self.owner {
            Some(owner) if owner.password_hash.is_none() => {
                events.push(("user-invited", json!({"user_id": user})));
            }
            Some(_) if self.registration => {
                let payload = json!({"user_id": user, "registered": true});
                events.push(("email-confirmation-requested", payload));
            }
            _ => {}
        }
        events
    }
}
