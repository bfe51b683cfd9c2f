//! Users of a tenant and of the platform, as an operator makes them.

use crate::{Error, OwnerTx, Provisioner, Result, TenantRecord, copy, create, tenants};
use chrono::{DateTime, Utc};
use panal_domain::{Email, PasswordHash, PersonName, access::RoleCode};
use panal_persistence::tenant::sessions::CHANNEL;
use serde::Serialize;
use serde_json::{Value, json};
use tokio_postgres::Row;
use uuid::Uuid;

/// A user to be.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Log-in name.
    pub email: Email,
    /// Name of the person.
    pub full_name: PersonName,
    /// The code of one of the tenant's roles.
    pub role: RoleCode,
    /// Digest of the password.
    pub password_hash: PasswordHash,
}

/// A user on record. The password's digest stays where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserRecord {
    /// Never changes.
    pub id: Uuid,
    /// Log-in name.
    pub email: String,
    /// Name of the person.
    pub full_name: String,
    /// Codes of the roles; `super_admin` on the platform.
    pub roles: Vec<String>,
    /// Whether he may log in.
    pub is_active: bool,
    /// When he last did.
    pub last_login_at: Option<DateTime<Utc>>,
    /// When he was created.
    pub created_at: DateTime<Utc>,
}

impl UserRecord {
    fn read(row: &Row) -> Self {
        Self {
            id: row.get("id"),
            email: row.get("email"),
            full_name: row.get("full_name"),
            roles: row.get("roles"),
            is_active: row.get("is_active"),
            last_login_at: row.get("last_login_at"),
            created_at: row.get("created_at"),
        }
    }
}

