//! Creating a tenant: all or nothing, in one transaction.

use crate::{Error, OwnerTx, Provisioner, Result, TenantRecord, schema, subscription, tenants};
use panal_domain::{
    BusinessName, Country, DomainName, Email, ModuleSet, PersonName, PlanCode, Profile, Role,
    SchemaName, Slug, TaxId, TenantId, TenantState,
};
use panal_tenant_migrations::{Target, in_schema, roles_sql};
use serde::Serialize;
use serde_json::json;
use std::time::Instant;
use uuid::Uuid;

/// What a new tenant is to be.
#[derive(Debug, Clone)]
pub struct NewTenant {
    /// Subdomain.
    pub slug: Slug,
    /// Schema, where it shall not be named after the slug.
    pub schema: Option<SchemaName>,
    /// Name of the business.
    pub name: BusinessName,
    /// Industry.
    pub profile: Profile,
    /// Plan.
    pub plan: PlanCode,
    /// Country; currency, time zone and locale follow from it.
    pub country: Country,
    /// Tax number.
    pub tax_id: Option<TaxId>,
    /// E-mail of the business.
    pub email: Option<Email>,
    /// A custom domain, which becomes the primary one.
    pub domain: Option<DomainName>,
    /// The first user.
    pub admin: Option<Admin>,
}

/// The first user of a tenant.
#[derive(Debug, Clone)]
pub struct Admin {
    /// Role template; one that grants everything.
    pub role: Role,
    /// Log-in.
    pub email: Email,
    /// Name.
    pub full_name: PersonName,
    /// The password, hashed.
    pub password_hash: String,
}

/// Where the schema came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// From the pool of ready schemas.
    Warm,
    /// Made on the spot.
    Cold,
}

/// A tenant just created.
#[derive(Debug, Clone, Serialize)]
pub struct Created {
    /// The tenant.
    pub tenant: TenantRecord,
    /// Where its schema came from.
    pub source: Source,
    /// Milliseconds from BEGIN to the answer of COMMIT.
    pub database_ms: f64,
}

/// A recorded tenant whose schema is to be made.
pub(crate) struct Installation<'a> {
    pub(crate) id: TenantId,
    pub(crate) slug: &'a str,
    pub(crate) profile: Profile,
    pub(crate) modules: ModuleSet,
    pub(crate) admin: Option<FirstUser<'a>>,
    /// For the audit.
    pub(crate) detail: serde_json::Value,
    /// The request that it comes from, whose progress is followed.
    pub(crate) request: Option<Uuid>,
}

/// The first user of a tenant, as a row.
#[derive(Clone, Copy)]
pub(crate) struct FirstUser<'a> {
    pub(crate) id: Uuid,
    pub(crate) role: Role,
    pub(crate) email: &'a str,
    pub(crate) full_name: &'a str,
    /// None: to be chosen by himself.
    pub(crate) password_hash: Option<&'a str>,
}

impl<'a> From<&'a Admin> for FirstUser<'a> {
    fn from(admin: &'a Admin) -> Self {
        Self {
            id: Uuid::now_v7(),
            role: admin.role,
            email: admin.email.as_str(),
            full_name: admin.full_name.as_str(),
            password_hash: Some(&admin.password_hash),
        }
    }
}

/// Schemas of one name, but for their number, among which a free one is looked for.
const MOST_NAMESAKES: u32 = 100;

impl Provisioner {
    /// Creates a tenant. Of several at once that ask for the same slug, one wins and the others get
    /// [`Error::Taken`]; a failure leaves nothing behind.
    pub async fn create(&self, new: &NewTenant) -> Result<Created> {
        let begun = Instant::now();
        let tx = self.owner.begin().await?;
        let admin = new.admin.as_ref().map(FirstUser::from);
        let (id, source) = self.create_in(&tx, new, admin, None).await?;
        let tenant = tenants::lock(&tx, &id.to_string()).await?;
        tx.commit().await?;
        Ok(Created {
            tenant,
            source,
            database_ms: begun.elapsed().as_secs_f64() * 1000.0,
        })
    }

    /// Creates a tenant within a transaction, with this first user.
    pub(crate) async fn create_in(
        &self,
        tx: &OwnerTx,
        new: &NewTenant,
        admin: Option<FirstUser<'_>>,
        request: Option<Uuid>,
    ) -> Result<(TenantId, Source)> {
        let id = TenantId::generate();
        let target = self.target(schema_of(tx, new).await?, id.0);
        insert_tenant(tx, id, new, &target, TenantState::Provisioning).await?;
        let installation = Installation {
            id,
            slug: new.slug.as_str(),
            profile: new.profile,
            modules: new.profile.module_set(),
            admin,
            detail: json!({"profile": new.profile, "plan": new.plan}),
            request,
        };
        let source = self
            .install(tx, &installation, &target, &mut "schema")
            .await?;
        Ok((id, source))
    }

