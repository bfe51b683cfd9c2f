//! `panal tenant create`

use super::bulk;
use crate::{
    commands::{domain::base_domains, password},
    context::Context,
    failure::{Failure, Result},
    values,
    worker::enqueue,
};
use clap::Args;
use panal_domain::{
    BusinessName, Country, DomainName, Email, PersonName, PlanCode, Profile, Role, SchemaName,
    Slug, TaxId,
};
use panal_provisioner::{Admin, Created, NewTenant, Provisioner};
use serde::Serialize;
use std::path::PathBuf;

/// Flags of `panal tenant create`.
#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    /// Subdomain: a-z, 0-9 and hyphens
    #[arg(required_unless_present = "from")]
    slug: Option<Slug>,
    /// Name of the business
    #[arg(long, required_unless_present = "from")]
    name: Option<BusinessName>,
    /// Kind of business; its modules follow from it
    #[arg(long, value_parser = values::profile(), default_value = "otro")]
    profile: Profile,
    /// Plan
    #[arg(long, value_parser = values::plan(), default_value = "trial")]
    plan: PlanCode,
    /// Tax number, by the rules of the country
    #[arg(long)]
    tax_id: Option<String>,
    /// E-mail of the business
    #[arg(long)]
    email: Option<Email>,
    /// Currency, time zone and locale follow from it
    #[arg(long, value_parser = values::country(), default_value = "CO")]
    country: Country,
    /// E-mail of the first user, who gets the role admin and a password that is printed once
    #[arg(long)]
    admin_email: Option<Email>,
    /// Name of the first user
    #[arg(long, requires = "admin_email", default_value = "Administrador")]
    admin_name: PersonName,
    /// Read the first user's password from standard input instead of making one up
    #[arg(long, requires = "admin_email")]
    admin_password_stdin: bool,
    /// A domain of its own, which becomes the primary one
    #[arg(long)]
    domain: Option<DomainName>,
    /// Schema, where it shall not be named after the slug
    #[arg(long)]
    schema: Option<SchemaName>,
    /// Create all businesses of a CSV file. Header: slug,name,profile,plan,tax_id,email,country,
    /// admin_email,domain; slug and name must be there. Bad lines are reported, the rest is created. Each
    /// result is printed as it comes; with --json, one JSON object a line
    #[arg(long, value_name = "FILE", conflicts_with_all = ["slug", "name", "profile", "plan", "tax_id", "email",
        "country", "admin_email", "domain", "schema"])]
    from: Option<PathBuf>,
    /// With --from: businesses created at the same time
    #[arg(long, requires = "from", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
}

/// The first user as he is printed.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FirstUser {
    /// Log-in.
    pub(super) email: String,
    /// Only where it was made up; printed this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<String>,
}

#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    created: Created,
    admin: Option<FirstUser>,
}

pub(super) async fn run(args: CreateArgs, context: &Context) -> Result {
    if let Some(file) = &args.from {
        return bulk::run(file, usize::from(args.jobs), context).await;
    }
    context
        .loaded
        .require(&["auth.bcrypt_cost", "server.base_domains"])?;
    let provisioner = context.provisioner()?;
    let (new, admin) = new_tenant(args, context).await?;
    // The time to connect is not the tenant's.
    provisioner.owner().query("SELECT 1", &[]).await?;
    let created = provisioner.create(&new).await?;
    refill(&provisioner, &created).await;
    let report = Report { created, admin };
    if context.out.is_json() {
        return context.out.json(&report);
    }
    let tenant = &report.created.tenant;
    context.out.line(format!(
        "{}: created in schema {} ({}, {:.1} ms of database time)",
        tenant.slug,
        tenant.schema,
        match report.created.source {
            panal_provisioner::Source::Warm => "from the pool",
            panal_provisioner::Source::Cold => "made anew",
        },
        report.created.database_ms
    ))?;
    if let Some(FirstUser { email, password }) = &report.admin {
        context.out.line(match password {
            Some(password) => format!("{email}: password {password} (not shown again)"),
            None => format!("{email}: password as given"),
        })?;
    }
    Ok(())
}

async fn new_tenant(args: CreateArgs, context: &Context) -> Result<(NewTenant, Option<FirstUser>)> {
    let (Some(slug), Some(name)) = (args.slug, args.name) else {
        return Err(Failure::usage("a tenant needs a slug and --name"));
    };
    let tax_id = match &args.tax_id {
        Some(raw) => Some(
            TaxId::parse(args.country, raw)
                .map_err(|fault| Failure::usage(format!("--tax-id {raw}: {fault}")))?,
        ),
        None => None,
    };
    let domain = match &args.domain {
        Some(domain) => Some(
            DomainName::parse_for_tenant(domain.as_str(), &base_domains(context)?)
                .map_err(|fault| Failure::usage(format!("--domain {domain}: {fault}")))?,
        ),
        None => None,
    };
    let (admin, shown) = match args.admin_email {
        Some(email) => {
            let chosen = password::choose(args.admin_password_stdin, &email)?;
            let (admin, shown) = first_user(
                email,
                args.admin_name,
                chosen,
                context.config().auth.bcrypt_cost,
            )
            .await?;
            (Some(admin), Some(shown))
        }
        None => (None, None),
    };
    let new = NewTenant {
        slug,
        schema: args.schema,
        name,
        profile: args.profile,
        plan: args.plan,
        country: args.country,
        tax_id,
        email: args.email,
        domain,
        admin,
    };
    Ok((new, shown))
}

/// The first user, his password hashed.
pub(super) async fn first_user(
    email: Email,
    full_name: PersonName,
    chosen: password::Chosen,
    cost: u32,
) -> Result<(Admin, FirstUser)> {
    let shown = FirstUser {
        email: email.to_string(),
        password: chosen.reveal(),
    };
    let password_hash = password::hash(chosen.password, cost).await?;
    let admin = Admin {
        role: Role::Admin,
        email,
        full_name,
        password_hash: password_hash.expose().to_owned(),
    };
    Ok((admin, shown))
}

/// Asks the worker for more ready schemas when they run low. The tenant is there whether this works or not.
pub(super) async fn refill(provisioner: &Provisioner, created: &Created) {
    let asked = async {
        let low = provisioner.pool_status().await?.iter().any(|kind| {
            kind.fingerprint == created.tenant.fingerprint && kind.ready * 2 < kind.wanted
        });
        if low {
            enqueue(
                provisioner,
                "refill_pool",
                &serde_json::json!({}),
                "refill_pool",
            )
            .await?;
        }
        Ok::<(), panal_provisioner::Error>(())
    };
    if let Err(error) = asked.await {
        tracing::warn!(%error, "the pool of ready schemas is low and no refill could be asked for");
    }
}
