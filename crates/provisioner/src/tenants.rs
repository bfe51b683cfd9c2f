//! The tenants on record.

use crate::{Error, Owner, OwnerTx, Params, Provisioner, Result, create, subscription};
use chrono::{DateTime, SecondsFormat, Utc};
use panal_domain::{Module, ModuleSet, Profile, RoleName, SchemaName, TenantId, TenantState};
use panal_persistence::TenantScope;
use panal_tenant_migrations::Target;
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;
use uuid::Uuid;

/// A row of `public.tenants`, with its custom domains.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TenantRecord {
    /// Never changes.
    pub id: TenantId,
    /// Subdomain.
    pub slug: String,
    /// Schema.
    pub schema: SchemaName,
    /// Database role.
    pub role: RoleName,
    /// Name of the business.
    pub name: String,
    /// Industry profile.
    pub profile: String,
    /// Plan.
    pub plan: String,
    /// State.
    pub state: TenantState,
    /// Why it is in that state, where somebody said.
    pub state_reason: Option<String>,
    /// The provisioning step that failed.
    pub failed_step: Option<String>,
    /// Why it failed.
    pub failure: Option<String>,
    /// Tax number.
    pub tax_id: Option<String>,
    /// E-mail of the business.
    pub email: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// ISO 4217.
    pub currency: String,
    /// IANA name.
    pub time_zone: String,
    /// BCP 47.
    pub locale: String,
    /// Where the business's logo is.
    pub logo_url: Option<String>,
    /// Modules enabled.
    pub modules: Vec<String>,
    /// Digest of the migrations applied.
    pub fingerprint: String,
    /// Custom domains, the primary one first.
    pub domains: Vec<String>,
    /// End of the grace period of a deleted tenant.
    pub purge_after: Option<DateTime<Utc>>,
    /// When its purge began: there is no way back from then on, but a backup.
    pub purge_started_at: Option<DateTime<Utc>>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Which tenants to list.
#[derive(Debug, Clone, Default)]
pub struct TenantFilter {
    /// Only these states; empty for all but `deleted`.
    pub states: Vec<TenantState>,
    /// Only this industry profile.
    pub profile: Option<String>,
    /// Only those whose slug or name contains this.
    pub search: Option<String>,
}

const COLUMNS: &str = "t.id, t.slug, t.schema_name, t.role_name, t.name, t.profile, t.plan, t.state, t.state_reason,
    t.failed_step, t.failure, t.tax_id, t.email, t.country, t.currency, t.time_zone, t.locale, t.logo_url, t.modules,
    t.fingerprint, t.purge_after, t.purge_started_at, t.created_at, t.updated_at,
    coalesce((SELECT array_agg(d.domain ORDER BY d.is_primary DESC, d.domain)
              FROM public.domains d WHERE d.tenant_id = t.id), '{}') AS domains";

impl TenantRecord {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: TenantId(row.try_get("id")?),
            slug: row.try_get("slug")?,
            schema: SchemaName::parse(row.try_get("schema_name")?)?,
            role: RoleName::parse(row.try_get("role_name")?)?,
            name: row.try_get("name")?,
            profile: row.try_get("profile")?,
            plan: row.try_get("plan")?,
            state: TenantState::parse(row.try_get("state")?)?,
            state_reason: row.try_get("state_reason")?,
            failed_step: row.try_get("failed_step")?,
            failure: row.try_get("failure")?,
            tax_id: row.try_get("tax_id")?,
            email: row.try_get("email")?,
            country: row.try_get("country")?,
            currency: row.try_get("currency")?,
            time_zone: row.try_get("time_zone")?,
            locale: row.try_get("locale")?,
            logo_url: row.try_get("logo_url")?,
            modules: row.try_get("modules")?,
            fingerprint: row.try_get("fingerprint")?,
            domains: row.try_get("domains")?,
            purge_after: row.try_get("purge_after")?,
            purge_started_at: row.try_get("purge_started_at")?,
            created_at: row.try_get("created_at")?,
            updated_at: row.try_get("updated_at")?,
        })
    }

    /// Its industry. Fails where only a newer program knows it.
    pub fn industry(&self) -> Result<Profile> {
        Ok(Profile::parse(&self.profile)?)
    }

    /// Where its migrations go.
    #[must_use]
    pub fn target(&self) -> Target {
        Target {
            schema: self.schema.clone(),
            role: self.role.clone(),
        }
    }

    /// Refuses a tenant whose data is gone, or going.
    pub(crate) fn check_not_purged(&self) -> Result<()> {
        let message = match (self.state, self.purge_started_at) {
            (TenantState::Deleted, _) => format!("{} was purged", self.slug),
            (_, Some(at)) => format!(
                "the purge of {} began at {}: part of its data is gone",
                self.slug,
                at.to_rfc3339_opts(SecondsFormat::Secs, true)
            ),
            (_, None) => return Ok(()),
        };
        let cure = match self.state {
            TenantState::Deleted => String::new(),
            _ => format!(
                "finish `panal tenant purge {} --no-backup`; then ",
                self.slug
            ),
        };
        Err(Error::Refused {
            message,
            cure: format!("{cure}`panal backup list` shows what `panal restore` can bring back"),
        })
    }

    /// What a transaction of this tenant needs.
    #[must_use]
    pub fn scope(&self) -> TenantScope {
        TenantScope::new(self.id, &self.schema, &self.role)
    }

    /// Its modules; one that this program does not know is left out.
    #[must_use]
    pub fn module_set(&self) -> ModuleSet {
        self.modules
            .iter()
            .filter_map(|name| Module::parse(name).ok())
            .collect()
    }
}

