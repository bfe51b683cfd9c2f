use super::{
    appointments,
    tools::{JobError, Tools},
};
use chrono::Utc;
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use panal_domain::{Host, Language, LinkPurpose, LinkToken, TenantId, TenantState, UserId};
use panal_integrations::mail::{self, Letter, Occasion};
use panal_persistence::{
    Actor, ActorKind,
    tenant::{entity::users, user_tokens},
};
use panal_provisioner::{Error, TenantRecord};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Delivers one event of the outbox: those that are told by e-mail, by e-mail. Tried again when the mail server does
/// not take it; each time with a link of its own, and the older one is good no more.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DeliverEvent {
    event_id: Uuid,
    #[serde(default)]
    tenant_id: Option<Uuid>,
}

/// A row of the outbox.
pub(super) struct Event {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) payload: Value,
}

impl TaskHandler for DeliverEvent {
    const IDENTIFIER: &'static str = "deliver_event";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let tools = Tools::of(&context)?;
        let Some(event) = self.pending(tools).await? else {
            // Delivered before, or gone with its tenant.
            return Ok::<(), JobError>(());
        };
        if let Some(tenant) = self.living(tools).await? {
            let is_last = *context.job().attempts() >= REFUSALS;
            let written = Box::pin(write_to_people(tools, &tenant, &event, is_last)).await;
            match written {
                Err(Unsent::Useless(why)) => give_up(&context, &tenant, &event, &why),
                Err(Unsent::Refused(why)) if is_last => {
                    give_up(&context, &tenant, &event, &why);
                }
                Err(Unsent::Refused(why) | Unsent::Unsure(why)) => return Err(JobError::new(why)),
                Err(Unsent::Another(error)) => return Err(error),
                Ok(()) => {}
            }
        }
        tools
            .provisioner
            .owner()
            .query(
                "UPDATE public.outbox SET mailed_at = now() WHERE id = $1",
                &[&self.event_id],
            )
            .await?;
        tracing::info!(
            task = Self::IDENTIFIER,
            job = context.job().id(),
            event = event.kind,
            "delivered"
        );
        Ok(())
    }
}

/// Attempts after which a refusal is believed: some servers mean "not now".
const REFUSALS: i16 = 3;

/// Why a letter did not leave.
pub(super) enum Unsent {
    /// It never will, or it must not be tried again.
    Useless(String),
    /// The mail server will not have it.
    Refused(String),
    /// The mail server did not say whether it took it.
    Unsure(String),
    /// Another time it may.
    Another(JobError),
}

impl<E: Into<JobError>> From<E> for Unsent {
    fn from(error: E) -> Self {
        Self::Another(error.into())
    }
}

/// Notes that nobody will read it. The address stays out of the log.
fn give_up(context: &WorkerContext, tenant: &TenantRecord, event: &Event, why: &str) {
    tracing::warn!(
        task = DeliverEvent::IDENTIFIER,
        job = context.job().id(),
        tenant = tenant.slug,
        event = event.kind,
        error = why,
        "the letter cannot be delivered and is not tried again"
    );
}