impl Provisioner {
    /// Creates a user of a tenant, bound to no branch.
    pub async fn create_user(&self, tenant: &str, new: &NewUser) -> Result<Uuid> {
        let tx = self.owner.begin().await?;
        let tenant = staffed(&tx, tenant).await?;
        let schema = tenant.schema.quoted();
        let id = Uuid::now_v7();
        tx.execute_once(
            &format!(
                "INSERT INTO {schema}.users (id, email, full_name, password_hash) VALUES ($1, $2, $3, $4)"
            ),
            &[
                &id,
                &new.email.as_str(),
                &new.full_name.as_str(),
                &new.password_hash.expose(),
            ],
        )
        .await
        .map_err(|error| email_taken(error, &new.email))?;
        let given = tx
            .execute_once(
                &format!(
                    "INSERT INTO {schema}.user_roles (user_id, role_id) SELECT $1, id FROM {schema}.roles WHERE code = $2"
                ),
                &[&id, &new.role.as_str()],
            )
            .await?;
        if given == 0 {
            return Err(no_such_role(&tx, &tenant, &new.role).await?);
        }
        let changes = json!({
            "email": [null, new.email], "full_name": [null, new.full_name], "roles": [null, [new.role]],
        });
        audit_user(&tx, &tenant, "create", id, changes).await?;
        let detail = json!({"user": new.email, "role": new.role});
        self.audit(&tx, "user.create", tenant.id, &tenant.slug, detail)
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Gives a user of a tenant another password and ends his sessions everywhere. Returns how many ended.
    pub async fn set_password(
        &self,
        tenant: &str,
        email: &Email,
        hash: &PasswordHash,
    ) -> Result<u64> {
        let tx = self.owner.begin().await?;
        let tenant = staffed(&tx, tenant).await?;
        let schema = tenant.schema.quoted();
        let user = tx
            .query_once(
                &format!(
                    "UPDATE {schema}.users SET password_hash = $2 WHERE email = $1 RETURNING id"
                ),
                &[&email.as_str(), &hash.expose()],
            )
            .await?
            .first()
            .map(|row| row.get::<_, Uuid>("id"))
            .ok_or_else(|| Error::NotFound(format!("user {email} of {}", tenant.slug)))?;
        let ended =
            end_sessions(&tx, &format!("{schema}.sessions"), user, "password_changed").await?;
        let changes = json!({"password_hash": ["***", "***"], "sessions": ended});
        audit_user(&tx, &tenant, "update", user, changes).await?;
        let detail = json!({"user": email, "sessions": ended});
        self.audit(&tx, "user.password", tenant.id, &tenant.slug, detail)
            .await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Takes a lost second factor and its recovery codes from a user of a tenant, and ends his sessions everywhere.
    /// Returns how many ended.
    pub async fn reset_totp(&self, tenant: &str, email: &Email) -> Result<u64> {
        let tx = self.owner.begin().await?;
        let tenant = staffed(&tx, tenant).await?;
        let schema = tenant.schema.quoted();
        let user = without_totp(&tx, &format!("{schema}.users"), email)
            .await?
            .ok_or_else(|| Error::NotFound(format!("user {email} of {}", tenant.slug)))?;
        let codes = format!("DELETE FROM {schema}.recovery_codes WHERE user_id = $1");
        tx.execute_once(&codes, &[&user]).await?;
        let ended = end_sessions(&tx, &format!("{schema}.sessions"), user, "totp_reset").await?;
        let changes = json!({"totp_secret": ["***", null], "sessions": ended});
        audit_user(&tx, &tenant, "update", user, changes).await?;
        let detail = json!({"user": email, "sessions": ended});
        self.audit(&tx, "user.totp_reset", tenant.id, &tenant.slug, detail)
            .await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// The same for a super admin.
    pub async fn reset_platform_totp(&self, email: &Email) -> Result<u64> {
        let tx = self.owner.begin().await?;
        let user = without_totp(&tx, "public.platform_users", email)
            .await?
            .ok_or_else(|| Error::NotFound(format!("user {email} of the platform")))?;
        tx.execute(
            "DELETE FROM public.platform_recovery_codes WHERE user_id = $1",
            &[&user],
        )
        .await?;
        let ended = end_sessions(&tx, "public.platform_sessions", user, "totp_reset").await?;
        let detail = json!({"user": email, "sessions": ended});
        self.audit_platform(&tx, "user.totp_reset", detail).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// The users of a tenant, by e-mail.
    pub async fn list_users(&self, tenant: &str) -> Result<Vec<UserRecord>> {
        let tx = self.owner.begin().await?;
        let tenant = staffed(&tx, tenant).await?;
        let rows = tx
            .query_once(
                &format!(
                    "SELECT id, email, full_name, is_active, last_login_at, created_at,
                         ARRAY(SELECT r.code FROM {0}.user_roles ur JOIN {0}.roles r ON r.id = ur.role_id
                               WHERE ur.user_id = u.id ORDER BY r.code) AS roles
                     FROM {0}.users u ORDER BY email",
                    tenant.schema.quoted()
                ),
                &[],
            )
            .await?;
        tx.rollback().await?;
        Ok(rows.iter().map(UserRecord::read).collect())
    }

    /// Creates a super admin of the platform.
    pub async fn create_platform_user(
        &self,
        email: &Email,
        full_name: &PersonName,
        hash: &PasswordHash,
    ) -> Result<Uuid> {
        let tx = self.owner.begin().await?;
        let id = Uuid::now_v7();
        tx.execute(
            "INSERT INTO public.platform_users (id, email, full_name, password_hash) VALUES ($1, $2, $3, $4)",
            &[&id, &email.as_str(), &full_name.as_str(), &hash.expose()],
        )
        .await
        .map_err(|error| email_taken(error, email))?;
        self.audit_platform(
            &tx,
            "user.create",
            json!({"user": email, "role": "super_admin"}),
        )
        .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Gives a super admin another password and ends his sessions everywhere. Returns how many ended.
    pub async fn set_platform_password(&self, email: &Email, hash: &PasswordHash) -> Result<u64> {
        let tx = self.owner.begin().await?;
        let user = tx
            .query_opt(
                "UPDATE public.platform_users SET password_hash = $2 WHERE email = $1 RETURNING id",
                &[&email.as_str(), &hash.expose()],
            )
            .await?
            .map(|row| row.get::<_, Uuid>("id"))
            .ok_or_else(|| Error::NotFound(format!("user {email} of the platform")))?;
        let ended = end_sessions(&tx, "public.platform_sessions", user, "password_changed").await?;
        self.audit_platform(
            &tx,
            "user.password",
            json!({"user": email, "sessions": ended}),
        )
        .await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// The platform's users, by e-mail.
    pub async fn list_platform_users(&self) -> Result<Vec<UserRecord>> {
        let rows = self
            .owner
            .query(
                "SELECT id, email, full_name, ARRAY['super_admin'] AS roles, is_active, last_login_at, created_at
                 FROM public.platform_users ORDER BY email",
                &[],
            )
            .await?;
        Ok(rows.iter().map(UserRecord::read).collect())
    }

    /// A line in the platform's audit that concerns no tenant.
    async fn audit_platform(&self, tx: &OwnerTx, action: &str, detail: Value) -> Result<()> {
        let (kind, actor) = &self.actor;
        tx.execute(
            "INSERT INTO public.platform_audit (id, actor_kind, actor, action, detail) VALUES ($1, $2, $3, $4, $5)",
            &[&Uuid::now_v7(), kind, actor, &action, &detail],
        )
        .await?;
        Ok(())
    }
}

/// A tenant that has a table of users.
async fn staffed(tx: &OwnerTx, name: &str) -> Result<TenantRecord> {
    let tenant = tenants::lock(tx, name).await?;
    copy::check_has_schema(&tenant)?;
    Ok(tenant)
}

/// Forgets a user's second factor.
async fn without_totp(tx: &OwnerTx, table: &str, email: &Email) -> Result<Option<Uuid>> {
    let rows = tx
        .query_once(
            &format!(
                "UPDATE {table} SET totp_secret = NULL, totp_confirmed_at = NULL WHERE email = $1 RETURNING id"
            ),
            &[&email.as_str()],
        )
        .await?;
    Ok(rows.first().map(|row| row.get("id")))
}

/// Ends sessions, and says so to every process when the transaction commits.
async fn end_sessions(tx: &OwnerTx, table: &str, user: Uuid, reason: &str) -> Result<u64> {
    let ended = tx
        .execute_once(
            &format!(
                "UPDATE {table} SET revoked_at = clock_timestamp(), revoked_reason = $2
                 WHERE user_id = $1 AND revoked_at IS NULL"
            ),
            &[&user, &reason],
        )
        .await?;
    tx.query("SELECT pg_notify($1, $2)", &[&CHANNEL, &user.to_string()])
        .await?;
    Ok(ended)
}

/// The tenant's own people read in their log what an operator did.
async fn audit_user(
    tx: &OwnerTx,
    tenant: &TenantRecord,
    action: &str,
    user: Uuid,
    changes: Value,
) -> Result<()> {
    tx.execute_once(
        &format!(
            "INSERT INTO {}.audit_log (id, actor_kind, action, entity, entity_id, changes)
             VALUES ($1, 'operator', $2, 'users', $3, $4)",
            tenant.schema.quoted()
        ),
        &[&Uuid::now_v7(), &action, &user, &changes],
    )
    .await?;
    Ok(())
}

/// Says which roles there are.
async fn no_such_role(tx: &OwnerTx, tenant: &TenantRecord, role: &RoleCode) -> Result<Error> {
    let rows = tx
        .query_once(
            &format!(
                "SELECT code FROM {}.roles ORDER BY code",
                tenant.schema.quoted()
            ),
            &[],
        )
        .await?;
    let roles: Vec<&str> = rows.iter().map(|row| row.get("code")).collect();
    Ok(Error::Refused {
        message: format!("{} has no role {role}", tenant.slug),
        cure: format!("give one of: {}", roles.join(", ")),
    })
}

fn email_taken(error: Error, email: &Email) -> Error {
    match create::constraint(&error) {
        Some("users_email_key" | "platform_users_email_key") => {
            create::taken("e-mail", email.as_str())
        }
        _ => error,
    }
}
