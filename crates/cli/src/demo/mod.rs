//! Demonstration tenants: the same on every machine, however often they are loaded.

mod agenda;
mod businesses;
mod clients;
mod people;
mod random;

use crate::{commands::password, context::Context, failure::Result};
use businesses::Business;
use chrono::Utc;
use panal_domain::{Limited, Password, PasswordHash, PersonName, Role, UserId};
use panal_persistence::{
    Actor, ActorKind, TenantTx,
    tenant::{
        access::{self, RoleGrant},
        entity::{clients as client_rows, users as user_rows},
    },
};
use panal_provisioner::{Provisioner, TenantFilter};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::OnConflict,
};
use serde::Serialize;

/// Everybody's password.
const PASSWORD: &str = "panal-demo-2026";

/// The platform's super admin.
const ROOT: &str = "root@panal.test";

/// Rows of one INSERT.
const BATCH: usize = 200;

/// What loading did to one tenant.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Loaded {
    pub(crate) tenant: String,
    /// Whether the tenant was made now.
    pub(crate) created: bool,
    /// Users added now.
    pub(crate) users: usize,
    /// Clients added now.
    pub(crate) clients: usize,
    /// Appointments added now.
    pub(crate) appointments: usize,
}

/// The hash of everybody's password, made when the first user needs it.
struct Hash {
    cost: u32,
    made: Option<PasswordHash>,
}

impl Hash {
    async fn get(&mut self) -> Result<PasswordHash> {
        if let Some(hash) = &self.made {
            return Ok(hash.clone());
        }
        let hash = password::hash(Password::parse(PASSWORD, &[])?, self.cost).await?;
        self.made = Some(hash.clone());
        Ok(hash)
    }
}

/// Loads what is missing and leaves what is there alone.
pub(crate) async fn load(context: &Context) -> Result<Vec<Loaded>> {
    let provisioner = context.provisioner()?;
    let tenants = context.tenant_db()?;
    let mut hash = Hash {
        cost: context.config().auth.bcrypt_cost,
        made: None,
    };
    let known = provisioner.tenants(&TenantFilter::default()).await?;
    let mut report = Vec::new();
    for business in businesses::ALL {
        let found = known.iter().find(|tenant| tenant.slug == business.slug);
        let (tenant, created) = match found {
            Some(tenant) => (tenant.clone(), false),
            None => (
                provisioner.create(&business.new_tenant()?).await?.tenant,
                true,
            ),
        };
        if created {
            make_room(&provisioner, business).await?;
        }
        let tx = tenants
            .begin(&tenant.scope(), Actor::of(ActorKind::Operator))
            .await?;
        let users = add_users(&tx, business, &mut hash).await?;
        let clients = Box::pin(add_clients(&tx, business)).await?;
        let appointments = Box::pin(agenda::load(&tx, &tenant, business)).await?;
        tx.commit().await?;
        report.push(Loaded {
            tenant: tenant.slug,
            created,
            users,
            clients,
            appointments,
        });
    }
    add_root(&provisioner, &mut hash).await?;
    Ok(report)
}

/// A demonstration shows long lists, whatever the plan: as if that had been agreed.
async fn make_room(provisioner: &Provisioner, business: &Business) -> Result {
    let clients = u32::try_from(business.clients).unwrap_or(u32::MAX);
    if business
        .plan
        .limits()
        .clients
        .is_some_and(|most| most < clients)
    {
        let reason = "datos de demostración";
        provisioner
            .set_limit(business.slug, Limited::Clients, Some(2 * clients), reason)
            .await?;
    }
    Ok(())
}

async fn add_users(tx: &TenantTx, business: &Business, hash: &mut Hash) -> Result<usize> {
    let wanted: Vec<(Role, String)> = Role::for_profile(business.profile)
        .iter()
        .map(|role| (*role, format!("{role}@{}.test", business.slug)))
        .collect();
    let emails: Vec<&str> = wanted.iter().map(|(_, email)| email.as_str()).collect();
    let present = user_rows::Entity::find()
        .filter(user_rows::Column::Email.is_in(emails))
        .all(tx)
        .await?;
    let missing: Vec<&(Role, String)> = wanted
        .iter()
        .filter(|(_, email)| present.iter().all(|user| user.email != *email))
        .collect();
    if missing.is_empty() {
        return Ok(0);
    }
    let hash = hash.get().await?;
    let mut rows = Vec::new();
    for (role, email) in &missing {
        rows.push(user_rows::ActiveModel {
            id: Set(random::id(email)),
            email: Set(email.clone()),
            full_name: Set(people::staff(business.slug, *role)),
            password_hash: Set(Some(hash.expose().to_owned())),
            email_confirmed_at: Set(Some(Utc::now())),
            ..Default::default()
        });
    }
    user_rows::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    for (role, email) in &missing {
        if let Some(id) = access::role_by_code(tx, role.as_str()).await? {
            let user = UserId(random::id(email));
            access::assign(tx, user, &[RoleGrant::everywhere(id)]).await?;
        }
    }
    Ok(missing.len())
}

async fn add_clients(tx: &TenantTx, business: &Business) -> Result<usize> {
    let before = present(tx, business).await?;
    if before == business.clients {
        return Ok(0);
    }
    let now = Utc::now();
    let rows: Vec<client_rows::ActiveModel> = clients::of(business)?
        .iter()
        .map(|client| client.row(now))
        .collect();
    for batch in rows.chunks(BATCH) {
        client_rows::Entity::insert_many(batch.to_vec())
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(present(tx, business).await? - before)
}

/// How many of a business's clients are there.
async fn present(tx: &TenantTx, business: &Business) -> Result<usize> {
    let ids = (0..business.clients).map(|number| clients::id(business, number));
    let count = client_rows::Entity::find()
        .filter(client_rows::Column::Id.is_in(ids))
        .count(tx)
        .await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

async fn add_root(provisioner: &Provisioner, hash: &mut Hash) -> Result<bool> {
    let users = provisioner.list_platform_users().await?;
    if users.iter().any(|user| user.email == ROOT) {
        return Ok(false);
    }
    let hash = hash.get().await?;
    provisioner
        .create_platform_user(&ROOT.parse()?, &PersonName::parse("Raíz de Panal")?, &hash)
        .await?;
    Ok(true)
}