impl DeliverEvent {
    /// The tenant that it is about, unless its people are gone.
    async fn living(&self, tools: &Tools) -> Result<Option<TenantRecord>, JobError> {
        let Some(id) = self.tenant_id else {
            return Ok(None);
        };
        match tools.provisioner.tenant(&TenantId(id).to_string()).await {
            Ok(tenant) => {
                Ok(Some(tenant).filter(|tenant| TenantState::KEPT.contains(&tenant.state)))
            }
            Err(Error::TenantNotFound(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn pending(&self, tools: &Tools) -> Result<Option<Event>, JobError> {
        let row = tools
            .provisioner
            .owner()
            .query_opt(
                "SELECT kind, payload FROM public.outbox WHERE id = $1 AND mailed_at IS NULL",
                &[&self.event_id],
            )
            .await?;
        Ok(row.map(|row| Event {
            id: self.event_id,
            kind: row.get("kind"),
            payload: row.get("payload"),
        }))
    }
}

/// Sends the letter that an event asks for, if it asks for one. A refusal is believed when it `is_last`.
async fn write_to_people(
    tools: &Tools,
    tenant: &TenantRecord,
    event: &Event,
    is_last: bool,
) -> Result<(), Unsent> {
    let (purpose, path) = match event.kind.as_str() {
        "user-invited" => (LinkPurpose::Invitation, "invitacion"),
        "password-reset-requested" => (LinkPurpose::PasswordReset, "restablecer"),
        "email-confirmation-requested" => (LinkPurpose::EmailConfirmation, "confirmar-correo"),
        _ => return appointments::write_to_client(tools, tenant, event, is_last).await,
    };
    write_to_user(tools, tenant, event, purpose, path).await
}

/// Sends a user the link to `path` for `purpose`.
async fn write_to_user(
    tools: &Tools,
    tenant: &TenantRecord,
    event: &Event,
    purpose: LinkPurpose,
    path: &str,
) -> Result<(), Unsent> {
    let user = event
        .payload
        .get("user_id")
        .and_then(|id| serde_json::from_value::<Uuid>(id.clone()).ok())
        .ok_or_else(|| JobError::new("the event names no user"))?;
    let tx = tools
        .tenants
        .begin(&tenant.scope(), Actor::of(ActorKind::Job))
        .await?;
    let Some(user) = users::Entity::find_by_id(user)
        .one(&tx)
        .await?
        .filter(|user| user.is_active)
    else {
        // Sent away since: nobody to write to.
        return Ok(tx.rollback().await?);
    };
    let token = LinkToken::generate().map_err(|error| JobError::new(error.to_string()))?;
    let (digest, until) = (token.digest(), Utc::now() + purpose.life());
    user_tokens::issue(&tx, UserId(user.id), purpose, digest, until).await?;
    tx.commit().await?;
    // Behind the #, which browsers keep to themselves: no log has it.
    let link = format!(
        "{}/{path}#token={}",
        address(tools, tenant)?,
        token.expose()
    );
    let (link, life) = (link.as_str(), purpose.life());
    let occasion = match purpose {
        LinkPurpose::Invitation => Occasion::Invited { link, life },
        LinkPurpose::PasswordReset => Occasion::PasswordReset { link, life },
        // The owner's one letter: nobody is written to again who has not confirmed the address.
        LinkPurpose::EmailConfirmation if event.payload.get("registered") == Some(&true.into()) => {
            Occasion::Registered { link, life }
        }
        LinkPurpose::EmailConfirmation => Occasion::ConfirmEmail { link, life },
    };
    let letter = Letter {
        to: &user.email,
        name: &user.full_name,
        business: &tenant.name,
        reply_to: None,
        language: language(tenant),
        occasion,
        texts: None,
        accent: None,
        id: None,
    };
    send(tools, &letter).await
}

/// What a business's people read.
pub(super) fn language(tenant: &TenantRecord) -> Language {
    if tenant.locale.starts_with("en") {
        Language::En
    } else {
        Language::Es
    }
}

pub(super) async fn send(tools: &Tools, letter: &Letter<'_>) -> Result<(), Unsent> {
    tools
        .mailer
        .send(letter)
        .await
        .map_err(|error| match error {
            mail::Error::Letter(_) => Unsent::Useless(error.to_string()),
            mail::Error::Refused(_) => Unsent::Refused(error.to_string()),
            mail::Error::Unsure(_) => Unsent::Unsure(error.to_string()),
            error => Unsent::Another(JobError::new(error.to_string())),
        })
}

/// Where a tenant's people find it: its own domain, or else its name under the platform's.
pub(super) fn address(tools: &Tools, tenant: &TenantRecord) -> Result<String, JobError> {
    let own = tenant.domains.first().cloned();
    let base = tools.server.base_domains.first();
    let host = own
        .or_else(|| base.map(|base| format!("{}.{base}", tenant.slug)))
        .ok_or_else(|| JobError::new("server.base_domains: missing"))?;
    let host = Host::parse(&host)?;
    Ok(tools.server.public_url(&host))
}