    /// Puts tables and first rows where a recorded tenant's schema shall be, and makes it active. `at` is the step
    /// it is at, for whoever has to tell which one failed.
    pub(crate) async fn install(
        &self,
        tx: &OwnerTx,
        new: &Installation<'_>,
        target: &Target,
        at: &mut &'static str,
    ) -> Result<Source> {
        let id = new.id;
        let migrator = self.migrator(&new.modules);
        let fingerprint = migrator.fingerprint();
        let begun = Instant::now();
        let source = match self.claim(tx, &fingerprint).await? {
            Some(ready) => {
                rename(tx, &ready, target).await?;
                Source::Warm
            }
            None => {
                tx.batch(&schema::create_sql(target))
                    .await
                    .map_err(|error| names_taken(error, target))?;
                schema::apply(tx, target, migrator.list()).await?;
                Source::Cold
            }
        };
        self.record_migrations(tx, id, migrator.list(), false)
            .await?;
        step(tx, id, at, begun).await?;
        *at = "first_rows";
        if let Some(request) = new.request {
            self.tell_progress(request, at).await;
        }
        let begun = Instant::now();
        self.first_rows(tx, target, new.profile, new.admin, new.request)
            .await?;
        step(tx, id, at, begun).await?;
        tx.execute(
            "UPDATE public.tenants SET state = 'active', fingerprint = $2, failed_step = NULL, failure = NULL
             WHERE id = $1",
            &[&id.0, &fingerprint],
        )
        .await?;
        self.audit(tx, "tenant.create", id, new.slug, new.detail.clone())
            .await?;
        Ok(source)
    }

    /// What every business begins with: the roles of its industry, its main branch and, where asked for, its first
    /// user; its people read in their log where all that comes from.
    pub(crate) async fn first_rows(
        &self,
        tx: &OwnerTx,
        target: &Target,
        profile: Profile,
        admin: Option<FirstUser<'_>>,
        request: Option<Uuid>,
    ) -> Result<()> {
        let schema = target.schema.quoted();
        tx.batch(&in_schema(&roles_sql(profile), target)).await?;
        let branch = Uuid::now_v7();
        tx.execute_once(
            &format!(
                "INSERT INTO {schema}.branches (id, name, code) VALUES ($1, 'Principal', 'P')"
            ),
            &[&branch],
        )
        .await?;
        if let Some(admin) = admin {
            tx.execute_once(
                &format!(
                    "WITH made AS (INSERT INTO {schema}.users (id, email, full_name, password_hash, branch_id)
                         VALUES ($1, $2, $3, $4, $5) RETURNING id)
                     INSERT INTO {schema}.user_roles (user_id, role_id)
                     SELECT made.id, r.id FROM made JOIN {schema}.roles r ON r.template = $6"
                ),
                &[
                    &admin.id,
                    &admin.email,
                    &admin.full_name,
                    &admin.password_hash,
                    &branch,
                    &admin.role.as_str(),
                ],
            )
            .await?;
        }
        tx.execute_once(
            &format!(
                "INSERT INTO {schema}.audit_log (id, actor_kind, action, entity, entity_id, changes,
                     request_id, address)
                 SELECT gen_random_uuid(), $1, 'create', rows.entity, rows.id, rows.changes,
                     r.request_id, r.address
                 FROM (SELECT 'roles' AS entity, id, jsonb_build_object('code', jsonb_build_array(NULL, code),
                               'name', jsonb_build_array(NULL, name)) AS changes FROM {schema}.roles
                       UNION ALL
                       SELECT 'branches', id, jsonb_build_object('code', jsonb_build_array(NULL, code),
                               'name', jsonb_build_array(NULL, name)) FROM {schema}.branches
                       UNION ALL
                       SELECT 'users', u.id, jsonb_build_object('email', jsonb_build_array(NULL, u.email),
                               'full_name', jsonb_build_array(NULL, u.full_name)) FROM {schema}.users u) AS rows
                 LEFT JOIN public.tenant_requests r ON r.id = $2"
            ),
            &[&self.actor.0, &request],
        )
        .await?;
        Ok(())
    }

    /// Writes migrations into the ledger of the fleet.
    pub(crate) async fn record_migrations(
        &self,
        tx: &OwnerTx,
        id: TenantId,
        migrations: &[panal_tenant_migrations::TenantMigration],
        fake: bool,
    ) -> Result<()> {
        let names: Vec<&str> = migrations.iter().map(|migration| migration.name).collect();
        let modules: Vec<&str> = migrations
            .iter()
            .map(|migration| migration.module.as_str())
            .collect();
        let checksums: Vec<String> = migrations
            .iter()
            .map(|migration| migration.checksum())
            .collect();
        let expand: Vec<bool> = migrations
            .iter()
            .map(|migration| migration.expand)
            .collect();
        tx.execute(
            "INSERT INTO public.migration_ledger (tenant_id, name, module, checksum, expand, fake)
             SELECT $1, name, module, checksum, expand, $6
             FROM unnest($2::text[], $3::text[], $4::text[], $5::boolean[]) AS m (name, module, checksum, expand)
             ON CONFLICT (tenant_id, name) DO UPDATE SET checksum = excluded.checksum, expand = excluded.expand,
                 fake = excluded.fake, applied_at = now()",
            &[&id.0, &names, &modules, &checksums, &expand, &fake],
        )
        .await?;
        Ok(())
    }
}

