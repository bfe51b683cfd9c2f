//! `panal domain`

use crate::{
    context::Context,
    failure::{Failure, Result},
    output::Table,
};
use clap::Subcommand;
use panal_domain::{BaseDomains, DomainName, Host};
use panal_provisioner::{TenantFilter, TenantRecord};
use serde_json::json;

/// Commands about a tenant's own domains.
#[derive(Debug, Subcommand)]
pub(crate) enum DomainCommand {
    /// Give a tenant a domain; its first one becomes the primary one
    Add {
        /// Slug, schema or id
        tenant: String,
        /// Such as www.sonrisas.pe
        domain: DomainName,
        /// Make it the primary one
        #[arg(long)]
        primary: bool,
    },
    /// Take a domain away
    Remove {
        /// Slug, schema or id
        tenant: String,
        /// The domain
        domain: DomainName,
    },
    /// Make one of a tenant's domains the primary one
    Primary {
        /// Slug, schema or id
        tenant: String,
        /// The domain
        domain: DomainName,
    },
    /// Print the domains of a tenant or of all
    List {
        /// Slug, schema or id
        #[arg(env = "PANAL_TENANT", hide_env_values = true)]
        tenant: Option<String>,
    },
}

pub(crate) async fn run(command: DomainCommand, context: &Context) -> Result {
    let provisioner = context.provisioner()?;
    let tenants = match &command {
        DomainCommand::Add {
            tenant,
            domain,
            primary,
        } => {
            let bases = base_domains(context)?;
            vec![
                provisioner
                    .add_domain(tenant, domain, *primary, &bases)
                    .await?,
            ]
        }
        DomainCommand::Remove { tenant, domain } => {
            vec![provisioner.remove_domain(tenant, domain).await?]
        }
        DomainCommand::Primary { tenant, domain } => {
            vec![provisioner.make_primary(tenant, domain).await?]
        }
        DomainCommand::List {
            tenant: Some(tenant),
        } => vec![provisioner.tenant(tenant).await?],
        DomainCommand::List { tenant: None } => {
            provisioner.tenants(&TenantFilter::default()).await?
        }
    };
    print(context, &tenants)
}

/// Names under which tenants already have their subdomains.
pub(crate) fn base_domains(context: &Context) -> Result<BaseDomains> {
    let hosts = context
        .config()
        .server
        .base_domains
        .iter()
        .map(|domain| Host::parse(domain))
        .collect::<std::result::Result<Vec<_>, _>>()
        .map_err(|fault| Failure::configuration(vec![format!("server.base_domains: {fault}")]))?;
    Ok(BaseDomains::new(hosts))
}

fn print(context: &Context, tenants: &[TenantRecord]) -> Result {
    let mut rows = Vec::new();
    for tenant in tenants {
        for (position, domain) in tenant.domains.iter().enumerate() {
            rows.push((tenant.slug.clone(), domain.clone(), position == 0));
        }
    }
    if context.out.is_json() {
        let rows: Vec<_> = rows
            .iter()
            .map(|(tenant, domain, primary)| json!({"tenant": tenant, "domain": domain, "primary": primary}))
            .collect();
        return context.out.json(&rows);
    }
    let mut table = Table::new(&["tenant", "domain", "primary"]);
    for (tenant, domain, primary) in rows {
        table.row([tenant, domain, if primary { "yes" } else { "" }.to_owned()]);
    }
    context.out.table(&table)
}