impl Provisioner {
    /// The tenants that `filter` lets through, by slug.
    pub async fn tenants(&self, filter: &TenantFilter) -> Result<Vec<TenantRecord>> {
        let states: Vec<&str> = filter.states.iter().map(|state| state.as_str()).collect();
        let rows = self
            .owner
            .query(
                &format!(
                    "SELECT {COLUMNS} FROM public.tenants t
                     WHERE CASE WHEN cardinality($1::text[]) = 0 THEN t.state <> 'deleted' ELSE t.state = ANY ($1) END
                       AND ($2::text IS NULL OR t.profile = $2)
                       AND ($3::text IS NULL OR strpos(t.slug, lower($3)) > 0 OR strpos(lower(t.name), lower($3)) > 0)
                     ORDER BY t.slug, t.created_at"
                ),
                &[&states, &filter.profile, &filter.search],
            )
            .await?;
        rows.iter().map(TenantRecord::read).collect()
    }

    /// The tenant with this slug, schema or id.
    pub async fn tenant(&self, name: &str) -> Result<TenantRecord> {
        find(Source::Owner(&self.owner), name, "").await
    }
}

/// The tenant with this slug, schema or id, locked until the end of the transaction: whoever changes a tenant comes
/// by here first, so that two changes of one tenant take turns. Rows that refer to it can be written meanwhile.
pub(crate) async fn lock(tx: &OwnerTx, name: &str) -> Result<TenantRecord> {
    find(Source::Tx(tx), name, "FOR NO KEY UPDATE OF t").await
}

/// The tenant with this slug, schema or id, as the transaction sees it.
pub(crate) async fn read(tx: &OwnerTx, name: &str) -> Result<TenantRecord> {
    find(Source::Tx(tx), name, "").await
}

/// Writes the row of a tenant that comes from somewhere else: a copy, an export, a backup. One that was purged under
/// the same id gets its row back.
pub(crate) async fn adopt(tx: &OwnerTx, tenant: &TenantRecord) -> Result<()> {
    let written = tx
        .execute(
            "INSERT INTO public.tenants AS t (id, slug, schema_name, role_name, name, profile, plan, state, state_reason,
                 tax_id, email, country, currency, time_zone, locale, logo_url, modules)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
             ON CONFLICT (id) DO UPDATE SET slug = $2, schema_name = $3, role_name = $4, name = $5, profile = $6,
                 plan = $7, state = $8, state_reason = $9, tax_id = $10, email = $11, country = $12, currency = $13,
                 time_zone = $14, locale = $15, logo_url = $16, modules = $17, purge_after = NULL,
                 purge_started_at = NULL, failed_step = NULL, failure = NULL
             WHERE t.state = 'deleted'",
            &[
                &tenant.id.0,
                &tenant.slug,
                &tenant.schema.as_str(),
                &tenant.role.as_str(),
                &tenant.name,
                &tenant.profile,
                &tenant.plan,
                &tenant.state.as_str(),
                &tenant.state_reason,
                &tenant.tax_id,
                &tenant.email,
                &tenant.country,
                &tenant.currency,
                &tenant.time_zone,
                &tenant.locale,
                &tenant.logo_url,
                &tenant.modules,
            ],
        )
        .await
        .map_err(|error| create::name_taken(error, &tenant.slug, &tenant.target()))?;
    if written == 0 {
        return Err(create::taken("id", &tenant.id.to_string()));
    }
    subscription::begin(tx, tenant.id).await
}

enum Source<'a> {
    Owner(&'a Owner),
    Tx(&'a OwnerTx),
}

impl Source<'_> {
    async fn query(&self, sql: &str, params: Params<'_>) -> Result<Option<Row>> {
        match self {
            Self::Owner(owner) => owner.query_opt(sql, params).await,
            Self::Tx(tx) => tx.query_opt(sql, params).await,
        }
    }
}

async fn find(source: Source<'_>, name: &str, locking: &str) -> Result<TenantRecord> {
    let id = Uuid::parse_str(name).ok();
    // A slug is worth more than a schema: they are the same text for most tenants.
    let sql = format!(
        "SELECT {COLUMNS} FROM public.tenants t
         WHERE t.id = $2 OR (t.state <> 'deleted' AND (t.slug = lower($1) OR t.schema_name = $1))
         ORDER BY (t.id = $2) IS TRUE DESC, t.slug = lower($1) DESC LIMIT 1 {locking}"
    );
    let row = source.query(&sql, &[&name, &id]).await?;
    row.as_ref()
        .map(TenantRecord::read)
        .transpose()?
        .ok_or_else(|| Error::TenantNotFound(name.to_owned()))
}