/// The schema that a new tenant is to have: the one asked for; else the one named after its slug, with a number where a
/// tenant that gave up that slug kept its schema.
pub(crate) async fn schema_of(tx: &OwnerTx, new: &NewTenant) -> Result<SchemaName> {
    if let Some(schema) = &new.schema {
        return Ok(schema.clone());
    }
    let named = SchemaName::from_slug(&new.slug);
    let mut schema = named.clone();
    for number in 2..=MOST_NAMESAKES {
        let used = tx
            .query_opt(
                "SELECT FROM public.tenants WHERE schema_name = $1 AND state <> 'deleted'",
                &[&schema.as_str()],
            )
            .await?;
        if used.is_none() {
            break;
        }
        let suffix = format!("_{number}");
        let kept: String = named.as_str().chars().take(63 - suffix.len()).collect();
        schema = SchemaName::parse(&format!("{kept}{suffix}"))?;
    }
    Ok(schema)
}

pub(crate) async fn insert_tenant(
    tx: &OwnerTx,
    id: TenantId,
    new: &NewTenant,
    target: &Target,
    state: TenantState,
) -> Result<()> {
    let country = new.country;
    tx.execute(
        "INSERT INTO public.tenants (id, slug, schema_name, role_name, name, profile, plan, state, tax_id, email,
             country, currency, time_zone, locale, modules)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $15, $8, $9, $10, $11, $12, $13, $14)",
        &[
            &id.0,
            &new.slug.as_str(),
            &target.schema.as_str(),
            &target.role.as_str(),
            &new.name.as_str(),
            &new.profile.as_str(),
            &new.plan.as_str(),
            &new.tax_id.as_ref().map(TaxId::as_str),
            &new.email.as_ref().map(Email::as_str),
            &country.as_str(),
            &country.currency().as_str(),
            &country.time_zone().as_str(),
            &country.locale().as_str(),
            &new.profile.module_set().names(),
            &state.as_str(),
        ],
    )
    .await
    .map_err(|error| name_taken(error, new.slug.as_str(), target))?;
    subscription::begin(tx, id).await?;
    if let Some(domain) = &new.domain {
        tx.execute(
            "INSERT INTO public.domains (id, tenant_id, domain, is_primary) VALUES ($1, $2, $3, true)",
            &[&Uuid::now_v7(), &id.0, &domain.as_str()],
        )
        .await
        .map_err(|error| match constraint(&error) {
            Some("domains_domain_key") => taken("domain", domain.as_str()),
            _ => error,
        })?;
    }
    Ok(())
}

/// Gives a schema and its role other names; taken names are told apart.
pub(crate) async fn rename(tx: &OwnerTx, from: &Target, to: &Target) -> Result<()> {
    let sql = schema::rename_sql(from, to);
    if sql.is_empty() {
        return Ok(());
    }
    tx.batch(&sql).await.map_err(|error| names_taken(error, to))
}

/// A slug, schema or role that another tenant's row has.
pub(crate) fn name_taken(error: Error, slug: &str, target: &Target) -> Error {
    match constraint(&error) {
        Some("tenants_slug_key") => taken("slug", slug),
        Some("tenants_schema_name_key") => taken("schema", target.schema.as_str()),
        Some("tenants_role_name_key") => taken("role", target.role.as_str()),
        _ => error,
    }
}

/// A schema or role that is in the database, on record or not.
pub(crate) fn names_taken(error: Error, target: &Target) -> Error {
    match code(&error) {
        Some("42P06") => taken("schema", target.schema.as_str()),
        Some("42710") => taken("role", target.role.as_str()),
        _ => error,
    }
}

async fn step(tx: &OwnerTx, id: TenantId, step: &str, begun: Instant) -> Result<()> {
    tx.execute(
        "INSERT INTO public.provisioning_steps (tenant_id, step, state, duration_ms) VALUES ($1, $2, 'done', $3)",
        &[&id.0, &step, &(begun.elapsed().as_secs_f64() * 1000.0)],
    )
    .await?;
    Ok(())
}

pub(crate) fn taken(what: &'static str, name: &str) -> Error {
    Error::Taken {
        what,
        name: name.to_owned(),
    }
}

pub(crate) fn constraint(error: &Error) -> Option<&str> {
    match error {
        Error::Database(error) => error.constraint(),
        _ => None,
    }
}

pub(crate) fn code(error: &Error) -> Option<&str> {
    match error {
        Error::Database(error) => error.code(),
        _ => None,
    }
}
