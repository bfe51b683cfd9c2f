//! `panal user`

use super::password;
use crate::{context::Context, failure::Result, output::Table};
use clap::{Args, Subcommand};
use panal_domain::{Email, PersonName, access::RoleCode};
use panal_provisioner::NewUser;
use serde_json::json;

/// Commands about users. Passwords are read from standard input or made up, never given as an argument.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Create a user; prints the password once if it was made up
    Create {
        #[command(flatten)]
        place: Place,
        /// Log-in name
        #[arg(long)]
        email: Email,
        /// Name of the person
        #[arg(long)]
        name: PersonName,
        /// One of the tenant's roles; users of the platform are super admins
        #[arg(long, default_value = "admin")]
        role: RoleCode,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Give a user another password and end all his sessions
    Password {
        #[command(flatten)]
        place: Place,
        /// Log-in name
        #[arg(long)]
        email: Email,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Take a lost second factor from a user and end all his sessions; he logs in with his password alone and sets up
    /// another one
    TotpReset {
        #[command(flatten)]
        place: Place,
        /// Log-in name
        #[arg(long)]
        email: Email,
    },
    /// Print the users
    List {
        #[command(flatten)]
        place: Place,
    },
}

/// Whose user.
#[derive(Debug, Args)]
#[group(id = "place", required = true, multiple = false)]
pub(crate) struct Place {
    /// Slug, schema or id
    #[arg(long)]
    tenant: Option<String>,
    /// The platform itself
    #[arg(long)]
    platform: bool,
}

pub(crate) async fn run(command: UserCommand, context: &Context) -> Result {
    context.loaded.require(&["auth.bcrypt_cost"])?;
    match command {
        UserCommand::Create {
            place,
            email,
            name,
            role,
            password_stdin,
        } => {
            let chosen = password::choose(password_stdin, &email)?;
            create(context, &place, (email, name, role), chosen).await
        }
        UserCommand::Password {
            place,
            email,
            password_stdin,
        } => {
            let chosen = password::choose(password_stdin, &email)?;
            change(context, &place, &email, chosen).await
        }
        UserCommand::TotpReset { place, email } => totp_reset(context, &place, &email).await,
        UserCommand::List { place } => list(context, &place).await,
    }
}

async fn create(
    context: &Context,
    place: &Place,
    (email, full_name, role): (Email, PersonName, RoleCode),
    chosen: password::Chosen,
) -> Result {
    let shown = chosen.reveal();
    let password_hash = password::hash(chosen.password, context.config().auth.bcrypt_cost).await?;
    let provisioner = context.provisioner()?;
    let (id, role) = match &place.tenant {
        Some(tenant) => {
            let new = NewUser {
                email: email.clone(),
                full_name,
                role: role.clone(),
                password_hash,
            };
            (provisioner.create_user(tenant, &new).await?, role.as_str())
        }
        None => {
            let id = provisioner
                .create_platform_user(&email, &full_name, &password_hash)
                .await?;
            (id, "super_admin")
        }
    };
    if context.out.is_json() {
        return context
            .out
            .json(&json!({"id": id, "email": email, "role": role, "password": shown}));
    }
    context.out.line(format!("{email}: created as {role}"))?;
    reveal(context, &email, shown)
}

async fn change(
    context: &Context,
    place: &Place,
    email: &Email,
    chosen: password::Chosen,
) -> Result {
    let shown = chosen.reveal();
    let hash = password::hash(chosen.password, context.config().auth.bcrypt_cost).await?;
    let provisioner = context.provisioner()?;
    let ended = match &place.tenant {
        Some(tenant) => provisioner.set_password(tenant, email, &hash).await?,
        None => provisioner.set_platform_password(email, &hash).await?,
    };
    if context.out.is_json() {
        return context
            .out
            .json(&json!({"email": email, "sessions_ended": ended, "password": shown}));
    }
    context
        .out
        .line(format!("{email}: password changed, {ended} sessions ended"))?;
    reveal(context, email, shown)
}

async fn totp_reset(context: &Context, place: &Place, email: &Email) -> Result {
    let provisioner = context.provisioner()?;
    let ended = match &place.tenant {
        Some(tenant) => provisioner.reset_totp(tenant, email).await?,
        None => provisioner.reset_platform_totp(email).await?,
    };
    if context.out.is_json() {
        return context
            .out
            .json(&json!({"email": email, "sessions_ended": ended}));
    }
    context.out.line(format!(
        "{email}: second factor removed, {ended} sessions ended"
    ))
}

fn reveal(context: &Context, email: &Email, password: Option<String>) -> Result {
    match password {
        Some(password) => context
            .out
            .line(format!("{email}: password {password} (not shown again)")),
        None => Ok(()),
    }
}

async fn list(context: &Context, place: &Place) -> Result {
    let provisioner = context.provisioner()?;
    let users = match &place.tenant {
        Some(tenant) => provisioner.list_users(tenant).await?,
        None => provisioner.list_platform_users().await?,
    };
    if context.out.is_json() {
        return context.out.json(&users);
    }
    let mut table = Table::new(&["email", "name", "roles", "active", "last log-in"]);
    for user in &users {
        table.row([
            user.email.clone(),
            user.full_name.clone(),
            user.roles.join(", "),
            if user.is_active { "yes" } else { "no" }.to_owned(),
            user.last_login_at
                .map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M").to_string()),
        ]);
    }
    context.out.table(&table)
}
